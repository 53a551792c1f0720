"""Referrals and their handoffs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, Integer, Select, cast, func, or_, select
from sqlalchemy.orm import Session

from referral_desk.db import records
from referral_desk.db.models import (
    ClientSearchTable,
    ClientTable,
    FollowUpTable,
    HandoffTable,
    InstitutionSearchTable,
    InstitutionTable,
    ReferralTable,
)
from referral_desk.db.queries.restrictions import check_visible, hidden
from referral_desk.db.search import matches
from referral_desk.domain.calendar import fiscal_year_of
from referral_desk.domain.codes import Channel, ReferralStatus
from referral_desk.domain.engagement import OpenReferral
from referral_desk.domain.handoff import HandoffFacts, mode_of, warmest
from referral_desk.domain.referral import OPEN, UNCOUNTED, Referral, ReferralDraft, ReferralRow

NUMBER_DIGITS = 5
_ALL_OF_A_CLIENT = 100_000

T = TypeVarTuple("T")


def get(session: Session, referral_id: int) -> Referral | None:
    """Return one referral with its handoffs, None where there is none.

    Raises NotAllowed where its client is restricted to others.
    """
    return of_ids(session, (referral_id,)).get(referral_id)


def of_ids(session: Session, ids: Collection[int]) -> dict[int, Referral]:
    """Return those of the referrals ``ids`` that there are, by id, with their handoffs.

    Raises NotAllowed where the client of one is restricted to others.
    """
    query = (
        select(ReferralTable, ClientTable, InstitutionTable)
        .join(ClientTable, ClientTable.id == ReferralTable.client_id)
        .join(InstitutionTable, InstitutionTable.id == ReferralTable.institution_id)
        .where(ReferralTable.id.in_(ids))
    )
    found = session.execute(query).all()
    if not found:
        return {}
    check_visible(session, *{client.id for _row, client, _institution in found})
    handoffs: defaultdict[int, list[HandoffTable]] = defaultdict(list)
    for handoff in _handoffs(session, ids):
        handoffs[handoff.referral_id].append(handoff)
    return {row.id: records.referral(row, client, institution, handoffs[row.id]) for row, client, institution in found}


def id_of_number(session: Session, number: str) -> int | None:
    """Return the id of the referral with exactly this number."""
    return session.scalar(select(ReferralTable.id).where(ReferralTable.number == number))


def rows(
    session: Session,
    *conditions: ColumnElement[bool],
    text: str = "",
    status: Sequence[ReferralStatus] = (),
    limit: int,
    offset: int = 0,
) -> tuple[ReferralRow, ...]:
    """Return referrals that meet all conditions, the newest first; ``text`` finds by client or institution."""
    follow_up_on = (
        select(func.min(FollowUpTable.due_on))
        .where(FollowUpTable.referral_id == ReferralTable.id, FollowUpTable.done_on.is_(None))
        .scalar_subquery()
    )
    referral, client, institution = ReferralTable, ClientTable, InstitutionTable
    query = select(
        referral.id,
        referral.number,
        referral.on,
        client.id,
        client.number,
        client.name,
        client.kana,
        institution.id,
        institution.name,
        institution.kind,
        referral.status,
        referral.mode,
        referral.consent,
        referral.outcome,
        referral.outcome_on,
        follow_up_on,
    ).select_from(referral)
    query = _found(session, query, text, status).where(*conditions)
    query = query.order_by(referral.on.desc(), referral.id.desc()).limit(limit).offset(offset)
    return tuple(_row(row) for row in session.execute(query))


def count(session: Session, text: str, status: Sequence[ReferralStatus]) -> int:
    """Return how many referrals there are like :func:`rows` lists."""
    return session.scalar(_found(session, select(func.count()).select_from(ReferralTable), text, status)) or 0


def of_client(session: Session, client_id: int, limit: int) -> tuple[ReferralRow, ...]:
    """Return a client's referrals, the newest first."""
    return rows(session, ReferralTable.client_id == client_id, limit=limit)


def recent(session: Session, client_id: int, limit: int) -> tuple[ReferralRow, ...]:
    """Return the newest ``limit`` of a client's referrals, and all that are open, the newest first."""
    mine = ReferralTable.client_id == client_id
    newest = select(ReferralTable.id).where(mine)
    newest = newest.order_by(ReferralTable.on.desc(), ReferralTable.id.desc()).limit(limit)
    wanted = or_(ReferralTable.status.in_(OPEN), ReferralTable.id.in_(newest))
    return rows(session, mine, wanted, limit=_ALL_OF_A_CLIENT)


def to_institution(session: Session, institution_id: int, limit: int) -> tuple[ReferralRow, ...]:
    """Return the referrals to an institution, the newest first."""
    return rows(session, ReferralTable.institution_id == institution_id, limit=limit)


def open_at(session: Session, institution_id: int) -> tuple[tuple[ReferralRow, ...], int]:
    """Return the open referrals to an institution, the newest first, and how many more there are of hidden clients."""
    conditions = (ReferralTable.institution_id == institution_id, ReferralTable.status.in_(OPEN))
    total = session.scalar(select(func.count()).select_from(ReferralTable).where(*conditions)) or 0
    seen = rows(session, *conditions, limit=total)
    return seen, total - len(seen)


def between(session: Session, client_id: int, institution_id: int) -> tuple[ReferralRow, ...]:
    """Return all referrals of a client to an institution, the newest first."""
    conditions = (ReferralTable.client_id == client_id, ReferralTable.institution_id == institution_id)
    return rows(session, *conditions, limit=100)


def touched_on(session: Session, day: date, limit: int) -> tuple[ReferralRow, ...]:
    """Return the referrals that were made, handed over or reported on a day, the newest first, ``limit`` of them."""
    handed_over = select(HandoffTable.referral_id).where(HandoffTable.on == day)
    of_day = or_(ReferralTable.on == day, ReferralTable.outcome_on == day, ReferralTable.id.in_(handed_over))
    return rows(session, of_day, ReferralTable.status.not_in(UNCOUNTED), limit=limit)


def of_month(session: Session, first: date, last: date) -> tuple[int, ...]:
    """Return the ids of the referrals dated ``first`` to ``last``, in order of date and entry."""
    query = select(ReferralTable.id).where(
        ReferralTable.on.between(first, last), ReferralTable.client_id.not_in(hidden(session))
    )
    return tuple(session.scalars(query.order_by(ReferralTable.on, ReferralTable.id)))


def open_of_client(session: Session, client_id: int) -> tuple[OpenReferral, ...]:
    """Return what the engagement board needs of a client's open referrals, the oldest first."""
    referral, institution = ReferralTable, InstitutionTable
    query = (
        select(
            referral.id,
            referral.institution_id,
            institution.name,
            institution.kind,
            referral.status,
            referral.on,
            referral.mode,
        )
        .join(institution, institution.id == referral.institution_id)
        .where(referral.client_id == client_id, referral.status.in_(OPEN))
        .order_by(referral.on, referral.id)
    )
    return tuple(OpenReferral(*row[:6], warm=bool(row[6] and row[6].warm)) for row in session.execute(query))


def next_number(session: Session, on: date) -> str:
    """Return the next number of the fiscal year of ``on``: 2026-00001."""
    return number_of(fiscal_year_of(on), highest_running(session, fiscal_year_of(on)) + 1)


def number_of(fiscal_year: int, running: int) -> str:
    """Return a referral's number: 2026-00001."""
    return f"{fiscal_year}-{running:0{NUMBER_DIGITS}d}"


def highest_running(session: Session, fiscal_year: int) -> int:
    """Return the highest running number of a fiscal year's referrals, 0 for none."""
    prefix = f"{fiscal_year}-"
    of_year = ReferralTable.number.between(prefix, f"{prefix}:")
    last = session.scalar(select(func.max(ReferralTable.number)).where(of_year))
    if last != f"{prefix}{'9' * NUMBER_DIGITS}":  # as texts they are in order until then, and an index knows the last
        return int(last.removeprefix(prefix)) if last else 0
    running = cast(func.substr(ReferralTable.number, len(prefix) + 1), Integer)
    return session.scalar(select(func.max(running)).where(of_year)) or 0


@dataclass(frozen=True)
class Parties:
    """The rows of the client and the institution of a referral to be."""

    client: ClientTable
    institution: InstitutionTable


def parties(session: Session, draft: ReferralDraft) -> tuple[ClientTable | None, InstitutionTable | None]:
    """Return the client and the institution of a referral to be, None for one that is not there.

    Raises NotAllowed where the client is restricted to others.
    """
    check_visible(session, draft.client_id)
    return session.get(ClientTable, draft.client_id), session.get(InstitutionTable, draft.institution_id)


def add(session: Session, draft: ReferralDraft, facts: HandoffFacts, of: Parties, staff_name: str) -> Referral:
    """Store a new referral with its handoff under the next number."""
    number = next_number(session, draft.on)
    mode = mode_of(facts)
    row = ReferralTable(**records.referral_values(draft), number=number, staff_name=staff_name, mode=mode)
    session.add(row)
    session.flush()
    handoff = HandoffTable(**records.handoff_values(facts), referral_id=row.id, on=draft.on, staff_name=staff_name)
    session.add(handoff)
    session.flush()
    return records.referral(row, of.client, of.institution, [handoff])


def row_of(session: Session, referral_id: int) -> ReferralTable | None:
    """Return a referral's row to change, None where there is none.

    Raises NotAllowed where its client is restricted to others.
    """
    row = session.get(ReferralTable, referral_id)
    if row is not None:
        check_visible(session, row.client_id)
    return row


def add_handoff(session: Session, referral: ReferralTable, facts: HandoffFacts, on: date, staff_name: str) -> None:
    """Store a handoff event; one that was still to come becomes this one. The referral's mode follows."""
    planned = session.scalar(
        select(HandoffTable)
        .where(HandoffTable.referral_id == referral.id, HandoffTable.channel == Channel.NOT_YET)
        .order_by(HandoffTable.id)
        .limit(1)
    )
    row = planned or HandoffTable(referral_id=referral.id)
    for name, value in records.handoff_values(facts).items():
        setattr(row, name, value)
    row.on, row.staff_name = on, staff_name
    session.add(row)
    session.flush()
    referral.mode = warmest(mode_of(records.handoff(handoff)) for handoff in _handoffs(session, (referral.id,)))


def _row(row: tuple[Any, ...]) -> ReferralRow:
    return ReferralRow(*row)


def _handoffs(session: Session, referral_ids: Collection[int]) -> Sequence[HandoffTable]:
    query = select(HandoffTable).where(HandoffTable.referral_id.in_(referral_ids))
    return session.scalars(query.order_by(HandoffTable.on, HandoffTable.id)).all()


def _found(session: Session, query: Select[*T], text: str, status: Sequence[ReferralStatus]) -> Select[*T]:
    query = query.where(ReferralTable.client_id.not_in(hidden(session)))
    query = query.join(ClientTable, ClientTable.id == ReferralTable.client_id).join(
        InstitutionTable, InstitutionTable.id == ReferralTable.institution_id
    )
    if status:
        query = query.where(ReferralTable.status.in_(status))
    by_client = matches(ClientSearchTable.keys, text)
    by_institution = matches(InstitutionSearchTable.keys, text)
    if by_client is None or by_institution is None:
        return query
    return query.where(
        or_(
            ReferralTable.number.contains(text.strip(), autoescape=True),
            ReferralTable.client_id.in_(select(ClientSearchTable.client_id).where(by_client)),
            ReferralTable.institution_id.in_(select(InstitutionSearchTable.institution_id).where(by_institution)),
        )
    )
