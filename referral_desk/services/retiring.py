"""An institution that closed is marked as no longer there: out of choice, readable wherever it is named."""

from __future__ import annotations

from dataclasses import dataclass

from referral_desk.db.queries import engagements, institution_merges, institutions, referrals
from referral_desk.db.session import Session
from referral_desk.domain.access import Action
from referral_desk.domain.changes import ChangeSet, Saved
from referral_desk.domain.errors import NotPossible, Problem, Rejected
from referral_desk.domain.institution import Institution
from referral_desk.domain.messages import N_, message
from referral_desk.domain.referral import ReferralRow
from referral_desk.domain.retiring import Engaged, Retirement, check_retirement
from referral_desk.services import institution_history
from referral_desk.services.centre import Centre, about
from referral_desk.services.clients import CHANGED_ELSEWHERE
from referral_desk.services.institutions import GONE
from referral_desk.services.lookup import found

_NO_SUCCESSOR = Problem("successor", message(N_("This institution is no longer there.")))
_RETIRED = message(N_("This institution is marked as no longer there already."))
_MERGED = message(N_("This entry was merged into another. Take the merge back instead."))
_THERE = message(N_("This institution is not marked as no longer there."))


@dataclass(frozen=True)
class BeforeRetiring:
    """Who would be left with an institution that is gone: open referrals there, the newest first, and engagements.

    ``unseen`` counts those of clients whom the person may not see.
    """

    referrals: tuple[ReferralRow, ...]
    engaged: tuple[Engaged, ...]
    unseen: int


def before_retiring(centre: Centre, institution_id: int) -> BeforeRetiring:
    """Return what is still open with an institution. Raises NotFound, NotAllowed."""
    with centre.look(Action.RETIRE_INSTITUTION) as session:
        found(institutions.get(session, institution_id), GONE)
        opened, unseen_referrals = referrals.open_at(session, institution_id)
        engaged, unseen_engaged = engagements.at_institution(session, institution_id, centre.today())
    shown = len(opened) + len(engaged)
    centre.note(Action.LIST_RECORDS, record=f"i-{institution_id}", detail={"shown": shown})
    return BeforeRetiring(opened, engaged, unseen_referrals + unseen_engaged)


def retire(
    centre: Centre, institution_id: int, retirement: Retirement, *, version: int | None = None
) -> Saved[Institution]:
    """Mark an institution as no longer there. What is open with it stays open.

    Raises NotFound; NotPossible where it is marked already; Rejected: rules broken, or another window changed it.
    """
    with centre.write(Action.RETIRE_INSTITUTION) as session:
        before = _unchanged(session, institution_id, version)
        if before.defunct_on is not None:
            raise NotPossible(_RETIRED)
        successor = None
        if retirement.successor_id is not None:
            successor = institutions.get(session, retirement.successor_id)
            if successor is None:
                raise Rejected([_NO_SUCCESSOR])
        problems = check_retirement(retirement, before, successor)
        if problems:
            raise Rejected(problems)
        stored = _stand(centre, session, before, retirement)
        about(session, record=f"i-{institution_id}", detail={"retired": True})
    return Saved(stored, ChangeSet.of(institution=institution_id))


def take_back(centre: Centre, institution_id: int, *, version: int | None = None) -> Saved[Institution]:
    """Mark an institution as there again. Raises NotFound, NotPossible where it is; Rejected where it was changed."""
    with centre.write(Action.RETIRE_INSTITUTION) as session:
        before = _unchanged(session, institution_id, version)
        if before.defunct_on is None:
            raise NotPossible(_THERE)
        if institution_merges.leading(session, [institution_id]):
            raise NotPossible(_MERGED)
        stored = _stand(centre, session, before, None)
        about(session, record=f"i-{institution_id}", detail={"retired": False})
    return Saved(stored, ChangeSet.of(institution=institution_id))


def _unchanged(session: Session, institution_id: int, version: int | None) -> Institution:
    stored = found(institutions.get(session, institution_id), GONE)
    if version is not None and stored.version != version:
        raise Rejected([CHANGED_ELSEWHERE])
    return stored


def _stand(centre: Centre, session: Session, before: Institution, retirement: Retirement | None) -> Institution:
    if retirement is None:
        institutions.put_standing(session, before.id, None, "", None)
    else:
        institutions.put_standing(session, before.id, retirement.on, retirement.reason.strip(), retirement.successor_id)
    session.flush()
    stored = found(institutions.get(session, before.id), GONE)
    institution_history.keep(centre, session, before, stored)
    return stored
