"""The end of a month: by when it is to be submitted, whether it is closed, and what came late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from referral_desk.db.queries import closed_months, month_closings
from referral_desk.domain.calendar import Period
from referral_desk.domain.closed_month import (
    ClosedMonth,
    submission_due,
    why_month_stays_open,
)
from referral_desk.domain.late_entries import LateEntries
from referral_desk.domain.messages import Message
from referral_desk.services import late_entries
from referral_desk.services.centre import Centre


@dataclass(frozen=True)
class MonthState:
    """How it stands with one month. ``stays_open`` is why it cannot be closed today, None where it can.

    ``history`` are all its closings, the newest first; ``late`` is what came after the one that holds, without names.
    """

    year: int
    month: int
    due_on: date
    closed: ClosedMonth | None
    history: tuple[ClosedMonth, ...]
    stays_open: Message | None
    late: LateEntries

    @property
    def period(self) -> Period:
        """The days of the month."""
        return Period.month(self.year, self.month)


def state(centre: Centre, year: int, month: int) -> MonthState:
    """Return how it stands with a month. Compares its rows where it is closed: not for the GUI thread."""
    with centre.read() as session:
        closed = closed_months.of_month(session, year, month)
        history = month_closings.history(session, year, month)
    return MonthState(
        year,
        month,
        submission_due(year, month, centre.settings.submission_day, centre.is_holiday),
        closed,
        history,
        why_month_stays_open(year, month, centre.today(), closed),
        late_entries.counted(centre, closed) if closed else LateEntries(()),
    )
