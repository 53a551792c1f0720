"""Engagements of a client."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from referral_desk.db import records
from referral_desk.db.models import ClientTable, EngagementTable, InstitutionTable
from referral_desk.db.queries.restrictions import hidden_ids
from referral_desk.domain.engagement import Engagement, EngagementDraft, is_current
from referral_desk.domain.retiring import Engaged

_QUERY = select(EngagementTable, InstitutionTable.name, InstitutionTable.kind).outerjoin(
    InstitutionTable, InstitutionTable.id == EngagementTable.institution_id
)


def get(session: Session, engagement_id: int) -> Engagement | None:
    """Return one engagement, None where there is none."""
    row = session.execute(_QUERY.where(EngagementTable.id == engagement_id)).first()
    return records.engagement(*row) if row else None


def of_client(session: Session, client_id: int) -> tuple[Engagement, ...]:
    """Return a client's engagements in the order of entry."""
    query = _QUERY.where(EngagementTable.client_id == client_id).order_by(EngagementTable.id)
    return tuple(records.engagement(*row) for row in session.execute(query))


def at_institution(session: Session, institution_id: int, day: date) -> tuple[tuple[Engaged, ...], int]:
    """Return who is engaged with an institution on a day, by kana, and how many more whom the person may not see."""
    query = _QUERY.add_columns(ClientTable.number, ClientTable.name)
    query = query.join(ClientTable, ClientTable.id == EngagementTable.client_id)
    query = query.where(EngagementTable.institution_id == institution_id).order_by(ClientTable.kana_key)
    left_out = hidden_ids(session)
    found = [
        Engaged(engagement.client_id, number, name, engagement.since)
        for *row, number, name in session.execute(query)
        if is_current(engagement := records.engagement(*row), day)
    ]
    seen = tuple(each for each in found if each.client_id not in left_out)
    return seen, len(found) - len(seen)


def store(session: Session, draft: EngagementDraft, engagement_id: int | None) -> int | None:
    """Store a new engagement or changes of one; return its id, None where the one to change is not there."""
    values = records.engagement_values(draft)
    if engagement_id is None:
        row: EngagementTable | None = EngagementTable(**values)
        session.add(row)
    else:
        row = session.get(EngagementTable, engagement_id)
        if row is None:
            return None
        for name, value in values.items():
            setattr(row, name, value)
    session.flush()
    return row.id if row else None


def remove(session: Session, engagement_id: int) -> None:
    """Delete an engagement that was marked by mistake."""
    session.delete(session.get_one(EngagementTable, engagement_id))
