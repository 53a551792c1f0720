"""The audit trail: entries that are chained by a keyed seal, so that none can be changed, taken out or exchanged.

The seal of an entry is an HMAC-SHA256 over the seal before it and the entry itself. Cutting off the end leaves a
shorter chain that is whole in itself; it shows only against a head that was kept outside, as every backup's manifest
and every printed tally do. The key of the seals is random, is kept wrapped by the data key, and stays when the centre
is re-keyed: earlier heads go on being right.
"""

from __future__ import annotations

import hmac
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import (
    ColumnElement,
    Connection,
    LargeBinary,
    Select,
    Table,
    and_,
    case,
    func,
    insert,
    literal,
    or_,
    select,
    union,
    update,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.engine.interfaces import DBAPICursor

from referral_desk.db.errors import StorageDamaged
from referral_desk.db.models.audit import AuditKeyTable, AuditTable
from referral_desk.db.models.merge import MergeTable
from referral_desk.db.session import Session, Sessions
from referral_desk.db.slots import DataKey
from referral_desk.domain.access import Action, Happening
from referral_desk.domain.audit import (
    FAILED_AT_DOOR,
    NOTHING,
    AuditEvent,
    AuditFilter,
    AuditHead,
    AuditRow,
    Broken,
    canonical,
    read_detail,
    write_detail,
)
from referral_desk.domain.messages import N_, message

START = AuditHead(0, bytes(32))
"""The head of an empty trail."""

_entries = cast(Table, AuditTable.__table__)
_keys = cast(Table, AuditKeyTable.__table__)
_merges = cast(Table, MergeTable.__table__)
_LAST = "SELECT number, CAST(at AS BLOB), CAST(seal AS BLOB) FROM audit ORDER BY number DESC LIMIT 1"
_ADD = "INSERT INTO audit (number, at, login, action, client_id, record, detail, seal) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_ALL = """
SELECT number, CAST(at AS BLOB), CAST(login AS BLOB), CAST(action AS BLOB), CAST(record AS BLOB), CAST(detail AS BLOB),
    CASE typeof(client_id) WHEN 'integer' THEN client_id END, CAST(seal AS BLOB),
    typeof(at) || typeof(login) || typeof(action) || typeof(record) || typeof(detail) || typeof(seal)
        || replace(typeof(client_id), 'integer', 'null')
FROM audit WHERE number >= ? ORDER BY number
"""
"""Bytes: text that was tampered with need not be text."""

_THEIR_TYPES = "texttexttexttexttextblobnull"
_TEXTS = ("at", "login", "action", "record", "detail")
_SHOWN = (
    _entries.c.number,
    case((func.typeof(_entries.c.client_id) == "integer", _entries.c.client_id)),
    *(func.coalesce(sql_cast(_entries.c[name], LargeBinary), b"") for name in _TEXTS),
)
_NONCE = 12
_LOWEST = -(1 << 63)
_BATCH = 250
_PAUSE = 0.001
"""After so many entries verifying rests for so many seconds: other threads, the window's, need the interpreter."""

_CLOCK_SLACK = timedelta(seconds=2)
"""What a clock that keeps itself right by the network's time goes back now and then."""

_WITHOUT_ZONE = len("2026-11-24 10:00:00.000000")

UNREADABLE = datetime(1970, 1, 1, tzinfo=UTC)
"""When an entry was made whose time was tampered with."""

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the present moment, aware."""
    return datetime.now(UTC)


def create_key(session: Session, data_key: DataKey) -> None:
    """Give a centre whose trail has no key yet a new one; of several that try, one succeeds."""
    if session.scalar(select(_keys.c.id)) is None:
        session.connection().execute(insert(_keys).values(id=1, wrapped=wrap(os.urandom(32), data_key)))


def keep_key(session: Session, key: bytes, data_key: DataKey) -> None:
    """Keep the trail's key under another data key: the seals stay right."""
    session.connection().execute(update(_keys).values(wrapped=wrap(key, data_key)))


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
    with closing(_connection(source).connection.cursor()) as cursor:
        return _append(cursor, key, login, events, clock)


def note(
    sessions: Sessions,
    key: bytes,
    login: str,
    events: Sequence[AuditEvent],
    *,
    clock: Clock = utc_now,
    check: Callable[[DBAPICursor], None] | None = None,
) -> AuditHead:
    """Add entries in a transaction of their own; return the new head. Raises StorageFault, and then none is there.

    ``check`` is called inside it and may raise, which adds none.
    """
    with sessions.write_bare() as cursor:
        if check is not None:
            check(cursor)
        return _append(cursor, key, login, events, clock)


def _append(cursor: DBAPICursor, key: bytes, login: str, events: Sequence[AuditEvent], clock: Clock) -> AuditHead:
    # Every reading and every change passes here: plain statements, which the driver keeps prepared.
    cursor.execute(_LAST)
    last = cursor.fetchone()
    number, seal = (last[0], last[2] or b"") if last else (START.number, START.seal)
    now = clock().astimezone(UTC)
    back = _moment(last[1]) - now if last else timedelta()
    if back >= _CLOCK_SLACK:
        events = [AuditEvent(Happening.CLOCK_SET_BACK, detail={"seconds": round(back.total_seconds())}), *events]
    stored = _written(now)
    for event in events:
        number += 1
        action, detail = str(event.action), write_detail(event.detail)
        seal = _seal(key, seal, canonical(number, now, login, action, event.client_id, event.record, detail))
        cursor.execute(_ADD, (number, stored, login, action, event.client_id, event.record, detail, seal))
    return AuditHead(number, seal)


def _seal(key: bytes, before: bytes, said: bytes) -> bytes:
    return hmac.digest(key, before + said, "sha256")


def _written(at: datetime) -> str:
    """Return a moment as the column holds it."""
    return at.astimezone(UTC).isoformat(" ", "microseconds")[:_WITHOUT_ZONE]


def _moment(stored: bytes | None) -> datetime:
    """Return the moment that a column holds, UNREADABLE for what is none."""
    try:
        return datetime.fromisoformat((stored or b"").decode()).replace(tzinfo=UTC)
    except ValueError:
        return UNREADABLE


def head(source: Session | Connection) -> AuditHead:
    """Return the end of the trail as it is stored."""
    with closing(_connection(source).connection.cursor()) as cursor:
        cursor.execute(_LAST)
        last = cursor.fetchone()
    return AuditHead(last[0], last[2] or b"") if last else START


def verify(
    source: Session | Connection,
    key: bytes,
    anchors: Sequence[AuditHead] = (),
    *,
    after: AuditHead = START,
    progress: Callable[[int, int], None] | None = None,
) -> Broken | None:
    """Return where the trail is not what was written, None for a whole one.

    ``anchors`` are heads kept outside; what they know of the trail must still be in it, of a seal perhaps only its
    beginning. ``after`` is a head in it up to
    which it was verified before. ``progress`` is told (done, total) now and then, and may raise to stop.
    """
    connection = _connection(source)
    total = max(1, head(connection).number - after.number)
    kept: dict[int, set[bytes]] = {}
    for anchor in anchors:
        kept.setdefault(anchor.number, set()).add(anchor.seal)
    number, seal = after.number, after.seal
    with closing(connection.connection.cursor()) as cursor:
        cursor.execute(_ALL, (number + 1 if number else _LOWEST,))
        for row in iter(cursor.fetchone, None):
            if (number - after.number) % _BATCH == 0:
                _rest()
                if progress:
                    progress(number - after.number, total)
            if row[0] > number + 1:
                return Broken(number + 1, "missing")
            if row[0] <= number or not _is_sealed(row, key, seal):
                return Broken(row[0], "changed")
            number, seal = row[0], row[-2]
            if not all(seal.startswith(known) for known in kept.get(number, ())):
                return Broken(number, "replaced")
    if any(anchor > number for anchor in kept):
        return Broken(number + 1, "cut")
    return None


def _rest() -> None:
    if threading.active_count() > 1:
        time.sleep(_PAUSE)


def _is_sealed(row: Sequence[Any], key: bytes, before: bytes) -> bool:
    """Whether a stored entry is, to the letter, the one its seal was made for, behind the one sealed ``before``."""
    number, at, login, action, record, detail, client_id, seal, types = row
    moment = _moment(at)
    if types != _THEIR_TYPES or at != _written(moment).encode():
        return False
    try:
        said = canonical(number, moment, login.decode(), action.decode(), client_id, record.decode(), detail.decode())
    except UnicodeDecodeError:
        return False
    return hmac.compare_digest(_seal(key, before, said), seal)


def rows(session: Session, wanted: AuditFilter, *, limit: int = 200, below: int | None = None) -> tuple[AuditRow, ...]:
    """Return entries, the newest first, from the one before ``below`` on. One that was tampered with hides no other."""
    query = select(*_SHOWN).where(*_conditions(wanted)).order_by(_entries.c.number.desc()).limit(limit)
    if below is not None:
        query = query.where(_entries.c.number < below)
    return tuple(_shown(tuple(row)) for row in session.execute(query))


def _shown(row: Sequence[Any]) -> AuditRow:
    number, client_id, at, *fields = row
    login, action, record, detail = (field.decode(errors="replace") for field in fields)
    try:
        said = read_detail(detail)
    except (TypeError, ValueError):
        said = NOTHING
    return AuditRow(number, _moment(at), login, action, client_id, record, said)


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
    newest = (session.scalar(select(func.max(_entries.c.number)).where(_entries.c.action == each)) for each in actions)
    return max((number or 0 for number in newest), default=0)  # each from the end of the index of actions


def _conditions(wanted: AuditFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.client_id is not None:
        yield _entries.c.number.in_(union(*_about(wanted.client_id)))
    if wanted.login:
        yield _done_by(wanted.login)
    if wanted.actions:
        yield _entries.c.action.in_(wanted.actions)
    if wanted.first is not None:
        yield _entries.c.at >= wanted.first
    if wanted.until is not None:
        yield _entries.c.at < wanted.until


def _done_by(login: str) -> ColumnElement[bool]:
    """Whether somebody did it, or tried to come in; what others tried at the door is not theirs who noted it."""
    at_door = _entries.c.action.in_(FAILED_AT_DOOR)
    tried = write_detail({"login": login})[1:-1]
    return or_(
        and_(~at_door, _entries.c.login == login),
        and_(at_door, _entries.c.detail.contains(tried, autoescape=True)),
    )


def _about(client_id: int) -> Iterator[Select[int]]:
    """Give the numbers of entries about a client, and of searches that found her among few: her name was in the list.

    What was noted of a record that was merged into hers is about her as well. Where a merge was taken back, what was
    noted of the merged record meanwhile was about both.
    """
    former = select(_merges.c.merged_id).where(_merges.c.kept_id == client_id, _merges.c.undone_at.is_(None))
    yield select(_entries.c.number).where(_entries.c.client_id == client_id)
    yield select(_entries.c.number).where(_entries.c.client_id.in_(former))
    yield (
        select(_entries.c.number)
        .join(_merges, _entries.c.client_id == _merges.c.kept_id)
        .where(_merges.c.merged_id == client_id, _entries.c.at >= _merges.c.at, _entries.c.at <= _merges.c.undone_at)
    )
    apart = func.replace(func.replace(_entries.c.detail, "[", ","), "]", ",")
    of_search = (_entries.c.action == Action.SEARCH_RECORDS, _entries.c.record == "clients")
    yield select(_entries.c.number).where(*of_search, func.instr(apart, f",{client_id},") > 0)
    yield (
        select(_entries.c.number)
        .join(_merges, func.instr(apart, literal(",").concat(_merges.c.merged_id).concat(",")) > 0)
        .where(*of_search, _merges.c.kept_id == client_id, _merges.c.undone_at.is_(None))
    )


def _connection(source: Session | Connection) -> Connection:
    return source.connection() if isinstance(source, Session) else source
