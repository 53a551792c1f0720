"""Conferences of a client, with who sat there; their tasks are rows of their own (see ``tasks.py``)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from referral_desk.db import records
from referral_desk.db.models import AttendeeTable, ConferenceTable, InstitutionTable
from referral_desk.db.queries import tasks
from referral_desk.domain.conference import Attendee, Conference, ConferenceDraft, ConferenceEntry


def get(session: Session, conference_id: int) -> Conference | None:
    """Return one conference with attendees and tasks, None where there is none."""
    row = session.get(ConferenceTable, conference_id)
    return _records(session, [row])[0] if row is not None else None


def of_client(session: Session, client_id: int) -> tuple[Conference, ...]:
    """Return a client's conferences, the newest first."""
    query = select(ConferenceTable).where(ConferenceTable.client_id == client_id)
    rows = session.scalars(query.order_by(ConferenceTable.on.desc(), ConferenceTable.id.desc())).all()
    return _records(session, rows)


def counts(session: Session) -> dict[int, int]:
    """Return by client how many conferences there are about her."""
    query = select(ConferenceTable.client_id, func.count()).group_by(ConferenceTable.client_id)
    return {row[0]: row[1] for row in session.execute(query)}


def row_of(session: Session, conference_id: int) -> ConferenceTable | None:
    """Return a conference's row to change, None where there is none."""
    return session.get(ConferenceTable, conference_id)


def add(session: Session, entry: ConferenceEntry, staff_name: str) -> int:
    """Store a new conference with attendees and tasks; ``staff_name`` wrote it. Returns its id."""
    row = ConferenceTable(**_values(entry), staff_name=staff_name)
    session.add(row)
    session.flush()
    _store_attendees(session, row.id, entry.attendees)
    tasks.store_lines(session, row, entry.tasks)
    return row.id


def update(session: Session, row: ConferenceTable, entry: ConferenceEntry) -> None:
    """Store changes of a conference: attendees anew, tasks line by line; a line left out takes its task away."""
    for name, value in _values(entry).items():
        setattr(row, name, value)
    row.updated_at = datetime.now(UTC)  # so that its version counts on though only attendees or tasks changed
    session.execute(delete(AttendeeTable).where(AttendeeTable.conference_id == row.id))
    _store_attendees(session, row.id, entry.attendees)
    tasks.store_lines(session, row, entry.tasks)
    session.flush()


def task_changed(session: Session, conference_id: int | None) -> None:
    """Count on the version of a conference of which a task changed: saved as it was opened, it would change it back."""
    row = session.get(ConferenceTable, conference_id) if conference_id is not None else None
    if row is not None:
        row.updated_at = datetime.now(UTC)
        session.flush()


def remove(session: Session, row: ConferenceTable) -> None:
    """Delete a conference with attendees and tasks."""
    tasks.remove_of_conference(session, row.id)
    session.execute(delete(AttendeeTable).where(AttendeeTable.conference_id == row.id))
    session.delete(row)
    session.flush()


def _values(entry: ConferenceEntry) -> dict[str, object]:
    return records.values_of(ConferenceDraft, entry, "attendees")


def _store_attendees(session: Session, conference_id: int, attendees: Sequence[Attendee]) -> None:
    session.add_all(
        AttendeeTable(
            conference_id=conference_id,
            position=position,
            name=each.name,
            role=each.role,
            institution_id=each.institution_id,
        )
        for position, each in enumerate(attendees)
    )
    session.flush()


def _records(session: Session, rows: Sequence[ConferenceTable]) -> tuple[Conference, ...]:
    ids = [row.id for row in rows]
    there = _attendees(session, ids)
    agreed = tasks.of_conferences(session, ids)
    return tuple(
        records.shared(Conference, row, attendees=tuple(there[row.id]), tasks=tuple(agreed[row.id])) for row in rows
    )


def _attendees(session: Session, ids: Sequence[int]) -> defaultdict[int, list[Attendee]]:
    found: defaultdict[int, list[Attendee]] = defaultdict(list)
    query = (
        select(AttendeeTable, InstitutionTable.name, InstitutionTable.kind)
        .outerjoin(InstitutionTable, InstitutionTable.id == AttendeeTable.institution_id)
        .where(AttendeeTable.conference_id.in_(ids))
        .order_by(AttendeeTable.conference_id, AttendeeTable.position)
    )
    for row, name, kind in session.execute(query):
        found[row.conference_id].append(
            records.shared(Attendee, row, institution_name=name or "", institution_kind=kind or "")
        )
    return found
