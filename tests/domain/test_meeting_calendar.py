"""The meeting calendar: what groups tell everybody, day by day, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from referral_desk import resources
from referral_desk.domain.codes import Attendees
from referral_desk.domain.documents.meeting_calendar import (
    CalendarChoice,
    CalendarDay,
    MeetingCalendar,
    compose_meeting_calendar,
    short_place,
)
from referral_desk.domain.institution import Institution
from referral_desk.domain.institution_parts import InstitutionPerson, ServedArea
from referral_desk.domain.schedule_text import parse_schedule
from tests.reports import samples

CODES = resources.code_book()
NOVEMBER = (2026, 11)
LABOUR_THANKS = date(2026, 11, 23)
GROUP = replace(samples.GROUP, schedule=parse_schedule("毎週月 19:00-20:30（祝日休み）"))


def calendar(*institutions: Institution, choice: CalendarChoice | None = None, language: str = "ja") -> MeetingCalendar:
    return compose_meeting_calendar(
        institutions=institutions,
        month=NOVEMBER,
        choice=choice or CalendarChoice(),
        centre=samples.CENTRE,
        codes=CODES,
        language=language,
        tr=str,
        holiday_name=lambda day: "勤労感謝の日" if day == LABOUR_THANKS else "",
    )


def held_on(found: MeetingCalendar) -> list[int]:
    return [day.number for day in found.days if day.meetings]


def day(found: MeetingCalendar, number: int) -> CalendarDay:
    return next(each for each in found.days if each.number == number)


def test_a_month_begins_on_its_weekday_with_sunday_first() -> None:
    found = calendar(GROUP)
    assert found.weekdays == ("日", "月", "火", "水", "木", "金", "土")
    assert found.weeks[0][0] is not None  # 1 November 2026 is a Sunday
    assert [each.number for each in found.days] == list(range(1, 31))
    assert all(len(week) == 7 for week in found.weeks)
    assert found.month == "令和8年11月"
    assert calendar(GROUP, language="en").month == "Nov 2026"


def test_what_is_paused_or_falls_out_on_a_holiday_is_not_shown() -> None:
    assert held_on(calendar(GROUP)) == [2, 9, 16, 30]
    paused = replace(GROUP, schedule=parse_schedule("毎週月 19:00（休止11/9-11/16）"))
    assert held_on(calendar(paused)) == [2, 23, 30]


def test_holidays_and_weekends_say_so_in_words_or_place() -> None:
    found = calendar(GROUP)
    assert (day(found, 23).holiday, day(found, 23).off) == ("勤労感謝の日", True)
    assert (day(found, 24).holiday, day(found, 24).off) == ("", False)
    assert (day(found, 28).off, day(found, 29).off) == (True, True)
    assert day(calendar(GROUP, language="en"), 23).holiday == "Public holiday"


def test_what_is_not_listed_is_on_no_wall_and_what_is_gone_stands_until_the_day_before() -> None:
    assert held_on(calendar(replace(GROUP, listed=False, unlisted_reason="会の希望"))) == []
    assert held_on(calendar(replace(GROUP, defunct_on=date(2026, 11, 9)))) == [2]
    assert calendar(replace(GROUP, listed=False)).none


def test_no_name_of_a_person_and_no_number_stands_on_it() -> None:
    private = replace(
        GROUP,
        contact_name="例田 桜",
        phone="090-0000-0009",
        handoff_note="裏口から",
        note="内緒",
        people=(InstitutionPerson(name="試山 一朗", phone="090-0000-0008"),),
    )
    assert calendar(private) == calendar(GROUP)


def test_it_shows_groups_and_other_kinds_only_when_asked_for() -> None:
    office = replace(GROUP, kind="welfare_office", target="")
    assert held_on(calendar(office)) == []
    assert held_on(calendar(office, choice=CalendarChoice(kind="welfare_office")))


@pytest.mark.parametrize(
    ("choice", "shown"),
    [
        (CalendarChoice(target="alcohol"), True),
        (CalendarChoice(target="gambling"), False),
        (CalendarChoice(area="架空市"), True),
        (CalendarChoice(area="例町"), True),
        (CalendarChoice(area="試山村"), False),
        (CalendarChoice(area=" "), True),
    ],
)
def test_it_is_narrowed_by_problem_and_by_area(choice: CalendarChoice, shown: bool) -> None:
    group = replace(GROUP, address="", venue="架空市民会館", areas=(ServedArea(name="例町"),))
    assert bool(held_on(calendar(group, choice=choice))) is shown


def test_a_day_is_in_the_order_of_the_clock_and_a_meeting_has_its_own_place() -> None:
    late = replace(GROUP, name="夜の会", schedule=parse_schedule("毎週月 19:00"))
    early = replace(GROUP, name="昼の会", schedule=parse_schedule("毎週月 9:30-11:00"))
    elsewhere = replace(early.schedule[0], venue="例町集会所（2階）", attendees=Attendees.FAMILY)
    first, second = day(calendar(late, replace(early, schedule=(elsewhere,))), 2).meetings
    assert (first.clock, first.name, first.below) == ("9:30–11:00", "昼の会", "例町集会所（家族）")
    assert (second.clock, second.name, second.whom) == ("19:00", "夜の会", "本人")


@pytest.mark.parametrize(
    ("venue", "short"),
    [
        ("架空市民会館 2階 第3会議室（正面玄関を入って左の階段）", "架空市民会館 2階 第3会議室"),
        ("見本公民館(和室)\n裏口から", "見本公民館"),
        ("（仮）見本ビル", "（仮）見本ビル"),
        ("", ""),
    ],
)
def test_a_place_is_short_on_the_wall(venue: str, short: str) -> None:
    assert short_place(venue) == short
