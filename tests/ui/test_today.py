"""Today: what stands where, one tap and its Undo, the keyboard, empty desks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from referral_desk.domain.codes import Outcome, ReferralStatus
from referral_desk.domain.referral import Referral
from referral_desk.services import followups, institutions, referrals
from referral_desk.services.centre import Centre
from referral_desk.ui.dialogs.handoff import HandoffDialog
from referral_desk.ui.dialogs.outcome import OutcomeDialog
from referral_desk.ui.dialogs.postpone import PostponeDialog
from referral_desk.ui.page import Place
from referral_desk.ui.pages.desk_rows import DeskRow, DeskSection, RowContent
from referral_desk.ui.pages.today import TodayPage
from referral_desk.ui.tasks import Tasks
from referral_desk.ui.widgets.cards import EmptyState
from tests.making import CALL, LETTER, NOT_YET, TODAY, add_client, add_contact, add_institution, add_referral
from tests.ui.record_pages import Desk

pytestmark = pytest.mark.usefixtures("theme")


class TodayDesk(Desk):
    """The page Today as a person uses it."""

    def __init__(self, qtbot: QtBot, centre: Centre, tasks: Tasks) -> None:
        super().__init__(qtbot, centre, tasks)
        self.counts: list[int] = []
        self.page = TodayPage(self.work, self.counts.append)

    def open(self) -> TodayDesk:
        self.show(self.page, Place("today"))
        self.settle()
        return self

    def settle(self) -> None:
        super().settle()
        self.qtbot.waitUntil(lambda: self.page.settled and self._on_show())

    def _on_show(self) -> bool:
        """Whether what was built is there to be seen: Qt shows it at its next turn."""
        built = self.page._rows() or self.page.findChildren(EmptyState)
        return all(each.isVisibleTo(self.page) for each in built)

    def tap(self, row: DeskRow, button: int) -> None:
        row.buttons[button].click()
        self.settle()

    def undo(self) -> None:
        assert self.said.undo is not None
        self.said.undo()
        self.settle()


@pytest.fixture
def desk(qtbot: QtBot, centre: Centre, tasks: Tasks) -> TodayDesk:
    return TodayDesk(qtbot, centre, tasks)


def referral(centre: Centre, due: date | None, **changes: object) -> Referral:
    """Store a referral of ten days ago to a group, to be checked on ``due``."""
    client = add_client(centre, name="見本 花子")
    group = next(iter(institutions.rows(centre)), None) or add_institution(
        centre, name="架空断酒会 中央支部", kind="self_help_group", verified_on=TODAY
    )
    on = TODAY - timedelta(days=10)
    facts = changes.pop("facts", CALL)
    return add_referral(centre, client.id, group.id, facts, follow_up_on=due, on=on, **changes)  # type: ignore[arg-type]


def days(count: int) -> date:
    return TODAY + timedelta(days=count)


def test_rows_stand_in_the_section_of_their_day_and_the_rail_counts_overdue_and_due(
    desk: TodayDesk, centre: Centre
) -> None:
    referral(centre, days(-5))
    referral(centre, days(0))
    referral(centre, days(3))
    referral(centre, days(3), facts=LETTER)
    referral(centre, days(3), facts=NOT_YET)
    referral(centre, None)
    page = desk.open().page
    assert [len(section.rows) for section in page.sections] == [1, 0, 1, 0, 0, 1, 2, 0, 1, 0]
    assert desk.counts[-1] == 2


def test_one_tap_stores_the_likeliest_outcome_and_undo_takes_it_back(desk: TodayDesk, centre: Centre) -> None:
    stored = referral(centre, days(-5))
    desk.open()
    desk.tap(desk.page.overdue.rows[0], 0)
    assert referrals.get(centre, stored.id).outcome is Outcome.FIRST_ATTENDED
    assert not desk.page.overdue.rows
    assert desk.counts[-1] == 0
    desk.undo()
    assert referrals.get(centre, stored.id).outcome is Outcome.NOT_YET_CHECKED
    assert referrals.get(centre, stored.id).status is ReferralStatus.REQUESTED
    assert len(desk.page.overdue.rows) == 1


def test_no_answer_logs_the_attempt_and_moves_the_day_to_a_working_day(desk: TodayDesk, centre: Centre) -> None:
    stored = referral(centre, days(-5))
    desk.open()
    desk.tap(desk.page.overdue.rows[0], 2)
    (follow_up,) = followups.of_referral(centre, stored.id)
    assert (follow_up.attempts, follow_up.done_on) == (1, None)
    assert follow_up.due_on > TODAY
    assert not desk.page.overdue.rows
    assert len(desk.page.coming.rows) == 1
    desk.undo()
    assert followups.of_referral(centre, stored.id)[0].due_on == days(-5)


def test_a_row_that_did_not_change_keeps_its_widget(desk: TodayDesk, centre: Centre) -> None:
    referral(centre, days(-5))
    referral(centre, days(-4))
    desk.open()
    first, second = desk.page.overdue.rows
    desk.tap(first, 1)
    assert desk.page.overdue.rows == (second,)


def test_arrows_go_from_row_to_row_across_sections_and_enter_opens_the_client(desk: TodayDesk, centre: Centre) -> None:
    overdue, due = referral(centre, days(-5)), referral(centre, days(0))
    desk.open()
    assert desk.page.overdue.rows[0].hasFocus()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    assert desk.page.due.rows[0].hasFocus()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Up)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert desk.said.places == [Place("clients", client=overdue.client_id)]
    assert due.client_id != overdue.client_id


def test_the_keys_one_to_three_press_the_buttons_of_the_row(desk: TodayDesk, centre: Centre) -> None:
    stored = referral(centre, days(-5))
    desk.open()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_2)
    desk.settle()
    assert referrals.get(centre, stored.id).outcome is Outcome.NO_SHOW


def test_a_stray_number_after_coming_back_records_nothing(desk: TodayDesk, centre: Centre) -> None:
    stored = referral(centre, days(-5))
    desk.open()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_2)
    desk.settle()
    assert referrals.get(centre, stored.id).outcome is Outcome.NOT_YET_CHECKED


def test_after_a_tap_the_focus_stays_on_the_desk(desk: TodayDesk, centre: Centre) -> None:
    for _ in range(3):
        referral(centre, days(-5))
    desk.open()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_1)
    desk.settle()
    assert isinstance(QApplication.focusWidget(), DeskRow)


def test_the_menu_offers_every_outcome_and_asks_who_told_it(desk: TodayDesk, centre: Centre) -> None:
    stored = referral(centre, days(-5))
    desk.open()
    row = desk.page.overdue.rows[0]
    row.setFocus()
    desk.qtbot.waitUntil(row.hasFocus)
    QTest.keyClick(row, Qt.Key.Key_M)
    (menu,) = [each for each in desk.page.findChildren(QMenu) if each.isVisible()]
    outcomes = [action for action in menu.actions() if not action.isSeparator()]
    outcomes[list(Outcome).index(Outcome.WAITLISTED) - 1].trigger()
    menu.close()
    dialog = desk.dialog(OutcomeDialog)
    assert dialog.outcome.value() == Outcome.WAITLISTED
    dialog.save()
    assert desk.dialog(OutcomeDialog) is dialog  # who told it is still missing
    dialog.reporter.press("")
    dialog.reporter.set_chosen(["family"])
    dialog.save()
    desk.settle()
    assert referrals.get(centre, stored.id).outcome is Outcome.WAITLISTED
    assert [each.done_on is None for each in followups.of_referral(centre, stored.id)] == [False, True]


def test_a_handoff_to_come_is_recorded_from_its_row(desk: TodayDesk, centre: Centre) -> None:
    stored = referral(centre, days(2), facts=NOT_YET)
    desk.open()
    desk.tap(desk.page.to_hand_over.rows[0], 0)
    dialog = desk.dialog(HandoffDialog)
    for key in ("1", "2", "3"):
        assert dialog.rows.press(key)
    dialog.save()
    desk.settle()
    mode = referrals.get(centre, stored.id).mode
    assert mode is not None
    assert mode.warm
    assert len(desk.page.to_hand_over.rows) == 0


def test_another_day_can_be_chosen(desk: TodayDesk, centre: Centre) -> None:
    stored = referral(centre, None)
    desk.open()
    desk.tap(desk.page.waiting.rows[0], 2)
    dialog = desk.dialog(PostponeDialog)
    dialog.day.set_day(days(6))
    dialog.save()
    desk.settle()
    assert [each.due_on for each in followups.of_referral(centre, stored.id)] == [days(6)]


def test_a_quiet_case_leads_to_the_client_and_to_a_referral(desk: TodayDesk, centre: Centre) -> None:
    client = add_client(centre)
    add_contact(centre, client.id, days(-60))
    desk.open()
    (row,) = desk.page.quiet.rows
    row.buttons[0].click()
    row.buttons[1].click()
    assert desk.said.places == [Place("clients", client=client.id), Place("new_referral", client=client.id)]


def test_an_entry_is_verified_in_one_tap_and_taken_back(desk: TodayDesk, centre: Centre) -> None:
    office = add_institution(centre)
    desk.open()
    assert desk.page.desk is not None
    desk.page.institution_taps.verify(desk.page.desk.stale[0].institution_id)
    desk.settle()
    assert institutions.get(centre, office.id).verified_on == TODAY
    desk.undo()
    assert institutions.get(centre, office.id).verified_on is None


def test_an_empty_desk_says_what_to_do_first(desk: TodayDesk) -> None:
    desk.open()
    (state,) = [each for each in desk.page.findChildren(EmptyState) if each.isVisible()]
    assert state.button is not None
    state.button.click()
    assert desk.said.places == [Place("new_referral")]


def test_the_number_beside_today_stays_right_while_another_page_is_in_view(desk: TodayDesk, centre: Centre) -> None:
    stored = referral(centre, days(-5))
    desk.open()
    desk.page.hide()
    desk.work.write(
        lambda: referrals.set_status(centre, stored.id, ReferralStatus.CANCELLED, "辞退"), lambda _done: None
    )
    desk.settle()
    desk.settle()
    assert desk.counts[-1] == 0


def _plain_row(number: int) -> DeskRow:
    content = RowContent(f"見本 {number}", "", None, "", "")
    return DeskRow(content, TODAY, (), open_client=lambda: None, open_place=lambda: None)


def test_a_long_section_offers_the_rest_and_the_overdue_one_hides_nothing(qtbot: QtBot) -> None:
    for shown, expected in ((60, 60), (0, 75)):
        section: DeskSection[int] = DeskSection(_plain_row, shown=shown)
        qtbot.addWidget(section)
        section.set_records(range(75), "{count}")
        while section.build_some(20):
            pass
        assert len(section.rows) == expected
