"""Contacts of a client: record, open, correct, take out. What one said before is kept (``services/revisions.py``)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from referral_desk.db.queries import clients, contacts
from referral_desk.db.session import Session
from referral_desk.domain.access import Action
from referral_desk.domain.changes import ChangeSet, Saved
from referral_desk.domain.contact import (
    Contact,
    ContactDraft,
    check_contact,
    check_reason,
    draft_of,
    may_take_back,
)
from referral_desk.domain.errors import NotPossible, Problem, Rejected
from referral_desk.domain.messages import N_, message
from referral_desk.domain.revision import Correction
from referral_desk.services import revisions
from referral_desk.services.centre import Centre, about
from referral_desk.services.clients import CHANGED_ELSEWHERE
from referral_desk.services.lookup import found

KIND = "contact"
"""What earlier versions of contacts are kept as."""

_GONE = message(N_("This entry is no longer there."))
_OTHER_CLIENT = Problem(
    "client_id", message(N_("A contact stays with its client. Take it out, and record it anew for the other client."))
)


@dataclass(frozen=True)
class OpenedContact:
    """A contact as one opens it: when it was entered, and how it was corrected since, the newest first."""

    contact: Contact
    client_name: str
    written_at: datetime
    corrections: tuple[Correction, ...]


def opened(centre: Centre, contact_id: int) -> OpenedContact:
    """Return one contact with its corrections. Raises NotFound, NotAllowed."""
    with centre.read() as session:
        contact = found(contacts.get(session, contact_id), _GONE)
        client = found(clients.get(session, contact.client_id), _GONE)
        written_at = contacts.written_at(session, contact_id)
        corrections = revisions.of_record(session, KIND, contact_id, draft_of(contact))
    centre.note(Action.READ_CLIENT, client=contact.client_id, detail={"part": "contact"})
    return OpenedContact(contact, client.name, written_at, corrections)


def add(centre: Centre, draft: ContactDraft) -> Saved[Contact]:
    """Store a contact. Raises Rejected for what :func:`check_contact` refuses, NotFound."""
    draft = _tidy(draft)
    problems = check_contact(draft, centre.codes, centre.today())
    if problems:
        raise Rejected(problems)
    with centre.write(Action.SAVE_CONTACT) as session:
        found(clients.get(session, draft.client_id), message(N_("This client is no longer there.")))
        stored = contacts.add(session, draft, centre.staff_name)
        about(session, client=stored.client_id)
    return Saved(stored, _changes(stored))


def correct(
    centre: Centre, contact_id: int, draft: ContactDraft, *, version: int | None = None, reason: str = ""
) -> Saved[Contact]:
    """Store a correction and keep what the contact said before; the one who wrote it first stays named as its writer.

    Nothing is kept where nothing differs. Raises Rejected (rules, another client, or with ``version`` a contact that
    another window changed meanwhile), NotFound, NotAllowed.
    """
    draft = _tidy(draft)
    problems = (*check_contact(draft, centre.codes, centre.today()), *check_reason(reason))
    if problems:
        raise Rejected(problems)
    with centre.write(Action.CORRECT_CONTACT) as session:
        before = found(contacts.get(session, contact_id), _GONE)
        about(session, client=before.client_id)
        if before.client_id != draft.client_id:
            raise Rejected([_OTHER_CLIENT])
        if version is not None and before.version != version:
            raise Rejected([CHANGED_ELSEWHERE])
        if _same(before, draft):
            return Saved(before, ChangeSet())
        revisions.keep(centre, session, KIND, contact_id, before.client_id, draft_of(before), reason=reason)
        stored = found(contacts.update(session, contact_id, draft, version), _GONE)
    return Saved(stored, _changes(stored))


def remove(centre: Centre, contact_id: int, *, reason: str, version: int | None = None) -> Saved[Contact]:
    """Take a contact out; what it was stays among the earlier versions, with the reason, which must be given.

    It counts in no tally any more. Raises Rejected (no reason, changed meanwhile), NotFound, NotAllowed.
    """
    problems = check_reason(reason, required=True)
    if problems:
        raise Rejected(problems)
    with centre.write(Action.REMOVE_CONTACT) as session:
        removed = found(contacts.get(session, contact_id), _GONE)
        if version is not None and removed.version != version:
            raise Rejected([CHANGED_ELSEWHERE])
        _take_out(centre, session, removed, reason)
    return Saved(removed, _changes(removed))


def take_back(centre: Centre, contact_id: int) -> Saved[Contact]:
    """Undo the recording of a contact: without a reason, but only for who wrote it, on the day, and unchanged since.

    Raises NotPossible where it is too late for that, NotFound, NotAllowed.
    """
    with centre.write(Action.REMOVE_CONTACT) as session:
        removed = found(contacts.get(session, contact_id), _GONE)
        written_on = contacts.written_at(session, contact_id).astimezone().date()
        today = centre.clock().astimezone().date()  # both by the clock of this PC, whatever day the centre works in
        if not may_take_back(removed, written_on, centre.staff_name, today):
            raise NotPossible(
                message(
                    N_("It is too late to undo this. Open the contact in the course and take it out with a reason.")
                )
            )
        _take_out(centre, session, removed, "")
    return Saved(removed, _changes(removed))


def _take_out(centre: Centre, session: Session, removed: Contact, reason: str) -> None:
    before = draft_of(removed)
    revisions.keep(centre, session, KIND, removed.id, removed.client_id, before, reason=reason, removed=True)
    contacts.remove(session, removed.id)
    about(session, client=removed.client_id)


def _tidy(draft: ContactDraft) -> ContactDraft:
    return replace(draft, with_name=" ".join(draft.with_name.split()))


def _same(before: Contact, draft: ContactDraft) -> bool:
    return draft_of(before) == replace(draft, factors=tuple(sorted(set(draft.factors))))


def _changes(contact: Contact) -> ChangeSet:
    return ChangeSet.of(contact=contact.id, client=contact.client_id)
