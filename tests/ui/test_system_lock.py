"""The system's lock and sleep are heard of, from real buses of the test's own, and nothing else is."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from ctypes import wintypes
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtDBus import (
    QDBusConnection,
    QDBusMessage,
    QDBusObjectPath,
    QDBusUnixFileDescriptor,
    QDBusVariant,
    QDBusVirtualObject,
)
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from referral_desk.ui import bus_signals
from referral_desk.ui.bus_signals import BusSignals
from referral_desk.ui.system_lock import SystemLockWatch
from referral_desk.ui.windows_session import WindowsSession, says_away

LOGIN = "org.freedesktop.login1"
ROOT = "/org/freedesktop/login1"
MINE = f"{ROOT}/session/_32"
OTHERS = f"{ROOT}/session/_33"
PROPERTIES = "org.freedesktop.DBus.Properties"

buses = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("dbus-daemon") is None, reason="needs dbus-daemon (Debian: dbus-daemon)"
)

CONFIGURATION = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={place}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
</busconfig>"""


class Login(QDBusVirtualObject):
    """As much of login1 as the program asks: whose session this is, whether it is locked, a wait before sleep."""

    def __init__(self, *, knows_session: bool = True) -> None:
        super().__init__()
        self.knows_session = knows_session
        self.locked = False
        self.waits: list[int] = []

    def introspect(self, _path: str) -> str:
        return ""

    def handleMessage(self, message: QDBusMessage, connection: QDBusConnection) -> bool:  # noqa: N802 - Qt's name
        answer: object
        match (message.member(), *message.arguments()):
            case "Get", "org.freedesktop.login1.Session", "Id":
                answer = QDBusVariant("2")
            case "GetSession", "2":
                answer = QDBusObjectPath(MINE)
            case "Get", "org.freedesktop.login1.Session", "LockedHint":
                answer = QDBusVariant(self.locked)
            case "Inhibit", "sleep", _, _, "delay":
                ours, theirs = os.pipe()
                answer = QDBusUnixFileDescriptor(theirs)
                os.close(theirs)
                self.waits.append(ours)
            case _:
                return False
        if not self.knows_session and message.member() == "Get":
            return False
        connection.send(message.createReply(answer))
        return True

    def waiting(self) -> bool:
        """Whether the last wait that was given out is still held."""
        os.set_blocking(self.waits[-1], False)
        try:
            return os.read(self.waits[-1], 1) != b""
        except BlockingIOError:
            return True

    def close(self) -> None:
        for each in self.waits:
            os.close(each)


class Bus:
    """A bus of the test's own, with the program's connection and the one of those who send."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.ours = QDBusConnection.connectToBus(address, "test-ours")
        self.theirs = QDBusConnection.connectToBus(address, "test-theirs")
        assert self.ours.isConnected()
        assert self.theirs.isConnected()

    def say(self, path: str, interface: str, name: str, *arguments: object) -> None:
        signal = QDBusMessage.createSignal(path, interface, name)
        signal.setArguments(list(arguments))
        assert self.theirs.send(signal)

    def close(self) -> None:
        for name in ("test-ours", "test-theirs"):
            QDBusConnection.disconnectFromBus(name)


@pytest.fixture
def bus(qapp: QApplication, tmp_path: Path) -> Iterator[Bus]:
    place = Path(os.environ["XDG_RUNTIME_DIR"]) / "test-bus"
    place.unlink(missing_ok=True)
    configuration = tmp_path / "bus.conf"
    configuration.write_text(CONFIGURATION.format(place=place), encoding="utf-8")
    daemon = subprocess.Popen(
        ["dbus-daemon", f"--config-file={configuration}", "--nofork", "--nopidfile", "--print-address=1"],
        stdout=subprocess.PIPE,
        text=True,
    )
    with daemon:
        try:
            assert daemon.stdout is not None
            bus = Bus(daemon.stdout.readline().strip())
            yield bus
            bus.close()
        finally:
            daemon.terminate()
            daemon.wait()
            place.unlink(missing_ok=True)


def login_on(bus: Bus, login: Login) -> None:
    assert bus.theirs.registerService(LOGIN)
    assert bus.theirs.registerVirtualObject(ROOT, login, QDBusConnection.VirtualObjectRegisterOption.SubPath)


@pytest.fixture
def login(bus: Bus) -> Iterator[Login]:
    login = Login()
    login_on(bus, login)
    yield login
    bus.theirs.unregisterObject(ROOT)
    login.close()


@pytest.fixture
def signals(qtbot: QtBot, bus: Bus, login: Login) -> Iterator[BusSignals]:
    signals = BusSignals(bus.ours, bus.ours)
    qtbot.waitUntil(lambda: signals.listening and signals._delay is not None)
    yield signals
    signals.close()
    signals.deleteLater()


# --- login1 -------------------------------------------------------------------------------------------------------


@buses
def test_a_session_that_is_asked_to_lock_is_heard_of(qtbot: QtBot, bus: Bus, signals: BusSignals) -> None:
    with qtbot.waitSignal(signals.locked):
        bus.say(MINE, f"{LOGIN}.Session", "Lock")


@buses
def test_a_session_that_says_it_is_locked_is_heard_of_once_each_time(
    qtbot: QtBot, bus: Bus, login: Login, signals: BusSignals
) -> None:
    told: list[bool] = []
    signals.locked.connect(lambda: told.append(True))

    def change(*, locked: bool) -> None:
        login.locked = locked
        bus.say(MINE, PROPERTIES, "PropertiesChanged", f"{LOGIN}.Session", {"LockedHint": locked}, ["IdleHint"])
        qtbot.waitUntil(lambda: signals._was_locked is locked)

    change(locked=True)
    change(locked=False)
    assert told == [True]
    change(locked=True)
    assert told == [True, True]


@buses
def test_other_peoples_sessions_are_not_ones_own(qtbot: QtBot, bus: Bus, signals: BusSignals) -> None:
    told: list[bool] = []
    signals.locked.connect(lambda: told.append(True))
    bus.say(OTHERS, f"{LOGIN}.Session", "Lock")
    bus.say(MINE, f"{LOGIN}.Session", "Unlock")
    with qtbot.waitSignal(signals.locked):
        bus.say(MINE, f"{LOGIN}.Session", "Lock")  # what was sent before has arrived before
    assert told == [True]


@buses
def test_what_another_program_says_in_login1s_name_is_not_heard(qtbot: QtBot, bus: Bus, signals: BusSignals) -> None:
    told: list[bool] = []
    signals.locked.connect(lambda: told.append(True))
    stranger = QDBusConnection.connectToBus(bus.address, "test-stranger")
    assert stranger.send(QDBusMessage.createSignal(MINE, f"{LOGIN}.Session", "Lock"))
    QDBusConnection.disconnectFromBus("test-stranger")
    with qtbot.waitSignal(signals.locked):
        bus.say(MINE, f"{LOGIN}.Session", "Lock")
    assert told == [True]


@buses
def test_sleep_waits_until_everything_is_put_away(qtbot: QtBot, bus: Bus, login: Login, signals: BusSignals) -> None:
    assert login.waiting()
    with qtbot.waitSignal(signals.locked):
        bus.say(ROOT, f"{LOGIN}.Manager", "PrepareForSleep", True)
    assert login.waiting()
    signals.let_sleep()
    qtbot.waitUntil(lambda: not login.waiting())
    with qtbot.assertNotEmitted(signals.locked):
        bus.say(ROOT, f"{LOGIN}.Manager", "PrepareForSleep", False)
        qtbot.waitUntil(lambda: len(login.waits) == 2)
        assert login.waiting()


@buses
def test_sleep_is_not_put_off_for_ever(qtbot: QtBot, bus: Bus, login: Login, signals: BusSignals) -> None:
    signals._release.setInterval(0)
    bus.say(ROOT, f"{LOGIN}.Manager", "PrepareForSleep", True)
    qtbot.waitUntil(lambda: not login.waiting())


@buses
@pytest.mark.parametrize("saver", bus_signals._SAVERS)
def test_a_desktops_screen_saver_is_heard_of_when_it_begins(
    qtbot: QtBot, bus: Bus, signals: BusSignals, saver: str
) -> None:
    assert bus.theirs.registerService(saver)
    path = "/" + saver.replace(".", "/")
    told: list[bool] = []
    signals.locked.connect(lambda: told.append(True))
    bus.say(path, saver, "ActiveChanged", False)
    with qtbot.waitSignal(signals.locked):
        bus.say(path, saver, "ActiveChanged", True)
    assert told == [True]


@buses
def test_words_of_another_kind_are_passed_over(qtbot: QtBot, bus: Bus, signals: BusSignals) -> None:
    told: list[bool] = []
    signals.locked.connect(lambda: told.append(True))
    bus.say(ROOT, f"{LOGIN}.Manager", "PrepareForSleep", "yes")
    bus.say(ROOT, f"{LOGIN}.Manager", "PrepareForSleep")
    with qtbot.waitSignal(signals.locked):
        bus.say(MINE, f"{LOGIN}.Session", "Lock")
    assert told == [True]


@buses
def test_after_closing_nothing_is_heard(qtbot: QtBot, bus: Bus, login: Login, signals: BusSignals) -> None:
    listener = BusSignals(bus.ours, bus.ours)
    qtbot.waitUntil(lambda: listener.listening and listener._delay is not None)
    told: list[bool] = []
    listener.locked.connect(lambda: told.append(True))
    listener.close()
    assert not login.waiting()
    with qtbot.waitSignal(signals.locked):
        bus.say(MINE, f"{LOGIN}.Session", "Lock")
    assert not told
    listener.deleteLater()


@buses
def test_without_login1_only_the_desktop_is_heard(qtbot: QtBot, bus: Bus) -> None:
    signals = BusSignals(bus.ours, bus.ours)
    assert bus.theirs.registerService("org.gnome.ScreenSaver")
    with qtbot.waitSignal(signals.locked):
        bus.say("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged", True)
    assert not signals.listening
    signals.close()


@buses
def test_a_login1_that_knows_no_session_still_tells_of_sleep(qtbot: QtBot, bus: Bus) -> None:
    login = Login(knows_session=False)
    login_on(bus, login)
    signals = BusSignals(bus.ours, None)
    qtbot.waitUntil(lambda: signals._delay is not None)
    with qtbot.waitSignal(signals.locked):
        bus.say(ROOT, f"{LOGIN}.Manager", "PrepareForSleep", True)
    assert not signals.listening
    signals.close()
    login.close()


# --- where nobody tells anything ----------------------------------------------------------------------------------


def test_without_a_bus_nothing_happens(qapp: QApplication) -> None:
    signals = BusSignals(QDBusConnection("nowhere"), QDBusConnection("nowhere"))
    signals.let_sleep()
    signals.close()


def test_no_bus_is_started_by_asking_for_one(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    assert bus_signals.session_bus() is None


def test_the_watch_can_be_made_and_closed_anywhere(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    for platform in ("linux", "darwin"):
        monkeypatch.setattr(sys, "platform", platform)
        watch = SystemLockWatch()
        watch.let_sleep()
        watch.close()
        watch.deleteLater()


@buses
def test_the_watch_passes_on_what_the_buses_say(
    qtbot: QtBot, bus: Bus, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bus_signals, "system_bus", lambda: bus.ours)
    monkeypatch.setattr(bus_signals, "session_bus", lambda: None)
    parent = QObject()
    watch = SystemLockWatch(parent)
    qtbot.waitUntil(lambda: len(login.waits) == 1)
    with qtbot.waitSignal(watch.locked):
        bus.say(ROOT, f"{LOGIN}.Manager", "PrepareForSleep", True)
    watch.let_sleep()
    qtbot.waitUntil(lambda: not login.waiting())
    watch.close()


# --- Windows ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("message", "word", "away"),
    [
        (0x02B1, 0x7, True),  # the session is locked
        (0x02B1, 0x2, True),  # another user's turn
        (0x02B1, 0x4, True),  # the remote desktop is left
        (0x02B1, 0x8, False),  # unlocked
        (0x02B1, 0x1, False),  # connected
        (0x0218, 0x4, True),  # about to sleep
        (0x0218, 0x12, False),  # awake
        (0x0218, 0xA, False),  # on battery
        (0x0200, 0x7, False),  # a mouse that moves
    ],
)
def test_the_messages_of_windows_are_told_apart(qapp: QApplication, message: int, word: int, away: bool) -> None:
    told: list[bool] = []
    session = WindowsSession(lambda: told.append(True))
    said = wintypes.MSG(message=message, wParam=word)
    assert session.nativeEventFilter(b"windows_generic_MSG", ctypes.addressof(said)) == (False, 0)
    assert bool(told) is says_away(message, word) is away
    assert not session._window.isVisible()
    session.close()
