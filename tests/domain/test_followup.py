"""When to ask what became of a referral, and what the answer does to it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_desk.domain.calendar import is_working_day
from referral_desk.domain.codes import Outcome, ReferralStatus
from referral_desk.domain.followup import (
    ONE_TAP_OUTCOMES,
    after_failed_attempt,
    resulting_status,
    settles,
    suggested_follow_up,
)

HOLIDAYS = {date(2026, 11, 3), date(2026, 11, 23), date(2027, 1, 11)}
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
S = ReferralStatus


def is_holiday(day: date) -> bool:
    return day in HOLIDAYS


def working(day: date) -> bool:
    return is_working_day(day, is_holiday)


def test_without_a_meeting_it_is_asked_after_the_offices_number_of_days() -> None:
    assert suggested_follow_up(date(2026, 11, 10), 7, None, is_holiday) == date(2026, 11, 17)


def test_a_weekend_moves_the_follow_up_to_monday() -> None:
    assert suggested_follow_up(date(2026, 11, 6), 8, None, is_holiday) == date(2026, 11, 16)


def test_a_holiday_monday_moves_the_follow_up_to_tuesday() -> None:
    assert suggested_follow_up(date(2026, 11, 16), 7, None, is_holiday) == date(2026, 11, 24)


def test_new_year_moves_the_follow_up_to_the_fourth_of_january() -> None:
    assert suggested_follow_up(date(2026, 12, 22), 7, None, is_holiday) == date(2027, 1, 4)


def test_a_meeting_is_asked_about_on_the_next_working_day_after_it() -> None:
    assert suggested_follow_up(date(2026, 11, 10), 7, date(2026, 11, 12), is_holiday) == date(2026, 11, 13)


def test_a_saturday_meeting_before_a_holiday_is_asked_about_on_tuesday() -> None:
    assert suggested_follow_up(date(2026, 11, 10), 7, date(2026, 11, 21), is_holiday) == date(2026, 11, 24)


@given(day=DAYS, days=st.integers(1, 90), gap=st.none() | st.integers(0, 60))
def test_a_follow_up_is_never_on_a_day_off_and_never_early(day: date, days: int, gap: int | None) -> None:
    meeting = None if gap is None else day + timedelta(days=gap)
    due = suggested_follow_up(day, days, meeting, is_holiday)
    earliest = day + timedelta(days=days) if meeting is None else meeting + timedelta(days=1)
    assert working(due)
    assert due >= earliest
    assert not any(working(earliest + timedelta(days=skipped)) for skipped in range((due - earliest).days))


def test_after_an_attempt_that_failed_it_is_tried_again_two_working_days_later() -> None:
    assert after_failed_attempt(date(2026, 11, 10), is_holiday) == date(2026, 11, 12)


def test_an_attempt_on_a_friday_is_tried_again_on_tuesday() -> None:
    assert after_failed_attempt(date(2026, 11, 6), is_holiday) == date(2026, 11, 10)


def test_holidays_do_not_count_as_the_days_between_two_attempts() -> None:
    assert after_failed_attempt(date(2026, 11, 20), is_holiday) == date(2026, 11, 25)
    assert after_failed_attempt(date(2026, 12, 28), is_holiday) == date(2027, 1, 5)


@given(day=DAYS)
def test_exactly_one_working_day_lies_between_two_attempts(day: date) -> None:
    due = after_failed_attempt(day, is_holiday)
    between = [day + timedelta(days=passed) for passed in range(1, (due - day).days)]
    assert working(due)
    assert sum(map(working, between)) == 1


@pytest.mark.parametrize("outcome", Outcome)
def test_a_referral_is_in_work_once_the_client_got_there_and_else_unchanged(outcome: Outcome) -> None:
    got_there = outcome in {Outcome.FIRST_ATTENDED, Outcome.CONTINUING, Outcome.GOT_HELP}
    assert outcome.attended is got_there
    for status in ReferralStatus:
        moves = got_there and status in {S.REQUESTED, S.ACCEPTED, S.ON_HOLD}
        assert resulting_status(status, outcome) is (S.IN_PROGRESS if moves else status)


def test_waiting_lists_and_people_not_reached_are_asked_about_again() -> None:
    assert {outcome for outcome in Outcome if not settles(outcome)} == {
        Outcome.NOT_YET_CHECKED,
        Outcome.WAITLISTED,
        Outcome.COULD_NOT_CONTACT,
    }


def test_one_tap_closes_a_follow_up() -> None:
    assert all(settles(outcome) for outcome in ONE_TAP_OUTCOMES)
