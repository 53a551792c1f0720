"""A call comes about something five years back: the client is opened, narrowed, searched, and the record opened."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from referral_desk.domain.course import EntryGroup
from referral_desk.services import clients
from referral_desk.ui.desk import DeskWindow
from referral_desk.ui.dialogs.contact_correction import ContactCorrectionDialog
from referral_desk.ui.page import Place
from referral_desk.ui.pages.clients import ClientsPage
from tests.course_life import FIVE_YEARS_AGO, every_kind, many_contacts
from tests.journeys.conftest import OpenWindow
from tests.journeys.test_log_client import Person
from tests.making import NewCentre


@pytest.fixture
def window(open_window: OpenWindow, new_folder: NewCentre) -> DeskWindow:
    centre = new_folder.open()
    many_contacts(centre, every_kind(centre), 600)
    return open_window(centre)


def test_what_was_said_five_years_ago_is_found_and_opened_with_the_keyboard(qtbot: QtBot, window: DeskWindow) -> None:
    person = Person(qtbot, window)
    (row,) = clients.rows(window.centre, "見本 花子")
    window.go(Place("clients", client=row.id))
    person.settle()
    page = window.page()
    assert isinstance(page, ClientsPage)
    course = page.client.course
    everything = course.timeline.entries.rowCount()
    assert everything > 600

    # Only the talks: the first chip has the focus of its row.
    person.tab_to(course.kinds)
    person.press(Qt.Key.Key_Space)
    assert {entry.group for entry in course.timeline.entries.entries} == {EntryGroup.TALKS}

    # Searched over all years, with another form of the name's kanji than was written.
    person.press(Qt.Key.Key_Tab)
    assert person.focused() is course.search
    person.type("高橋氏")
    (found,) = course.timeline.entries.entries
    assert found.on == FIVE_YEARS_AGO
    assert "髙橋氏" in found.text

    # Opened: Enter leads to the rows, Enter again into the record.
    person.press(Qt.Key.Key_Return)
    assert person.focused() is course.timeline
    person.press(Qt.Key.Key_Return)
    person.until(ContactCorrectionDialog)
    dialog = QApplication.activeWindow()
    assert isinstance(dialog, ContactCorrectionDialog)
    person.press(Qt.Key.Key_Escape)
    person.back_in_the_window()

    # Esc in the field empties it, and all talks are there again.
    course.search.setFocus()
    person.press(Qt.Key.Key_Escape)
    course.kinds.chip(EntryGroup.TALKS).click()
    assert course.timeline.entries.rowCount() == everything
