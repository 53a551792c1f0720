"""Clients: rows of the list, one record, storing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import TypeVarTuple

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from referral_desk.db import records
from referral_desk.db.models import ClientSearchTable, ClientTable, ContactTable, ReferralTable
from referral_desk.db.queries import merges
from referral_desk.db.queries.restrictions import check_visible, hidden
from referral_desk.db.search import begins, matches
from referral_desk.domain.client import Client, ClientDraft, ClientRow
from referral_desk.domain.referral import OPEN

NUMBER_DIGITS = 5

T = TypeVarTuple("T")


def get(session: Session, client_id: int) -> Client | None:
    """Return one client, None where there is none. Raises NotAllowed for one that is restricted to others."""
    check_visible(session, client_id)
    row = session.get(ClientTable, client_id)
    return records.client(row) if row else None


def of_ids(session: Session, ids: Collection[int]) -> dict[int, Client]:
    """Return those of the clients ``ids`` that there are, by id. Raises NotAllowed if one is restricted to others."""
    check_visible(session, *ids)
    rows = session.scalars(select(ClientTable).where(ClientTable.id.in_(ids)))
    return {row.id: records.client(row) for row in rows}


def id_of_number(session: Session, number: str) -> int | None:
    """Return the id of the client with exactly this number, or into whose record the one with it was merged."""
    own = id_of_current_number(session, number)
    return merges.id_of_former_number(session, number) if own is None else own


def id_of_current_number(session: Session, number: str) -> int | None:
    """Return the id of the client who has exactly this number now."""
    return session.scalar(select(ClientTable.id).where(ClientTable.number == number))


def is_number_taken(session: Session, number: str, client_id: int | None) -> bool:
    """Whether a number is, or was before a merge, another record's than that of ``client_id``."""
    own = id_of_current_number(session, number)
    return own not in (None, client_id) or merges.id_of_former_number(session, number) is not None


def numbers_of(session: Session, ids: Collection[int]) -> dict[int, str]:
    """Return id → number of clients, whoever may see them: a number alone says nothing of a person."""
    query = select(ClientTable.id, ClientTable.number).where(ClientTable.id.in_(ids))
    return {row[0]: row[1] for row in session.execute(query)}


def rows(
    session: Session, text: str, limit: int, offset: int, *conditions: ColumnElement[bool]
) -> tuple[ClientRow, ...]:
    """Return clients found by ``text`` (all for ""), by kana, ``limit`` of them from ``offset``.

    ``conditions`` on their search keys narrow what a text finds.
    """
    last_contact = select(func.max(ContactTable.on)).where(ContactTable.client_id == ClientTable.id).scalar_subquery()
    open_referrals = (
        select(func.count())
        .select_from(ReferralTable)
        .where(ReferralTable.client_id == ClientTable.id, ReferralTable.status.in_(OPEN))
        .scalar_subquery()
    )
    query = _found(
        session,
        select(
            ClientTable.id,
            ClientTable.number,
            ClientTable.name,
            ClientTable.kana,
            ClientTable.birth,
            ClientTable.birth_exact,
            ClientTable.sex,
            ClientTable.phone,
            ClientTable.contact_caution,
            last_contact.label("last_contact_on"),
            open_referrals.label("open_referrals"),
            ClientTable.in_charge,
        ),
        text,
    )
    if text and conditions:
        query = query.where(*conditions)
    query = query.order_by(ClientTable.kana_key, ClientTable.number).limit(limit).offset(offset)
    found = tuple(records.shared(ClientRow, row, former_numbers=()) for row in session.execute(query))
    former = merges.former_numbers(session, [row.id for row in found])
    return tuple(replace(row, former_numbers=former[row.id]) if row.id in former else row for row in found)


def suggestions(session: Session, text: str, limit: int) -> tuple[ClientRow, ...]:
    """Return clients found by ``text``, those whose name, kana or number begins with it first."""
    if not text.strip():
        return rows(session, text, limit, 0)
    first = begins(ClientSearchTable.keys, text)
    found = rows(session, text, limit, 0, first)
    return found if len(found) == limit else (*found, *rows(session, text, limit - len(found), 0, ~first))


def count(session: Session, text: str) -> int:
    """Return how many clients ``text`` finds."""
    return session.scalar(_found(session, select(func.count()).select_from(ClientTable), text)) or 0


def districts(session: Session) -> tuple[str, ...]:
    """Return the districts that clients are in, each once, those without one left out; restricted clients' as well."""
    query = select(ClientTable.district).where(ClientTable.district != "").distinct().order_by(ClientTable.district)
    return tuple(session.scalars(query))


def next_number(session: Session) -> str:
    """Return the number after the highest one that consists of digits only, was merged or disposed of."""
    highest = max(
        session.scalar(select(func.max(ClientTable.running))) or 0,
        merges.highest_former_number(session),
        merges.highest_disposed_number(session),
    )
    return str(highest + 1).zfill(NUMBER_DIGITS)


def add(session: Session, draft: ClientDraft, registered_on: date | None) -> ClientTable:
    """Store a new client; its number must be set and free."""
    row = ClientTable(**records.client_values(draft), registered_on=registered_on, closed_on=None)
    session.add(row)
    session.flush()
    session.add(ClientSearchTable(client_id=row.id, keys=records.client_keys(draft)))
    return row


def update(session: Session, client_id: int, draft: ClientDraft, version: int | None) -> ClientTable | None:
    """Store changes of a client; None where it is not there, or another window changed it since ``version``.

    Raises NotAllowed for one that is restricted to others.
    """
    check_visible(session, client_id)
    row = session.get(ClientTable, client_id)
    if row is None or (version is not None and row.version != version):
        return None
    for name, value in records.client_values(draft).items():
        setattr(row, name, value)
    keys = merges.with_former_keys(session, client_id, records.client_keys(draft))
    session.get_one(ClientSearchTable, client_id).keys = keys
    return row


def _found(session: Session, query: Select[*T], text: str) -> Select[*T]:
    query = query.where(ClientTable.id.not_in(hidden(session)))
    condition = matches(ClientSearchTable.keys, text)
    if condition is None:
        return query
    return query.join(ClientSearchTable, ClientSearchTable.client_id == ClientTable.id).where(condition)
