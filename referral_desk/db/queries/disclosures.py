"""The disclosure log: entries are added and struck out, never changed and never deleted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from referral_desk.db import records
from referral_desk.db.models import DisclosureItemTable, DisclosureTable
from referral_desk.domain.disclosure import Disclosure, DisclosureDraft


def get(session: Session, disclosure_id: int) -> Disclosure | None:
    """Return one entry, None where there is none."""
    row = session.get(DisclosureTable, disclosure_id)
    return _records(session, [row])[0] if row else None


def of_client(session: Session, client_id: int) -> tuple[Disclosure, ...]:
    """Return what was told about a client, the newest first, struck entries too."""
    query = select(DisclosureTable).where(DisclosureTable.client_id == client_id)
    order = (DisclosureTable.on.desc(), DisclosureTable.id.desc())
    return _records(session, session.scalars(query.order_by(*order)).all())


def counts(session: Session) -> dict[int, int]:
    """Return how many entries the log has of each client of whom something was told, by her id."""
    query = select(DisclosureTable.client_id, func.count()).group_by(DisclosureTable.client_id)
    return {row[0]: row[1] for row in session.execute(query)}


def add(session: Session, draft: DisclosureDraft, staff_name: str) -> Disclosure:
    """Store an entry; ``staff_name`` told it."""
    return _records(session, [session.get_one(DisclosureTable, *add_all(session, [draft], staff_name))])[0]


def add_all(session: Session, drafts: Sequence[DisclosureDraft], staff_name: str) -> tuple[int, ...]:
    """Store entries, one at least; return their ids in the order given. ``staff_name`` told it all."""
    stored = insert(DisclosureTable).returning(DisclosureTable.id, sort_by_parameter_order=True)
    rows = [{**records.values_of(DisclosureDraft, each, "items"), "staff_name": staff_name} for each in drafts]
    ids = tuple(session.scalars(stored, rows))
    told = zip(ids, drafts, strict=True)
    items = [{"disclosure_id": each, "item": item} for each, draft in told for item in dict.fromkeys(draft.items)]
    if items:
        session.execute(insert(DisclosureItemTable), items)
    return ids


def strike(session: Session, disclosure_id: int, reason: str) -> Disclosure | None:
    """Strike an entry out for ``reason``; None where there is none."""
    row = session.get(DisclosureTable, disclosure_id)
    if row is None:
        return None
    row.struck = reason
    session.flush()
    return _records(session, [row])[0]


def _records(session: Session, rows: Collection[DisclosureTable]) -> tuple[Disclosure, ...]:
    items: defaultdict[int, list[str]] = defaultdict(list)
    told = select(DisclosureItemTable.disclosure_id, DisclosureItemTable.item).where(
        DisclosureItemTable.disclosure_id.in_([row.id for row in rows])
    )
    for disclosure_id, item in session.execute(told.order_by(DisclosureItemTable.item)):
        items[disclosure_id].append(item)
    return tuple(records.shared(Disclosure, row, items=tuple(items[row.id])) for row in rows)
