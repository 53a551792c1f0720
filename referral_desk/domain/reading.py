"""What every reader of typed text does first: one width, one hyphen, one space; and how a bad value is shown."""

from __future__ import annotations

import re
import unicodedata

from referral_desk.domain.errors import NotReadable
from referral_desk.domain.messages import N_, message

_HYPHENS = "-‐‑‒–—―−ー"
_HYPHEN = re.compile(f"[{_HYPHENS}]")
_INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
SHOWN_AT_MOST = 40


def plain(text: str) -> str:
    """Return ``text`` for reading, never for storing: NFKC, each run of white space as one space, none at the ends."""
    return " ".join(unicodedata.normalize("NFKC", text.translate(_INVISIBLE)).split())


def with_plain_hyphens(text: str) -> str:
    """Return ``text`` with everything that people type for a hyphen, the long-vowel mark included, as ``-``."""
    return _HYPHEN.sub("-", text)


def shown(text: str) -> str:
    """Return ``text`` for a message: on one line, printable, and cut after 40 characters."""
    line = " ".join(text.split())
    line = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in line)
    return line if len(line) <= SHOWN_AT_MOST else line[:SHOWN_AT_MOST] + "…"


def number(text: str) -> float:
    """Read a number as typed, full-width digits too, such as 2 or １．５.

    Raises NotReadable, saying what would be right.
    """
    written = plain(text).replace(",", "")
    if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,2})?", written):
        raise NotReadable(message(N_("“{text}” is not a number. Write it in digits, like 2 or 1.5."), text=shown(text)))
    return float(written)


def whole_number(text: str) -> int:
    """Read a whole number as typed, full-width digits too. Raises NotReadable, saying what would be right."""
    written = plain(text)
    if not re.fullmatch(r"[0-9]{1,6}", written):
        raise NotReadable(message(N_("“{text}” is not a whole number. Write it in digits, like 12."), text=shown(text)))
    return int(written)
