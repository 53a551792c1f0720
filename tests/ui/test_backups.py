"""Backups in the window: made quietly when due, told when they fail, red in danger, finished behind a closed window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from referral_desk.db import audit
from referral_desk.db.errors import StorageFull
from referral_desk.domain.access import Action
from referral_desk.domain.audit import AuditFilter
from referral_desk.domain.backups import BackupState, PlaceState
from referral_desk.domain.messages import message
from referral_desk.services import backups
from referral_desk.services.backups import MadeBackup
from referral_desk.services.centre import Centre
from referral_desk.ui import closing_backup
from referral_desk.ui.backup_watch import BackupWatch
from referral_desk.ui.backup_words import danger, facts, reminder
from referral_desk.ui.closing_backup import ClosingBackup
from referral_desk.ui.desk import DeskWindow
from referral_desk.ui.dialogs.second_place import SecondPlaceDialog
from referral_desk.ui.locking import Locking
from referral_desk.ui.page import Place
from referral_desk.ui.pages.administration import AdministrationPage
from referral_desk.ui.pages.today import TodayPage
from referral_desk.ui.tasks import TaskKind, Tasks
from referral_desk.ui.theme import Theme
from tests.making import NewCentre, add_client

pytestmark = pytest.mark.usefixtures("_english")

HOUR = timedelta(hours=1)
NOW = datetime.now().astimezone()


class Said:
    """Notes what the user is told."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def saved(self, text: str) -> None:
        self.words.append(text)

    def tell(self, text: str) -> None:
        self.words.append(text)


@pytest.fixture
def said() -> Said:
    return Said()


@pytest.fixture
def watch(tasks: Tasks, centre: Centre, said: Said) -> Iterator[BackupWatch]:
    watch = BackupWatch(centre, tasks, said)
    yield watch
    watch.stop()


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme, centre: Centre, tmp_path: Path) -> Iterator[DeskWindow]:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    window = DeskWindow(theme, settings, centre)
    window.go(Place("today"))
    window.show()
    qtbot.waitUntil(lambda: window.tasks.idle)
    yield window
    window.hide()
    window.stop()
    window.deleteLater()


def made(centre: Centre) -> list[Path]:
    return sorted((centre.folder / "backups").glob("*.rdbackup"))


# --- by itself --------------------------------------------------------------------------------------------------


def test_once_started_a_due_backup_is_made_without_a_word(
    qtbot: QtBot, watch: BackupWatch, tasks: Tasks, centre: Centre, said: Said
) -> None:
    add_client(centre)
    assert not watch.automatic
    watch.start()
    assert watch.automatic
    watch._tick()
    qtbot.waitUntil(lambda: watch.state is not None)
    assert len(made(centre)) == 1
    assert said.words == []
    watch._tick()
    qtbot.waitUntil(lambda: tasks.idle)
    assert len(made(centre)) == 1, "nothing changed since"


def test_a_second_place_that_does_not_answer_keeps_no_reading_waiting(
    qtbot: QtBot, watch: BackupWatch, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = Event()

    def hang(_centre: Centre) -> BackupState:
        answers.wait(10)
        raise StorageFull(message("The place is gone."))

    monkeypatch.setattr(backups, "state", hang)
    for _look in range(3):
        watch.look()
    read: list[int] = []
    for number in range(2):
        tasks.run(TaskKind.READ, lambda _work, number=number: number, read.append)  # type: ignore[misc]
    qtbot.waitUntil(lambda: sorted(read) == [0, 1])
    assert not answers.is_set()
    answers.set()
    qtbot.waitUntil(lambda: tasks.idle)


def test_a_backup_that_fails_is_told_once_and_not_tried_at_every_look(
    qtbot: QtBot, watch: BackupWatch, tasks: Tasks, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []

    def fail(_centre: Centre, **_more: object) -> MadeBackup:
        tried.append(1)
        raise StorageFull(message("The disk is full."))

    monkeypatch.setattr(backups, "back_up_if_due", fail)
    watch.start()
    for _time in range(3):
        watch._tick()
        qtbot.waitUntil(lambda: tasks.idle)
    assert said.words == ["The disk is full."]
    assert len(tried) == 1


def test_a_second_place_that_refuses_is_told(
    qtbot: QtBot, watch: BackupWatch, tasks: Tasks, centre: Centre, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = backups.back_up(centre).own
    fault = StorageFull(message("The stick is full."))
    monkeypatch.setattr(backups, "back_up_if_due", lambda *_arguments, **_more: MadeBackup(own, fault=fault))
    watch.start()
    watch._tick()
    qtbot.waitUntil(lambda: tasks.idle)
    assert said.words == ["The stick is full."]


def test_a_backup_that_nobody_asked_for_shows_no_progress_and_one_asked_for_does(
    qtbot: QtBot, desk: DeskWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = Event()
    own = backups.back_up(desk.centre).own

    def wait(*_arguments: object, progress: Callable[[int, int], None], **_more: object) -> MadeBackup:
        while not go_on.wait(0.01):
            progress(1, 2)
        return MadeBackup(own)

    monkeypatch.setattr(backups, "back_up_if_due", wait)
    monkeypatch.setattr(backups, "back_up", wait)
    desk.backups.start()
    desk.backups._tick()
    desk.backups.back_up_now()
    qtbot.waitUntil(lambda: desk.progress.shown == 1)
    assert desk.backups.busy
    go_on.set()
    qtbot.waitUntil(lambda: desk.tasks.idle)
    assert not desk.backups.busy
    assert "made and tested" in desk.undo_bar.text


def test_a_backup_asked_for_can_be_cancelled(
    qtbot: QtBot, watch: BackupWatch, tasks: Tasks, centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = Event()

    def forever(*_arguments: object, progress: Callable[[int, int], None]) -> MadeBackup:
        begun.set()
        while True:
            progress(1, 2)

    monkeypatch.setattr(backups, "back_up", forever)
    watch.back_up_now()
    task = watch._asked
    assert task is not None
    assert task.cancellable
    qtbot.waitUntil(begun.is_set)
    task.cancel()
    qtbot.waitUntil(lambda: tasks.idle)
    assert not watch.busy


# --- what is said -----------------------------------------------------------------------------------------------


def state(
    since: timedelta | None = None,
    newest: timedelta | None = HOUR,
    second: PlaceState | None = None,
    begun: timedelta = HOUR * 500,
) -> BackupState:
    own = PlaceState(
        Path("/data/backups"),
        there=True,
        newest_at=None if newest is None else NOW - newest,
        size=3_400_000,
        count=0 if newest is None else 5,
        unprotected_since=None if since is None else NOW - since,
    )
    return BackupState(own, second, NOW - begun)


def stick(since: timedelta | None, *, there: bool = False) -> PlaceState:
    unprotected = None if since is None else NOW - since
    return PlaceState(Path("/stick"), there=there, newest_at=NOW - HOUR * 300, count=3, unprotected_since=unprotected)


def test_words_of_danger_come_only_with_danger() -> None:
    assert danger(state(), NOW) == ""
    assert danger(state(HOUR * 23), NOW) == ""
    assert "is in no backup" in danger(state(HOUR * 25), NOW)
    assert "no backup of these records yet" in danger(state(HOUR * 25, newest=None), NOW)


def test_the_second_place_is_spoken_of_after_a_week() -> None:
    assert reminder(state(), NOW) == ""
    assert reminder(state(second=stick(HOUR * 24 * 6)), NOW) == ""
    assert "/stick" in reminder(state(second=stick(HOUR * 24 * 8)), NOW)


def test_the_card_says_when_where_how_many_and_what_is_missing() -> None:
    shown = {fact.label: fact.value for fact in facts(state(HOUR, second=stick(HOUR * 2)))}
    assert shown["In the data folder"] == "5 backups, the newest 3.4 MB"
    assert "not plugged in" in shown["Second place"]
    assert shown["Entered since"].startswith("yes")
    shown = {fact.label: fact.value for fact in facts(state(newest=None))}
    assert shown["Last good backup"] == "none yet"
    assert shown["Second place"].startswith("none")


def test_today_turns_red_with_a_button_that_helps(qtbot: QtBot, desk: DeskWindow) -> None:
    page = desk.page()
    assert isinstance(page, TodayPage)
    notice = page.backup_notice
    assert notice.isHidden()
    add_client(desk.centre)
    desk.backups._know(state(HOUR * 25))
    assert not notice.isHidden()
    assert "is in no backup" in notice.banner.text
    notice.backup_button.click()
    qtbot.waitUntil(lambda: len(made(desk.centre)) == 1 and desk.tasks.idle)
    assert notice.isHidden(), "it is protected again"


def test_administration_shows_the_backups(qtbot: QtBot, desk: DeskWindow) -> None:
    add_client(desk.centre)
    desk.go(Place("administration"))
    page = desk.page()
    assert isinstance(page, AdministrationPage)
    qtbot.waitUntil(lambda: bool(page.backups.facts.facts) and desk.tasks.idle)
    assert page.backups.facts.facts[0].value == "none yet"
    page.backups.backup_button.click()
    qtbot.waitUntil(lambda: page.backups.facts.facts[0].value != "none yet")
    qtbot.waitUntil(lambda: desk.tasks.idle)


# --- the second place -------------------------------------------------------------------------------------------


def test_the_second_place_is_stored_and_what_refuses_it_stands_under_the_field(
    qtbot: QtBot, desk: DeskWindow, tmp_path: Path
) -> None:
    saved: list[object] = []
    dialog = SecondPlaceDialog(desk.work, saved=saved.append, parent=desk)
    dialog.open()
    dialog.folder.setText(str(desk.centre.folder))
    dialog.save()
    qtbot.waitUntil(lambda: not dialog.busy)
    assert "data folder" in dialog._forms[0].row("second_place").error
    (tmp_path / "stick").mkdir()
    dialog.folder.setText(str(tmp_path / "stick"))
    assert dialog.warning.text, "it is on the same disk here"
    assert dialog.warning.visibleRegion().boundingRect().size() == dialog.warning.size(), "and it can be read"
    dialog.save()
    qtbot.waitUntil(lambda: bool(saved))
    assert desk.centre.safety.second_place == str(tmp_path / "stick")


def test_a_place_that_is_not_there_yet_is_known_to_be_on_the_same_disk(centre: Centre, tmp_path: Path) -> None:
    assert backups.same_disk(centre, tmp_path / "new" / "copies")


def test_a_second_place_that_was_chosen_gets_its_first_copy_at_once(
    qtbot: QtBot, desk: DeskWindow, tmp_path: Path
) -> None:
    (tmp_path / "stick").mkdir()
    add_client(desk.centre)
    desk.go(Place("administration"))
    page = desk.page()
    assert isinstance(page, AdministrationPage)
    page.backups.choose_place()
    dialog = desk.findChild(SecondPlaceDialog)
    assert dialog is not None
    dialog.folder.setText(str(tmp_path / "stick"))
    dialog.save()
    qtbot.waitUntil(lambda: len(list((tmp_path / "stick").glob("*.rdbackup"))) == 1 and desk.tasks.idle)


# --- on closing -------------------------------------------------------------------------------------------------


@pytest.fixture
def endings(monkeypatch: pytest.MonkeyPatch) -> list[ClosingBackup]:
    """Every closing backup that begins."""
    begun: list[ClosingBackup] = []
    begin = ClosingBackup.__init__

    def noted(self: ClosingBackup, centre: Centre, last: Callable[[], None]) -> None:
        begun.append(self)
        begin(self, centre, last)

    monkeypatch.setattr(ClosingBackup, "__init__", noted)
    return begun


def test_the_window_closes_at_once_and_the_backup_is_finished_behind_it(
    qtbot: QtBot, desk: DeskWindow, endings: list[ClosingBackup], monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[int] = []
    monkeypatch.setattr(Centre, "close", lambda _centre: closed.append(len(made(desk.centre))))
    desk.backups.start()
    add_client(desk.centre)
    desk.close()
    assert not desk.isVisible()
    assert len(endings) == 1
    assert closed == []
    qtbot.waitUntil(lambda: bool(closed))
    assert closed == [1]
    assert QApplication.quitOnLastWindowClosed()


def test_the_window_closes_at_once_while_somebody_else_is_writing_and_what_is_left_is_written_afterwards(
    qtbot: QtBot, desk: DeskWindow, endings: list[ClosingBackup], new_folder: NewCentre
) -> None:
    wanted = AuditFilter(actions=(Action.LOG_OUT,))
    desk.backups.start()
    with closing(new_folder.open()) as other:
        with other.sessions.write() as session:
            before = len(audit.rows(session, wanted))
            desk.close()
            assert not desk.isVisible()
            assert len(audit.rows(session, wanted)) == before
        with qtbot.waitSignal(endings[0].ended):
            pass
        with other.read() as session:
            assert len(audit.rows(session, wanted)) == before + 1


def test_where_backups_were_not_started_closing_makes_none(desk: DeskWindow, endings: list[ClosingBackup]) -> None:
    add_client(desk.centre)
    desk.close()
    assert endings == []
    assert made(desk.centre) == []


def test_a_backup_that_takes_long_shows_a_note_and_can_be_given_up(
    qtbot: QtBot, desk: DeskWindow, endings: list[ClosingBackup], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closing_backup, "AFTER_MS", 10)

    def forever(*_arguments: object, progress: Callable[[int, int], None], **_more: object) -> None:
        while True:
            progress(1, 2)

    monkeypatch.setattr(backups, "back_up_if_due", forever)
    desk.backups.start()
    desk.close()
    (ending,) = endings
    qtbot.waitUntil(lambda: ending.note is not None and ending.note.isVisible())
    note = ending.note
    assert note is not None
    qtbot.waitUntil(lambda: note.bar.value() == 500)
    with qtbot.waitSignal(ending.ended):
        note.close()
    assert not note.isVisible()


def test_a_closing_backup_that_fails_is_told_before_the_program_ends(
    qtbot: QtBot, desk: DeskWindow, endings: list[ClosingBackup], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(closing_backup, "tell", lambda _parent, _title, words: told.append(words))

    def fail(*_arguments: object, **_more: object) -> None:
        raise StorageFull(message("The disk is full."))

    monkeypatch.setattr(backups, "back_up_if_due", fail)
    desk.backups.start()
    desk.close()
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["The disk is full."]


def test_a_closed_desk_is_not_locked_while_its_backup_is_made(
    qtbot: QtBot, qapp: QApplication, theme: Theme, desk: DeskWindow, endings: list[ClosingBackup], tmp_path: Path
) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    locking = Locking(qapp, theme, settings, desk)
    desk.backups.start()
    add_client(desk.centre)
    desk.close()
    with qtbot.waitSignal(endings[0].ended):
        locking.lock()
        assert not locking.locked
    locking.end()
    locking.deleteLater()
