"""One reading of one client's course: the rows of each kind of record that stand below a place, in its order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, false, literal, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from referral_desk.domain.course import DAY_ORDER, CourseEntry, CoursePlace, EntryKind
from referral_desk.domain.course_facts import Facts

Column = InstrumentedAttribute[Any]
Make = Callable[..., Facts]
_NO_TIME = literal("")


class CourseReading:
    """One reading of one client: how many entries of each kind at most, and before which place."""

    def __init__(self, session: Session, client_id: int, limit: int, before: CoursePlace | None) -> None:
        self.session = session
        self.client_id = client_id
        self.limit = limit
        self.before = before

    def rows(
        self,
        kind: EntryKind,
        on: Column,
        record_id: Column,
        columns: Sequence[ColumnElement[Any] | Column],
        *conditions: ColumnElement[bool],
        at: Column | None = None,
        joins: Iterable[tuple[Any, ColumnElement[bool]]] = (),
        outer: Iterable[tuple[Any, ColumnElement[bool]]] = (),
    ) -> Sequence[Any]:
        """Return (id, day, time, *columns) of the newest records of ``kind``, in the order of the course."""
        query = select(record_id, on, at if at is not None else _NO_TIME, *columns).select_from(record_id.class_)
        for table, link in joins:
            query = query.join(table, link)
        for table, link in outer:
            query = query.outerjoin(table, link)
        query = query.where(*conditions, self._below(kind, on, at, record_id))
        order = [on.desc(), *([at.desc()] if at is not None else []), record_id.desc()]
        return self.session.execute(query.order_by(*order).limit(self.limit)).all()

    def _below(self, kind: EntryKind, on: Column, at: Column | None, record_id: Column) -> ColumnElement[bool]:
        """Return the condition that a record of ``kind`` stands below the place where the last piece ended."""
        before = self.before
        if before is None:
            return true()
        mine = DAY_ORDER[kind]
        tie = record_id < before.id if mine.rank == before.rank else _said(mine.rank < before.rank)
        if mine.part != before.part:
            same_day = _said(mine.part < before.part)
        elif at is None:
            same_day = true() if before.at else tie
        else:
            same_day = or_(at < before.at, and_(at == before.at, tie))
        return or_(on < before.on, and_(on == before.on, same_day))


def _said(holds: bool) -> ColumnElement[bool]:
    return true() if holds else false()


def entries_of(
    kind: EntryKind, rows: Iterable[Any], make: Make, referral_id: Callable[[Any], int | None] | None = None
) -> list[CourseEntry]:
    """Return the entries of rows (id, day, time, *facts); with ``referral_id`` it stands first among the facts."""
    if referral_id is None:
        return [CourseEntry(kind=kind, id=row[0], on=row[1], at=row[2], facts=make(*row[3:])) for row in rows]
    return [
        CourseEntry(kind=kind, id=row[0], on=row[1], at=row[2], referral_id=referral_id(row), facts=make(*row[4:]))
        for row in rows
    ]


def referral_first(row: Any) -> int | None:
    value = row[3]
    return value if isinstance(value, int) else None
