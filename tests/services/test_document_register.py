"""The register of issued papers: what it finds, and that a revoked paper stays and is never taken for the letter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from referral_desk.domain.codes import LegalBasis
from referral_desk.domain.errors import NotFound, Rejected
from referral_desk.domain.issued import RegisterFilter, Revocation
from referral_desk.i18n import Language
from referral_desk.services import (
    clients,
    conference_papers,
    conferences,
    consents,
    disclosures,
    document_register,
    documents,
    institutions,
)
from referral_desk.services.centre import Centre
from tests.making import (
    TODAY,
    add_client,
    add_consent,
    add_institution,
    add_referral,
    institution_draft,
)
from tests.services.audited import conference

EVERYTHING = RegisterFilter()


@pytest.fixture
def filled(centre: Centre) -> Centre:
    """Letters 1 (見本, yesterday's) and 2 (例田), and a card 3 for 見本."""
    add_client(centre)
    add_client(centre, name="例田 一朗", kana="レイダ イチロウ")
    add_institution(centre)
    add_institution(centre, name="AA架空グループ", kind="self_help_group", target="alcohol")
    centre.today = lambda: TODAY - timedelta(days=1)
    documents.letter(centre, add_referral(centre, 1, 1).id)
    centre.today = lambda: TODAY
    documents.letter(centre, add_referral(centre, 2, 1).id)
    documents.card(centre, add_referral(centre, 1, 2).id)
    return centre


def ids(centre: Centre, **wanted: object) -> list[int]:
    sought = replace(EVERYTHING, **wanted)  # type: ignore[arg-type]
    found = document_register.rows(centre, sought)
    assert document_register.count(centre, sought) == len(found)
    return [row.id for row in found]


def test_every_issued_paper_stands_in_the_register_the_newest_first(filled: Centre) -> None:
    card, second, first = document_register.rows(filled, EVERYTHING)
    assert (first.number, first.kind, first.issued_on) == ("架健精第1号", "letter", TODAY - timedelta(days=1))
    assert (first.client_id, first.client_name, first.referral_number) == (1, "見本 花子", "2026-00001")
    assert (first.receivers, first.staff_name, first.revocation) == (("架空市福祉事務所",), "見本 みどり", None)
    assert second.client_name == "例田 一朗"
    assert (card.number, card.kind, card.receivers) == ("", "card", ("AA架空グループ",))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("第2号", [2]),
        ("れいだ", [2]),
        ("AA架空", [3]),
        ("福祉事務所", [2, 1]),
        ("2026-00003", [3]),
        ("ミホン", [3, 1]),
        ("100%", []),
        ("", [3, 2, 1]),
    ],
)
def test_a_paper_is_found_by_number_receiver_or_client(filled: Centre, text: str, found: list[int]) -> None:
    assert ids(filled, text=text) == found


def test_the_period_the_kind_and_the_client_narrow_the_register(filled: Centre) -> None:
    assert ids(filled, last=TODAY - timedelta(days=1)) == [1]
    assert ids(filled, first=TODAY) == [3, 2]
    assert ids(filled, kind="letter", client_id=1) == [1]
    assert ids(filled, first=date(2027, 1, 1)) == []


def test_the_register_is_read_in_parts(filled: Centre) -> None:
    assert [row.id for row in document_register.rows(filled, EVERYTHING, limit=2)] == [3, 2]
    assert [row.id for row in document_register.rows(filled, EVERYTHING, limit=2, offset=2)] == [1]


def test_a_receiver_who_was_renamed_stands_there_as_told_and_is_found_by_both_names(filled: Centre) -> None:
    institutions.save(filled, institution_draft(name="新しい相談室"), institution_id=1)
    assert document_register.rows(filled, EVERYTHING)[2].receivers == ("架空市福祉事務所",)
    assert ids(filled, text="架空市福祉") == [2, 1]
    assert ids(filled, text="新しい相談室") == [2, 1]


# --- revoking -------------------------------------------------------------------------------------------------------


def test_a_revoked_letter_stays_readable_with_a_caution_and_in_the_disclosure_log(filled: Centre) -> None:
    before = documents.reprint(filled, 1)
    assert before.caution is None
    revocation = document_register.revoke(filled, 1, " 宛先違い ").record
    assert revocation == Revocation(TODAY, "見本 みどり", "宛先違い")
    assert [row.revocation for row in document_register.rows(filled, replace(EVERYTHING, revoked=True))] == [revocation]
    again = documents.reprint(filled, 1)
    assert again.pdf == before.pdf
    assert again.caution is not None
    assert again.caution.values["why"] == "宛先違い"
    told = consents.page(filled, 1).disclosures
    assert [(entry.document_id, entry.struck) for entry in told] == [(1, "")]


def test_after_a_revocation_the_letter_is_issued_anew_under_a_number_of_its_own(filled: Centre) -> None:
    document_register.revoke(filled, 1, "宛先違い")
    anew = documents.letter(filled, 1)
    assert (anew.reprint, anew.number) == (False, "架健精第3号")
    assert documents.letter(filled, 1).reprint
    assert [entry.document_id for entry in consents.page(filled, 1).disclosures] == [4, 1]


def test_an_earlier_letter_does_not_stand_in_for_the_revoked_one(filled: Centre) -> None:
    newer = documents.letter(filled, 1, again=True)
    document_register.revoke(filled, 4, "誤記")
    anew = documents.letter(filled, 1)
    assert not anew.reprint
    assert anew.number != newer.number


def test_letters_in_other_languages_stay_in_force(filled: Centre) -> None:
    english = documents.letter(filled, 1, language=Language.EN)
    document_register.revoke(filled, 1, "宛先違い")
    assert documents.letter(filled, 1, language=Language.EN).pdf == english.pdf


def test_a_revoked_card_and_conference_sheet_are_made_anew(filled: Centre) -> None:
    conferences.save(filled, conference())
    conference_papers.sheet(filled, 1)
    for document_id in (3, 4):
        document_register.revoke(filled, document_id, "誤り")
    documents.card(filled, 3)
    conference_papers.sheet(filled, 1)
    assert ids(filled) == [6, 5, 4, 3, 2, 1]
    assert ids(filled, revoked=True) == [4, 3]


def test_a_revocation_is_taken_back_as_if_it_had_not_been(filled: Centre) -> None:
    first = documents.letter(filled, 1)
    revocation = document_register.revoke(filled, 1, "宛先違い").record
    document_register.take_back(filled, 1, revocation)
    assert documents.letter(filled, 1).pdf == first.pdf
    assert ids(filled, revoked=True) == []


def test_only_the_revocation_one_made_is_taken_back(filled: Centre) -> None:
    mine = document_register.revoke(filled, 1, "宛先違い").record
    document_register.take_back(filled, 1, mine)
    document_register.revoke(filled, 1, "別の理由")
    with pytest.raises(Rejected):
        document_register.take_back(filled, 1, mine)
    assert ids(filled, revoked=True) == [1]


def test_a_paper_is_not_revoked_twice_nor_without_a_reason(filled: Centre) -> None:
    with pytest.raises(Rejected):
        document_register.revoke(filled, 1, " ")
    document_register.revoke(filled, 1, "宛先違い")
    with pytest.raises(Rejected):
        document_register.revoke(filled, 1, "もう一度")
    with pytest.raises(NotFound):
        document_register.revoke(filled, 99, "ない")


def test_a_months_letters_hold_a_new_one_in_place_of_the_revoked(filled: Centre) -> None:
    document_register.revoke(filled, 1, "宛先違い")
    given: list[documents.BatchLetter] = []
    documents.letters_of_month(filled, TODAY.year, TODAY.month, given.append)
    assert len(given) == 2
    assert ids(filled, kind="letter", client_id=1) == [4, 1]


def test_a_letter_looked_at_in_the_register_says_that_the_consent_has_ended(centre: Centre) -> None:
    add_client(centre)
    add_institution(centre)
    consent = add_consent(centre, 1, 1)
    documents.letter(centre, add_referral(centre, 1, 1, consent=None).id)
    assert documents.reprint(centre, 1).caution is None
    consents.withdraw(centre, consent.id, TODAY)
    assert documents.reprint(centre, 1).caution is not None


def test_a_letter_on_another_basis_needs_no_consent_when_it_is_looked_at_again(centre: Centre) -> None:
    add_client(centre)
    add_institution(centre)
    documents.letter(centre, add_referral(centre, 1, 1, consent=None).id, basis=LegalBasis.BY_LAW)
    assert documents.reprint(centre, 1).caution is None


def test_the_whole_record_of_a_client_says_which_paper_was_revoked_and_why(filled: Centre) -> None:
    document_register.revoke(filled, 1, "宛先違い")
    (revoked,) = (each for each in clients.page(filled, 1).documents if each.revocation)
    assert (revoked.id, revoked.revoked_why) == (1, "宛先違い")
    assert disclosures.allowed(filled, 1, disclosures.Told(1)).basis is LegalBasis.CONSENT
