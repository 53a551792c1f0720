"""Backups of an open centre: they hold what was saved, leave nothing behind when stopped, and old ones go."""

from __future__ import annotations

import json
import shutil
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from referral_desk.db import backup as making
from referral_desk.db import backup_file, vault
from referral_desk.db.engine import create_reading_engine
from referral_desk.db.errors import (
    BackupDamaged,
    FolderMissing,
    StorageDamaged,
    StorageFault,
    StorageFull,
    StorageReadOnly,
    StorageUnavailable,
)
from referral_desk.db.proving import unpack_database, unpack_slots
from referral_desk.domain.access import Action, Role
from referral_desk.domain.audit import AuditFilter
from referral_desk.domain.errors import NotAllowed
from referral_desk.services import audit, backups, restoring, safety
from referral_desk.services.backups import back_up, back_up_to
from referral_desk.services.centre import Centre
from tests.making import CHEAP, LOGIN, PASSWORD, NewCentre, add_client
from tests.services.backup_places import HOUR, Clock, files, foreign_backup, own, set_role


@pytest.fixture
def clock(centre: Centre) -> Clock:
    return Clock.of(centre)


# --- what a backup is -------------------------------------------------------------------------------------------


def test_a_backup_is_one_file_of_database_key_slots_and_manifest(centre: Centre, clock: Clock) -> None:
    add_client(centre)
    made = back_up(centre).own
    assert made.path == own(centre) / "centre-20261124T010203Z.rdbackup"
    assert files(own(centre)) == {made.path.name}
    with zipfile.ZipFile(made.path) as archive:
        assert {entry.filename: entry.compress_type for entry in archive.infolist()} == dict.fromkeys(
            ("centre.db", "keys.json", "manifest.json"), zipfile.ZIP_STORED
        )
        manifest = json.loads(archive.read("manifest.json"))
    assert manifest["made_at"] == "2026-11-24T01:02:03+00:00"
    assert manifest["counts"] == {
        "client": 1,
        "contact": 0,
        "document": 0,
        "engagement": 0,
        "institution": 0,
        "referral": 0,
    }
    assert backup_file.read(made.path) == made


def test_the_manifest_holds_the_end_of_the_trail_that_is_inside_the_copy(centre: Centre) -> None:
    add_client(centre)
    before = audit.head(centre)
    made = back_up(centre).own
    assert made.manifest.head == before
    (entry,) = audit.rows(centre, AuditFilter(actions=(Action.MAKE_BACKUP,))).rows
    assert (entry.number, entry.record, entry.detail) == (before.number + 1, "own", {"head": before.number})


def test_what_others_save_meanwhile_disturbs_neither_them_nor_the_backup(centre: Centre, new_folder: NewCentre) -> None:
    for number in range(30):
        add_client(centre, number=f"{number}", note="記録" * 2_000)
    other = new_folder.open()
    saved = []

    def save(_done: int, _total: int) -> None:
        if len(saved) < 5:
            saved.append(add_client(other))

    made = back_up(centre, progress=save).own
    other.close()
    assert len(saved) == 5
    assert 30 <= made.manifest.counts["client"] <= 35


def test_progress_only_goes_forward_and_ends_at_its_total(centre: Centre) -> None:
    told: list[tuple[int, int]] = []
    back_up(centre, progress=lambda done, total: told.append((done, total)))
    assert [done for done, _total in told] == sorted(done for done, _total in told)
    assert told[-1][0] == told[-1][1]
    assert len({total for _done, total in told}) == 1


def test_a_backup_that_is_stopped_at_any_moment_leaves_nothing(centre: Centre, tmp_path: Path) -> None:
    for number in range(100):
        add_client(centre, number=f"{number}", note="記録" * 2_000)
    moments: list[int] = []
    back_up_to(centre, tmp_path / "usb", progress=lambda done, _total: moments.append(done))
    assert len(moments) > 10
    for moment in range(len(moments)):
        left = iter(range(moment))

        def stop(_done: int, _total: int, left: Iterator[int] = left) -> None:
            if next(left, None) is None:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            back_up_to(centre, tmp_path / "usb", progress=stop)
        assert len(files(tmp_path / "usb")) == 1
    assert audit.rows(centre, AuditFilter(actions=(Action.MAKE_BACKUP,))).total == 1


def test_what_a_killed_backup_left_is_removed_by_the_next_and_what_is_being_built_is_not(centre: Centre) -> None:
    left = own(centre) / ".rdbackup-killed"
    left.mkdir()
    (left / "lock").touch()
    (left / "centre.db").write_bytes(b"half")
    (own(centre) / ".rdbackup-just-made").mkdir()
    with making.building(own(centre)) as busy:
        (busy / "centre.db").touch()
        made = back_up(centre).own
        assert files(own(centre)) == {made.path.name, busy.name}
    assert files(own(centre)) == {made.path.name}


def test_two_backups_of_one_second_have_two_names(centre: Centre, clock: Clock, tmp_path: Path) -> None:
    names = [back_up_to(centre, tmp_path / "usb").path.name for _time in range(3)]
    assert names == [f"centre-20261124T010203Z{end}.rdbackup" for end in ("", "-2", "-3")]


def test_everyone_who_works_with_the_records_may_make_a_backup_and_nobody_else(centre: Centre, tmp_path: Path) -> None:
    for role in Role:
        set_role(centre, role)
        back_up(centre)
    set_role(centre, None)
    with pytest.raises(NotAllowed):
        back_up_to(centre, tmp_path / "usb")
    assert files(tmp_path / "usb") == set()


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_a_backup_may_be_read_by_those_who_may_read_the_data_folder(centre: Centre, tmp_path: Path) -> None:
    assert back_up(centre).own.path.stat().st_mode & 0o777 == 0o600
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o777)
    assert back_up_to(centre, shared).path.stat().st_mode & 0o777 == 0o666


# --- only a good one counts -------------------------------------------------------------------------------------


def test_a_damaged_page_is_never_copied_as_zeros(new_folder: NewCentre, tmp_path: Path) -> None:
    centre = new_folder.open()
    note = "とても長い記録。" * 1_200
    for number in range(3):
        add_client(centre, number=f"{number}", note=note)
    centre.close()
    database = new_folder.folder / "centre.db"
    whole = database.read_bytes()
    told = 0
    for page in range(1, len(whole) // 4096, 3):
        content = bytearray(whole)
        content[page * 4096 + 1_000] ^= 1
        database.write_bytes(content)
        try:
            opened = new_folder.open()
        except StorageFault:
            continue
        try:
            made = back_up_to(opened, tmp_path / f"{page}")
        except StorageDamaged:
            told += 1
        else:  # nothing is on that page
            assert notes_in(made, new_folder, tmp_path / f"{page}") == [note] * 3
        finally:
            opened.close()
    assert told > 10


def notes_in(made: backups.Backup, new_folder: NewCentre, place: Path) -> list[str]:
    """Return the notes of the clients in a backup."""
    unpack_database(made, place, lambda _count: None)
    engine = create_reading_engine(place / "centre.db", new_folder.key)
    with engine.connect() as connection:
        notes = list(connection.execute(text("SELECT note FROM client")).scalars())
    engine.dispose()
    return notes


def test_a_trail_that_was_tampered_with_gives_no_good_backup(centre: Centre) -> None:
    add_client(centre)
    with centre.sessions.write() as session:
        session.execute(text("UPDATE audit SET login = 'reida' WHERE number = 1"))
    with pytest.raises(StorageDamaged) as told:
        back_up(centre)
    assert told.value.message.values["why"].values["number"] == 1  # type: ignore[attr-defined]
    assert files(own(centre)) == set()


def tamper(centre: Centre, number: int) -> None:
    with centre.sessions.write() as session:
        session.execute(text("UPDATE audit SET login = 'reida' WHERE number = :number"), {"number": number})


def test_a_backup_verifies_the_trail_from_the_end_of_the_newest_good_one_on(centre: Centre, tmp_path: Path) -> None:
    add_client(centre)
    first = back_up(centre).own.manifest.head.number
    back_up_to(centre, tmp_path / "stick")
    tamper(centre, first + 1)
    with pytest.raises(StorageDamaged, match="thrown away"):
        back_up(centre)
    assert len(files(own(centre))) == 1


def test_what_was_changed_behind_a_good_backup_is_found_by_the_check_and_by_restoring(
    centre: Centre, tmp_path: Path
) -> None:
    add_client(centre)
    back_up(centre)
    tamper(centre, 1)
    made = back_up(centre).own
    assert {finding.code for finding in safety.check_open(centre, deep=True)} >= {"audit", "backup"}
    with pytest.raises(BackupDamaged):
        restoring.restore(made.path, tmp_path / "restored", LOGIN, PASSWORD, minimum=CHEAP)


def test_a_good_backup_of_another_course_of_the_trail_is_not_built_on(centre: Centre) -> None:
    add_client(centre)
    add_client(centre, name="例田 二郎")
    head = back_up(centre).own.manifest.head.number
    tamper(centre, 1)
    with centre.sessions.write() as session:
        session.execute(text("UPDATE audit SET seal = zeroblob(32) WHERE number = :number"), {"number": head})
    with pytest.raises(StorageDamaged) as told:
        back_up(centre)
    assert told.value.message.values["why"].values["number"] == 1  # type: ignore[attr-defined]


def test_records_that_refer_to_nothing_give_no_good_backup(centre: Centre) -> None:
    with centre.sessions.engine.connect() as connection:
        connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
        connection.connection.cursor().execute("INSERT INTO client_reader VALUES (99, 'reida')")
        connection.invalidate()
    with pytest.raises(StorageDamaged):
        back_up(centre)
    assert files(own(centre)) == set()


@pytest.mark.parametrize("place", [100, 5_000, -30, -5_000])
def test_a_disk_that_does_not_give_back_what_was_written_gives_no_backup(
    centre: Centre, monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    write = backup_file.write

    def spoilt(path: Path, *rest: object) -> object:
        manifest = write(path, *rest)  # type: ignore[arg-type]
        content = bytearray(path.read_bytes())
        content[place] ^= 1
        path.write_bytes(content)
        return manifest

    monkeypatch.setattr(backup_file, "write", spoilt)
    with pytest.raises(StorageUnavailable):
        back_up(centre)
    assert files(own(centre)) == set()


def test_a_full_disk_is_told_before_it_is_filled(
    centre: Centre, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=100_000))
    with pytest.raises(StorageFull) as told:
        back_up(centre)
    assert "MB" in told.value.message.text
    assert files(own(centre)) == set()


def test_a_place_that_is_a_file_or_may_not_be_written_to_is_told(centre: Centre, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageFault):
        back_up_to(centre, tmp_path / "file")
    with pytest.raises(FolderMissing):
        making.copy_to(back_up(centre).own, tmp_path / "gone", ready=lambda: None, progress=lambda _done, _total: None)


def test_a_backup_without_its_entry_in_the_trail_is_not_made(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_more: object) -> None:
        raise StorageReadOnly(backups.message("no"))

    monkeypatch.setattr(Centre, "note", refuse)
    with pytest.raises(StorageReadOnly):
        back_up(centre)
    assert files(own(centre)) == set()


# --- which are kept ---------------------------------------------------------------------------------------------


def test_old_backups_go_and_only_this_centre_s_own(centre: Centre, clock: Clock, tmp_path: Path) -> None:
    first = back_up(centre).own.path
    foreign = foreign_backup(tmp_path)
    shutil.copy(foreign, own(centre) / "centre-20200101T000000Z.rdbackup")
    shutil.copy(first, own(centre) / "before-the-big-import.rdbackup")
    (own(centre) / "centre-20200102T000000Z.rdbackup").write_bytes(b"damaged")
    (own(centre) / "letter.txt").touch()
    made = []
    for pause in (HOUR, HOUR, 25 * HOUR):
        clock.forward(pause)
        add_client(centre)
        made.append(back_up(centre).own.path.name)
    assert files(own(centre)) == {
        *made[1:],
        "centre-20200101T000000Z.rdbackup",
        "before-the-big-import.rdbackup",
        "centre-20200102T000000Z.rdbackup",
        "letter.txt",
    }


def test_in_a_place_of_one_s_choice_nothing_is_removed(centre: Centre, clock: Clock, tmp_path: Path) -> None:
    for _time in range(3):
        back_up_to(centre, tmp_path / "usb")
        clock.forward(HOUR)
    assert len(files(tmp_path / "usb")) == 3


# --- passwords --------------------------------------------------------------------------------------------------


def test_the_key_slots_in_a_backup_are_those_of_the_moment_it_was_made(centre: Centre, tmp_path: Path) -> None:
    made = back_up(centre).own
    vault.reset_password(centre.folder, centre.key, LOGIN, "あたらしいみほんの合言葉。", cost=CHEAP)
    place = tmp_path / "unpacked"
    place.mkdir()
    unpack_slots(made, place)
    assert vault.unlock(place, LOGIN, PASSWORD, minimum=CHEAP) == centre.key
