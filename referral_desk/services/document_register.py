"""The register of issued papers: find them, and revoke one that must not be used any more."""

from __future__ import annotations

from referral_desk.db.queries import document_register, documents
from referral_desk.db.queries.documents import IssuedDocument
from referral_desk.db.queries.restrictions import check_visible
from referral_desk.db.session import Session
from referral_desk.domain.access import Action
from referral_desk.domain.audit import Detail
from referral_desk.domain.changes import ChangeSet, Saved
from referral_desk.domain.errors import Rejected
from referral_desk.domain.issued import RegisterFilter, RegisterRow, Revocation, check_revocation
from referral_desk.domain.messages import N_, message
from referral_desk.services.centre import Centre, about
from referral_desk.services.clients import CHANGED_ELSEWHERE
from referral_desk.services.lookup import found

_GONE = message(N_("This document is no longer there."))


def rows(centre: Centre, wanted: RegisterFilter, *, limit: int = 200, offset: int = 0) -> tuple[RegisterRow, ...]:
    """Return issued papers, the newest first."""
    with centre.look() as session:
        return document_register.rows(session, wanted, limit, offset)


def count(centre: Centre, wanted: RegisterFilter) -> int:
    """Return how many issued papers there are like :func:`rows` lists."""
    with centre.look() as session:
        return document_register.count(session, wanted)


def revoke(centre: Centre, document_id: int, why: str) -> Saved[Revocation]:
    """Revoke an issued paper: it stays readable, and the next letter of its referral is issued anew.

    What it told stays in the disclosure log. Raises Rejected without a reason, or where it is revoked already;
    NotFound, NotAllowed.
    """
    with centre.write(Action.REVOKE_DOCUMENT) as session:
        document = _document(session, document_id)
        about(session, client=document.client_id, record=f"d-{document_id}", detail={"kind": document.kind})
        problems = check_revocation(document.revocation, why)
        if problems:
            raise Rejected(problems)
        revocation = Revocation(centre.today(), centre.staff_name, why.strip())
        documents.set_revocation(session, document_id, revocation)
    return Saved(revocation, _changes(document))


def take_back(centre: Centre, document_id: int, revocation: Revocation) -> Saved[None]:
    """Undo ``revocation``, as :func:`revoke` returned it: the paper is in force again.

    Raises Rejected where the paper is not revoked so any more, NotFound, NotAllowed.
    """
    with centre.write(Action.REVOKE_DOCUMENT) as session:
        document = _document(session, document_id)
        detail: Detail = {"kind": document.kind, "in_force_again": True}
        about(session, client=document.client_id, record=f"d-{document_id}", detail=detail)
        if document.revocation != revocation:
            raise Rejected([CHANGED_ELSEWHERE])
        documents.set_revocation(session, document_id, None)
    return Saved(None, _changes(document))


def _document(session: Session, document_id: int) -> IssuedDocument:
    document = found(documents.get(session, document_id), _GONE)
    if document.client_id is not None:
        check_visible(session, document.client_id)
    return document


def _changes(document: IssuedDocument) -> ChangeSet:
    if document.client_id is None:
        return ChangeSet.of(document=document.id)
    return ChangeSet.of(document=document.id, client=document.client_id)
