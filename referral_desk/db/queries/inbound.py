"""Referrals to us: rows of a client, of an institution, of a period, and the replies we owe."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from referral_desk.db import records
from referral_desk.db.models import ClientTable, InboundTable, InstitutionTable
from referral_desk.db.queries.restrictions import hidden
from referral_desk.domain.inbound import Inbound, InboundDraft, InboundRow

_QUERY = select(InboundTable, InstitutionTable.name, InstitutionTable.kind).outerjoin(
    InstitutionTable, InstitutionTable.id == InboundTable.institution_id
)


def get(session: Session, inbound_id: int) -> Inbound | None:
    """Return one referral to us, None where there is none."""
    row = session.execute(_QUERY.where(InboundTable.id == inbound_id)).first()
    return _record(*row) if row else None


def of_client(session: Session, client_id: int) -> tuple[Inbound, ...]:
    """Return who sent a client to us, the newest first."""
    return of_clients(session, [client_id]).get(client_id, ())


def of_clients(session: Session, clients: Sequence[int]) -> dict[int, tuple[Inbound, ...]]:
    """Return client id → referrals to us of those ``clients`` that have any, the newest first."""
    found: defaultdict[int, list[Inbound]] = defaultdict(list)
    query = _QUERY.where(InboundTable.client_id.in_(clients))
    for row in session.execute(query.order_by(InboundTable.on.desc(), InboundTable.id.desc())):
        found[row[0].client_id].append(_record(*row))
    return {client_id: tuple(sent) for client_id, sent in found.items()}


def _record(table: InboundTable, name: str | None, kind: str | None) -> Inbound:
    return records.shared(Inbound, table, institution_name=name or "", institution_kind=kind or "")


def from_institution(session: Session, institution_id: int, limit: int) -> tuple[InboundRow, ...]:
    """Return whom an institution sent to us, the newest first, ``limit`` of them."""
    return _rows(session, InboundTable.institution_id == institution_id, limit=limit, newest_first=True)


def of_period(session: Session, first: date, last: date) -> tuple[InboundRow, ...]:
    """Return the referrals to us from ``first`` to ``last``, both included, by day, then by entry."""
    return _rows(session, InboundTable.on.between(first, last))


def owed(session: Session, until: date) -> tuple[InboundRow, ...]:
    """Return the replies that we owe and that are due by ``until``, the first due first.

    Clients whose record is closed are in it: the others wait all the same.
    """
    due = (InboundTable.reply_due_on <= until, InboundTable.replied_on.is_(None))
    found = _rows(session, *due)
    return tuple(sorted(found, key=lambda row: (row.reply_due_on or until, row.id)))


_FROM_TABLE = {field.name for field in fields(InboundRow)} & set(InboundTable.__table__.columns.keys())
_ORDER = [field.name for field in fields(InboundRow)]


def _rows(
    session: Session, *conditions: ColumnElement[bool], limit: int | None = None, newest_first: bool = False
) -> tuple[InboundRow, ...]:
    inbound, client, institution = InboundTable, ClientTable, InstitutionTable
    elsewhere: dict[str, Any] = {
        "client_number": client.number,
        "client_name": client.name,
        "client_kana": client.kana,
        "client_birth": client.birth,
        "institution_name": func.coalesce(institution.name, inbound.sender),
        "institution_kind": func.coalesce(institution.kind, ""),
    }
    columns = [getattr(inbound, name) if name in _FROM_TABLE else elsewhere[name] for name in _ORDER]
    order = (inbound.on.desc(), inbound.id.desc()) if newest_first else (inbound.on, inbound.id)
    query = (
        select(*columns)
        .select_from(inbound)
        .join(client, client.id == inbound.client_id)
        .outerjoin(institution, institution.id == inbound.institution_id)
        .where(client.id.not_in(hidden(session)), *conditions)
        .order_by(*order)
        .limit(limit)
    )
    return tuple(InboundRow(*row) for row in session.execute(query))


def store(
    session: Session, draft: InboundDraft, staff_name: str, inbound_id: int | None, version: int | None = None
) -> int | None:
    """Store a new referral to us, written by ``staff_name``, or changes of one; return its id.

    None where the one to change is not there, or another window changed it since ``version``.
    """
    values = records.values_of(InboundDraft, draft)
    if inbound_id is None:
        row: InboundTable | None = InboundTable(**values, staff_name=staff_name)
        session.add(row)
    else:
        row = session.get(InboundTable, inbound_id)
        if row is None or (version is not None and row.version != version):
            return None
        for name, value in values.items():
            setattr(row, name, value)
    session.flush()
    return row.id if row else None


def remove(session: Session, inbound_id: int) -> None:
    """Delete a referral to us that was entered by mistake."""
    session.delete(session.get_one(InboundTable, inbound_id))
