"""Scores of a screening: tapped and typed, in whatever order."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from referral_desk.domain.codes import Sex
from referral_desk.services.centre import Centre
from referral_desk.ui.forms.screening import ScreeningForm
from referral_desk.ui.forms.screening_presenter import ScreeningPresenter
from referral_desk.ui.widgets.score_rows import ScoreRows
from tests.making import TODAY

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


class WindowsShown(QObject):
    """Counts the windows that are shown from now on."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt calls it so
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.count += 1
        return False


def test_a_result_that_becomes_certain_opens_no_window_that_would_take_the_keys(qtbot: QtBot, centre: Centre) -> None:
    presenter = ScreeningPresenter(1, Sex.MALE, None, {"audit_c": ("by_sex", 10)}, centre.codes, TODAY, tool="audit_c")
    form = ScreeningForm(presenter, centre.codes, lambda: TODAY)
    qtbot.addWidget(form)
    form.show()
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    form.first_field().setFocus()
    shown = WindowsShown()
    QApplication.instance().installEventFilter(shown)
    for digit in "422":
        QTest.keyClicks(QApplication.focusWidget(), digit)
    QApplication.instance().removeEventFilter(shown)
    assert presenter.draft.items == (4, 2, 2)
    assert shown.count == 0
