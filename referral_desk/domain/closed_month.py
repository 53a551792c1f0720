"""A closed month: its figures stay as they were submitted, whatever is entered, changed or imported later.

It can be opened again by a manager, with a reason; what was frozen stays as its history. When a month is to be
submitted is the centre's own rule: a day of the following month.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from referral_desk.domain.calendar import IsHoliday, Period, YearMonth, previous_working_day
from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, Message, message

REMINDER_DAYS = 5
"""How long before a month is to be submitted Today begins to remind of it."""

LOOKED_BACK = 12
"""How many months back an omitted closing is looked for."""

REASON_LIMIT = 1_000


@dataclass(frozen=True)
class ClosedMonth:
    """One closing; ``head`` is where the audit trail ended then, in words that can be compared.

    It holds while ``reopened_at`` is None; ``reopened_by`` and ``reopened_reason`` say who took it back, and why.
    """

    id: int
    year: int
    month: int
    closed_at: datetime
    closed_by: str
    head: str
    reopened_at: datetime | None = None
    reopened_by: str = ""
    reopened_reason: str = ""

    @property
    def period(self) -> Period:
        """The days of the month."""
        return Period.month(self.year, self.month)


def why_month_stays_open(year: int, month: int, today: date, closed: ClosedMonth | None) -> Message | None:
    """Return why a month cannot be closed today; None where it can: only a month that is over, and only once."""
    if closed is not None:
        return message(N_("This month is closed already, by {name}."), name=closed.closed_by)
    if Period.month(year, month).last >= today:
        return message(N_("This month is not over yet."))
    return None


def why_month_stays_closed(closed: ClosedMonth | None, disposed: int) -> Message | None:
    """Return why a month cannot be opened again; None where it can.

    ``disposed`` of the records behind its figures are gone: counted anew the month would lose them.
    """
    if closed is None:
        return message(N_("This month is not closed."))
    if disposed:
        return message(
            N_(
                "Records that count in this month were disposed of, so it cannot be counted anew. Use the correction "
                "sheet for what came late."
            )
        )
    return None


def check_reopening(reason: str) -> tuple[Problem, ...]:
    """Return what is wrong with the reason for opening a month again."""
    if not reason.strip():
        return (Problem("reason", message(N_("Enter why the month is opened again."))),)
    if len(reason.strip()) > REASON_LIMIT:
        text = message(N_("This is too long: {limit} characters at most."), limit=REASON_LIMIT)
        return (Problem("reason", text),)
    return ()


# --- when it is to be submitted ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MonthDue:
    """A month that is not closed; ``days_over`` is negative as long as there is time."""

    year: int
    month: int
    due_on: date
    days_over: int


def submission_due(year: int, month: int, day: int, is_holiday: IsHoliday) -> date:
    """Return by when a month is to be submitted: the ``day`` of the following month, or its last one.

    Where offices do not work on it, the working day before: a report that comes early is never late.
    """
    after = Period.month(year, month).last + timedelta(days=1)
    last = Period.month(after.year, after.month).last
    return previous_working_day(after.replace(day=min(day, last.day)), is_holiday)


def months_due(
    today: date,
    day: int,
    closed: Collection[YearMonth],
    begun: YearMonth | None,
    is_counted: Callable[[YearMonth], bool],
    is_holiday: IsHoliday,
) -> tuple[MonthDue, ...]:
    """Return the open months to remind of today, the oldest first: from REMINDER_DAYS before their day.

    The month before this one, and earlier ones from ``begun`` on, the first month that the centre ever closed: who has
    never closed any is not reminded of years. ``is_counted`` says whether a month has anything to count.
    """
    found = []
    period = Period.month(today.year, today.month)
    for step in range(LOOKED_BACK):
        before = period.first - timedelta(days=1)
        period = Period.month(before.year, before.month)
        month = (before.year, before.month)
        if step and (begun is None or month < begun):
            break
        if month in closed or not is_counted(month):
            continue
        due_on = submission_due(*month, day, is_holiday)
        if (due_on - today).days <= REMINDER_DAYS:
            found.append(MonthDue(*month, due_on, (today - due_on).days))
    return tuple(reversed(found))
