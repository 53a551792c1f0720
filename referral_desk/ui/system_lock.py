"""Notices that the operating system locks its screen or is about to sleep.

Linux tells it on its buses, Windows to a window. macOS tells programs like this one nothing; there the sleep is noticed
afterwards, by the clocks (idle.py). Where nobody tells anything, nothing happens.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from referral_desk.ui.bus_signals import BusSignals
    from referral_desk.ui.windows_session import WindowsSession


class SystemLockWatch(QObject):
    """``locked`` comes when the system locks the session, switches to another user or is about to sleep.

    Linux waits for a moment before it sleeps, until :meth:`let_sleep`, so that nothing of a record is on the screen
    when it wakes.
    """

    locked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bus: BusSignals | None = None
        self._windows: WindowsSession | None = None
        if sys.platform == "win32":
            from referral_desk.ui.windows_session import WindowsSession  # noqa: PLC0415 - Windows only

            self._windows = WindowsSession(self.locked.emit)
        elif sys.platform == "linux":
            from referral_desk.ui.bus_signals import BusSignals, session_bus, system_bus  # noqa: PLC0415 - Linux only

            self._bus = BusSignals(system_bus(), session_bus(), self)
            self._bus.locked.connect(self.locked)

    def let_sleep(self) -> None:
        """Say that everything is put away and the system may sleep; without it, it sleeps some seconds later."""
        if self._bus is not None:
            self._bus.let_sleep()

    def close(self) -> None:
        """Stop watching."""
        if self._windows is not None:
            self._windows.close()
            self._windows = None
        if self._bus is not None:
            self._bus.close()
