"""Benefits of a client: enter, change, renew in one step, settle an end; each can be taken back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from referral_desk.db.queries import benefits, clients, institutions, restrictions
from referral_desk.db.session import Session
from referral_desk.domain.access import Action
from referral_desk.domain.benefit import (
    Benefit,
    BenefitDraft,
    check_benefit,
    check_renewal,
    ended_for,
    renewal,
)
from referral_desk.domain.changes import ChangeSet, Saved
from referral_desk.domain.codes import CodeBook
from referral_desk.domain.errors import Problem, Rejected
from referral_desk.domain.messages import N_, message
from referral_desk.services.centre import Centre, about
from referral_desk.services.clients import CHANGED_ELSEWHERE
from referral_desk.services.lookup import found

_GONE = message(N_("This entry is no longer there."))
_OTHER_CLIENT = Problem(
    "client_id", message(N_("An entry stays with its client. Remove it, and enter it anew for the other client."))
)


@dataclass(frozen=True)
class Renewal:
    """What renewing did: the entry as it was ``before``, as it was ``left``, and the one that ``follows`` it."""

    before: Benefit
    left: Benefit
    follows: Benefit


def of_client(centre: Centre, client_id: int) -> tuple[Benefit, ...]:
    """Return a client's benefits in the order of their start. Raises NotFound, NotAllowed."""
    with centre.read() as session:
        found(clients.get(session, client_id), message(N_("This client is no longer there.")))
        held = benefits.of_client(session, client_id, centre.codes)
    centre.note(Action.READ_CLIENT, client=client_id, detail={"part": "benefits"})
    return held


def save(
    centre: Centre, draft: BenefitDraft, *, benefit_id: int | None = None, version: int | None = None
) -> Saved[Benefit]:
    """Store a new benefit (``benefit_id`` None) or changes of one, which stays with its client.

    The case number of public assistance is the household's: where the client belongs to one it is kept there, and
    every member has it. Raises Rejected, NotFound, NotAllowed.
    """
    problems = check_benefit(draft, centre.codes)
    if problems:
        raise Rejected(problems)
    with centre.write(Action.SAVE_BENEFIT) as session:
        found(clients.get(session, draft.client_id), message(N_("This client is no longer there.")))
        if benefit_id is not None:
            before = _of_visible(session, benefit_id, centre.codes)
            if before.client_id != draft.client_id:
                raise Rejected([_OTHER_CLIENT])
        stored, changes = _store(session, draft, benefit_id, version, centre.codes)
        about(session, client=stored.client_id, detail={"new": benefit_id is None})
    return Saved(stored, changes)


def remove(centre: Centre, benefit_id: int, *, version: int | None = None) -> Saved[Benefit]:
    """Take back an entry; the record returned is what it was, so that saving it again undoes the removal.

    Raises Rejected where another window changed it since ``version``, NotFound, NotAllowed.
    """
    with centre.write(Action.SAVE_BENEFIT) as session:
        removed = _of_visible(session, benefit_id, centre.codes)
        if version is not None and removed.version != version:
            raise Rejected([CHANGED_ELSEWHERE])
        benefits.remove(session, benefit_id)
        about(session, client=removed.client_id, detail={"removed": True})
    return Saved(removed, ChangeSet.of(benefit=removed.id, client=removed.client_id))


def settle(centre: Centre, benefit_id: int, *, settled: bool = True) -> Saved[Benefit]:
    """Note that nothing is to be done any more when a benefit ends (or, ``settled`` False, that something is)."""
    with centre.write(Action.SAVE_BENEFIT) as session:
        before = _of_visible(session, benefit_id, centre.codes)
        stored, changes = _store(session, draft_of(replace(before, settled=settled)), benefit_id, None, centre.codes)
        about(session, client=stored.client_id, detail={"new": False})
    return Saved(stored, changes)


def renew(
    centre: Centre, benefit_id: int, following: BenefitDraft | None = None, *, version: int | None = None
) -> Saved[Renewal]:
    """End a benefit and start the one that follows it; ``following`` None takes the proposed dates.

    Raises Rejected, NotFound, NotAllowed.
    """
    codes = centre.codes
    with centre.write(Action.SAVE_BENEFIT) as session:
        before = _of_visible(session, benefit_id, codes)
        draft = following or renewal(before, codes.benefit_kinds[before.kind], centre.today())
        problems = (*check_benefit(draft, codes), *check_renewal(before, draft))
        if problems:
            raise Rejected(problems)
        if (draft.client_id, draft.kind) != (before.client_id, before.kind):
            raise Rejected([_OTHER_CLIENT])
        left, changes = _store(session, draft_of(ended_for(before, draft)), benefit_id, version, codes)
        follows, more = _store(session, draft, None, None, codes)
        left = found(benefits.get(session, left.id, codes), _GONE)  # a new case number is a new version of it, too
        about(session, client=before.client_id, detail={"renewed": True})
    return Saved(Renewal(before, left, follows), changes | more)


def take_back(centre: Centre, done: Renewal) -> Saved[Benefit]:
    """Undo a renewal: the entry is as it was, what followed it is gone.

    Raises Rejected where somebody changed either since, NotFound.
    """
    with centre.write(Action.SAVE_BENEFIT) as session:
        follows = _of_visible(session, done.follows.id, centre.codes)
        if follows.version != done.follows.version:
            raise Rejected([CHANGED_ELSEWHERE])
        _of_visible(session, done.before.id, centre.codes)
        benefits.remove(session, follows.id)
        before, changes = _store(session, draft_of(done.before), done.before.id, done.left.version, centre.codes)
        about(session, client=before.client_id, detail={"removed": True})
    return Saved(before, changes | ChangeSet.of(benefit=follows.id))


def _of_visible(session: Session, benefit_id: int, codes: CodeBook) -> Benefit:
    benefit = found(benefits.get(session, benefit_id, codes), _GONE)
    restrictions.check_visible(session, benefit.client_id)
    return benefit


def draft_of(benefit: Benefit) -> BenefitDraft:
    """Return what staff can write of a stored benefit."""
    return BenefitDraft(**{name: getattr(benefit, name) for name in BenefitDraft.__dataclass_fields__})


def _store(
    session: Session, draft: BenefitDraft, benefit_id: int | None, version: int | None, codes: CodeBook
) -> tuple[Benefit, ChangeSet]:
    """Store an entry, its case number with the household; return it and what changed, other members included."""
    if draft.institution_id is not None:
        found(institutions.get(session, draft.institution_id), message(N_("This institution is no longer there.")))
    kind = codes.benefit_kinds[draft.kind]
    draft = replace(draft, case_number=draft.case_number.strip() if kind.case_number else "")
    changes = ChangeSet()
    household = benefits.household_of(session, draft.client_id) if kind.case_number else None
    renumbered = household is not None and household.case_number != draft.case_number
    if household is not None and renumbered:
        household.case_number = draft.case_number
        changes = ChangeSet.of(household=household.id, client=benefits.clients_in(session, household.id))
    stored_id = benefits.store(
        session, draft if household is None else replace(draft, case_number=""), benefit_id, version
    )
    if stored_id is None:
        raise Rejected([CHANGED_ELSEWHERE])
    if household is not None and renumbered:
        benefits.renumbered(session, household.id, codes, but=stored_id)
    changes |= ChangeSet.of(benefit=stored_id, client=draft.client_id)
    return found(benefits.get(session, stored_id, codes), _GONE), changes
