"""Who may be the same person as somebody who is being logged, or as a client whose page is open."""

from __future__ import annotations

from referral_desk.db.queries import clients, likeness
from referral_desk.domain.client import ClientDraft
from referral_desk.domain.likeness import LikelyClient, person_of
from referral_desk.domain.messages import N_, message
from referral_desk.services import entries
from referral_desk.services.centre import Centre
from referral_desk.services.lookup import found


def likely_same(
    centre: Centre, draft: ClientDraft, *, own_id: int | None = None, limit: int = 20
) -> tuple[LikelyClient, ...]:
    """Return stored clients who may be the person being typed, the likeliest first, closed records included.

    ``own_id`` is the record that is being changed. It is a look at a list: whoever shows it notes whom it showed.
    """
    draft, _unreadable = entries.canonical(draft)
    with centre.look() as session:
        return likeness.likely_same(session, person_of(draft), own_id=own_id, typing=True, limit=limit)


def likely_duplicates(centre: Centre, client_id: int, *, limit: int = 20) -> tuple[LikelyClient, ...]:
    """Return other stored clients who may be the same person as this one; noted as :func:`likely_same` is.

    Raises NotFound, NotAllowed for one restricted to others.
    """
    with centre.look() as session:
        client = found(clients.get(session, client_id), message(N_("This client is no longer there.")))
        return likeness.likely_same(session, person_of(client), own_id=client_id, limit=limit)
