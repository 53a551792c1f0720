"""The engagement board's marks."""

from __future__ import annotations

from referral_desk.db.queries import clients, engagements, institutions, restrictions
from referral_desk.domain.access import Action
from referral_desk.domain.changes import ChangeSet, Saved
from referral_desk.domain.engagement import Engagement, EngagementDraft, check_engagement
from referral_desk.domain.errors import Problem, Rejected
from referral_desk.domain.messages import N_, message
from referral_desk.services.centre import Centre, about
from referral_desk.services.lookup import found

_GONE = message(N_("This entry is no longer there."))
_OTHER_CLIENT = Problem(
    "client_id", message(N_("An entry stays with its client. Remove it, and mark it anew for the other client."))
)


def of_client(centre: Centre, client_id: int) -> tuple[Engagement, ...]:
    """Return a client's engagements in the order of entry."""
    with centre.read() as session:
        restrictions.check_visible(session, client_id)
        engaged = engagements.of_client(session, client_id)
    centre.note(Action.READ_CLIENT, client=client_id)
    return engaged


def mark(centre: Centre, draft: EngagementDraft, *, engagement_id: int | None = None) -> Saved[Engagement]:
    """Mark how a client stands with an institution: a new entry, or a change of one, which stays with its client.

    Raises Rejected, NotFound, NotAllowed.
    """
    problems = check_engagement(draft, centre.codes)
    if problems:
        raise Rejected(problems)
    with centre.write(Action.SAVE_ENGAGEMENT) as session:
        found(clients.get(session, draft.client_id), message(N_("This client is no longer there.")))
        if engagement_id is not None:
            before = found(engagements.get(session, engagement_id), _GONE)
            restrictions.check_visible(session, before.client_id)
            if before.client_id != draft.client_id:
                raise Rejected([_OTHER_CLIENT])
        if draft.institution_id is not None:
            gone = message(N_("This institution is no longer there."))
            found(institutions.get(session, draft.institution_id), gone)
        stored_id = found(engagements.store(session, draft, engagement_id), _GONE)
        stored = found(engagements.get(session, stored_id), _GONE)
        about(session, client=stored.client_id)
    return Saved(stored, ChangeSet.of(engagement=stored.id, client=stored.client_id))


def remove(centre: Centre, engagement_id: int) -> Saved[Engagement]:
    """Take back an entry; the record returned is what it was, so that the removal can be undone by marking it."""
    with centre.write(Action.REMOVE_ENGAGEMENT) as session:
        removed = found(engagements.get(session, engagement_id), _GONE)
        restrictions.check_visible(session, removed.client_id)
        engagements.remove(session, engagement_id)
        about(session, client=removed.client_id)
    return Saved(removed, ChangeSet.of(engagement=removed.id, client=removed.client_id))
