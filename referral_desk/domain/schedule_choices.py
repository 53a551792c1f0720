"""A meeting time as choices: what a person answers who does not want to remember how it is written.

:func:`choices_of` reads a time back into the same choices; :meth:`MeetingChoices.meeting` makes it of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from referral_desk.domain.codes import Attendees, Openness
from referral_desk.domain.errors import NotReadable, Problem
from referral_desk.domain.messages import N_, message
from referral_desk.domain.reading import plain, shown
from referral_desk.domain.schedule import NEW_YEAR_PAUSE, MeetingTime
from referral_desk.domain.schedule_text import (
    EVEN_MONTHS,
    ODD_MONTHS,
    parse_clock,
    parse_pauses,
    write_clock,
    write_pauses,
)


class Pattern(StrEnum):
    """By what the days are counted."""

    WEEKLY = "weekly"
    NTH_WEEKDAY = "nth_weekday"
    DATES = "dates"


ODD, EVEN = "odd", "even"
EVERY = {
    Pattern.WEEKLY: ("1", "2", "3", "4"),
    Pattern.NTH_WEEKDAY: ("1", "2", ODD, EVEN, "3"),
    Pattern.DATES: ("1", "2", ODD, EVEN, "3"),
}
"""How often is offered, in weeks or months; a time that was read may have any other whole number."""

_MARKERS = {ODD: ODD_MONTHS, EVEN: EVEN_MONTHS}


@dataclass(frozen=True, kw_only=True)
class MeetingChoices:
    """What was chosen and typed; texts may be unfinished, :meth:`problems` says what is wrong with them.

    ``every`` is a whole number of weeks or months, or "odd" or "even" months. ``dates`` are days of the month as
    typed, ``last_day`` adds the last one. ``pauses`` are as typed, beside ``new_year``.
    """

    pattern: Pattern = Pattern.WEEKLY
    every: str = "1"
    weekdays: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    dates: str = ""
    last_day: bool = False
    start: str = ""
    end: str = ""
    begins: date | None = None
    ends: date | None = None
    not_on_holidays: bool = False
    new_year: bool = False
    pauses: str = ""
    openness: Openness | None = None
    attendees: Attendees | None = None
    venue: str = ""
    note: str = ""

    def by(self, pattern: Pattern) -> MeetingChoices:
        """Return the same counted by another pattern; how often is kept where it is offered there."""
        every = self.every if self.every in EVERY[pattern] else "1"
        return replace(self, pattern=pattern, every=every)

    def problems(self) -> tuple[Problem, ...]:
        """Return what is wrong, by field, in the order in which it is asked."""
        return tuple(self._problems())

    def _problems(self) -> Iterator[Problem]:
        if self.pattern is not Pattern.DATES and not self.weekdays:
            yield Problem("weekdays", message(N_("Choose the weekday.")))
        if self.pattern is Pattern.NTH_WEEKDAY and not self.weeks:
            yield Problem("weeks", message(N_("Choose which of the month, such as 2nd and 4th.")))
        if self.pattern is Pattern.DATES:
            yield from _why("dates", self._days_of_month)
            if not self.dates.strip() and not self.last_day:
                yield Problem("dates", message(N_("Write the days of the month, such as 15, 25.")))
        if not self.start.strip():
            yield Problem("start", message(N_("Write when it begins, such as 19:00.")))
        yield from _why("start", lambda: parse_clock(self.start or "0:00"))
        yield from _why("end", lambda: parse_clock(self.end or "0:00"))
        yield from self._order()
        yield from _why("pauses", lambda: parse_pauses(self.pauses))

    def _order(self) -> Iterator[Problem]:
        try:
            late = not self.start.strip() or not self.end.strip() or parse_clock(self.end) > parse_clock(self.start)
        except NotReadable:
            late = True  # said already
        if not late:
            yield Problem("end", message(N_("It ends before it begins. The end comes later, such as 21:00.")))
        if self.every.isdigit() and int(self.every) > 1 and self.begins is None:
            yield Problem("begins", message(N_("Enter the day of one of the meetings, to count from.")))
        if self.begins and self.ends and self.ends < self.begins:
            yield Problem("ends", message(N_("The last day lies before the first.")))

    def meeting(self) -> MeetingTime:
        """Return the meeting time. ValueError (NotReadable too) while there are :meth:`problems`."""
        by_date = self.pattern is Pattern.DATES
        anchor = _MARKERS.get(self.every) if self.pattern is not Pattern.WEEKLY else None
        pauses = (*((NEW_YEAR_PAUSE,) if self.new_year else ()), *parse_pauses(self.pauses))
        return MeetingTime(
            weekdays=() if by_date else self.weekdays,
            weeks=self.weeks if self.pattern is Pattern.NTH_WEEKDAY else (),
            month_days=self._days_of_month() if by_date else (),
            start=parse_clock(self.start),
            end=parse_clock(self.end) if self.end.strip() else None,
            interval=int(self.every) if self.every.isdigit() else 2,
            begins=anchor or self.begins,
            ends=self.ends,
            not_on_holidays=self.not_on_holidays,
            pauses=pauses,
            openness=self.openness,
            attendees=self.attendees,
            venue=self.venue.strip(),
            note=self.note.strip(),
        )

    def _days_of_month(self) -> tuple[int, ...]:
        days = []
        for word in filter(None, re.split(r"[・、,/ ]+", plain(self.dates))):
            digits = word.removesuffix("日")
            if not re.fullmatch("[0-9]{1,2}", digits) or not 1 <= int(digits) <= 31:
                raise NotReadable(
                    message(N_("“{word}” is no day of a month. Write them like 15, 25."), word=shown(word))
                )
            days.append(int(digits))
        return (*days, -1) if self.last_day else tuple(days)


def _why(field: str, read: Callable[[], object]) -> Iterator[Problem]:
    try:
        read()
    except NotReadable as error:
        yield Problem(field, error.message)


def choices_of(meeting: MeetingTime) -> MeetingChoices:
    """Return the choices that make ``meeting``."""
    pattern = Pattern.DATES if meeting.month_days else Pattern.NTH_WEEKDAY if meeting.weeks else Pattern.WEEKLY
    every = str(meeting.interval)
    marked = meeting.monthly and meeting.interval == 2 and meeting.begins in _MARKERS.values()
    if marked:
        every = ODD if meeting.begins == ODD_MONTHS else EVEN
    return MeetingChoices(
        pattern=pattern,
        every=every,
        weekdays=meeting.weekdays,
        weeks=meeting.weeks,
        dates=", ".join(str(day) for day in meeting.month_days if day > 0),
        last_day=-1 in meeting.month_days,
        start=write_clock(meeting.start),
        end=write_clock(meeting.end) if meeting.end else "",
        begins=None if marked else meeting.begins,
        ends=meeting.ends,
        not_on_holidays=meeting.not_on_holidays,
        new_year=NEW_YEAR_PAUSE in meeting.pauses,
        pauses=write_pauses(pause for pause in meeting.pauses if pause != NEW_YEAR_PAUSE),
        openness=meeting.openness,
        attendees=meeting.attendees,
        venue=meeting.venue,
        note=meeting.note,
    )
