"""Households: several clients, and others, who belong together; each client keeps an own record and statistics.

A member who is restricted to others is shown without anything of her own, and whatever is saved, she stays in the
household as she is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from referral_desk.db.queries import benefits, clients, households, restrictions
from referral_desk.db.queries.households import clients_in
from referral_desk.db.session import Session
from referral_desk.domain.access import Action
from referral_desk.domain.audit import Detail
from referral_desk.domain.changes import ChangeSet, Saved
from referral_desk.domain.client import Client
from referral_desk.domain.errors import NotReadable, Problem, Rejected
from referral_desk.domain.household import (
    SELF,
    Household,
    HouseholdDraft,
    MemberDraft,
    check_household,
    field_of,
    is_hidden,
    place_of,
)
from referral_desk.domain.kinship import rebased
from referral_desk.domain.messages import N_, message
from referral_desk.domain.names import canonical_kana
from referral_desk.services.centre import Centre, about
from referral_desk.services.clients import CHANGED_ELSEWHERE
from referral_desk.services.lookup import found
from referral_desk.services.phones import canonical

_GONE = message(N_("This household is no longer there."))
_NO_CLIENT = message(N_("This client is no longer there."))


@dataclass(frozen=True)
class Newcomer:
    """A client who is to become a member of a household, and the one she is in, None for none."""

    client: Client
    household: Household | None


def of_client(centre: Centre, client_id: int) -> Household | None:
    """Return the household of a client, None where none is recorded. Raises NotAllowed."""
    with centre.read() as session:
        restrictions.check_visible(session, client_id)
        household = households.of_client(session, client_id)
    centre.note(Action.READ_CLIENT, client=client_id, detail={"part": "household"})
    return household


def newcomer(centre: Centre, client_id: int) -> Newcomer:
    """Return a client who is to become a member, and the household she is in already. Raises NotFound, NotAllowed."""
    with centre.read() as session:
        client = found(clients.get(session, client_id), _NO_CLIENT)
        household = households.of_client(session, client_id)
    centre.note(Action.READ_CLIENT, client=client_id, detail={"part": "household"})
    return Newcomer(client, household)


def save(
    centre: Centre,
    client_id: int,
    draft: HouseholdDraft,
    *,
    household_id: int | None = None,
    version: int | None = None,
) -> Saved[Household]:
    """Store the household of a client: a new one (``household_id`` None), or changes of one, which she may join.

    What is written of a member who is a client stays in her own record. Members restricted to others stay as they
    are, whether ``draft`` holds them or not. Raises Rejected: rules broken, a client who is in another household, a
    phone that is none, or (with ``version``) a household that another window changed meanwhile; NotFound, NotAllowed.
    """
    return _save(centre, client_id, draft, household_id, version)


def put_back(centre: Centre, client_id: int, before: Household, *, version: int | None = None) -> Saved[Household]:
    """Store a household as it was before it was changed, or before the client left it: what Undo does.

    ``version`` is the one at which the change that is undone left it. Raises Rejected where somebody changed it since,
    or where something of it cannot be any more, such as a client who is in another household now.
    """
    with centre.read() as session:
        there = households.shown(session, before.id) is not None
    return _save(centre, client_id, before, before.id if there else None, version if there else None, back=True)


def take_back(centre: Centre, client_id: int, *, version: int | None = None) -> Saved[Household]:
    """Delete the household of a client that was just entered; return it as it was. Raises NotFound, NotAllowed.

    Rejected where a member is restricted to others: for her it stays; and where another window changed it since
    ``version``.
    """
    with centre.write(Action.SAVE_HOUSEHOLD) as session:
        restrictions.check_visible(session, client_id)
        before = found(households.of_client(session, client_id), _GONE)
        if any(map(is_hidden, before.members)) or (version is not None and before.version != version):
            raise Rejected([CHANGED_ELSEWHERE])
        households.remove(session, before.id)
        touched = clients_in(before.members)
        about(session, client=client_id, detail={**_detail(touched - {client_id}), "removed": True})
    return Saved(before, ChangeSet.of(household=before.id, client=touched))


def leave(centre: Centre, client_id: int) -> Saved[Household]:
    """Take a client out of her household; return it as it was, so that saving it again undoes this.

    The others stay; where they were related to her, they are now related to the next client in the list. Without any
    client left the household is deleted, and its case number stays with her. Raises NotFound, NotAllowed.
    """
    with centre.write(Action.SAVE_HOUSEHOLD) as session:
        restrictions.check_visible(session, client_id)
        before = found(take_out(session, client_id), _GONE)
        if households.stored(session, before.id) is None:
            benefits.keep_number(session, [client_id], before.case_number, centre.codes)
        touched = clients_in(before.members)
        about(session, client=client_id, detail={**_detail(touched - {client_id}), "removed": True})
    return Saved(before, ChangeSet.of(household=before.id, client=touched))


def take_out(session: Session, client_id: int) -> Household | None:
    """Take a client out of her household inside a unit of work; return it as it was, None where she is in none."""
    before = households.of_client(session, client_id)
    if before is None:
        return None
    kept = found(households.stored(session, before.id), _GONE)
    place = place_of(kept, client_id)
    assert place is not None
    rest = _without(_based_elsewhere(kept.members, place, before), place)
    if clients_in(rest):
        households.store(session, replace(kept, members=rest), kept.id)
    else:
        households.remove(session, kept.id)
    return before


def _save(
    centre: Centre,
    client_id: int,
    draft: HouseholdDraft,
    household_id: int | None,
    version: int | None,
    *,
    back: bool = False,
) -> Saved[Household]:
    with centre.write(Action.SAVE_HOUSEHOLD) as session:
        found(clients.get(session, client_id), _NO_CLIENT)
        before = _seen(session, household_id, version, back=back)
        draft, problems = _tidy(draft)
        kept: frozenset[int] = frozenset()
        if before is not None:
            draft, kept = _with_hidden(session, before, draft, back=back)
        problems = [*check_household(draft, centre.today(), centre.codes), *problems]
        problems += _check_clients(session, draft, household_id, kept)
        if place_of(draft, client_id) is None:
            problems.append(Problem("members", message(N_("The client whose page this is must be in the list."))))
        if problems:
            raise Rejected(problems)
        stored_id = households.store(session, _without_shown(draft), household_id)
        if before is not None and before.case_number != draft.case_number:
            benefits.renumbered(session, stored_id, centre.codes)
        after = found(households.shown(session, stored_id), _GONE)
        touched = clients_in(after.members) | clients_in(before.members if before else ())
        about(session, client=client_id, detail=_detail(touched - {client_id}))
    return Saved(after, ChangeSet.of(household=stored_id, client=touched))


def _seen(session: Session, household_id: int | None, version: int | None, *, back: bool) -> Household | None:
    """Return the household that is changed; Rejected where it is not the one that was read.

    ``back``: the client may be the only one in it whom this person could see.
    """
    if household_id is None:
        return None
    household = found(households.shown(session, household_id), _GONE)
    if not back and not clients_in(household.members):
        found(None, _GONE)  # nobody in it may be seen: it is not there
    if version is not None and household.version != version:
        raise Rejected([CHANGED_ELSEWHERE])
    return household


def _tidy(draft: HouseholdDraft) -> tuple[HouseholdDraft, list[Problem]]:
    """Return ``draft`` with kana and phones of those who are no clients in canonical form, and what cannot be read."""
    members, problems = [], []
    for place, member in enumerate(draft.members):
        tidied = replace(member, kana=canonical_kana(member.kana), phone=member.phone.strip())
        if tidied.phone and not is_hidden(member):
            try:
                tidied = replace(tidied, phone=canonical(tidied.phone))
            except NotReadable as error:
                problems.append(Problem(field_of(place, "phone"), error.message))
        members.append(tidied)
    return replace(draft, members=tuple(members)), problems


def _with_hidden(
    session: Session, before: Household, draft: HouseholdDraft, *, back: bool
) -> tuple[HouseholdDraft, frozenset[int]]:
    """Return ``draft`` with those who are, or were, hidden as they are stored, at the end where they were left out.

    With it come their ids. One may have been hidden when the form was opened, and be so no longer. ``back``: they are
    related as ``draft`` says, which is as they were before.
    """
    hidden = {each.id for each in (*before.members, *draft.members) if is_hidden(each)}
    if not hidden:
        return draft, frozenset()
    kept = found(households.stored(session, before.id), _GONE).members
    if not hidden <= {each.id for each in kept}:
        raise Rejected([CHANGED_ELSEWHERE])
    drafted = {each.id: each.relation for each in draft.members}
    based = kept if back else _based_as(kept, before, draft.members)
    as_stored = {
        each.id: replace(each, relation=drafted.get(each.id, each.relation)) if back else each for each in based
    }
    listed = {each.id for each in draft.members}
    members = [*draft.members, *(each for each in kept if each.id in hidden and each.id not in listed)]
    places = {each.id: place for place, each in enumerate(members) if each.id is not None}
    for place, member in enumerate(members):
        if member.id in hidden:
            own = as_stored[member.id]
            called = kept[own.calls_for].id if own.calls_for is not None and own.calls_for < len(kept) else None
            members[place] = replace(own, calls_for=places.get(called) if called is not None else None)
    return replace(draft, members=tuple(members)), frozenset(each for each in hidden if each is not None)


def _based_as(kept: Sequence[MemberDraft], before: Household, members: Sequence[MemberDraft]) -> Sequence[MemberDraft]:
    """Return the stored members, related to whoever is the person of reference now."""
    basis = next((each for each in members if each.relation == SELF and not is_hidden(each)), None)
    if basis is None or any(each.id == basis.id and each.relation == SELF for each in kept):
        return kept
    place = next((place for place, each in enumerate(kept) if each.id == basis.id), None)
    if place is None:
        raise Rejected([Problem("members", _BASIS)])
    return _rebased(kept, place, before)


def _rebased(kept: Sequence[MemberDraft], basis: int, shown: Household) -> tuple[MemberDraft, ...]:
    """Return the stored members related to the one at ``basis``; what sex a client is stands in her own record."""
    known = tuple(replace(each, sex=seen.sex) for each, seen in zip(kept, shown.members, strict=True))
    return tuple(
        replace(each, relation=new.relation, sex=None if each.client_id is not None else new.sex)
        for each, new in zip(kept, rebased(known, basis), strict=True)
    )


_BASIS = message(
    N_(
        "A member whose record is restricted is related to the person chosen so far. Save the new member first, then "
        "choose her as the one to whom the others are related."
    )
)


def _check_clients(
    session: Session, draft: HouseholdDraft, household_id: int | None, kept: frozenset[int]
) -> list[Problem]:
    """Return which clients cannot be in this household; NotFound and NotAllowed for those who may not be named."""
    problems = []
    for place, member in enumerate(draft.members):
        if member.client_id is None or member.id in kept:
            continue
        found(clients.get(session, member.client_id), _NO_CLIENT)
        if households.id_of(session, member.client_id) not in (None, household_id):
            words = message(N_("This client is in another household. Take her out of that one first, or join it."))
            problems.append(Problem(field_of(place, "name"), words))
    return problems


def _without_shown(draft: HouseholdDraft) -> HouseholdDraft:
    """Return ``draft`` without what belongs into clients' own records."""
    blank = MemberDraft()
    members = tuple(
        replace(
            member, name=blank.name, kana=blank.kana, sex=blank.sex, birth=blank.birth, birth_exact=blank.birth_exact
        )
        if member.client_id is not None
        else member
        for member in draft.members
    )
    return replace(draft, members=members)


def _based_elsewhere(members: Sequence[MemberDraft], place: int, shown: Household) -> Sequence[MemberDraft]:
    """Return the members related to somebody else than the one at ``place``, who leaves."""
    others = [at for at in range(len(members)) if at != place]
    if members[place].relation != SELF or not others:
        return members
    return _rebased(members, next((at for at in others if members[at].client_id is not None), others[0]), shown)


def _without(members: Sequence[MemberDraft], place: int) -> tuple[MemberDraft, ...]:
    """Return the members but for the one at ``place``; nobody calls for her any more."""

    def moved(called: int | None) -> int | None:
        if called is None or called == place:
            return None
        return called - 1 if called > place else called

    return tuple(replace(each, calls_for=moved(each.calls_for)) for at, each in enumerate(members) if at != place)


def _detail(others: frozenset[int]) -> Detail:
    return {"ids": sorted(others)} if others else {}
