"""Somebody new comes: looked for, not found, logged, the welfare office marked, the talk recorded. Keyboard alone."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from referral_desk.domain.codes import ContactService, EngagementState
from referral_desk.domain.engagement import BoardState
from referral_desk.services import clients
from referral_desk.services.centre import Centre
from referral_desk.ui.desk import DeskWindow
from referral_desk.ui.page import Place
from referral_desk.ui.pages.clients import ClientsPage
from referral_desk.ui.widgets.engagement_board import Tile
from referral_desk.ui.widgets.toggle_chips import ToggleChips
from referral_desk.ui.widgets.type_ahead import TypeAheadField
from tests.journeys.conftest import OpenWindow
from tests.making import NewCentre, add_client, add_institution

CTRL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier


class Person:
    """Works with the keyboard on whatever has the focus."""

    def __init__(self, qtbot: QtBot, window: DeskWindow) -> None:
        self._qtbot = qtbot
        self.window = window

    def settle(self) -> None:
        """Wait as a person does, until the window shows what was asked for."""
        self._qtbot.waitUntil(lambda: self.window.tasks.idle)

    def focused(self) -> QWidget:
        found = QApplication.focusWidget()
        assert found is not None
        return found

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE, times: int = 1) -> None:
        for _time in range(times):
            QTest.keyClick(self.focused(), key, modifier)
        self.settle()

    def type(self, text: str) -> None:
        """Type through an input method: the kana or kanji come committed."""
        commit = QInputMethodEvent()
        commit.setCommitString(text)
        QApplication.sendEvent(self.focused(), commit)
        self.settle()

    def tab_to(self, wanted: QWidget) -> None:
        """Press Tab until ``wanted``, or something in it, has the focus."""
        for _step in range(40):
            focus = QApplication.focusWidget()
            if focus is wanted or (focus is not None and wanted.isAncestorOf(focus)):
                return
            self.press(Qt.Key.Key_Tab)
        raise AssertionError("Tab does not lead there")

    def back_in_the_window(self) -> None:
        """Wait until the form is gone; a bare display does not hand the keyboard back by itself."""
        self.window.activateWindow()
        self._qtbot.waitUntil(lambda: QApplication.activeWindow() is self.window)

    def until(self, open_window: type[QWidget]) -> None:
        """Wait until a window of this kind has the keyboard."""
        self._qtbot.waitUntil(lambda: isinstance(QApplication.activeWindow(), open_window))


@pytest.fixture
def window(open_window: OpenWindow, new_folder: NewCentre) -> DeskWindow:
    centre = new_folder.open()
    add_client(centre, name="見本 太郎", kana="ミホン タロウ")
    add_institution(centre, name="架空市福祉事務所", kind="welfare_office")
    return open_window(centre)


def stored(centre: Centre) -> int:
    (row,) = clients.rows(centre, "よしだ")
    return row.id


def test_a_new_client_is_logged_marked_and_recorded_with_the_keyboard(qtbot: QtBot, window: DeskWindow) -> None:
    from referral_desk.ui.dialogs.client import ClientDialog
    from referral_desk.ui.dialogs.contact import ContactDialog
    from referral_desk.ui.dialogs.engagement import EngagementDialog

    person = Person(qtbot, window)
    centre = window.centre
    window.go(Place("clients"))
    person.settle()
    page = window.page()
    assert isinstance(page, ClientsPage)

    # She is looked for first, and is not there yet.
    person.type("よしだ")
    assert page.list.table.records.rows == ()

    # Logged: name, kana, birth.
    window.actions_registry.action("new_client").trigger()
    person.until(ClientDialog)
    form = QApplication.activeWindow()
    assert isinstance(form, ClientDialog)
    person.type("𠮷田 花子")
    person.tab_to(form.form.kana)
    person.type("よしだ はなこ")
    person.tab_to(form.form.birth)
    person.type("S60.4.12")
    person.press(Qt.Key.Key_Return, CTRL)
    client_id = stored(centre)
    assert window.place == Place("clients", client=client_id)
    assert page.title() == "𠮷田 花子"
    assert clients.get(centre, client_id).birth == date(1985, 4, 12)

    # The welfare office is marked on the board.
    person.back_in_the_window()
    person.tab_to(page.client.board)
    tile = person.focused()
    assert isinstance(tile, Tile)
    assert tile.tile.code == "welfare_office"
    person.press(Qt.Key.Key_Return)
    person.until(EngagementDialog)
    person.press(Qt.Key.Key_Tab)
    field = person.focused()
    assert isinstance(field, TypeAheadField)
    qtbot.waitUntil(lambda: field.list.isVisible() and bool(field.list.rows))
    person.press(Qt.Key.Key_Return)
    person.press(Qt.Key.Key_Return, CTRL)
    assert page.client.board.tile("welfare_office").tile.state is BoardState.ENGAGED

    # The talk is recorded: telephone, alcohol.
    person.back_in_the_window()
    person.press(Qt.Key.Key_N, CTRL)
    person.until(ContactDialog)
    contact = QApplication.activeWindow()
    assert isinstance(contact, ContactDialog)
    person.press(Qt.Key.Key_4)
    person.tab_to(contact.form.category)
    assert isinstance(contact.form.category, ToggleChips)
    person.press(Qt.Key.Key_Right, times=2)
    person.press(Qt.Key.Key_Return, CTRL)

    after = clients.page(centre, client_id)
    assert after.contacts[0].service is ContactService.TELEPHONE
    assert after.contacts[0].category == "alcohol"
    assert [engagement.state for engagement in after.engagements] == [EngagementState.ENGAGED]
    assert window.undo_bar.can_undo
