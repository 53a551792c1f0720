"""Folders to build in: what a killed process or a power cut left goes away, what a living one builds stays."""

from __future__ import annotations

from pathlib import Path

from referral_desk.db.building import building, remove_leftovers


def test_what_is_being_built_stays_and_is_gone_at_its_end(tmp_path: Path) -> None:
    with building(tmp_path) as folder:
        (folder / "part").write_bytes(b"half")
        remove_leftovers(tmp_path)
        assert (folder / "part").exists()
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_is_removed(tmp_path: Path) -> None:
    left = tmp_path / ".rdbackup-left"
    left.mkdir()
    (left / "lock").touch(0o600)
    (left / "part").write_bytes(b"half")
    remove_leftovers(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_a_power_cut_left_without_its_lock_is_removed(tmp_path: Path) -> None:
    for name, content in (("empty", ()), ("filled", ("part", "test"))):
        folder = tmp_path / f".rdbackup-{name}"
        folder.mkdir()
        for part in content:
            (folder / part).write_bytes(b"half")
    remove_leftovers(tmp_path)
    assert list(tmp_path.iterdir()) == []
