"""Meeting times in plain Japanese, as people type them and as files hold them: 毎週火 19:00-21:00（祝日休み）.

Several are separated by ``；``, ``;`` or a line break. Each is the days, the time, and in brackets whatever else is to
be said: from and until when, holidays and pauses, open or closed, for whom, 会場「…」 and a remark 「…」. What stands
between 「 and 」 is kept to the letter; a 」 in it is written twice. English is read as well (``schedule_english``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time

from referral_desk.domain.calendar import WEEKDAYS, era_short, parse_date
from referral_desk.domain.codes import Attendees, Openness
from referral_desk.domain.errors import NotReadable
from referral_desk.domain.messages import N_, Message, message
from referral_desk.domain.reading import plain, shown
from referral_desk.domain.schedule import EVERY_DAY, MONDAY_TO_FRIDAY, NEW_YEAR_PAUSE, MeetingTime, Pause
from referral_desk.domain.schedule_english import parse_english, quoted

ODD_MONTHS, EVEN_MONTHS = date(2000, 1, 1), date(2000, 2, 1)
"""From when months are counted where only odd or even ones are said (奇数月, 偶数月)."""

OPENNESS = {Openness.OPEN: "オープン", Openness.CLOSED: "クローズド"}
ATTENDEES = {Attendees.CLIENT: "本人", Attendees.FAMILY: "家族", Attendees.ANYONE: "どなたでも"}
_HOLIDAYS = "祝日休み"
_NEW_YEAR = "年末年始休み"

_NUMERALS = str.maketrans("一二三四五", "12345")
_DAY = rf"[{WEEKDAYS}](?:曜日?)?"
_DAYS = rf"(?P<days>{_DAY}(?:[・,、/と]?{_DAY})*)"
_DAYS_OF_WEEKS = _DAYS.replace("<days>", "<days_of_weeks>")
_SUNDAY = WEEKDAYS.index("日")
_WEEK = r"(?:第?[1-5一二三四五]週?|第?最終週?の?)"
_WEEKS = rf"(?P<weeks>(?:第[1-5一二三四五]|第?最終)週?の?(?:[・,、/と]?{_WEEK})*)"
_DATES = r"(?P<dates>(?:[0-9]{1,2}日|月?末日?)(?:[・,、/と](?:[0-9]{1,2}日?|月?末日?))*)"
_MONTHS = r"(?:(?P<months>毎月|隔月|奇数月|偶数月|[0-9]{1,2}[かヶケカ箇ヵ]月(?:ごと|おき|毎))の?)?"
_HEAD = re.compile(
    rf"(?P<every_day>毎日)|(?P<work_days>平日)"
    rf"|(?P<every>毎週|隔週|[0-9]{{1,2}}週(?:間)?(?:ごと|おき|毎))の?{_DAYS}"
    rf"|{_MONTHS}(?:{_WEEKS}{_DAYS_OF_WEEKS}|{_DATES})"
)
_CLOCK = r"(?:午前|午後|AM|PM|am|pm)?[0-9]{1,2}(?::[0-9]{2}|時(?:[0-9]{1,2}分|半)?)"
_TO = r"(?:[-‐‑‒–—―−ー~〜]|から)"
_TIMES = re.compile(rf"(?P<start>{_CLOCK})(?:{_TO}(?P<end>{_CLOCK})(?:まで)?)?")
_CLOCK_PARTS = re.compile(
    r"(?P<half_day>午前|午後|AM|PM|am|pm)?(?P<hour>[0-9]+)(?::(?P<minute>[0-9]+)|時(?:(?P<minute_of>[0-9]+)分|(?P<half>半))?)"
)
_QUOTED = re.compile(r"「((?:[^」]|」」)*)」(?!」)")
_FIRST_QUOTE = 0xE000  # quoted words stand in the text as one character of private use until all else is read
_MARK = r"[\uE000-\uF8FF]"
_ON_HOLIDAYS = re.compile(r"(?:祝日|祝祭日|休日)(?:は|を)?(?:休み?|除く|休会|休止|なし)|祝休み?")
_AT_NEW_YEAR = re.compile(r"年末年始(?:は|を)?(?:休み?|除く|休会|休止|なし)")
_MONTH_DAY = re.compile(r"(?P<month>[0-9]{1,2})(?:/|月)(?P<day>[0-9]{1,2})日?")


def parse_schedule(text: str) -> tuple[MeetingTime, ...]:
    """Read meeting times; blank text means none.

    Raises NotReadable naming the piece that cannot be read and showing what would be right.
    """
    return tuple(_parse(piece, quotes) for piece, quotes in _pieces(text))


def _pieces(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each time as typed, what is quoted in it replaced by a mark, and what was quoted."""
    quotes: list[str] = []

    def mark(found: re.Match[str]) -> str:
        quotes.append(found[1].replace("」」", "」"))
        return chr(_FIRST_QUOTE + len(quotes) - 1)

    for piece in re.split(r"[;；\n]", _QUOTED.sub(mark, text)):
        if piece.strip():
            yield plain(piece), quotes


def _parse(piece: str, quotes: list[str]) -> MeetingTime:
    said = _with_quotes(piece, quotes)
    brackets = re.findall(r"\(([^()]*)\)", piece)
    tidy = re.sub(r"\([^()]*\)", "", piece).replace(" ", "")
    head = _HEAD.match(tidy)
    if head is None:
        english = parse_english(said)
        if english is None:
            raise _not_a_meeting_time(said)
        return english
    if head.end() == len(tidy):
        raise NotReadable(message(N_("“{piece}” lacks the time. Write it like 毎週火 19:00-21:00."), piece=shown(said)))
    times = _TIMES.match(tidy, head.end())
    if times is None:
        raise _not_a_meeting_time(said)
    start, end = _clocks(times, said)
    if end is not None and end <= start:
        raise NotReadable(
            message(
                N_("“{piece}” ends before it begins. The later time comes second, such as 19:00-21:00."),
                piece=shown(said),
            )
        )
    rest = [tidy[times.end() :], *(bracket.replace(" ", "") for bracket in brackets)]
    modifiers = [each for part in rest for each in re.split("[、,]", part) if each]
    return _meeting(head, start, end, _Said(piece=said, quotes=quotes).all(modifiers))


def _meeting(head: re.Match[str], start: time, end: time | None, more: dict[str, object]) -> MeetingTime:
    piece = str(more.pop("piece"))
    interval, anchor = _interval(head)
    begins = more.pop("begins", None) or anchor
    if interval > 1 and begins is None:
        raise NotReadable(
            message(
                N_("“{piece}” needs the day of one of the meetings to count from, like 隔週水 19:00（R8.11.4から）."),
                piece=shown(piece),
            )
        )
    try:
        return MeetingTime(
            weekdays=_weekdays(head),
            weeks=_weeks(head["weeks"] or ""),
            start=start,
            end=end,
            month_days=_month_days(head["dates"] or ""),
            interval=interval,
            begins=begins,  # type: ignore[arg-type]
            **more,  # type: ignore[arg-type]
        )
    except ValueError as error:
        raise _not_a_meeting_time(piece) from error


def _interval(head: re.Match[str]) -> tuple[int, date | None]:
    """Return every how many weeks or months it is, and from when that is counted where the words say it."""
    words = head["every"] or head["months"] or ""
    if words in ("隔週", "隔月"):
        return 2, None
    if words == "奇数月":
        return 2, ODD_MONTHS
    if words == "偶数月":
        return 2, EVEN_MONTHS
    found = re.match("[0-9]+", words)
    if not found:
        return 1, None
    return int(found[0]) + ("おき" in words), None


def _weekdays(head: re.Match[str]) -> tuple[int, ...]:
    if head["every_day"]:
        return EVERY_DAY
    if head["work_days"]:
        return MONDAY_TO_FRIDAY
    letters = re.sub("曜日?", "", head["days"] or head["days_of_weeks"] or "")
    return tuple(WEEKDAYS.index(letter) for letter in letters if letter in WEEKDAYS)


def _weeks(written: str) -> tuple[int, ...]:
    numbers = [int(digit) for digit in re.findall("[1-5]", written.translate(_NUMERALS))]
    return (*numbers, -1) if "最終" in written else tuple(numbers)


def _month_days(written: str) -> tuple[int, ...]:
    numbers = [int(digits) for digits in re.findall("[0-9]+", written)]
    return (*numbers, -1) if "末" in written else tuple(numbers)


def _clocks(times: re.Match[str], piece: str) -> tuple[time, time | None]:
    start = _clock(times["start"], piece)
    if not times["end"]:
        return start, None
    end = _clock(times["end"], piece)
    afternoon = _clock_parts(times["start"], piece)["half_day"] in ("午後", "PM", "pm")
    if afternoon and not _clock_parts(times["end"], piece)["half_day"] and end.hour < 12:
        end = end.replace(hour=end.hour + 12)  # 午後7時〜9時
    return start, end


def _clock_parts(written: str, piece: str) -> re.Match[str]:
    parts = _CLOCK_PARTS.fullmatch(written)
    if parts is None:
        raise _not_a_meeting_time(piece)
    return parts


def _clock(written: str, piece: str) -> time:
    parts = _clock_parts(written, piece)
    hour = int(parts["hour"])
    minute = 30 if parts["half"] else int(parts["minute"] or parts["minute_of"] or 0)
    half_day = (parts["half_day"] or "").lower()
    if half_day in ("午後", "pm") and hour < 12:
        hour += 12
    elif half_day in ("午前", "am") and hour == 12:
        hour = 0
    if hour > 23 or minute > 59:
        raise NotReadable(
            message(
                N_("{clock} in “{piece}” is not a time of day. Times go from 0:00 to 23:59."),
                clock=written,
                piece=shown(piece),
            )
        )
    return time(hour, minute)


class _Said:
    """What stands beside days and time, read word by word."""

    def __init__(self, piece: str, quotes: list[str]) -> None:
        self._piece = piece
        self._quotes = quotes
        self._found: dict[str, object] = {"piece": piece}
        self._pauses: list[Pause] = []

    def all(self, words: Sequence[str]) -> dict[str, object]:
        """Return the fields of a meeting time that ``words`` say; NotReadable for one that says none."""
        for word in words:
            self._read(word)
        return {**self._found, "pauses": tuple(self._pauses)}

    def _read(self, word: str) -> None:
        openness = next((code for code, label in OPENNESS.items() if word in (label, f"{label}ミーティング")), None)
        attendees = next((code for code, label in ATTENDEES.items() if word in (label, f"{label}対象")), None)
        if openness or attendees:
            self._found |= {"openness": openness} if openness else {"attendees": attendees}
        elif _ON_HOLIDAYS.fullmatch(word):
            self._found["not_on_holidays"] = True
        elif _AT_NEW_YEAR.fullmatch(word):
            self._pauses.append(NEW_YEAR_PAUSE)
        elif found := re.fullmatch(rf"(会場)?[:：]?({_MARK})", word):
            self._found["venue" if found[1] else "note"] = self._quotes[ord(found[2]) - _FIRST_QUOTE]
        elif word.startswith("会場"):
            self._found["venue"] = word.removeprefix("会場").lstrip(":：")
        elif word.startswith("休止"):
            self._pauses.append(self.pause(word.removeprefix("休止")))
        elif word.endswith("から"):
            self._found["begins"] = self._day(word.removesuffix("から"))
        elif word.endswith("まで"):
            self._found["ends"] = self._day(word.removesuffix("まで"))
        else:
            raise _not_understood(self._piece, word)

    def _day(self, written: str) -> date:
        try:
            read = parse_date(written)
        except NotReadable as error:
            raise _not_understood(self._piece, written) from error
        if not read.exact:
            raise _not_understood(self._piece, written)
        return read.day

    def pause(self, written: str) -> Pause:
        """Return the pause that ``written`` says: 12/28-1/5; NotReadable where it says none."""
        first, *others = re.split("[-~〜ー–—]|から", written.removesuffix("まで"))
        if len(others) != 1:
            raise _not_understood(self._piece, written)
        ends = [self._pause_end(each) for each in (first, others[0])]
        try:
            return Pause(*ends)
        except (ValueError, TypeError) as error:
            raise _not_understood(self._piece, written) from error

    def _pause_end(self, written: str) -> date | tuple[int, int]:
        found = _MONTH_DAY.fullmatch(written)
        return (int(found["month"]), int(found["day"])) if found else self._day(written)


def parse_clock(text: str) -> time:
    """Read a time of day as typed: 19:00, 1900, 19時半, 午後7時. Raises NotReadable, saying what would be right."""
    written = plain(text).replace(" ", "")
    if re.fullmatch(r"[0-9]{3,4}", written):
        written = f"{written[:-2]}:{written[-2:]}"
    if _CLOCK_PARTS.fullmatch(written) is None:
        raise NotReadable(
            message(N_("“{text}” is not a time of day. Write it like 19:00 or 午後7時."), text=shown(text))
        )
    return _clock(written, text)


def write_clock(at: time) -> str:
    """Return a time of day as it stands in a schedule: 9:00."""
    return f"{at.hour}:{at.minute:02}"


def parse_pauses(text: str) -> tuple[Pause, ...]:
    """Read pauses as typed, with 、 or , between: 12/28-1/5 (every year), R8.8.10-R8.8.16 (once); blank means none.

    Raises NotReadable naming the one that cannot be read and showing what would be right.
    """
    return tuple(_read_pause(word) for word in filter(None, re.split("[、,;\n]", plain(text).replace(" ", ""))))


def _read_pause(word: str) -> Pause:
    try:
        return _Said(piece=word, quotes=[]).pause(word.removeprefix("休止"))
    except NotReadable as error:
        said = message(
            N_("“{word}” is not a pause. Write it like 12/28-1/5 (every year) or R8.8.10-R8.8.16 (once)."),
            word=shown(word),
        )
        raise NotReadable(said) from error


def write_pauses(pauses: Iterable[Pause]) -> str:
    """Return pauses as :func:`parse_pauses` reads them."""
    return "、".join(map(_pause_words, pauses))


def _with_quotes(piece: str, quotes: list[str]) -> str:
    """Return a piece with what was quoted back in its place."""
    return re.sub(_MARK, lambda found: _quote(quotes, found[0]), piece)


def _quote(quotes: list[str], mark: str) -> str:
    place = ord(mark) - _FIRST_QUOTE
    return quoted(quotes[place]) if place < len(quotes) else mark


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


def _not_understood(piece: str, word: str) -> NotReadable:
    said: Message = message(
        N_(
            "“{word}” in “{piece}” is not understood. Behind 毎週火 19:00-21:00 there may stand in （）: 祝日休み, "
            "年末年始休み, 休止12/28-1/5, R8.4.1から, R9.3.31まで, オープン, クローズド, 家族, 会場「…」."
        ),
        piece=shown(piece),
        word=shown(word),
    )
    return NotReadable(said)


# --- writing ---------------------------------------------------------------------------------------------------------


def write_schedule(times: Sequence[MeetingTime]) -> str:
    """Return the canonical Japanese text, which :func:`parse_schedule` reads back to the same times."""
    return "；".join(map(_written, times))


def _written(meeting: MeetingTime) -> str:
    more = "、".join(_more(meeting))
    return f"{_days(meeting)} {clock_span(meeting, '-')}" + (f"（{more}）" if more else "")


def _days(meeting: MeetingTime) -> str:
    if meeting.month_days:
        days = "・".join("月末" if day == -1 else f"{day}日" for day in meeting.month_days)
        months = _months(meeting)
        return days if months == "毎月" and meeting.month_days == (-1,) else f"{months}{days}"
    days = "・".join(WEEKDAYS[weekday] for weekday in meeting.weekdays)
    if meeting.weeks:
        weeks = "・".join("最終" if week == -1 else f"第{week}" for week in meeting.weeks)
        months = _months(meeting)
        if meeting.weekdays == (_SUNDAY,):
            days += "曜"  # 最終日 would be the last day of the month
        return f"{'' if months == '毎月' else months}{weeks}{days}"
    if meeting.interval == 1 and meeting.weekdays == EVERY_DAY:
        return "毎日"
    if meeting.interval == 1 and meeting.weekdays == MONDAY_TO_FRIDAY:
        return "平日"
    every = {1: "毎週", 2: "隔週"}.get(meeting.interval, f"{meeting.interval}週ごと")
    return f"{every}{days}"


def _months(meeting: MeetingTime) -> str:
    if meeting.interval == 2 and meeting.begins in (ODD_MONTHS, EVEN_MONTHS):
        return "奇数月" if meeting.begins == ODD_MONTHS else "偶数月"
    return {1: "毎月", 2: "隔月"}.get(meeting.interval, f"{meeting.interval}か月ごと")


def _more(meeting: MeetingTime) -> Iterator[str]:
    counted_by_name = meeting.monthly and meeting.interval == 2 and meeting.begins in (ODD_MONTHS, EVEN_MONTHS)
    if meeting.begins and not counted_by_name:
        yield f"{_short(meeting.begins)}から"
    if meeting.ends:
        yield f"{_short(meeting.ends)}まで"
    if meeting.not_on_holidays:
        yield _HOLIDAYS
    for pause in meeting.pauses:
        yield _NEW_YEAR if pause == NEW_YEAR_PAUSE else f"休止{_pause_words(pause)}"
    if meeting.openness:
        yield OPENNESS[meeting.openness]
    if meeting.attendees:
        yield ATTENDEES[meeting.attendees]
    if meeting.venue:
        yield f"会場{quoted(meeting.venue)}"
    if meeting.note:
        yield quoted(meeting.note)


def _short(day: date) -> str:
    return era_short(day).partition("(")[0]


def _pause_words(pause: Pause) -> str:
    return f"{_pause_end(pause.first)}-{_pause_end(pause.last)}"


def _pause_end(end: date | tuple[int, int]) -> str:
    return _short(end) if isinstance(end, date) else f"{end[0]}/{end[1]}"


def clock_span(meeting: MeetingTime, dash: str) -> str:
    """Return the time of a meeting: 19:00-21:00, or 19:00 where its end is not known."""
    start = write_clock(meeting.start)
    return start if meeting.end is None else f"{start}{dash}{write_clock(meeting.end)}"
