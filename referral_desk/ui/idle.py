"""Notices that nobody works with the program any more, or that the PC slept.

Only what comes from a person is looked at, where it enters the program: at its windows, and at the field that an
input method writes to. A filter on the whole application would be called for every painting and layout as well, and
was measured to make a page a third slower.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from shiboken6 import isValid

Seconds = Callable[[], float]

SLEPT_SECONDS = 60.0
"""A clock that is further ahead than this, between two looks, ran on while the PC slept."""

_LOOK_MS = 2_000
_PERSON = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.KeyRelease,
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.NonClientAreaMouseMove,
        QEvent.Type.NonClientAreaMouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TouchEnd,
        QEvent.Type.TabletMove,
        QEvent.Type.TabletPress,
        QEvent.Type.InputMethod,
        QEvent.Type.DragMove,
    }
)


class IdleWatch(QObject):
    """``idle`` comes when nobody has typed, pointed or scrolled for so many minutes, and when the PC woke from sleep.

    It comes once, and again only after somebody worked. ``steady`` gives seconds that only go forward, ``wall`` the
    seconds of the PC's clock.
    """

    idle = Signal()

    def __init__(
        self,
        app: QGuiApplication,
        *,
        parent: QObject | None = None,
        minutes: float = 0,
        steady: Seconds = time.monotonic,
        wall: Seconds = time.time,
    ) -> None:
        super().__init__(parent)
        self._app = app
        self._steady = steady
        self._wall = wall
        self._limit = minutes * 60
        self._field: QObject | None = None
        self._told_for: float | None = None
        self._last = self._looked = steady()
        self._looked_wall = wall()
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.setTimerType(Qt.TimerType.CoarseTimer)
        self._timer.timeout.connect(self.look)
        app.focusObjectChanged.connect(self._follow)
        self.resume()

    def set_minutes(self, minutes: float) -> None:
        """Change after how many minutes it is idle; 0 is never, and only a sleep is noticed."""
        self._limit = minutes * 60

    def pause(self) -> None:
        """Stop looking, while there is nothing to lock."""
        self._timer.stop()

    def resume(self) -> None:
        """Begin anew, as if somebody had just pressed a key."""
        self._last = self._looked = self._steady()
        self._looked_wall = self._wall()
        self._told_for = None
        self._watch()
        self._timer.start()

    def look(self) -> None:
        """Compare the clocks now; the timer does so every few seconds."""
        now, wall = self._steady(), self._wall()
        passed, passed_wall = now - self._looked, wall - self._looked_wall
        self._looked, self._looked_wall = now, wall
        self._watch()
        # Where the steady clock stops in sleep the other runs ahead; where it does not, this look comes late.
        slept = passed_wall - passed > SLEPT_SECONDS or passed > SLEPT_SECONDS + _LOOK_MS / 1000
        waited = bool(self._limit) and now - self._last >= self._limit and self._told_for != self._last
        if slept or waited:
            self._told_for = self._last
            self.idle.emit()

    def _watch(self) -> None:
        """Listen at every window there is; at one that is listened to already, nothing changes."""
        for window in QGuiApplication.allWindows():
            window.installEventFilter(self)
        if self._field is None:
            self._follow(QGuiApplication.focusObject())

    def _follow(self, field: QObject | None) -> None:
        if self._field is not None and isValid(self._field):
            self._field.removeEventFilter(self)
        self._field = field
        if field is not None:
            field.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _PERSON:
            self._last = self._steady()
        return False
