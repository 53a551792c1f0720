"""When a group meets, in plain words: 毎週火 19:00-21:00；第2・第4土 13:30-15:00 (contract for files, column 開催)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from referral_desk.domain.calendar import ENGLISH_WEEKDAYS, WEEKDAYS, IsHoliday
from referral_desk.domain.codes import Attendees, Openness
from referral_desk.domain.errors import NotReadable
from referral_desk.domain.messages import N_, message
from referral_desk.domain.reading import plain, shown

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
MONDAY_TO_FRIDAY = (0, 1, 2, 3, 4)
LOOK_AHEAD_DAYS = 400
LEAP_YEAR = 2000
_ORDINALS = ("1st", "2nd", "3rd", "4th", "5th")


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


# --- reading --------------------------------------------------------------------------------------------------------

_DAYS = rf"(?P<days>[{WEEKDAYS}](?:曜日?)?(?:[・,、/と]?[{WEEKDAYS}](?:曜日?)?)*)"
_WEEKS = r"(?:毎月)?(?P<weeks>第[1-5一二三四五](?:[・,、/と]?第?[1-5一二三四五])*)週?"
_WHEN = re.compile(rf"(?P<every_day>毎日)|(?P<work_days>平日)|(?:毎週|{_WEEKS}){_DAYS}")
_CLOCK = r"(?:[0-9]{1,2}:[0-9]{2}|[0-9]{1,2}時(?:[0-9]{1,2}分|半)?)"
_TIMES = re.compile(rf"(?P<start>{_CLOCK})(?:[-‐‑‒–—―−ー~〜](?P<end>{_CLOCK}))?")
_CLOCK_PARTS = re.compile(r"(?P<hour>[0-9]+)(?::(?P<minute>[0-9]+)|時(?:(?P<minute_of>[0-9]+)分|(?P<half>半))?)")
_KANJI_DIGITS = str.maketrans("一二三四五", "12345")


def parse_schedule(text: str) -> tuple[MeetingTime, ...]:
    """Read meeting times, several separated by ``；`` or ``;`` or a line break; blank text means none.

    Each is 毎日, 平日 (Monday to Friday), 毎週火, 毎週火・木 or 第2・第4土, then a start and, where known, an end.
    Raises NotReadable naming the piece that cannot be read and showing what would be right.
    """
    pieces = (plain(piece) for piece in re.split(r"[;；\n]", text))
    return tuple(_parse_piece(piece) for piece in pieces if piece)


def _parse_piece(piece: str) -> MeetingTime:
    tidy = piece.replace(" ", "")
    when = _WHEN.match(tidy)
    if when is None:
        raise _not_a_meeting_time(piece)
    if when.end() == len(tidy):
        raise NotReadable(
            message(N_("“{piece}” lacks the time. Write it like 毎週火 19:00-21:00."), piece=shown(piece))
        )
    times = _TIMES.fullmatch(tidy, when.end())
    if times is None:
        raise _not_a_meeting_time(piece)
    start = _parse_clock(times["start"], piece)
    end = _parse_clock(times["end"], piece) if times["end"] else None
    if end is not None and end <= start:
        raise NotReadable(
            message(
                N_("“{piece}” ends before it begins. The later time comes second, such as 19:00-21:00."),
                piece=shown(piece),
            )
        )
    return MeetingTime(_weekdays(when), _weeks(when["weeks"] or ""), start, end)


def _weekdays(when: re.Match[str]) -> tuple[int, ...]:
    if when["every_day"]:
        return EVERY_DAY
    if when["work_days"]:
        return MONDAY_TO_FRIDAY
    letters = re.sub("曜日?", "", when["days"])
    return tuple(WEEKDAYS.index(letter) for letter in letters if letter in WEEKDAYS)


def _weeks(written: str) -> tuple[int, ...]:
    return tuple(int(digit) for digit in re.findall("[1-5]", written.translate(_KANJI_DIGITS)))


def _parse_clock(written: str, piece: str) -> time:
    parts = _CLOCK_PARTS.fullmatch(written)
    if parts is None:
        raise _not_a_meeting_time(piece)
    hour = int(parts["hour"])
    minute = 30 if parts["half"] else int(parts["minute"] or parts["minute_of"] or 0)
    if hour > 23 or minute > 59:
        raise NotReadable(
            message(
                N_("{clock} in “{piece}” is not a time of day. Times go from 0:00 to 23:59."),
                clock=written,
                piece=shown(piece),
            )
        )
    return time(hour, minute)


def _not_a_meeting_time(piece: str) -> NotReadable:
    return NotReadable(
        message(
            N_(
                "“{piece}” is not a meeting time. Write it like 毎週火 19:00-21:00 or 第2・第4土 13:30-15:00, "
                "several separated by ；."
            ),
            piece=shown(piece),
        )
    )


# --- writing --------------------------------------------------------------------------------------------------------


def write_schedule(times: Sequence[MeetingTime]) -> str:
    """Return the canonical Japanese text, which :func:`parse_schedule` reads back to the same times."""
    return "；".join(f"{_japanese_days(each)} {_clocks(each, '-')}" for each in times)


def english_schedule(times: Sequence[MeetingTime]) -> str:
    """Return the times in English, such as "every Tue 19:00–21:00; 2nd & 4th Sat 13:30–15:00"."""
    return "; ".join(f"{_english_days(each)} {_clocks(each, '–')}" for each in times)


def _japanese_days(meeting: MeetingTime) -> str:
    if not meeting.weeks and meeting.weekdays == EVERY_DAY:
        return "毎日"
    if not meeting.weeks and meeting.weekdays == MONDAY_TO_FRIDAY:
        return "平日"
    weeks = "・".join(f"第{week}" for week in meeting.weeks) or "毎週"
    return weeks + "・".join(WEEKDAYS[weekday] for weekday in meeting.weekdays)


def _english_days(meeting: MeetingTime) -> str:
    if not meeting.weeks and meeting.weekdays == EVERY_DAY:
        return "every day"
    if not meeting.weeks and meeting.weekdays == MONDAY_TO_FRIDAY:
        return "weekdays"
    weeks = _english_list(_ORDINALS[week - 1] for week in meeting.weeks) or "every"
    return f"{weeks} {_english_list(ENGLISH_WEEKDAYS[weekday] for weekday in meeting.weekdays)}"


def _english_list(words: Iterable[str]) -> str:
    *others, last = list(words) or [""]
    return f"{', '.join(others)} & {last}" if others else last


def _clocks(meeting: MeetingTime, dash: str) -> str:
    start = f"{meeting.start.hour}:{meeting.start.minute:02}"
    return start if meeting.end is None else f"{start}{dash}{meeting.end.hour}:{meeting.end.minute:02}"


# --- which meetings when ----------------------------------------------------------------------------------------------


def meetings_on(times: Sequence[MeetingTime], day: date, is_holiday: IsHoliday) -> tuple[MeetingTime, ...]:
    """Return the meetings of ``day``, earliest first; ``is_holiday`` says which days are public holidays."""
    return tuple(sorted((each for each in times if each.takes_place_on(day, is_holiday)), key=lambda each: each.start))


def next_meeting(times: Sequence[MeetingTime], after: datetime, is_holiday: IsHoliday) -> datetime | None:
    """Return the first start strictly after ``after``, in its time zone; None if there is none within 400 days."""
    if not times:
        return None
    for days in range(LOOK_AHEAD_DAYS + 1):
        day = after.date() + timedelta(days=days)
        for meeting in meetings_on(times, day, is_holiday):
            start = datetime.combine(day, meeting.start, tzinfo=after.tzinfo)
            if start > after:
                return start
    return None
