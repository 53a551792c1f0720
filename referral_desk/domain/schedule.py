"""When a group meets: its regular times, and the days on which they fall.

``schedule_text`` writes and reads them in plain words: 毎週火 19:00-21:00 (contract for files, column 開催).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from referral_desk.domain.calendar import IsHoliday
from referral_desk.domain.codes import Attendees, Openness

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
MONDAY_TO_FRIDAY = (0, 1, 2, 3, 4)
LOOK_AHEAD_DAYS = 400
LEAP_YEAR = 2000


@dataclass(frozen=True)
class Pause:
    """Days without meetings, ``first`` and ``last`` included.

    Both are (month, day) for a pause of every year, which may run over New Year (12/29 to 1/3), or both are dates for
    one pause. Raises ValueError where they are of two kinds, no days of a year, or in the wrong order.
    """

    first: date | tuple[int, int]
    last: date | tuple[int, int]

    def __post_init__(self) -> None:
        if isinstance(self.first, date) is not isinstance(self.last, date):
            raise ValueError(f"a pause of two kinds: {self.first} to {self.last}")
        if isinstance(self.first, date) and isinstance(self.last, date) and self.last < self.first:
            raise ValueError(f"a pause ends before it begins: {self.first} to {self.last}")
        for end in (self.first, self.last):
            if not isinstance(end, date):
                date(LEAP_YEAR, *end)

    def covers(self, day: date) -> bool:
        """Whether ``day`` lies in the pause."""
        if isinstance(self.first, date) and isinstance(self.last, date):
            return self.first <= day <= self.last
        place = (day.month, day.day)
        assert isinstance(self.first, tuple)
        assert isinstance(self.last, tuple)
        if self.first <= self.last:
            return self.first <= place <= self.last
        return place >= self.first or place <= self.last


NEW_YEAR_PAUSE = Pause((12, 29), (1, 3))
"""年末年始: the days on which public offices are closed by law (行政機関の休日に関する法律)."""


@dataclass(frozen=True)
class MeetingTime:
    """One regular time, in the terms of an Open Referral HSDS schedule: from ``start`` to ``end`` on the days it names.

    With ``weekdays``, 0 (Monday) to 6 (Sunday), it is of the week, or with ``weeks`` too of the month: 1 to 5 counted
    by the weekday itself (2 is the second Saturday, 5 comes only in months that have five), -1 the last one. With
    ``month_days`` instead, 1 to 31 or -1 for the last day, it is of these days of the month. ``interval`` 2 is every
    second week or month, counted from that of ``begins``, which is then needed; weeks begin on Monday. There is none
    before ``begins`` and none after ``ends``, none on a public holiday where ``not_on_holidays``, and none in
    ``pauses``.

    ``end`` None: only the start is known. ``openness`` and ``attendees`` None: as the institution says for all its
    meetings; ``venue`` "" likewise. ``note`` is one line of words. Tuples are kept sorted and without repeats.
    Raises ValueError where any of this fails or the end is not after the start.
    """

    weekdays: tuple[int, ...]
    weeks: tuple[int, ...]
    start: time
    end: time | None
    month_days: tuple[int, ...] = ()
    interval: int = 1
    begins: date | None = None
    ends: date | None = None
    not_on_holidays: bool = False
    pauses: tuple[Pause, ...] = ()
    openness: Openness | None = None
    attendees: Attendees | None = None
    venue: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        for name in ("weekdays", "weeks", "month_days"):
            object.__setattr__(self, name, _sorted(getattr(self, name)))
        if bool(self.weekdays) is bool(self.month_days) or (self.weeks and not self.weekdays):
            raise ValueError(f"days of the week or of the month: {self.weekdays}, {self.weeks}, {self.month_days}")
        if not (set(self.weekdays) <= set(EVERY_DAY) and set(self.weeks) <= {1, 2, 3, 4, 5, -1}):
            raise ValueError(f"no such days: weekdays {self.weekdays}, weeks {self.weeks}")
        if not set(self.month_days) <= {*range(1, 32), -1}:
            raise ValueError(f"no such days of a month: {self.month_days}")
        if self.interval < 1 or (self.interval > 1 and self.begins is None):
            raise ValueError(f"every {self.interval}th needs a day to count from")
        if self.begins and self.ends and self.ends < self.begins:
            raise ValueError(f"a time ends before it begins: {self.begins} to {self.ends}")
        if self.end is not None and self.end <= self.start:
            raise ValueError(f"a meeting ends before it begins: {self.start} to {self.end}")

    @property
    def monthly(self) -> bool:
        """Whether it is counted by months (HSDS freq MONTHLY) and not by weeks (WEEKLY)."""
        return bool(self.weeks or self.month_days)

    def takes_place_on(self, day: date, is_holiday: IsHoliday) -> bool:
        """Whether there is a meeting on ``day``."""
        if (self.begins and day < self.begins) or (self.ends and day > self.ends):
            return False
        if not (self._of_the_month(day) if self.month_days else self._of_the_week(day)) or not self._in_turn(day):
            return False
        return not (self.not_on_holidays and is_holiday(day)) and not any(pause.covers(day) for pause in self.pauses)

    def _of_the_month(self, day: date) -> bool:
        return day.day in self.month_days or (-1 in self.month_days and (day + timedelta(days=1)).day == 1)

    def _of_the_week(self, day: date) -> bool:
        if day.weekday() not in self.weekdays:
            return False
        last = (day + timedelta(days=7)).month != day.month
        return not self.weeks or (day.day - 1) // 7 + 1 in self.weeks or (last and -1 in self.weeks)

    def _in_turn(self, day: date) -> bool:
        if self.interval == 1 or self.begins is None:
            return True
        if self.monthly:
            return (day.year * 12 + day.month - self.begins.year * 12 - self.begins.month) % self.interval == 0
        return (_monday(day) - _monday(self.begins)).days // 7 % self.interval == 0


def _sorted(numbers: Iterable[int]) -> tuple[int, ...]:
    """Return numbers in order, -1 ("the last") behind the others."""
    return tuple(sorted(set(numbers), key=lambda number: (number < 0, number)))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def meetings_on(times: Sequence[MeetingTime], day: date, is_holiday: IsHoliday) -> tuple[MeetingTime, ...]:
    """Return the meetings of ``day``, earliest first; ``is_holiday`` says which days are public holidays."""
    return tuple(sorted((each for each in times if each.takes_place_on(day, is_holiday)), key=lambda each: each.start))


def next_meeting(times: Sequence[MeetingTime], after: datetime, is_holiday: IsHoliday) -> datetime | None:
    """Return the first start strictly after ``after``, in its time zone; None if there is none within 400 days."""
    if not times:
        return None
    first = after.date()
    found = occurrences(times, first, first + timedelta(days=LOOK_AHEAD_DAYS), is_holiday)
    starts = (datetime.combine(day, meeting.start, tzinfo=after.tzinfo) for day, meeting in found)
    return next((start for start in starts if start > after), None)


def occurrences(
    times: Sequence[MeetingTime], first: date, last: date, is_holiday: IsHoliday
) -> Iterator[tuple[date, MeetingTime]]:
    """Yield every meeting from ``first`` to ``last``, both included, by day and then by time."""
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        for meeting in meetings_on(times, day, is_holiday):
            yield day, meeting
