"""Nobody works any more, or the PC slept: noticed once, by the clocks, without looking at what the program paints."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QPointingDevice, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from referral_desk.ui.idle import IdleWatch

MINUTE = 60.0


@dataclass
class Clocks:
    """A steady clock and the PC's; both go on only when they are told to."""

    steady: float = 1000.0
    wall: float = 1_795_000_000.0

    def go_on(self, seconds: float) -> None:
        self.steady += seconds
        self.wall += seconds


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
def watch(qapp: QApplication, clocks: Clocks) -> Iterator[IdleWatch]:
    watch = IdleWatch(qapp, minutes=10, steady=lambda: clocks.steady, wall=lambda: clocks.wall)
    watch._timer.stop()  # the test looks
    yield watch
    watch.deleteLater()


@pytest.fixture
def told(watch: IdleWatch) -> list[bool]:
    told: list[bool] = []
    watch.idle.connect(lambda: told.append(True))
    return told


@pytest.fixture
def window(qtbot: QtBot, watch: IdleWatch) -> QWidget:
    """A window with a field that has the focus, and a box that opens a list."""
    window = QWidget()
    window.field, window.box = QLineEdit(), QComboBox()  # type: ignore[attr-defined]
    window.box.addItems(["一", "二"])  # type: ignore[attr-defined]
    layout = QVBoxLayout(window)
    layout.addWidget(window.field)  # type: ignore[attr-defined]
    layout.addWidget(window.box)  # type: ignore[attr-defined]
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    window.field.setFocus()  # type: ignore[attr-defined]
    qtbot.waitUntil(window.field.hasFocus)  # type: ignore[attr-defined]
    watch.look()
    return window


def pass_by(clocks: Clocks, watch: IdleWatch, seconds: float) -> None:
    """Let time pass as it does, with a look every few seconds."""
    step = 2.0
    while seconds > 0:
        clocks.go_on(min(step, seconds))
        watch.look()
        seconds -= step


def test_it_is_idle_after_so_many_minutes_and_not_before(watch: IdleWatch, clocks: Clocks, told: list[bool]) -> None:
    pass_by(clocks, watch, 10 * MINUTE - 2)
    assert not told
    pass_by(clocks, watch, 2)
    assert told == [True]


def test_it_is_said_once_until_somebody_works_again(
    watch: IdleWatch, clocks: Clocks, told: list[bool], window: QWidget
) -> None:
    pass_by(clocks, watch, 60 * MINUTE)
    assert told == [True]
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_A)
    pass_by(clocks, watch, 10 * MINUTE)
    assert told == [True, True]


def _key(window: QWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_A)


def _move(window: QWindow) -> None:
    QTest.mouseMove(window, QPoint(9, 9))


def _press(window: QWindow) -> None:
    QTest.mousePress(window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(9, 9))
    QTest.mouseRelease(window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(9, 9))


def _wheel(window: QWindow) -> None:
    QTest.wheelEvent(window, QPointF(9, 9), QPoint(0, 120))


def _touch(window: QWindow) -> None:
    screen = QTest.createTouchDevice()
    assert isinstance(screen, QPointingDevice)
    QTest.touchEvent(window, screen).press(0, QPoint(9, 9), window).commit()
    QTest.touchEvent(window, screen).release(0, QPoint(9, 9), window).commit()


def _compose(_window: QWindow) -> None:
    field = QGuiApplication.focusObject()
    assert field is not None
    QCoreApplication.sendEvent(field, QInputMethodEvent("みほ", []))


@pytest.mark.parametrize("work", [_key, _move, _press, _wheel, _touch, _compose])
def test_whatever_a_person_does_counts_as_work(
    watch: IdleWatch, clocks: Clocks, told: list[bool], window: QWidget, work: Callable[[QWindow], None]
) -> None:
    pass_by(clocks, watch, 9 * MINUTE)
    work(window.windowHandle())
    QCoreApplication.sendPostedEvents()
    pass_by(clocks, watch, 9 * MINUTE)
    assert not told
    pass_by(clocks, watch, MINUTE)
    assert told == [True]


def test_work_in_a_dialog_or_an_open_list_counts(
    qtbot: QtBot, watch: IdleWatch, clocks: Clocks, told: list[bool], window: QWidget
) -> None:
    pass_by(clocks, watch, 9 * MINUTE)
    dialog = QDialog(window)
    dialog.open()
    qtbot.waitUntil(dialog.isActiveWindow)
    watch.look()
    _key(dialog.windowHandle())
    pass_by(clocks, watch, 9 * MINUTE)
    dialog.close()
    window.box.showPopup()  # type: ignore[attr-defined]
    watch.look()
    opened = window.box.view().window()  # type: ignore[attr-defined]
    _move(opened.windowHandle())
    window.box.hidePopup()  # type: ignore[attr-defined]
    pass_by(clocks, watch, 9 * MINUTE)
    assert not told


def test_composing_in_another_field_counts_too(
    qtbot: QtBot, watch: IdleWatch, clocks: Clocks, told: list[bool], window: QWidget
) -> None:
    other = QLineEdit()
    window.layout().addWidget(other)
    other.setFocus()
    qtbot.waitUntil(other.hasFocus)
    window.field.deleteLater()  # type: ignore[attr-defined]
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    pass_by(clocks, watch, 9 * MINUTE)
    _compose(window.windowHandle())
    pass_by(clocks, watch, 9 * MINUTE)
    assert not told


def test_what_the_program_does_by_itself_is_no_work(
    watch: IdleWatch, clocks: Clocks, told: list[bool], window: QWidget
) -> None:
    pass_by(clocks, watch, 9 * MINUTE)
    window.field.setText("架空市")  # type: ignore[attr-defined]
    window.resize(500, 300)
    window.repaint()
    QCoreApplication.sendPostedEvents()
    pass_by(clocks, watch, MINUTE)
    assert told == [True]


def test_it_is_never_called_for_what_the_program_paints(
    qtbot: QtBot, watch: IdleWatch, window: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A filter of the application would see every widget's events, thousands for one page."""
    seen: list[str] = []
    real = IdleWatch.eventFilter

    def counted(self: IdleWatch, watched: QObject, event: QEvent) -> bool:
        seen.append(type(watched).__name__)
        return real(self, watched, event)

    monkeypatch.setattr(IdleWatch, "eventFilter", counted)
    window.box.repaint()  # type: ignore[attr-defined]
    window.box.setEnabled(False)  # type: ignore[attr-defined]
    QCoreApplication.sendPostedEvents()
    assert "QComboBox" not in seen


def test_zero_minutes_is_never(watch: IdleWatch, clocks: Clocks, told: list[bool]) -> None:
    watch.set_minutes(0)
    pass_by(clocks, watch, 600 * MINUTE)
    assert not told
    watch.set_minutes(5)
    pass_by(clocks, watch, 2)
    assert told == [True], "as long as nobody worked already counts"


@pytest.mark.parametrize("minutes", [0, 10])
def test_a_clock_that_ran_ahead_tells_of_a_sleep(
    watch: IdleWatch, clocks: Clocks, told: list[bool], minutes: int
) -> None:
    watch.set_minutes(minutes)
    clocks.wall += 61
    clocks.go_on(2)
    watch.look()
    assert told == [True]
    pass_by(clocks, watch, 2)
    assert told == [True]
    clocks.wall += 3600
    watch.look()
    assert told == [True, True], "each sleep is told"


def test_where_the_steady_clock_goes_on_in_sleep_the_late_look_tells(
    watch: IdleWatch, clocks: Clocks, told: list[bool]
) -> None:
    clocks.go_on(5 * MINUTE)
    watch.look()
    assert told == [True]


@pytest.mark.parametrize("seconds", [-86_400, -61, -1, 1, 59])
def test_a_clock_set_back_or_a_little_ahead_is_no_sleep(
    watch: IdleWatch, clocks: Clocks, told: list[bool], seconds: float
) -> None:
    clocks.wall += seconds
    clocks.go_on(2)
    watch.look()
    assert not told


def test_after_a_pause_it_begins_anew(qtbot: QtBot, watch: IdleWatch, clocks: Clocks, told: list[bool]) -> None:
    pass_by(clocks, watch, 9 * MINUTE)
    watch.pause()
    assert not watch._timer.isActive()
    clocks.go_on(600 * MINUTE)
    clocks.wall += 3600
    watch.resume()
    assert watch._timer.isActive()
    watch._timer.stop()
    pass_by(clocks, watch, 9 * MINUTE)
    assert not told
    pass_by(clocks, watch, MINUTE)
    assert told == [True]


def test_it_looks_by_itself(qtbot: QtBot, watch: IdleWatch, clocks: Clocks) -> None:
    clocks.go_on(11 * MINUTE)
    watch._timer.setInterval(0)
    with qtbot.waitSignal(watch.idle):
        watch._timer.start()
