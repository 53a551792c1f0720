"""A referral: a client, an institution, what is asked, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from referral_desk.domain.codes import ConsentKind, HandoffMode, Outcome, ReferralStatus, Reporter, Urgency
from referral_desk.domain.errors import Problem
from referral_desk.domain.handoff import Handoff
from referral_desk.domain.messages import N_, message

REASON_NEEDED = (
    ReferralStatus.REJECTED,
    ReferralStatus.CANCELLED,
    ReferralStatus.ON_HOLD,
    ReferralStatus.FAILED,
)
OPEN = (
    ReferralStatus.DRAFT,
    ReferralStatus.REQUESTED,
    ReferralStatus.ACCEPTED,
    ReferralStatus.IN_PROGRESS,
    ReferralStatus.ON_HOLD,
)
UNCOUNTED = (ReferralStatus.DRAFT, ReferralStatus.ENTERED_IN_ERROR)
"""Statuses that stand outside every tally."""

_ERROR = ReferralStatus.ENTERED_IN_ERROR
_NEXT: dict[ReferralStatus, tuple[ReferralStatus, ...]] = {
    ReferralStatus.DRAFT: (ReferralStatus.REQUESTED, ReferralStatus.CANCELLED, _ERROR),
    # accepted can be skipped: an open self-help meeting has no intake decision
    ReferralStatus.REQUESTED: (
        ReferralStatus.ACCEPTED,
        ReferralStatus.IN_PROGRESS,
        ReferralStatus.ON_HOLD,
        ReferralStatus.COMPLETED,
        ReferralStatus.REJECTED,
        ReferralStatus.CANCELLED,
        ReferralStatus.FAILED,
        _ERROR,
    ),
    ReferralStatus.ACCEPTED: (
        ReferralStatus.IN_PROGRESS,
        ReferralStatus.ON_HOLD,
        ReferralStatus.COMPLETED,
        ReferralStatus.CANCELLED,
        ReferralStatus.FAILED,
        _ERROR,
    ),
    ReferralStatus.IN_PROGRESS: (
        ReferralStatus.ON_HOLD,
        ReferralStatus.COMPLETED,
        ReferralStatus.CANCELLED,
        ReferralStatus.FAILED,
        _ERROR,
    ),
    ReferralStatus.ON_HOLD: (
        ReferralStatus.REQUESTED,
        ReferralStatus.ACCEPTED,
        ReferralStatus.IN_PROGRESS,
        ReferralStatus.COMPLETED,
        ReferralStatus.CANCELLED,
        ReferralStatus.FAILED,
        _ERROR,
    ),
    ReferralStatus.COMPLETED: (ReferralStatus.IN_PROGRESS, _ERROR),
    ReferralStatus.REJECTED: (ReferralStatus.REQUESTED, _ERROR),
    ReferralStatus.CANCELLED: (ReferralStatus.REQUESTED, _ERROR),
    ReferralStatus.FAILED: (ReferralStatus.REQUESTED, _ERROR),
    _ERROR: (),
}


@dataclass(frozen=True, kw_only=True)
class ReferralDraft:
    """What staff can write about a referral. ``request`` is what is asked; ``background`` its history.

    ``on`` is the day of the referral. ``reason`` is required where the status asks for one.
    ``consent_by`` is who heard an oral consent. None in ``consent``: not recorded, which counts as none.
    """

    client_id: int
    institution_id: int
    on: date
    status: ReferralStatus = ReferralStatus.REQUESTED
    reason: str = ""
    consent: ConsentKind | None = None
    consent_by: str = ""
    request: str = ""
    background: str = ""
    urgency: Urgency = Urgency.NORMAL
    outcome: Outcome = Outcome.NOT_YET_CHECKED
    outcome_on: date | None = None
    reported_by: Reporter | None = None


@dataclass(frozen=True, kw_only=True)
class Referral(ReferralDraft):
    """A stored referral with its handoffs; ``mode`` is the warmest of them, None while none has happened."""

    id: int
    number: str
    version: int
    client_number: str
    client_name: str
    client_kana: str
    institution_name: str
    institution_kind: str
    staff_name: str
    handoffs: tuple[Handoff, ...]
    mode: HandoffMode | None


@dataclass(frozen=True)
class ReferralRow:
    """A referral in a list. ``follow_up_on`` is the next open follow-up's date."""

    id: int
    number: str
    on: date
    client_id: int
    client_number: str
    client_name: str
    client_kana: str
    institution_id: int
    institution_name: str
    institution_kind: str
    status: ReferralStatus
    mode: HandoffMode | None
    consent: ConsentKind | None
    outcome: Outcome
    outcome_on: date | None
    follow_up_on: date | None


def next_statuses(status: ReferralStatus) -> tuple[ReferralStatus, ...]:
    """Return the statuses a referral may go to from ``status``."""
    return _NEXT[status]


def check_referral(draft: ReferralDraft) -> tuple[Problem, ...]:
    """Return what is wrong with ``draft``, field by field; empty when it may be stored."""
    problems = []
    if draft.status in REASON_NEEDED and not draft.reason.strip():
        problems.append(Problem("reason", message(N_("This status needs a reason."))))
    if draft.outcome_on and draft.outcome_on < draft.on:
        problems.append(Problem("outcome_on", message(N_("The outcome’s date lies before the referral."))))
    return tuple(problems)


def check_transition(before: ReferralStatus, after: ReferralStatus) -> tuple[Problem, ...]:
    """Return a problem where a referral may not go from ``before`` to ``after``."""
    if before is after or after in _NEXT[before]:
        return ()
    return (Problem("status", message(N_("A referral cannot go from its present state to this one."))),)
