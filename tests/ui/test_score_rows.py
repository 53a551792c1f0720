"""Scores of a screening: tapped and typed, in whatever order."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from referral_desk.ui.widgets.score_rows import ScoreRows

pytestmark = pytest.mark.usefixtures("theme")


@pytest.fixture
def answers() -> list[tuple[int, int | None]]:
    return []


@pytest.fixture
def rows(qtbot: QtBot, answers: list[tuple[int, int | None]]) -> ScoreRows:
    rows = ScoreRows()
    qtbot.addWidget(rows)
    rows.show_items([range(5)] * 3, [None] * 3)
    rows.answered.connect(lambda number, score: answers.append((number, score)))
    rows.show()
    rows.activateWindow()
    qtbot.waitUntil(rows.isActiveWindow)
    return rows


def test_a_digit_after_a_tap_answers_the_next_item(rows: ScoreRows, answers: list[tuple[int, int | None]]) -> None:
    QTest.mouseClick(rows.rows[0].chip("4"), Qt.MouseButton.LeftButton)
    QTest.keyClicks(QApplication.focusWidget(), "2")
    QTest.keyClicks(QApplication.focusWidget(), "1")
    assert answers == [(1, 4), (2, 2), (3, 1)]


def test_a_score_that_is_taken_back_waits_for_another(rows: ScoreRows, answers: list[tuple[int, int | None]]) -> None:
    for _each in range(2):
        QTest.mouseClick(rows.rows[0].chip("4"), Qt.MouseButton.LeftButton)
    QTest.keyClicks(QApplication.focusWidget(), "3")
    assert answers == [(1, 4), (1, None), (1, 3)]


def test_arrows_stay_in_their_item(rows: ScoreRows, answers: list[tuple[int, int | None]]) -> None:
    rows.setFocus(Qt.FocusReason.TabFocusReason)
    for _each in range(2):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert answers == [(1, 1), (1, 2)]
