"""The shim from Python: build it, tell it what to do, read its log. See faults.c."""

from __future__ import annotations

import ctypes
import os
import shutil
import struct
import subprocess
from dataclasses import dataclass
from enum import IntEnum, IntFlag
from pathlib import Path

SOURCE = Path(__file__).with_name("faults.c")


class Kind(IntFlag):
    """An operation on a file or folder; the numbers are those of faults.c."""

    CREATE = 1
    OPEN = 2
    WRITE = 4
    SYNC = 8
    TRUNCATE = 16
    RENAME = 32
    UNLINK = 64
    MKDIR = 128
    RMDIR = 256
    LINK = 512
    ALLOCATE = 1024
    READ = 2048
    MARK = 4096


CHANGES = Kind(2047)
"""Everything but reading."""


class Action(IntEnum):
    """What happens at the chosen operation."""

    NOTHING = 0
    FAIL = 1
    FAIL_FROM_NOW_ON = 2
    SHORTEN = 3
    """A write takes half; the next one of any kind that tries the rest is told the error."""
    KILL = 4
    KILL_HALFWAY = 5


@dataclass(frozen=True)
class Done:
    """One operation of the log. ``offset`` is a file's new size where it was cut or enlarged."""

    kind: Kind
    file: int
    offset: int
    path: str
    second: str
    content: bytes


def compiler() -> str | None:
    """Return the C compiler of this machine."""
    return shutil.which("cc") or shutil.which("gcc")


def build(folder: Path) -> Path:
    """Compile the shim into ``folder``. Raises RuntimeError with the compiler's words."""
    library = folder / "faults.so"
    command = [compiler() or "cc", "-O2", "-Wall", "-shared", "-fPIC", "-o", str(library), str(SOURCE), "-ldl"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return library


class Disk:
    """The shim of this process, which was started with it in LD_PRELOAD."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(os.environ["LD_PRELOAD"])
        self._library.faults_count.restype = ctypes.c_long
        self._library.faults_plan.argtypes = (ctypes.c_long, ctypes.c_int, ctypes.c_int, ctypes.c_int)

    def watch(self, folder: Path) -> None:
        """Count what happens under ``folder`` from now on."""
        self._library.faults_watch(os.fsencode(folder.resolve()))

    def rest(self) -> None:
        """Let nothing happen any more."""
        self._library.faults_watch(b"")

    def plan(self, nth: int, action: Action, error: int = 0, kinds: Kind = CHANGES) -> None:
        """Let ``action`` happen at the nth operation of these kinds from now; 1 is the next."""
        self._library.faults_plan(nth, action, error, kinds)

    def calm(self) -> None:
        """Take the plan back: the disk is well again."""
        self.plan(0, Action.NOTHING)

    def count(self) -> int:
        """Return how many operations there were since the plan was made."""
        return int(self._library.faults_count())

    def log_to(self, path: Path) -> None:
        """Write every change to a log from now on."""
        self._library.faults_log(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))

    def mark(self, word: str) -> None:
        """Put a word into the log."""
        self._library.faults_mark(word.encode())


_HEAD = struct.Struct("<IQqIII")


def read_log(path: Path) -> list[Done]:
    """Return what the log at ``path`` says was done, in order."""
    data = path.read_bytes()
    place = 0
    done = []
    while place < len(data):
        kind, file, offset, length, first, second = _HEAD.unpack_from(data, place)
        parts = []
        place += _HEAD.size
        for size in (first, second, length if kind == Kind.WRITE else 0):
            parts.append(data[place : place + size])
            place += size
        done.append(Done(Kind(kind), file, offset, os.fsdecode(parts[0]), os.fsdecode(parts[1]), parts[2]))
    return done
