"""A mother calls about her son: they become one household, each a client of her own, and are counted apart."""

from __future__ import annotations

import builtins
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from referral_desk.domain.calendar import Period
from referral_desk.domain.codes import Sex
from referral_desk.services import clients, tallies
from referral_desk.ui.desk import DeskWindow
from referral_desk.ui.dialogs.household import HouseholdDialog
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.dialogs.supporter import SupporterDialog
from referral_desk.ui.page import HOUSEHOLD, Place
from referral_desk.ui.pages.client_household import ClientHousehold
from referral_desk.ui.pages.clients import ClientsPage
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.link_label import LinkLabel
from tests.journeys.conftest import OpenWindow
from tests.making import TODAY, NewCentre, add_client, add_contact

CTRL = Qt.KeyboardModifier.ControlModifier


class Nurse:
    """Works with the keyboard on whatever has the focus."""

    def __init__(self, qtbot: QtBot, window: DeskWindow) -> None:
        self._qtbot = qtbot
        self.window = window

    def settle(self) -> None:
        self._qtbot.waitUntil(lambda: self.window.tasks.idle)

    def focused(self) -> QWidget:
        found = QApplication.focusWidget()
        assert found is not None
        return found

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.focused(), key, modifier)
        self.settle()

    def type(self, text: str) -> None:
        """Type through an input method."""
        commit = QInputMethodEvent()
        commit.setCommitString(text)
        QApplication.sendEvent(self.focused(), commit)
        self.settle()

    def tab_to(self, wanted: QWidget) -> None:
        for _step in range(60):
            if self.focused() is wanted:
                return
            self.press(Qt.Key.Key_Tab)
        raise AssertionError("Tab does not lead there")

    def choose(self, words: str) -> None:
        """Go down a drop-down that has the focus until it says ``words``."""
        box = self.focused()
        assert isinstance(box, QComboBox)
        for _step in range(box.count()):
            if box.currentText() == words:
                return
            self.press(Qt.Key.Key_Down)
        raise AssertionError(f"there is no {words}")

    def dialog(self, kind: builtins.type[QWidget]) -> QWidget:
        self._qtbot.waitUntil(lambda: isinstance(QApplication.activeWindow(), kind))
        found = QApplication.activeWindow()
        assert found is not None
        return found

    def back(self) -> None:
        self.window.activateWindow()
        self._qtbot.waitUntil(lambda: QApplication.activeWindow() is self.window)

    def page(self) -> ClientsPage:
        page = self.window.page()
        assert isinstance(page, ClientsPage)
        return page

    def part(self) -> ClientHousehold:
        part = self.page().client.part(HOUSEHOLD)
        assert isinstance(part, ClientHousehold)
        return part


@pytest.fixture
def window(open_window: OpenWindow, new_folder: NewCentre) -> DeskWindow:
    centre = new_folder.open()
    son = add_client(centre, name="架空 一郎", kana="カクウ イチロウ", birth=date(1973, 5, 6), sex=Sex.MALE)
    mother = add_client(centre, name="架空 文", kana="カクウ フミ", birth=date(1943, 2, 3), sex=Sex.FEMALE)
    add_contact(centre, son.id)
    add_contact(centre, mother.id)
    add_contact(centre, mother.id, category="older_age")
    return open_window(centre)


def test_an_8050_household_of_two_clients_is_made_seen_and_counted_apart(qtbot: QtBot, window: DeskWindow) -> None:
    nurse, centre = Nurse(qtbot, window), window.centre
    son, mother = 1, 2
    month = Period.month(TODAY.year, TODAY.month)
    before = tallies.tally(centre, month)

    # On the son's page the household is entered with the keyboard: the mother is found by her kana.
    window.go(Place("clients", client=son, part=HOUSEHOLD))
    nurse.settle()
    nurse.part().take_focus()
    nurse.press(Qt.Key.Key_Return)
    form = nurse.dialog(HouseholdDialog)
    assert isinstance(form, HouseholdDialog)
    nurse.press(Qt.Key.Key_Return)
    line = form.form.lines[1]
    assert nurse.focused() is line.relation
    nurse.choose("母")
    nurse.press(Qt.Key.Key_Tab)
    nurse.type("ふみ")
    qtbot.waitUntil(lambda: line.name.list.isVisible() and bool(line.name.list.rows))
    nurse.press(Qt.Key.Key_Return)
    nurse.tab_to(line.calls_for)
    nurse.choose("架空 一郎")
    nurse.press(Qt.Key.Key_Return, CTRL)
    nurse.back()
    head = [each.label for each in nurse.page().client.flags.findChildren(Button)]
    assert "世帯 2人（8050）" in head
    assert nurse.part().remarks.text() == "8050世帯：架空 文（83歳）と架空 一郎（53歳）"

    # A neighbour helps him.
    nurse.part().add_button.click()
    helping = nurse.dialog(SupporterDialog)
    assert isinstance(helping, SupporterDialog)
    nurse.choose("近隣の人")
    nurse.press(Qt.Key.Key_Tab)
    nurse.type("隣の人")
    nurse.press(Qt.Key.Key_Return, CTRL)
    nurse.back()
    assert [each.relation for each in clients.page(centre, son).supporters] == ["隣の人"]

    # The mother's page opens from his; there he is the son, and the neighbour is not hers.
    link = next(each for each in nurse.part().members.findChildren(LinkLabel) if each.text() == "架空 文")
    link.setFocus(Qt.FocusReason.TabFocusReason)
    nurse.press(Qt.Key.Key_Return)
    assert window.place == Place("clients", client=mother, part=HOUSEHOLD)
    assert nurse.page().title() == "架空 文"
    assert [words.relation for words in nurse.part().genogram.drawing.words] == ["息子", "本人"]
    assert clients.page(centre, mother).supporters == ()

    # The genogram goes to paper.
    nurse.part().print_button.click()
    preview = nurse.dialog(PreviewDialog)
    preview.close()
    nurse.back()

    # Records and statistics of both are their own, as before.
    assert tallies.tally(centre, month) == before
    assert (before.contacts, before.persons) == (3, 2)
    assert (len(clients.page(centre, son).contacts), len(clients.page(centre, mother).contacts)) == (1, 2)
