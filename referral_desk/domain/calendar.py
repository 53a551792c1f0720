"""Dates as Japanese offices write them: eras, fiscal years, ages, working days.

Years 1868 to 2100 are read. The calendar is the Gregorian one throughout; Japan has used it since 1873, and older
era dates, which nobody alive needs, are not converted from the old lunisolar calendar.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from referral_desk.domain.errors import NotReadable
from referral_desk.domain.messages import N_, message
from referral_desk.domain.reading import plain, shown, with_plain_hyphens

FIRST_YEAR = 1868
LAST_YEAR = 2100
WEEKDAYS = "月火水木金土日"
"""The Japanese names of the days of the week, Monday first as in ``date.weekday()``."""
ENGLISH_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
ENGLISH_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

YearMonth = tuple[int, int]
IsHoliday = Callable[[date], bool]


@dataclass(frozen=True)
class Era:
    """An era: its letter (R), its name (令和), its first day, and its last day (None: it still runs).

    Meiji and Taisho ended on the day on which the next era began, so 30 July 1912 and 25 December 1926 have two
    right names. Showa ended on 7 January 1989 and Heisei on 30 April 2019, the day *before* the next era began:
    8 January 1989 is Heisei only, 1 May 2019 is Reiwa only.
    """

    letter: str
    name: str
    first: date
    last: date | None

    def has(self, day: date) -> bool:
        """Whether ``day`` lies inside this era, its last day included."""
        return self.first <= day and (self.last is None or day <= self.last)

    def year_of(self, day: date) -> str:
        """Return the year of ``day`` counted in this era, the first one as 元."""
        number = day.year - self.first.year + 1
        return "元" if number == 1 else str(number)


ERAS = (
    Era("M", "明治", date(1868, 10, 23), date(1912, 7, 30)),
    Era("T", "大正", date(1912, 7, 30), date(1926, 12, 25)),
    Era("S", "昭和", date(1926, 12, 25), date(1989, 1, 7)),
    Era("H", "平成", date(1989, 1, 8), date(2019, 4, 30)),
    Era("R", "令和", date(2019, 5, 1), None),
)


@dataclass(frozen=True)
class PartialDate:
    """A day, or (``exact`` False) only its year is known and ``day`` is 1 January of that year."""

    day: date
    exact: bool


# --- reading --------------------------------------------------------------------------------------------------------

_ERA_OF = {spelling: era for era in ERAS for spelling in (era.letter, era.name, era.name[0])}
_ERA_AND_YEAR = f"(?P<era>{'|'.join(sorted(_ERA_OF, key=len, reverse=True))})?(?P<year>[0-9]{{1,4}}|元)"
_DAY_FORMS = tuple(
    re.compile(pattern)
    for pattern in (
        _ERA_AND_YEAR + r"(?P<mark>[-/.])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})",
        _ERA_AND_YEAR + r"年(?P<month>[0-9]{1,2})月(?P<day>[0-9]{1,2})日",
        r"(?P<era>)(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
    )
)
_MONTH_FORMS = tuple(
    re.compile(_ERA_AND_YEAR + pattern) for pattern in (r"[-/.](?P<month>[0-9]{1,2})", r"年(?P<month>[0-9]{1,2})月")
)
_YEAR_FORM = re.compile(_ERA_AND_YEAR + "年?")
_MIDNIGHT = re.compile(r"(?<=[0-9])[ T]0?0:00(:00(\.0+)?)?$")
_WEEKDAY = re.compile(rf"(\([{WEEKDAYS}][曜日・祝休]*\)|[{WEEKDAYS}]曜日?)$")
_SPACE_BESIDE_A_MARK = re.compile(r" (?![0-9])|(?<![0-9]) ")
_SPREADSHEET_DAY_NUMBER = re.compile(r"[1-7][0-9]{4}")


def parse_date(text: str) -> PartialDate:
    """Read a date in any form an office uses.

    Read are 1980-03-01, 1980/3/1, 1980.3.1, 1980年3月1日, 19800301, the era forms 昭和55年3月1日, S55.3.1, S55/3/1,
    s55-3-1 with 元 for the first year, and a year alone (1980, 昭和55年, S55); also in full width, with a weekday
    behind, which is not checked, and with the midnight that spreadsheets append.

    Raises NotReadable for anything else, for a day that does not exist or lies outside its era (on a day that
    belongs to two eras both are right, see :class:`Era`), and for years before 1868 or after 2100.
    """
    tidy = _tidy(text)
    for form in _DAY_FORMS:
        if found := form.fullmatch(tidy):
            era, year = _era_and_year(found, text)
            day = _existing_day(year, int(found["month"]), int(found["day"]), text)
            if era is not None and not era.has(day):
                raise _outside_its_era(text, era, day, era_date(day))
            return PartialDate(day, exact=True)
    if found := _YEAR_FORM.fullmatch(tidy):
        era, year = _era_and_year(found, text)
        first = date(year, 1, 1)
        if era is not None and era.last is not None and year > era.last.year:
            raise _outside_its_era(text, era, first, era_year(first))
        return PartialDate(first, exact=False)
    if _SPREADSHEET_DAY_NUMBER.fullmatch(tidy):
        raise NotReadable(
            message(
                N_("“{value}” is a day number of a spreadsheet. Give the cell a date format, such as 1980-03-01."),
                value=shown(text),
            )
        )
    raise _not_a_date(text)


def parse_month(text: str) -> YearMonth:
    """Read a month, such as 2026-10, 2026/10, 2026年10月, 令和8年10月 or R8.10, as (year, month 1–12).

    Raises NotReadable for anything else, a month outside its era or outside the years 1868 to 2100 included.
    """
    tidy = _tidy(text)
    for form in _MONTH_FORMS:
        if found := form.fullmatch(tidy):
            era, year = _era_and_year(found, text)
            month = int(found["month"])
            if not 1 <= month <= 12:
                raise _no_such_month(text)
            period = Period.month(year, month)
            if era is not None and not (era.has(period.first) or era.has(period.last)):
                raise _outside_its_era(text, era, period.first, era_month(year, month))
            return year, month
    raise NotReadable(message(N_("“{value}” is not a month. Write it like 2026-10 or 令和8年10月."), value=shown(text)))


def _tidy(text: str) -> str:
    tidy = with_plain_hyphens(plain(text)).upper()
    tidy = _MIDNIGHT.sub("", tidy)
    tidy = _SPACE_BESIDE_A_MARK.sub("", tidy)
    return _WEEKDAY.sub("", tidy)


def _era_and_year(found: re.Match[str], text: str) -> tuple[Era | None, int]:
    era = _ERA_OF.get(found["era"] or "")
    written = found["year"]
    if era is None:
        if len(written) != 4:
            raise _not_a_date(text)
        year = int(written)
    else:
        in_era = 1 if written == "元" else int(written)
        if in_era == 0:
            raise NotReadable(
                message(
                    N_("“{value}” does not exist: the first year of an era is year 1, also written 元年."),
                    value=shown(text),
                )
            )
        year = era.first.year + in_era - 1
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotReadable(
            message(
                N_("“{value}” lies outside the years {first} to {last}."),
                value=shown(text),
                first=FIRST_YEAR,
                last=LAST_YEAR,
            )
        )
    return era, year


def _existing_day(year: int, month: int, day: int, text: str) -> date:
    if not 1 <= month <= 12:
        raise _no_such_month(text)
    days = monthrange(year, month)[1]
    if not 1 <= day <= days:
        raise NotReadable(
            message(
                N_("“{value}” does not exist: the days of {year}-{month} are 1 to {days}."),
                value=shown(text),
                year=year,
                month=f"{month:02}",
                days=days,
            )
        )
    return date(year, month, day)


def _not_a_date(text: str) -> NotReadable:
    return NotReadable(
        message(
            N_("“{value}” is not a date. Write it like 1980-03-01, 1980/3/1, 昭和55年3月1日 or S55.3.1."),
            value=shown(text),
        )
    )


def _no_such_month(text: str) -> NotReadable:
    return NotReadable(message(N_("“{value}” does not exist: months are 1 to 12."), value=shown(text)))


def _outside_its_era(text: str, era: Era, day: date, right: str) -> NotReadable:
    if era.last is None or day < era.first:
        began = N_("“{value}” does not exist: {era} began on {day}. Write {right}.")
        return NotReadable(message(began, value=shown(text), era=era.name, day=era.first.isoformat(), right=right))
    ended = N_("“{value}” does not exist: {era} ended on {day}. Write {right}.")
    return NotReadable(message(ended, value=shown(text), era=era.name, day=era.last.isoformat(), right=right))


# --- writing --------------------------------------------------------------------------------------------------------


def to_iso(value: PartialDate) -> str:
    """Return ``1980-03-01``, or ``1980`` where only the year is known."""
    return value.day.isoformat() if value.exact else f"{value.day.year:04}"


def era_of(day: date) -> Era | None:
    """Return the era of ``day``, the newer one on a day that has two; None before 23 October 1868."""
    return next((era for era in reversed(ERAS) if era.first <= day), None)


def era_year(day: date) -> str:
    """Return the year as in 令和8年; the Western year before the first era."""
    era = era_of(day)
    return f"{era.name}{era.year_of(day)}年" if era else f"{day.year}年"


def era_date(day: date) -> str:
    """Return the date as in 令和8年11月23日, for heads and paper."""
    return f"{era_year(day)}{day.month}月{day.day}日"


def era_date_with_weekday(day: date) -> str:
    """Return the date as in 令和8年11月23日(月)."""
    return f"{era_date(day)}({WEEKDAYS[day.weekday()]})"


def era_short(day: date) -> str:
    """Return the date as in R8.11.23(月), for tables; the first year of an era as 1."""
    era = era_of(day)
    year = f"{era.letter}{day.year - era.first.year + 1}" if era else str(day.year)
    return f"{year}.{day.month}.{day.day}({WEEKDAYS[day.weekday()]})"


def era_month(year: int, month: int) -> str:
    """Return the month as in 令和8年10月, in the era of its first day: April 2019 is 平成31年4月."""
    return f"{era_year(date(year, month, 1))}{month}月"


def english_date(day: date) -> str:
    """Return the date as in 23 Nov 2026."""
    return f"{day.day} {ENGLISH_MONTHS[day.month - 1]} {day.year}"


def english_date_with_weekday(day: date) -> str:
    """Return the date as in Mon 23 Nov 2026."""
    return f"{ENGLISH_WEEKDAYS[day.weekday()]} {english_date(day)}"


def english_month(year: int, month: int) -> str:
    """Return the month as in Oct 2026."""
    return f"{ENGLISH_MONTHS[month - 1]} {year}"


# --- fiscal years and periods -----------------------------------------------------------------------------------------


def fiscal_year_of(day: date) -> int:
    """Return the fiscal year of ``day``; it runs from April to March and bears the year of its April."""
    return day.year if day.month >= 4 else day.year - 1


def fiscal_year_name(year: int) -> str:
    """Return the name as in 令和8年度.

    A fiscal year is named by the era of its 1 May. That is the era of its April, but for 2019, which the
    government called 令和元年度 as a whole although Heisei lasted through its April.
    """
    return f"{era_year(date(year, 5, 1))}度"


def english_fiscal_year_name(year: int) -> str:
    """Return the name as in FY2026."""
    return f"FY{year}"


@dataclass(frozen=True)
class Period:
    """The days from ``first`` to ``last``, both included; ValueError where ``last`` comes before ``first``."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"a period ends before it begins: {self.first} to {self.last}")

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        """Return one month."""
        return cls(date(year, month, 1), date(year, month, monthrange(year, month)[1]))

    @classmethod
    def months(cls, first: YearMonth, last: YearMonth) -> Period:
        """Return the months from ``first`` to ``last``, both (year, month) and both included."""
        return cls(cls.month(*first).first, cls.month(*last).last)

    @classmethod
    def fiscal_year(cls, year: int) -> Period:
        """Return 1 April of ``year`` to 31 March of the next."""
        return cls(date(year, 4, 1), date(year + 1, 3, 31))

    def has(self, day: date) -> bool:
        """Whether ``day`` lies in the period."""
        return self.first <= day <= self.last

    def each_month(self) -> Iterator[YearMonth]:
        """Yield (year, month) of every month that the period touches, in order."""
        year, month = self.first.year, self.first.month
        while (year, month) <= (self.last.year, self.last.month):
            yield year, month
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)


# --- ages -------------------------------------------------------------------------------------------------------------


def age_on(birth: date, day: date) -> int:
    """Return the age in years as everyone says it on ``day``: it rises on the birthday.

    Who was born on 29 February turns older on 1 March in a common year, for the law lets the age rise with the end
    of the day before. Negative before the birth, so that a wrong birth date is seen.
    """
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def legal_age_on(birth: date, day: date) -> int:
    """Return the age reached by the end of ``day``, as the law on counting ages has it.

    The age rises at the end of the day before the birthday: who was born on 1 April 2020 turns six on 31 March 2026.
    """
    return age_on(birth, day + timedelta(days=1))


# --- working days -----------------------------------------------------------------------------------------------------


def is_working_day(day: date, is_holiday: IsHoliday) -> bool:
    """Whether a public office works on ``day``: no weekend, no holiday, not 29 December to 3 January."""
    year_end = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
    return day.weekday() < 5 and not year_end and not is_holiday(day)


def next_working_day(day: date, is_holiday: IsHoliday) -> date:
    """Return ``day`` itself if offices work on it, else the first day after it on which they do."""
    while not is_working_day(day, is_holiday):
        day += timedelta(days=1)
    return day


def previous_working_day(day: date, is_holiday: IsHoliday) -> date:
    """Return ``day`` itself if offices work on it, else the last day before it on which they do."""
    while not is_working_day(day, is_holiday):
        day -= timedelta(days=1)
    return day


def add_days_working(day: date, days: int, is_holiday: IsHoliday) -> date:
    """Return the day ``days`` calendar days after ``day``, moved on to the next working day where it is none."""
    return next_working_day(day + timedelta(days=days), is_holiday)
