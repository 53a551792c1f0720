"""The first painted page of an existing centre of the demo's size, beside an empty main window of PySide6."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.measure import Comparison, compare
from referral_desk.db import vault
from referral_desk.db.slots import KdfCost
from referral_desk.services import demo
from referral_desk.services.centre import create_centre
from referral_desk.services.demo_records import demo_settings

LIMIT = 5.0
ROWS_LIMIT = 7.0
"""For the rows there is no budget of their own; this is where they would begin to be felt."""
CHEAP = KdfCost(memory_kib=64, time_cost=1, lanes=1)
ROUNDS = 9
PASSWORD = "みほんのとても長い合言葉。"


def environment() -> dict[str, str]:
    """Return the processes' environment; an installed program has its byte code, so the first round may write it."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def until(word: str, *arguments: str) -> float:
    """Start a Python process and return the seconds until it says ``word``."""
    begin = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", *arguments], env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        said = next((line for line in map(str.strip, process.stdout) if line == word), "nothing")
        taken = time.perf_counter() - begin
        _rest, complaint = process.communicate(timeout=60)
        if said != word or process.returncode != 0:
            raise RuntimeError(f"{arguments[0]} said {said} and ended with {process.returncode}\n{complaint}")
    return taken


def first_page() -> Comparison:
    """Compare the first painted page, whatever of it is still being read."""
    return _start("painted", "first painted page of an existing centre", LIMIT)


def first_rows() -> Comparison:
    """Compare the same page once its rows have been read and painted."""
    return _start("rows", "the same with all its rows", ROWS_LIMIT)


def _start(word: str, name: str, limit: float) -> Comparison:
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "centre"
        centre, _code = create_centre(folder, demo_settings(), demo.LOGIN, PASSWORD, cost=CHEAP)
        key = vault.unlock(folder, demo.LOGIN, PASSWORD, minimum=CHEAP).secret.hex()
        demo.fill(centre)
        centre.close()
        return compare(
            name,
            lambda: until("painted", "bench.empty_window"),
            lambda: until(word, "bench.existing_centre", str(folder), demo.LOGIN, key),
            limit=limit,
            rounds=ROUNDS,
        )
