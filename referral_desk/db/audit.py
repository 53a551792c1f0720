"""The audit trail: entries that are chained by a keyed seal, so that none can be changed, taken out or exchanged.

The seal of an entry is an HMAC-SHA256 over the seal before it and the entry itself. Cutting off the end leaves a
shorter chain that is whole in itself; it shows only against a head that was kept outside, as every backup's manifest
and every printed tally do. The key of the seals is random, is kept wrapped by the data key, and stays when the centre
is re-keyed: earlier heads go on being right.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import ColumnElement, Connection, Row, Table, func, insert, select

from referral_desk.db.errors import StorageDamaged
from referral_desk.db.models.audit import AuditKeyTable, AuditTable
from referral_desk.db.session import Session
from referral_desk.db.slots import DataKey
from referral_desk.domain.access import Happening
from referral_desk.domain.audit import (
    AuditEvent,
    AuditFilter,
    AuditHead,
    AuditRow,
    canonical,
    read_detail,
    write_detail,
)
from referral_desk.domain.messages import N_, message

START = AuditHead(0, bytes(32))
"""The head of an empty trail."""

_entries = cast(Table, AuditTable.__table__)
_keys = cast(Table, AuditKeyTable.__table__)
_LAST = select(_entries.c.number, _entries.c.at, _entries.c.seal).order_by(_entries.c.number.desc()).limit(1)
_ADD = insert(_entries)
_NONCE = 12
_BATCH = 2_000

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the present moment, aware."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Broken:
    """Where a trail stops being what was written: the number of the first entry that is not right."""

    number: int
    why: str
    """``changed``: the entry or one before it was altered or exchanged; ``missing``: it is gone; ``cut``: the end is
    gone; ``replaced``: the entry is not the one that was there when the head was kept."""


def create_key(session: Session, data_key: DataKey) -> None:
    """Give a centre whose trail has no key yet a new one; of several that try, one succeeds."""
    if session.scalar(select(_keys.c.id)) is None:
        session.connection().execute(insert(_keys).values(id=1, wrapped=wrap(os.urandom(32), data_key)))


def wrap(key: bytes, data_key: DataKey) -> bytes:
    """Return the trail's key as it is stored under ``data_key``."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(data_key.subkey("audit")).encrypt(nonce, key, b"referral-desk 1 audit")


def unwrap(wrapped: bytes, data_key: DataKey) -> bytes:
    """Return the trail's key. Raises StorageDamaged where it was exchanged."""
    try:
        return AESGCM(data_key.subkey("audit")).decrypt(wrapped[:_NONCE], wrapped[_NONCE:], b"referral-desk 1 audit")
    except (InvalidTag, ValueError) as error:
        raise StorageDamaged(
            message(N_("The key of the audit trail does not belong to these records. Restore the newest backup."))
        ) from error


def read_key(source: Session | Connection, data_key: DataKey) -> bytes | None:
    """Return the trail's key, None where the centre has none yet."""
    wrapped = _connection(source).execute(select(_keys.c.wrapped)).scalar_one_or_none()
    return None if wrapped is None else unwrap(bytes(wrapped), data_key)


def append(
    source: Session | Connection, key: bytes, login: str, events: Sequence[AuditEvent], *, clock: Clock = utc_now
) -> AuditHead:
    """Add entries inside the writing transaction that ``source`` is in; return the new head.

    Where the PC's clock stands before the last entry an entry says so first: the order is the numbers', not the
    clock's.
    """
    connection = _connection(source)
    last = connection.execute(_LAST).first()
    number, before, seal = (last.number, last.at, bytes(last.seal)) if last else (0, None, START.seal)
    now = clock()
    if before is not None and now < before:
        jump = {"seconds": round((before - now).total_seconds())}
        events = [AuditEvent(Happening.CLOCK_SET_BACK, detail=jump), *events]
    entries = []
    for event in events:
        number += 1
        detail = write_detail(event.detail)
        said = canonical(number, now, login, event.action, event.client_id, event.record, detail)
        seal = hmac.digest(key, seal + said, "sha256")
        entries.append(
            {
                "number": number,
                "at": now,
                "login": login,
                "action": event.action,
                "client_id": event.client_id,
                "record": event.record,
                "detail": detail,
                "seal": seal,
            }
        )
    connection.execute(_ADD, entries)
    return AuditHead(number, seal)


def head(source: Session | Connection) -> AuditHead:
    """Return the end of the trail as it is stored."""
    last = _connection(source).execute(_LAST).first()
    return AuditHead(last.number, bytes(last.seal)) if last else START


def verify(source: Session | Connection, key: bytes, anchors: Sequence[AuditHead] = ()) -> Broken | None:
    """Return where the trail is not what was written, None for a whole one.

    ``anchors`` are heads kept outside; what they know of the trail must still be in it.
    """
    kept = {anchor.number: anchor.seal for anchor in anchors}
    number, seal = START.number, START.seal
    for row in _stored(_connection(source)):
        if row.number != number + 1:
            return Broken(number + 1, "missing")
        number = row.number
        said = canonical(number, row.at, row.login, row.action, row.client_id, row.record, row.detail)
        seal = hmac.digest(key, seal + said, "sha256")
        if not hmac.compare_digest(seal, bytes(row.seal)):
            return Broken(number, "changed")
        if kept.get(number, seal) != seal:
            return Broken(number, "replaced")
    if any(anchor > number for anchor in kept):
        return Broken(number + 1, "cut")
    return None


def _stored(connection: Connection) -> Iterator[Row[Any]]:
    query = select(_entries).order_by(_entries.c.number).limit(_BATCH)
    batch = connection.execute(query).all()
    while batch:
        yield from batch
        batch = connection.execute(query.where(_entries.c.number > batch[-1].number)).all()


def rows(session: Session, wanted: AuditFilter, *, limit: int = 200, offset: int = 0) -> tuple[AuditRow, ...]:
    """Return entries, the newest first."""
    query = select(_entries).where(*_conditions(wanted)).order_by(_entries.c.number.desc())
    return tuple(
        AuditRow(row.number, row.at, row.login, row.action, row.client_id, row.record, read_detail(row.detail))
        for row in session.execute(query.limit(limit).offset(offset))
    )


def count(session: Session, wanted: AuditFilter) -> int:
    """Return how many entries :func:`rows` would give without its limit."""
    return session.scalar(select(func.count()).select_from(_entries).where(*_conditions(wanted))) or 0


def counts(session: Session, wanted: AuditFilter) -> dict[tuple[str, str], int]:
    """Return how many entries there are by login and action."""
    query = select(_entries.c.login, _entries.c.action, func.count()).where(*_conditions(wanted))
    found = session.execute(query.group_by(_entries.c.login, _entries.c.action))
    return {(login, action): number for login, action, number in found}


def last_number_of(session: Session, actions: Sequence[str]) -> int:
    """Return the number of the newest entry with one of ``actions``, 0 for none."""
    query = select(_entries.c.number).where(_entries.c.action.in_(actions))
    return session.scalar(query.order_by(_entries.c.number.desc()).limit(1)) or 0


def _conditions(wanted: AuditFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.client_id is not None:
        yield _entries.c.client_id == wanted.client_id
    if wanted.login:
        yield _entries.c.login == wanted.login
    if wanted.actions:
        yield _entries.c.action.in_(wanted.actions)
    if wanted.first is not None:
        yield _entries.c.at >= wanted.first
    if wanted.until is not None:
        yield _entries.c.at < wanted.until


def _connection(source: Session | Connection) -> Connection:
    return source.connection() if isinstance(source, Session) else source
