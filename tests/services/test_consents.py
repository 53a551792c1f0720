"""Consents and the disclosure log: what is kept, what a letter may say for them, and what stays legible."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pypdfium2
import pytest

from referral_desk.domain.codes import ConsentKind, EngagementState, LegalBasis, ReferralStatus
from referral_desk.domain.consent import Receiver
from referral_desk.domain.disclosing import NO_CONSENT
from referral_desk.domain.disclosure import DisclosureDraft
from referral_desk.domain.engagement import EngagementDraft
from referral_desk.domain.errors import NoGround, NotFound, Rejected
from referral_desk.domain.ledger import LedgerKind
from referral_desk.i18n import Language
from referral_desk.services import clients, consent_papers, consents, disclosures, documents, engagements, institutions
from referral_desk.services.centre import Centre
from referral_desk.services.consents import draft_of
from referral_desk.services.disclosures import Told
from referral_desk.services.exports import ExportFormat, export, one_record
from tests.making import (
    TODAY,
    add_client,
    add_consent,
    add_institution,
    add_referral,
    consent_draft,
    institution_draft,
)

TOLD = DisclosureDraft(
    client_id=1, on=TODAY, institution_id=1, method="telephone", items=("name",), basis=LegalBasis.CONSENT
)


@pytest.fixture
def filled(centre: Centre) -> Centre:
    """A centre with client 1, an office (1) and a clinic (2)."""
    add_client(centre, address="架空市見本町1-1", household="父と二人")
    add_institution(centre)
    add_institution(centre, name="見本クリニック", kind="medical_institution")
    return centre


def printed(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as pages:
        return "".join(page.get_textpage().get_text_range() for page in pages).replace("\r\n", "")


# --- consents -------------------------------------------------------------------------------------------------------


def test_a_consent_is_kept_with_its_receivers_and_items_in_their_order(filled: Centre) -> None:
    receivers = (Receiver(2), Receiver(None, " 見本町内会 "), Receiver(1), Receiver(2))
    add_consent(filled, receivers=receivers, items=("request", "name", "wish"), note="メモ<b>&")
    (kept,) = consents.page(filled, 1).consents
    assert [each.name for each in kept.receivers] == ["見本クリニック", "見本町内会", "架空市福祉事務所"]
    assert kept.items == ("name", "wish", "request")
    assert (kept.staff_name, kept.note) == ("見本 みどり", "メモ<b>&")


def test_a_receiver_bears_the_name_that_the_directory_gives_it_now(filled: Centre) -> None:
    add_consent(filled)
    institutions.save(filled, institution_draft(name="新福祉事務所"), institution_id=1)
    assert consents.page(filled, 1).consents[0].receivers[0].name == "新福祉事務所"


def test_what_breaks_a_rule_is_not_stored(filled: Centre) -> None:
    with pytest.raises(Rejected) as refusal:
        consents.save(filled, consent_draft(items=(), kind=ConsentKind.ORAL))
    assert [each.field for each in refusal.value.problems] == ["items", "heard_by"]
    with pytest.raises(NotFound):
        consents.save(filled, consent_draft(institution_id=99))
    with pytest.raises(NotFound):
        consents.save(filled, consent_draft(client_id=99))
    assert consents.page(filled, 1).consents == ()


def test_a_correction_keeps_what_was_written_before_with_the_reason(filled: Centre) -> None:
    first = add_consent(filled)
    changed = replace(draft_of(first), items=("name", "household"), until=TODAY)
    consents.save(filled, changed, consent_id=first.id, version=first.version, reason="聞き違い")
    page = consents.page(filled, 1)
    assert page.consents[0].items == ("name", "household")
    (correction,) = page.corrections[first.id]
    assert (correction.staff_name, correction.reason) == ("見本 みどり", "聞き違い")
    assert {each.field: each.before for each in correction.changes} == {"items": ("name", "request"), "until": None}


def test_a_stale_copy_is_refused_also_where_only_items_were_changed(filled: Centre) -> None:
    first = add_consent(filled)
    consents.save(filled, replace(draft_of(first), items=("name",)), consent_id=first.id, version=first.version)
    with pytest.raises(Rejected):
        consents.save(filled, replace(draft_of(first), note="別"), consent_id=first.id, version=first.version)
    assert consents.page(filled, 1).consents[0].items == ("name",)


def test_a_consent_stays_with_its_client(filled: Centre) -> None:
    first, other = add_consent(filled), add_client(filled, name="例田 一朗")
    with pytest.raises(Rejected):
        consents.save(filled, replace(draft_of(first), client_id=other.id), consent_id=first.id)


def test_a_withdrawal_is_kept_once_with_day_and_reason(filled: Centre) -> None:
    first = add_consent(filled)
    consents.withdraw(filled, first.id, TODAY, " 電話で申出 ")
    (kept,) = consents.page(filled, 1).consents
    assert (kept.withdrawn_on, kept.withdrawal) == (TODAY, "電話で申出")
    for day in (TODAY, TODAY - timedelta(days=1)):
        with pytest.raises(Rejected):
            consents.withdraw(filled, first.id, day)


def test_whom_another_consent_names_still_is_known_before_a_withdrawal(filled: Centre) -> None:
    one = add_consent(filled, receivers=(Receiver(1), Receiver(2)))
    add_consent(filled, receivers=(Receiver(2),))
    page = consents.page(filled, 1)
    assert [each.institution_id for each in consents.still_valid_elsewhere(page, page.consents[1], TODAY)] == [2]
    assert page.consents[1].id == one.id


# --- letters --------------------------------------------------------------------------------------------------------


def test_a_letter_says_what_the_recorded_consent_covers_and_is_logged_with_it(filled: Centre) -> None:
    consent = add_consent(filled, items=("name", "household"))
    referral = add_referral(filled, 1, 1, consent=None, background="長い経過")
    letter = printed(documents.letter(filled, referral.id).pdf)
    assert "父と二人" in letter
    assert "長い経過" not in letter
    assert "架空市見本町1-1" not in letter
    (entry,) = consents.page(filled, 1).disclosures
    assert (entry.receiver, entry.institution_id, entry.on) == ("架空市福祉事務所", 1, TODAY)
    assert (entry.basis, entry.consent_id, entry.method) == (LegalBasis.CONSENT, consent.id, "letter")
    assert (set(entry.items), entry.staff_name) == ({"name", "household"}, "見本 みどり")
    kept = clients.page(filled, 1).documents[0]
    assert (entry.document_id, entry.referral_id) == (kept.id, referral.id)


def test_printing_again_is_no_second_disclosure(filled: Centre) -> None:
    referral = add_referral(filled, 1, 1)
    documents.letter(filled, referral.id)
    documents.letter(filled, referral.id)
    assert len(consents.page(filled, 1).disclosures) == 1
    documents.letter(filled, referral.id, again=True)
    assert len(consents.page(filled, 1).disclosures) == 2


def test_the_log_keeps_the_receivers_name_as_it_was(filled: Centre) -> None:
    documents.letter(filled, add_referral(filled, 1, 1).id)
    institutions.save(filled, institution_draft(name="新福祉事務所"), institution_id=1)
    assert consents.page(filled, 1).disclosures[0].receiver == "架空市福祉事務所"


def test_a_card_tells_nobody_anything(filled: Centre) -> None:
    group = add_institution(filled, name="AA架空グループ", kind="self_help_group")
    documents.card(filled, add_referral(filled, 1, group.id).id)
    assert consents.page(filled, 1).disclosures == ()


def test_a_letter_that_cannot_be_drawn_leaves_no_entry_in_the_log(filled: Centre) -> None:
    from referral_desk.reports.fonts import MissingGlyphs

    with pytest.raises(MissingGlyphs):
        documents.letter(filled, add_referral(filled, 1, 1, request="\U0010fffd").id)
    assert consents.page(filled, 1).disclosures == ()


def test_after_a_withdrawal_neither_the_record_nor_the_referrals_note_carries_a_letter(filled: Centre) -> None:
    consent = add_consent(filled)
    referral = add_referral(filled, 1, 1, consent=ConsentKind.WRITTEN)
    first = documents.letter(filled, referral.id)
    assert first.caution is None
    consents.withdraw(filled, consent.id, TODAY)
    with pytest.raises(NoGround):
        documents.letter(filled, referral.id, again=True)
    again = documents.letter(filled, referral.id)
    assert again.pdf == first.pdf
    assert again.caution is not None
    letter = documents.letter(filled, referral.id, again=True, basis=LegalBasis.BY_LAW)
    assert "同意" not in printed(letter.pdf)
    assert consents.page(filled, 1).disclosures[0].basis is LegalBasis.BY_LAW


def test_a_referral_made_after_a_withdrawal_may_rest_on_its_own_note_again(filled: Centre) -> None:
    consent = add_consent(filled, on=TODAY - timedelta(days=9))
    consents.withdraw(filled, consent.id, TODAY - timedelta(days=1))
    assert documents.letter(filled, add_referral(filled, 1, 1).id).pdf


def test_a_consent_for_another_institution_is_none(filled: Centre) -> None:
    add_consent(filled, institution_id=2)
    with pytest.raises(NoGround) as refusal:
        documents.letter(filled, add_referral(filled, 1, 1, consent=None).id)
    assert refusal.value.message == NO_CONSENT


def test_a_consent_by_name_holds_for_the_institution_that_comes_into_the_directory_later(filled: Centre) -> None:
    add_consent(filled, receivers=(Receiver(None, "架空 ハローワーク"),))
    office = add_institution(filled, name="架空ハローワーク", kind="employment_office")
    assert documents.letter(filled, add_referral(filled, 1, office.id, consent=None).id).pdf


def test_a_batch_lists_what_a_withdrawn_consent_does_not_carry(filled: Centre) -> None:
    consents.withdraw(filled, add_consent(filled).id, TODAY)
    office, clinic = add_referral(filled, 1, 1), add_referral(filled, 1, 2)
    given: list[documents.BatchLetter] = []
    skipped = documents.letters_of_month(filled, TODAY.year, TODAY.month, given.append)
    assert [each.referral_id for each in skipped] == [office.id]
    assert [each.referral_number for each in given] == [clinic.number]


# --- the log --------------------------------------------------------------------------------------------------------


def test_what_was_told_by_phone_rests_on_the_consent_that_held_on_that_day(filled: Centre) -> None:
    consent = add_consent(filled, on=TODAY - timedelta(days=5))
    entry = disclosures.record(filled, TOLD).record
    assert (entry.consent_id, entry.receiver) == (consent.id, "架空市福祉事務所")
    before = disclosures.record(filled, replace(TOLD, on=TODAY - timedelta(days=6))).record
    assert before.consent_id is None


def test_what_may_be_told_follows_the_newest_referrals_note_where_nothing_is_recorded(filled: Centre) -> None:
    assert disclosures.allowed(filled, 1, Told(2)).basis is None
    add_referral(filled, 1, 2, status=ReferralStatus.ENTERED_IN_ERROR)
    assert disclosures.allowed(filled, 1, Told(2)).basis is None
    add_referral(filled, 1, 2)
    may = disclosures.allowed(filled, 1, Told(2))
    assert may.basis is LegalBasis.CONSENT
    assert may.items == set(filled.codes.minimal_items.by_address_form["medical"])
    assert disclosures.allowed(filled, 1, Told(2), day=TODAY - timedelta(days=1)).basis is None


def test_somebody_whom_the_directory_lacks_may_be_told_what_a_consent_by_name_covers(filled: Centre) -> None:
    add_consent(filled, receivers=(Receiver(None, "大家 例田"),), items=("contact_time",))
    assert disclosures.allowed(filled, 1, Told(None, "大家 例田")).items == {"contact_time"}
    assert disclosures.allowed(filled, 1, Told(None, "別の人")).basis is None


def test_an_entry_is_struck_out_and_stays(filled: Centre) -> None:
    entry = disclosures.record(filled, replace(TOLD, struck="偽")).record
    assert entry.struck == ""
    disclosures.strike(filled, entry.id, " 相手違い ")
    assert consents.page(filled, 1).disclosures[0].struck == "相手違い"
    with pytest.raises(Rejected):
        disclosures.strike(filled, entry.id, "もう一度")
    with pytest.raises(NotFound):
        disclosures.strike(filled, 99, "ない")


def test_an_incomplete_entry_is_refused(filled: Centre) -> None:
    with pytest.raises(Rejected):
        disclosures.record(filled, replace(TOLD, items=()))
    assert consents.page(filled, 1).disclosures == ()


# --- papers and files -----------------------------------------------------------------------------------------------


def test_the_form_names_those_who_are_in_question_each_once(filled: Centre) -> None:
    add_referral(filled, 1, 2)
    engagements.mark(filled, EngagementDraft(client_id=1, institution_id=2))
    engagements.mark(filled, EngagementDraft(client_id=1, institution_id=1))
    ended = add_institution(filled, name="終わった機関", kind="other")
    engagements.mark(filled, EngagementDraft(client_id=1, institution_id=ended.id, state=EngagementState.ENDED))
    said = printed(consent_papers.consent_form(filled, 1).pdf)
    assert said.count("見本クリニック") == said.count("架空市福祉事務所") == 1
    assert "終わった機関" not in said
    for words in ("提供先", "提供する内容", "期間", "撤回", "不利益", "続柄", "聴取者", "2通"):
        assert words in said, words


def test_a_recorded_consent_is_printed_as_it_is_kept_and_a_withdrawn_one_says_so(filled: Centre) -> None:
    consent = add_consent(filled, kind=ConsentKind.ORAL, heard_by="例田 聞子", purpose="受診の調整のため", until=TODAY)
    said = printed(consent_papers.consent_form(filled, 1, consent_id=consent.id).pdf)
    for words in ("例田 聞子", "受診の調整のため", "架空市福祉事務所", "令和8年11月24日"):
        assert words in said, words
    consents.withdraw(filled, consent.id, TODAY, "電話で申出")
    assert "電話で申出" in printed(consent_papers.consent_form(filled, 1, consent_id=consent.id).pdf)
    with pytest.raises(NotFound):
        consent_papers.consent_form(filled, add_client(filled).id, consent_id=consent.id)


def test_the_form_speaks_english_and_puts_up_with_hostile_text(filled: Centre) -> None:
    draft = consent_draft(receivers=(Receiver(None, "𠮷田<b>& 商店"),), purpose="長い目的。" * 800)
    said = printed(consent_papers.consent_form(filled, 1, draft=draft, language=Language.EN).pdf)
    assert "<b>& 商店" in said
    assert "withdraw this consent at any time" in said


def test_the_log_is_printed_with_struck_entries_and_their_reason(filled: Centre) -> None:
    empty = printed(consent_papers.disclosure_log(filled, 1).pdf)
    assert "提供の記録はありません" in empty
    for number in range(60):
        disclosures.record(filled, replace(TOLD, note=f"記録{number}"))
    disclosures.strike(filled, 7, "相手違い")
    said = printed(consent_papers.disclosure_log(filled, 1).pdf)
    assert "記録59" in said
    assert "相手違い" in said


def test_files_hold_consents_and_disclosures_or_say_that_they_do_not(filled: Centre) -> None:
    add_consent(filled)
    documents.letter(filled, add_referral(filled, 1, 1).id)
    shown = one_record.client_with_all(filled, 1, "ja")
    told = json.loads(export(filled, LedgerKind.CLIENTS, ExportFormat.JSON).content)["clients"][0]
    for held in (shown, told):
        (consent,), (entry,) = held["consents"], held["disclosures"]
        assert consent["receivers"] == [{"institution_id": "i-1", "name": "架空市福祉事務所"}]
        assert [each["code"] for each in consent["items"]] == ["name", "request"]
        assert (entry["consent_id"], entry["basis"]["code"]) == (consent["id"], "consent")
    left_out = [each.text for each in export(filled, LedgerKind.CLIENTS, ExportFormat.CSV).left_out]
    assert "Consents ({count})" in left_out
    assert "Entries of the disclosure log ({count})" in left_out
