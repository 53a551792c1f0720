"""Somebody is logged who is known already, and two records of one person become one, and two again."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from referral_desk.services import clients, lookup
from referral_desk.ui.desk import DeskWindow
from referral_desk.ui.dialogs.client import ClientDialog
from referral_desk.ui.dialogs.merge import MergeDialog
from referral_desk.ui.page import Place
from referral_desk.ui.pages.clients import ClientsPage
from referral_desk.ui.widgets.buttons import Button
from tests.journeys.conftest import OpenWindow
from tests.journeys.test_log_client import CTRL, Person
from tests.making import NewCentre, add_client, add_contact
from tests.ui.record_pages import labels


@pytest.fixture
def window(open_window: OpenWindow, new_folder: NewCentre) -> DeskWindow:
    centre = new_folder.open()
    add_client(centre, number="00012", name="髙例 花子", kana="タカレイ ハナコ")
    second = add_client(centre, number="00345", name="高例 花子", kana="たかれい はなこ", birth=None, phone="")
    add_contact(centre, second.id, note="窓口で話した")
    return open_window(centre)


def test_who_is_known_already_is_opened_instead_and_two_records_become_one(qtbot: QtBot, window: DeskWindow) -> None:
    person = Person(qtbot, window)
    centre = window.centre
    window.go(Place("clients"))
    person.settle()
    page = window.page()
    assert isinstance(page, ClientsPage)

    # Typing a new client, she sees who may be the same, and why.
    window.actions_registry.action("new_client").trigger()
    person.until(ClientDialog)
    form = QApplication.activeWindow()
    assert isinstance(form, ClientDialog)
    person.type("高例 花子")
    person.tab_to(form.form.kana)
    person.type("タカレイ ハナコ")
    qtbot.waitUntil(lambda: form.same.isVisible() and not form.looking and window.tasks.idle)
    assert "氏名が同じ" in labels(form.same)

    # She opens the first of them with the keyboard; what she typed waits on Today.
    person.tab_to(form.same)
    person.press(Qt.Key.Key_Return)
    assert window.place == Place("clients", client=1)
    assert [draft.form for draft in window.drafts.left] == ["client"]

    # The two records are one: compared, merged.
    person.back_in_the_window()
    page.client.merging.button.setFocus()
    person.press(Qt.Key.Key_Space)
    person.until(MergeDialog)
    dialog = QApplication.activeWindow()
    assert isinstance(dialog, MergeDialog)
    person.settle()
    person.tab_to(next(each for each in dialog.proposed.findChildren(Button)))
    person.press(Qt.Key.Key_Return)
    assert dialog.comparison is not None
    person.press(Qt.Key.Key_Return, CTRL)
    assert "旧番号 00345" in page.client.identity.text()
    assert clients.page(centre, 1).contacts[0].note == "窓口で話した"

    # The old number finds her, with Ctrl+K too.
    assert lookup.client_id(centre, "00345") == 1
    person.back_in_the_window()
    person.press(Qt.Key.Key_K, CTRL)
    person.type("00345")
    field = person.focused()
    qtbot.waitUntil(lambda: bool(field.list.rows))  # type: ignore[attr-defined]
    assert "旧番号 00345" in field.list.rows[0].secondary  # type: ignore[attr-defined]
    person.press(Qt.Key.Key_Return)
    assert window.place == Place("clients", client=1)

    # It was a mistake: the page takes it back.
    assert window.undo_bar.can_undo
    window.undo_bar.undo()
    person.settle()
    assert lookup.client_id(centre, "00345") == 2
    assert clients.page(centre, 2).contacts[0].note == "窓口で話した"
    assert "旧番号" not in page.client.identity.text()
