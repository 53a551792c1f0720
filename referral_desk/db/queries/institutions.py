"""Institutions: rows of the list, one record, storing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, Integer, Select, cast, func, or_, select
from sqlalchemy.orm import Session

from referral_desk.db import records
from referral_desk.db.models import InstitutionSearchTable, InstitutionTable, ReferralTable
from referral_desk.db.search import begins, matches
from referral_desk.domain.codes import CodeBook
from referral_desk.domain.institution import Institution, InstitutionDraft, InstitutionRow
from referral_desk.domain.referral import OPEN
from referral_desk.domain.schedule import parse_schedule

NUMBER_DIGITS = 4

T = TypeVarTuple("T")


def get(session: Session, institution_id: int) -> Institution | None:
    """Return one institution, None where there is none."""
    row = session.get(InstitutionTable, institution_id)
    return records.institution(row) if row else None


def id_of_number(session: Session, number: str) -> int | None:
    """Return the id of the institution with exactly this number."""
    return session.scalar(select(InstitutionTable.id).where(InstitutionTable.number == number))


def id_of_name(session: Session, name: str) -> int | None:
    """Return the id of the institution with exactly this name."""
    return session.scalar(select(InstitutionTable.id).where(InstitutionTable.name == name))


def rows(
    session: Session, text: str, kinds: Sequence[str], limit: int, offset: int, *conditions: ColumnElement[bool]
) -> tuple[InstitutionRow, ...]:
    """Return institutions found by ``text`` (all for ""), of ``kinds`` (all for none), by kana.

    ``conditions`` on their search keys narrow what a text finds.
    """
    open_referrals = (
        select(func.count())
        .select_from(ReferralTable)
        .where(ReferralTable.institution_id == InstitutionTable.id, ReferralTable.status.in_(OPEN))
        .scalar_subquery()
    )
    table = InstitutionTable
    query = _found(
        select(
            table.id,
            table.number,
            table.name,
            table.kana,
            table.kind,
            table.target,
            table.phone,
            table.contact_name,
            table.schedule,
            table.venue,
            table.verified_on,
            open_referrals,
        ),
        text,
        kinds,
    )
    if text and conditions:
        query = query.where(*conditions)
    query = query.order_by(table.kana_key, table.number).limit(limit).offset(offset)
    return tuple(_row(row) for row in session.execute(query))


def suggestions(session: Session, text: str, kinds: Sequence[str], limit: int) -> tuple[InstitutionRow, ...]:
    """Return institutions found by ``text``, those whose name, kana or number begins with it first."""
    if not text.strip():
        return rows(session, text, kinds, limit, 0)
    first = begins(InstitutionSearchTable.keys, text)
    found = rows(session, text, kinds, limit, 0, first)
    return found if len(found) == limit else (*found, *rows(session, text, kinds, limit - len(found), 0, ~first))


def count(session: Session, text: str, kinds: Sequence[str]) -> int:
    """Return how many institutions ``text`` and ``kinds`` find."""
    return session.scalar(_found(select(func.count()).select_from(InstitutionTable), text, kinds)) or 0


def with_meetings(session: Session) -> tuple[tuple[int, str, str, str, str], ...]:
    """Return (id, name, target, schedule, venue) of the institutions that meet at set times."""
    table = InstitutionTable
    query = select(table.id, table.name, table.target, table.schedule, table.venue).where(table.schedule != "")
    return tuple(session.execute(query.order_by(table.kana_key)))


def stale(session: Session, before: date, limit: int) -> tuple[tuple[tuple[int, str, str, date | None], ...], int]:
    """Return (id, name, phone, verified on) of entries last verified before ``before``, oldest first, and how many."""
    table = InstitutionTable
    condition = or_(table.verified_on.is_(None), table.verified_on < before)
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
    session.get_one(InstitutionSearchTable, institution_id).keys = search_keys(draft, row.number, codes)
    return row


def verify(session: Session, institution_id: int, day: date) -> InstitutionTable | None:
    """Note that the entry was verified on ``day``; None where there is none."""
    row = session.get(InstitutionTable, institution_id)
    if row:
        row.verified_on = day
    return row


def search_keys(draft: InstitutionDraft, number: str, codes: CodeBook) -> str:
    """Return the search keys of an institution: its own, and the labels of its kind and target."""
    kind = codes.institution_kinds.get(draft.kind)
    target = codes.targets.get(draft.target)
    labels = [label for item in (kind, target) if item for label in (item.ja, item.en)]
    return records.institution_keys(draft, number, labels)


def _row(row: tuple[Any, ...]) -> InstitutionRow:
    written = 8  # where the schedule stands
    values = [*row[:written], parse_schedule(row[written]) if row[written] else (), *row[written + 1 :]]
    return InstitutionRow(*values)


def _found(query: Select[*T], text: str, kinds: Sequence[str]) -> Select[*T]:
    if kinds:
        query = query.where(InstitutionTable.kind.in_(kinds))
    condition = matches(InstitutionSearchTable.keys, text)
    if condition is None:
        return query
    return query.join(InstitutionSearchTable, InstitutionSearchTable.institution_id == InstitutionTable.id).where(
        condition
    )
