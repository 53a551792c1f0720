"""What is held about a client and no other query returns: when her record was entered, who may see it, its merges."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from referral_desk.db.models import BenefitTable, ClientTable, DisposalProposalTable, MergeTable, RestrictionTable
from referral_desk.db.queries import restrictions, trail


@dataclass(frozen=True)
class Restricted:
    """That a record is restricted: since when, by whom and to whom, by the names of staff."""

    since: datetime
    by: str
    readers: tuple[str, ...]


@dataclass(frozen=True)
class FormerRecord:
    """A record that was merged into a client's, or was and is apart again; ``content`` is then blank.

    ``content`` is the JSON of ``MergeTable``.
    """

    number: str
    at: datetime
    staff_name: str
    undone_at: datetime | None
    undone_by: str
    content: str


@dataclass(frozen=True)
class Proposal:
    """That somebody proposed the record for disposal."""

    at: datetime
    staff_name: str


def stamps(session: Session, client_id: int) -> tuple[datetime, datetime]:
    """Return when a client was entered and when her particulars were changed last."""
    row = session.get_one(ClientTable, client_id)
    return row.created_at, row.updated_at


def restriction(session: Session, client_id: int) -> Restricted | None:
    """Return how a record is restricted, None for one that everyone may see; a login without a name stands itself."""
    row = session.get(RestrictionTable, client_id)
    if row is None:
        return None
    names = trail.people(session)
    readers = tuple(names.get(each, each) for each in restrictions.readers(session, client_id) or ())
    return Restricted(row.since, names.get(row.by_login, row.by_login), readers)


def former_records(session: Session, client_id: int) -> tuple[FormerRecord, ...]:
    """Return every merge into a record, those taken back too, in their order."""
    rows = session.scalars(select(MergeTable).where(MergeTable.kept_id == client_id).order_by(MergeTable.id))
    return tuple(
        FormerRecord(row.merged_number, row.at, row.staff_name, row.undone_at, row.undone_by, row.content)
        for row in rows
    )


def proposal(session: Session, client_id: int) -> Proposal | None:
    """Return who proposed a record for disposal, None where nobody did."""
    row = session.get(DisposalProposalTable, client_id)
    return Proposal(row.at, row.staff_name) if row else None


def case_numbers(session: Session, client_id: int) -> dict[int, str]:
    """Return benefit id → the case number entered with it, where the household's may be shown instead."""
    query = select(BenefitTable.id, BenefitTable.case_number).where(BenefitTable.client_id == client_id)
    return {row[0]: row[1] for row in session.execute(query)}
