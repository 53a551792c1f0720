"""What Windows tells a window about locking, switching users and sleep."""

from __future__ import annotations

import sys
from collections.abc import Callable
from ctypes import wintypes

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication
from PySide6.QtWidgets import QWidget

_SESSION_CHANGE = 0x02B1  # WM_WTSSESSION_CHANGE
_AWAY = {0x2, 0x4, 0x7}  # WTS_CONSOLE_DISCONNECT (another user's turn), WTS_REMOTE_DISCONNECT, WTS_SESSION_LOCK
_POWER = 0x0218  # WM_POWERBROADCAST
_SUSPEND = 0x4  # PBT_APMSUSPEND
_THIS_SESSION = 0  # NOTIFY_FOR_THIS_SESSION
_TO_WINDOW = 0  # DEVICE_NOTIFY_WINDOW_HANDLE


def says_away(message: int, word: int) -> bool:
    """Whether a message of Windows and its first parameter say that nobody is to see the screen from now on."""
    return (message == _SESSION_CHANGE and word in _AWAY) or (message == _POWER and word == _SUSPEND)


class WindowsSession(QAbstractNativeEventFilter):
    """Calls ``away`` when Windows locks, switches users or is about to sleep; keeps a window that is never shown."""

    def __init__(self, away: Callable[[], None]) -> None:
        super().__init__()
        self._away = away
        self._window = QWidget()
        self._handle = int(self._window.winId())
        application = QCoreApplication.instance()
        if application is not None:
            application.installNativeEventFilter(self)
        self._register()

    def nativeEventFilter(self, _kind: QByteArray | bytes | bytearray | memoryview, message: int) -> object:
        """Look at a message on its way to a window; it goes on in any case."""
        said = wintypes.MSG.from_address(int(message))
        if says_away(said.message, said.wParam):
            self._away()
        return False, 0

    def close(self) -> None:
        """Stop listening."""
        application = QCoreApplication.instance()
        if application is not None:
            application.removeNativeEventFilter(self)
        self._unregister()
        self._window.deleteLater()

    if sys.platform == "win32":

        def _register(self) -> None:
            from ctypes import windll  # noqa: PLC0415 - Windows only

            windll.wtsapi32.WTSRegisterSessionNotification(wintypes.HWND(self._handle), _THIS_SESSION)
            self._sleep = windll.user32.RegisterSuspendResumeNotification(wintypes.HWND(self._handle), _TO_WINDOW)

        def _unregister(self) -> None:
            from ctypes import windll  # noqa: PLC0415 - Windows only

            windll.wtsapi32.WTSUnRegisterSessionNotification(wintypes.HWND(self._handle))
            if self._sleep:
                windll.user32.UnregisterSuspendResumeNotification(wintypes.HANDLE(self._sleep))

    else:  # the tests call it with messages of their own

        def _register(self) -> None:
            """Register nothing: only Windows sends these messages."""

        def _unregister(self) -> None:
            """There is nothing to take back."""
