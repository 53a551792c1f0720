"""Screenings of clients."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
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


def last_version(session: Session, tool: str) -> tuple[str, int] | None:
    """Return profile and grams in a drink of the centre's latest screening with ``tool``, None where there is none."""
    query = select(ScreeningTable.profile, ScreeningTable.drink_grams).where(ScreeningTable.tool == tool)
    found = session.execute(query.order_by(ScreeningTable.id.desc()).limit(1)).first()
    return (found.profile, found.drink_grams) if found else None


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
