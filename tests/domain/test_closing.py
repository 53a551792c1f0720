"""Closing a record, and how long it is kept afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_desk.domain.centre import CentreSettings
from referral_desk.domain.closing import (
    CLOSING_NOTE_LIMIT,
    ClosingDraft,
    StillOpen,
    check_closing,
    due_for_disposal,
    latest_closing_due,
    why_not_disposed,
    why_record_stays,
)
from referral_desk.resources import code_book

TODAY = date(2026, 11, 24)
FROM_APRIL = CentreSettings(name="架空市保健所")
FROM_CLOSING = replace(FROM_APRIL, retention_from_april=False)
SETTLED = ClosingDraft(on=TODAY, reason="settled")


def wrong(draft: ClosingDraft, last_entry: date | None = None) -> set[str]:
    return {problem.field for problem in check_closing(draft, last_entry, TODAY, code_book())}


def test_a_record_is_closed_with_a_day_and_a_reason() -> None:
    assert wrong(SETTLED, TODAY) == set()


def test_a_reason_of_the_list_is_needed() -> None:
    assert wrong(replace(SETTLED, reason="")) == {"reason"}
    assert wrong(replace(SETTLED, reason="because")) == {"reason"}


def test_another_reason_is_said_in_words() -> None:
    assert wrong(replace(SETTLED, reason="other", note=" ")) == {"note"}
    assert wrong(replace(SETTLED, reason="other", note="本人の希望により")) == set()


def test_no_record_is_closed_in_the_future() -> None:
    assert wrong(replace(SETTLED, on=TODAY + timedelta(days=1))) == {"on"}


def test_no_record_is_closed_before_its_newest_entry() -> None:
    assert wrong(replace(SETTLED, on=date(2026, 11, 1)), date(2026, 11, 2)) == {"on"}
    assert wrong(replace(SETTLED, on=date(2026, 11, 2)), date(2026, 11, 2)) == set()


def test_a_remark_has_its_limit() -> None:
    assert wrong(replace(SETTLED, note="あ" * (CLOSING_NOTE_LIMIT + 1))) == {"note"}


@pytest.mark.parametrize(
    ("closed", "due"),
    [
        (date(2020, 6, 10), date(2026, 4, 1)),
        (date(2020, 3, 31), date(2025, 4, 1)),
        (date(2020, 4, 1), date(2026, 4, 1)),
        (date(2021, 3, 31), date(2026, 4, 1)),
    ],
)
def test_keeping_is_counted_from_the_april_after_closing(closed: date, due: date) -> None:
    assert due_for_disposal(closed, FROM_APRIL) == due


@pytest.mark.parametrize(
    ("closed", "due"),
    [(date(2020, 6, 10), date(2025, 6, 10)), (date(2020, 2, 29), date(2025, 3, 1))],
)
def test_a_centre_may_count_from_the_closing_itself(closed: date, due: date) -> None:
    assert due_for_disposal(closed, FROM_CLOSING) == due


@given(
    today=st.dates(date(2010, 1, 1), date(2060, 12, 31)),
    years=st.integers(1, 40),
    from_april=st.booleans(),
)
def test_the_last_closing_that_is_due_is_due_and_the_day_after_is_not(
    today: date, years: int, from_april: bool
) -> None:
    settings = replace(FROM_APRIL, retention_years=years, retention_from_april=from_april)
    last = latest_closing_due(today, settings)
    assert due_for_disposal(last, settings) <= today < due_for_disposal(last + timedelta(days=1), settings)


def test_a_record_with_later_entries_stays() -> None:
    assert why_record_stays(date(2020, 6, 10), date(2020, 6, 11), StillOpen()) is not None
    assert why_record_stays(date(2020, 6, 10), date(2020, 6, 10), StillOpen()) is None


@pytest.mark.parametrize("open_", [StillOpen(referrals=1), StillOpen(follow_ups=1), StillOpen(tasks=1)])
def test_a_record_with_something_open_stays(open_: StillOpen) -> None:
    assert why_record_stays(date(2020, 6, 10), None, open_) is not None


def test_disposing_takes_two_people() -> None:
    assert why_not_disposed("midori", "") is not None
    assert why_not_disposed("midori", "midori") is not None
    assert why_not_disposed("akane", "midori") is None
