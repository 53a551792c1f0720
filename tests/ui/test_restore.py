"""Restoring in the window: step by step, into a folder of its own, and nothing is remembered unasked."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from referral_desk.db.errors import FolderInUse, StorageDamaged
from referral_desk.domain.access import Happening, Role
from referral_desk.domain.audit import AuditFilter
from referral_desk.domain.messages import message
from referral_desk.domain.users import UserDraft
from referral_desk.services import audit, backups, places, rekeying, restoring, safety, users
from referral_desk.services.centre import Centre
from referral_desk.services.restoring import Restored
from referral_desk.services.safety import Finding, Severity
from referral_desk.ui.change_bus import ChangeBus
from referral_desk.ui.dialogs.check import CheckDialog
from referral_desk.ui.dialogs.first_start import ChoicePanel
from referral_desk.ui.dialogs.recover import RecoverPanel
from referral_desk.ui.dialogs.restore import RestoreDialog, RestorePanel, Wanted, find
from referral_desk.ui.dialogs.unlock import UnlockPanel
from referral_desk.ui.start import Start
from referral_desk.ui.tasks import Tasks
from referral_desk.ui.theme import Theme
from referral_desk.ui.workplace import Workplace
from tests.making import CHEAP, LOGIN, PASSWORD, NewCentre, add_client

pytestmark = pytest.mark.usefixtures("theme", "_english")


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let slots with the cheapest key derivation open."""
    for name in ("restore", "restore_with_code"):
        function = getattr(restoring, name)

        def cheap(*arguments: object, function: Callable[..., Restored] = function, **more: object) -> Restored:
            return function(*arguments, minimum=CHEAP, **more)

        monkeypatch.setattr(restoring, name, cheap)


@pytest.fixture
def backup(centre: Centre) -> Path:
    add_client(centre)
    return backups.back_up(centre).own.path


@pytest.fixture
def panel(qtbot: QtBot, tasks: Tasks, centre: Centre, backup: Path) -> RestorePanel:
    panel = RestorePanel(tasks, lambda: find(centre.folder), centre.folder)
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitUntil(lambda: bool(panel.choose.table.records.rows))
    return panel


def go_on(qtbot: QtBot, panel: RestorePanel, into: Path, password: str = PASSWORD) -> None:
    """Take the first backup, and fill in where to and who."""
    panel.go_on()
    qtbot.waitUntil(panel.where.isVisible)
    panel.where.folder.setText(str(into))
    panel.where.password.setText(password)
    panel.go_on()


def test_the_backups_that_can_be_found_are_listed_the_newest_chosen(panel: RestorePanel, backup: Path) -> None:
    assert panel.choose.current == backup
    (row,) = panel.choose.table.records.rows
    shown = [column.display(row) for column in panel.choose.table.records.columns]
    assert shown[1:] == ["1", "0", "in the data folder"]


def test_the_same_backup_in_two_places_is_listed_once(centre: Centre, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    backups.choose_second_place(centre, tmp_path / "stick")
    own = backups.back_up(centre).own
    assert [each.path for each in find(centre.folder, str(tmp_path / "stick"))] == [own.path]


def test_a_folder_of_its_own_is_proposed_and_the_only_login_filled_in(
    qtbot: QtBot, panel: RestorePanel, centre: Centre
) -> None:
    panel.go_on()
    qtbot.waitUntil(panel.where.isVisible)
    assert panel.where.into.parent == centre.folder.parent
    assert panel.where.into.name.startswith("centre-20")
    assert panel.where.login.text() == LOGIN
    assert "1 clients" in panel.where._summary.text()


def test_a_backup_is_restored_and_the_records_of_now_are_not_touched(
    qtbot: QtBot, panel: RestorePanel, centre: Centre, tmp_path: Path
) -> None:
    before = sorted(path.name for path in centre.folder.iterdir())
    restored: list[Wanted] = []
    panel.restored.connect(restored.append)
    go_on(qtbot, panel, tmp_path / "new")
    qtbot.waitUntil(panel.well.isVisible)
    facts = [fact.value.split("\n")[0] for fact in panel.well.facts.facts]
    assert facts == [str(tmp_path / "new"), str(centre.folder), LOGIN]
    assert not panel.well.remember.isChecked()
    assert restored == []
    panel.go_on()
    assert restored == [Wanted(panel.where.backup.path, tmp_path / "new", False, LOGIN, PASSWORD)]  # type: ignore[union-attr]
    assert PASSWORD not in repr(restored)
    assert panel.where.password.text() == ""
    assert sorted(path.name for path in centre.folder.iterdir()) == before
    NewCentre(tmp_path / "new", centre.key, "").open().close()
    assert places.known_centre() is None, "nobody asked for it"


@pytest.mark.parametrize(
    ("into", "password", "field"),
    [("new", "another sentence entirely", "password"), ("centre", PASSWORD, "folder"), ("", PASSWORD, "folder")],
)
def test_what_is_refused_stands_under_its_field(
    qtbot: QtBot, panel: RestorePanel, tmp_path: Path, into: str, password: str, field: str
) -> None:
    go_on(qtbot, panel, tmp_path / into if into else Path(), password)
    if not into:
        panel.where.folder.setText(" ")
        panel.go_on()
    qtbot.waitUntil(lambda: bool(panel.where.form.row(field).error))
    assert panel.where.isVisible()
    assert panel.done is None


@pytest.mark.skipif(sys.platform == "win32", reason="there the place alone tells")
def test_where_everyone_opens_the_records_of_before_everyone_opens_the_restored_ones(
    qtbot: QtBot, panel: RestorePanel, centre: Centre, tmp_path: Path
) -> None:
    centre.folder.chmod(0o2777)
    go_on(qtbot, panel, tmp_path / "new")
    qtbot.waitUntil(panel.well.isVisible)
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o777
    assert (tmp_path / "new" / "centre.db").stat().st_mode & 0o777 == 0o666


@pytest.mark.skipif(sys.platform == "win32", reason="there the place alone tells")
def test_what_one_says_of_the_accounts_counts_more_than_the_folder_of_before(
    qtbot: QtBot, panel: RestorePanel, centre: Centre, tmp_path: Path
) -> None:
    centre.folder.chmod(0o2777)
    panel.go_on()
    qtbot.waitUntil(panel.where.isVisible)
    assert panel.where.shared.isChecked()
    panel.where.shared.click()
    panel.where.folder.setText(str(tmp_path / "new"))
    panel.where.password.setText(PASSWORD)
    panel.go_on()
    qtbot.waitUntil(panel.well.isVisible)
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


def test_where_the_records_of_before_are_missing_the_restored_ones_are_gone_on_with(
    qtbot: QtBot, tasks: Tasks, backup: Path, tmp_path: Path
) -> None:
    panel = RestorePanel(tasks, lambda: (), tmp_path / "unplugged" / "centre", file=backup)
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitUntil(panel.where.isVisible)
    panel.where.folder.setText(str(tmp_path / "new"))
    panel.where.password.setText(PASSWORD)
    panel.go_on()
    qtbot.waitUntil(panel.well.isVisible)
    assert panel.well.remember.isChecked()
    assert panel.well.stay.isVisible()


def test_it_is_said_that_what_is_restored_has_no_second_place(
    qtbot: QtBot, tasks: Tasks, centre: Centre, tmp_path: Path
) -> None:
    (tmp_path / "stick").mkdir()
    backups.choose_second_place(centre, tmp_path / "stick")
    panel = RestorePanel(tasks, lambda: (), centre.folder, file=backups.back_up(centre).own.path)
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitUntil(panel.where.isVisible)
    panel.where.folder.setText(str(tmp_path / "new"))
    panel.where.password.setText(PASSWORD)
    panel.go_on()
    qtbot.waitUntil(panel.well.isVisible)
    assert "Second place" in [fact.label for fact in panel.well.facts.facts]


def test_the_login_that_is_known_is_filled_in_and_the_password_comes_next(
    qtbot: QtBot, tasks: Tasks, centre: Centre
) -> None:
    users.add_user(centre, UserDraft(login="ichiro", role=Role.STAFF, name="例田 一朗"), PASSWORD, cost=CHEAP)
    backup = backups.back_up(centre).own.path
    for known, login in (("ichiro", "ichiro"), ("somebody.else", "")):
        panel = RestorePanel(tasks, lambda: (), centre.folder, login=known, file=backup)
        qtbot.addWidget(panel)
        panel.show()
        qtbot.waitUntil(panel.where.isVisible)
        assert panel.where.login.text() == login
        field = panel.where.password if login else panel.where.login
        assert panel.focusWidget() in (field, *field.findChildren(QWidget))


def test_a_damaged_file_is_told_and_another_can_be_chosen(qtbot: QtBot, panel: RestorePanel, backup: Path) -> None:
    backup.write_bytes(backup.read_bytes()[:-1])
    panel.go_on()
    qtbot.waitUntil(lambda: "damaged" in panel.problem.text)
    assert panel.choose.isVisible()


def test_any_other_file_can_be_chosen(
    qtbot: QtBot, tasks: Tasks, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = RestorePanel(tasks, lambda: (), None)
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitUntil(panel.choose.nothing.isVisible)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_arguments: (str(backup), ""))
    panel.go_on()
    qtbot.waitUntil(panel.where.isVisible)
    assert panel.where.backup is not None


def test_restoring_can_be_stopped_and_leaves_nothing(
    qtbot: QtBot, panel: RestorePanel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forever(*_arguments: object, progress: Callable[[int, int], None], **_more: object) -> None:
        while True:
            progress(1, 2)

    monkeypatch.setattr(restoring, "restore", forever)
    go_on(qtbot, panel, tmp_path / "new")
    qtbot.waitUntil(lambda: panel.bar.value() == 500)
    assert panel.busy
    panel.cancel()
    qtbot.waitUntil(lambda: not panel.busy)
    assert panel.where.isVisible()
    assert "Nothing was restored" in panel.problem.text


def test_one_that_ended_before_the_stop_came_is_told_as_done(
    qtbot: QtBot, panel: RestorePanel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, stopped = Event(), Event()

    def late(*_arguments: object, **_more: object) -> SimpleNamespace:
        begun.set()
        stopped.wait(10)
        return SimpleNamespace(folder=tmp_path / "new", logins=(LOGIN,), had_second_place=False)

    monkeypatch.setattr(restoring, "restore", late)
    go_on(qtbot, panel, tmp_path / "new")
    qtbot.waitUntil(begun.is_set)
    panel.cancel()
    stopped.set()
    qtbot.waitUntil(panel.well.isVisible)
    assert panel.problem.text == ""


def test_the_recovery_code_takes_the_place_of_login_and_password(
    qtbot: QtBot, panel: RestorePanel, new_folder: NewCentre, tmp_path: Path
) -> None:
    panel.go_on()
    qtbot.waitUntil(panel.where.isVisible)
    panel.where.with_code.setChecked(True)
    panel.where.folder.setText(str(tmp_path / "new"))
    panel.go_on()
    assert panel.where.code_row.error
    panel.where.code.groups[0].typed.emit(new_folder.recovery_code)
    panel.go_on()
    qtbot.waitUntil(panel.well.isVisible)
    assert panel.done is not None
    assert panel.done.login == ""


def test_back_leads_to_the_list_and_then_out(qtbot: QtBot, panel: RestorePanel) -> None:
    panel.go_on()
    qtbot.waitUntil(panel.where.isVisible)
    panel.where.password.setText("something")
    assert panel.changed
    panel.go_back()
    assert panel.choose.isVisible()
    with qtbot.waitSignal(panel.back):
        panel.go_back()
    assert not panel.changed


# --- from Administration ----------------------------------------------------------------------------------------


@pytest.fixture
def work(tasks: Tasks, centre: Centre) -> Workplace:
    return Workplace(centre, tasks, ChangeBus(), None)  # type: ignore[arg-type]


@pytest.mark.parametrize("remember", [True, False])
def test_from_administration_the_new_centre_is_remembered_only_where_one_says_so(
    qtbot: QtBot, work: Workplace, backup: Path, tmp_path: Path, remember: bool
) -> None:
    places.remember_centre(work.centre.folder)
    window = RestoreDialog(work)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: bool(window.panel.choose.table.records.rows))
    go_on(qtbot, window.panel, tmp_path / "new")
    qtbot.waitUntil(window.panel.well.isVisible)
    assert not window.panel.well.remember.isChecked()
    assert "choose “Open another folder…”" in window.panel.well.note.text
    if remember:
        window.panel.well.remember.click()
        assert "To work with the restored ones, close the program" in window.panel.well.note.text
    window.panel.go_on()
    assert not window.isVisible()
    assert places.known_centre() == (tmp_path / "new" if remember else work.centre.folder)


def test_what_is_restored_from_administration_stands_in_the_trail_of_the_open_centre(
    qtbot: QtBot, work: Workplace, backup: Path, tmp_path: Path
) -> None:
    window = RestoreDialog(work)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: bool(window.panel.choose.table.records.rows))
    go_on(qtbot, window.panel, tmp_path / "new")
    qtbot.waitUntil(window.panel.well.isVisible)
    (entry,) = audit.rows(work.centre, AuditFilter(actions=(Happening.RESTORED_ELSEWHERE,))).rows
    head = window.panel.where.backup.manifest.head  # type: ignore[union-attr]
    assert (entry.login, entry.detail) == (LOGIN, {"head": head.number})
    assert audit.verify(work.centre, backups.anchors(work.centre)).broken is None
    assert rekeying.due(work.centre) is None, "nobody came back into these records"


# --- before a centre is open ------------------------------------------------------------------------------------


@pytest.fixture
def start(qtbot: QtBot, qapp: QApplication, theme: Theme, tmp_path: Path) -> Iterator[Start]:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    start = Start(qapp, theme, settings, leave=lambda: None)
    start.show()
    yield start
    start.window.close()
    start.tasks.drain()


def test_the_first_window_has_a_way_to_restore(qtbot: QtBot, start: Start) -> None:
    start.offer()
    choice = start.window.panel
    assert isinstance(choice, ChoicePanel)
    choice.restore_button.click()
    panel = start.window.panel
    assert isinstance(panel, RestorePanel)
    qtbot.waitUntil(lambda: start.tasks.idle)
    panel.go_back()
    assert isinstance(start.window.panel, ChoicePanel)


@pytest.mark.parametrize("name", ["centre.db", "keys"])
def test_a_centre_that_cannot_be_opened_offers_its_backups(
    qtbot: QtBot, start: Start, centre: Centre, backup: Path, name: str
) -> None:
    centre.close()
    for path in centre.folder.glob(f"{name}*"):
        path.unlink()
    start.unlock(centre.folder)
    asking = start.window.panel
    assert isinstance(asking, UnlockPanel)
    qtbot.waitUntil(lambda: bool(asking.problem.text))
    assert asking.restore_button.isVisible()
    asking.restore_button.click()
    panel = start.window.panel
    assert isinstance(panel, RestorePanel)
    qtbot.waitUntil(lambda: bool(panel.choose.table.records.rows))


def test_a_wrong_password_or_a_folder_in_use_offers_no_backup(qtbot: QtBot, tasks: Tasks, centre: Centre) -> None:
    panel = UnlockPanel(tasks, lambda _folder: (LOGIN,), lambda *_: centre, centre.folder)
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitUntil(lambda: tasks.idle)
    panel._refused(FolderInUse(message("in use")))
    assert not panel.restore_button.isVisible()
    panel._refused(StorageDamaged(message("damaged")))
    assert panel.restore_button.isVisible()


def test_what_was_restored_is_opened_with_the_same_password(
    qtbot: QtBot, start: Start, centre: Centre, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[Path, str, str]] = []
    monkeypatch.setattr("referral_desk.ui.start._open", lambda *words: opened.append(words) or centre)
    monkeypatch.setattr(Start, "enter", lambda _self, _centre, **_more: None)
    monkeypatch.setattr(Start, "_prepare", lambda _self, _folder, _login: None)
    start.restore(centre.folder)
    panel = start.window.panel
    assert isinstance(panel, RestorePanel)
    qtbot.waitUntil(lambda: bool(panel.choose.table.records.rows))
    go_on(qtbot, panel, tmp_path / "new")
    qtbot.waitUntil(panel.well.isVisible)
    assert panel.well.remember.isChecked(), "nobody gets into the old ones any more"
    assert panel.well.note.isHidden(), "nothing needs to be started again"
    panel.well.stay.click()
    panel.go_on()
    qtbot.waitUntil(lambda: bool(opened) and start.tasks.idle)
    assert opened == [(tmp_path / "new", LOGIN, PASSWORD)]
    assert places.known_centre() is None


def test_whoever_had_only_the_code_is_led_to_a_new_password(
    qtbot: QtBot, start: Start, centre: Centre, backup: Path, new_folder: NewCentre, tmp_path: Path
) -> None:
    start.restore(centre.folder)
    panel = start.window.panel
    assert isinstance(panel, RestorePanel)
    qtbot.waitUntil(lambda: bool(panel.choose.table.records.rows))
    panel.go_on()
    qtbot.waitUntil(panel.where.isVisible)
    panel.where.with_code.setChecked(True)
    panel.where.folder.setText(str(tmp_path / "new"))
    panel.where.code.groups[0].typed.emit(new_folder.recovery_code)
    panel.go_on()
    qtbot.waitUntil(panel.well.isVisible)
    panel.well.remember.setChecked(True)
    panel.go_on()
    assert isinstance(start.window.panel, RecoverPanel)
    assert start.window.panel.folder == tmp_path / "new"
    assert places.known_centre() == tmp_path / "new"
    qtbot.waitUntil(lambda: start.tasks.idle)


def test_a_check_that_finds_damage_leads_to_the_backups(
    qtbot: QtBot, work: Workplace, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Finding("pages", Severity.DAMAGE, message("damaged"))
    monkeypatch.setattr(safety, "check_open", lambda *_arguments, **_more: (found,))
    parent = QWidget()
    qtbot.addWidget(parent)
    window = CheckDialog(work, parent)
    window.open()
    qtbot.waitUntil(lambda: window.findings is not None)
    assert window.restore_button.isVisible()
    window.restore_button.click()
    (opened,) = parent.findChildren(RestoreDialog)
    qtbot.waitUntil(lambda: bool(opened.panel.choose.table.records.rows))
    opened.close()


def test_a_check_that_finds_nothing_offers_no_backup(qtbot: QtBot, work: Workplace, backup: Path) -> None:
    window = CheckDialog(work)
    qtbot.addWidget(window)
    window.open()
    qtbot.waitUntil(lambda: window.findings is not None)
    assert window.findings == ()
    assert not window.restore_button.isVisible()
