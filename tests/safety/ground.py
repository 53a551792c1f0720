"""Where trials take place: a folder for each, centres to begin with, and processes that can be killed.

All of it lives in a worker (worker.py), which imported everything once: a trial forks its processes from there.
"""

from __future__ import annotations

import os
import random
import select
import shutil
import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import monotonic

from referral_desk.db.errors import StorageFault
from referral_desk.db.folder import BALLAST
from referral_desk.domain.errors import NotFound, NotPossible, Rejected
from tests.making import NewCentre
from tests.safety.shim.disk import Disk

PATIENCE = 60.0
"""Seconds after which a process that says nothing is taken for hung."""

TOLD = (StorageFault, Rejected, NotFound, NotPossible)
"""What the window and the command line put into words; anything else is a defect."""

Say = Callable[[str], None]
Job = Callable[[Say], None]


@dataclass(frozen=True)
class Case:
    """One trial's folder, with the centre's data folder in it."""

    place: Path
    centre: NewCentre

    def at(self, place: Path) -> Case:
        """Return the same case in another folder."""
        return Case(place, replace(self.centre, folder=place / self.centre.folder.name))


Pattern = Callable[[Path], NewCentre]
"""Sets up a centre in an empty folder, and closes it."""


@dataclass
class Ground:
    """Gives every trial its folder; patterns are made once and copied."""

    scratch: Path
    disk: Disk
    _patterns: dict[Pattern, Case] = field(default_factory=dict)
    _trials: int = 0

    def pattern(self, make: Pattern) -> Case:
        """Return the closed centre that ``make`` sets up in a new folder the first time."""
        if make not in self._patterns:
            place = self.scratch / f"pattern-{len(self._patterns)}"
            place.mkdir()
            self._patterns[make] = Case(place, make(place))
        return self._patterns[make]

    @contextmanager
    def folder(self) -> Iterator[Path]:
        """Give an empty folder that is gone afterwards."""
        self._trials += 1
        place = self.scratch / f"trial-{self._trials}"
        place.mkdir()
        try:
            yield place
        finally:
            shutil.rmtree(place, ignore_errors=True)

    @contextmanager
    def copy(self, pattern: Case) -> Iterator[Case]:
        """Give a copy of a pattern that is gone afterwards."""
        with self.folder() as place:
            copy_tree(pattern.place, place)
            yield pattern.at(place)


def copy_tree(source: Path, target: Path) -> None:
    """Copy a case; a ballast's content does not matter, so its copy only takes the room."""
    for entry in sorted(source.iterdir()):
        new = target / entry.name
        if entry.is_dir():
            new.mkdir(exist_ok=True)
            copy_tree(entry, new)
        elif entry.name == BALLAST:
            new.touch()
            os.truncate(new, entry.stat().st_size)
        else:
            shutil.copyfile(entry, new)


@dataclass
class Process:
    """A forked process at work, and the words it has said."""

    pid: int
    pipe: int
    words: list[str] = field(default_factory=list)
    ended: bool = False
    _rest: bytes = b""

    def listen(self, seconds: float) -> None:
        """Wait for further words, at most ``seconds``."""
        if self.ended or not select.select([self.pipe], [], [], seconds)[0]:
            return
        data = os.read(self.pipe, 65536)
        self.ended = not data
        *lines, self._rest = (self._rest + data).split(b"\n")
        self.words += [line.decode() for line in lines]

    def listen_until(self, count: int) -> None:
        """Wait until it has said so many words, or has ended."""
        limit = monotonic() + PATIENCE
        while not self.ended and len(self.words) < count and monotonic() < limit:
            self.listen(1.0)

    def listen_to_the_end(self) -> list[str]:
        """Wait until it ends by itself and return all it said; a hung one is killed and says "hangs"."""
        limit = monotonic() + PATIENCE
        while not self.ended and monotonic() < limit:
            self.listen(1.0)
        if not self.ended:
            os.kill(self.pid, signal.SIGKILL)
            self.words.append("defect hangs")
        os.close(self.pipe)
        os.waitpid(self.pid, 0)
        return self.words

    def kill(self) -> list[str]:
        """Kill it without a warning; return all it had said."""
        os.kill(self.pid, signal.SIGKILL)
        return self.listen_to_the_end()


def fork(job: Job) -> Process:
    """Start a process on ``job``, which says words; it ends with "fault …", "defect …" or nothing of the kind."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return Process(pid, reading)
    try:
        os.close(reading)

        def say(word: str) -> None:
            os.write(writing, f"{word}\n".encode())

        try:
            job(say)
        except BaseException as error:
            say(in_a_word(error))
    finally:
        os._exit(0)


def in_a_word(error: BaseException) -> str:
    """Return one line: "fault …" for what people are told in words, "defect …" with its place for the rest."""
    if isinstance(error, TOLD):
        return f"fault {type(error).__name__}"
    frames = [
        f"{Path(frame.filename).name}:{frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)
        if "site-packages" not in frame.filename
    ]
    return f"defect {type(error).__name__} {error} at {' '.join(frames[-6:])}".replace("\n", " ")


def chooser(row: str, seed: int) -> random.Random:
    """Return the dice of one trial: the same for the same row and seed."""
    return random.Random(f"{row} {seed}")
