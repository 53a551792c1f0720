"""Closed records: when and why, what is still open, and which are due for disposal."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from referral_desk.db.models import (
    ClientTable,
    ClosingTable,
    ConferenceTable,
    ContactTable,
    DisposalProposalTable,
    DisposalTable,
    FollowUpTable,
    InboundTable,
    ReferralTable,
    TaskTable,
)
from referral_desk.db.queries import closed_months, drafts, merges
from referral_desk.db.queries.belonging import belongs, tables_of_clients
from referral_desk.db.queries.restrictions import hidden
from referral_desk.db.records import shared
from referral_desk.domain.closing import Closing, Disposal, StillOpen
from referral_desk.domain.referral import OPEN


def of_client(session: Session, client_id: int) -> tuple[Closing, ...]:
    """Return every time a client's record was closed, the newest first."""
    query = select(ClosingTable).where(ClosingTable.client_id == client_id).order_by(ClosingTable.id.desc())
    return tuple(shared(Closing, row) for row in session.scalars(query))


def current_row(session: Session, client_id: int) -> ClosingTable | None:
    """Return the row of the closing that still holds, to change; None for a record that is open."""
    query = select(ClosingTable).where(ClosingTable.client_id == client_id, ClosingTable.reopened_on.is_(None))
    return session.scalar(query.order_by(ClosingTable.id.desc()).limit(1))


def last_entry(session: Session, client_id: int) -> date | None:
    """Return the day of a client's newest contact, referral or conference."""
    queries = (
        select(func.max(ContactTable.on)).where(ContactTable.client_id == client_id),
        select(func.max(ReferralTable.on)).where(ReferralTable.client_id == client_id),
        select(func.max(InboundTable.on)).where(InboundTable.client_id == client_id),
        select(func.max(ConferenceTable.on)).where(ConferenceTable.client_id == client_id),
    )
    return max((day for day in map(session.scalar, queries) if day is not None), default=None)


def still_open(session: Session, client_id: int) -> StillOpen:
    """Return how much of a client is not finished."""
    referral, follow_up, task = ReferralTable, FollowUpTable, TaskTable
    count = select(func.count())
    referrals = count.select_from(referral).where(referral.client_id == client_id, referral.status.in_(OPEN))
    follow_ups = (
        count.select_from(follow_up)
        .join(referral, referral.id == follow_up.referral_id)
        .where(referral.client_id == client_id, follow_up.done_on.is_(None))
    )
    tasks = count.select_from(task).where(task.client_id == client_id, task.done_on.is_(None))
    return StillOpen(*(session.scalar(query) or 0 for query in (referrals, follow_ups, tasks)))


def closed_until(session: Session, day: date) -> tuple[tuple[ClientTable, DisposalProposalTable | None], ...]:
    """Return the clients closed on ``day`` or before, with what was proposed, the longest closed first."""
    client, proposal = ClientTable, DisposalProposalTable
    query = (
        select(client, proposal)
        .outerjoin(proposal, proposal.client_id == client.id)
        .where(client.closed_on <= day, client.id.not_in(hidden(session)))
        .order_by(client.closed_on, client.number)
    )
    return tuple((row[0], row[1]) for row in session.execute(query))


def proposal_of(session: Session, client_id: int) -> DisposalProposalTable | None:
    """Return what was proposed about a client."""
    return session.get(DisposalProposalTable, client_id)


def propose(session: Session, client_id: int, at: datetime, login: str, staff_name: str) -> None:
    """Note that somebody proposed a record for disposal."""
    session.add(DisposalProposalTable(client_id=client_id, at=at, login=login, staff_name=staff_name))
    session.flush()


def withdraw(session: Session, client_id: int) -> None:
    """Forget that a record was proposed."""
    session.execute(delete(DisposalProposalTable).where(DisposalProposalTable.client_id == client_id))


def dispose(session: Session, client_id: int) -> dict[str, int]:
    """Delete a client with everything that belongs to her; return how many rows of each table are gone.

    Drafts about her go, too, of whomever they are. In closed months a random key takes her place. She must have left
    her household.
    """
    session.flush()
    drafts.forget_client(session, client_id)
    for each in (client_id, *merges.former_ids(session, client_id)):
        closed_months.replace_person(session, each, f"x{secrets.token_hex(16)}")
    gone: dict[str, int] = {}
    for table in tables_of_clients():
        condition = belongs(table, client_id)
        assert condition is not None
        count = session.scalar(select(func.count()).select_from(table).where(condition)) or 0
        if count:
            session.execute(delete(table).where(condition))
            gone[table.name] = count
    session.execute(delete(ClientTable).where(ClientTable.id == client_id))
    session.expire_all()
    return gone


def add_disposal(session: Session, disposal: Disposal, last_letter: int) -> int:
    """Keep the certificate of a disposal (its ``id`` is given here) and return its id.

    ``last_letter`` is the highest number that a letter had before it.
    """
    row = DisposalTable(
        client_number=disposal.client_number,
        closed_on=disposal.closed_on,
        due_on=disposal.due_on,
        at=disposal.at,
        proposed_by=disposal.proposed_by,
        approved_by=disposal.approved_by,
        counts=json.dumps(dict(disposal.counts), sort_keys=True),
        last_letter=last_letter,
    )
    session.add(row)
    session.flush()
    return row.id


def disposals(session: Session, limit: int) -> tuple[Disposal, ...]:
    """Return the certificates, the newest first."""
    query = select(DisposalTable).order_by(DisposalTable.id.desc()).limit(limit)
    return tuple(
        Disposal(
            row.id,
            row.client_number,
            row.closed_on,
            row.due_on,
            row.at,
            row.proposed_by,
            row.approved_by,
            _counts(row.counts),
        )
        for row in session.scalars(query)
    )


def _counts(text: str) -> Mapping[str, int]:
    return {str(name): int(count) for name, count in json.loads(text).items()}
