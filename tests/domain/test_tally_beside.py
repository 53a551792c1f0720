"""The periods beside that of a tally."""

from __future__ import annotations

from datetime import date

import pytest

from referral_desk.domain.calendar import Period
from referral_desk.domain.tally_beside import Beside, period_after, period_beside, whole_months


def days(first: str, last: str) -> Period:
    return Period(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("period", "before", "year_ago", "to_date"),
    [
        (("2026-10-01", "2026-10-31"), ("2026-09-01", "2026-09-30"), ("2025-10-01", "2025-10-31"), "2026-04-01"),
        (("2026-03-01", "2026-03-31"), ("2026-02-01", "2026-02-28"), ("2025-03-01", "2025-03-31"), "2025-04-01"),
        (("2026-01-01", "2026-02-28"), ("2025-11-01", "2025-12-31"), ("2025-01-01", "2025-02-28"), "2025-04-01"),
        (("2026-04-01", "2027-03-31"), ("2025-04-01", "2026-03-31"), ("2025-04-01", "2026-03-31"), "2026-04-01"),
        (("2026-10-05", "2026-10-11"), ("2026-09-28", "2026-10-04"), ("2025-10-05", "2025-10-11"), "2026-04-01"),
        (("2024-02-29", "2024-02-29"), ("2024-02-28", "2024-02-28"), ("2023-02-28", "2023-02-28"), "2023-04-01"),
    ],
)
def test_what_stands_beside_a_period(
    period: tuple[str, str], before: tuple[str, str], year_ago: tuple[str, str], to_date: str
) -> None:
    own = days(*period)
    assert period_beside(own, Beside.BEFORE) == days(*before)
    assert period_beside(own, Beside.YEAR_AGO) == days(*year_ago)
    assert period_beside(own, Beside.YEAR_TO_DATE) == days(to_date, period[1])


def test_what_follows_a_period_and_what_lies_before_it_lead_back() -> None:
    for own in (days("2026-10-01", "2026-10-31"), days("2026-10-05", "2026-10-11"), Period.fiscal_year(2026)):
        assert period_beside(period_after(own), Beside.BEFORE) == own


def test_a_month_short_of_a_day_is_no_whole_month() -> None:
    assert whole_months(days("2026-10-01", "2026-11-30"))
    assert not whole_months(days("2026-10-01", "2026-10-30"))
    assert not whole_months(days("2026-10-02", "2026-10-31"))
