"""One window for one centre: a second start brings the first to the front instead of opening another.

The lock in the data folder (db/presence.py) decides who shows the centre; the local socket only carries the second
start's wish to the first, within one account of the PC.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QObject, Qt, QThread
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QApplication, QWidget

from referral_desk.db.errors import StorageFault
from referral_desk.db.layout import require
from referral_desk.db.presence import WindowClaim, WindowTaken, claim_window, this_account

PATIENCE_MS = 3000
"""How long a second start waits for the first to answer; one that is just starting takes a second."""

_WISH = b"front"
_ANSWER = b"here\n"
_LONGEST = 1024
_PAUSE_MS = 50
_TOKEN = "XDG_ACTIVATION_TOKEN"


class SingleWindow(QObject):
    """Claims a centre for this process's window and listens for a second start, which ``come`` answers.

    It holds one claim at a time, until :meth:`release` or the end of the process; a lock of the window leaves it be.
    """

    def __init__(self, parent: QObject | None = None, *, come: Callable[[], None] | None = None) -> None:
        super().__init__(parent)
        self._come = come or come_to_front
        self._claim: WindowClaim | None = None
        self._server: QLocalServer | None = None
        self._callers: list[QLocalSocket] = []

    def claim(self, folder: Path) -> bool:
        """Claim the centre in ``folder`` and give up any other; whether this process is to show it.

        False when a window of this account shows it already and has come to the front. A folder that cannot be used
        is not claimed: opening it says why. Raises WindowTaken where another account's window shows it, or one of
        this account that does not answer.
        """
        if self._claim is not None and self._claim.held and self._claim.folder == folder:
            return True
        self.release()
        try:
            require(folder)
            self._claim = claim_window(folder)
        except WindowTaken as taken:
            ours = taken.holder is None or taken.holder.account == this_account()
            if ours and ask_to_front(folder, PATIENCE_MS):
                return False
            raise
        except StorageFault:
            return True
        self._listen(folder)
        return True

    def release(self) -> None:
        """Give the centre up, if one is claimed."""
        if self._server is not None:
            self._callers.clear()
            self._server.close()
            self._server.deleteLater()
            self._server = None
        if self._claim is not None:
            self._claim.close()
            self._claim = None

    def _listen(self, folder: Path) -> None:
        """Listen where a second start looks first; where that cannot be, it is told who has the centre open."""
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(self._called)
        for name in _names(folder):
            QLocalServer.removeServer(name)  # what a crash left: the claim says that nobody listens there
            if server.listen(name):
                break
        self._server = server

    def _called(self) -> None:
        while self._server is not None and self._server.hasPendingConnections():
            caller = self._server.nextPendingConnection()
            self._callers.append(caller)
            caller.readyRead.connect(self._heard)
            caller.disconnected.connect(self._heard)
        self._heard()

    def _heard(self) -> None:
        for caller in tuple(self._callers):
            if caller.canReadLine():
                self._answer(caller)
            elif caller.bytesAvailable() >= _LONGEST:
                caller.abort()
            if caller.state() is QLocalSocket.LocalSocketState.UnconnectedState and caller in self._callers:
                self._callers.remove(caller)
                caller.deleteLater()

    def _answer(self, caller: QLocalSocket) -> None:
        wish, _space, token = bytes(caller.readLine(_LONGEST).data()).strip().partition(b" ")
        if wish == _WISH:
            caller.write(_ANSWER)
            if token.isascii() and token:
                os.environ[_TOKEN] = token.decode("ascii")  # Wayland lets a window come forward with it, once
            self._come()
        caller.disconnectFromServer()


def come_to_front() -> None:
    """Bring the program's windows to the front, minimised ones too, and what waits for an answer above the rest."""
    shown = [widget for widget in QApplication.topLevelWidgets() if _is_shown(widget)]
    for window in shown:
        if window.isMinimized():
            window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.raise_()
    waits = QApplication.activeModalWidget()
    first = waits if waits in shown else next(iter(shown), None)
    if first is not None:
        first.raise_()
        first.activateWindow()


def ask_to_front(folder: Path, patience_ms: int) -> bool:
    """Ask this account's window on ``folder`` to come to the front; whether it answered in time."""
    deadline = QDeadlineTimer(patience_ms)
    _let_come_to_front()
    while True:
        if any(_ask(name, deadline) for name in _names(folder)):
            return True
        if deadline.hasExpired():
            return False
        QThread.msleep(_PAUSE_MS)


def _ask(name: str, deadline: QDeadlineTimer) -> bool:
    if not _is_ours(name):
        return False
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(_left(deadline)):
        return False
    token = os.environ.get(_TOKEN, "").encode("ascii", "ignore").replace(b"\n", b"")
    socket.write(_WISH + b" " + token[: _LONGEST // 2] + b"\n")
    while not socket.canReadLine():
        if not socket.waitForReadyRead(_left(deadline)):
            return False
    return bytes(socket.readLine(_LONGEST).data()) == _ANSWER


def _left(deadline: QDeadlineTimer) -> int:
    return max(1, int(deadline.remainingTime()))


def _names(folder: Path) -> Iterator[str]:
    """Give the names under which a window on ``folder`` may listen, the best first."""
    whose = "\0".join((this_account(), os.path.normcase(folder.resolve())))
    name = f"referral-desk-{hashlib.sha256(os.fsencode(whose)).hexdigest()[:24]}"
    if sys.platform == "win32":
        yield name
        return
    for parent in (os.environ.get("XDG_RUNTIME_DIR", ""), tempfile.gettempdir()):
        if parent and os.access(parent, os.W_OK | os.X_OK):
            yield str(Path(parent) / name)


def _is_ours(name: str) -> bool:
    """Whether nobody but this account can have put a listener there."""
    if sys.platform == "win32":
        return True
    with suppress(OSError):
        return Path(name).lstat().st_uid == os.geteuid()
    return False


def _let_come_to_front() -> None:
    """Windows lets a program come to the front only with the leave of the one the person just started."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - Windows only

        ctypes.windll.user32.AllowSetForegroundWindow(-1)


def _is_shown(widget: QWidget) -> bool:
    """Whether it is a window or dialog on the screen; a lock keeps some from being drawn."""
    on_screen = widget.isVisible() and not widget.testAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    return on_screen and widget.windowType() in (Qt.WindowType.Window, Qt.WindowType.Dialog, Qt.WindowType.Sheet)
