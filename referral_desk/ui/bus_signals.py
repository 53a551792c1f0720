"""What Linux tells on its buses about the lock of the session and about sleep.

The system bus has login1 (systemd's or elogind's): it asks a session to lock, says that one is locked, and that the PC
is about to sleep. The session bus has the screen savers of the desktops, for those that do not tell login1.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import cast

from PySide6.QtCore import SLOT, QObject, QTimer, Signal, Slot
from PySide6.QtDBus import (
    QDBusConnection,
    QDBusMessage,
    QDBusObjectPath,
    QDBusPendingCallWatcher,
    QDBusUnixFileDescriptor,
    QDBusVariant,
)

Answer = Callable[["BusSignals", object], None]
"""A method, kept without its object: one that holds its object could end it from within the call that ends last."""

_LOGIN = "org.freedesktop.login1"
_MANAGER = f"{_LOGIN}.Manager"
_SESSION = f"{_LOGIN}.Session"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_ROOT = "/org/freedesktop/login1"
_MINE = f"{_ROOT}/session/auto"
_SAVERS = ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver", "org.cinnamon.ScreenSaver", "org.mate.ScreenSaver")
_DELAY_MS = 3_000
"""How long sleep is put off at most; login1 allows five seconds."""


def system_bus() -> QDBusConnection:
    """Return the PC's bus; not connected where there is none."""
    return QDBusConnection.systemBus()


def session_bus() -> QDBusConnection | None:
    """Return the desktop session's bus; None where there is none, for asking for it would start one."""
    here = os.environ.get("DBUS_SESSION_BUS_ADDRESS") or (Path(os.environ.get("XDG_RUNTIME_DIR", "/")) / "bus").exists()
    return QDBusConnection.sessionBus() if here else None


class BusSignals(QObject):
    """``locked`` comes when a bus says that this session locks or the PC is about to sleep."""

    locked = Signal()

    def __init__(self, system: QDBusConnection, session: QDBusConnection | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._system = system
        self._session = session
        self._path = ""
        self._was_locked = False
        self._delay: object = None
        self._asked: dict[QDBusPendingCallWatcher, Answer] = {}
        self._release = QTimer(self)
        self._release.setSingleShot(True)
        self._release.setInterval(_DELAY_MS)
        self._release.timeout.connect(self.let_sleep)
        if session is not None and session.isConnected():
            for saver in _SAVERS:
                session.connect(saver, "", saver, "ActiveChanged", self, _slot("saver_changed(bool)"))
        if system.isConnected():
            system.connect(_LOGIN, _ROOT, _MANAGER, "PrepareForSleep", self, _slot("about_to_sleep(bool)"))
            self._put_off_sleep()
            self._ask(_MINE, _PROPERTIES, "Get", [_SESSION, "Id"], BusSignals._know_id)

    @property
    def listening(self) -> bool:
        """Whether this session was found, and its lock will be heard of."""
        return bool(self._path)

    def let_sleep(self) -> None:
        """Put sleep off no longer."""
        self._release.stop()
        self._delay = None  # closes it, which is what login1 waits for

    def close(self) -> None:
        """Stop listening."""
        self._asked.clear()
        self.let_sleep()
        if self._session is not None:
            for saver in _SAVERS:
                self._session.disconnect(saver, "", saver, "ActiveChanged", self, _slot("saver_changed(bool)"))
        self._system.disconnect(_LOGIN, _ROOT, _MANAGER, "PrepareForSleep", self, _slot("about_to_sleep(bool)"))
        if self._path:
            self._system.disconnect(_LOGIN, self._path, _SESSION, "Lock", self, _slot("lock_asked()"))
            self._system.disconnect(
                _LOGIN, self._path, _PROPERTIES, "PropertiesChanged", self, _slot("session_changed()")
            )
            self._path = ""

    # --- what the buses say -------------------------------------------------------------------------------------

    @Slot(bool)
    def saver_changed(self, active: bool) -> None:
        """Take note of a screen saver that begins or ends."""
        if active:
            self.locked.emit()

    @Slot(bool)
    def about_to_sleep(self, begins: bool) -> None:
        """Take note that the PC is about to sleep, or woke."""
        if begins:
            self._release.start()
            self.locked.emit()
        else:
            self._put_off_sleep()

    @Slot()
    def lock_asked(self) -> None:
        """Take note that the session was asked to lock."""
        self.locked.emit()

    @Slot()
    def session_changed(self) -> None:
        """Ask whether the session is locked, after something about it changed."""
        self._ask(self._path, _PROPERTIES, "Get", [_SESSION, "LockedHint"], BusSignals._know_lock)

    # --- what is asked ------------------------------------------------------------------------------------------

    def _know_id(self, name: object) -> None:
        self._ask(_ROOT, _MANAGER, "GetSession", [name], BusSignals._know_path)

    def _know_path(self, path: object) -> None:
        if not isinstance(path, QDBusObjectPath):
            return
        self._path = path.path()
        self._system.connect(_LOGIN, self._path, _SESSION, "Lock", self, _slot("lock_asked()"))
        self._system.connect(_LOGIN, self._path, _PROPERTIES, "PropertiesChanged", self, _slot("session_changed()"))

    def _know_lock(self, locked: object) -> None:
        began = locked is True and not self._was_locked
        self._was_locked = locked is True
        if began:
            self.locked.emit()

    def _put_off_sleep(self) -> None:
        """Ask to be waited for when the PC is about to sleep: what login1 gives is held until then."""
        why = ["sleep", "Referral Desk", "Locking", "delay"]
        self._ask(_ROOT, _MANAGER, "Inhibit", why, BusSignals._hold)

    def _hold(self, delay: object) -> None:
        if isinstance(delay, QDBusUnixFileDescriptor):
            self._delay = delay

    def _ask(self, path: str, interface: str, member: str, arguments: list[object] | list[str], know: Answer) -> None:
        """Call login1 without waiting for it; one that knows nothing of this is not asked again."""
        call = QDBusMessage.createMethodCall(_LOGIN, path, interface, member)
        call.setArguments(arguments)
        watcher = QDBusPendingCallWatcher(self._system.asyncCall(call), self)
        self._asked[watcher] = know
        watcher.finished.connect(self._answered)

    def _answered(self, watcher: QDBusPendingCallWatcher) -> None:
        know = self._asked.pop(watcher, None)
        answer = watcher.reply().arguments() if know is not None and not watcher.isError() else None
        watcher.deleteLater()
        if know is not None and answer:
            know(self, answer[0].variant() if isinstance(answer[0], QDBusVariant) else answer[0])


def _slot(signature: str) -> bytes:
    """Return a slot as the bus wants it named: PySide6 says bytes, and takes nothing but the text of SLOT()."""
    return cast(bytes, SLOT(signature))
