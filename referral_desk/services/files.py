"""Files that the user asks for, written whole or not at all."""

from __future__ import annotations

import os
import secrets
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_PREFIX = ".referral-desk-"


@dataclass(eq=False)
class NewFile:
    """A file in work: write to ``stream``, then :meth:`put` it in its place. ``name`` is None while it has none."""

    folder: Path
    stream: BinaryIO
    name: Path | None

    def put(self, place: Path) -> None:
        """Give the file its place, which keeps its mode where a file is there; it holds the old or the new. OSError."""
        self.stream.flush()
        os.fsync(self.stream.fileno())
        mode = stat.S_IMODE(place.stat().st_mode) if place.exists() else None
        if self.name is None:
            self.name = self.folder / f"{_PREFIX}{secrets.token_hex(8)}"
            _link(self.stream.fileno(), self.name)
        if mode is not None:
            with suppress(OSError):
                self.name.chmod(mode)
        self.name.replace(place)
        self.name = None


@contextmanager
def new_file(folder: Path) -> Iterator[NewFile]:
    """Begin a file in ``folder``; unless it was put in its place, nothing of it is left.

    On Linux it has no name until then, so that not even a killed process leaves one behind. Raises OSError.
    """
    handle, name = _open(folder)
    with os.fdopen(handle, "w+b") as stream:
        new = NewFile(folder, stream, name)
        try:
            yield new
        finally:
            if new.name is not None:
                with suppress(OSError):
                    new.name.unlink()


def replace_file(place: Path, content: bytes) -> None:
    """Put ``content`` in the file ``place``, which keeps its mode; it holds the old or the new, never half. OSError."""
    with new_file(place.parent) as new:
        new.stream.write(content)
        new.put(place)


def _open(folder: Path) -> tuple[int, Path | None]:
    unnamed = getattr(os, "O_TMPFILE", 0)
    if unnamed:
        with suppress(OSError):  # a file system that cannot
            return os.open(folder, unnamed | os.O_RDWR, 0o600), None
    handle, name = tempfile.mkstemp(prefix=_PREFIX, dir=folder)
    return handle, Path(name)


def _link(handle: int, name: Path) -> None:
    """Give an unnamed file a name."""
    folder = os.open(name.parent, os.O_RDONLY)
    try:  # with a folder's handle Python follows the link that stands for the file
        os.link(f"/proc/self/fd/{handle}", name.name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=True)
    finally:
        os.close(folder)
