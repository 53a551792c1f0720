"""Referrals: the list with its filter, one referral with its small windows, in both languages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QDialog, QLabel
from pytestqt.qtbot import QtBot

from referral_desk.domain.codes import ConsentKind, HandoffMode, Outcome, ReferralStatus
from referral_desk.i18n import Language, set_language
from referral_desk.services import followups, referrals
from referral_desk.services.centre import Centre
from referral_desk.ui.dialogs.handoff import HandoffDialog
from referral_desk.ui.dialogs.outcome import OutcomeDialog
from referral_desk.ui.dialogs.outgoing import OutgoingDialog
from referral_desk.ui.dialogs.postpone import PostponeDialog
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.dialogs.referral_texts import ReferralTextsDialog
from referral_desk.ui.dialogs.status import StatusDialog
from referral_desk.ui.page import Place
from referral_desk.ui.pages.referral import ReferralView
from referral_desk.ui.pages.referrals import ENDED, ReferralsPage
from referral_desk.ui.tasks import Tasks
from tests.making import LEAFLET, TODAY, add_client, add_institution, add_referral
from tests.ui.record_pages import Desk

pytestmark = pytest.mark.usefixtures("theme")
DIALOGS = (OutcomeDialog, HandoffDialog, StatusDialog, ReferralTextsDialog, PostponeDialog)


class ReferralsDesk(Desk):
    """The page of referrals as a person uses it."""

    def __init__(self, qtbot: QtBot, centre: Centre, tasks: Tasks) -> None:
        super().__init__(qtbot, centre, tasks)
        self.page = ReferralsPage(self.work)

    def open(self, referral_id: int | None = None) -> ReferralsDesk:
        self.show(self.page, Place("referrals", referral=referral_id))
        return self

    @property
    def view(self) -> ReferralView:
        return self.page.referral

    def shown(self) -> list[str]:
        return [row.client_name for row in self.page.list.table.records.rows]

    def ask(self, kind: type[QDialog]) -> None:
        """Press the button that opens this window."""
        buttons = {
            OutcomeDialog: self.view.outcome_button,
            HandoffDialog: self.view.handoff_button,
            StatusDialog: self.view.status_button,
            ReferralTextsDialog: self.view.edit_button,
            PostponeDialog: self.view.day_button,
        }
        buttons[kind].click()  # type: ignore[index]


@pytest.fixture
def desk(qtbot: QtBot, centre: Centre, tasks: Tasks) -> ReferralsDesk:
    return ReferralsDesk(qtbot, centre, tasks)


@pytest.fixture
def referral_id(centre: Centre) -> int:
    client = add_client(centre)
    office = add_institution(centre)
    return add_referral(centre, client.id, office.id, LEAFLET, on=TODAY - timedelta(days=3)).id


def test_the_list_is_searched_and_filtered_and_opens_a_referral(desk: ReferralsDesk, centre: Centre) -> None:
    office = add_institution(centre)
    first = add_client(centre, name="見本 花子", kana="ミホン ハナコ")
    second = add_client(centre, name="例田 一朗", kana="レイタ イチロウ", phone="")
    add_referral(centre, first.id, office.id, on=TODAY - timedelta(days=1))
    over = add_referral(centre, second.id, office.id)
    referrals.set_status(centre, over.id, ReferralStatus.CANCELLED, "本人の希望")
    desk.open()
    assert desk.shown() == ["例田 一朗", "見本 花子"]
    desk.page.list.search.setText("みほん")
    desk.settle()
    assert desk.shown() == ["見本 花子"]
    desk.page.list.search.clear()
    desk.page.filter.chip(ENDED).click()
    desk.settle()
    assert desk.shown() == ["例田 一朗"]
    desk.page.list.table.opened.emit(desk.page.list.table.records.rows[0])
    assert desk.said.places == [Place("referrals", referral=over.id, client=second.id)]


def test_the_model_of_the_list_is_sound(desk: ReferralsDesk, referral_id: int) -> None:
    del referral_id
    desk.open()
    QAbstractItemModelTester(desk.page.list.table.records, QAbstractItemModelTester.FailureReportingMode.Fatal)
    desk.page.list.table.records.sort(0)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("kind", DIALOGS)
def test_every_small_window_opens_in_both_languages(
    qtbot: QtBot, centre: Centre, tasks: Tasks, referral_id: int, kind: type[QDialog], language: Language
) -> None:
    set_language(language)
    desk = ReferralsDesk(qtbot, centre, tasks).open(referral_id)
    desk.ask(kind)
    dialog = desk.dialog(kind)
    assert dialog.windowTitle()
    assert all("{" not in label.text() for label in dialog.findChildren(QLabel))
    dialog.reject()


def test_a_second_handoff_makes_a_cold_referral_warm(desk: ReferralsDesk, centre: Centre, referral_id: int) -> None:
    desk.open(referral_id)
    desk.ask(HandoffDialog)
    dialog = desk.dialog(HandoffDialog)
    for key in ("1", "2", "5"):
        dialog.rows.press(key)
    dialog.save()
    desk.settle()
    assert desk.view.page is not None
    assert desk.view.page.referral.mode is HandoffMode.THREE_WAY_CALL
    assert len(desk.view.page.referral.handoffs) == 2


def test_a_contradiction_is_told_and_nothing_is_stored(desk: ReferralsDesk, centre: Centre, referral_id: int) -> None:
    desk.open(referral_id)
    desk.ask(HandoffDialog)
    dialog = desk.dialog(HandoffDialog)
    dialog.rows.press("2")
    dialog.rows.press("7")
    dialog.save()
    assert desk.dialog(HandoffDialog) is dialog
    assert len(referrals.get(centre, referral_id).handoffs) == 1
    dialog.rows.press("2")
    dialog.rows.press("7")
    assert not dialog.unsaved()
    dialog.reject()


def test_cancelling_asks_for_a_reason(desk: ReferralsDesk, centre: Centre, referral_id: int) -> None:
    desk.open(referral_id)
    desk.ask(StatusDialog)
    dialog = desk.dialog(StatusDialog)
    dialog.status.chip(ReferralStatus.CANCELLED).click()
    dialog.save()
    assert referrals.get(centre, referral_id).status is ReferralStatus.REQUESTED
    dialog.reason.setPlainText("本人の希望")
    dialog.save()
    desk.settle()
    stored = referrals.get(centre, referral_id)
    assert (stored.status, stored.reason) == (ReferralStatus.CANCELLED, "本人の希望")


def test_an_outcome_is_stored_and_taken_back(desk: ReferralsDesk, centre: Centre, referral_id: int) -> None:
    desk.open(referral_id)
    desk.ask(OutcomeDialog)
    dialog = desk.dialog(OutcomeDialog)
    dialog.outcome.chip(Outcome.GOT_HELP).click()
    dialog.reporter.chip("receiver").click()
    dialog.save()
    desk.settle()
    assert referrals.get(centre, referral_id).outcome is Outcome.GOT_HELP
    assert desk.said.undo is not None
    desk.said.undo()
    desk.settle()
    assert referrals.get(centre, referral_id).outcome is Outcome.NOT_YET_CHECKED


def test_the_next_check_gets_its_day(desk: ReferralsDesk, centre: Centre, referral_id: int) -> None:
    desk.open(referral_id)
    desk.ask(PostponeDialog)
    dialog = desk.dialog(PostponeDialog)
    dialog.save()
    assert desk.dialog(PostponeDialog) is dialog
    dialog.day.set_day(TODAY + timedelta(days=2))
    dialog.note.setText("窓口に行けたか")
    dialog.save()
    desk.settle()
    (check,) = followups.of_referral(centre, referral_id)
    assert (check.due_on, check.note) == (TODAY + timedelta(days=2), "窓口に行けたか")


def test_texts_and_consent_are_changed(desk: ReferralsDesk, centre: Centre, referral_id: int) -> None:
    desk.open(referral_id)
    desk.ask(ReferralTextsDialog)
    dialog = desk.dialog(ReferralTextsDialog)
    dialog.request.setPlainText("生活保護の相談")
    dialog.consent.chip(ConsentKind.WRITTEN).click()
    dialog.save()
    desk.settle()
    stored = referrals.get(centre, referral_id)
    assert (stored.request, stored.consent, stored.consent_by) == ("生活保護の相談", ConsentKind.WRITTEN, "")


def test_printing_shows_the_letter_before_it_goes_to_paper(desk: ReferralsDesk, referral_id: int) -> None:
    desk.open(referral_id)
    print_it = desk.page.print_action()
    assert print_it is not None
    print_it()
    desk.settle()
    desk.save(desk.dialog(OutgoingDialog))
    preview = desk.dialog(PreviewDialog)
    assert preview.preview.page_count == 2  # the letter and its reply slip
    preview.accept()


def test_a_referral_that_is_gone_is_said_to_be(desk: ReferralsDesk) -> None:
    desk.open(999)
    assert desk.view.gone.text
    assert not desk.view.body.isVisible()
