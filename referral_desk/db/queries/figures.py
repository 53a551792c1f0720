"""The people and referrals behind a figure of the tally; clients restricted to others are counted, but not named."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from referral_desk.db.models import (
    ClientTable,
    ContactFactorTable,
    ContactTable,
    EngagementTable,
    InstitutionTable,
    ReferralTable,
)
from referral_desk.db.queries.referrals import rows as referral_rows
from referral_desk.db.queries.restrictions import hidden
from referral_desk.db.queries.tallies import counted_in, current_on, registered_by, standings
from referral_desk.domain.benefit import PUBLIC_ASSISTANCE
from referral_desk.domain.codes import ATTENDED_OUTCOMES, ContactService, HandoffMode, Outcome
from referral_desk.domain.referral import ReferralRow
from referral_desk.domain.tally import ContactBehind

LIMIT = 100_000
"""A year's contacts of the largest centre: a list behind a figure is never shorter than the figure says."""


def contacts(
    session: Session,
    first: date,
    last: date,
    *,
    services: Sequence[ContactService] = (),
    category: str = "",
    factor: str = "",
) -> tuple[ContactBehind, ...]:
    """Return the contacts of a period that were counted, in order of date."""
    contact, client = ContactTable, ClientTable
    query = (
        select(client.id, client.number, client.name, client.kana, contact.on, contact.service, contact.category)
        .select_from(contact)
        .join(client, client.id == contact.client_id)
        .where(contact.on.between(first, last), client.id.not_in(hidden(session)))
    )
    if services:
        query = query.where(contact.service.in_(services))
    if category:
        query = query.where(contact.category == category)
    if factor:
        query = query.join(ContactFactorTable, ContactFactorTable.contact_id == contact.id).where(
            ContactFactorTable.factor == factor
        )
    found = session.execute(query.order_by(contact.on, contact.id).limit(LIMIT))
    return tuple(ContactBehind(*row) for row in found)


def referrals(
    session: Session,
    first: date,
    last: date,
    *,
    kind: str = "",
    modes: Sequence[HandoffMode] = (),
    happened: bool | None = None,
    outcome: str = "",
) -> tuple[ReferralRow, ...]:
    """Return the referrals of a period that were counted, the newest first.

    ``happened``: only those handed over (True) or still to be (False). ``outcome``: "attended" or "not_yet_checked".
    """
    conditions: list[ColumnElement[bool]] = [counted_in(first, last)]
    if kind:
        conditions.append(InstitutionTable.kind == kind)
    if modes:
        conditions.append(ReferralTable.mode.in_(modes))
    if happened is not None:
        conditions.append(ReferralTable.mode.is_not(None) if happened else ReferralTable.mode.is_(None))
    if outcome == "attended":
        conditions.append(ReferralTable.outcome.in_(ATTENDED_OUTCOMES))
    elif outcome:
        conditions.append(ReferralTable.outcome == Outcome(outcome))
    return referral_rows(session, *conditions, limit=LIMIT)


def engaged_clients(session: Session, day: date, kind: str) -> tuple[int, ...]:
    """Return the ids of the clients who have a current engagement of ``kind`` on ``day``, by kana."""
    kind_of = func.coalesce(InstitutionTable.kind, EngagementTable.kind)
    engaged = (
        select(EngagementTable.client_id)
        .outerjoin(InstitutionTable, InstitutionTable.id == EngagementTable.institution_id)
        .where(current_on(day), kind_of == kind)
    )
    query = select(ClientTable.id).where(ClientTable.id.in_(engaged))
    return tuple(session.scalars(query.order_by(ClientTable.kana_key, ClientTable.id).limit(LIMIT)))


def clients_with_benefit(session: Session, day: date, benefit: str, *, assisted: bool) -> tuple[int, ...]:
    """Return the ids of the clients of the benefits table, by kana; ``benefit`` "" for all clients."""
    on_day = standings(day)
    conditions = [registered_by(day)]
    if benefit:
        conditions.append(on_day.has[benefit])
    if assisted:
        conditions.append(on_day.has[PUBLIC_ASSISTANCE])
    query = select(ClientTable.id).outerjoin(on_day.dated, on_day.joined).where(*conditions)
    return tuple(session.scalars(query.order_by(ClientTable.kana_key, ClientTable.id).limit(LIMIT)))


def people(session: Session, ids: Sequence[int]) -> tuple[ContactBehind, ...]:
    """Return number, name and kana of clients, in the order of ``ids``."""
    client = ClientTable
    found = {}
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        query = select(client.id, client.number, client.name, client.kana).where(
            client.id.in_(part), client.id.not_in(hidden(session))
        )
        for row in session.execute(query):
            found[row[0]] = ContactBehind(*row, None, None, "")
    return tuple(found[client_id] for client_id in ids if client_id in found)
