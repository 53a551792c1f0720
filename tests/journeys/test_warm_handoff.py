"""The journey the product exists for: a warm handoff of a known client to a known group, with the keyboard alone."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from referral_desk.domain.codes import Channel, ConsentKind, HandoffMode
from referral_desk.domain.followup import FollowUpKind
from referral_desk.services import followups, referrals
from referral_desk.services.centre import Centre
from referral_desk.ui.main_window import MainWindow
from referral_desk.ui.page import Place
from referral_desk.ui.pages.new_referral import NewReferralPage
from referral_desk.ui.widgets.toggle_chips import ToggleChips
from referral_desk.ui.widgets.type_ahead import TypeAheadField
from tests.journeys.conftest import OpenWindow
from tests.making import add_client, add_institution

ALLOWED_PRESSES = 12


class Keyboard:
    """Presses keys as a person does, on whatever has the focus, and counts them; typed text is not counted."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self.presses = 0
        self._qtbot = qtbot
        self._window = window

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.presses += 1
        target = QApplication.focusWidget()
        QTest.keyClick(target or self._window, key, modifier)

    def type_and_pick(self, text: str) -> None:
        """Type into the search field that has the focus, wait for what it finds, and take the first with Enter."""
        field = QApplication.focusWidget()
        assert isinstance(field, TypeAheadField)
        QTest.keyClicks(field, text)
        self._qtbot.waitUntil(lambda: field.list.isVisible() and bool(field.list.rows))
        self.press(Qt.Key.Key_Return)


@pytest.fixture
def window(open_window: OpenWindow, centre: Centre) -> MainWindow:
    return open_window(centre)


@pytest.fixture
def keyboard(qtbot: QtBot, window: MainWindow) -> Keyboard:
    return Keyboard(qtbot, window)


def test_a_warm_handoff_of_a_known_client_takes_at_most_twelve_key_presses(
    qtbot: QtBot, centre: Centre, window: MainWindow, keyboard: Keyboard
) -> None:
    client = add_client(centre, name="見本 花子", kana="ミホン ハナコ")
    add_client(centre, name="例田 一朗", kana="レイタ イチロウ")
    group = add_institution(
        centre, name="架空断酒会 中央支部", kana="カクウダンシュカイ チュウオウシブ", kind="self_help_group"
    )
    add_institution(centre, name="架空市福祉事務所", kind="welfare_office")

    keyboard.press(Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    keyboard.type_and_pick("mihon")
    keyboard.type_and_pick("danshu")
    _chips_have_the_focus()
    keyboard.press(Qt.Key.Key_1)
    keyboard.press(Qt.Key.Key_2)
    keyboard.press(Qt.Key.Key_5)
    keyboard.press(Qt.Key.Key_O)
    qtbot.waitUntil(lambda: window.tasks.idle)
    keyboard.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.place == Place("today"))
    qtbot.waitUntil(lambda: window.tasks.idle)

    assert keyboard.presses <= ALLOWED_PRESSES
    (row,) = referrals.rows(centre)
    stored = referrals.get(centre, row.id)
    assert (stored.client_id, stored.institution_id, stored.on) == (client.id, group.id, centre.today())
    assert stored.mode is HandoffMode.THREE_WAY_CALL
    assert stored.mode.warm
    assert stored.consent is ConsentKind.ORAL
    assert stored.consent_by == centre.staff_name
    (handoff,) = stored.handoffs
    assert handoff.channel is Channel.TELEPHONE
    assert re.fullmatch(r"[0-2]\d:[0-5]\d", handoff.at)
    (follow_up,) = followups.rows(centre)
    assert follow_up.kind is FollowUpKind.OUTCOME
    assert follow_up.due_on is not None
    assert follow_up.due_on > centre.today()
    assert stored.number in window.undo_bar.text


def _chips_have_the_focus() -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    assert isinstance(focus.parentWidget(), ToggleChips)


def test_digits_typed_into_text_fields_stay_text(
    qtbot: QtBot, centre: Centre, window: MainWindow, keyboard: Keyboard
) -> None:
    keyboard.press(Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    page = window.page()
    assert isinstance(page, NewReferralPage)
    receiver: QLineEdit = page.form.handoff.receiver
    receiver.setFocus()
    QTest.keyClicks(receiver, "2-125on")
    assert receiver.text() == "2-125on"
    assert page.presenter.entry.handoff.chosen_facts == ()
    assert page.presenter.entry.consent is None
    page.discard()
