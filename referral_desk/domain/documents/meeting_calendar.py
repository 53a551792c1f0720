"""A month of meetings for the wall: which group meets on which day, when, where, and for whom.

It hangs where anybody reads it. So it says only what groups tell everybody: no name of a contact person, no number, no
note of ours, and no group that is not to be listed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from referral_desk.domain.calendar import ENGLISH_WEEKDAYS, WEEKDAYS, Period, YearMonth, english_month, era_month
from referral_desk.domain.centre import CentreSettings
from referral_desk.domain.codes import CodeBook
from referral_desk.domain.documents.text import About, date_in_table
from referral_desk.domain.finding import lies_in
from referral_desk.domain.institution import Institution, gets_card
from referral_desk.domain.messages import Gettext
from referral_desk.domain.schedule import MeetingTime, occurrences
from referral_desk.domain.schedule_text import clock_span

HolidayName = Callable[[date], str]
"""What a public holiday is called in Japanese; "" for any other day."""

_SUNDAY = 6
_SUNDAY_FIRST = (6, 0, 1, 2, 3, 4, 5)
"""The days as calendars on Japanese walls have them."""

_WHERE_A_PLACE_ENDS = "（(\n"


@dataclass(frozen=True)
class CalendarChoice:
    """Which meetings stand on it. Blank ``kind``: all groups whose clients hold a card; blank otherwise: any.

    ``kind`` is a kind of institution, ``target`` a code of the list targets, ``area`` any part of a place's name.
    """

    kind: str = ""
    target: str = ""
    area: str = ""


@dataclass(frozen=True)
class CalendarMeeting:
    """One meeting. ``place`` is short and may be "", as may ``whom``, for whom it is; ``below`` is both on one line."""

    clock: str
    name: str
    place: str
    whom: str
    below: str


@dataclass(frozen=True)
class CalendarDay:
    """One day: its number, its date for a list, a public holiday's name or "", whether offices are closed."""

    number: int
    label: str
    holiday: str
    off: bool
    meetings: tuple[CalendarMeeting, ...]


@dataclass(frozen=True)
class MeetingCalendar:
    """What the calendar says. ``weeks`` have seven places each, None outside the month; ``large`` is for A3.

    ``more`` with {count} stands on a day on which not all have room, ``places`` where only the places have none; the
    list after the calendar, under ``list_heading`` and ``list_columns``, has them all.
    """

    about: About
    month: str
    subject: str
    chosen: str
    weekdays: tuple[str, ...]
    weeks: tuple[tuple[CalendarDay | None, ...], ...]
    none: str
    note: str
    asked_at: str
    more: str
    places: str
    list_heading: str
    list_columns: tuple[str, ...]
    large: bool = False

    @property
    def days(self) -> Iterator[CalendarDay]:
        """The days of the month in order."""
        return (day for week in self.weeks for day in week if day is not None)


def shown_on_calendar(each: Institution, choice: CalendarChoice, codes: CodeBook) -> bool:
    """Say whether meetings of an institution stand on the calendar; what is not to be listed never does."""
    if not each.listed or not each.schedule:
        return False
    if choice.kind:
        if each.kind != choice.kind:
            return False
    elif each.kind not in codes.institution_kinds or not gets_card(codes.institution_kinds[each.kind]):
        return False
    return (not choice.target or each.target == choice.target) and (
        not choice.area.strip() or lies_in(each, choice.area)
    )


def short_place(venue: str) -> str:
    """Return where it is without what stands in brackets or on further lines: 架空市民会館 2階."""
    ends = [at for mark in _WHERE_A_PLACE_ENDS if (at := venue.strip().find(mark)) > 0]
    return venue.strip()[: min(ends)].strip() if ends else venue.strip()


def compose_meeting_calendar(
    *,
    institutions: Iterable[Institution],
    month: YearMonth,
    choice: CalendarChoice,
    centre: CentreSettings,
    codes: CodeBook,
    language: str,
    tr: Gettext,
    holiday_name: HolidayName,
    large: bool = False,
) -> MeetingCalendar:
    """Freeze what the calendar of a month (year, month) says of these institutions."""
    period = Period.month(*month)
    shown = [each for each in institutions if shown_on_calendar(each, choice, codes)]
    found = _by_day(shown, period, holiday_name)

    def day_of(day: date) -> CalendarDay:
        name = holiday_name(day)
        return CalendarDay(
            number=day.day,
            label=date_in_table(day, language),
            holiday=(name if language == "ja" else tr("Public holiday")) if name else "",
            off=bool(name) or day.weekday() >= 5,
            meetings=tuple(_meeting(each, held, codes, language) for each, held in found.get(day, ())),
        )

    month_words = english_month(*month) if language == "en" else era_month(*month)
    subject = codes.institution_kinds.label(choice.kind, language) if choice.kind else tr("Self-help and other groups")
    target = codes.targets.label(choice.target, language) if choice.target else ""
    chosen = "\u3000".join(part for part in (target, choice.area.strip()) if part)
    helper = "\u3000".join(part for part in (centre.name, centre.department) if part)
    phone = tr("Phone {number}").format(number=centre.phone) if centre.phone else ""
    names = WEEKDAYS if language == "ja" else ENGLISH_WEEKDAYS
    return MeetingCalendar(
        about=About(language, tr("Meeting calendar {month}").format(month=month_words), centre.name),
        month=month_words,
        subject=tr("{groups}: when they meet").format(groups=subject),
        chosen=chosen,
        weekdays=tuple(names[weekday] for weekday in _SUNDAY_FIRST),
        weeks=_weeks(period, day_of),
        none="" if found else tr("Nobody meets in this month, as far as the directory knows."),
        note=tr("Times change. Before you go for the first time, ask the group or us: we phone there together."),
        asked_at="\u3000".join(part for part in (helper, phone) if part),
        more=tr("and {count} more: see the list"),
        places=tr("Places: see the list"),
        list_heading=tr("All meetings of days with many"),
        list_columns=(tr("Day"), tr("Time"), tr("Group"), tr("The place"), tr("For")),
        large=large,
    )


def _by_day(
    shown: Sequence[Institution], period: Period, holiday_name: HolidayName
) -> dict[date, list[tuple[Institution, MeetingTime]]]:
    """Return who meets on which day, by time and then by kana; nobody from the day on which it is gone."""
    found: defaultdict[date, list[tuple[Institution, MeetingTime]]] = defaultdict(list)
    for each in shown:
        last = period.last if each.defunct_on is None else min(period.last, each.defunct_on - timedelta(days=1))
        for day, held in occurrences(each.schedule, period.first, last, lambda day: bool(holiday_name(day))):
            found[day].append((each, held))
    for meetings in found.values():
        meetings.sort(key=lambda meeting: (meeting[1].start, meeting[0].kana, meeting[0].number))
    return dict(found)


def _meeting(each: Institution, held: MeetingTime, codes: CodeBook, language: str) -> CalendarMeeting:
    attendees = held.attendees or each.attendees
    whom = codes.attendees.label(attendees, language) if attendees else ""
    place = short_place(held.venue or each.venue or each.address)
    both = "{place} ({whom})" if language == "en" else "{place}（{whom}）"
    return CalendarMeeting(
        clock=clock_span(held, "–"),
        name=each.name.strip(),
        place=place,
        whom=whom,
        below=both.format(place=place, whom=whom) if place and whom else place or whom,
    )


def _weeks(period: Period, day_of: Callable[[date], CalendarDay]) -> tuple[tuple[CalendarDay | None, ...], ...]:
    before = (period.first.weekday() - _SUNDAY) % 7
    days: list[CalendarDay | None] = [None] * before
    days += [day_of(period.first + timedelta(days=number)) for number in range((period.last - period.first).days + 1)]
    days += [None] * (-len(days) % 7)
    return tuple(tuple(days[start : start + 7]) for start in range(0, len(days), 7))
