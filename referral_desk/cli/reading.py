"""Reading the values of options and arguments, each with a message that says what would be right."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date

from referral_desk.cli.usage import WrongUsage
from referral_desk.domain.calendar import FIRST_YEAR, LAST_YEAR, YearMonth, parse_date, parse_month
from referral_desk.domain.codes import C_co, CodeList
from referral_desk.domain.errors import NotReadable
from referral_desk.domain.messages import N_, message
from referral_desk.i18n import _, language, render

_YES = {"yes", "y", "1", "true", "はい", "○"}
_NO = {"no", "n", "0", "false", "いいえ", "×"}
LARGEST = 100_000_000


def choice(text: str, choices: Sequence[str], option: str) -> str:
    """Return ``text`` if it is one of ``choices``. Raises WrongUsage."""
    if text in choices:
        return text
    raise WrongUsage(
        _("Write {option} as one of {choices}, not “{value}”.").format(
            option=option, choices=", ".join(choices), value=text
        )
    )


def whole_number(text: str, option: str) -> int:
    """Return a number from 0 up. Raises WrongUsage."""
    digits = unicodedata.normalize("NFKC", text).strip()
    if digits.isascii() and digits.isdecimal() and len(digits) <= 12 and int(digits) <= LARGEST:
        return int(digits)
    raise WrongUsage(
        _("Write {option} as a whole number from 0 to {largest}, not “{value}”.").format(
            option=option, largest=f"{LARGEST:,}", value=text
        )
    )


def yes_or_no(text: str, option: str) -> bool:
    """Return whether ``text`` says yes. Raises WrongUsage."""
    answer = unicodedata.normalize("NFKC", text).strip().casefold()
    if answer in _YES:
        return True
    if answer in _NO:
        return False
    raise WrongUsage(_("Write {option} as yes or no, not “{value}”.").format(option=option, value=text))


def day(text: str, option: str) -> date:
    """Return a whole date in any form an office writes. Raises NotReadable with the option's name before it."""
    try:
        found = parse_date(text)
    except NotReadable as error:
        raise NotReadable(message(N_("{option}: {reason}"), option=option, reason=error.message)) from error
    if not found.exact:
        reason = message(N_("“{value}” is only a year. Write the whole date, such as 2026-11-23."), value=text)
        raise NotReadable(message(N_("{option}: {reason}"), option=option, reason=reason))
    return found.day


def month(text: str) -> YearMonth:
    """Return (year, month). Raises WrongUsage."""
    try:
        return parse_month(text)
    except NotReadable as error:
        raise WrongUsage(render(error.message)) from error


def fiscal_year(text: str) -> int:
    """Return a fiscal year, named by the year of its April. Raises WrongUsage."""
    year = unicodedata.normalize("NFKC", text).strip()
    if year.isascii() and year.isdecimal() and len(year) == 4 and FIRST_YEAR <= int(year) <= LAST_YEAR - 1:
        return int(year)
    raise WrongUsage(_("Write --fiscal-year as four digits, such as 2026, not “{value}”.").format(value=text))


def code(text: str, codes: CodeList[C_co], option: str) -> str:
    """Return the code that ``text`` names by itself or by its label. Raises WrongUsage, naming all codes."""
    found = codes.find(text)
    if found is not None:
        return found.code
    named = ", ".join(f"{item.code} ({item.label(language())})" for item in codes.items)
    raise WrongUsage(
        _("Write {option} as one of these codes: {codes}; not “{value}”.").format(
            option=option, codes=named, value=text
        )
    )
