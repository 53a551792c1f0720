"""The months that Today reminds of: to be submitted soon, or late and not closed yet."""

from __future__ import annotations

from referral_desk.db.queries import month_closings
from referral_desk.db.session import Session
from referral_desk.domain.calendar import Period, YearMonth
from referral_desk.domain.closed_month import MonthDue, months_due
from referral_desk.services.centre import Centre


def due(centre: Centre, session: Session) -> tuple[MonthDue, ...]:
    """Return the months that Today reminds of, the oldest first."""

    def is_counted(month: YearMonth) -> bool:
        return month_closings.has_entries(session, Period.month(*month))

    return months_due(
        centre.today(),
        centre.settings.submission_day,
        month_closings.closed(session),
        month_closings.first_closed(session),
        is_counted,
        centre.is_holiday,
    )
