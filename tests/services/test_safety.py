"""What a check finds beyond the pages of the records: a trail that backups contradict, backups that are damaged."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import text

from referral_desk.db import soundness, vault
from referral_desk.db.errors import FolderInUse, StorageBusy
from referral_desk.db.presence import alone
from referral_desk.domain.access import Action
from referral_desk.domain.audit import AuditFilter
from referral_desk.services import audit, backup_checks, backups, rekeying, safety
from referral_desk.services.backup_checks import Opener
from referral_desk.services.centre import Centre
from referral_desk.services.restoring import restore
from referral_desk.services.safety import Severity
from tests.making import CHEAP, LOGIN, PASSWORD, NewCentre, add_client
from tests.services.backup_places import HOUR, Clock, foreign_backup, own

NEW_PASSWORD = "あたらしいみほんの合言葉。"


@pytest.fixture
def clock(centre: Centre) -> Clock:
    return Clock.of(centre)


def codes(centre: Centre, *, deep: bool = False) -> list[str]:
    found = [each.code for each in safety.check_open(centre, deep=deep)]
    closed = safety.check(centre.folder, LOGIN, PASSWORD, deep=deep, minimum=CHEAP)
    assert found == [each.code for each in closed]
    return found


def flip(path: Path, place: int = -5_000) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


def test_a_trail_that_was_cut_shows_against_what_the_backups_know(centre: Centre) -> None:
    add_client(centre)
    add_client(centre)
    backups.back_up(centre)
    assert codes(centre) == []
    with centre.sessions.write() as session:
        session.execute(text("DELETE FROM audit WHERE number > 1"))
    (found,) = safety.check_open(centre)
    assert (found.code, found.severity) == ("audit", Severity.DAMAGE)
    assert found.message.values["number"] == 2
    add_client(centre)
    assert codes(centre) == ["audit"], "written on after the cut, it still differs"


def test_an_entry_that_was_changed_is_named(centre: Centre) -> None:
    add_client(centre)
    with centre.sessions.write() as session:
        session.execute(text("UPDATE audit SET login = 'reida' WHERE number = 1"))
    (found,) = safety.check_open(centre)
    assert (found.code, found.message.values["number"]) == ("audit", 1)


def test_a_centre_restored_from_an_earlier_backup_is_not_taken_for_a_cut_one(
    centre: Centre, clock: Clock, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    backups.choose_second_place(centre, stick)
    add_client(centre)
    first = backups.back_up(centre).own
    for _time in range(3):
        clock.forward(HOUR * 24)
        add_client(centre)
        backups.back_up(centre)
    restore(first.path, tmp_path / "restored", LOGIN, PASSWORD, minimum=CHEAP)
    new = NewCentre(tmp_path / "restored", centre.key, "").open()
    backups.choose_second_place(new, stick)
    assert codes(new) == []
    assert len(backups.anchors(new)) == 1
    add_client(new)
    backups.back_up(new)
    assert codes(new) == []
    with new.sessions.write() as session:
        session.execute(text("DELETE FROM audit WHERE number > :head"), {"head": first.manifest.head.number})
    assert codes(new) == ["audit"], "what was cut here is missed"
    new.close()


def test_a_deep_check_restores_every_backup_for_a_test(centre: Centre, clock: Clock, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    backups.choose_second_place(centre, stick)
    add_client(centre)
    made = backups.back_up(centre)
    assert made.second is not None
    shutil.copy(foreign_backup(tmp_path), stick / "centre-20200101T000000Z.rdbackup")
    assert codes(centre, deep=True) == []
    flip(made.second.path)
    assert codes(centre) == []
    assert codes(centre, deep=True) == ["backup"]
    (own(centre) / "centre-20200101T000000Z.rdbackup").write_bytes(b"")
    found = safety.check_open(centre, deep=True)
    assert [(each.code, each.severity) for each in found] == [("backup", Severity.NOTE)] * 2
    assert {each.message.values["path"] for each in found} == {
        made.second.path,
        own(centre) / "centre-20200101T000000Z.rdbackup",
    }


def test_a_backup_from_before_the_keys_were_renewed_still_counts(centre: Centre) -> None:
    add_client(centre)
    old = backups.back_up(centre).own.path
    rekeying.rekey(centre)
    assert codes(centre, deep=True) == []
    assert len(backups.good(centre, own(centre))) == 1
    assert backup_checks.try_out(centre.folder, backups.good(centre, own(centre))[0], Opener(centre.key)) is False
    flip(old)
    assert codes(centre, deep=True) == ["backup"]


def test_a_check_can_be_stopped(centre: Centre) -> None:
    add_client(centre)
    backups.back_up(centre)

    def stop(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        safety.check_open(centre, deep=True, progress=stop)


@pytest.mark.parametrize("asked", [1, 3, 200])
def test_a_check_can_be_stopped_while_it_looks_at_the_pages(
    centre: Centre, monkeypatch: pytest.MonkeyPatch, asked: int
) -> None:
    add_client(centre)
    monkeypatch.setattr(soundness, "_STEPS", 1)
    monkeypatch.setattr(safety, "_trail_and_backups", lambda *_args, **_more: pytest.fail("it went on"))
    left = iter(range(asked - 1))

    def stop(_done: int, _total: int) -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        safety.check_open(centre, deep=True, progress=stop)
    assert next(left, None) is None
    monkeypatch.undo()
    assert codes(centre, deep=True) == []


def test_that_somebody_checked_is_noted(centre: Centre) -> None:
    assert codes(centre, deep=True) == []
    entries = audit.rows(centre, AuditFilter(actions=(Action.CHECK_RECORDS,))).rows
    assert [(entry.login, entry.detail) for entry in entries] == [(LOGIN, {"deep": True})] * 2


# --- the way out ------------------------------------------------------------------------------------------------


def test_the_newest_backup_that_can_be_restored_is_the_way_out(centre: Centre, clock: Clock) -> None:
    made = []
    for _time in range(3):
        clock.forward(HOUR * 24)
        add_client(centre)
        made.append(backups.back_up(centre).own)
    centre.close()
    assert backup_checks.newest_good(centre.folder, Opener(centre.key)) == made[2]
    flip(made[2].path)
    assert backup_checks.newest_good(centre.folder, Opener(centre.key)) == made[1]
    assert backup_checks.newest_good(centre.folder, Opener()) == made[1], "without a key its bytes are compared"
    made[1].path.write_bytes(b"")
    made[0].path.unlink()
    assert backup_checks.newest_good(centre.folder, Opener(centre.key)) is None


def test_the_way_out_is_found_where_nothing_of_the_centre_can_be_read(centre: Centre, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    backups.choose_second_place(centre, stick)
    made = backups.back_up(centre)
    centre.close()
    for name in ("centre.db", "keys.json", "keys-copy.json"):
        (centre.folder / name).unlink()
    made.own.path.unlink()
    found = backup_checks.newest_good(centre.folder, Opener(None, LOGIN, PASSWORD, CHEAP))
    assert found is not None
    assert found.path == stick / made.own.path.name


def test_a_backup_of_another_centre_is_no_way_out(centre: Centre, tmp_path: Path) -> None:
    shutil.copy(foreign_backup(tmp_path), own(centre))
    assert backup_checks.newest_good(centre.folder, Opener(centre.key)) is None


def test_a_backup_with_an_old_password_opens_with_it(centre: Centre) -> None:
    made = backups.back_up(centre).own
    vault.reset_password(centre.folder, centre.key, LOGIN, NEW_PASSWORD, cost=CHEAP)
    for password, opens in ((PASSWORD, True), (NEW_PASSWORD, False)):
        assert backup_checks.try_out(centre.folder, made, Opener(None, LOGIN, password, CHEAP)) is opens


# --- in use -----------------------------------------------------------------------------------------------------


def test_a_folder_that_somebody_has_alone_is_told_apart_from_damage(centre: Centre) -> None:
    centre.close()
    with alone(centre.folder), pytest.raises(FolderInUse):
        safety.check(centre.folder, LOGIN, PASSWORD, minimum=CHEAP)


def test_a_file_that_is_locked_is_told_apart_from_damage(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("referral_desk.db.engine.BUSY_SECONDS", 0.1)
    other = centre.sessions.engine.raw_connection()
    centre_folder = centre.folder
    other.cursor().execute("PRAGMA locking_mode = EXCLUSIVE")
    other.cursor().execute("PRAGMA journal_mode = DELETE")
    other.cursor().execute("BEGIN EXCLUSIVE")
    with pytest.raises(StorageBusy):
        safety.check(centre_folder, LOGIN, PASSWORD, minimum=CHEAP)
    other.cursor().execute("ROLLBACK")
    other.close()
