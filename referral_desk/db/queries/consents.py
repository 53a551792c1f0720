"""Consents of a client, with whom they name and what they cover."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import UTC, date, datetime

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from referral_desk.db import records
from referral_desk.db.models import ConsentItemTable, ConsentReceiverTable, ConsentTable, InstitutionTable
from referral_desk.domain.consent import Consent, ConsentDraft, Receiver, covers


def get(session: Session, consent_id: int) -> Consent | None:
    """Return one consent, None where there is none."""
    row = session.get(ConsentTable, consent_id)
    return _records(session, [row])[0] if row else None


def of_client(session: Session, client_id: int) -> tuple[Consent, ...]:
    """Return a client's consents, the newest first."""
    return of_clients(session, (client_id,)).get(client_id, ())


def of_clients(session: Session, clients: Collection[int]) -> dict[int, tuple[Consent, ...]]:
    """Return client id → consents of those ``clients`` that have any, the newest first."""
    query = select(ConsentTable).where(ConsentTable.client_id.in_(clients))
    rows = session.scalars(query.order_by(ConsentTable.on.desc(), ConsentTable.id.desc())).all()
    found: defaultdict[int, list[Consent]] = defaultdict(list)
    for consent in _records(session, rows):
        found[consent.client_id].append(consent)
    return {client_id: tuple(given) for client_id, given in found.items()}


def naming(session: Session, client_id: int, institution_id: int | None, name: str) -> tuple[Consent, ...]:
    """Return those of a client's consents that name an institution, withdrawn and ended ones too, newest first."""
    return tuple(each for each in of_client(session, client_id) if covers(each, institution_id, name))


def valid_count(session: Session, client_id: int, day: date) -> int:
    """Return how many of a client's consents hold on ``day``."""
    query = select(func.count()).where(
        ConsentTable.client_id == client_id,
        ConsentTable.on <= day,
        or_(ConsentTable.until.is_(None), ConsentTable.until >= day),
        or_(ConsentTable.withdrawn_on.is_(None), ConsentTable.withdrawn_on > day),
    )
    return session.scalar(query) or 0


def counts(session: Session) -> dict[int, int]:
    """Return how many consents each client has who has one, by her id."""
    query = select(ConsentTable.client_id, func.count()).group_by(ConsentTable.client_id)
    return {row[0]: row[1] for row in session.execute(query)}


def add(session: Session, draft: ConsentDraft, staff_name: str) -> Consent:
    """Store a new consent; ``staff_name`` recorded it."""
    row = ConsentTable(**_values(draft), staff_name=staff_name)
    session.add(row)
    session.flush()
    _add_parts(session, row.id, draft)
    return _records(session, [row])[0]


def change(session: Session, consent_id: int, draft: ConsentDraft, version: int | None = None) -> Consent | None:
    """Store changes of a consent; None where it is not there, or another window changed it since ``version``."""
    row = session.get(ConsentTable, consent_id)
    if row is None or (version is not None and row.version != version):
        return None
    for name, value in _values(draft).items():
        setattr(row, name, value)
    row.updated_at = datetime.now(UTC)  # so that its version counts on though only receivers or items changed
    for part in (ConsentReceiverTable, ConsentItemTable):
        session.execute(delete(part).where(part.consent_id == consent_id))
    _add_parts(session, consent_id, draft)
    return _records(session, [row])[0]


def _values(draft: ConsentDraft) -> dict[str, object]:
    return records.values_of(ConsentDraft, draft, "receivers", "items")


def _add_parts(session: Session, consent_id: int, draft: ConsentDraft) -> None:
    session.add_all(
        ConsentReceiverTable(
            consent_id=consent_id, position=position, institution_id=each.institution_id, name=each.name.strip()
        )
        for position, each in enumerate(dict.fromkeys(draft.receivers))
    )
    session.add_all(ConsentItemTable(consent_id=consent_id, item=item) for item in dict.fromkeys(draft.items))
    session.flush()


def _records(session: Session, rows: Collection[ConsentTable]) -> tuple[Consent, ...]:
    ids = [row.id for row in rows]
    receivers: defaultdict[int, list[Receiver]] = defaultdict(list)
    named = (
        select(ConsentReceiverTable, InstitutionTable.name)
        .outerjoin(InstitutionTable, InstitutionTable.id == ConsentReceiverTable.institution_id)
        .where(ConsentReceiverTable.consent_id.in_(ids))
        .order_by(ConsentReceiverTable.consent_id, ConsentReceiverTable.position)
    )
    for receiver, name in session.execute(named):
        receivers[receiver.consent_id].append(Receiver(receiver.institution_id, name or receiver.name))
    items: defaultdict[int, list[str]] = defaultdict(list)
    covered = select(ConsentItemTable.consent_id, ConsentItemTable.item).where(ConsentItemTable.consent_id.in_(ids))
    for consent_id, item in session.execute(covered.order_by(ConsentItemTable.item)):
        items[consent_id].append(item)
    return tuple(
        records.shared(Consent, row, receivers=tuple(receivers[row.id]), items=tuple(items[row.id])) for row in rows
    )
