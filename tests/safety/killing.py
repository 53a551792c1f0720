"""Starting children of the warm parent, reading what they acknowledge, and killing them at a chosen moment."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from types import TracebackType

from tests.making import NewCentre

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
"""Seconds after which a child that says nothing is taken for hung."""


@dataclass
class Child:
    """One child: its process id, its end of the pipe, what it acknowledged so far."""

    pid: int
    pipe: int
    acknowledged: list[str] = field(default_factory=list)
    ended: bool = False
    _rest: bytes = b""

    def read(self, seconds: float) -> bool:
        """Wait for the next words, at most ``seconds``; whether any came."""
        ready, _, _ = select.select([self.pipe], [], [], seconds)
        if not ready:
            return False
        data = os.read(self.pipe, 65536)
        self.ended = not data
        *lines, self._rest = (self._rest + data).split(b"\n")
        self.acknowledged += [line.decode() for line in lines]
        return bool(data)

    def read_until(self, words: int) -> None:
        """Wait until that many words are acknowledged, or the child ends."""
        limit = monotonic() + PATIENCE
        while not self.ended and len(self.acknowledged) < words and monotonic() < limit:
            self.read(1.0)

    def read_to_end(self) -> list[str]:
        """Wait until the child ends by itself; return all it acknowledged."""
        limit = monotonic() + PATIENCE
        while not self.ended and monotonic() < limit:
            self.read(1.0)
        assert self.ended, "the child hangs"
        os.close(self.pipe)
        return self.acknowledged

    def kill(self) -> list[str]:
        """Kill it without a warning; return all it had acknowledged."""
        if not self.ended:
            os.kill(self.pid, signal.SIGKILL)
        return self.read_to_end()


class WarmParent:
    """The process whose children have everything imported already."""

    def __enter__(self) -> WarmParent:
        """Start it."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.safety.children"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "warm\n"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(PATIENCE)

    def child(self, centre: NewCentre, job: str, name: str = "", turns: int = 200) -> Child:
        """Start a child on a job."""
        path = centre.folder.parent / f"pipe-{len(list(centre.folder.parent.glob('pipe-*')))}"
        os.mkfifo(path)
        pipe = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        order = {
            "job": job,
            "name": name,
            "turns": str(turns),
            "folder": str(centre.folder),
            "key": centre.key.secret.hex(),
            "pipe": str(path),
        }
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return Child(int(self._process.stdout.readline()), pipe)
