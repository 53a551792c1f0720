"""The periods that stand beside the one of a tally: the one before it, the same a year ago, the fiscal year to date."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from referral_desk.domain.calendar import Period, YearMonth, fiscal_year_of


class Beside(StrEnum):
    """What figures are compared with; the names of ``Shown``'s tallies in the window."""

    BEFORE = "before"
    YEAR_AGO = "year_ago"
    YEAR_TO_DATE = "year_to_date"


def whole_months(period: Period) -> bool:
    """Say whether a period is one month or a run of whole ones."""
    first, last = period.first, period.last
    return period == Period.months((first.year, first.month), (last.year, last.month))


def period_beside(period: Period, beside: Beside) -> Period:
    """Return the period that ``period`` is compared with.

    Before a run of whole months lie as many months, before any other run as many days. A year ago are the same months,
    or the same days, the end of February taking the place of a 29th. The fiscal year to date goes from the 1 April of
    the fiscal year of the last day up to the last day: its persons are counted over exactly that.
    """
    match beside:
        case Beside.BEFORE if whole_months(period):
            return _months_back(period, sum(1 for _month in period.each_month()))
        case Beside.BEFORE:
            days = period.last - period.first
            return Period(period.first - timedelta(days=1) - days, period.first - timedelta(days=1))
        case Beside.YEAR_AGO if whole_months(period):
            return _months_back(period, 12)
        case Beside.YEAR_AGO:
            return Period(_year_before(period.first), _year_before(period.last))
        case Beside.YEAR_TO_DATE:
            return Period(Period.fiscal_year(fiscal_year_of(period.last)).first, period.last)
    raise AssertionError(beside)


def period_after(period: Period) -> Period:
    """Return the period that follows: as many whole months, or as many days."""
    if whole_months(period):
        return _months_back(period, -sum(1 for _month in period.each_month()))
    begins = period.last + timedelta(days=1)
    return Period(begins, begins + (period.last - period.first))


def _months_back(period: Period, months: int) -> Period:
    each = tuple(period.each_month())
    return Period.months(_back(each[0], months), _back(each[-1], months))


def _back(month: YearMonth, by: int) -> YearMonth:
    months = month[0] * 12 + month[1] - 1 - by
    return months // 12, months % 12 + 1


def _year_before(day: date) -> date:
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)
