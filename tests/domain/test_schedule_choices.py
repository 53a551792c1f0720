"""Meeting times as choices: what was read back makes the same time, and what is unfinished is said by field."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given

from referral_desk.domain.errors import NotReadable
from referral_desk.domain.schedule import NEW_YEAR_PAUSE, MeetingTime, Pause
from referral_desk.domain.schedule_choices import EVEN, ODD, MeetingChoices, Pattern, choices_of
from referral_desk.domain.schedule_text import parse_clock, parse_pauses, parse_schedule, write_pauses, write_schedule
from tests.domain.test_schedule import meeting_times

TUESDAYS = MeetingChoices(weekdays=(1,), start="19:00", end="21:00")


@given(meeting_times())
def test_a_time_read_into_choices_and_back_is_the_same(meeting: MeetingTime) -> None:
    choices = choices_of(meeting)
    assert choices.problems() == ()
    again = choices.meeting()
    assert set(again.pauses) == set(meeting.pauses)
    assert replace(again, pauses=meeting.pauses) == meeting


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        (TUESDAYS, "毎週火 19:00-21:00"),
        (replace(TUESDAYS, end=""), "毎週火 19:00"),
        (replace(TUESDAYS, every="2", begins=date(2026, 11, 3)), "隔週火 19:00-21:00（R8.11.3から）"),
        (
            MeetingChoices(pattern=Pattern.NTH_WEEKDAY, weekdays=(5,), weeks=(2, 4), start="1330", end="午後3時"),
            "第2・第4土 13:30-15:00",
        ),
        (MeetingChoices(pattern=Pattern.NTH_WEEKDAY, weekdays=(4,), weeks=(-1,), start="10時"), "最終金 10:00"),
        (MeetingChoices(pattern=Pattern.NTH_WEEKDAY, every=ODD, weekdays=(5,), weeks=(1,), start="10"), None),
        (
            MeetingChoices(pattern=Pattern.NTH_WEEKDAY, every=EVEN, weekdays=(5,), weeks=(1,), start="10:00"),
            "偶数月第1土 10:00",
        ),
        (
            MeetingChoices(pattern=Pattern.DATES, dates="１５・25日", last_day=True, start="18:00"),
            "毎月15日・25日・月末 18:00",
        ),
        (MeetingChoices(pattern=Pattern.DATES, last_day=True, start="18:00"), "月末 18:00"),
        (
            replace(TUESDAYS, not_on_holidays=True, new_year=True, pauses="8/10-8/20"),
            "毎週火 19:00-21:00（祝日休み、年末年始休み、休止8/10-8/20）",
        ),
    ],
)
def test_choices_write_the_words(choices: MeetingChoices, words: str | None) -> None:
    if words is None:
        assert [problem.field for problem in choices.problems()] == ["start"]
        return
    assert choices.problems() == ()
    assert write_schedule([choices.meeting()]) == words
    assert parse_schedule(words) == (choices.meeting(),)


@pytest.mark.parametrize(
    ("choices", "wrong"),
    [
        (MeetingChoices(), ["weekdays", "start"]),
        (MeetingChoices(pattern=Pattern.NTH_WEEKDAY), ["weekdays", "weeks", "start"]),
        (MeetingChoices(pattern=Pattern.DATES), ["dates", "start"]),
        (MeetingChoices(pattern=Pattern.DATES, dates="32", start="25:00"), ["dates", "start"]),
        (replace(TUESDAYS, end="18:00"), ["end"]),
        (replace(TUESDAYS, end="遅く"), ["end"]),
        (replace(TUESDAYS, every="2"), ["begins"]),
        (replace(TUESDAYS, begins=date(2026, 5, 1), ends=date(2026, 4, 1)), ["ends"]),
        (replace(TUESDAYS, pauses="夏"), ["pauses"]),
    ],
)
def test_what_is_unfinished_is_said_by_field(choices: MeetingChoices, wrong: list[str]) -> None:
    assert [problem.field for problem in choices.problems()] == wrong


def test_odd_months_are_no_weeks() -> None:
    monthly = MeetingChoices(pattern=Pattern.DATES, every=ODD)
    assert monthly.by(Pattern.WEEKLY).every == "1"
    assert monthly.by(Pattern.NTH_WEEKDAY).every == ODD


@pytest.mark.parametrize(
    ("typed", "clock"), [("19:00", time(19)), ("１９：００", time(19)), ("900", time(9)), ("午後7時半", time(19, 30))]
)
def test_a_time_of_day_is_read_however_it_is_typed(typed: str, clock: time) -> None:
    assert parse_clock(typed) == clock


@pytest.mark.parametrize("typed", ["19", "7時頃", "24:00", "9999", ""])
def test_what_is_no_time_of_day_is_refused(typed: str) -> None:
    with pytest.raises(NotReadable):
        parse_clock(typed)


def test_pauses_are_read_as_they_are_written() -> None:
    pauses = (NEW_YEAR_PAUSE, Pause(date(2026, 8, 10), date(2026, 8, 16)))
    assert write_pauses(pauses) == "12/29-1/3、R8.8.10-R8.8.16"
    assert parse_pauses(write_pauses(pauses)) == pauses
    assert parse_pauses("休止 12/29-1/3, 2026/8/10-2026/8/16") == pauses
    assert parse_pauses(" ") == ()
