"""Which papers may be issued, their numbers, and that a reprint is what was issued."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from referral_desk.domain.calendar import Period
from referral_desk.domain.codes import ConsentKind, LegalBasis, ReferralStatus
from referral_desk.domain.documents.card import CardLanguage, CardLayout
from referral_desk.domain.errors import NotFound, NotPossible
from referral_desk.domain.outgoing import Choice, told_at_first
from referral_desk.i18n import Language
from referral_desk.services import clients, consents, documents, institutions, outgoing, referrals, tallies
from referral_desk.services.centre import Centre, save_settings
from tests.making import (
    CALL,
    TODAY,
    add_client,
    add_consent,
    add_contact,
    add_institution,
    add_referral,
    client_draft,
    institution_draft,
)

S = ReferralStatus


@pytest.fixture
def filled(centre: Centre) -> Centre:
    """A centre with client 1, an office (1) and a self-help group (2)."""
    add_client(centre, address="架空市見本町1-1")
    add_institution(centre)
    add_institution(centre, name="AA架空グループ", kind="self_help_group", target="alcohol")
    return centre


def issued(centre: Centre) -> int:
    return len(clients.page(centre, 1).documents)


# --- letters --------------------------------------------------------------------------------------------------------


def test_a_letter_is_numbered_kept_and_shown_on_the_clients_page(filled: Centre) -> None:
    letter = documents.letter(filled, add_referral(filled, 1, 1).id)
    assert letter.pdf.startswith(b"%PDF")
    assert not letter.reprint
    (kept,) = clients.page(filled, 1).documents
    assert (kept.number, kept.running, kept.kind) == (letter.number, 1, "letter")
    assert (kept.issued_on, kept.basis, kept.staff_name) == (TODAY, LegalBasis.CONSENT, "見本 みどり")


@pytest.mark.parametrize("kind", ["self_help_group", "family_group", "peer_support_group"])
def test_a_group_gets_no_letter(filled: Centre, kind: str) -> None:
    group = add_institution(filled, name=kind, kind=kind)
    referral = add_referral(filled, 1, group.id)
    with pytest.raises(NotPossible):
        documents.letter(filled, referral.id)
    with pytest.raises(NotPossible):
        documents.letter(filled, referral.id, basis=LegalBasis.BY_LAW)
    assert issued(filled) == 0


@pytest.mark.parametrize("consent", [None, ConsentKind.NONE])
@pytest.mark.parametrize("basis", [None, LegalBasis.CONSENT])
def test_without_consent_there_is_no_letter(
    filled: Centre, consent: ConsentKind | None, basis: LegalBasis | None
) -> None:
    referral = add_referral(filled, 1, 1, consent=consent)
    with pytest.raises(NotPossible):
        documents.letter(filled, referral.id, basis=basis)
    assert issued(filled) == 0


@pytest.mark.parametrize("consent", [ConsentKind.WRITTEN, ConsentKind.ORAL])
def test_consent_is_the_ground_even_where_another_is_named(filled: Centre, consent: ConsentKind) -> None:
    referral = add_referral(filled, 1, 1, consent=consent)
    documents.letter(filled, referral.id, basis=LegalBasis.BY_LAW)
    assert clients.page(filled, 1).documents[0].basis is LegalBasis.CONSENT


def test_without_consent_another_ground_is_kept_with_the_letter(filled: Centre) -> None:
    referral = add_referral(filled, 1, 1, consent=ConsentKind.NONE)
    documents.letter(filled, referral.id, basis=LegalBasis.PUBLIC_BODY)
    assert clients.page(filled, 1).documents[0].basis is LegalBasis.PUBLIC_BODY


@pytest.mark.parametrize("status", [S.DRAFT, S.ENTERED_IN_ERROR])
def test_a_draft_and_an_entry_made_in_error_have_no_letter(filled: Centre, status: ReferralStatus) -> None:
    referral = add_referral(filled, 1, 1, status=status)
    with pytest.raises(NotPossible):
        documents.letter(filled, referral.id)
    assert issued(filled) == 0


def test_the_register_has_no_gaps_though_letters_were_refused(filled: Centre) -> None:
    fine, refused, also_fine = (
        add_referral(filled, 1, 1, consent=consent) for consent in (ConsentKind.ORAL, None, ConsentKind.WRITTEN)
    )
    documents.letter(filled, fine.id)
    with pytest.raises(NotPossible):
        documents.letter(filled, refused.id)
    documents.letter(filled, also_fine.id)
    assert [kept.running for kept in clients.page(filled, 1).documents] == [2, 1]


def test_a_character_that_no_font_has_leaves_no_trace_of_a_letter(filled: Centre) -> None:
    from referral_desk.reports.fonts import MissingGlyphs

    clients.save(filled, client_draft(number="00001", name="見本\U0010fffd花子"), client_id=1)
    with pytest.raises(MissingGlyphs):
        documents.letter(filled, add_referral(filled, 1, 1).id)
    assert issued(filled) == 0


def test_a_reprint_is_byte_for_byte_what_was_issued_also_after_everybody_moved(filled: Centre) -> None:
    referral = add_referral(filled, 1, 1, CALL, request="生活保護の相談")
    first = documents.letter(filled, referral.id)
    clients.save(filled, client_draft(name="例田 花子", address="遠い町2-2"), client_id=1)
    institutions.save(filled, institution_draft(name="新福祉事務所"), institution_id=1)
    save_settings(filled, replace(filled.settings, name="新しい保健所", sender_name="例田 一朗"))
    referrals.set_status(filled, referral.id, S.COMPLETED)
    filled.today = lambda: TODAY + timedelta(days=300)
    again = documents.letter(filled, referral.id)
    assert again.reprint
    assert (again.pdf, again.number) == (first.pdf, first.number)
    kept = clients.page(filled, 1).documents[0]
    assert documents.reprint(filled, kept.id).pdf == first.pdf
    assert issued(filled) == 1


def test_a_reprint_needs_no_ground_again(filled: Centre) -> None:
    referral = add_referral(filled, 1, 1, consent=None)
    first = documents.letter(filled, referral.id, basis=LegalBasis.PUBLIC_BODY)
    assert documents.letter(filled, referral.id).pdf == first.pdf


def test_a_new_letter_from_todays_records_has_a_number_of_its_own(filled: Centre) -> None:
    referral = add_referral(filled, 1, 1)
    first = documents.letter(filled, referral.id)
    clients.save(filled, client_draft(address="遠い町2-2"), client_id=1)
    second = documents.letter(filled, referral.id, again=True)
    assert second.pdf != first.pdf
    assert [kept.running for kept in clients.page(filled, 1).documents] == [2, 1]
    assert documents.letter(filled, referral.id).pdf == second.pdf


def test_each_language_has_its_own_letter(filled: Centre) -> None:
    referral = add_referral(filled, 1, 1)
    ja, en = (documents.letter(filled, referral.id, language=language) for language in (Language.JA, Language.EN))
    assert ja.pdf != en.pdf
    assert not en.reprint
    assert documents.letter(filled, referral.id, language=Language.JA).pdf == ja.pdf


# --- other papers ---------------------------------------------------------------------------------------------------


def test_a_card_is_not_registered_and_printing_it_again_keeps_one(filled: Centre) -> None:
    referral = add_referral(filled, 1, 2, consent=None)
    filled.today = lambda: TODAY
    first = documents.card(filled, referral.id)
    assert documents.card(filled, referral.id).pdf == first.pdf
    (kept,) = clients.page(filled, 1).documents
    assert (kept.kind, kept.running, kept.number) == ("card", None, "")


def test_a_card_names_the_group_and_never_the_client(filled: Centre) -> None:
    documents.card(filled, add_referral(filled, 1, 2).id)
    (kept,) = clients.page(filled, 1).documents
    assert "AA架空グループ" in kept.content
    for word in ("見本 花子", "ミホン", "見本町1-1", "090-0000-0000"):
        assert word not in kept.content


def test_a_summary_is_made_anew_and_not_kept(filled: Centre) -> None:
    add_referral(filled, 1, 1)
    add_contact(filled, 1)
    assert documents.summary(filled, 1).pdf.startswith(b"%PDF")
    assert issued(filled) == 0


def test_the_tally_prints(filled: Centre) -> None:
    made = tallies.tally(filled, Period.month(2026, 11))
    pdf = documents.tally_pdf(filled, made)
    assert pdf.startswith(b"%PDF")
    assert documents.tally_pdf(filled, made) == pdf


def test_what_is_gone_is_said_to_be_gone(filled: Centre) -> None:
    for make in (documents.letter, documents.card, documents.reprint, documents.summary):
        with pytest.raises(NotFound):
            make(filled, 99)


# --- a month's letters ----------------------------------------------------------------------------------------------


def test_a_months_letters_are_delivered_and_those_that_may_not_be_issued_are_named(filled: Centre) -> None:
    fine = add_referral(filled, 1, 1, on=date(2026, 10, 31))
    group = add_referral(filled, 1, 2, on=date(2026, 10, 1))
    without = add_referral(filled, 1, 1, on=date(2026, 10, 15), consent=None)
    add_referral(filled, 1, 1, on=date(2026, 11, 1))
    delivered: list[documents.BatchLetter] = []
    told: list[tuple[int, int]] = []
    skipped = documents.letters_of_month(
        filled, 2026, 10, delivered.append, progress=lambda done, total: told.append((done, total))
    )
    assert [letter.referral_number for letter in delivered] == [fine.number]
    assert delivered[0].file_name == f"letter-{fine.number}.pdf"
    assert [each.referral_id for each in skipped] == [group.id, without.id]
    assert told[-1] == (3, 3)


def test_a_batch_leaves_out_a_letter_whose_consent_was_withdrawn_since_it_was_issued(centre: Centre) -> None:
    client, office = add_client(centre), add_institution(centre)
    consent = add_consent(centre, client.id, office.id)
    referral = add_referral(centre, client.id, office.id, on=date(2026, 10, 2), consent=None)
    delivered: list[documents.BatchLetter] = []
    assert documents.letters_of_month(centre, 2026, 10, delivered.append) == ()
    consents.withdraw(centre, consent.id, TODAY)
    (skipped,) = documents.letters_of_month(centre, 2026, 10, delivered.append)
    assert skipped.referral_id == referral.id
    assert len(delivered) == 1


def test_a_batch_that_is_stopped_keeps_what_it_delivered_and_goes_on_later(filled: Centre) -> None:
    for day in (1, 2, 3):
        add_referral(filled, 1, 1, on=date(2026, 10, day))
    delivered: list[documents.BatchLetter] = []

    class Stopped(Exception):
        pass

    def stop(done: int, _total: int) -> None:
        if done == 1:
            raise Stopped

    with pytest.raises(Stopped):
        documents.letters_of_month(filled, 2026, 10, delivered.append, progress=stop)
    assert issued(filled) == len(delivered) == 1
    documents.letters_of_month(filled, 2026, 10, delivered.append)
    assert delivered[1].pdf == delivered[0].pdf
    assert sorted(kept.running or 0 for kept in clients.page(filled, 1).documents) == [1, 2, 3]


def test_a_refused_letter_in_a_batch_takes_no_number_and_leaves_no_look_at_its_receiver(filled: Centre) -> None:
    fine = [add_referral(filled, 1, 1, on=date(2026, 10, day)).id for day in (1, 3)]
    refused = add_referral(filled, 1, 1, on=date(2026, 10, 2), request="\U0010fffd").id
    seen = outgoing.outgoing(filled, refused)
    assert seen is not None
    choice = Choice(told_at_first(seen.items), seen.to)
    delivered: list[documents.BatchLetter] = []
    (skipped,) = documents.letters_of_month(
        filled, 2026, 10, delivered.append, chosen={fine[0]: None, refused: choice, fine[1]: None}
    )
    assert skipped.referral_id == refused
    assert [each.referral_id for each in delivered] == fine
    assert sorted(kept.running or 0 for kept in clients.page(filled, 1).documents) == [1, 2]
    assert outgoing.outgoing(filled, refused) == seen  # nobody is noted as having looked


def test_what_many_letters_of_a_batch_say_is_asked_of_the_database_as_seldom_as_for_few(filled: Centre) -> None:
    def questions(month: int, letters: int) -> int:
        for day in range(1, letters + 1):
            add_referral(filled, 1, 1, on=date(2026, month, day))
        sent: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
            sent.append(statement)

        event.listen(filled.sessions.engine, "before_cursor_execute", note)
        assert documents.letters_of_month(filled, 2026, month, lambda _letter: None) == ()
        event.remove(filled.sessions.engine, "before_cursor_execute", note)
        return sum(statement.startswith("SELECT") for statement in sent)

    assert questions(9, 2) == questions(10, 8) > 0


@pytest.mark.parametrize("layout", [CardLayout.FOUR_A6, CardLayout.TEN_SMALL])
def test_however_many_cards_are_cut_from_a_sheet_one_is_kept(filled: Centre, layout: CardLayout) -> None:
    referral = add_referral(filled, 1, 2)
    one = documents.card(filled, referral.id)
    sheet = documents.card(filled, referral.id, layout=layout)
    assert sheet.pdf != one.pdf
    assert issued(filled) == 1
    kept = clients.page(filled, 1).documents[0]
    assert documents.reprint(filled, kept.id).pdf == one.pdf


def test_a_card_in_easy_japanese_is_kept_beside_the_other(filled: Centre) -> None:
    referral = add_referral(filled, 1, 2)
    documents.card(filled, referral.id)
    easy = documents.card(filled, referral.id, language=CardLanguage.EASY)
    assert not easy.reprint
    assert [kept.language for kept in clients.page(filled, 1).documents] == ["ja_easy", "ja"]
    assert documents.card(filled, referral.id, language=CardLanguage.EASY).reprint
