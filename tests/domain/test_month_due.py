"""When a month is due, when Today reminds of it, and when it may be closed or opened again."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from referral_desk.domain.calendar import YearMonth
from referral_desk.domain.closed_month import (
    REASON_LIMIT,
    ClosedMonth,
    check_reopening,
    months_due,
    submission_due,
    why_month_stays_closed,
    why_month_stays_open,
)

HOLIDAYS = {date(2026, 11, 23), date(2026, 11, 3)}
CLOSED = ClosedMonth(1, 2026, 10, datetime(2026, 11, 18, 1, tzinfo=UTC), "見本 みどり", "12-abcd")


def holiday(day: date) -> bool:
    return day in HOLIDAYS


@pytest.mark.parametrize(
    ("month", "day", "due"),
    [
        ((2026, 10), 20, date(2026, 11, 20)),  # a Friday
        ((2026, 10), 22, date(2026, 11, 20)),  # a Sunday: the Friday before
        ((2026, 10), 23, date(2026, 11, 20)),  # a holiday on Monday: before the weekend
        ((2026, 12), 3, date(2026, 12, 28)),  # offices are closed over New Year
        ((2027, 1), 31, date(2027, 2, 26)),  # February has no 31st, and its 28th is a Sunday
        ((2026, 12), 20, date(2027, 1, 20)),
    ],
)
def test_a_month_is_due_on_a_working_day_of_the_next_one_never_after_its_day(
    month: YearMonth, day: int, due: date
) -> None:
    assert submission_due(*month, day, holiday) == due


def reminded(
    today: date,
    *,
    closed: tuple[YearMonth, ...] = (),
    begun: YearMonth | None = None,
    empty: tuple[YearMonth, ...] = (),
) -> list[tuple[int, int, int]]:
    found = months_due(today, 20, closed, begun, lambda month: month not in empty, holiday)
    return [(each.year, each.month, each.days_over) for each in found]


def test_the_reminder_begins_five_days_before_and_stays_until_the_month_is_closed() -> None:
    assert reminded(date(2026, 11, 14)) == []
    assert reminded(date(2026, 11, 15)) == [(2026, 10, -5)]
    assert reminded(date(2026, 11, 20)) == [(2026, 10, 0)]
    assert reminded(date(2026, 11, 30)) == [(2026, 10, 10)]
    assert reminded(date(2026, 11, 30), closed=((2026, 10),), begun=(2026, 10)) == []


def test_a_month_left_out_after_the_first_closing_does_not_disappear() -> None:
    assert reminded(date(2026, 12, 1), closed=((2026, 9),), begun=(2026, 9)) == [(2026, 10, 11)]
    assert reminded(date(2026, 12, 1)) == []  # who never closed a month is reminded of the last one only


def test_a_month_opened_again_is_reminded_of() -> None:
    assert reminded(date(2026, 12, 1), begun=(2026, 9)) == [(2026, 9, 42), (2026, 10, 11)]


def test_a_month_without_entries_is_not_reminded_of() -> None:
    assert reminded(date(2026, 11, 30), empty=((2026, 10),)) == []


def test_a_month_is_closed_once_and_when_it_is_over() -> None:
    assert why_month_stays_open(2026, 10, date(2026, 11, 1), None) is None
    assert why_month_stays_open(2026, 10, date(2026, 10, 31), None) is not None
    assert why_month_stays_open(2026, 10, date(2026, 11, 1), CLOSED) is not None


def test_a_month_is_opened_again_while_everything_behind_it_is_there() -> None:
    assert why_month_stays_closed(CLOSED, 0) is None
    assert why_month_stays_closed(CLOSED, 1) is not None
    assert why_month_stays_closed(None, 0) is not None


@pytest.mark.parametrize(("reason", "right"), [("", False), (" \n", False), ("転記もれ", True)])
def test_opening_again_needs_a_reason(reason: str, right: bool) -> None:
    assert (check_reopening(reason) == ()) is right
    assert check_reopening("あ" * (REASON_LIMIT + 1))
