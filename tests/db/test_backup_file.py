"""The file of a backup: whatever a file holds, reading it says what it is, and takes no more memory than a backup."""

from __future__ import annotations

import random
import struct
import tracemalloc
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_desk.db import backup_file
from referral_desk.db.errors import BackupDamaged, NewerVersion
from referral_desk.domain.audit import AuditHead
from referral_desk.domain.backups import Manifest
from referral_desk.domain.errors import NotReadable

REFUSALS = (BackupDamaged, NewerVersion, NotReadable)
KEY = bytes(32)
MANIFEST = Manifest(
    made_at=datetime(2026, 11, 24, 1, 2, 3, tzinfo=UTC),
    program="0.1.0",
    revision="0002",
    centre="centre",
    counts={"client": 3},
    head=AuditHead(7, b"seal"),
    branch=b"",
    parts={},
)


def unheard(_count: int) -> None:
    """Stand in where nobody listens."""


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a small backup."""
    place = tmp_path_factory.mktemp("backup")
    database = place / "centre.db"
    database.write_bytes(random.Random(1).randbytes(3_000))
    backup_file.write(place / "x.rdbackup", database, b"{}", MANIFEST, KEY, unheard)
    return (place / "x.rdbackup").read_bytes()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for files that are tried."""
    return tmp_path_factory.mktemp("tried")


def test_what_was_written_is_read_again(content: bytes, place: Path) -> None:
    path = place / "whole.rdbackup"
    path.write_bytes(content)
    backup = backup_file.read(path)
    assert backup.manifest.counts == {"client": 3}
    assert backup.manifest.head == MANIFEST.head
    assert backup_file.is_ours(backup.manifest, KEY)
    assert not backup_file.is_ours(backup.manifest, bytes(31) + b"x")
    backup_file.check_whole(path, unheard)


@given(st.binary(max_size=2_000), st.sampled_from([".rdbackup", ".zip"]))
def test_anything_at_all_is_refused_in_words(place: Path, anything: bytes, ending: str) -> None:
    path = place / f"anything{ending}"
    path.write_bytes(anything)
    with pytest.raises(REFUSALS):
        backup_file.read(path)


@given(st.data())
def test_a_changed_file_is_read_as_it_was_or_refused_and_never_whole(
    content: bytes, place: Path, data: st.DataObject
) -> None:
    changed = bytearray(content)
    for _change in range(data.draw(st.integers(1, 3))):
        near_the_end = data.draw(st.booleans())
        at = data.draw(st.integers(1, 700)) if near_the_end else data.draw(st.integers(0, len(changed) - 1))
        changed[-at if near_the_end else at] ^= data.draw(st.integers(1, 255))
    path = place / "changed.rdbackup"
    path.write_bytes(changed)
    if bytes(changed) == content:
        return
    try:
        backup = backup_file.read(path)
    except REFUSALS:
        pass
    else:
        assert backup_file.is_ours(backup.manifest, KEY)
    with pytest.raises(BackupDamaged):
        backup_file.check_whole(path, unheard)


def test_a_directory_of_any_size_takes_no_memory(content: bytes, place: Path) -> None:
    path = place / "directory.zip"
    with path.open("wb") as stream:
        stream.truncate(300_000_000)
        stream.seek(0, 2)
        stream.write(struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 60_000, 60_000, 299_999_000, 0, 0))
    tracemalloc.start()
    with pytest.raises(NotReadable):
        backup_file.read(path)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20_000_000


@pytest.mark.parametrize("name", ["../centre.db", "/etc/centre.db", "centre.db/", "CENTRE.DB", "centre.db\0"])
def test_no_name_in_the_archive_but_the_three_is_taken(content: bytes, place: Path, name: str) -> None:
    whole, path = place / "whole.rdbackup", place / "renamed.rdbackup"
    whole.write_bytes(content)
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w") as new:
        new.comment = old.comment
        for entry in old.namelist():
            new.writestr(name if entry == "centre.db" else entry, old.read(entry))
    if name.endswith("\0"):
        path.write_bytes(path.read_bytes().replace(b"centre.db", b"centre.d\0"))
    with pytest.raises(BackupDamaged):
        backup_file.read(path)
