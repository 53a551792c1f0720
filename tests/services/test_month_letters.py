"""A month's letters before and after they are issued: what is shown is what goes out."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pikepdf
import pytest

from referral_desk.domain.codes import ConsentKind
from referral_desk.services import clients, consents, document_register, documents, institutions
from referral_desk.services.centre import Centre
from referral_desk.services.documents import BatchLetter
from referral_desk.services.month_letters import LetterState, MonthLetter, in_one, month_letters
from tests.making import TODAY, add_client, add_consent, add_institution, add_referral, institution_draft

S = LetterState


@pytest.fixture
def filled(centre: Centre) -> Centre:
    """A client (1), a day service (1) and a self-help group (2)."""
    add_client(centre, household="母と二人")
    add_institution(centre, kind="day_service", address="架空市例町2-2")
    add_institution(centre, name="AA架空グループ", kind="self_help_group", target="alcohol")
    return centre


def october(centre: Centre) -> tuple[MonthLetter, ...]:
    return month_letters(centre, 2026, 10)


def issue(centre: Centre, letters: tuple[MonthLetter, ...]) -> tuple[list[BatchLetter], list[int]]:
    """Issue what is to be issued; return the letters, and whose referrals were left out."""
    given: list[BatchLetter] = []
    chosen = {each.referral_id: each.choice for each in letters if each.state is S.TO_ISSUE}
    skipped = documents.letters_of_month(centre, 2026, 10, given.append, chosen=chosen)
    return given, [each.referral_id for each in skipped]


def test_each_referral_says_whether_its_letter_will_be_is_or_may_not_be_issued(filled: Centre) -> None:
    add_referral(filled, 1, 1, on=date(2026, 10, 1), request="実習")
    ready = add_referral(filled, 1, 1, on=date(2026, 10, 2))
    add_referral(filled, 1, 1, on=date(2026, 10, 3), consent=ConsentKind.NONE)
    add_referral(filled, 1, 2, on=date(2026, 10, 4))
    add_referral(filled, 1, 1, on=date(2026, 11, 1))
    documents.letter(filled, ready.id)
    first, second, third, fourth = letters = october(filled)
    assert [each.state for each in letters] == [
        S.TO_ISSUE,
        S.ISSUED,
        S.NOT_POSSIBLE,
        S.NOT_POSSIBLE,
    ]
    assert first.items == {"name", "address_and_phone", "request"}
    assert first.to is not None
    assert first.to.lines == ("架空市例町2-2",)
    assert (second.number, second.printable) == ("架健精第1号", True)
    assert third.reason is not None
    assert fourth.reason is not None
    assert len(clients.page(filled, 1).documents) == 1


def test_what_is_shown_is_what_goes_out_and_the_receiver_counts_as_looked_at(filled: Centre) -> None:
    add_consent(filled, 1, 1, items=("name", "address_and_phone", "household", "request"))
    add_referral(filled, 1, 1, on=date(2026, 10, 1), consent=None)
    (before,) = october(filled)
    assert not before.confirmed
    given, left_out = issue(filled, (before,))
    assert (len(given), left_out) == (1, [])
    assert set(consents.page(filled, 1).disclosures[0].items) == before.items
    assert "母と二人" not in clients.page(filled, 1).documents[0].content
    add_referral(filled, 1, 1, on=date(2026, 10, 2), consent=None)
    assert [each.confirmed for each in october(filled)] == [False, True]


def test_a_receiver_that_moved_since_is_left_out_with_the_reason(filled: Centre) -> None:
    moved, stayed = add_institution(filled, name="移る事業所", kind="day_service"), 1
    add_referral(filled, 1, moved.id, on=date(2026, 10, 1))
    kept = add_referral(filled, 1, stayed, on=date(2026, 10, 2))
    shown = october(filled)
    institutions.save(
        filled, institution_draft(name="移る事業所", kind="day_service", address="遠い町"), institution_id=moved.id
    )
    given, left_out = issue(filled, shown)
    assert [each.referral_id for each in given] == [kept.id]
    assert left_out == [shown[0].referral_id]


def test_only_what_was_chosen_is_issued(filled: Centre) -> None:
    add_referral(filled, 1, 1, on=date(2026, 10, 1))
    second = add_referral(filled, 1, 1, on=date(2026, 10, 2))
    given: list[BatchLetter] = []
    documents.letters_of_month(filled, 2026, 10, given.append, chosen={second.id: None})
    assert [each.referral_id for each in given] == [second.id]
    assert [each.state for each in october(filled)] == [S.TO_ISSUE, S.ISSUED]


def test_an_issued_letter_whose_consent_ended_is_not_to_be_sent_again(filled: Centre) -> None:
    consent = add_consent(filled, 1, 1)
    referral = add_referral(filled, 1, 1, on=date(2026, 10, 1), consent=None)
    documents.letter(filled, referral.id)
    consents.withdraw(filled, consent.id, TODAY)
    (letter,) = october(filled)
    assert letter.state is S.ISSUED
    assert not letter.printable


def test_a_revoked_letter_is_to_be_issued_anew(filled: Centre) -> None:
    documents.letter(filled, add_referral(filled, 1, 1, on=date(2026, 10, 1)).id)
    document_register.revoke(filled, 1, "宛先違い")
    (letter,) = october(filled)
    assert letter.state is S.TO_ISSUE


def test_a_letter_with_a_character_no_font_has_is_left_out_and_the_others_go_on(filled: Centre) -> None:
    bad = add_referral(filled, 1, 1, on=date(2026, 10, 1), request="\U0010fffd")
    good = add_referral(filled, 1, 1, on=date(2026, 10, 2))
    given, left_out = issue(filled, october(filled))
    assert [each.referral_id for each in given] == [good.id]
    assert left_out == [bad.id]


def test_the_letters_are_put_together_in_their_order(filled: Centre) -> None:
    for day in (1, 2, 3):
        add_referral(filled, 1, 1, on=date(2026, 10, day))
    given, _left_out = issue(filled, october(filled))
    with pikepdf.open(io.BytesIO(in_one(given))) as whole, pikepdf.open(io.BytesIO(given[0].pdf)) as single:
        assert len(whole.pages) == 3 * len(single.pages)
    assert in_one(given[:1]) == given[0].pdf
    with pytest.raises(ValueError, match="no letter"):
        in_one([])


def test_a_month_without_referrals_has_no_letters(filled: Centre) -> None:
    add_referral(filled, 1, 1, on=TODAY - timedelta(days=1))
    assert october(filled) == ()
