"""Schedules of HSDS read as meeting times, where they can be one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time

from referral_desk.domain.codes import Attendees, Openness
from referral_desk.domain.held_record import Json
from referral_desk.domain.hsds_terms import WEEKDAYS, day_of
from referral_desk.domain.schedule import EVERY_DAY, MeetingTime, Pause

_BYDAY = re.compile(r"(?P<week>[+-]?[1-5])?(?P<day>MO|TU|WE|TH|FR|SA|SU)")
_CLOCK = re.compile(
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)?"
    r"(?:(?P<utc>Z)|(?P<sign>[+-])(?P<zone_hour>[0-9]{2}):?(?P<zone_minute>[0-9]{2}))?"
)
_DAY_MINUTES = 24 * 60
_TOKYO_MINUTES = 9 * 60


@dataclass(frozen=True)
class HeldSchedule:
    """A schedule of a file: the ``venue`` it is held at ("" for the entry's own), and what our attributes say."""

    entry: Mapping[str, Json]
    venue: str
    own: Mapping[str, str]


def read_schedules(held: Iterable[HeldSchedule]) -> tuple[tuple[MeetingTime, ...], int]:
    """Return the meeting times of schedules, each once by its identifier, and how many could not be read."""
    times: list[MeetingTime] = []
    seen: set[str] = set()
    unread = 0
    for each in held:
        key = _said(each.entry, "id")
        if key and key in seen:
            continue
        seen.add(key)
        try:
            times += _times(each)
        except ValueError:
            unread += 1
    return tuple(times), unread


def _times(held: HeldSchedule) -> list[MeetingTime]:
    """Return the meeting times of one schedule: several where its weekdays have weeks of their own.

    Raises ValueError where it is more than a meeting time can say, or no schedule at all.
    """
    entry = held.entry
    if any(entry.get(name) not in (None, "", 0) for name in ("count", "byweekno", "byyearday")):
        raise ValueError("more than a meeting time can say")
    begins, ends = _day(entry, "dtstart", "valid_from"), _day(entry, "until", "valid_to")
    start, end = _clock(entry, "opens_at"), _clock(entry, "closes_at")
    if start is None:
        raise ValueError("no time of day")
    interval = entry.get("interval") or 1
    if not isinstance(interval, int | float) or interval != int(interval):
        raise ValueError(f"no interval: {interval!r}")
    own = held.own
    pauses = tuple(map(_pause, own.get("pauses", "").split()))
    month_days = tuple(map(int, re.findall("-?[0-9]+", _said(entry, "bymonthday"))))
    groups = [] if month_days else _weekdays(entry, begins)
    return [
        MeetingTime(
            weekdays=weekdays,
            weeks=weeks,
            start=start,
            end=end,
            month_days=month_days,
            interval=int(interval),
            begins=begins,
            ends=ends,
            not_on_holidays=own.get("not_on_holidays") == "yes",
            pauses=pauses,
            openness=Openness(own["openness"]) if own.get("openness") else None,
            attendees=Attendees(own["attendees"]) if own.get("attendees") else None,
            venue=held.venue,
            note=_said(entry, "notes"),
        )
        for weekdays, weeks in (groups or [((), ())])
    ]


def _weekdays(entry: Mapping[str, Json], begins: date | None) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Return weekdays with the weeks of the month they share, () for every week."""
    freq, byday = _said(entry, "freq").upper(), re.split(r"[\s,]+", _said(entry, "byday").strip().upper())
    weeks_of: dict[int, list[int]] = {}
    for written in filter(None, byday):
        found = _BYDAY.fullmatch(written)
        if found is None:
            raise ValueError(f"no day of the week: {written!r}")
        weeks_of.setdefault(WEEKDAYS.index(found["day"]), []).extend([int(found["week"])] if found["week"] else [])
    if not weeks_of:
        if freq == "DAILY":
            return [(EVERY_DAY, ())]
        if freq == "WEEKLY" and begins:
            return [((begins.weekday(),), ())]
        raise ValueError("no day of the week")
    grouped: dict[tuple[int, ...], list[int]] = {}
    for day, weeks in weeks_of.items():
        grouped.setdefault(tuple(sorted(set(weeks))), []).append(day)
    return [(tuple(days), weeks) for weeks, days in grouped.items()]


def _day(entry: Mapping[str, Json], *names: str) -> date | None:
    written = next((text for name in names if (text := _said(entry, name))), "")
    if not written:
        return None
    day = day_of(written)
    if day is None:
        raise ValueError(f"no date: {written!r}")
    return day


def _clock(entry: Mapping[str, Json], name: str) -> time | None:
    """Return a time of day in Japan; Raises ValueError where it would fall on another day there."""
    written = _said(entry, name).strip()
    if not written:
        return None
    found = _CLOCK.fullmatch(written)
    if found is None:
        raise ValueError(f"no time of day: {written!r}")
    minutes = int(found["hour"]) * 60 + int(found["minute"])
    if found["utc"] or found["sign"]:
        zone = int(found["zone_hour"] or 0) * 60 + int(found["zone_minute"] or 0)
        minutes += _TOKYO_MINUTES - (-zone if found["sign"] == "-" else zone)
    if not 0 <= minutes < _DAY_MINUTES or int(found["minute"]) > 59:
        raise ValueError(f"on another day: {written!r}")
    return time(*divmod(minutes, 60))


def _pause(written: str) -> Pause:
    first, last = (
        date.fromisoformat(end) if len(end) == len("2026-08-10") else (int(end[:2]), int(end[3:]))
        for end in written.split("/")
    )
    return Pause(first, last)


def _said(entry: Mapping[str, Json], name: str) -> str:
    value = entry.get(name)
    return value if isinstance(value, str) else ""
