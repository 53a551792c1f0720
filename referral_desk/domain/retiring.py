"""Retiring an institution: it closed, or goes by another entry now. Its entry is never deleted, only out of choice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from referral_desk.domain.errors import Problem
from referral_desk.domain.institution import Institution, may_be_referred_to
from referral_desk.domain.messages import N_, message

REASON_LIMIT = 500


@dataclass(frozen=True)
class Retirement:
    """Since when an institution is no longer there (the first day on which nobody is referred there), and why.

    The day may lie ahead, for one that is known to close. ``successor_id`` is the institution that took its place.
    """

    on: date
    reason: str
    successor_id: int | None = None


@dataclass(frozen=True)
class Engaged:
    """Somebody who is engaged with an institution. ``since`` None: nobody knows."""

    client_id: int
    client_number: str
    client_name: str
    since: date | None


def check_retirement(
    retirement: Retirement, institution: Institution, successor: Institution | None
) -> tuple[Problem, ...]:
    """Return what stands in the way of retiring ``institution``, field by field; empty when it may be stored.

    ``successor`` is the institution that ``retirement`` names, None where it names none.
    """
    problems = []
    if not retirement.reason.strip():
        problems.append(Problem("reason", message(N_("Say why it is no longer there."))))
    elif len(retirement.reason) > REASON_LIMIT:
        too_long = message(N_("This is too long: {limit} characters at most."), limit=REASON_LIMIT)
        problems.append(Problem("reason", too_long))
    if successor is not None and successor.id == institution.id:
        problems.append(Problem("successor", message(N_("An institution does not take its own place."))))
    elif successor is not None and not may_be_referred_to(successor, retirement.on):
        gone = message(N_("{name} is no longer there on that day itself."), name=successor.name)
        problems.append(Problem("successor", gone))
    return tuple(problems)
