"""What every reader of typed text does first: one width, one hyphen, one space; and how a bad value is shown."""

from __future__ import annotations

import re
import unicodedata

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
