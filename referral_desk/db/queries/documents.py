"""Documents as issued."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from referral_desk.db.models import DisposalTable, DocumentTable
from referral_desk.domain.codes import LegalBasis
from referral_desk.domain.issued import Revocation


@dataclass(frozen=True)
class IssuedDocument:
    """A document's row: ``content`` is the frozen document as JSON, ``revocation`` None while it is in force."""

    id: int
    running: int | None
    number: str
    kind: str
    client_id: int | None
    referral_id: int | None
    issued_on: date
    language: str
    wording: str
    basis: LegalBasis | None
    staff_name: str
    content: str
    revoked_on: date | None = None
    revoked_by: str | None = None
    revoked_why: str | None = None

    @property
    def revocation(self) -> Revocation | None:
        """When, by whom and why it was revoked."""
        if self.revoked_on is None:
            return None
        return Revocation(self.revoked_on, self.revoked_by or "", self.revoked_why or "")


def issued(session: Session, kind: str, referral_id: int, language: str) -> IssuedDocument | None:
    """Return the newest document of this kind and language that was issued for a referral, revoked or not."""
    return issued_each(session, kind, (referral_id,), language).get(referral_id)


def issued_each(session: Session, kind: str, referral_ids: Collection[int], language: str) -> dict[int, IssuedDocument]:
    """Return referral id → document as :func:`issued`, of those referrals that have one."""
    newest = (
        select(func.max(DocumentTable.id))
        .where(
            DocumentTable.referral_id.in_(referral_ids),
            DocumentTable.kind == kind,
            DocumentTable.language == language,
        )
        .group_by(DocumentTable.referral_id)
    )
    found = map(_record, session.scalars(select(DocumentTable).where(DocumentTable.id.in_(newest))))
    return {each.referral_id: each for each in found if each.referral_id is not None}


def get(session: Session, document_id: int) -> IssuedDocument | None:
    """Return one document, None where there is none."""
    row = session.get(DocumentTable, document_id)
    return _record(row) if row else None


def of_client(session: Session, client_id: int) -> tuple[IssuedDocument, ...]:
    """Return the documents issued about a client, the newest first."""
    query = select(DocumentTable).where(DocumentTable.client_id == client_id)
    return tuple(_record(row) for row in session.scalars(query.order_by(DocumentTable.id.desc())))


def recent(session: Session, client_id: int, limit: int, referral_ids: Sequence[int]) -> tuple[IssuedDocument, ...]:
    """Return the newest ``limit`` documents issued about a client, and all that went with these referrals."""
    mine = DocumentTable.client_id == client_id
    newest = select(DocumentTable.id).where(mine).order_by(DocumentTable.id.desc()).limit(limit)
    wanted = or_(DocumentTable.id.in_(newest), DocumentTable.referral_id.in_(referral_ids))
    query = select(DocumentTable).where(mine, wanted)
    return tuple(_record(row) for row in session.scalars(query.order_by(DocumentTable.id.desc())))


def same(session: Session, kind: str, client_id: int, language: str, content: str) -> IssuedDocument | None:
    """Return the newest document about a client that says exactly this and is in force, None where there is none."""
    query = select(DocumentTable).where(
        DocumentTable.client_id == client_id,
        DocumentTable.kind == kind,
        DocumentTable.language == language,
        DocumentTable.content == content,
        DocumentTable.revoked_on.is_(None),
    )
    row = session.scalar(query.order_by(DocumentTable.id.desc()).limit(1))
    return _record(row) if row else None


def next_id(session: Session) -> int:
    """Return the id of the next document."""
    return (session.scalar(select(func.max(DocumentTable.id))) or 0) + 1


def next_running(session: Session) -> int:
    """Return the running number of the next registered letter: never that of one that was disposed of."""
    gone = session.scalar(select(func.max(DisposalTable.last_letter))) or 0
    return max(session.scalar(select(func.max(DocumentTable.running))) or 0, gone) + 1


def add(session: Session, *documents: IssuedDocument) -> None:
    """Store issued documents under their ids."""
    names = tuple(IssuedDocument.__dataclass_fields__)
    session.add_all(DocumentTable(**{name: getattr(each, name) for name in names}) for each in documents)
    session.flush()  # the disclosure log refers to them


def set_revocation(session: Session, document_id: int, revocation: Revocation | None) -> None:
    """Revoke a document that is there, or with None put it in force again."""
    row = session.get_one(DocumentTable, document_id)
    row.revoked_on = revocation.on if revocation else None
    row.revoked_by = revocation.by if revocation else None
    row.revoked_why = revocation.why if revocation else None
    session.flush()


def _record(row: DocumentTable) -> IssuedDocument:
    return IssuedDocument(*(getattr(row, name) for name in IssuedDocument.__dataclass_fields__))
