"""Files that are whole or not there after a power cut, and the lock that lets one process at a time change them."""

from __future__ import annotations

import errno
import os
import stat
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from referral_desk.db.errors import (
    FolderInUse,
    FolderMissing,
    StorageFault,
    StorageFull,
    StorageReadOnly,
    StorageUnavailable,
)
from referral_desk.domain.messages import N_, message

LOCK_FILE = "ballast"
"""The file that is locked while the key slots or the folder itself change; its content does not matter."""

_NEW = ".new"
_IN_THE_WAY = 20
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
_NO_FOLDER_SYNC = {errno.EINVAL, getattr(errno, "ENOTSUP", errno.EINVAL)}
"""What file systems of USB sticks and the like say that know nothing of syncing a folder."""


def file_mode(folder: Path) -> int:
    """Return the permissions of files in ``folder``: everyone's, or a group's, where the folder is, else private."""
    return mode_of_files(folder.stat().st_mode)


def mode_of_files(folder_mode: int) -> int:
    """Return the permissions of files in a folder that has ``folder_mode``."""
    if folder_mode & stat.S_IWOTH:
        return 0o666
    return 0o660 if folder_mode & stat.S_IWGRP else 0o600


def sync_folder(folder: Path) -> None:
    """Make the names in ``folder`` survive a power cut, where its file system can; Windows does this by itself."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """Make ``folder``, and those above it, where they are missing; their names survive a power cut. Raises OSError."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for made in missing:
        sync_folder(made.parent)


def sync_file(path: Path) -> None:
    """Make the content of ``path`` survive a power cut."""
    with path.open("r+b") as stream:
        os.fsync(stream.fileno())


def write(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Replace the named files of ``folder``: each holds, after a crash, its old content or its new, never a part.

    All are written and synced before the first is renamed, so that a full disk changes none. Once the first is in
    place the change is made, and a fault at a later one is left for the next write to mend. The caller holds
    :func:`locked`, so that the names of the temporary files are free. Raises StorageFault.
    """
    mode = file_mode(folder)
    with disk_faults(folder):
        try:
            for name, data in contents.items():
                _write_new(folder / f"{name}{_NEW}", data, mode)
        except OSError:
            for name in contents:
                (folder / f"{name}{_NEW}").unlink(missing_ok=True)
            raise
        for place, name in enumerate(contents):
            try:
                _replace(folder / f"{name}{_NEW}", folder / name)
                sync_folder(folder)
            except OSError:
                if place == 0:
                    raise


def finish(folder: Path, name: str) -> None:
    """Put in place what a :func:`write` made whole but could not rename. Raises OSError."""
    _replace(folder / f"{name}{_NEW}", folder / name)
    sync_folder(folder)


def _write_new(path: Path, data: bytes, mode: int) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), mode)
    with os.fdopen(handle, "wb") as stream:
        if sys.platform != "win32" and os.fstat(handle).st_uid == os.geteuid():
            os.fchmod(handle, mode)
        stream.write(data)
        stream.flush()
        os.fsync(handle)


def _replace(new: Path, path: Path) -> None:
    """Rename; on Windows another window that is reading the old file is in the way for a moment."""
    for _attempt in range(_IN_THE_WAY if sys.platform == "win32" else 0):
        try:
            new.replace(path)
        except PermissionError:
            time.sleep(0.05)
        else:
            return
    new.replace(path)


@contextmanager
def disk_faults(folder: Path) -> Iterator[None]:
    """Turn the system's errors about files of ``folder`` into faults that say what to do."""
    try:
        yield
    except OSError as error:
        raise disk_fault(error, folder) from error


def disk_fault(error: OSError, folder: Path) -> StorageFault:
    """Return the fault that stands for ``error``."""
    if error.errno in _FULL:
        return StorageFull(message(N_("The disk is full; this change was not saved. Free some space and try again.")))
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return FolderMissing(
            message(
                N_("No centre is set up in {folder}. Choose its data folder, or set up a new centre."), folder=folder
            )
        )
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return StorageReadOnly(
            message(
                N_("This account may not use {folder}. Ask the administrator for the right to read and change it."),
                folder=folder,
            )
        )
    return StorageUnavailable(
        message(N_("The disk reported an error; this change was not saved. Check the disk, then try again."))
    )


@contextmanager
def locked(folder: Path, *, wait: bool = True) -> Iterator[None]:
    """Hold the folder's lock; it ends with the process, however that ends.

    Raises FolderInUse if it is held and ``wait`` is false (Windows: after ten seconds in any case).
    """
    with disk_faults(folder):
        handle = os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), file_mode(folder))
    try:
        try:
            _take(handle, wait=wait)
        except OSError as error:
            raise FolderInUse(
                message(N_("Another window or program is using {folder}. Close it and try again."), folder=folder)
            ) from error
        yield
    finally:
        os.close(handle)


if sys.platform == "win32":
    import msvcrt

    _LOCKED_BYTE = 1 << 30  # beyond the end: a locked byte of Windows cannot be written by anyone else

    def _take(handle: int, *, wait: bool) -> None:
        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(handle: int, *, wait: bool) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
