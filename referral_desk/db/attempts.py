"""Wrong passwords, kept beside the database: without the right one nothing can be written into it.

``attempts.json`` holds when which login was tried with a wrong password, so that the next try has to wait, also after
the program was started anew. At the next good login the entries move into the audit trail. A login that is not one is
not kept by name: people type their password into the wrong field. Whoever can write to the folder can delete the file;
that makes guessing no cheaper than each guess's key derivation.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from math import ceil
from pathlib import Path

from referral_desk.db import durable
from referral_desk.db.errors import StorageFault
from referral_desk.domain.access import wait_after

ATTEMPTS = "attempts.json"
_KEPT = 1_000
_MAX_FILE = 1 << 20


@dataclass(frozen=True)
class Attempt:
    """One wrong password; ``login`` is "" for a login that is none. ``noted``: the audit trail has it."""

    at: datetime
    login: str
    noted: bool = False


def read(folder: Path) -> tuple[Attempt, ...]:
    """Return the wrong passwords since each login's last good one, the oldest first; nothing for a damaged file."""
    try:
        with (folder / ATTEMPTS).open("rb") as stream:
            content = json.loads(stream.read(_MAX_FILE))
        return tuple(
            Attempt(datetime.fromtimestamp(float(at), UTC), str(login), bool(noted)) for at, login, noted in content
        )
    except (OSError, ValueError, TypeError, RecursionError, OverflowError):
        return ()


def seconds_to_wait(folder: Path, login: str, logins: Sequence[str], now: datetime) -> int:
    """Return how long ``login`` has to wait for its next try, in whole seconds; 0 if not at all.

    A clock that was set back since does not shorten the wait, nor does it prolong it: the wait begins anew, once.
    """
    known = login if login in logins else ""
    tried = [attempt.at for attempt in read(folder) if attempt.login == known]
    wait = wait_after(len(tried))
    if not wait:
        return 0
    if max(tried) > now:
        _begin_anew(folder, now)
        return wait
    passed = (now - max(tried)).total_seconds()
    return 0 if passed >= wait else ceil(wait - passed)


def note(folder: Path, login: str, logins: Sequence[str], now: datetime) -> None:
    """Keep that a wrong password was tried; where the folder cannot be written to, nothing is kept."""
    with suppress(StorageFault), durable.locked(folder):
        kept = [*read(folder), Attempt(now, login if login in logins else "")][-_KEPT:]
        _write(folder, kept)


def settle(folder: Path, login: str, noted: Sequence[Attempt]) -> None:
    """Forget the wrong passwords of ``login``, who has logged in, and mark the others that the audit trail has now.

    One that came in meanwhile stays: no entry speaks of it yet.
    """
    if not noted and not any(attempt.login in {login, ""} for attempt in read(folder)):
        return
    known = set(noted)
    with suppress(StorageFault), durable.locked(folder):
        kept = [replace(attempt, noted=True) if attempt in known else attempt for attempt in read(folder)]
        _write(folder, [attempt for attempt in kept if not (attempt.noted and attempt.login in {login, ""})])


def _begin_anew(folder: Path, now: datetime) -> None:
    """Take what was tried later than now, by a clock that was set back since, for tried now."""
    with suppress(StorageFault), durable.locked(folder):
        _write(folder, [replace(attempt, at=min(attempt.at, now)) for attempt in read(folder)])


def _write(folder: Path, attempts: Sequence[Attempt]) -> None:
    content = [[attempt.at.timestamp(), attempt.login, attempt.noted] for attempt in attempts]
    durable.write(folder, {ATTEMPTS: json.dumps(content).encode() + b"\n"})
