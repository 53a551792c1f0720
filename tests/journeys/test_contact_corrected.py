"""A mother calls: recorded quickly, written in detail, corrected the next day, taken out; the figures follow."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from referral_desk.db.audit import utc_now
from referral_desk.domain.calendar import Period
from referral_desk.services import clients, contacts, tallies
from referral_desk.services.centre import Centre
from referral_desk.ui.desk import DeskWindow
from referral_desk.ui.dialogs.contact import ContactDialog
from referral_desk.ui.dialogs.contact_correction import ContactCorrectionDialog
from referral_desk.ui.page import Place
from referral_desk.ui.pages.clients import ClientsPage
from tests.journeys.conftest import OpenWindow
from tests.journeys.test_log_client import CTRL, Person
from tests.making import NewCentre, add_client


@pytest.fixture
def window(open_window: OpenWindow, new_folder: NewCentre) -> DeskWindow:
    centre = new_folder.open()
    add_client(centre, name="見本 太郎", kana="ミホン タロウ")
    return open_window(centre)


def in_november(centre: Centre) -> dict[str, int]:
    tally = tallies.tally(centre, Period.month(2026, 11))
    return {row.code: row.contacts for row in tally.by_service if row.contacts}


def words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def test_a_call_is_recorded_in_detail_corrected_and_taken_out(
    qtbot: QtBot, window: DeskWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("referral_desk.ui.dialogs.contact_correction.ask", lambda *_words, **_more: True)
    person, centre = Person(qtbot, window), window.centre
    window.go(Place("clients", client=1))
    person.settle()
    page = window.page()
    assert isinstance(page, ClientsPage)

    # The phone rings: Ctrl+N, telephone, social withdrawal is a factor; then there is time for more: Ctrl+D.
    person.press(Qt.Key.Key_N, CTRL)
    person.until(ContactDialog)
    form = QApplication.activeWindow()
    assert isinstance(form, ContactDialog)
    person.press(Qt.Key.Key_4)
    person.tab_to(form.form.category)
    person.press(Qt.Key.Key_Left)  # the last one: other
    person.tab_to(form.form.spoke_with)
    person.press(Qt.Key.Key_2)
    person.tab_to(form.form.note)
    person.type("母より。")
    person.press(Qt.Key.Key_D, CTRL)
    person.tab_to(form.form.noted.way)
    person.press(Qt.Key.Key_Right)
    person.tab_to(form.form.noted.sections["subjective"])
    person.type("20年ほど外に出ていない。")
    person.tab_to(form.form.noted.sections["plan"])
    person.type("来週訪問。")
    person.tab_to(form.form.with_name)
    person.type("母")
    person.tab_to(form.form.client_unmet)
    person.press(Qt.Key.Key_Space)
    person.tab_to(form.form.minutes)
    person.type("３０")
    person.press(Qt.Key.Key_Return, CTRL)
    (stored,) = clients.page(centre, 1).contacts
    assert stored.note == "母より。\nS: 20年ほど外に出ていない。\nP: 来週訪問。"
    assert (stored.with_name, stored.minutes, stored.client_unmet) == ("母", 30, True)
    assert in_november(centre) == {"telephone": 1}
    assert "本人未接触" in words(page.client.flags)

    # The next day: it was a visit. Enter opens it from the course; who changed what is kept.
    centre.clock = lambda: utc_now() + timedelta(days=1)
    person.back_in_the_window()
    course = page.client.course
    course.take_focus()
    person.press(Qt.Key.Key_Home)
    person.press(Qt.Key.Key_Return)
    person.until(ContactCorrectionDialog)
    correction = QApplication.activeWindow()
    assert isinstance(correction, ContactCorrectionDialog)
    assert "前の日までに書かれた記録です" in words(correction)
    person.tab_to(correction.form.service)
    person.press(Qt.Key.Key_3)
    person.tab_to(correction.reason)
    person.type("訪問だった")
    person.press(Qt.Key.Key_Return, CTRL)
    assert in_november(centre) == {"home_visit": 1}
    assert contacts.opened(centre, stored.id).contact.staff_name == stored.staff_name

    # Opened again: the correction stands there. It was another client's, so it is taken out, with a reason.
    person.back_in_the_window()
    course.take_focus()
    person.press(Qt.Key.Key_Home)
    person.press(Qt.Key.Key_Return)
    person.until(ContactCorrectionDialog)
    opened = QApplication.activeWindow()
    assert isinstance(opened, ContactCorrectionDialog)
    told = words(opened.history)
    assert "電話相談 → 訪問指導" in told
    assert "理由：訪問だった" in told
    assert stored.staff_name in told
    person.tab_to(opened.reason)
    person.type("別の利用者の記録")
    person.tab_to(opened.remove_button)
    person.press(Qt.Key.Key_Space)
    assert clients.page(centre, 1).contacts == ()
    assert in_november(centre) == {}
    assert "本人未接触" not in words(page.client.flags)
