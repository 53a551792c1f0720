"""Screenings of clients."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from referral_desk.db import records
from referral_desk.db.models import PathStepTable, ScreeningTable
from referral_desk.domain.screening import Screening, ScreeningDraft


def get(session: Session, screening_id: int) -> Screening | None:
    """Return one screening, None where there is none."""
    row = session.get(ScreeningTable, screening_id)
    return _screening(row) if row is not None else None


def row_of(session: Session, screening_id: int) -> ScreeningTable | None:
    """Return a screening's row to change, None where there is none."""
    return session.get(ScreeningTable, screening_id)


def of_client(session: Session, client_id: int) -> tuple[Screening, ...]:
    """Return all screenings of a client, the latest first."""
    query = select(ScreeningTable).where(ScreeningTable.client_id == client_id)
    rows = session.scalars(query.order_by(ScreeningTable.on.desc(), ScreeningTable.id.desc()))
    return tuple(map(_screening, rows))


def last_versions(session: Session) -> dict[str, tuple[str, int]]:
    """Return by tool the profile and the grams in a drink of the centre's latest screening with it."""
    latest = select(func.max(ScreeningTable.id)).group_by(ScreeningTable.tool)
    query = select(ScreeningTable.tool, ScreeningTable.profile, ScreeningTable.drink_grams)
    return {
        row.tool: (row.profile, row.drink_grams) for row in session.execute(query.where(ScreeningTable.id.in_(latest)))
    }


def add(session: Session, draft: ScreeningDraft, staff_name: str) -> Screening:
    """Store a new screening."""
    row = ScreeningTable(**_values(draft), staff_name=staff_name)
    session.add(row)
    session.flush()
    return _screening(row)


def write(session: Session, row: ScreeningTable, draft: ScreeningDraft) -> Screening:
    """Store ``draft`` in the place of what a screening said."""
    for name, value in _values(draft).items():
        setattr(row, name, value)
    session.flush()
    return _screening(row)


def remove(session: Session, row: ScreeningTable) -> None:
    """Delete a screening, and the steps that it was."""
    for step in session.scalars(select(PathStepTable).where(PathStepTable.screening_id == row.id)):
        session.delete(step)
    session.flush()
    session.delete(row)
    session.flush()


def _screening(row: ScreeningTable) -> Screening:
    return records.shared(Screening, row, items=tuple(map(int, row.items.split())))


def _values(draft: ScreeningDraft) -> dict[str, Any]:
    return {**records.values_of(ScreeningDraft, draft, "items"), "items": " ".join(map(str, draft.items))}
