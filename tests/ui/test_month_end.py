"""The end of a month in the window: its state, closing it, what came late, its closings, and the reminder on Today."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from referral_desk.db.errors import StorageFull
from referral_desk.domain.access import Role
from referral_desk.domain.codes import Outcome, Reporter
from referral_desk.domain.followup import OutcomeReport
from referral_desk.domain.messages import message
from referral_desk.i18n import Language, set_language
from referral_desk.services import closed_months, contacts, followups
from referral_desk.services.centre import Centre
from referral_desk.ui.dialogs.close_month import CloseMonthDialog
from referral_desk.ui.dialogs.closings import ClosingsDialog, ReopenMonthDialog
from referral_desk.ui.dialogs.late_entries import LateEntriesDialog
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.dialogs.tally_print import TallyPrintDialog
from referral_desk.ui.page import Place
from referral_desk.ui.pages.tally import TallyPage
from referral_desk.ui.pages.today import TodayPage
from referral_desk.ui.tasks import Tasks
from referral_desk.ui.theme import Theme
from tests.making import CALL, LEAFLET, TODAY, add_client, add_contact, add_institution, add_referral
from tests.ui.record_pages import Desk

OCTOBER = date(2026, 10, 5)


class MonthDesk(Desk):
    """The tally's page of October as a person uses it."""

    def __init__(self, qtbot: QtBot, centre: Centre, tasks: Tasks) -> None:
        super().__init__(qtbot, centre, tasks)
        self.page = TallyPage(self.work)

    def open(self, month: str = "2026-10") -> MonthDesk:
        self.show(self.page, Place("tally", month=month))
        self.settle()
        return self

    def settle(self) -> None:
        super().settle()
        self.qtbot.waitUntil(lambda: self.tasks.idle)

    @property
    def head(self) -> tuple[str, str]:
        return self.page.header.due.text(), self.page.header.state.text()

    def close(self) -> CloseMonthDialog:
        self.page.month.close_button.click()
        self.settle()
        dialog = self.dialog(CloseMonthDialog)
        dialog.close_button.click()
        self.settle()
        return dialog


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme, centre: Centre, tasks: Tasks) -> MonthDesk:
    hanako = add_client(centre)
    group = add_institution(centre, name="架空断酒会", kind="self_help_group")
    add_contact(centre, hanako.id, OCTOBER)
    add_contact(centre, hanako.id, OCTOBER, category="gambling")
    add_referral(centre, hanako.id, group.id, CALL, on=OCTOBER)
    add_referral(centre, hanako.id, group.id, LEAFLET, on=OCTOBER)
    return MonthDesk(qtbot, centre, tasks)


def late_things(centre: Centre) -> None:
    """One contact added, one removed, one outcome told, after the closing."""
    closed_months.close_month(centre, 2026, 10)
    add_contact(centre, 1, date(2026, 10, 8), category="depression")
    contacts.remove(centre, 1, reason="別の人の記録")
    followups.report_outcome(centre, 1, OutcomeReport(Outcome.FIRST_ATTENDED, date(2026, 10, 20), Reporter.CLIENT))


def test_the_head_says_by_when_the_month_is_due_and_that_it_is_not_submitted(desk: MonthDesk) -> None:
    desk.open()
    assert desk.head == ("締切 R8.11.20(金)", "未提出")
    assert desk.page.month.close_button.isVisibleTo(desk.page)
    assert not desk.page.month.closings_button.isVisibleTo(desk.page)


def test_a_range_has_no_state_and_is_not_closed(desk: MonthDesk) -> None:
    desk.open()
    desk.page._to_fiscal_year()
    desk.settle()
    assert desk.head == ("", "")
    assert not desk.page.month.close_button.isVisibleTo(desk.page)


def test_a_month_that_is_not_over_says_why_it_stays_open(desk: MonthDesk) -> None:
    desk.open("2026-11")
    button = desk.page.month.close_button
    assert not button.isEnabled()
    assert button.accessibleDescription() == "この月はまだ終わっていません。"


def test_closing_says_what_it_means_and_what_the_checks_still_find_then_offers_the_page(desk: MonthDesk) -> None:
    desk.open()
    desk.page.month.close_button.click()
    desk.settle()
    dialog = desk.dialog(CloseMonthDialog)
    assert "結果が未確認・不明 2" in dialog.checks.text
    desk.qtbot.keyClick(dialog, Qt.Key.Key_Return)  # Enter alone closes no month
    assert closed_months.closed_month(desk.work.centre, 2026, 10) is None
    desk.qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    closed = closed_months.closed_month(desk.work.centre, 2026, 10)
    assert closed is not None
    assert closed.head in dialog.words.text()
    assert desk.head[1].startswith("締め済み R8.")
    assert desk.head[1].endswith("見本 みどり")
    dialog.print_button.click()
    desk.settle()
    assert desk.dialog(TallyPrintDialog)


def test_what_another_window_closed_meanwhile_is_told(desk: MonthDesk) -> None:
    desk.open()
    closed_months.close_month(desk.work.centre, 2026, 10)
    dialog = desk.close()
    assert "すでに締められています" in dialog.problem.text
    assert dialog.isVisible()


def test_while_it_is_written_the_window_stays_and_a_fault_is_told(
    desk: MonthDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open()
    desk.page.month.close_button.click()
    desk.settle()
    dialog = desk.dialog(CloseMonthDialog)

    def full(*_args: object) -> None:
        raise StorageFull(message("満杯"))

    monkeypatch.setattr(closed_months, "close_month", full)
    dialog.close_button.click()
    assert dialog.busy
    assert dialog.progress.isVisibleTo(dialog)
    dialog.reject()
    assert dialog.isVisible()
    desk.settle()
    assert (dialog.busy, dialog.problem.text) == (False, "満杯")
    dialog.reject()
    assert not dialog.isVisible()


def test_staff_see_the_state_and_cannot_close(desk: MonthDesk) -> None:
    centre = desk.work.centre
    with centre.sessions.write() as session:
        session.execute(text("UPDATE staff SET role = :role"), {"role": Role.STAFF.value})
    centre.refresh()
    desk.open()
    assert desk.head[1] == "未提出"
    assert not desk.page.month.close_button.isEnabled()


def test_what_came_late_is_counted_on_the_page_and_listed(desk: MonthDesk) -> None:
    late_things(desk.work.centre)
    desk.open()
    assert desk.page.month.late_panel.text == "締め後の変更 2件、あとから分かった結果 1件"
    desk.page.month.show_late()
    desk.settle()
    dialog = desk.dialog(LateEntriesDialog)
    QAbstractItemModelTester(dialog.table.records)
    shown = [
        [dialog.table.records.index(row, column).data() for column in (0, 1, 5)]
        for row in range(dialog.table.records.rowCount())
    ]
    assert shown == [
        ["削除", "相談", "相談、アルコール"],
        ["追加", "相談", "相談、うつ・うつ状態"],
        ["変更", "紹介", "結果 未確認 → 初回参加；結果の日付 — → R8.10.20(火)"],
    ]


def test_an_entry_opens_its_record(desk: MonthDesk) -> None:
    late_things(desk.work.centre)
    desk.open()
    for row, place in ((0, Place("clients", client=1)), (2, Place("referrals", referral=1, client=1))):
        desk.page.month.show_late()
        desk.settle()
        dialog = desk.dialog(LateEntriesDialog)
        dialog.table.selectRow(row)
        with desk.qtbot.waitSignal(desk.page.go) as went:
            desk.qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
        assert went.args == [place]


def test_the_correction_sheet_is_shown(desk: MonthDesk) -> None:
    late_things(desk.work.centre)
    desk.open()
    desk.page.month.show_late()
    desk.settle()
    dialog = desk.dialog(LateEntriesDialog)
    dialog.sheet_button.click()
    desk.settle()
    assert [each for each in dialog.findChildren(PreviewDialog) if each.isVisible()]


def test_opening_again_needs_a_reason_and_leaves_the_history(desk: MonthDesk) -> None:
    closed_months.close_month(desk.work.centre, 2026, 10)
    desk.open()
    desk.page.month.closings_button.click()
    desk.dialog(ClosingsDialog).reopen_button.click()
    form = desk.dialog(ReopenMonthDialog)
    form.save()
    assert form.form.row("reason").error == "締めを解く理由を入力してください。"
    form.reason.setPlainText("訪問2件の\n記録もれ <b>&")
    form.save()
    desk.settle()
    assert desk.head[1] == "締めを解除中"
    assert desk.page.month.close_button.isVisibleTo(desk.page)
    desk.close().reject()
    desk.page.month.show_closings()
    dialog = desk.dialog(ClosingsDialog)
    QAbstractItemModelTester(dialog.table.records)
    states = [dialog.table.records.index(row, 3).data() for row in range(2)]
    assert states[0] == "有効"
    assert states[1].startswith("解除 R8.")


@pytest.mark.parametrize("language", list(Language))
def test_every_window_of_a_months_end_speaks_both_languages(desk: MonthDesk, language: Language) -> None:
    late_things(desk.work.centre)
    set_language(language)
    english = MonthDesk(desk.qtbot, desk.work.centre, desk.tasks) if language is Language.EN else desk
    english.open()
    said = (*english.head, english.page.month.late_panel.text)
    assert all(said)
    assert any("締め" in each for each in said) is (language is Language.JA)


# --- Today ------------------------------------------------------------------------------------------------------------


def test_today_reminds_of_a_month_in_red_until_it_is_closed(
    qtbot: QtBot, theme: Theme, centre: Centre, tasks: Tasks
) -> None:
    assert date(2026, 11, 24) == TODAY  # four days over
    add_contact(centre, add_client(centre).id, OCTOBER)
    desk = Desk(qtbot, centre, tasks)
    page = TodayPage(desk.work, lambda _count: None)
    desk.show(page, Place("today"))
    qtbot.waitUntil(lambda: page.settled and tasks.idle)
    (row,) = page.months.rows
    assert row.accessibleName() == "令和8年10月　月報 締切 R8.11.20(金) まだ締めていません 4日超"
    assert row._over.property("role") == "danger"
    with qtbot.waitSignal(page.go) as went:
        row.buttons[0].click()
    assert went.args == [Place("tally", month="2026-10")]
    saved = closed_months.close_month(centre, 2026, 10)
    desk.work.publish(saved.changes)
    qtbot.waitUntil(lambda: not page.months.rows and tasks.idle)
