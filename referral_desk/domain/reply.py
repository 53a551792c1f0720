"""The receiver's reply to a referral, entered in one step: what was answered, and what follows from it.

The answers are those of the reply slip that goes with a letter. What a reply does to the referral is decided here; the
lifecycle of a referral stays that of :mod:`referral_desk.domain.referral`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from referral_desk.domain.codes import Answer, Outcome, ReferralStatus
from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, message
from referral_desk.domain.referral import next_statuses

TAKES_REPLY = (
    ReferralStatus.REQUESTED,
    ReferralStatus.ACCEPTED,
    ReferralStatus.IN_PROGRESS,
    ReferralStatus.ON_HOLD,
)
"""The statuses in which a receiver may still answer: a place on a waiting list is given or taken away later."""

_OUTCOMES = {
    Answer.WAITLISTED: Outcome.WAITLISTED,
    Answer.NO_CAPACITY: Outcome.NO_CAPACITY,
    Answer.NOT_ELIGIBLE: Outcome.NOT_ELIGIBLE,
    Answer.REFERRED_ELSEWHERE: Outcome.REFERRED_ELSEWHERE,
}
_NEEDS_WORDS = {
    Answer.NOT_POSSIBLE: message(N_("Say why it is not possible.")),
    Answer.REFERRED_ELSEWHERE: message(N_("Say where they referred the client to.")),
}
NAME_LIMIT = 100
REMARK_LIMIT = 2000


@dataclass(frozen=True, kw_only=True)
class ReceiverReply:
    """A reply as it is entered: ``answered_by`` is who answered, ``on`` when.

    ``remark`` says why or where to, where the answer asks for it. ``next_on``: when we look again; None leaves it to
    the centre's habit where something is still to come.
    """

    answer: Answer | None = None
    on: date | None = None
    answered_by: str = ""
    remark: str = ""
    next_on: date | None = None


@dataclass(frozen=True)
class Consequence:
    """What a reply makes of a referral: ``reason`` goes with the status, ``outcome`` None leaves it as it is.

    ``look_again``: something is still to come, so that a check follows even where nobody names a day.
    """

    status: ReferralStatus
    reason: str
    outcome: Outcome | None
    look_again: bool


def check_reply(reply: ReceiverReply, status: ReferralStatus, referred_on: date, today: date) -> tuple[Problem, ...]:
    """Return what is wrong with ``reply`` to a referral of ``referred_on``, field by field."""
    if status not in TAKES_REPLY:
        return (Problem("", message(N_("This referral waits for no reply: it is over, or was never sent."))),)
    problems = []
    if reply.answer is None:
        problems.append(Problem("answer", message(N_("Choose what was answered."))))
    elif reply.answer in _NEEDS_WORDS and not reply.remark.strip():
        problems.append(Problem("remark", _NEEDS_WORDS[reply.answer]))
    if reply.on is None:
        problems.append(Problem("replied_on", message(N_("Enter the day."))))
    elif reply.on < referred_on:
        problems.append(Problem("replied_on", message(N_("The reply lies before the referral."))))
    elif reply.on > today:
        problems.append(Problem("replied_on", message(N_("The reply lies after today."))))
    if reply.next_on and reply.next_on < today:
        problems.append(Problem("next_on", message(N_("Choose today or a later day."))))
    for field, text, limit in (
        ("answered_by", reply.answered_by, NAME_LIMIT),
        ("remark", reply.remark, REMARK_LIMIT),
    ):
        if len(text) > limit:
            problems.append(Problem(field, message(N_("This is too long: {limit} characters at most."), limit=limit)))
    return tuple(problems)


def consequence(answer: Answer, remark: str, label: str, status: ReferralStatus, outcome: Outcome) -> Consequence:
    """Return what ``answer`` makes of a referral that stands at ``status`` with ``outcome``.

    ``label`` is the answer in words: the reason where the remark gives none. A refusal ends the referral: as not
    accepted where it was only asked for, as failed where it had been taken on or was waiting.
    """
    reason = remark.strip() or label
    if answer is Answer.ACCEPTED:
        begun = status in (ReferralStatus.ACCEPTED, ReferralStatus.IN_PROGRESS)
        waited = Outcome.NOT_YET_CHECKED if outcome is Outcome.WAITLISTED else None
        return Consequence(status if begun else ReferralStatus.ACCEPTED, "", waited, look_again=True)
    if answer is Answer.WAITLISTED:
        return Consequence(ReferralStatus.ON_HOLD, reason, Outcome.WAITLISTED, look_again=True)
    refused = ReferralStatus.REJECTED
    ended = refused if refused in next_statuses(status) else ReferralStatus.FAILED
    return Consequence(ended, reason, _OUTCOMES.get(answer), look_again=False)
