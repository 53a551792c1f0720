"""The programme of faults: two workers hold the trials of its rows, the short way or the long."""

from __future__ import annotations

import hashlib
import json
import os
import selectors
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from time import monotonic
from typing import IO

from tests.safety.shim.disk import build
from tests.safety.verdict import NOTHING, Verdict

ROOT = Path(__file__).parents[2]
WORKERS = 2
_ROOM = 1 << 30
_REASONS = 20

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Result:
    """What the trials of a row found, and the seeds of those that found harm."""

    row: str
    verdict: Verdict
    seeds: tuple[int, ...]
    seconds: float
    code: str = ""
    """Which code it ran on, see :func:`code_now`."""


def code_now() -> str:
    """Return what tells the program and its trials from other versions of them."""
    digest = hashlib.sha256()
    for folder in ("referral_desk", "tests/safety"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in {".py", ".c"}:
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


class Worker:
    """One process that holds trials; see worker.py."""

    def __init__(self, scratch: Path, library: Path) -> None:
        scratch.mkdir()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.safety.worker", str(scratch)],
            cwd=ROOT,
            env=_surroundings(scratch.parent / "home", library),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def order(self, **order: object) -> None:
        """Ask for something."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()

    @property
    def answers(self) -> IO[str]:
        """Where the answers come."""
        assert self._process.stdout is not None
        return self._process.stdout

    def answer(self) -> object:
        """Wait for the next answer. Raises RuntimeError where the worker has ended."""
        line = self.answers.readline()
        if not line:
            raise RuntimeError(f"a worker has ended with {self._process.wait()}")
        return json.loads(line)

    def end(self) -> None:
        """Let it end."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self.answers.close()
        self._process.wait()


class Programme:
    """Runs rows on its workers."""

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch

    @cached_property
    def _workers(self) -> list[Worker]:
        library = build(self._scratch)
        return [Worker(self._scratch / f"worker-{number}", library) for number in range(WORKERS)]

    def seeds(self, row: str, *, soak: bool) -> Sequence[int]:
        """Return the seeds of a row's run."""
        self._workers[0].order(row=row, soak=soak)
        seeds = self._workers[0].answer()
        assert isinstance(seeds, list)
        return seeds

    def run(self, row: str, seeds: Sequence[int], progress: Progress | None = None) -> Result:
        """Hold the trials with these seeds."""
        began, code = monotonic(), code_now()
        total = NOTHING
        harmful: list[int] = []
        waiting = iter(seeds)
        at: dict[Worker, int] = {}

        def next_order(worker: Worker) -> None:
            seed = next(waiting, None)
            at.pop(worker, None)
            if seed is not None:
                at[worker] = seed
                worker.order(row=row, seed=seed)

        with selectors.DefaultSelector() as selector:
            for worker in self._workers:
                selector.register(worker.answers, selectors.EVENT_READ, worker)
                next_order(worker)
            while at:
                for key, _ in selector.select():
                    worker = key.data
                    answer = worker.answer()
                    assert isinstance(answer, dict)
                    verdict = Verdict(**{**answer, "why": tuple(answer["why"])})
                    if not verdict.good:
                        harmful.append(at[worker])
                    why = (*total.why, *(f"seed {at[worker]}: {each}" for each in verdict.why))[:_REASONS]
                    total = replace(total + verdict, why=why)
                    next_order(worker)
                    if progress:
                        progress(total.trials, len(seeds))
        return Result(row, total, tuple(harmful), monotonic() - began, code)

    def end(self) -> None:
        """End the workers."""
        if "_workers" in self.__dict__:
            for worker in self._workers:
                worker.end()


@contextmanager
def programme() -> Iterator[Programme]:
    """Give a programme on a scratch folder that is gone afterwards; in memory where there is room."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > _ROOM
    scratch = Path(tempfile.mkdtemp(prefix="referral-desk-safety-", dir=memory if roomy else None))
    running = Programme(scratch)
    try:
        yield running
    finally:
        running.end()
        shutil.rmtree(scratch, ignore_errors=True)


def _surroundings(home: Path, library: Path) -> dict[str, str]:
    home.mkdir(exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("REFERRAL_DESK_", "XDG_", "LC_"))}
    ours = {
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "LD_PRELOAD": str(library),
        "PYTHONHASHSEED": "0",
        "QT_QPA_PLATFORM": "offscreen",
        "TZ": "Asia/Tokyo",
    }
    return {**kept, **ours}
