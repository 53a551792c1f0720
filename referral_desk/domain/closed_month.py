"""A closed month: its figures stay as they were submitted, whatever is entered, changed or imported later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from referral_desk.domain.calendar import Period
from referral_desk.domain.messages import N_, Message, message


@dataclass(frozen=True)
class ClosedMonth:
    """One closing that holds; ``head`` is where the audit trail ended then, in words that can be compared."""

    id: int
    year: int
    month: int
    closed_at: datetime
    closed_by: str
    head: str


def why_month_stays_open(year: int, month: int, today: date, closed: ClosedMonth | None) -> Message | None:
    """Return why a month cannot be closed today; None where it can: only a month that is over, and only once."""
    if closed is not None:
        return message(N_("This month is closed already, by {name}."), name=closed.closed_by)
    if Period.month(year, month).last >= today:
        return message(N_("This month is not over yet."))
    return None
