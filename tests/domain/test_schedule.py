"""When a group meets, in plain words."""

from __future__ import annotations

from calendar import Calendar
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_desk.domain.errors import NotReadable
from referral_desk.domain.schedule import (
    MeetingTime,
    english_schedule,
    meetings_on,
    next_meeting,
    parse_schedule,
    write_schedule,
)

TOKYO = timezone(timedelta(hours=9))
TUESDAY_EVENING = MeetingTime((1,), (), time(19), time(21))
SATURDAYS = MeetingTime((5,), (2, 4), time(13, 30), time(15))


@st.composite
def meeting_times(draw: st.DrawFn) -> MeetingTime:
    start = draw(st.times(max_value=time(23, 58)).map(lambda clock: clock.replace(second=0, microsecond=0)))
    later = (datetime.combine(date(2026, 1, 1), start) + timedelta(minutes=1)).time()
    end = draw(st.none() | st.times(min_value=later).map(lambda clock: clock.replace(second=0, microsecond=0)))
    weekdays = draw(st.sets(st.integers(0, 6), min_size=1))
    weeks = draw(st.sets(st.integers(1, 5)))
    return MeetingTime(tuple(weekdays), tuple(weeks), start, end)


SCHEDULES = st.lists(meeting_times(), max_size=4).map(tuple)


@pytest.mark.parametrize(
    "text",
    [
        "毎週火 19:00-21:00",
        "毎週火曜 19:00-21:00",
        "毎週火曜日19:00～21:00",
        "毎週火　１９：００〜２１：００",
        "毎週 火 19:00 － 21:00",
        "毎週火 19:00ー21:00",
        "毎週火 19:00–21:00；",
        "毎週火 19時-21時",
    ],
)
def test_every_week_is_read_however_it_is_typed(text: str) -> None:
    assert parse_schedule(text) == (TUESDAY_EVENING,)


@pytest.mark.parametrize(
    "text",
    [
        "第2・第4土 13:30-15:00",
        "第2、第4土 13:30-15:00",
        "第２・４土曜日 13:30-15:00",
        "第2第4土 13:30-15:00",
        "毎月第二・第四土曜 13時半-15時",
        "第4・第2土 13時30分〜15時00分",
    ],
)
def test_weeks_of_the_month_are_read(text: str) -> None:
    assert parse_schedule(text) == (SATURDAYS,)


@pytest.mark.parametrize(
    ("text", "weekdays"),
    [
        ("毎日 9:00", (0, 1, 2, 3, 4, 5, 6)),
        ("平日 9:00", (0, 1, 2, 3, 4)),
        ("毎週火・木 9:00", (1, 3)),
        ("毎週木・火 9:00", (1, 3)),
        ("毎週土日 9:00", (5, 6)),
        ("毎週日曜日 9:00", (6,)),
        ("毎週月曜日、日曜日 9:00", (0, 6)),
    ],
)
def test_days_of_the_week_are_read(text: str, weekdays: tuple[int, ...]) -> None:
    assert parse_schedule(text) == (MeetingTime(weekdays, (), time(9), None),)


@pytest.mark.parametrize("mark", ["；", ";", "; ", "\n", "；；"])
def test_several_times_are_separated(mark: str) -> None:
    assert parse_schedule(f"毎週火 19:00-21:00{mark}第2・第4土 13:30-15:00") == (TUESDAY_EVENING, SATURDAYS)


def test_blank_text_means_no_meeting() -> None:
    assert parse_schedule(" 　") == ()


@pytest.mark.parametrize(
    "piece",
    [
        "毎週木星 19:00-21:00",
        "毎週火 21:00-19:00",
        "毎週火 19:00-19:00",
        "毎週火",
        "毎週火 19:00-",
        "毎週火 25:00-26:00",
        "毎週火 19:60",
        "毎週火 7-9",
        "隔週火 19:00-21:00",
        "第6土 13:30-15:00",
        "第0土 13:30-15:00",
        "第2・第4 13:30-15:00",
        "火 19:00-21:00",
        "月末 19:00",
        "19:00-21:00",
        "毎週火 19:00-21:00 祝日は休み",
        "x" * 10,
    ],
)
def test_what_is_no_meeting_time_is_refused_with_the_piece_and_an_example(piece: str) -> None:
    with pytest.raises(NotReadable) as refused:
        parse_schedule(f"毎週水 10:00；{piece}；毎日 9:00")
    said = refused.value.message.render(str)
    assert f"“{piece}”" in said
    assert ":00" in said


def test_the_canonical_text_is_that_of_the_contract() -> None:
    assert write_schedule((TUESDAY_EVENING, SATURDAYS)) == "毎週火 19:00-21:00；第2・第4土 13:30-15:00"
    assert write_schedule(parse_schedule("毎日 09:00;平日 9:05-17:00;第1・3火木 10:00")) == (
        "毎日 9:00；平日 9:05-17:00；第1・第3火・木 10:00"
    )
    assert write_schedule(()) == ""


def test_english_says_the_same() -> None:
    times = (TUESDAY_EVENING, SATURDAYS)
    assert english_schedule(times) == "every Tue 19:00–21:00; 2nd & 4th Sat 13:30–15:00"
    assert english_schedule(parse_schedule("毎日 9:00;平日 9:00-17:00;毎週月水金 10:00;第5月 10:00")) == (
        "every day 9:00; weekdays 9:00–17:00; every Mon, Wed & Fri 10:00; 5th Mon 10:00"
    )


@given(SCHEDULES)
def test_what_is_written_reads_back_to_the_same(times: tuple[MeetingTime, ...]) -> None:
    assert parse_schedule(write_schedule(times)) == times


@given(st.text() | st.from_regex(r"(毎週|第[0-9])[月火木]{1,2} ?[0-9]{1,2}[:時][0-9]{0,2}(-[0-9]{1,2}:[0-9]{2})?"))
def test_any_text_is_read_or_refused_never_a_crash(text: str) -> None:
    try:
        times = parse_schedule(text)
    except NotReadable:
        return
    assert parse_schedule(write_schedule(times)) == times


def no_holidays(_day: date) -> bool:
    return False


def enumerated(meeting: MeetingTime, year: int, month: int) -> set[date]:
    """The days of a month's meetings, counted weekday by weekday on a wall calendar."""
    days: set[date] = set()
    for weekday in meeting.weekdays:
        of_month = [
            day for day in Calendar().itermonthdates(year, month) if day.month == month and day.weekday() == weekday
        ]
        days |= {day for number, day in enumerate(of_month, 1) if not meeting.weeks or number in meeting.weeks}
    return days


@given(meeting_times(), st.integers(2000, 2100), st.integers(1, 12))
def test_meetings_are_those_of_the_wall_calendar(meeting: MeetingTime, year: int, month: int) -> None:
    days = [day for day in Calendar().itermonthdates(year, month) if day.month == month]
    assert {day for day in days if meetings_on((meeting,), day, no_holidays)} == enumerated(meeting, year, month)


@given(SCHEDULES, st.builds(datetime.combine, st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.times(), st.just(TOKYO)))
def test_the_next_meeting_is_the_first_one_after(times: tuple[MeetingTime, ...], after: datetime) -> None:
    found = next_meeting(times, after, no_holidays)
    if not times:
        assert found is None
        return
    assert found is not None
    assert found > after
    assert any(each.start == found.time() for each in meetings_on(times, found.date(), no_holidays))
    for number in range((found.date() - after.date()).days + 1):
        day = after.date() + timedelta(days=number)
        starts = [datetime.combine(day, each.start, tzinfo=TOKYO) for each in meetings_on(times, day, no_holidays)]
        assert not [start for start in starts if after < start < found]


def test_the_next_meeting_comes_strictly_after() -> None:
    assert next_meeting((TUESDAY_EVENING,), datetime(2026, 11, 24, 18, 59, tzinfo=TOKYO), no_holidays) == datetime(
        2026, 11, 24, 19, tzinfo=TOKYO
    )
    assert next_meeting((TUESDAY_EVENING,), datetime(2026, 11, 24, 19, tzinfo=TOKYO), no_holidays) == datetime(
        2026, 12, 1, 19, tzinfo=TOKYO
    )


def test_the_next_meeting_keeps_the_time_zone() -> None:
    found = next_meeting((TUESDAY_EVENING,), datetime(2026, 11, 24, 12, tzinfo=UTC), no_holidays)
    assert found == datetime(2026, 11, 24, 19, tzinfo=UTC)


def test_a_fifth_weekday_waits_for_a_month_that_has_one() -> None:
    assert next_meeting(parse_schedule("第5月 10:00"), datetime(2026, 12, 1, tzinfo=TOKYO), no_holidays) == datetime(
        2027, 3, 29, 10, tzinfo=TOKYO
    )


def test_the_meetings_of_a_day_come_in_order() -> None:
    times = parse_schedule("毎週火 19:00；毎週火 10:00；毎週水 9:00")
    assert [each.start for each in meetings_on(times, date(2026, 11, 24), no_holidays)] == [time(10), time(19)]


@pytest.mark.parametrize(
    ("weekdays", "weeks", "end"),
    [((), (), None), ((7,), (), None), ((1,), (6,), None), ((1,), (), time(19)), ((1,), (), time(18))],
)
def test_a_meeting_time_that_cannot_be_is_refused(
    weekdays: tuple[int, ...], weeks: tuple[int, ...], end: time | None
) -> None:
    with pytest.raises(ValueError, match=r"days of the week or|no such days|before it begins"):
        MeetingTime(weekdays, weeks, time(19), end)
