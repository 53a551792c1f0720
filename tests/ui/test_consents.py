"""Consents and the disclosure log on the client's page, and the basis of a letter."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from referral_desk.domain.codes import ConsentKind, LegalBasis, Paper
from referral_desk.domain.consent import Receiver
from referral_desk.domain.disclosing import Permission
from referral_desk.domain.disclosure import DisclosureDraft
from referral_desk.i18n import Language, set_language
from referral_desk.services import consents, disclosures, documents, referrals
from referral_desk.services.centre import Centre
from referral_desk.ui.consent_words import permission_words, state_words
from referral_desk.ui.dialogs.basis import BasisDialog
from referral_desk.ui.dialogs.consent import ConsentDialog, WithdrawDialog
from referral_desk.ui.dialogs.disclosure import DisclosureDialog, StrikeDialog
from referral_desk.ui.dialogs.outgoing import OutgoingDialog
from referral_desk.ui.dialogs.papers import show_paper
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.forms.consent_presenter import ConsentPresenter
from referral_desk.ui.page import Place
from referral_desk.ui.pages.client_consents import ClientConsents
from referral_desk.ui.pages.clients import ClientsPage
from referral_desk.ui.pages.new_referral import NewReferralPage
from referral_desk.ui.tasks import Tasks
from referral_desk.ui.theme import Theme
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import Flag
from tests.making import TODAY, add_client, add_consent, add_institution, add_referral
from tests.ui.record_pages import Desk, fill, labels

HOSTILE = "𠮷田<b>&花子"
OFFICE = "架空市福祉事務所"


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme, tasks: Tasks, centre: Centre, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr("referral_desk.ui.dialogs.form_dialog.ask", lambda *_args, **_kwargs: True)
    add_client(centre, name=HOSTILE)
    add_institution(centre)
    return Desk(qtbot, centre, tasks)


def opened(desk: Desk, client_id: int = 1) -> tuple[ClientsPage, ClientConsents]:
    page = ClientsPage(desk.work)
    desk.show(page, Place("clients", client=client_id, part="consents"))
    desk.settle()
    part = page.client.part("consents")
    assert isinstance(part, ClientConsents)
    return page, part


# --- consents -------------------------------------------------------------------------------------------------------


def test_without_consents_the_part_says_what_to_do_first(desk: Desk) -> None:
    _page, part = opened(desk)
    shown = " ".join(labels(part))
    assert "同意の記録はありません" in shown
    assert "提供の記録はありません" in shown
    assert not part.log.isVisibleTo(part)


def test_an_oral_consent_is_recorded_with_who_heard_it_and_shown_with_its_state(desk: Desk, centre: Centre) -> None:
    add_referral(centre, 1, 1, consent=None)
    page, part = opened(desk)
    part.record_button.click()
    dialog = desk.dialog(ConsentDialog)
    dialog.form.chips.chip("i-1").click()
    dialog.form.search.setText("見本 <b>町内会")
    dialog.form.by_name.click()
    dialog.form.items.chip("name").click()
    dialog.form.kind.chip("oral").click()
    assert dialog.form.heard_by.text() == centre.staff_name
    fill(dialog.form.until, "+30")
    desk.save(dialog)
    (kept,) = consents.page(centre, 1).consents
    assert [each.name for each in kept.receivers] == [OFFICE, "見本 <b>町内会"]
    assert (kept.kind, kept.heard_by, kept.items) == (ConsentKind.ORAL, centre.staff_name, ("name",))
    shown = labels(part)
    assert f"{OFFICE}、見本 <b>町内会" in shown
    assert any("期限間近" in words for words in shown)
    assert any(flag.accessibleName() == "同意 1件 有効" for flag in page.client.findChildren(Flag))


def test_what_is_missing_stands_under_its_field(desk: Desk, centre: Centre) -> None:
    _page, part = opened(desk)
    part.record_button.click()
    dialog = desk.dialog(ConsentDialog)
    dialog.form.kind.chip("oral").click()
    fill(dialog.form.heard_by, "")
    fill(dialog.form.until, "きのうのきのう")
    desk.save(dialog)
    for name in ("receivers", "items", "heard_by", "until"):
        assert dialog.form.form.row(name).error, name
    assert dialog.isVisible()
    assert consents.page(centre, 1).consents == ()
    dialog.reject()


def test_a_name_of_the_directory_is_not_named_twice(centre: Centre) -> None:
    presenter = ConsentPresenter(1, TODAY, "見本 みどり", centre.codes, None, (Receiver(1, OFFICE),))
    presenter.add(Receiver(None, f" {OFFICE} "))
    assert presenter.draft.receivers == (Receiver(1, OFFICE),)
    presenter.choose(())
    assert presenter.candidates == (Receiver(1, OFFICE),)
    presenter.add(Receiver(None, "  "))
    assert presenter.draft.receivers == ()


def test_a_correction_asks_why_and_says_that_the_original_is_kept(desk: Desk, centre: Centre) -> None:
    add_consent(centre)
    _page, part = opened(desk)
    part.correct(consents.page(centre, 1).consents[0])
    dialog = desk.dialog(ConsentDialog)
    dialog.form.items.chip("household").click()
    desk.save(dialog)
    assert dialog.form.form.row("reason").error
    fill(dialog.form.reason, "聞き違い")
    desk.save(dialog)
    desk.qtbot.waitUntil(lambda: any("変更1回" in words for words in labels(part)))


def test_a_consent_is_withdrawn_with_a_warning_where_another_goes_on(desk: Desk, centre: Centre) -> None:
    first = add_consent(centre, on=TODAY - timedelta(days=3))
    add_consent(centre)
    _page, part = opened(desk)
    next(each for each in part.given.findChildren(Button) if "撤回" in each.accessibleName()).setFocus()
    part.withdraw(consents.page(centre, 1).consents[1])
    dialog = desk.dialog(WithdrawDialog)
    assert any(OFFICE in words and "有効なまま" in words for words in labels(dialog))
    dialog.reason.setPlainText("電話で申出")
    desk.save(dialog)
    focused = part.window().focusWidget()
    assert focused is not None
    assert part.isAncestorOf(focused), "the focus does not leave the part with the button that is gone"
    kept = next(each for each in consents.page(centre, 1).consents if each.id == first.id)
    assert (kept.withdrawn_on, kept.withdrawal) == (TODAY, "電話で申出")
    desk.qtbot.waitUntil(lambda: any("電話で申出" in words for words in labels(part)))


def test_papers_open_from_the_part_and_from_the_menu(desk: Desk, centre: Centre) -> None:
    add_consent(centre)
    page, part = opened(desk)
    for press in (part.print_form, part.print_log, lambda: part.print_kept(consents.page(centre, 1).consents[0])):
        press()
        desk.settle()
        desk.dialog(PreviewDialog).reject()
        desk.qtbot.waitUntil(lambda: desk.no_dialog(PreviewDialog))
    menu = page.client.print_menu()
    assert any("同意書" in action.text() for action in menu.actions())
    menu.close()


def test_the_form_is_printed_as_far_as_it_is_entered(desk: Desk) -> None:
    _page, part = opened(desk)
    part.record_button.click()
    dialog = desk.dialog(ConsentDialog)
    dialog.form.items.chip("name").click()
    dialog.print_button.click()
    desk.settle()
    desk.dialog(PreviewDialog).reject()
    dialog.reject()


def test_another_client_never_sees_the_consents_of_the_former_one(desk: Desk, centre: Centre) -> None:
    add_consent(centre)
    other = add_client(centre, name="例田 一朗")
    page, part = opened(desk)
    assert part.given.rows
    page.open_place(Place("clients", client=other.id, part="consents"))
    desk.settle()
    assert not part.given.rows
    assert part.log.records.rows == ()


# --- the log --------------------------------------------------------------------------------------------------------


def test_the_log_is_a_sound_model_and_tells_the_whole_entry_below(desk: Desk, centre: Centre) -> None:
    documents.letter(centre, add_referral(centre, 1, 1).id)
    _page, part = opened(desk)
    QAbstractItemModelTester(part.log.records, QAbstractItemModelTester.FailureReportingMode.Fatal)
    part.log.setCurrentIndex(part.log.records.index(0, 0))
    for words in (OFFICE, "氏名・フリガナ", "本人同意", "文書"):
        assert words in part.entry.text()
    assert part.strike_button.isVisibleTo(part)


def test_what_was_told_by_phone_shows_what_was_allowed_and_warns_where_it_was_more(desk: Desk, centre: Centre) -> None:
    add_consent(centre, receivers=(Receiver(None, "大家の例田さん"),), items=("contact_time",))
    _page, part = opened(desk)
    part.tell_button.click()
    dialog = desk.dialog(DisclosureDialog)
    fill(dialog.form.search, "大家の例田さん")
    desk.settle()
    assert dialog.allowed is not None
    assert dialog.allowed.items == {"contact_time"}
    dialog.form.items.chip("contact_time").click()
    assert not dialog.form.warning.text
    dialog.form.items.chip("health_and_treatment").click()
    assert "健康・治療の状況" in dialog.form.warning.text
    desk.save(dialog)
    (entry,) = consents.page(centre, 1).disclosures
    assert set(entry.items) == {"contact_time", "health_and_treatment"}
    assert entry.consent_id == 1
    assert part.log.records.rows == (entry,)


def test_an_entry_is_struck_out_with_a_reason_and_stays_crossed_out(desk: Desk, centre: Centre) -> None:
    told = DisclosureDraft(
        client_id=1, on=TODAY, institution_id=1, method="telephone", items=("name",), basis=LegalBasis.BY_LAW
    )
    disclosures.record(centre, told)
    _page, part = opened(desk)
    part.log.setCurrentIndex(part.log.records.index(0, 0))
    part.strike_button.click()
    dialog = desk.dialog(StrikeDialog)
    desk.save(dialog)
    assert dialog.isVisible()
    dialog.reason.setPlainText("相手違い")
    desk.save(dialog)
    (entry,) = part.log.records.rows
    assert entry.struck == "相手違い"
    assert {column.cell(entry).tone for column in part.log.records.columns} == {"struck"}
    assert "相手違い" in part.entry.text()
    assert not part.strike_button.isVisibleTo(part)


# --- the basis of a letter ------------------------------------------------------------------------------------------


def test_a_letter_without_consent_asks_for_a_basis_and_is_issued_on_it(desk: Desk, centre: Centre) -> None:
    referral = add_referral(centre, 1, 1, consent=None)
    page, _part = opened(desk)
    show_paper(desk.work, referral, Paper.LETTER, page)
    desk.settle()
    dialog = desk.dialog(BasisDialog)
    assert "同意の記録がありません" in dialog.why.text
    assert not dialog.issue_button.isEnabled()
    dialog.basis.chip("public_body").click()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.isVisible()
    dialog.issue_button.click()
    desk.settle()
    desk.save(desk.dialog(OutgoingDialog))
    desk.dialog(PreviewDialog).reject()
    assert consents.page(centre, 1).disclosures[0].basis is LegalBasis.PUBLIC_BODY


def test_the_question_for_a_basis_leads_to_the_consents(desk: Desk, centre: Centre) -> None:
    referral = add_referral(centre, 1, 1, consent=None)
    page, _part = opened(desk)
    show_paper(desk.work, referral, Paper.LETTER, page)
    desk.settle()
    desk.dialog(BasisDialog).record_button.click()
    assert desk.said.places[-1] == Place("clients", client=1, part="consents")
    assert consents.page(centre, 1).disclosures == ()


def test_a_letter_shown_again_after_a_withdrawal_says_not_to_send_it(desk: Desk, centre: Centre) -> None:
    consent = add_consent(centre)
    referral = add_referral(centre, 1, 1)
    documents.letter(centre, referral.id)
    consents.withdraw(centre, consent.id, TODAY)
    page, _part = opened(desk)
    show_paper(desk.work, referral, Paper.LETTER, page)
    desk.settle()
    desk.dialog(PreviewDialog).reject()
    assert any("再送付しないでください" in words for words in desk.said.words)


# --- where a referral is entered --------------------------------------------------------------------------------------


def entering(desk: Desk) -> NewReferralPage:
    page = NewReferralPage(desk.work, now=lambda: "10:40")
    desk.show(page, Place("new_referral", client=1, institution=1))
    desk.settle()
    return page


def test_a_recorded_consent_chooses_its_chip_and_says_what_may_be_told(desk: Desk, centre: Centre) -> None:
    add_consent(centre, kind=ConsentKind.ORAL, heard_by="例田 聞子", items=("name", "household"))
    page = entering(desk)
    assert page.form.consent.value() == "oral"
    hint = page.form.form.row("consent").field.accessibleDescription()
    assert "世帯・家族の状況" in hint
    assert "依頼" not in hint
    assert not page.unsaved()
    page.form.handoff.press("8")
    page.save()
    desk.settle()
    (row,) = referrals.rows(centre)
    stored = referrals.get(centre, row.id)
    assert (stored.consent, stored.consent_by) == (ConsentKind.ORAL, "例田 聞子")


def test_what_the_user_chose_is_not_replaced(desk: Desk, centre: Centre) -> None:
    add_consent(centre)
    page = entering(desk)
    page.form.consent.chip("none").click()
    page._look_around()
    desk.settle()
    assert page.form.consent.value() == "none"
    page.discard()


def test_a_withdrawn_consent_is_said_and_chooses_nothing(desk: Desk, centre: Centre) -> None:
    consents.withdraw(centre, add_consent(centre).id, TODAY)
    page = entering(desk)
    assert page.form.consent.value() is None
    assert "撤回" in page.form.form.row("consent").field.accessibleDescription()


def test_without_a_recorded_consent_the_least_for_this_kind_is_named(desk: Desk) -> None:
    page = entering(desk)
    hint = page.form.form.row("consent").field.accessibleDescription()
    assert "世帯・家族の状況" in hint
    assert "ニックネーム" not in hint


# --- words ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", list(Language))
def test_states_and_permissions_have_their_words(centre: Centre, language: Language) -> None:
    add_client(centre)
    add_institution(centre)
    consent = add_consent(centre)
    set_language(language)
    endless = state_words(consent, TODAY, 60)
    assert endless
    assert state_words(consent, TODAY - timedelta(days=1), 60) != endless
    may = disclosures.allowed(centre, 1, disclosures.Told(1))
    assert permission_words(may, centre.codes)
    assert permission_words(Permission(LegalBasis.BY_LAW, frozenset({"name"})), centre.codes)
    assert permission_words(Permission(None), centre.codes) == ""
