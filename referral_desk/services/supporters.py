"""Informal supporters of a client: people around her who are neither clients nor institutions."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

from referral_desk.db.queries import clients, restrictions, supporters
from referral_desk.domain.access import Action
from referral_desk.domain.changes import ChangeSet, Saved
from referral_desk.domain.errors import NotReadable, Problem, Rejected
from referral_desk.domain.messages import N_, message
from referral_desk.domain.supporter import Supporter, SupporterDraft, check_supporter
from referral_desk.services.centre import Centre, about
from referral_desk.services.clients import CHANGED_ELSEWHERE
from referral_desk.services.lookup import found
from referral_desk.services.phones import canonical

_GONE = message(N_("This supporter is no longer there."))
_OTHER_CLIENT = Problem("client_id", message(N_("A supporter stays with the client for whom he or she was entered.")))


def draft_of(supporter: Supporter) -> SupporterDraft:
    """Return what can be written about a stored supporter."""
    return SupporterDraft(**{field.name: getattr(supporter, field.name) for field in fields(SupporterDraft)})


def save(
    centre: Centre, draft: SupporterDraft, *, supporter_id: int | None = None, version: int | None = None
) -> Saved[Supporter]:
    """Store a new supporter (``supporter_id`` None) or changes of one; the phone takes its canonical form.

    Raises Rejected: rules broken, a phone that is none, or (with ``version``) a record that another window changed
    meanwhile; NotFound, NotAllowed.
    """
    draft, unreadable = _with_phone(draft)
    problems = [*check_supporter(draft, centre.codes), *unreadable]
    if problems:
        raise Rejected(problems)
    with centre.write(Action.SAVE_SUPPORTER) as session:
        found(clients.get(session, draft.client_id), message(N_("This client is no longer there.")))
        if supporter_id is not None:
            before = found(supporters.get(session, supporter_id), _GONE)
            restrictions.check_visible(session, before.client_id)
            if before.client_id != draft.client_id:
                raise Rejected([_OTHER_CLIENT])
        stored = supporters.store(session, draft, supporter_id, version)
        if stored is None:
            raise Rejected([CHANGED_ELSEWHERE])
        about(session, client=stored.client_id, detail={"new": supporter_id is None})
    return Saved(stored, _changes(stored))


def end(centre: Centre, supporter_id: int, on: date) -> Saved[Supporter]:
    """Note that somebody no longer supports the client from ``on``; she stays in the record.

    Raises Rejected where the support began after that day; NotFound, NotAllowed.
    """
    with centre.read() as session:
        known = found(supporters.get(session, supporter_id), _GONE)
        restrictions.check_visible(session, known.client_id)
    return save(centre, replace(draft_of(known), until=on), supporter_id=supporter_id, version=known.version)


def remove(centre: Centre, supporter_id: int, *, version: int | None = None) -> Saved[Supporter]:
    """Delete somebody who was entered by mistake; the record returned can be saved anew, so that it can be undone.

    Raises Rejected where another window changed it since ``version``, NotFound, NotAllowed.
    """
    with centre.write(Action.SAVE_SUPPORTER) as session:
        removed = found(supporters.get(session, supporter_id), _GONE)
        restrictions.check_visible(session, removed.client_id)
        if version is not None and removed.version != version:
            raise Rejected([CHANGED_ELSEWHERE])
        supporters.remove(session, supporter_id)
        about(session, client=removed.client_id, detail={"removed": True})
    return Saved(removed, _changes(removed))


def _changes(supporter: Supporter) -> ChangeSet:
    return ChangeSet.of(client=supporter.client_id)


def _with_phone(draft: SupporterDraft) -> tuple[SupporterDraft, list[Problem]]:
    if not draft.phone.strip():
        return replace(draft, phone=""), []
    try:
        return replace(draft, phone=canonical(draft.phone)), []
    except NotReadable as error:
        return draft, [Problem("phone", error.message)]
