"""A file that the user asked for is whole or not there, and leaves nothing else behind."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from referral_desk.services import files
from referral_desk.services.files import new_file, replace_file


@pytest.fixture(params=["unnamed", "named"])
def _way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """With files that have no name until they are whole, and without."""
    if request.param == "named":
        monkeypatch.setattr(files, "_open", named)


def named(folder: Path) -> tuple[int, Path | None]:
    path = folder / ".referral-desk-test"
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), path


@pytest.mark.usefixtures("_way")
def test_a_file_is_replaced_and_keeps_its_mode(tmp_path: Path) -> None:
    place = tmp_path / "手紙.pdf"
    place.write_bytes(b"old")
    place.chmod(0o640)
    replace_file(place, b"new")
    assert place.read_bytes() == b"new"
    assert place.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [place]


@pytest.mark.usefixtures("_way")
def test_what_is_given_up_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    place = tmp_path / "手紙.pdf"
    place.write_bytes(b"old")
    with new_file(tmp_path) as new:
        new.stream.write(b"half")
    assert place.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [place]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has files without a name")
def test_a_killed_process_leaves_nothing_readable_behind(tmp_path: Path) -> None:
    child = os.fork()
    if child == 0:
        with new_file(tmp_path) as new:
            new.stream.write(b"half of a ledger")
            new.stream.flush()
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    assert list(tmp_path.iterdir()) == []
