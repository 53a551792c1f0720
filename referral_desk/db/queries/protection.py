"""What the audit trail says about backups: which change is the first that one lacks, and where a restore went on.

The trail may have been tampered with; here that hinders nobody, and checking it is the business of ``audit.verify``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import cast

from sqlalchemy import Connection, LargeBinary, Select, Table, func, select
from sqlalchemy import cast as sql_cast

from referral_desk.db.models.audit import AuditTable
from referral_desk.domain.access import Action
from referral_desk.domain.audit import AuditHead

COUNTED = ("client", "contact", "document", "engagement", "institution", "referral")
"""The main tables: how many rows each has stands in a backup's manifest."""

_entries = cast(Table, AuditTable.__table__)
_AT = sql_cast(_entries.c.at, LargeBinary)
_SEAL = sql_cast(_entries.c.seal, LargeBinary)


def counts(connection: Connection) -> dict[str, int]:
    """Return how many rows the main tables have."""
    return {name: connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one() for name in COUNTED}


def restores(connection: Connection) -> tuple[AuditHead, ...]:
    """Return the entries of restores, with their seals, the oldest first."""
    query = select(_entries.c.number, _SEAL).where(_entries.c.action == Action.RESTORE).order_by(_entries.c.number)
    return tuple(AuditHead(number, seal or b"") for number, seal in connection.execute(query))


def restored_at(connection: Connection) -> datetime | None:
    """Return when these records were restored last, None for never."""
    query = select(_AT).where(_entries.c.action == Action.RESTORE).order_by(_entries.c.number.desc())
    return _moment(connection, query)


def holds(connection: Connection, head: AuditHead) -> bool:
    """Whether the trail once ended with ``head``."""
    if not head.number:
        return True
    seal = connection.execute(select(_SEAL).where(_entries.c.number == head.number)).scalar()
    return seal == head.seal


def first_after(connection: Connection, number: int, actions: Iterable[str]) -> datetime | None:
    """Return when the first entry behind ``number`` was made that has one of ``actions``, None where there is none."""
    # The first of each action is found at once by their index, however long the trail.
    later = select(func.min(_entries.c.number)).where(_entries.c.number > number)
    firsts = [connection.execute(later.where(_entries.c.action == each)).scalar() for each in actions]
    first = min((each for each in firsts if each is not None), default=None)
    return None if first is None else _moment(connection, select(_AT).where(_entries.c.number == first))


def begun_at(connection: Connection) -> datetime | None:
    """Return when the first entry of the trail was made, None for an empty one."""
    return _moment(connection, select(_AT).order_by(_entries.c.number))


def _moment(connection: Connection, query: Select[bytes]) -> datetime | None:
    found = connection.execute(query.limit(1)).scalar()
    if found is None:
        return None
    try:
        return datetime.fromisoformat(found.decode()).replace(tzinfo=UTC)
    except ValueError:  # tampered with: as old as can be, for then it is spoken of
        return datetime(1970, 1, 1, tzinfo=UTC)
