"""A folder to build a file in, beside the place it is for: what is whole is moved out, everything else is thrown away.

The folder is locked while its process lives. What a killed one left is removed when the next one builds there.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from referral_desk.db.locks import SoleLock

_PREFIX = ".rdbackup-"
_LOCK = "lock"
_TRIES = 20


@contextmanager
def building(place: Path) -> Iterator[Path]:
    """Give a new empty folder in ``place``, which is gone at the end with what is still in it. Raises OSError."""
    remove_leftovers(place)
    folder, lock = _begin(place)
    try:
        yield folder
    finally:
        lock.close()
        shutil.rmtree(folder, ignore_errors=True)


def remove_leftovers(place: Path) -> None:
    """Remove what killed processes left in ``place``; what a living one builds is left alone."""
    for folder in place.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if _is_left(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _begin(place: Path) -> tuple[Path, SoleLock]:
    """Make a folder and lock it, again where somebody who tidies up took it for a leftover before it was locked."""
    for _attempt in range(_TRIES):
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place))
        try:
            lock = _lock(folder)
        except FileNotFoundError:
            continue
        except OSError:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        if lock is not None:
            return folder, lock
    raise TimeoutError("no folder to build in")


def _lock(folder: Path) -> SoleLock | None:
    path = folder / _LOCK
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    mode = os.fstat(handle).st_mode & 0o777  # a USB stick keeps its own modes, and refuses others
    os.close(handle)
    lock = SoleLock(path, mode)
    if lock.take() and path.exists() and os.path.samestat(path.stat(), os.fstat(lock.handle)):
        return lock
    lock.close()
    return None


def _is_left(folder: Path) -> bool:
    path = folder / _LOCK
    if not path.exists():
        with suppress(OSError):
            folder.rmdir()  # one that is just being made is empty, and is made again
            return False
        if not path.exists():
            return folder.exists()  # the lock comes first: without one, a power cut took it
    lock = SoleLock(path, path.stat().st_mode & 0o777)
    try:
        return lock.take()
    finally:
        lock.close()
