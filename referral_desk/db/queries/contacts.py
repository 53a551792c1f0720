"""Contacts of a client."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session, aliased

from referral_desk.db import records
from referral_desk.db.models import (
    ClientTable,
    ContactFactorTable,
    ContactTable,
    FollowUpTable,
    ReferralTable,
)
from referral_desk.db.queries.restrictions import check_visible, hidden
from referral_desk.domain.codes import SpokeWith
from referral_desk.domain.contact import Contact, ContactDraft, ContactOfDay
from referral_desk.domain.followup import QuietCase


def add(session: Session, draft: ContactDraft, staff_name: str) -> Contact:
    """Store a new contact with its factors, each once; ``staff_name`` wrote it."""
    row = ContactTable(**records.contact_values(draft), staff_name=staff_name)
    session.add(row)
    session.flush()
    factors = sorted(set(draft.factors))
    session.add_all(ContactFactorTable(contact_id=row.id, factor=factor, on=row.on) for factor in factors)
    return records.contact(row, factors)


def get(session: Session, contact_id: int) -> Contact | None:
    """Return one contact, None where there is none. Raises NotAllowed for one of a client restricted to others."""
    row = session.get(ContactTable, contact_id)
    if row is None:
        return None
    check_visible(session, row.client_id)
    factors = select(ContactFactorTable.factor).where(ContactFactorTable.contact_id == contact_id)
    return records.contact(row, session.scalars(factors.order_by(ContactFactorTable.factor)).all())


def written_at(session: Session, contact_id: int) -> datetime:
    """Return when a contact was entered."""
    return session.get_one(ContactTable, contact_id).created_at


def update(session: Session, contact_id: int, draft: ContactDraft, version: int | None) -> Contact | None:
    """Store a correction; None where the contact is not there, or was changed since ``version``.

    The writer stays who wrote it first. Raises NotAllowed for one of a client restricted to others.
    """
    row = session.get(ContactTable, contact_id)
    if row is None or (version is not None and row.version != version):
        return None
    check_visible(session, row.client_id)
    for name, value in records.contact_values(draft).items():
        setattr(row, name, value)
    row.updated_at = datetime.now(UTC)  # new factors alone are a new version too
    session.execute(delete(ContactFactorTable).where(ContactFactorTable.contact_id == contact_id))
    factors = sorted(set(draft.factors))
    session.add_all(ContactFactorTable(contact_id=contact_id, factor=factor, on=draft.on) for factor in factors)
    session.flush()
    return records.contact(row, factors)


def remove(session: Session, contact_id: int) -> None:
    """Delete a contact that is there, with its factors: no tally counts it any more."""
    session.execute(delete(ContactFactorTable).where(ContactFactorTable.contact_id == contact_id))
    session.delete(session.get_one(ContactTable, contact_id))


def last_telling(session: Session, client_id: int) -> Contact | None:
    """Return the newest contact that says whether the client has been met, without its factors; None for none.

    It is the one that ``domain.contact.tells_of_meeting`` finds first.
    """
    tells = ContactTable.client_unmet | (ContactTable.spoke_with == SpokeWith.CLIENT)
    query = select(ContactTable).where(ContactTable.client_id == client_id, tells)
    row = session.scalars(query.order_by(ContactTable.on.desc(), ContactTable.id.desc()).limit(1)).first()
    return records.contact(row, ()) if row else None


def of_client(session: Session, client_id: int, limit: int) -> tuple[Contact, ...]:
    """Return a client's contacts, the newest first, ``limit`` of them."""
    query = select(ContactTable).where(ContactTable.client_id == client_id)
    rows = session.scalars(query.order_by(ContactTable.on.desc(), ContactTable.id.desc()).limit(limit)).all()
    factors: defaultdict[int, list[str]] = defaultdict(list)
    wanted = select(ContactFactorTable.contact_id, ContactFactorTable.factor).order_by(ContactFactorTable.factor)
    for contact_id, factor in session.execute(
        wanted.where(ContactFactorTable.contact_id.in_([row.id for row in rows]))
    ):
        factors[contact_id].append(factor)
    return tuple(records.contact(row, factors[row.id]) for row in rows)


def quiet_cases(session: Session, today: date, days: int, limit: int) -> tuple[QuietCase, ...]:
    """Return clients last in contact ``days`` to 365 days ago with nothing planned, the longest silence first.

    Nothing planned: no open follow-up, and no referral since the contact.
    """
    later = aliased(ContactTable)
    contact, client = ContactTable, ClientTable
    is_last = ~exists().where(
        later.client_id == contact.client_id,
        (later.on > contact.on) | ((later.on == contact.on) & (later.id > contact.id)),
    )
    planned = exists().where(
        ReferralTable.client_id == contact.client_id,
        (ReferralTable.on >= contact.on)
        | exists().where(FollowUpTable.referral_id == ReferralTable.id, FollowUpTable.done_on.is_(None)),
    )
    query = (
        select(
            client.id,
            client.number,
            client.name,
            client.kana,
            client.birth,
            contact.on,
            contact.service,
            contact.category,
        )
        .join(client, client.id == contact.client_id)
        .where(
            contact.on.between(today - timedelta(days=365), today - timedelta(days=days)),
            client.closed_on.is_(None),
            client.id.not_in(hidden(session)),
            is_last,
            ~planned,
        )
        .order_by(contact.on, contact.id)
        .limit(limit)
    )
    return tuple(QuietCase(*row) for row in session.execute(query))


def last_on(session: Session, client_id: int) -> date | None:
    """Return the day of a client's last contact."""
    return session.scalar(select(func.max(ContactTable.on)).where(ContactTable.client_id == client_id))


def on_day(session: Session, day: date) -> tuple[ContactOfDay, ...]:
    """Return the contacts of a day in the order of entry."""
    contact, client = ContactTable, ClientTable
    query = (
        select(client.number, client.name, contact.service, contact.category, contact.staff_name)
        .join(client, client.id == contact.client_id)
        .where(contact.on == day, client.id.not_in(hidden(session)))
        .order_by(contact.id)
    )
    return tuple(ContactOfDay(*row) for row in session.execute(query))
