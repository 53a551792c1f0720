"""When a group meets, in plain words: 毎週火 19:00-21:00；第2・第4土 13:30-15:00 (contract for files, column 開催)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from referral_desk.domain.calendar import ENGLISH_WEEKDAYS, WEEKDAYS
from referral_desk.domain.errors import NotReadable
from referral_desk.domain.messages import N_, message
from referral_desk.domain.reading import plain, shown

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
MONDAY_TO_FRIDAY = (0, 1, 2, 3, 4)
LOOK_AHEAD_DAYS = 400
_ORDINALS = ("1st", "2nd", "3rd", "4th", "5th")


@dataclass(frozen=True)
class MeetingTime:
    """One regular time: on these days of the week, in these weeks of the month, from ``start`` to ``end``.

    ``weekdays`` are 0 (Monday) to 6 (Sunday), at least one. ``weeks`` are 1 to 5, counted by the weekday itself (2 is
    the second Saturday, 5 comes only in months that have five); none means every week. ``end`` None: only the start
    is known. Both tuples are kept sorted and without repeats. Raises ValueError where any of this fails or the end
    is not after the start.
    """

    weekdays: tuple[int, ...]
    weeks: tuple[int, ...]
    start: time
    end: time | None

    def __post_init__(self) -> None:
        object.__setattr__(self, "weekdays", tuple(sorted(set(self.weekdays))))
        object.__setattr__(self, "weeks", tuple(sorted(set(self.weeks))))
        if not self.weekdays or not set(self.weekdays) <= set(EVERY_DAY) or not set(self.weeks) <= {1, 2, 3, 4, 5}:
            raise ValueError(f"no such days: weekdays {self.weekdays}, weeks {self.weeks}")
        if self.end is not None and self.end <= self.start:
            raise ValueError(f"a meeting ends before it begins: {self.start} to {self.end}")

    def takes_place_on(self, day: date) -> bool:
        """Whether there is a meeting on ``day``."""
        week = (day.day - 1) // 7 + 1
        return day.weekday() in self.weekdays and (not self.weeks or week in self.weeks)


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


def meetings_on(times: Sequence[MeetingTime], day: date) -> tuple[MeetingTime, ...]:
    """Return the meetings of ``day``, earliest first. Holidays are not known here: many groups meet on them."""
    return tuple(sorted((each for each in times if each.takes_place_on(day)), key=lambda each: each.start))


def next_meeting(times: Sequence[MeetingTime], after: datetime) -> datetime | None:
    """Return the first start strictly after ``after``, in its time zone; None if there is none within 400 days."""
    if not times:
        return None
    for days in range(LOOK_AHEAD_DAYS + 1):
        day = after.date() + timedelta(days=days)
        for meeting in meetings_on(times, day):
            start = datetime.combine(day, meeting.start, tzinfo=after.tzinfo)
            if start > after:
                return start
    return None
