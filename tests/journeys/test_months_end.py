"""A month's end: entered, closed, something comes late, the correction sheet, opened again, corrected, closed again."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from referral_desk.domain.calendar import Period
from referral_desk.services import closed_months, tallies
from referral_desk.ui.desk import DeskWindow
from referral_desk.ui.dialogs.close_month import CloseMonthDialog
from referral_desk.ui.dialogs.closings import ClosingsDialog, ReopenMonthDialog
from referral_desk.ui.dialogs.late_entries import LateEntriesDialog
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.page import Place
from referral_desk.ui.pages.clients import ClientsPage
from referral_desk.ui.pages.tally import TallyPage
from referral_desk.ui.pages.today import TodayPage
from tests.journeys.conftest import OpenWindow
from tests.journeys.test_log_client import CTRL, Person
from tests.making import CALL, NewCentre, add_client, add_contact, add_institution, add_referral

DAY = date(2026, 10, 5)


@pytest.fixture
def window(open_window: OpenWindow, new_folder: NewCentre) -> DeskWindow:
    centre = new_folder.open()
    client = add_client(centre, name="見本 太郎", kana="ミホン タロウ")
    group = add_institution(centre, name="架空断酒会", kind="self_help_group")
    add_contact(centre, client.id, on=DAY)
    add_referral(centre, client.id, group.id, CALL, on=DAY)
    return open_window(centre)


def of(window: DeskWindow, kind: type[QDialog]) -> QDialog:
    return next(each for each in window.findChildren(kind) if each.isVisible())


def test_a_month_is_closed_corrected_opened_again_and_closed_again(qtbot: QtBot, window: DeskWindow) -> None:
    person, centre = Person(qtbot, window), window.centre

    def tally() -> TallyPage:
        page = window.page()
        assert isinstance(page, TallyPage)
        qtbot.waitUntil(lambda: page.month.state is not None and page.shown is not None)
        person.settle()
        return page

    def close() -> None:
        tally().month.close_button.click()
        person.until(CloseMonthDialog)
        person.settle()
        dialog = of(window, CloseMonthDialog)
        QTest.keyClick(dialog, Qt.Key.Key_Return, CTRL)
        person.settle()
        qtbot.waitUntil(lambda: closed_months.closed_month(centre, 2026, 10) is not None)
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        person.settle()

    def contacts_of_october() -> int:
        return tallies.tally(centre, Period.month(2026, 10)).contacts

    # Today reminds, in red; its button leads to the tally of October, which is closed there.
    window.go(Place("today"))
    person.settle()
    today = window.page()
    assert isinstance(today, TodayPage)
    qtbot.waitUntil(lambda: today.settled and bool(today.months.rows))
    today.months.rows[0].buttons[0].click()
    person.settle()
    close()
    assert tally().header.state.text().startswith("締め済み")
    window.go(Place("today"))
    person.settle()
    qtbot.waitUntil(lambda: today.settled and not today.months.rows)

    # A visit that nobody had written down comes late: the figures stay, it is listed apart.
    add_contact(centre, 1, on=date(2026, 10, 8), category="gambling")
    window.go(Place("tally", month="2026-10"))
    page = tally()
    page.month.show_period(Period.month(2026, 10))
    person.settle()
    assert page.month.late_panel.text == "締め後の変更 1件"
    assert contacts_of_october() == 1
    page.month.show_late()
    person.until(LateEntriesDialog)
    person.settle()
    late = of(window, LateEntriesDialog)
    assert isinstance(late, LateEntriesDialog)
    late.sheet_button.click()
    qtbot.waitUntil(lambda: any(each.isVisible() for each in late.findChildren(PreviewDialog)))
    person.settle()
    next(each for each in late.findChildren(PreviewDialog) if each.isVisible()).reject()
    late.table.setFocus()
    QTest.keyClick(late.table, Qt.Key.Key_Return)
    person.settle()
    assert isinstance(window.page(), ClientsPage)

    # The office asks for the right figures: opened again with a reason, closed again, nothing is late any more.
    window.go(Place("tally", month="2026-10"))
    tally().month.closings_button.click()
    person.until(ClosingsDialog)
    closings = of(window, ClosingsDialog)
    assert isinstance(closings, ClosingsDialog)
    closings.reopen_button.click()
    person.until(ReopenMonthDialog)
    form = of(window, ReopenMonthDialog)
    assert isinstance(form, ReopenMonthDialog)
    form.reason.setPlainText("訪問1件の記録もれ。県からの照会により再提出")
    QTest.keyClick(form, Qt.Key.Key_Return, CTRL)
    person.settle()
    qtbot.waitUntil(lambda: tally().header.state.text() == "締めを解除中")
    assert contacts_of_october() == 2
    close()
    page = tally()
    assert page.month.late_panel.text == ""
    assert page.month.state is not None
    assert [each.reopened_reason for each in page.month.state.history] == [
        "",
        "訪問1件の記録もれ。県からの照会により再提出",
    ]
    assert contacts_of_october() == 2
