"""Whether a data folder is sound: its key slots, its database page by page, its references, its revision."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from referral_desk.db import slots_seen, vault
from referral_desk.db.engine import create_engine
from referral_desk.db.errors import (
    FolderDamaged,
    NewerVersion,
    OlderSlots,
    StorageBusy,
    StorageDamaged,
    StorageFault,
    StorageFull,
    StorageReadOnly,
    TamperedSlots,
)
from referral_desk.db.folder import BALLAST, ballast_is_full, database_path, require
from referral_desk.db.migrations import HEAD, REVISIONS, current_revision
from referral_desk.db.session import run_plainly, storage_fault, storage_faults
from referral_desk.db.slots import DataKey
from referral_desk.domain.messages import N_, Message, message


class Severity(StrEnum):
    """What a finding asks for."""

    NOTE = "note"
    """Nothing is lost; the program mends it by itself, or works with less reserve."""
    DAMAGE = "damage"
    """Something is broken or was tampered with; the newest backup should be restored."""


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be; ``code`` is stable, for scripts."""

    code: str
    severity: Severity
    message: Message


Progress = Callable[[int, int], None]

_STEPS = 20_000
"""So many steps of SQLite lie between two questions whether a check should stop; some milliseconds."""


def check(place: Path, key: DataKey | None, *, deep: bool = False, progress: Progress | None = None) -> list[Finding]:
    """Return what is wrong with the data folder, nothing for a sound one; an open window is no hindrance.

    Without ``key`` only files and key slots are looked at. ``deep`` also compares every index with its table.
    ``progress`` is asked now and then, with (0, 0), and may raise to stop.
    Raises FolderMissing, FolderDamaged, NetworkFolder where there is no folder to look at, StorageBusy and
    StorageReadOnly where it cannot be looked at now.
    """
    require(place)
    findings = [*_slots(place, key), *_reserve(place)]
    if key is not None:
        engine = create_engine(database_path(place), key)
        try:
            findings += _database(place, engine, key, deep=deep, progress=progress)
        finally:
            engine.dispose()
    return findings


def check_open(place: Path, engine: Engine, *, deep: bool = False, progress: Progress | None = None) -> list[Finding]:
    """Return what is wrong with the data folder that ``engine`` has open; as :func:`check` with its key."""
    require(place)
    return [*_slots(place, None), *_reserve(place), *_database(place, engine, None, deep=deep, progress=progress)]


def _reserve(place: Path) -> Iterator[Finding]:
    if not ballast_is_full(place):
        yield Finding(
            "ballast",
            Severity.NOTE,
            message(N_("The reserve for a full disk ({name}) is used up. Free some space."), name=BALLAST),
        )


def _slots(place: Path, key: DataKey | None) -> Iterator[Finding]:
    texts = {
        vault.CopyState.MISSING: N_("{name} is missing; the other copy is used."),
        vault.CopyState.DAMAGED: N_("{name} is damaged; the other copy is used."),
        vault.CopyState.OLDER: N_("{name} is older than the other copy, which is used."),
    }
    for name, state in vault.copies(place).items():
        if state is not vault.CopyState.WHOLE:
            yield Finding(f"keys-{state}", Severity.NOTE, message(texts[state], name=name))
    try:
        if key is None:
            vault.logins(place)
        else:
            vault.verify(place, key)
    except StorageFault as fault:
        yield Finding("keys", Severity.DAMAGE, fault.message)


def _database(
    place: Path, engine: Engine, key: DataKey | None, *, deep: bool, progress: Progress | None
) -> list[Finding]:
    findings: list[Finding] = []
    try:
        with storage_faults(), engine.connect() as connection, _stoppable(connection, progress):
            for look in (partial(_pages, deep=deep), _references, _tables, partial(_slots_age, place=place)):
                findings += look(connection)
                if progress is not None:
                    progress(0, 0)
    except (StorageBusy, StorageReadOnly, StorageFull):
        raise  # says nothing of what is in the file
    except StorageDamaged as fault:
        findings.append(Finding("database", Severity.DAMAGE, _why_damaged(place, key, fault).message))
    except StorageFault as fault:
        findings.append(Finding("database", Severity.DAMAGE, fault.message))
    return findings


@contextmanager
def _stoppable(connection: Connection, progress: Progress | None) -> Iterator[None]:
    """Ask ``progress`` while SQLite works, and raise what it raises. The look at the seals of the pages is one step."""
    if progress is None:
        yield
        return
    raised: list[BaseException] = []

    def ask() -> bool:
        try:
            progress(0, 0)
        except BaseException as stop:
            raised.append(stop)
        return bool(raised)

    driver = cast(Any, connection.connection.driver_connection)
    driver.set_progress_handler(ask, _STEPS)
    try:
        yield
    except Exception:
        if raised:
            raise raised[0] from None
        raise
    finally:
        driver.set_progress_handler(None, 0)
    if raised:
        raise raised[0]


def _why_damaged(place: Path, key: DataKey | None, fault: StorageDamaged) -> StorageFault:
    """Return what says more of it than ``fault``, where something does."""
    try:
        if key is not None:
            slots_seen.refuse_strange(place, key)
    except StorageDamaged as strange:
        return strange
    return fault


def _pages(connection: Connection, *, deep: bool) -> Iterator[Finding]:
    with suppress(StorageReadOnly):  # then what the log holds is seen by the structure check alone
        run_plainly(connection, "PRAGMA wal_checkpoint(FULL)")  # the page check does not look into the log
    damaged = len(run_plainly(connection, "PRAGMA cipher_integrity_check"))
    if damaged:
        yield Finding(
            "pages",
            Severity.DAMAGE,
            message(N_("Damaged places in the records file: {count}. Restore the newest backup."), count=damaged),
        )
    broken = [
        row for row in run_plainly(connection, f"PRAGMA {'integrity' if deep else 'quick'}_check") if row != ("ok",)
    ]
    if broken:
        yield Finding(
            "structure",
            Severity.DAMAGE,
            message(
                N_("Faults in the structure of the records file: {count}. Restore the newest backup."),
                count=len(broken),
            ),
        )


def _references(connection: Connection) -> Iterator[Finding]:
    lost = len(run_plainly(connection, "PRAGMA foreign_key_check"))
    if lost:
        yield Finding(
            "references",
            Severity.DAMAGE,
            message(N_("Records that refer to missing records: {count}. Restore the newest backup."), count=lost),
        )


def _tables(connection: Connection) -> Iterator[Finding]:
    try:
        revision = current_revision(connection)
    except DBAPIError as error:
        if storage_fault(error.orig) is None:
            raise
        return  # said already by the page check
    if revision is None:
        yield Finding("empty", Severity.DAMAGE, message(N_("The records file is empty. Restore the newest backup.")))
    elif revision not in REVISIONS:
        yield Finding(
            "newer",
            Severity.DAMAGE,
            message(N_("The records were written by a newer version of Referral Desk. Update the program.")),
        )
    elif revision != HEAD:
        yield Finding(
            "older", Severity.NOTE, message(N_("The records are of an older version; opening the centre updates them."))
        )


def _slots_age(connection: Connection, place: Path) -> Iterator[Finding]:
    with suppress(DBAPIError, FolderDamaged, NewerVersion, TamperedSlots, StorageDamaged):  # said already
        if current_revision(connection) not in slots_seen.REVISIONS:
            return
        try:
            slots_seen.refuse_older(connection, place)
        except OlderSlots as fault:
            yield Finding("keys", Severity.DAMAGE, fault.message)
