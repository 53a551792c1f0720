"""What institutions have several of: meeting times, places, services, people, numbers, areas; read and stored at once.

They belong to the entry: storing puts the new ones in place of those there were.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date, time
from typing import Any, TypeVar

from sqlalchemy import Row, Table, delete, insert, select
from sqlalchemy.orm import Session

from referral_desk.db import records
from referral_desk.db.models import (
    Base,
    InstitutionPersonTable,
    InstitutionPhoneTable,
    InstitutionPlaceTable,
    InstitutionServiceTable,
    InstitutionTable,
    MeetingTimeTable,
    ServedAreaTable,
)
from referral_desk.db.queries.batches import batches
from referral_desk.domain.institution import Institution, InstitutionDraft
from referral_desk.domain.institution_parts import (
    InstitutionPerson,
    InstitutionPhone,
    InstitutionPlace,
    InstitutionService,
    ServedArea,
)
from referral_desk.domain.schedule import MeetingTime, Pause

_TABLES: dict[str, tuple[type[Base], type]] = {
    "places": (InstitutionPlaceTable, InstitutionPlace),
    "services": (InstitutionServiceTable, InstitutionService),
    "people": (InstitutionPersonTable, InstitutionPerson),
    "phones": (InstitutionPhoneTable, InstitutionPhone),
    "areas": (ServedAreaTable, ServedArea),
}
BYDAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

T = TypeVar("T")


def institutions(session: Session, rows: Iterable[InstitutionTable | Row[Any]]) -> tuple[Institution, ...]:
    """Return the records of institutions' rows with all that belongs to them, in the order given."""
    found = tuple(rows)
    ids = [row.id for row in found]
    times = schedules(session, ids)
    parts = {name: _parts(session, name, ids) for name in _TABLES}
    return tuple(
        records.shared(
            Institution,
            row,
            schedule=times.get(row.id, ()),
            **{name: of.get(row.id, ()) for name, of in parts.items()},
        )
        for row in found
    )


def schedules(session: Session, ids: Sequence[int]) -> Mapping[int, tuple[MeetingTime, ...]]:
    """Return the meeting times of those of the institutions ``ids`` that have any."""
    return _by_institution(session, MeetingTimeTable, ids, _meeting_time)


def store(session: Session, drafts: Sequence[tuple[int, InstitutionDraft]], *, new: bool) -> None:
    """Store what belongs to institutions, each (id, draft); ``new`` ones have nothing yet."""
    written: dict[str, list[dict[str, Any]]] = {name: [] for name in ("schedule", *_TABLES)}
    for institution_id, draft in drafts:
        for name, rows in written.items():
            for position, part in enumerate(getattr(draft, name)):
                values = _time_values(part) if isinstance(part, MeetingTime) else _values(part)
                rows.append({"institution_id": institution_id, "position": position, **values})
    for name, rows in written.items():
        table = _table(MeetingTimeTable if name == "schedule" else _TABLES[name][0])
        if not new:
            for ids in batches([institution_id for institution_id, _draft in drafts]):
                session.execute(delete(table).where(table.c.institution_id.in_(ids)))
        if rows:
            session.connection().execute(insert(table), rows)


def _table(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table


def _parts(session: Session, name: str, ids: Sequence[int]) -> dict[int, tuple[Any, ...]]:
    model, record = _TABLES[name]
    return _by_institution(session, model, ids, lambda row: records.shared(record, row))


def _by_institution(session: Session, model: type[Base], ids: Sequence[int], make: Any) -> dict[int, tuple[Any, ...]]:
    table = _table(model)
    found: dict[int, list[Any]] = {}
    for batch in batches(ids):
        query = select(table).where(table.c.institution_id.in_(batch))
        for row in session.execute(query.order_by(table.c.institution_id, table.c.position)):
            found.setdefault(row.institution_id, []).append(make(row))
    return {institution_id: tuple(parts) for institution_id, parts in found.items()}


def _values(part: Any) -> dict[str, Any]:
    return {field.name: getattr(part, field.name) for field in fields(part)}


# --- a meeting time as an HSDS schedule ------------------------------------------------------------------------------


def _time_values(meeting: MeetingTime) -> dict[str, Any]:
    weeks = [str(week) for week in meeting.weeks] or [""]
    return {
        "freq": "MONTHLY" if meeting.monthly else "WEEKLY",
        "interval": meeting.interval,
        "byday": " ".join(week + BYDAY[day] for week in weeks for day in meeting.weekdays),
        "bymonthday": " ".join(map(str, meeting.month_days)),
        "dtstart": meeting.begins,
        "until": meeting.ends,
        "opens_at": f"{meeting.start:%H:%M}",
        "closes_at": f"{meeting.end:%H:%M}" if meeting.end else "",
        "not_on_holidays": meeting.not_on_holidays,
        "pauses": " ".join(f"{_pause_end(pause.first)}/{_pause_end(pause.last)}" for pause in meeting.pauses),
        "openness": meeting.openness,
        "attendees": meeting.attendees,
        "venue": meeting.venue,
        "note": meeting.note,
    }


def _meeting_time(row: Row[Any]) -> MeetingTime:
    days = [(each[-2:], each[:-2]) for each in row.byday.split()]
    return MeetingTime(
        weekdays=tuple(BYDAY.index(day) for day, _week in days),
        weeks=tuple(int(week) for _day, week in days if week),
        start=time.fromisoformat(row.opens_at),
        end=time.fromisoformat(row.closes_at) if row.closes_at else None,
        month_days=tuple(map(int, row.bymonthday.split())),
        interval=row.interval,
        begins=row.dtstart,
        ends=row.until,
        not_on_holidays=row.not_on_holidays,
        pauses=tuple(map(_pause, row.pauses.split())),
        openness=row.openness,
        attendees=row.attendees,
        venue=row.venue,
        note=row.note,
    )


def _pause_end(end: date | tuple[int, int]) -> str:
    return end.isoformat() if isinstance(end, date) else f"{end[0]:02}-{end[1]:02}"


def _pause(written: str) -> Pause:
    first, last = (
        date.fromisoformat(end) if len(end) == len("2026-08-10") else (int(end[:2]), int(end[3:]))
        for end in written.split("/")
    )
    return Pause(first, last)
