"""When a backup is made, the second place, how it stands with both, and what backups know of the audit trail."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from referral_desk.db import backup as making
from referral_desk.db import backup_file, second_place
from referral_desk.db.errors import BackupDamaged, StorageUnavailable
from referral_desk.domain.access import Action, Role
from referral_desk.domain.audit import AuditFilter
from referral_desk.domain.errors import NotAllowed, Rejected
from referral_desk.services import audit, backups
from referral_desk.services.backups import back_up, back_up_if_due, state
from referral_desk.services.centre import Centre
from tests.making import add_client, add_institution
from tests.services.backup_places import HOUR, Clock, files, foreign_backup, own, set_role

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def clock(centre: Centre) -> Clock:
    return Clock.of(centre)


# --- when -------------------------------------------------------------------------------------------------------


def test_a_backup_is_made_half_an_hour_after_the_last_if_something_changed(centre: Centre, clock: Clock) -> None:
    assert back_up_if_due(centre) is None, "nothing was entered yet"
    add_client(centre)
    assert back_up_if_due(centre) is not None
    add_client(centre)
    clock.forward(HOUR * 0.4)
    assert back_up_if_due(centre) is None
    clock.forward(HOUR * 0.2)
    assert back_up_if_due(centre) is not None
    clock.forward(HOUR * 24)
    audit.listed(centre, "clients", 1)
    assert back_up_if_due(centre, closing=True) is None, "reading changes nothing"


def test_on_closing_a_backup_is_made_at_once_if_something_changed(centre: Centre, clock: Clock) -> None:
    add_client(centre)
    back_up(centre)
    assert back_up_if_due(centre, closing=True) is None
    add_client(centre)
    assert back_up_if_due(centre, closing=True) is not None


def test_a_backup_that_is_damaged_or_gone_is_made_again(centre: Centre, clock: Clock) -> None:
    add_client(centre)
    path = back_up(centre).own.path
    path.write_bytes(path.read_bytes()[:-1])
    made = back_up_if_due(centre)
    assert made is not None
    made.own.path.unlink()
    assert back_up_if_due(centre) is not None


# --- the second place -------------------------------------------------------------------------------------------


@pytest.fixture
def stick(centre: Centre, tmp_path: Path) -> Path:
    """A USB stick that is the second place."""
    place = tmp_path / "stick"
    place.mkdir()
    backups.choose_second_place(centre, place)
    return place


def test_the_second_place_gets_a_copy_of_each_backup_and_has_its_own_clearing_out(
    centre: Centre, clock: Clock, stick: Path
) -> None:
    names = []
    for pause in (HOUR, HOUR, 25 * HOUR):
        clock.forward(pause)
        made = back_up(centre)
        names.append(made.own.path.name)
    assert made.second is not None
    assert files(stick) == set(names[1:])
    assert (stick / made.own.path.name).read_bytes() == made.own.path.read_bytes()
    entries = audit.rows(centre, AuditFilter(actions=(Action.MAKE_BACKUP,))).rows
    assert [entry.record for entry in entries] == ["second", "own"] * 3


def test_a_second_place_that_is_not_there_hinders_nothing_and_is_caught_up_on_later(
    centre: Centre, clock: Clock, stick: Path, tmp_path: Path
) -> None:
    back_up(centre)
    stick.rename(tmp_path / "drawer")
    clock.forward(HOUR)
    add_client(centre)
    made = back_up(centre)
    assert (made.second, made.fault) == (None, None)
    assert back_up_if_due(centre) is None
    (tmp_path / "drawer").rename(stick)
    later = back_up_if_due(centre)
    assert later is not None
    assert later.second is not None
    assert later.own.path == made.own.path
    assert back_up_if_due(centre) is None


def test_a_second_place_that_refuses_is_told_beside_the_good_backup(
    centre: Centre, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = backup_file.check_whole

    def unreadable(path: Path, progress: Callable[[int], None]) -> None:
        if path.is_relative_to(stick):
            raise BackupDamaged(backups.message("no"))
        check(path, progress)

    monkeypatch.setattr(backup_file, "check_whole", unreadable)
    made = back_up(centre)
    assert made.own.path.exists()
    assert made.second is None
    assert isinstance(made.fault, StorageUnavailable)
    assert files(stick) == set()


def test_only_an_administrator_chooses_the_second_place_and_not_within_the_records(
    centre: Centre, tmp_path: Path
) -> None:
    for wrong in (tmp_path / "gone", centre.folder, own(centre), centre.folder / "centre.db"):
        with pytest.raises(Rejected) as refused:
            backups.choose_second_place(centre, wrong)
        assert refused.value.problems[0].field == "second_place"
    backups.choose_second_place(centre, tmp_path)
    assert centre.safety.second_place == str(tmp_path)
    set_role(centre, Role.MANAGER)
    with pytest.raises(NotAllowed):
        backups.choose_second_place(centre, None)
    assert centre.safety.second_place == str(tmp_path)


# --- how it stands ----------------------------------------------------------------------------------------------


def test_the_state_says_since_when_changes_are_held_by_no_backup(centre: Centre, clock: Clock) -> None:
    assert (state(centre).newest_at, state(centre).unprotected_since) == (None, None)
    add_client(centre)
    first = clock.now
    clock.forward(HOUR)
    add_client(centre)
    assert state(centre).unprotected_since == first
    assert state(centre).begun_at == first
    made = back_up(centre).own
    now = state(centre)
    assert now.own.newest_at == made.manifest.made_at
    assert (now.own.count, now.own.size, now.own.damaged) == (1, made.path.stat().st_size, 0)
    assert now.unprotected_since is None
    clock.forward(HOUR)
    add_institution(centre)
    assert state(centre).unprotected_since == clock.now
    assert not state(centre).is_danger(clock.now + HOUR * 24)
    assert state(centre).is_danger(clock.now + HOUR * 25)


def test_a_second_place_in_the_drawer_is_remembered(centre: Centre, clock: Clock, stick: Path, tmp_path: Path) -> None:
    add_client(centre)
    made = back_up(centre).own
    stick.rename(tmp_path / "drawer")
    clock.forward(HOUR)
    add_client(centre)
    back_up(centre)
    second = state(centre).second
    assert second is not None
    assert not second.there
    assert (second.newest_at, second.count, second.unprotected_since) == (made.manifest.made_at, 1, clock.now)
    assert state(centre).unprotected_since is None
    backups.choose_second_place(centre, None)
    assert state(centre).second is None


def test_a_backup_of_another_centre_or_with_a_changed_manifest_does_not_count(
    centre: Centre, clock: Clock, tmp_path: Path
) -> None:
    add_client(centre)
    shutil.copy(foreign_backup(tmp_path), own(centre) / "centre-20300101T000000Z.rdbackup")
    assert state(centre).own.count == 0
    path = back_up(centre).own.path
    changed = path.read_bytes().replace(b'"client": 1', b'"client": 9')
    path.write_bytes(changed)
    assert (state(centre).own.count, state(centre).own.damaged) == (0, 1), "the ZIP's own checksum is wrong already"


def test_listing_opens_no_database(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    add_client(centre)
    back_up(centre)
    monkeypatch.setattr(backup_file, "unpack", None)
    monkeypatch.setattr(making, "create_reading_engine", None)
    assert len(backups.good(centre, own(centre))) == 1
    assert state(centre).own.count == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b"\xff",
        b"[" * 50_000,
        b'{"folder": 1, "newest_at": "x", "size": 0, "count": 0}',
        b'{"folder": "/x", "newest_at": "2026-01-01T00:00:00", "size": 1, "count": 1}',
    ],
)
def test_what_is_known_of_the_second_place_may_be_damaged(centre: Centre, stick: Path, content: bytes) -> None:
    (own(centre) / second_place.SECOND_PLACE).write_bytes(content)
    stick.rmdir()
    second = state(centre).second
    assert second is not None
    assert (second.there, second.newest_at) == (False, None)


# --- the anchors ------------------------------------------------------------------------------------------------


def test_backups_keep_ends_of_the_trail_so_that_a_cut_one_shows(centre: Centre, stick: Path) -> None:
    add_client(centre)
    back_up(centre)
    assert audit.verify(centre, backups.anchors(centre)).broken is None
    with centre.sessions.write() as session:
        session.execute(text("DELETE FROM audit WHERE number > 1"))
    assert audit.verify(centre).broken is None, "the rest is whole in itself"
    broken = audit.verify(centre, backups.anchors(centre)).broken
    assert broken is not None
    assert (broken.number, broken.why) == (2, "replaced"), "looking was noted, as entry 2"
