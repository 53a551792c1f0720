"""Meeting times in English: "every Tue 19:00–21:00; 2nd & 4th Sat 13:30–15:00 (not on public holidays)", both ways."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time

from referral_desk.domain.calendar import ENGLISH_MONTHS, ENGLISH_WEEKDAYS, english_date
from referral_desk.domain.codes import Attendees, Openness
from referral_desk.domain.schedule import EVERY_DAY, MONDAY_TO_FRIDAY, NEW_YEAR_PAUSE, MeetingTime, Pause

_ORDINALS = {1: "1st", 2: "2nd", 3: "3rd", 4: "4th", 5: "5th", -1: "last"}
_OPENNESS = {Openness.OPEN: "open", Openness.CLOSED: "closed"}
_ATTENDEES = {Attendees.CLIENT: "for the person", Attendees.FAMILY: "for families", Attendees.ANYONE: "for anyone"}
_HOLIDAYS, _NEW_YEAR = "not on public holidays", "not over New Year"
_LAST_DAY = "last day"

_WEEKDAY = "|".join(ENGLISH_WEEKDAYS)
_DAYS = rf"(?P<days>(?:{_WEEKDAY})(?:(?:, | & )(?:{_WEEKDAY}))*)"
_ORDINAL = r"(?:[0-9]{1,2}(?:st|nd|rd|th)|last)"
_WEEKS = rf"(?P<weeks>{_ORDINAL}(?:(?:, | & ){_ORDINAL})*)"
_DATE = rf"(?:[0-9]{{1,2}}(?:st|nd|rd|th)|{_LAST_DAY})"
_DATES = rf"(?P<dates>{_DATE}(?:(?:, | & ){_DATE})*)"
_MONTHS = r"(?:(?P<months>every (?:other|[0-9]+(?:st|nd|rd|th)) month), )?"
_HEAD = (
    rf"(?:(?P<every_day>every day)|(?P<work_days>weekdays)"
    rf"|(?P<every>every(?: other| [0-9]+(?:st|nd|rd|th))?) {_DAYS}"
    rf"|{_MONTHS}(?:{_WEEKS} {_DAYS.replace('days', 'week_days')}|{_DATES} of the month))"
)
_TIME = re.compile(
    rf"{_HEAD} (?P<start>[0-9]{{1,2}}:[0-9]{{2}})(?:[-–](?P<end>[0-9]{{1,2}}:[0-9]{{2}}))?(?: \((?P<more>.*)\))?",
    re.DOTALL | re.IGNORECASE,
)
_MONTH = "|".join(ENGLISH_MONTHS)
_DAY = rf"[0-9]{{1,2}} (?:{_MONTH}) [0-9]{{4}}"
_DAY_OF_YEAR = rf"[0-9]{{1,2}} (?:{_MONTH})"
_MORE = re.compile(
    rf"(?:from (?P<begins>{_DAY})|until (?P<ends>{_DAY})|(?P<holidays>{_HOLIDAYS})|(?P<new_year>{_NEW_YEAR})"
    rf"|not (?P<first>{_DAY}|{_DAY_OF_YEAR})–(?P<last>{_DAY}|{_DAY_OF_YEAR})"
    rf"|(?P<openness>open|closed)|(?P<attendees>for the person|for families|for anyone)"
    rf"|(?P<at>at )?「(?P<words>(?:[^」]|」」)*)」(?!」))(?:, |$)",
    re.DOTALL,
)


def parse_english(piece: str) -> MeetingTime | None:
    """Read one meeting time as :func:`english_schedule` writes it; None where it is not one."""
    found = _TIME.fullmatch(piece.strip())
    if found is None:
        return None
    more = _read_more(found["more"] or "")
    if more is None:
        return None
    interval = _interval(found["every"] or found["months"] or "")
    try:
        return MeetingTime(
            weekdays=_weekdays(found),
            weeks=tuple(map(_number, _listed(found["weeks"] or ""))),
            start=_clock(found["start"]),
            end=_clock(found["end"]) if found["end"] else None,
            month_days=tuple(map(_number, _listed(found["dates"] or ""))),
            interval=interval,
            **more,  # type: ignore[arg-type]
        )
    except ValueError:
        return None


def _clock(written: str) -> time:
    hour, minute = map(int, written.split(":"))
    return time(hour, minute)


def _listed(written: str) -> list[str]:
    return [part for part in re.split(", | & ", written) if part]


def _weekdays(found: re.Match[str]) -> tuple[int, ...]:
    if found["every_day"]:
        return EVERY_DAY
    if found["work_days"]:
        return MONDAY_TO_FRIDAY
    names = [name.casefold() for name in ENGLISH_WEEKDAYS]
    return tuple(names.index(day.casefold()) for day in _listed(found["days"] or found["week_days"] or ""))


def _number(written: str) -> int:
    digits = re.match("[0-9]+", written)
    return int(digits[0]) if digits else -1


def _interval(words: str) -> int:
    if "other" in words:
        return 2
    digits = re.search("[0-9]+", words)
    return int(digits[0]) if digits else 1


def _read_more(written: str) -> dict[str, object] | None:
    said: dict[str, object] = {}
    pauses: list[Pause] = []
    at = 0
    while at < len(written):
        found = _MORE.match(written, at)
        if found is None:
            return None
        at = found.end()
        if found["begins"] or found["ends"]:
            said |= {"begins": _day(found["begins"])} if found["begins"] else {"ends": _day(found["ends"])}
        elif found["holidays"]:
            said["not_on_holidays"] = True
        elif found["new_year"]:
            pauses.append(NEW_YEAR_PAUSE)
        elif found["first"]:
            pauses.append(Pause(_pause_end(found["first"]), _pause_end(found["last"])))
        elif found["openness"]:
            said["openness"] = next(code for code, words in _OPENNESS.items() if words == found["openness"])
        elif found["attendees"]:
            said["attendees"] = next(code for code, words in _ATTENDEES.items() if words == found["attendees"])
        else:
            said["venue" if found["at"] else "note"] = found["words"].replace("」」", "」")
    return {**said, "pauses": tuple(pauses)}


def _day(written: str) -> date:
    day, month, year = written.split(" ")
    return date(int(year), ENGLISH_MONTHS.index(month) + 1, int(day))


def _pause_end(written: str) -> date | tuple[int, int]:
    parts = written.split(" ")
    return _day(written) if len(parts) == 3 else (ENGLISH_MONTHS.index(parts[1]) + 1, int(parts[0]))


# --- writing ---------------------------------------------------------------------------------------------------------


def english_schedule(times: Sequence[MeetingTime]) -> str:
    """Return the times in English, such as "every Tue 19:00–21:00; 2nd & 4th Sat 13:30–15:00"."""
    return "; ".join(map(_written, times))


def _written(meeting: MeetingTime) -> str:
    more = ", ".join(_more(meeting))
    start = f"{meeting.start.hour}:{meeting.start.minute:02}"
    clock = start if meeting.end is None else f"{start}–{meeting.end.hour}:{meeting.end.minute:02}"
    return f"{_days(meeting)} {clock}" + (f" ({more})" if more else "")


def _days(meeting: MeetingTime) -> str:
    months = "" if meeting.interval == 1 else f"every {_every(meeting.interval)} month, "
    if meeting.month_days:
        dates = _together(_LAST_DAY if day == -1 else _ordinal(day) for day in meeting.month_days)
        return f"{months}{dates} of the month"
    days = _together(ENGLISH_WEEKDAYS[weekday] for weekday in meeting.weekdays)
    if meeting.weeks:
        return f"{months}{_together(_ORDINALS[week] for week in meeting.weeks)} {days}"
    if meeting.interval == 1 and meeting.weekdays == EVERY_DAY:
        return "every day"
    if meeting.interval == 1 and meeting.weekdays == MONDAY_TO_FRIDAY:
        return "weekdays"
    return f"every {days}" if meeting.interval == 1 else f"every {_every(meeting.interval)} {days}"


def _every(interval: int) -> str:
    return "other" if interval == 2 else _ordinal(interval)


def _ordinal(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def _together(words: Iterable[str]) -> str:
    *others, last = list(words) or [""]
    return f"{', '.join(others)} & {last}" if others else last


def _more(meeting: MeetingTime) -> Iterator[str]:
    if meeting.begins:
        yield f"from {english_date(meeting.begins)}"
    if meeting.ends:
        yield f"until {english_date(meeting.ends)}"
    if meeting.not_on_holidays:
        yield _HOLIDAYS
    for pause in meeting.pauses:
        yield _NEW_YEAR if pause == NEW_YEAR_PAUSE else f"not {_end(pause.first)}–{_end(pause.last)}"
    if meeting.openness:
        yield _OPENNESS[meeting.openness]
    if meeting.attendees:
        yield _ATTENDEES[meeting.attendees]
    if meeting.venue:
        yield f"at {quoted(meeting.venue)}"
    if meeting.note:
        yield quoted(meeting.note)


def _end(end: date | tuple[int, int]) -> str:
    return english_date(end) if isinstance(end, date) else f"{end[1]} {ENGLISH_MONTHS[end[0] - 1]}"


def quoted(words: str) -> str:
    """Return words as they stand in the text, in either language, to the letter."""
    return "「" + words.replace("」", "」」") + "」"
