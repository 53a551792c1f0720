"""While the keys are renewed the window stays alive: no view waits for the records on the GUI thread."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from time import monotonic

import pytest
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from referral_desk.db import rekey as renewal
from referral_desk.db import session as sessions
from referral_desk.domain.access import Role
from referral_desk.domain.users import UserDraft, UserState
from referral_desk.services import users
from referral_desk.services.centre import Centre
from referral_desk.ui.desk import DeskWindow, open_desk
from referral_desk.ui.dialogs import users as user_dialogs
from referral_desk.ui.dialogs.rekeying import RekeyDialog
from referral_desk.ui.dialogs.users import UsersDialog
from referral_desk.ui.page import Place
from referral_desk.ui.theme import Theme
from tests.making import CHEAP

OTHER, OTHER_PASSWORD = "ichiro", "べつのみほんの長い合言葉。"
HELD_SECONDS = 3.0
LONGEST_GAP_SECONDS = 0.2


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication, theme: Theme, centre: Centre, tmp_path: Path) -> Iterator[DeskWindow]:
    users.add_user(centre, UserDraft(login=OTHER, role=Role.STAFF, name="例田 一朗"), OTHER_PASSWORD, cost=CHEAP)
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    desk = open_desk(qapp, theme, settings, centre)
    qtbot.addWidget(desk)
    desk.show()
    desk.go(Place("administration"))
    qtbot.waitUntil(lambda: desk.tasks.idle)
    yield desk
    desk.stop()


def gui_units(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return where units of work that the GUI thread opens are written down."""
    opened: list[str] = []
    one = sessions._Units.one

    def look(units: sessions._Units) -> object:
        if threading.current_thread() is threading.main_thread():
            opened.append("".join(traceback.format_stack(limit=8)))
        return one(units)

    monkeypatch.setattr(sessions._Units, "one", look)
    return opened


def test_the_window_stays_alive_while_somebody_has_left_and_the_keys_are_renewed(
    qtbot: QtBot, desk: DeskWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(user_dialogs, "ask", lambda *_words, **_more: True)
    begun, go_on = threading.Event(), threading.Event()
    rekey = renewal.rekey

    def slow(*args: object) -> object:
        begun.set()
        go_on.wait(HELD_SECONDS)
        return rekey(*args)  # type: ignore[arg-type] - what it is called with

    monkeypatch.setattr(renewal, "rekey", slow)
    dialog = UsersDialog(desk.work, desk)
    dialog.open()
    qtbot.waitUntil(lambda: desk.tasks.idle and dialog.table.records.rowCount() == 2)
    dialog.table.setCurrentIndex(dialog.table.records.index(1, 0))
    opened = gui_units(monkeypatch)
    beats: list[float] = []
    timer = QTimer()
    timer.setInterval(5)
    timer.timeout.connect(lambda: beats.append(monotonic()) if begun.is_set() else None)
    timer.start()
    heard: list[object] = []
    desk.bus.changed.connect(lambda changes, _initiator: heard.append(changes))
    dialog.remove()
    qtbot.waitUntil(lambda: len(beats) > 40, timeout=20_000)
    timer.stop()
    assert heard
    assert not go_on.is_set()
    go_on.set()
    qtbot.waitUntil(lambda: desk.tasks.idle)
    assert opened == []
    assert max(after - before for before, after in pairwise(beats)) < LONGEST_GAP_SECONDS
    assert [user.state for user in dialog.table.records.rows if user.login == OTHER] == [UserState.LEFT]
    (renewing,) = dialog.findChildren(RekeyDialog)
    renewing.reject()
    dialog.reject()
