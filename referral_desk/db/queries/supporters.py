"""Informal supporters of clients."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from referral_desk.db import records
from referral_desk.db.models import SupporterTable
from referral_desk.domain.names import canonical_kana
from referral_desk.domain.supporter import Supporter, SupporterDraft


def get(session: Session, supporter_id: int) -> Supporter | None:
    """Return one supporter, None where there is none."""
    row = session.get(SupporterTable, supporter_id)
    return records.shared(Supporter, row) if row else None


def of_client(session: Session, client_id: int) -> tuple[Supporter, ...]:
    """Return a client's supporters in the order of entry."""
    query = select(SupporterTable).where(SupporterTable.client_id == client_id).order_by(SupporterTable.id)
    return tuple(records.shared(Supporter, row) for row in session.scalars(query))


def counts(session: Session) -> dict[int, int]:
    """Return how many supporters each client has who has one, by her id."""
    query = select(SupporterTable.client_id, func.count()).group_by(SupporterTable.client_id)
    return {row[0]: row[1] for row in session.execute(query)}


def store(
    session: Session, draft: SupporterDraft, supporter_id: int | None, version: int | None = None
) -> Supporter | None:
    """Store a new supporter or changes of one; None where it is not there, or was changed since ``version``."""
    row = SupporterTable() if supporter_id is None else session.get(SupporterTable, supporter_id)
    if row is None or (supporter_id is not None and version is not None and row.version != version):
        return None
    for name, value in records.values_of(SupporterDraft, draft).items():
        setattr(row, name, value)
    row.kana = canonical_kana(draft.kana)
    session.add(row)
    session.flush()
    return records.shared(Supporter, row)


def remove(session: Session, supporter_id: int) -> None:
    """Delete a supporter who was entered by mistake."""
    session.delete(session.get_one(SupporterTable, supporter_id))
