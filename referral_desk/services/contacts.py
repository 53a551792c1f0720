"""Contacts of a client."""

from __future__ import annotations

from referral_desk.db.queries import clients, contacts, restrictions
from referral_desk.domain.access import Action
from referral_desk.domain.changes import ChangeSet, Saved
from referral_desk.domain.contact import Contact, ContactDraft
from referral_desk.domain.errors import Problem, Rejected
from referral_desk.domain.messages import N_, message
from referral_desk.services.centre import Centre, about
from referral_desk.services.lookup import found


def add(centre: Centre, draft: ContactDraft) -> Saved[Contact]:
    """Store a contact. Raises Rejected for a category or factor that the lists do not hold, NotFound."""
    codes = centre.codes
    problems = []
    if draft.category not in codes.contact_categories:
        problems.append(Problem("category", message(N_("Choose what the contact was about."))))
    problems.extend(
        Problem("factors", message(N_("There is no factor “{value}”."), value=factor))
        for factor in draft.factors
        if factor not in codes.factors
    )
    if problems:
        raise Rejected(problems)
    with centre.write(Action.SAVE_CONTACT) as session:
        found(clients.get(session, draft.client_id), message(N_("This client is no longer there.")))
        stored = contacts.add(session, draft, centre.staff_name)
        about(session, client=stored.client_id)
    return Saved(stored, ChangeSet.of(contact=stored.id, client=stored.client_id))


def remove(centre: Centre, contact_id: int) -> Saved[Contact]:
    """Take back a contact that was just entered; the record returned is what it was. Raises NotFound."""
    with centre.write(Action.REMOVE_CONTACT) as session:
        removed = found(contacts.remove(session, contact_id), message(N_("This entry is no longer there.")))
        restrictions.check_visible(session, removed.client_id)
        about(session, client=removed.client_id)
    return Saved(removed, ChangeSet.of(contact=removed.id, client=removed.client_id))
