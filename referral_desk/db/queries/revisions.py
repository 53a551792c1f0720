"""Earlier versions of records: kept when one is corrected or taken back, never changed afterwards."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from referral_desk.db import records
from referral_desk.db.models import RevisionTable
from referral_desk.domain.revision import Revision


def keep(
    session: Session,
    *,
    kind: str,
    record_id: int,
    client_id: int | None,
    content: str,
    at: datetime,
    staff_name: str,
    reason: str = "",
    removed: bool = False,
) -> Revision:
    """Keep what a record said until now; ``staff_name`` corrected it ``at`` that moment, or took it back."""
    last = select(func.max(RevisionTable.number)).where(
        RevisionTable.kind == kind, RevisionTable.record_id == record_id
    )
    row = RevisionTable(
        kind=kind,
        record_id=record_id,
        client_id=client_id,
        number=(session.scalar(last) or 0) + 1,
        at=at,
        staff_name=staff_name,
        removed=removed,
        reason=reason,
        content=content,
    )
    session.add(row)
    session.flush()
    return records.shared(Revision, row)


def of_record(session: Session, kind: str, record_id: int) -> tuple[Revision, ...]:
    """Return the earlier versions of a record that is there, the oldest first.

    SQLite gives the id of a record that was taken back to another one, whose history begins anew: nothing up to a
    removal is returned.
    """
    of_it = (RevisionTable.kind == kind, RevisionTable.record_id == record_id)
    removal = select(func.max(RevisionTable.number)).where(*of_it, RevisionTable.removed)
    before = session.scalar(removal) or 0
    query = select(RevisionTable).where(*of_it, RevisionTable.number > before).order_by(RevisionTable.number)
    return tuple(records.shared(Revision, row) for row in session.scalars(query))


def of_kind(session: Session, kind: str) -> tuple[Revision, ...]:
    """Return all earlier versions of one kind of record, of whomever; the caller shows those of whom it may."""
    query = select(RevisionTable).where(RevisionTable.kind == kind)
    return tuple(records.shared(Revision, row) for row in session.scalars(query.order_by(RevisionTable.id)))


def of_client(session: Session, client_id: int, kind: str = "") -> tuple[Revision, ...]:
    """Return all earlier versions of a client's records, those taken back too, in the order of keeping.

    ``kind`` narrows them to one kind of record.
    """
    query = select(RevisionTable).where(RevisionTable.client_id == client_id)
    if kind:
        query = query.where(RevisionTable.kind == kind)
    return tuple(records.shared(Revision, row) for row in session.scalars(query.order_by(RevisionTable.id)))
