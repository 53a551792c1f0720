"""The register of issued papers: every one of them, with whom it went to and about whom it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import fields
from typing import Any, TypeVarTuple

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from referral_desk.db.models import (
    ClientSearchTable,
    ClientTable,
    DisclosureTable,
    DocumentTable,
    InstitutionSearchTable,
    InstitutionTable,
    ReferralTable,
)
from referral_desk.db.queries.restrictions import hidden
from referral_desk.db.search import matches
from referral_desk.domain.issued import RegisterFilter, RegisterRow, Revocation

T = TypeVarTuple("T")

_OWN = tuple(field.name for field in fields(RegisterRow) if field.name not in ("receivers", "revocation"))
"""What the columns that :func:`rows` reads first are called, in their order."""


def rows(session: Session, wanted: RegisterFilter, limit: int, offset: int = 0) -> tuple[RegisterRow, ...]:
    """Return issued papers, the newest first; those about clients hidden from this person are left out."""
    document, client, referral = DocumentTable, ClientTable, ReferralTable
    query = select(
        document.id,
        document.number,
        document.kind,
        document.issued_on,
        document.language,
        document.client_id,
        func.coalesce(client.number, ""),
        func.coalesce(client.name, ""),
        func.coalesce(client.kana, ""),
        document.referral_id,
        func.coalesce(referral.number, ""),
        document.staff_name,
        func.coalesce(InstitutionTable.name, ""),
        document.revoked_on,
        document.revoked_by,
        document.revoked_why,
    ).select_from(document)
    query = _found(session, query, wanted).order_by(document.issued_on.desc(), document.id.desc())
    found = session.execute(query.limit(limit).offset(offset)).all()
    told = _told(session, [row[0] for row in found])
    return tuple(_row(row, told) for row in found)


def count(session: Session, wanted: RegisterFilter) -> int:
    """Return how many papers there are like :func:`rows` lists."""
    return session.scalar(_found(session, select(func.count()).select_from(DocumentTable), wanted)) or 0


def _found(session: Session, query: Select[*T], wanted: RegisterFilter) -> Select[*T]:
    document = DocumentTable
    query = (
        query.outerjoin(ClientTable, ClientTable.id == document.client_id)
        .outerjoin(ReferralTable, ReferralTable.id == document.referral_id)
        .outerjoin(InstitutionTable, InstitutionTable.id == ReferralTable.institution_id)
        .where(or_(document.client_id.is_(None), document.client_id.not_in(hidden(session))))
    )
    if wanted.kind:
        query = query.where(document.kind == wanted.kind)
    if wanted.first:
        query = query.where(document.issued_on >= wanted.first)
    if wanted.last:
        query = query.where(document.issued_on <= wanted.last)
    if wanted.client_id is not None:
        query = query.where(document.client_id == wanted.client_id)
    if wanted.revoked:
        query = query.where(document.revoked_on.is_not(None))
    by_client = matches(ClientSearchTable.keys, wanted.text)
    by_institution = matches(InstitutionSearchTable.keys, wanted.text)
    if by_client is None or by_institution is None:
        return query
    typed = wanted.text.strip()
    told = select(DisclosureTable.document_id).where(DisclosureTable.receiver.contains(typed, autoescape=True))
    return query.where(
        or_(
            document.number.contains(typed, autoescape=True),
            ReferralTable.number.contains(typed, autoescape=True),
            document.client_id.in_(select(ClientSearchTable.client_id).where(by_client)),
            ReferralTable.institution_id.in_(select(InstitutionSearchTable.institution_id).where(by_institution)),
            document.id.in_(told.where(DisclosureTable.document_id.is_not(None))),
        )
    )


def _told(session: Session, ids: Collection[int]) -> Mapping[int, list[str]]:
    """Return whom the disclosure log names for each of some papers, by the names of that day."""
    told: defaultdict[int, list[str]] = defaultdict(list)
    query = select(DisclosureTable.document_id, DisclosureTable.receiver).where(DisclosureTable.document_id.in_(ids))
    for document_id, receiver in session.execute(query.order_by(DisclosureTable.id)):
        if document_id is not None and receiver not in told[document_id]:
            told[document_id].append(receiver)
    return told


def _row(row: Any, told: Mapping[int, list[str]]) -> RegisterRow:
    own: dict[str, Any] = dict(zip(_OWN, row, strict=False))
    institution, on, by, why = row[len(_OWN) :]
    receivers = tuple(told.get(row[0], ())) or ((institution,) if institution else ())
    return RegisterRow(**own, receivers=receivers, revocation=Revocation(on, by or "", why or "") if on else None)
