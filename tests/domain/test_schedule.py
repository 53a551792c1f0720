"""When a group meets, in plain words."""

from __future__ import annotations

from calendar import monthcalendar
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone

import jpholiday
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from referral_desk.domain.codes import Attendees, Openness
from referral_desk.domain.errors import NotReadable
from referral_desk.domain.schedule import (
    LOOK_AHEAD_DAYS,
    NEW_YEAR_PAUSE,
    MeetingTime,
    Pause,
    meetings_on,
    next_meeting,
    occurrences,
)
from referral_desk.domain.schedule_english import english_schedule
from referral_desk.domain.schedule_text import parse_schedule, write_schedule

TOKYO = timezone(timedelta(hours=9))
TUESDAY_EVENING = MeetingTime((1,), (), time(19), time(21))
SATURDAYS = MeetingTime((5,), (2, 4), time(13, 30), time(15))


DAYS = st.dates(date(2019, 1, 1), date(2036, 12, 31))
WORDS = st.text(st.characters(exclude_categories=("Cs", "Co", "Cc")), max_size=8).map(str.strip)


@st.composite
def pauses(draw: st.DrawFn) -> Pause:
    first, last = sorted((draw(DAYS), draw(DAYS)))
    if draw(st.booleans()):
        return Pause(first, last)
    return draw(st.sampled_from([NEW_YEAR_PAUSE, Pause((last.month, last.day), (first.month, first.day))]))


@st.composite
def meeting_times(draw: st.DrawFn) -> MeetingTime:
    start = draw(st.times(max_value=time(23, 58)).map(lambda clock: clock.replace(second=0, microsecond=0)))
    later = (datetime.combine(date(2026, 1, 1), start) + timedelta(minutes=1)).time()
    end = draw(st.none() | st.times(min_value=later).map(lambda clock: clock.replace(second=0, microsecond=0)))
    weekdays = draw(st.sets(st.integers(0, 6), min_size=1))
    weeks = draw(st.sets(st.sampled_from([1, 2, 3, 4, 5, -1])))
    month_days = draw(st.sets(st.sampled_from([*range(1, 32), -1])))
    interval = draw(st.sampled_from([1, 1, 1, 2, 2, 3, 4]))
    begins = draw(DAYS if interval > 1 else st.none() | DAYS)
    ends = draw(st.none() | DAYS)
    return MeetingTime(
        () if month_days else tuple(weekdays),
        () if month_days else tuple(weeks),
        start,
        end,
        month_days=tuple(month_days),
        interval=interval,
        begins=begins,
        ends=None if begins and ends and ends < begins else ends,
        not_on_holidays=draw(st.booleans()),
        pauses=tuple(draw(st.lists(pauses(), max_size=2))),
        openness=draw(st.none() | st.sampled_from(Openness)),
        attendees=draw(st.none() | st.sampled_from(Attendees)),
        venue=draw(WORDS),
        note=draw(WORDS),
    )


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
        "月末",
        "毎月32日 19:00",
        "19:00-21:00",
        "毎週火 19:00-21:00 たまに休み",
        "隔週火 19:00-21:00（来週から）",
        "毎週火 19:00（休止12/28）",
        "x" * 10,
    ],
)
def test_what_is_no_meeting_time_is_refused_with_the_piece_and_an_example(piece: str) -> None:
    with pytest.raises(NotReadable) as refused:
        parse_schedule(f"毎週水 10:00；{piece}；毎日 9:00")
    said = refused.value.message.render(str)
    assert f"“{piece.replace('（', '(').replace('）', ')')}”" in said
    assert ":00" in said


def test_the_canonical_text_is_that_of_the_contract() -> None:
    assert write_schedule((TUESDAY_EVENING, SATURDAYS)) == "毎週火 19:00-21:00；第2・第4土 13:30-15:00"
    assert write_schedule(parse_schedule("毎日 09:00;平日 9:05-17:00;第1・3火木 10:00")) == (
        "毎日 9:00；平日 9:05-17:00；第1・第3火・木 10:00"
    )
    assert write_schedule(()) == ""


@pytest.mark.parametrize("text", ["最終日曜 13:30", "第2・第4日曜 13:30-15:00", "奇数月第1日曜 10:00"])
def test_a_sunday_of_the_month_is_not_written_like_a_day_of_the_month(text: str) -> None:
    assert write_schedule(parse_schedule(text)) == text


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


@given(SCHEDULES)
def test_english_reads_back_to_the_same(times: tuple[MeetingTime, ...]) -> None:
    assert parse_schedule(english_schedule(times)) == times


WEDNESDAY = MeetingTime((2,), (), time(14), None, interval=2, begins=date(2026, 11, 4))


@pytest.mark.parametrize(
    ("text", "meeting"),
    [
        ("隔週水（R8.11.4から） 14:00", WEDNESDAY),
        ("隔週水曜日 14:00（2026-11-04から）", WEDNESDAY),
        ("2週ごと水 14時 令和8年11月4日から", WEDNESDAY),
        ("every other Wed 14:00 (from 4 Nov 2026)", WEDNESDAY),
        ("最終金 19:00", MeetingTime((4,), (-1,), time(19), None)),
        ("第２・最終金曜 19:00", MeetingTime((4,), (2, -1), time(19), None)),
        ("月末 19:00", MeetingTime((), (), time(19), None, month_days=(-1,))),
        ("毎月15日・25日 19:00", MeetingTime((), (), time(19), None, month_days=(15, 25))),
        ("毎月15日、月末 19:00", MeetingTime((), (), time(19), None, month_days=(15, -1))),
        ("奇数月第1土 10:00", MeetingTime((5,), (1,), time(10), None, interval=2, begins=date(2000, 1, 1))),
        ("偶数月の第1土曜日 10:00", MeetingTime((5,), (1,), time(10), None, interval=2, begins=date(2000, 2, 1))),
        ("毎週火 19:00-21:00 祝日休み", replace(TUESDAY_EVENING, not_on_holidays=True)),
        ("毎週火 19:00-21:00（祝日は除く、年末年始休み）", None),
        ("毎週火 午後7時〜9時", TUESDAY_EVENING),
        ("毎週火 19時から21時まで", TUESDAY_EVENING),
        ("毎週火 19:00-21:00（会場：公民館）", replace(TUESDAY_EVENING, venue="公民館")),
        ("毎週火 19:00-21:00（オープン、家族）", None),
    ],
)
def test_what_offices_write_is_read(text: str, meeting: MeetingTime | None) -> None:
    (read,) = parse_schedule(text)
    expected = {
        "毎週火 19:00-21:00（祝日は除く、年末年始休み）": replace(
            TUESDAY_EVENING, not_on_holidays=True, pauses=(NEW_YEAR_PAUSE,)
        ),
        "毎週火 19:00-21:00（オープン、家族）": replace(
            TUESDAY_EVENING, openness=Openness.OPEN, attendees=Attendees.FAMILY
        ),
    }
    assert read == (meeting or expected[text])


def test_what_is_more_than_days_and_time_is_written_in_brackets() -> None:
    meeting = replace(
        TUESDAY_EVENING,
        begins=date(2026, 4, 1),
        not_on_holidays=True,
        pauses=(NEW_YEAR_PAUSE, Pause((8, 10), (8, 16)), Pause(date(2026, 10, 1), date(2026, 10, 7))),
        openness=Openness.CLOSED,
        venue="公民館；2階「和室」",
    )
    assert write_schedule((meeting,)) == (
        "毎週火 19:00-21:00（R8.4.1から、祝日休み、年末年始休み、休止8/10-8/16、休止R8.10.1-R8.10.7、クローズド、"
        "会場「公民館；2階「和室」」」）"
    )
    assert english_schedule((meeting,)) == (
        "every Tue 19:00–21:00 (from 1 Apr 2026, not on public holidays, not over New Year, not 10 Aug–16 Aug, "
        "not 1 Oct 2026–7 Oct 2026, closed, at 「公民館；2階「和室」」」)"
    )


def test_every_other_week_without_a_day_to_count_from_is_refused_and_says_what_to_add() -> None:
    with pytest.raises(NotReadable) as refused:
        parse_schedule("隔週水 14:00")
    assert "から" in refused.value.message.render(str)


def no_holidays(_day: date) -> bool:
    return False


FIRST, LAST = date(2020, 1, 1), date(2035, 12, 31)


def in_pause(day: date, pause: Pause) -> bool:
    """Whether a day lies in a pause, walked through day by day from its beginning."""
    if isinstance(pause.first, date):
        assert isinstance(pause.last, date)
        return pause.first.toordinal() <= day.toordinal() <= pause.last.toordinal()
    assert isinstance(pause.last, tuple)
    key, first, last = day.month * 100 + day.day, *(month * 100 + each for month, each in (pause.first, pause.last))
    return first <= key <= last if first <= last else not last < key < first


def enumerated(meeting: MeetingTime) -> list[date]:
    """The days from 2020 to 2035 on which a meeting falls, from a wall calendar, month by month and week by week."""
    days: set[date] = set()
    for year in range(2020, 2036):
        for month in range(1, 13):
            weeks = monthcalendar(year, month)
            if meeting.month_days:
                length = max(weeks[-1])
                numbers = {length if number == -1 else number for number in meeting.month_days}
                found = [date(year, month, number) for number in numbers if number <= length]
            else:
                found = []
                for weekday in meeting.weekdays:
                    column = [week[weekday] for week in weeks if week[weekday]]
                    places = meeting.weeks or tuple(range(1, len(column) + 1))
                    kept = {column[place if place < 0 else place - 1] for place in places if place <= len(column)}
                    found += [date(year, month, number) for number in kept]
            if meeting.interval > 1 and (meeting.weeks or meeting.month_days):
                assert meeting.begins is not None
                apart = (year - meeting.begins.year) * 12 + month - meeting.begins.month
                found = found if apart % meeting.interval == 0 else []
            days.update(found)
    if meeting.interval > 1 and not (meeting.weeks or meeting.month_days):
        assert meeting.begins is not None
        monday = meeting.begins.toordinal() - meeting.begins.weekday()
        days = {day for day in days if (day.toordinal() - day.weekday() - monday) // 7 % meeting.interval == 0}
    return sorted(
        day
        for day in days
        if (meeting.begins is None or meeting.begins <= day)
        and (meeting.ends is None or day <= meeting.ends)
        and not (meeting.not_on_holidays and jpholiday.is_holiday(day))
        and not any(in_pause(day, pause) for pause in meeting.pauses)
    )


@settings(max_examples=25)
@given(meeting_times())
def test_meetings_are_those_of_the_wall_calendar_on_every_day_from_2020_to_2035(meeting: MeetingTime) -> None:
    found = occurrences((meeting,), FIRST, LAST, lambda day: bool(jpholiday.is_holiday(day)))
    assert [day for day, _meeting in found] == enumerated(meeting)


@given(SCHEDULES, st.builds(datetime.combine, st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.times(), st.just(TOKYO)))
def test_the_next_meeting_is_the_first_one_after(times: tuple[MeetingTime, ...], after: datetime) -> None:
    found = next_meeting(times, after, no_holidays)
    if found is None:
        last = after.date() + timedelta(days=LOOK_AHEAD_DAYS)
        held = occurrences(times, after.date(), last, no_holidays)
        starts = [datetime.combine(day, each.start, TOKYO) for day, each in held]
        assert not [start for start in starts if start > after]
        return
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
