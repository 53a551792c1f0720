"""The lock: nothing of a record stays in sight or in memory, and the desk comes back as it was."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QDialog, QMenu
from pytestqt.qtbot import QtBot

from referral_desk.db import presence
from referral_desk.domain.access import Action, Role
from referral_desk.domain.audit import AuditFilter
from referral_desk.domain.centre import SafetySettings
from referral_desk.domain.client import Client
from referral_desk.domain.users import UserDraft
from referral_desk.services import audit, backups, drafts, users
from referral_desk.services.centre import Centre, open_centre, save_safety
from referral_desk.services.clients import ClientPage
from referral_desk.ui import locking_backup
from referral_desk.ui.desk import DeskWindow, open_desk
from referral_desk.ui.dialogs.client import ClientDialog
from referral_desk.ui.dialogs.pin import PinDialog, PinPanel
from referral_desk.ui.dialogs.unlock import UnlockPanel
from referral_desk.ui.locking import Locking
from referral_desk.ui.locking_backup import LockingPanel
from referral_desk.ui.page import Place
from referral_desk.ui.tasks import TaskKind, Work
from referral_desk.ui.theme import Theme
from tests.making import CHEAP, LOGIN, PASSWORD, NewCentre, add_client, today
from tests.ui.record_pages import fill

PIN = "271828"


def opened(folder: Path, login: str, password: str, action: Action = Action.LOG_IN) -> Centre:
    centre = open_centre(folder, login, password, minimum=CHEAP, today=today, action=action)
    _read = (centre.settings, centre.codes, centre.safety)
    return centre


def attended(app: QApplication, theme: Theme, folder: Path, settings: QSettings) -> Locking:
    """Return the lock beside a desk that nothing else holds."""
    centre = opened(folder, LOGIN, PASSWORD)
    add_client(centre)
    desk = open_desk(app, theme, settings, centre)
    desk.show()
    return Locking(app, theme, settings, desk, open_again=opened)


@pytest.fixture
def locking(qapp: QApplication, theme: Theme, new_folder: NewCentre, tmp_path: Path) -> Iterator[Locking]:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    beside = attended(qapp, theme, new_folder.folder, settings)
    yield beside
    beside.end()
    if beside.desk is not None:
        beside.desk.put_away()
    if beside.window is not None:
        beside.window.deleteLater()
    beside.curtain.lift()
    beside.deleteLater()


def desk_of(locking: Locking) -> DeskWindow:
    assert locking.desk is not None
    return locking.desk


def lock(qtbot: QtBot, locking: Locking) -> None:
    locking.lock()
    qtbot.waitUntil(lambda: locking.window is not None and isinstance(locking.window.panel, UnlockPanel | PinPanel))


def unlock(qtbot: QtBot, locking: Locking, login: str = LOGIN, password: str = PASSWORD) -> DeskWindow:
    assert locking.window is not None
    panel = locking.window.panel
    assert isinstance(panel, UnlockPanel)
    panel.login.setText(login)
    with qtbot.waitSignal(locking.desk_changed):
        panel.open(password)
    return desk_of(locking)


def in_sight() -> list[str]:
    return sorted(type(window).__name__ for window in QApplication.topLevelWidgets() if window.isVisible())


def test_ctrl_l_leaves_nothing_in_sight_but_the_locked_window(qtbot: QtBot, locking: Locking) -> None:
    desk = desk_of(locking)
    qtbot.waitUntil(lambda: desk.tasks.idle)
    dialog = ClientDialog(desk.work, None, saved=print, open_other=print, parent=desk)
    dialog.open()
    menu = QMenu(dialog)
    menu.addAction("何か")
    menu.popup(dialog.pos())
    qtbot.waitUntil(lambda: menu.windowHandle() is not None and QApplication.focusWindow() == menu.windowHandle())
    qtbot.keyClick(menu.windowHandle(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: locking.locked)
    assert in_sight() == ["StartWindow"]


def test_a_window_that_comes_late_is_never_drawn(qtbot: QtBot, locking: Locking) -> None:
    lock(qtbot, locking)
    late = QDialog()
    qtbot.addWidget(late)
    late.show()
    handle = late.windowHandle()
    assert late.testAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    assert handle is None or not handle.isVisible()


def test_locked_the_folder_is_free_and_the_desk_is_gone(qtbot: QtBot, locking: Locking, new_folder: NewCentre) -> None:
    desk = desk_of(locking)
    with qtbot.waitSignal(desk.destroyed):
        locking.lock()
    assert locking.desk is None
    with presence.alone(new_folder.folder):  # no connection is left
        pass


def test_locked_neither_key_nor_password_nor_record_is_in_memory(qtbot: QtBot, locking: Locking) -> None:
    qtbot.waitUntil(lambda: desk_of(locking).tasks.idle)
    before = {id(each) for each in gc.get_objects() if isinstance(each, (Client, ClientPage))}
    desk_of(locking).go(Place("clients", client=1))
    qtbot.waitUntil(lambda: desk_of(locking).tasks.idle)
    went = [weakref.ref(each) for each in (desk_of(locking), desk_of(locking).centre, desk_of(locking).centre.key)]
    read = [each for each in gc.get_objects() if isinstance(each, (Client, ClientPage)) and id(each) not in before]
    assert read
    went += [weakref.ref(each) for each in read]
    del read
    lock(qtbot, locking)
    assert [each() for each in went if each() is not None] == []


def test_the_locked_window_closes_only_once_all_is_put_away(qtbot: QtBot, locking: Locking) -> None:
    written = threading.Event()
    go_on = threading.Event()

    def save(_work: Work) -> None:
        go_on.wait(5)
        written.set()

    desk_of(locking).tasks.run(TaskKind.WRITE, save, lambda _none: None)
    locking.lock()
    assert locking.window is not None
    assert not locking.window.close()
    go_on.set()
    qtbot.waitUntil(lambda: locking.window is not None and isinstance(locking.window.panel, UnlockPanel))
    assert written.is_set()
    assert locking.window.close()


def test_a_fault_while_locking_locks_all_the_same(
    qtbot: QtBot, locking: Locking, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(centre: Centre, _before: object) -> None:
        centre.close()
        raise ZeroDivisionError

    monkeypatch.setattr("referral_desk.ui.locking.lock", fault)
    lock(qtbot, locking)
    assert locking.desk is None


# --- the backup that is due -------------------------------------------------------------------------------------


def copies(folder: Path) -> int:
    return len(list((folder / "backups").glob("*.rdbackup")))


def test_locking_makes_the_backup_that_is_due_and_none_where_nothing_changed(
    qtbot: QtBot, locking: Locking, new_folder: NewCentre
) -> None:
    desk_of(locking).backups.start()
    lock(qtbot, locking)
    assert copies(new_folder.folder) == 1
    unlock(qtbot, locking).backups.start()
    lock(qtbot, locking)
    assert copies(new_folder.folder) == 1


def test_where_backups_were_not_started_locking_makes_none(
    qtbot: QtBot, locking: Locking, new_folder: NewCentre
) -> None:
    lock(qtbot, locking)
    assert copies(new_folder.folder) == 0


def test_a_backup_that_takes_long_is_told_on_the_locked_window_and_can_be_given_up(
    qtbot: QtBot, locking: Locking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locking_backup, "AFTER_MS", 10)

    def forever(*_arguments: object, progress: Callable[[int, int], None], **_more: object) -> None:
        while True:
            progress(1, 2)

    monkeypatch.setattr(backups, "back_up_if_due", forever)
    desk_of(locking).backups.start()
    locking.lock()
    window = locking.window
    assert window is not None
    qtbot.waitUntil(lambda: isinstance(window.panel, LockingPanel) and window.panel.note.isVisible())
    assert locking.desk is not None
    panel = window.panel
    assert isinstance(panel, LockingPanel)
    panel.cancel_button.click()
    qtbot.waitUntil(lambda: isinstance(window.panel, UnlockPanel))


def test_a_backup_that_fails_keeps_nobody_from_locking(
    qtbot: QtBot, locking: Locking, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object, **_more: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(backups, "back_up_if_due", fail)
    desk_of(locking).backups.start()
    lock(qtbot, locking)
    assert locking.desk is None


def test_what_could_not_be_kept_when_locking_is_said_after_unlocking(
    qtbot: QtBot, locking: Locking, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(centre: Centre, _before: object) -> bool:
        centre.close()
        return False

    monkeypatch.setattr("referral_desk.ui.locking.lock", full)
    lock(qtbot, locking)
    assert "控え" in unlock(qtbot, locking).told


def test_the_desk_comes_back_where_it_was(qtbot: QtBot, locking: Locking) -> None:
    desk_of(locking).go(Place("clients", client=1))
    lock(qtbot, locking)
    assert unlock(qtbot, locking).place == Place("clients", client=1)
    assert in_sight() == ["DeskWindow"]
    assert not locking.locked


def test_somebody_else_begins_at_today(qtbot: QtBot, locking: Locking, new_folder: NewCentre) -> None:
    centre = desk_of(locking).centre
    users.add_user(centre, UserDraft(name="例田 一朗", login="ichiro", role=Role.STAFF), PASSWORD, cost=CHEAP)
    desk_of(locking).go(Place("clients", client=1))
    lock(qtbot, locking)
    desk = unlock(qtbot, locking, "ichiro")
    assert (desk.place, desk.centre.login) == (Place("today"), "ichiro")


def test_a_wrong_password_stays_locked_and_the_desk_away(qtbot: QtBot, locking: Locking) -> None:
    lock(qtbot, locking)
    assert locking.window is not None
    panel = locking.window.panel
    assert isinstance(panel, UnlockPanel)
    panel.open("x" * 20)
    qtbot.waitUntil(lambda: bool(panel.password_error))
    assert locking.locked
    assert locking.desk is None


def test_locking_and_unlocking_stand_in_the_trail(qtbot: QtBot, locking: Locking) -> None:
    lock(qtbot, locking)
    desk = unlock(qtbot, locking)
    qtbot.waitUntil(lambda: desk.tasks.idle)
    noted = [row.action for row in audit.rows(desk.centre, AuditFilter(actions=(Action.LOCK, Action.UNLOCK))).rows]
    assert noted == [Action.UNLOCK, Action.LOCK]


def test_what_is_in_work_comes_back(qtbot: QtBot, locking: Locking) -> None:
    desk = desk_of(locking)
    desk.new_client()
    qtbot.waitUntil(lambda: bool(desk.findChildren(ClientDialog)))
    dialog = desk.findChildren(ClientDialog)[0]
    qtbot.keyClicks(dialog.form.name, "Reida Tochu")
    lock(qtbot, locking)
    again = unlock(qtbot, locking)
    qtbot.waitUntil(lambda: bool(again.findChildren(ClientDialog)))
    assert again.findChildren(ClientDialog)[0].form.name.text() == "Reida Tochu"


def test_idle_and_the_systems_lock_lock_too(qtbot: QtBot, locking: Locking) -> None:
    for signal in (locking.idle.idle, locking.system.locked):
        qtbot.waitUntil(lambda: desk_of(locking).tasks.idle)
        signal.emit()
        qtbot.waitUntil(lambda: locking.window is not None and isinstance(locking.window.panel, UnlockPanel))
        unlock(qtbot, locking)


def test_the_pin_of_the_day_unlocks_and_five_wrong_ones_ask_for_the_password(qtbot: QtBot, locking: Locking) -> None:
    desk = desk_of(locking)
    save_safety(desk.centre, SafetySettings(quick_unlock=True))
    _read = desk.centre.safety
    locking.choose_pin()
    dialog = desk.findChildren(PinDialog)[0]
    dialog.pin.setText(PIN)
    dialog.again.setText(PIN)
    dialog.save()
    qtbot.waitUntil(lambda: not desk.findChildren(PinDialog))
    lock(qtbot, locking)
    assert locking.window is not None
    panel = locking.window.panel
    assert isinstance(panel, PinPanel)
    with qtbot.waitSignal(locking.desk_changed):
        qtbot.keyClicks(panel.pin, PIN)
    lock(qtbot, locking)
    panel = locking.window.panel
    assert isinstance(panel, PinPanel)
    for _ in range(4):
        qtbot.keyClicks(panel.pin, "314159")
        qtbot.waitUntil(panel.pin.isEnabled)
        assert panel.error
    qtbot.keyClicks(panel.pin, "314159")
    qtbot.waitUntil(lambda: locking.window is not None and isinstance(locking.window.panel, UnlockPanel))


def test_where_the_centre_stops_allowing_pins_the_password_is_asked_for(qtbot: QtBot, locking: Locking) -> None:
    desk = desk_of(locking)
    assert not desk.actions_registry.action("set_pin").isEnabled()
    save_safety(desk.centre, SafetySettings(quick_unlock=True))
    _read = desk.centre.safety
    desk.actions_registry.update()
    assert desk.actions_registry.action("set_pin").isEnabled()


def typing_a_client(qtbot: QtBot, desk: DeskWindow) -> ClientDialog:
    desk.new_client()
    (dialog,) = desk.findChildren(ClientDialog)
    fill(dialog.form.name, "例田 一朗")
    fill(dialog.form.birth, "S60.13")
    return dialog


def test_a_form_that_was_typed_a_moment_ago_comes_back_by_itself_after_unlocking(
    qtbot: QtBot, locking: Locking
) -> None:
    typing_a_client(qtbot, desk_of(locking))
    lock(qtbot, locking)
    desk = unlock(qtbot, locking)
    qtbot.waitUntil(lambda: bool(desk.findChildren(ClientDialog)))
    (dialog,) = desk.findChildren(ClientDialog)
    assert (dialog.form.name.text(), dialog.form.birth.text()) == ("例田 一朗", "S60.13")
    assert dialog.unsaved()


def test_a_form_that_was_closed_before_locking_does_not_come_back(
    qtbot: QtBot, locking: Locking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("referral_desk.ui.dialogs.form_dialog.ask", lambda *_words, **_more: True)
    dialog = typing_a_client(qtbot, desk_of(locking))
    desk_of(locking).drafts.look()
    dialog.reject()
    lock(qtbot, locking)
    desk = unlock(qtbot, locking)
    qtbot.waitUntil(lambda: desk.tasks.idle)
    assert not desk.findChildren(ClientDialog)
    assert drafts.of_person(desk.centre) == ()


def test_somebody_else_who_unlocks_sees_nothing_of_it(qtbot: QtBot, locking: Locking) -> None:
    users.add_user(
        desk_of(locking).centre, UserDraft(name="例田 一朗", login="ichiro", role=Role.STAFF), PASSWORD, cost=CHEAP
    )
    typing_a_client(qtbot, desk_of(locking))
    lock(qtbot, locking)
    desk = unlock(qtbot, locking, "ichiro")
    qtbot.waitUntil(lambda: desk.tasks.idle)
    assert not desk.findChildren(ClientDialog)
    assert desk.drafts.left == ()
    lock(qtbot, locking)
    desk = unlock(qtbot, locking)
    qtbot.waitUntil(lambda: bool(desk.drafts.left))
