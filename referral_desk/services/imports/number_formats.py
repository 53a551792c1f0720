"""What a number in a workbook's cell shows: a date, a time, a number with leading zeros, or just a number."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

_BUILT_IN_DATES = frozenset({*range(14, 18), 22, *range(27, 32), 36, *range(50, 55), 57, 58})
_BUILT_IN_TIMES = frozenset({*range(18, 22), *range(32, 36), 45, 46, 47, 55, 56})
_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|General|G/標準|E[+-]', re.IGNORECASE)
_DATE_LETTERS = re.compile("[ydge]", re.IGNORECASE)
_TIME_LETTERS = re.compile("[hs]", re.IGNORECASE)
_MONTH_LETTER = re.compile("m", re.IGNORECASE)
_ZEROS = re.compile(r'(?:0|-|\\.|"[^"]*")+')
_EPOCH_1900 = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's days have no zone
_EPOCH_1904 = datetime(1904, 1, 1)  # noqa: DTZ001


class Shown(StrEnum):
    """What the number stands for."""

    NUMBER = "number"
    DATE = "date"
    TIME = "time"


@dataclass(frozen=True)
class CellStyle:
    """How a cell shows its number; ``digits`` is filled up with leading zeros."""

    shown: Shown = Shown.NUMBER
    digits: int = 0


def style_of(format_id: int, own_formats: Mapping[int, str]) -> CellStyle:
    """Return the style of a number format: a built-in one, Japanese ones included, or the workbook's own."""
    code = own_formats.get(format_id)
    if code is None:
        if format_id in _BUILT_IN_DATES:
            return CellStyle(Shown.DATE)
        return CellStyle(Shown.TIME) if format_id in _BUILT_IN_TIMES else CellStyle()
    if _ZEROS.fullmatch(code):
        return CellStyle(digits=re.sub(r'\\.|"[^"]*"', "", code).count("0"))
    letters = _NOT_SHOWN.sub("", code.partition(";")[0])
    if _DATE_LETTERS.search(letters):
        return CellStyle(Shown.DATE)
    if _TIME_LETTERS.search(letters):
        return CellStyle(Shown.TIME)
    return CellStyle(Shown.DATE) if _MONTH_LETTER.search(letters) else CellStyle()


def text_of_number(written: str, style: CellStyle, from_1904: bool) -> str:
    """Return a number as a person would type what the cell shows: 12 for 12.0, 2026-10-01 for a date.

    Raises ValueError for what is no number.
    """
    value = float(written)
    if not math.isfinite(value):
        raise ValueError("not a number")
    if style.shown is Shown.NUMBER:
        return _plain(written, value).zfill(style.digits)
    if style.shown is Shown.TIME and 0 <= value < 1:
        minutes = round(value * 24 * 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    moment = _moment(value, from_1904)
    if moment is None:
        return _plain(written, value)
    day = f"{moment.year:04}-{moment.month:02}-{moment.day:02}"
    return (
        day if (moment.hour, moment.minute, moment.second) == (0, 0, 0) else f"{day} {moment.hour}:{moment.minute:02}"
    )


def _plain(written: str, value: float) -> str:
    if re.fullmatch("-?[0-9]+", written):
        return written
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(value, ".15g")


def _moment(value: float, from_1904: bool) -> datetime | None:
    """Return the moment of a day number; None where there is none, as before the calendar's first day."""
    if not from_1904 and value < 60:
        value += 1  # the calendar of 1900 counts a 29 February that there was not
    try:
        moment = (_EPOCH_1904 if from_1904 else _EPOCH_1900) + timedelta(seconds=round(value * 86_400))
    except OverflowError:
        return None
    return moment if value >= 0 else None
