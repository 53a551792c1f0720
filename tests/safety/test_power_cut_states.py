"""The states after a power cut: what was synced is there, what was not may be missing or torn."""

from __future__ import annotations

import random
from pathlib import Path

from tests.safety.shim.disk import Done, Kind
from tests.safety.shim.replay import SECTOR, PowerCut, Survives

WATCHED = Path("/watched")
OLD = b"o" * 2 * SECTOR
NEW = b"n" * 2 * SECTOR


def did(kind: Kind, name: str, *, second: str = "", offset: int = 0, content: bytes = b"", file: int = 7) -> Done:
    return Done(kind, file, offset, str(WATCHED / name), str(WATCHED / second) if second else "", content)


def states(tmp_path: Path, *log: Done) -> list[dict[str, bytes]]:
    """Return what many cuts after ``log`` leave of a folder with one old file."""
    before = tmp_path / "before"
    before.mkdir()
    (before / "old").write_bytes(OLD)
    cut = PowerCut(before, log, WATCHED, {7: "old"})
    found = []
    for seed in range(200):
        place = tmp_path / f"after-{seed}"
        place.mkdir()
        cut.leave(place, tuple(Survives)[seed % len(Survives)], random.Random(seed))
        found.append({path.name: path.read_bytes() for path in place.iterdir()})
    return found


def test_what_was_synced_is_there_whole(tmp_path: Path) -> None:
    write, sync = did(Kind.WRITE, "old", content=NEW), did(Kind.SYNC, "old")
    assert all(state == {"old": NEW} for state in states(tmp_path, write, sync))


def test_a_write_that_was_not_synced_is_there_missing_or_torn_at_a_sector(tmp_path: Path) -> None:
    found = {state["old"] for state in states(tmp_path, did(Kind.WRITE, "old", content=NEW))}
    halves = {OLD[:SECTOR] + NEW[SECTOR:], NEW[:SECTOR] + OLD[SECTOR:]}
    assert found == {OLD, NEW, *halves}


def test_a_later_write_may_be_there_without_an_earlier_one(tmp_path: Path) -> None:
    first = did(Kind.WRITE, "old", content=NEW[:SECTOR])
    second = did(Kind.WRITE, "old", content=NEW[SECTOR:], offset=SECTOR)
    assert OLD[:SECTOR] + NEW[SECTOR:] in [state["old"] for state in states(tmp_path, first, second)]


def test_a_new_name_is_sure_once_its_folder_was_synced(tmp_path: Path) -> None:
    create, sync = did(Kind.CREATE, "new", file=8), did(Kind.SYNC, "new", file=8)
    folder = did(Kind.SYNC, "", file=1)
    assert {"new" in state for state in states(tmp_path, create, sync)} == {True, False}
    (tmp_path / "synced").mkdir()
    assert {"new" in state for state in states(tmp_path / "synced", create, folder)} == {True}


def test_a_renaming_leaves_the_old_file_or_the_new_one_never_none(tmp_path: Path) -> None:
    log = (
        did(Kind.CREATE, "old.new", file=8),
        did(Kind.WRITE, "old.new", content=NEW, file=8),
        did(Kind.SYNC, "old.new", file=8),
        did(Kind.RENAME, "old.new", second="old"),
    )
    assert {state["old"] for state in states(tmp_path, *log)} == {OLD, NEW}


def test_a_cut_file_and_a_removed_one_may_be_as_they_were(tmp_path: Path) -> None:
    assert {state["old"] for state in states(tmp_path, did(Kind.TRUNCATE, "old", offset=10))} == {OLD, OLD[:10]}
    (tmp_path / "removed").mkdir()
    assert {"old" in state for state in states(tmp_path / "removed", did(Kind.UNLINK, "old"))} == {True, False}


def test_shared_memory_is_gone_after_a_power_cut(tmp_path: Path) -> None:
    log = (did(Kind.CREATE, "centre.db-shm", file=8), did(Kind.SYNC, "", file=1))
    assert all(set(state) == {"old"} for state in states(tmp_path, *log))
