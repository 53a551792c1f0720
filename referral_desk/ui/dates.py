"""How the window writes dates: in eras in Japanese, plainly in English, always with the weekday."""

from __future__ import annotations

from datetime import date, datetime

from referral_desk.domain.calendar import (
    ENGLISH_WEEKDAYS,
    WEEKDAYS,
    english_fiscal_year_name,
    era_date,
    era_date_with_weekday,
    era_month,
    era_short,
    era_year,
    fiscal_year_name,
)
from referral_desk.i18n import Language, language

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def long_date(day: date) -> str:
    """Return a date for heads: 令和8年11月23日(月), or "Mon 23 Nov 2026"."""
    if language() is Language.JA:
        return era_date_with_weekday(day)
    return f"{ENGLISH_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def plain_date(day: date) -> str:
    """Return a date for heads that say two of them: 令和8年11月23日, or "23 Nov 2026"."""
    if language() is Language.JA:
        return era_date(day)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def short_date(day: date) -> str:
    """Return a date for tables: R8.11.23(月), or "23 Nov 2026 (Mon)"."""
    if language() is Language.JA:
        return era_short(day)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year} ({ENGLISH_WEEKDAYS[day.weekday()]})"


def list_date(day: date) -> str:
    """Return a date for wide lists: R8.11.23(月), or "23 Nov 2026", whose weekday would push a column out of sight."""
    return short_date(day) if language() is Language.JA else plain_date(day)


def long_month(year: int, month: int) -> str:
    """Return a month for heads: 令和8年10月, or "Oct 2026"."""
    return era_month(year, month) if language() is Language.JA else f"{_MONTHS[month - 1]} {year}"


def short_month(year: int, month: int) -> str:
    """Return a month for buttons and axes: R8.10, or "Oct 2026"."""
    if language() is Language.JA:
        return era_short(date(year, month, 1)).rpartition(".")[0]
    return f"{_MONTHS[month - 1]} {year}"


def calendar_year(year: int) -> str:
    """Return a year for heads: 令和8年(2026年), with both names where an era changed in it, or "2026"."""
    if language() is not Language.JA:
        return str(year)
    names = dict.fromkeys((era_year(date(year, 1, 1)), era_year(date(year, 12, 31))))
    return f"{'・'.join(names)}({year}年)"


def fiscal_year(year: int) -> str:
    """Return a fiscal year: 令和8年度, or "FY 2026"."""
    return fiscal_year_name(year) if language() is Language.JA else english_fiscal_year_name(year)


def date_width() -> float:
    """Return the text heights that a column of short dates needs in the window's language."""
    return 9.3 if language() is Language.JA else 12.6


def clock() -> str:
    """Return the time on this PC as "HH:MM"."""
    return datetime.now().astimezone().strftime("%H:%M")


def local_now(today: date) -> datetime:
    """Return this moment by the clock of this PC, on the day on which the centre works."""
    return datetime.combine(today, datetime.now().astimezone().time())


def weekday_names() -> tuple[str, ...]:
    """Return the short names of the weekdays, Monday first."""
    return tuple(WEEKDAYS) if language() is Language.JA else ENGLISH_WEEKDAYS
