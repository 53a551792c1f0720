"""Referrals to us: who sent a client, and the reply that we owe."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from referral_desk.db.queries import clients, inbound, institutions, restrictions
from referral_desk.db.session import Session
from referral_desk.domain.access import Action
from referral_desk.domain.changes import ChangeSet, Saved
from referral_desk.domain.errors import Problem, Rejected
from referral_desk.domain.inbound import Inbound, InboundDraft, InboundRow, check_inbound, tidy
from referral_desk.domain.messages import N_, message
from referral_desk.services.centre import Centre, about
from referral_desk.services.clients import CHANGED_ELSEWHERE
from referral_desk.services.lookup import found

_GONE = message(N_("This entry is no longer there."))
_OTHER_CLIENT = Problem(
    "client_id", message(N_("An entry stays with its client. Remove it, and enter it anew for the other client."))
)


def of_client(centre: Centre, client_id: int) -> tuple[Inbound, ...]:
    """Return who sent a client to us, the newest first. Raises NotFound, NotAllowed."""
    with centre.read() as session:
        found(clients.get(session, client_id), message(N_("This client is no longer there.")))
        sent = inbound.of_client(session, client_id)
    centre.note(Action.READ_CLIENT, client=client_id, detail={"part": "inbound"})
    return sent


def of_period(centre: Centre, first: date, last: date) -> tuple[InboundRow, ...]:
    """Return the referrals to us from ``first`` to ``last``, both included, without clients restricted to others."""
    with centre.look() as session:
        rows = inbound.of_period(session, first, last)
    centre.note(Action.LIST_RECORDS, record="inbound", detail={"shown": len(rows)})
    return rows


def save(
    centre: Centre, draft: InboundDraft, *, inbound_id: int | None = None, version: int | None = None
) -> Saved[Inbound]:
    """Store a new referral to us (``inbound_id`` None) or changes of one, which stays with its client.

    Raises Rejected, NotFound, NotAllowed.
    """
    draft = tidy(draft)
    problems = check_inbound(draft, centre.today())
    if problems:
        raise Rejected(problems)
    with centre.write(Action.SAVE_INBOUND) as session:
        found(clients.get(session, draft.client_id), message(N_("This client is no longer there.")))
        if inbound_id is not None and _of_visible(session, inbound_id).client_id != draft.client_id:
            raise Rejected([_OTHER_CLIENT])
        stored = _store(session, draft, centre.staff_name, inbound_id, version)
        about(session, client=stored.client_id, detail={"new": inbound_id is None})
    return Saved(stored, _changes(stored))


def reply(centre: Centre, inbound_id: int, on: date, text: str = "", *, version: int | None = None) -> Saved[Inbound]:
    """Note that we replied on a day, and in short what. Raises Rejected, NotFound, NotAllowed."""
    with centre.write(Action.SAVE_INBOUND) as session:
        before = _of_visible(session, inbound_id)
        draft = replace(draft_of(before), replied_on=on, reply=text.strip())
        problems = check_inbound(draft, centre.today())
        if problems:
            raise Rejected(problems)
        stored = _store(session, draft, centre.staff_name, inbound_id, version)
        about(session, client=stored.client_id, detail={"replied": True})
    return Saved(stored, _changes(stored))


def remove(centre: Centre, inbound_id: int, *, version: int | None = None) -> Saved[Inbound]:
    """Take back an entry; the record returned is what it was, so that saving it again undoes the removal.

    Raises Rejected where another window changed it since ``version``, NotFound, NotAllowed.
    """
    with centre.write(Action.SAVE_INBOUND) as session:
        removed = _of_visible(session, inbound_id)
        if version is not None and removed.version != version:
            raise Rejected([CHANGED_ELSEWHERE])
        inbound.remove(session, inbound_id)
        about(session, client=removed.client_id, detail={"removed": True})
    return Saved(removed, _changes(removed))


def draft_of(stored: Inbound) -> InboundDraft:
    """Return what staff can write of a stored referral to us."""
    return InboundDraft(**{name: getattr(stored, name) for name in InboundDraft.__dataclass_fields__})


def unanswered(stored: Inbound) -> InboundDraft:
    """Return what staff can write of a referral to us, with our reply still owed, to take a reply back."""
    return replace(draft_of(stored), replied_on=None, reply="")


def _of_visible(session: Session, inbound_id: int) -> Inbound:
    sent = found(inbound.get(session, inbound_id), _GONE)
    restrictions.check_visible(session, sent.client_id)
    return sent


def _store(
    session: Session, draft: InboundDraft, staff_name: str, inbound_id: int | None, version: int | None
) -> Inbound:
    if draft.institution_id is not None:
        found(institutions.get(session, draft.institution_id), message(N_("This institution is no longer there.")))
    stored_id = inbound.store(session, draft, staff_name, inbound_id, version)
    if stored_id is None:
        raise Rejected([CHANGED_ELSEWHERE])
    return found(inbound.get(session, stored_id), _GONE)


def _changes(sent: Inbound) -> ChangeSet:
    return ChangeSet.of(inbound=sent.id, client=sent.client_id)
