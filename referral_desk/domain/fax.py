"""Sending a letter by fax: no cover is made before the number was checked, and nothing on it names the client.

A wrong digit sends a person's troubles to a stranger. So the number is typed a second time, at least its last four
digits, or read aloud with somebody else looking.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, message
from referral_desk.domain.names import search_key

LAST_DIGITS = 4
MOST_PAGES = 99
REMARK_LIMIT = 200
"""A cover is one page."""
_SHORTEST_NAME = 2


class NumberCheck(StrEnum):
    """How a fax number was checked before anything was sent to it."""

    LAST_DIGITS = "last_digits"
    READ_ALOUD = "read_aloud"


@dataclass(frozen=True, kw_only=True)
class FaxDraft:
    """A fax as it is entered: ``number`` in canonical form, ``last_digits`` as they were typed to check it.

    ``read_aloud``: somebody read the number aloud and another looked. ``enclosures`` are pages beside the cover and
    the letter; −1 stands for what is no number. ``only_fax``: the letter does not go by post as well.
    """

    number: str = ""
    last_digits: str = ""
    read_aloud: bool = False
    enclosures: int = 0
    remark: str = ""
    only_fax: bool = True

    @property
    def checked(self) -> NumberCheck | None:
        """How the number was checked; None: it was not, or what was typed is not what it ends with."""
        typed = _digits(self.last_digits)
        if len(typed) == LAST_DIGITS and _digits(self.number).endswith(typed):
            return NumberCheck.LAST_DIGITS
        return NumberCheck.READ_ALOUD if self.read_aloud and not typed else None


def check_fax(draft: FaxDraft, names: Iterable[str]) -> tuple[Problem, ...]:
    """Return what is wrong with a fax, field by field; ``names`` are the client's, in whatever form they are known."""
    problems = []
    if not draft.number:
        problems.append(Problem("number", message(N_("Enter the fax number."))))
    elif draft.checked is None:
        text = N_("This is not how the number ends. Look at both again.")
        if not _digits(draft.last_digits):
            text = N_("Type the last four digits of the number again, or have it read aloud.")
        problems.append(Problem("last_digits", message(text)))
    if not 0 <= draft.enclosures <= MOST_PAGES:
        text = N_("Enter a number from {low} to {high}.")
        problems.append(Problem("enclosures", message(text, low=0, high=MOST_PAGES)))
    if len(draft.remark) > REMARK_LIMIT:
        text = N_("This is too long: {limit} characters at most.")
        problems.append(Problem("remark", message(text, limit=REMARK_LIMIT)))
    elif names_somebody(draft.remark, names):
        text = N_("The cover lies open beside the machine: leave out the client’s name.")
        problems.append(Problem("remark", message(text)))
    return tuple(problems)


def names_somebody(text: str, names: Iterable[str]) -> bool:
    """Say whether a text holds one of ``names`` or a part of one, in any spelling that a search would find."""
    key = search_key(text)
    parts = {search_key(part) for name in names for part in (name, *name.split())}
    return any(part in key for part in parts if len(part) >= _SHORTEST_NAME)


def _digits(text: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKC", text) if each.isascii() and each.isdecimal())
