"""A full disk and a failing one: said in words, nothing acknowledged lost, and work goes on afterwards."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import event

from referral_desk.db import folder as data_folder
from referral_desk.db import soundness
from referral_desk.db.errors import StorageFault, StorageFull, StorageReadOnly
from referral_desk.services import clients
from referral_desk.services.centre import Centre, create_centre
from tests.making import CHEAP, LOGIN, PASSWORD, SETTINGS, NewCentre, add_client, client_draft, today


def save_until_full(centre: Centre, most: int = 400) -> list[str]:
    """Save long notes until the disk is full; return the numbers that were acknowledged."""
    saved: list[str] = []
    for turn in range(most):
        try:
            saved.append(clients.save(centre, client_draft(number=f"甲-{turn}", note="記録" * 9_000)).record.number)
        except StorageFull:
            return saved
    raise AssertionError("the disk is never full")


def numbers(centre: Centre) -> set[str]:
    return {row.number for row in clients.rows(centre, limit=10_000)}


def check_sound(new_centre: NewCentre) -> None:
    assert soundness.check(new_centre.folder, new_centre.key, deep=True) == []


def test_a_database_that_can_grow_no_more_says_so_and_loses_nothing(new_folder: NewCentre) -> None:
    centre = new_folder.open()
    pages = 150

    def limit(connection: object, _record: object, _proxy: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")  # type: ignore[attr-defined]

    event.listen(centre.sessions.engine, "checkout", limit)
    saved = save_until_full(centre)
    assert numbers(centre) == set(saved)
    with pytest.raises(StorageFull) as full:
        clients.save(centre, client_draft(number="乙", note="記録" * 9_000))
    assert full.value.message.text.startswith("The disk is full")
    pages = 100_000
    add_client(centre, number="後", note="記録" * 9_000)
    assert numbers(centre) == {*saved, "後"}
    centre.close()
    check_sound(new_folder)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 24 MiB, where this account may mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(place)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_is_said_in_words_and_works_again_with_room(centre_pattern: NewCentre, small_disk: Path) -> None:
    new_centre = centre_pattern.copied_to(small_disk / "centre")
    centre = new_centre.open()
    saved = save_until_full(centre)
    assert saved
    assert numbers(centre) == set(saved)
    filler = small_disk / "filler"
    fill(filler)
    with pytest.raises(StorageFull):
        clients.save(centre, client_draft(number="乙", note="記録" * 9_000))
    assert numbers(centre) == set(saved)
    filler.unlink()
    centre.close()
    again = new_centre.open()
    assert numbers(again) == set(saved)
    again.close()


def test_a_centre_opens_on_a_full_disk_and_the_reserve_is_told_of(centre_pattern: NewCentre, small_disk: Path) -> None:
    new_centre = centre_pattern.copied_to(small_disk / "centre")
    fill(small_disk / "filler")
    centre = new_centre.open()
    assert clients.count(centre) == 0
    centre.close()
    findings = soundness.check(new_centre.folder, new_centre.key)
    assert {finding.code for finding in findings} <= {"ballast"}
    (small_disk / "filler").unlink()
    new_centre.open().close()
    check_sound(new_centre)


def fill(path: Path) -> None:
    with path.open("wb", buffering=0) as stream, suppress(OSError):
        while stream.write(bytes(4096)):
            pass


OPERATIONS = ["fsync", "open", "rename", "mkdir", "replace"]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EACCES], ids=["full", "failing", "forbidden"])
@pytest.mark.parametrize("operation", OPERATIONS)
def test_setting_up_on_a_failing_disk_says_so_and_leaves_no_half_centre(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, operation: str, number: int
) -> None:
    """Every disk operation of one kind fails in turn, until there is none left to fail."""
    kinds = {errno.ENOSPC: StorageFull, errno.EACCES: StorageReadOnly}
    for turn in range(100):
        place = tmp_path / f"new-{turn}"
        with monkeypatch.context() as patch:
            calls = fail_once(patch, operation, turn, number)
            result = set_up(place)
        if isinstance(result, StorageFault):
            assert isinstance(result, kinds.get(number, StorageFault))
            assert result.message.text
            assert not data_folder.holds_centre(place)
        else:  # the fault did no harm, or there was none
            assert result == SETTINGS.name
            assert {"centre.db", "keys.json", "keys-copy.json", "backups"} <= {path.name for path in place.iterdir()}
        if len(calls) <= turn:
            return
    raise AssertionError("it never came to an end")


def fail_once(patch: pytest.MonkeyPatch, operation: str, turn: int, number: int) -> list[object]:
    """Let the ``turn``-th call of a function of ``os`` fail; return the list of its calls."""
    original = getattr(os, operation)
    calls: list[object] = []

    def call(*arguments: object, **named: object) -> object:
        calls.append(arguments)
        if len(calls) == turn + 1:
            raise OSError(number, os.strerror(number))
        return original(*arguments, **named)

    patch.setattr(os, operation, call)
    return calls


def set_up(place: Path) -> str | StorageFault:
    try:
        centre, _ = create_centre(place, SETTINGS, LOGIN, PASSWORD, cost=CHEAP, today=today)
    except StorageFault as fault:
        return fault
    centre.close()
    return centre.settings.name
