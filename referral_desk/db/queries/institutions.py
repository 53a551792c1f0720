"""Institutions: rows of the list, one record, storing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, Integer, Select, and_, cast, exists, func, or_, select
from sqlalchemy.orm import Session

from referral_desk.db import records
from referral_desk.db.models import (
    InstitutionSearchTable,
    InstitutionTable,
    MeetingTimeTable,
    ReferralTable,
    ServedAreaTable,
)
from referral_desk.db.queries import institution_merges, institution_parts
from referral_desk.db.queries.batches import batches
from referral_desk.db.search import begins, matches
from referral_desk.domain.codes import CodeBook
from referral_desk.domain.directory_filter import DirectoryFilter
from referral_desk.domain.institution import Institution, InstitutionDraft, InstitutionRow
from referral_desk.domain.referral import OPEN

NUMBER_DIGITS = 4

T = TypeVarTuple("T")

_COLUMNS: tuple[Any, ...] = (
    InstitutionTable.id,
    InstitutionTable.number,
    InstitutionTable.name,
    InstitutionTable.kana,
    InstitutionTable.kind,
    InstitutionTable.target,
    InstitutionTable.phone,
    InstitutionTable.contact_name,
    InstitutionTable.venue,
    InstitutionTable.verified_on,
    InstitutionTable.verified_by,
    InstitutionTable.capacity,
    InstitutionTable.capacity_on,
    InstitutionTable.listed,
    InstitutionTable.defunct_on,
    select(func.count())
    .select_from(ReferralTable)
    .where(ReferralTable.institution_id == InstitutionTable.id, ReferralTable.status.in_(OPEN))
    .scalar_subquery()
    .label("open_referrals"),
)
"""The columns of a row in a list, but for its meeting times."""


def get(session: Session, institution_id: int) -> Institution | None:
    """Return one institution, None where there is none."""
    row = session.get(InstitutionTable, institution_id)
    return institution_parts.institutions(session, [row])[0] if row else None


def of_ids(session: Session, ids: Sequence[int]) -> tuple[Institution, ...]:
    """Return those of the institutions ``ids`` that there are, by id."""
    found = [
        row
        for batch in batches(ids)
        for row in session.scalars(select(InstitutionTable).where(InstitutionTable.id.in_(batch)))
    ]
    return institution_parts.institutions(session, sorted(found, key=lambda row: row.id))


def names(session: Session, ids: Iterable[int]) -> dict[int, str]:
    """Return id → name of institutions."""
    table = InstitutionTable
    return {row.id: row.name for row in session.execute(select(table.id, table.name).where(table.id.in_(set(ids))))}


def id_of_number(session: Session, number: str) -> int | None:
    """Return the id of the institution with exactly this number."""
    return session.scalar(select(InstitutionTable.id).where(InstitutionTable.number == number))


def id_of_name(session: Session, name: str) -> int | None:
    """Return the id of the institution with exactly this name."""
    return session.scalar(select(InstitutionTable.id).where(InstitutionTable.name == name))


def rows(
    session: Session,
    text: str,
    kinds: Sequence[str],
    limit: int,
    offset: int,
    *conditions: ColumnElement[bool],
    there_on: date | None,
) -> tuple[InstitutionRow, ...]:
    """Return institutions found by ``text`` (all for ""), of ``kinds`` (all for none), by kana.

    ``conditions`` on their search keys narrow what a text finds. ``there_on`` leaves out those that are no longer
    there on a day, None nobody.
    """
    query = _found(select(*_COLUMNS), text, kinds, there_on)
    if text and conditions:
        query = query.where(*conditions)
    query = query.order_by(InstitutionTable.kana_key, InstitutionTable.number).limit(limit).offset(offset)
    return _rows(session, query)


def _rows(session: Session, query: Select[Any]) -> tuple[InstitutionRow, ...]:
    found = session.execute(query).all()
    times = institution_parts.schedules(session, [row.id for row in found])
    return tuple(records.shared(InstitutionRow, row, schedule=times.get(row.id, ())) for row in found)


def suggestions(
    session: Session, text: str, kinds: Sequence[str], limit: int, *, there_on: date | None
) -> tuple[InstitutionRow, ...]:
    """Return institutions found by ``text``, those whose name, kana or number begins with it first; else as rows."""
    if not text.strip():
        return rows(session, text, kinds, limit, 0, there_on=there_on)
    first = begins(InstitutionSearchTable.keys, text)
    found = rows(session, text, kinds, limit, 0, first, there_on=there_on)
    if len(found) == limit:
        return found
    return (*found, *rows(session, text, kinds, limit - len(found), 0, ~first, there_on=there_on))


def count(session: Session, text: str, kinds: Sequence[str], *, there_on: date | None) -> int:
    """Return how many institutions :func:`rows` finds."""
    return session.scalar(_found(select(func.count()).select_from(InstitutionTable), text, kinds, there_on)) or 0


def directory(
    session: Session, text: str, narrowed: DirectoryFilter, codes: CodeBook, today: date, limit: int, offset: int
) -> tuple[tuple[InstitutionRow, ...], int]:
    """Return the part of the directory that ``text`` and ``narrowed`` find, by kana, and how many they find in all."""
    conditions = tuple(_narrowing(narrowed, codes, today))
    there_on = None if narrowed.retired else today
    query = _found(select(*_COLUMNS), text, (), there_on).where(*conditions)
    query = query.order_by(InstitutionTable.kana_key, InstitutionTable.number).limit(limit).offset(offset)
    found = _rows(session, query)
    if len(found) < limit and (found or not offset):
        return found, offset + len(found)
    total = _found(select(func.count()).select_from(InstitutionTable), text, (), there_on).where(*conditions)
    return found, session.scalar(total) or 0


def _narrowing(narrowed: DirectoryFilter, codes: CodeBook, today: date) -> Iterator[ColumnElement[bool]]:
    table = InstitutionTable
    if narrowed.kind:
        yield table.kind == narrowed.kind
    if narrowed.domain:
        yield table.kind.in_([kind.code for kind in codes.institution_kinds.items if kind.domain == narrowed.domain])
    if narrowed.municipality:
        served = exists().where(
            ServedAreaTable.institution_id == table.id, ServedAreaTable.name == narrowed.municipality
        )
        yield or_(served, table.address.contains(narrowed.municipality, autoescape=True))
    if narrowed.capacity is not None:
        yield table.capacity == narrowed.capacity
    if narrowed.stale_before is not None:
        yield or_(table.verified_on.is_(None), table.verified_on < narrowed.stale_before)
    if narrowed.meets_on is not None:
        times = MeetingTimeTable
        day = institution_parts.BYDAY[narrowed.meets_on]
        going_on = or_(times.until.is_(None), times.until >= today)
        yield exists().where(times.institution_id == table.id, times.byday.contains(day), going_on)


def municipalities(session: Session) -> tuple[str, ...]:
    """Return the names of the municipalities that somebody in the directory serves, by their code."""
    area = ServedAreaTable
    query = select(area.name).where(area.name != "").group_by(area.name).order_by(func.max(area.code), area.name)
    return tuple(session.scalars(query))


def with_meetings(session: Session, there_on: date) -> tuple[InstitutionRow, ...]:
    """Return the institutions that are there on a day and meet at set times, by kana."""
    table = InstitutionTable
    meets = exists().where(MeetingTimeTable.institution_id == table.id)
    return _rows(session, select(*_COLUMNS).where(meets, _there(there_on)).order_by(table.kana_key))


def stale(session: Session, before: date, limit: int) -> tuple[tuple[tuple[int, str, str, date | None], ...], int]:
    """Return (id, name, phone, verified on) of entries last verified before ``before``, oldest first, and how many."""
    table = InstitutionTable
    condition = and_(table.defunct_on.is_(None), or_(table.verified_on.is_(None), table.verified_on < before))
    query = select(table.id, table.name, table.phone, table.verified_on).where(condition)
    query = query.order_by(table.verified_on, table.kana_key).limit(limit)
    total = session.scalar(select(func.count()).select_from(table).where(condition)) or 0
    return tuple(session.execute(query)), total


def next_number(session: Session) -> str:
    """Return the number after the highest one."""
    highest = session.scalar(select(func.max(cast(InstitutionTable.number, Integer))))
    return str((highest or 0) + 1).zfill(NUMBER_DIGITS)


def add(session: Session, draft: InstitutionDraft, codes: CodeBook) -> InstitutionTable:
    """Store a new institution under the next number; its name must be free."""
    row = InstitutionTable(**records.institution_values(draft), number=next_number(session))
    session.add(row)
    session.flush()
    session.add(InstitutionSearchTable(institution_id=row.id, keys=search_keys(draft, row.number, codes)))
    institution_parts.store(session, [(row.id, draft)], new=True)
    return row


def update(
    session: Session, institution_id: int, draft: InstitutionDraft, version: int | None, codes: CodeBook
) -> InstitutionTable | None:
    """Store changes; None where it is not there, or another window changed it since ``version``."""
    row = session.get(InstitutionTable, institution_id)
    if row is None or (version is not None and row.version != version):
        return None
    for name, value in records.institution_values(draft).items():
        setattr(row, name, value)
    row.updated_at = datetime.now(UTC)  # what it has several of is part of its version too
    keys = institution_merges.with_former_keys(session, institution_id, search_keys(draft, row.number, codes))
    session.get_one(InstitutionSearchTable, institution_id).keys = keys
    institution_parts.store(session, [(institution_id, draft)], new=False)
    return row


TOLD = ("verified_on", "verified_by", "verified_with", "capacity", "capacity_on", "capacity_note")
"""The fields of an entry that a call there may change; none of them is a search key."""


def put_told(session: Session, institution_id: int, draft: InstitutionDraft) -> InstitutionTable | None:
    """Store what was told about an entry, as it stands in ``draft``; None where there is none."""
    row = session.get(InstitutionTable, institution_id)
    if row:
        for name in TOLD:
            setattr(row, name, getattr(draft, name))
        row.updated_at = datetime.now(UTC)  # the same told again is a change too
    return row


def put_standing(
    session: Session, institution_id: int, defunct_on: date | None, reason: str, successor_id: int | None
) -> None:
    """Note since when an institution is no longer there (None: it is there), why, and what took its place."""
    row = session.get_one(InstitutionTable, institution_id)
    row.defunct_on, row.defunct_reason, row.successor_id = defunct_on, reason, successor_id


def search_keys(draft: InstitutionDraft, number: str, codes: CodeBook) -> str:
    """Return the search keys of an institution: its own, and the labels of its kind and target."""
    kind = codes.institution_kinds.get(draft.kind)
    target = codes.targets.get(draft.target)
    labels = [label for item in (kind, target) if item for label in (item.ja, item.en)]
    return records.institution_keys(draft, number, labels)


def _there(on: date) -> ColumnElement[bool]:
    return or_(InstitutionTable.defunct_on.is_(None), InstitutionTable.defunct_on > on)


def _found(query: Select[*T], text: str, kinds: Sequence[str], there_on: date | None) -> Select[*T]:
    if there_on is not None:
        query = query.where(_there(there_on))
    if kinds:
        query = query.where(InstitutionTable.kind.in_(kinds))
    condition = matches(InstitutionSearchTable.keys, text)
    if condition is None:
        return query
    return query.join(InstitutionSearchTable, InstitutionSearchTable.institution_id == InstitutionTable.id).where(
        condition
    )
