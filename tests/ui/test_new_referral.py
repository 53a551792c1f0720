"""The pane of a new referral in the window: filling in, warnings, errors, keeping what is in work, saving."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from referral_desk.domain.codes import Capacity, Channel, ConsentKind, ReferralStatus
from referral_desk.services import followups, institutions, referrals
from referral_desk.services.centre import Centre
from referral_desk.ui import main_window
from referral_desk.ui.desk import open_desk
from referral_desk.ui.dialogs.outgoing import OutgoingDialog
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.forms.handoff_entry import BadgeState
from referral_desk.ui.main_window import MainWindow
from referral_desk.ui.page import Place
from referral_desk.ui.pages.new_referral import NewReferralPage
from referral_desk.ui.theme import Theme
from referral_desk.ui.widgets.buttons import Button
from tests.making import LETTER, TODAY, add_client, add_institution, add_referral

ESC, ENTER, CTRL = Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier


class Pane:
    """The window with the pane in view, as a person uses it."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self.qtbot = qtbot
        self.window = window

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: self.window.tasks.idle)

    def open(self, client: int | None = None, institution: int | None = None) -> Pane:
        self.window.go(Place("new_referral", client=client, institution=institution))
        self.settle()
        return self

    @property
    def page(self) -> NewReferralPage:
        page = self.window.page()
        assert isinstance(page, NewReferralPage)
        return page

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def keys(self, keys: str) -> None:
        QTest.keyClicks(QApplication.focusWidget(), keys)

    def badge(self) -> BadgeState:
        badge = self.page.side.warmth.shown
        assert badge is not None
        return badge.state

    def error(self, row: str) -> str:
        return self.page.form.form.row(row).error


@pytest.fixture
def pane(qtbot: QtBot, theme: Theme, centre: Centre, tmp_path: Path) -> Pane:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    window = open_desk(app, theme, QSettings(str(tmp_path / "w.ini"), QSettings.Format.IniFormat), centre)
    qtbot.addWidget(window, before_close_func=_give_up)
    window.resize(1366, 768)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: window.tasks.idle)
    return Pane(qtbot, window)


def _give_up(window: MainWindow) -> None:
    """Leave nothing in work, so that closing asks nobody."""
    page = window.page()
    if isinstance(page, NewReferralPage):
        page.discard()


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """What the person answers when asked whether to lose something; every question takes one."""
    given: list[bool] = []
    monkeypatch.setattr(main_window, "ask", lambda *_words, **_more: given.pop(0))
    return given


def test_the_client_in_view_is_filled_in_and_the_institution_gets_the_cursor(pane: Pane, centre: Centre) -> None:
    client = add_client(centre)
    pane.open(client.id)
    assert pane.page.form.client.text() == "見本 花子"
    assert pane.page.form.institution.hasFocus()


def test_kana_still_under_conversion_find_and_no_key_is_swallowed(pane: Pane, centre: Centre) -> None:
    add_client(centre)
    field = pane.open().page.form.client
    QApplication.sendEvent(field, QInputMethodEvent("みほん", []))
    pane.qtbot.waitUntil(lambda: field.list.isVisible() and bool(field.list.rows))
    pane.key(ESC)
    assert pane.window.place == Place("new_referral")
    commit = QInputMethodEvent("", [])
    commit.setCommitString("見本")
    QApplication.sendEvent(field, commit)
    assert field.text() == "見本"
    pane.settle()


def test_the_badge_follows_the_keys(pane: Pane, centre: Centre) -> None:
    pane.open(add_client(centre).id, add_institution(centre).id)
    pane.page.take_focus()
    assert pane.badge() is BadgeState.BLANK
    pane.keys("15")
    assert pane.badge() is BadgeState.COLD
    pane.keys("2")
    assert pane.badge() is BadgeState.WARM
    pane.keys("9")
    assert pane.badge() is BadgeState.TO_COME


def test_an_open_referral_there_and_a_stale_entry_are_warned_of(pane: Pane, centre: Centre) -> None:
    client = add_client(centre)
    office = add_institution(centre, verified_on=TODAY - timedelta(days=400))
    earlier = add_referral(centre, client.id, office.id, LETTER)
    pane.open(client.id, office.id)
    assert earlier.number in pane.page.form.warning.text
    assert "R7.10.20(月)" in pane.page.doubts.stale.text


def test_a_stale_entry_is_asked_about_and_one_press_answers(pane: Pane, centre: Centre) -> None:
    office = add_institution(centre, verified_on=TODAY - timedelta(days=400))
    pane.open(add_client(centre).id, office.id)
    pane.page.take_focus()
    doubts = pane.page.doubts
    assert doubts.isVisible()
    assert not doubts.isAncestorOf(QApplication.focusWidget())  # it is asked beside the way, not in it
    pane.keys("12")
    doubts.yes_button.click()
    pane.settle()
    assert institutions.get(centre, office.id).verified_on == TODAY
    assert not doubts.isVisible()
    assert pane.page.presenter.entry.handoff.receiver_live  # what was entered stays
    pane.keys("5")
    assert pane.badge() is BadgeState.WARM
    pane.window.undo_bar.undo()
    pane.settle()
    assert doubts.isVisible()


def test_the_entry_can_be_looked_at_and_the_referral_stays_in_work(pane: Pane, centre: Centre) -> None:
    office = add_institution(centre, listed=False, unlisted_reason="本人の希望", verified_on=TODAY)
    pane.open(add_client(centre).id, office.id)
    page = pane.page
    assert "本人の希望" in page.doubts.unlisted.text
    page.form.request.setPlainText("相談したい。")
    page.doubts.look_button.click()
    pane.settle()
    assert pane.window.place == Place("institutions", institution=office.id)
    pane.key(Qt.Key.Key_R, CTRL)
    assert pane.page.form.request.toPlainText() == "相談したい。"


def test_instead_of_a_full_place_another_one_with_room_takes_one_press(pane: Pane, centre: Centre) -> None:
    full = add_institution(centre, capacity=Capacity.FULL, capacity_on=TODAY, verified_on=TODAY)
    other = add_institution(centre, name="例町<b>福祉", capacity=Capacity.FREE, capacity_on=TODAY, verified_on=TODAY)
    pane.open(add_client(centre).id, full.id)
    page = pane.page
    page.form.request.setPlainText("相談したい。")
    (button,) = page.doubts.others.findChildren(Button)
    assert "例町<b>福祉" in button.label
    button.click()
    pane.settle()
    assert (page.presenter.entry.institution_id, page.form.institution.text()) == (other.id, "例町<b>福祉")
    assert page.presenter.entry.request == "相談したい。"
    assert not page.doubts.isVisible()


def test_errors_stand_under_their_fields_and_the_first_one_gets_the_cursor(pane: Pane, centre: Centre) -> None:
    pane.open()
    pane.key(ENTER, CTRL)
    assert all(pane.error(row) for row in ("client_id", "institution_id", "channel"))
    assert not pane.error("consent")
    assert pane.page.form.client.hasFocus()
    assert referrals.count(centre) == 0


def test_what_is_in_work_survives_a_look_at_another_page(pane: Pane, centre: Centre, answers: list[bool]) -> None:
    client = add_client(centre)
    pane.open(client.id)
    pane.page.form.request.setPlainText("入口で待っていてほしい。")
    pane.key(Qt.Key.Key_1, CTRL)
    assert pane.window.place == Place("today")
    pane.key(Qt.Key.Key_R, CTRL)
    assert pane.page.form.request.toPlainText() == "入口で待っていてほしい。"
    assert pane.page.kept.text
    assert answers == []


def test_esc_asks_only_when_something_would_be_lost(pane: Pane, centre: Centre, answers: list[bool]) -> None:
    client = add_client(centre)
    pane.open(client.id)
    pane.key(ESC)
    assert pane.window.place == Place("today")
    pane.open(client.id)
    pane.page.form.request.setPlainText("相談したい。")
    answers.append(False)
    pane.key(ESC)
    assert pane.window.place == Place("new_referral", client=client.id)
    answers.append(True)
    pane.key(ESC)
    assert pane.window.place != Place("new_referral", client=client.id)
    assert not pane.open().page.presenter.in_work


def test_the_follow_up_is_the_working_day_after_the_next_meeting(pane: Pane, centre: Centre) -> None:
    from referral_desk.domain.schedule_text import parse_schedule

    group = add_institution(
        centre, name="架空断酒会", kind="self_help_group", schedule=parse_schedule("毎週金 19:00-21:00")
    )
    pane.open(add_client(centre).id, group.id)
    entry = pane.page.presenter.entry
    assert entry.follow_up_on is not None
    assert entry.follow_up_on.weekday() == 0  # Friday's meeting, Monday's question
    assert pane.page.form.follow_up.day == entry.follow_up_on


def test_a_handoff_to_come_is_stored_with_its_day(pane: Pane, centre: Centre) -> None:
    pane.open(add_client(centre).id, add_institution(centre).id)
    pane.page.take_focus()
    pane.keys("9")
    pane.page.form.follow_up.setFocus()
    pane.page.form.follow_up.selectAll()
    pane.keys("+2")
    pane.key(ENTER, CTRL)
    pane.settle()
    (row,) = referrals.rows(centre)
    assert row.mode is None
    assert row.follow_up_on == TODAY + timedelta(days=2)
    assert followups.desk(centre).to_hand_over


def test_undo_after_saving_marks_the_referral_as_entered_in_error(pane: Pane, centre: Centre) -> None:
    pane.open(add_client(centre).id, add_institution(centre).id)
    pane.page.take_focus()
    pane.keys("125W")
    pane.key(ENTER, CTRL)
    pane.settle()
    assert pane.window.place == Place("today")
    pane.window.undo_bar.undo()
    pane.settle()
    (row,) = referrals.rows(centre)
    assert row.status is ReferralStatus.ENTERED_IN_ERROR
    assert row.consent is ConsentKind.WRITTEN


def test_save_and_print_shows_the_letter(pane: Pane, centre: Centre) -> None:
    pane.open(add_client(centre).id, add_institution(centre).id)
    pane.page.take_focus()
    pane.keys("7")
    assert not pane.page.print_button.isEnabled()
    pane.keys("O")
    pane.key(Qt.Key.Key_P, CTRL)
    pane.qtbot.waitUntil(lambda: any(isinstance(each, OutgoingDialog) for each in QApplication.topLevelWidgets()))
    (look,) = [each for each in QApplication.topLevelWidgets() if isinstance(each, OutgoingDialog)]
    look.issue_button.click()
    pane.qtbot.waitUntil(lambda: any(isinstance(each, PreviewDialog) for each in QApplication.topLevelWidgets()))
    pane.settle()
    (preview,) = [each for each in QApplication.topLevelWidgets() if isinstance(each, PreviewDialog)]
    assert preview.preview.page_count == 2  # the letter and its reply slip
    assert isinstance(preview, QDialog)
    preview.accept()
    stored = referrals.get(centre, referrals.rows(centre)[0].id)
    assert stored.handoffs[0].channel is Channel.LETTER


def test_a_change_made_elsewhere_to_the_institution_shows_in_the_pane(pane: Pane, centre: Centre) -> None:
    client, office = add_client(centre), add_institution(centre)
    pane.open(client.id, office.id)
    assert not pane.page.form.warning.text.count("2026-")
    saved = add_referral(centre, client.id, office.id)
    from referral_desk.domain.changes import ChangeSet

    pane.window.bus.publish(ChangeSet.of(referral=saved.id))
    pane.settle()
    assert saved.number in pane.page.form.warning.text
