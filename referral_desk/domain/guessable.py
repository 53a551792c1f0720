"""What of a Japanese password is easy to guess: orders that everyone knows, known texts, dates in eras.

Estimators of password strength are made for the keyboards, names and dates of English. They take いろはにほへと, the
days of the week and 昭和60年4月12日 for characters drawn by lot. The stretches found here are handed to such an
estimator together with its own, with the number of guesses that somebody who knows Japanese would need.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from referral_desk.domain.calendar import ERAS

_TO_HIRAGANA = {code: code - 0x60 for code in (*range(0x30A1, 0x30F7), 0x30FD, 0x30FE)}

SHORTEST_RUN = 3
"""Characters of an order written in kanji, such as 月火水."""
SHORTEST_KANA_RUN = 4
"""Three kana in an order stand in many innocent words (あさき, しはき)."""
SHORTEST_QUOTE = 6
"""Characters of a known text; fewer may be common words."""

_STARTS = 4
_ANY_START = 26
_BACKWARDS = 2
_FROM_THE_BEGINNING = 10_000
_FROM_THE_MIDDLE = 100_000
_YEARS = 100
_DAYS = 365
_MONTHS = 12
_WAYS_TO_WRITE = 4


class Stretch(StrEnum):
    """Why a part of a password is easy to guess."""

    ORDER = "order"
    KEYS = "keys"
    QUOTE = "quote"
    DATE = "date"
    YEAR = "year"


@dataclass(frozen=True)
class Guessable:
    """A part of a folded password, from ``start`` up to but without ``end``, and how many guesses find it."""

    start: int
    end: int
    guesses: int
    kind: Stretch


def folded(password: str) -> str:
    """Return the form in which a password is judged: NFKC, as the key is derived from, and hiragana for katakana.

    Who guesses パスワード tries ぱすわーど and ﾊﾟｽﾜｰﾄﾞ too, so that writing it otherwise is hardly worth a guess.
    """
    return unicodedata.normalize("NFKC", password).translate(_TO_HIRAGANA)


def orders_in(text: str, orders: Sequence[str], kind: Stretch = Stretch.ORDER) -> Iterator[Guessable]:
    """Find the runs of a folded ``text`` that go along one of ``orders``, forwards or backwards; they are of ``kind``.

    An order's beginning is the first guess, so that a run from there costs less; as zxcvbn counts abcdef.
    """
    for order in orders:
        shortest = SHORTEST_RUN if _is_kanji(order[0]) else SHORTEST_KANA_RUN
        for direction, weight in ((order, 1), (order[::-1], _BACKWARDS)):
            for start, end in _runs(text, direction, shortest):
                begins = text[start] == direction[0]
                yield Guessable(start, end, (_STARTS if begins else _ANY_START) * weight * (end - start), kind)


def quotes_in(text: str, known: Sequence[str]) -> Iterator[Guessable]:
    """Find the parts of a folded ``text`` that quote one of the ``known`` texts, punctuation left in."""
    for quoted in known:
        for start, end in _runs(text, quoted, SHORTEST_QUOTE):
            begins = quoted.startswith(text[start:end])
            yield Guessable(start, end, _FROM_THE_BEGINNING if begins else _FROM_THE_MIDDLE, Stretch.QUOTE)


def _runs(text: str, order: str, shortest: int) -> Iterator[tuple[int, int]]:
    """Yield where the longest parts of ``text`` lie that are parts of ``order`` too."""
    last = 0
    for start in range(len(text) - shortest + 1):
        end = start + shortest
        if text[start:end] not in order:
            continue
        while end < len(text) and text[start : end + 1] in order:
            end += 1
        if end > last:
            yield start, end
            last = end


def _is_kanji(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff" or character == "〇"


_NUMBER = "(?:[0-9]{1,2}|[〇一二三四五六七八九十]{1,3})"
_ERA = "(?:" + "|".join(era.name for era in ERAS) + ")"
_LETTER = "[" + "".join(era.letter + era.letter.lower() for era in ERAS) + "]"
_WESTERN = "(?:18|19|20)[0-9]{2}"
_YEAR = f"(?:{_ERA}(?:元|{_NUMBER})|{_WESTERN})"
_SIGN = "[-/.・]"
_DATES = (
    (f"{_YEAR}年{_NUMBER}月{_NUMBER}日?", _YEARS * _DAYS * _WAYS_TO_WRITE, Stretch.DATE),
    (
        f"(?:{_YEAR}|{_LETTER}[0-9]{{1,2}}){_SIGN}{_NUMBER}{_SIGN}{_NUMBER}",
        _YEARS * _DAYS * _WAYS_TO_WRITE,
        Stretch.DATE,
    ),
    (f"{_YEAR}年{_NUMBER}月", _YEARS * _MONTHS * _WAYS_TO_WRITE, Stretch.DATE),
    (f"{_NUMBER}月{_NUMBER}日", _DAYS * _WAYS_TO_WRITE, Stretch.DATE),
    (f"{_YEAR}年度?", _YEARS * _WAYS_TO_WRITE, Stretch.YEAR),
    (_YEAR, _YEARS * _WAYS_TO_WRITE, Stretch.YEAR),
)
_READERS = tuple((re.compile(pattern), guesses, kind) for pattern, guesses, kind in _DATES)


def dates_in(text: str) -> Iterator[Guessable]:
    """Find dates and years of a folded ``text`` as Japan writes them: 昭和60年4月12日, 昭和六十年, S60.4.12, 4月12日.

    A day of a hundred years, written in one of four ways, is a guess among 146,000.
    """
    for reader, guesses, kind in _READERS:
        for found in reader.finditer(text):
            yield Guessable(found.start(), found.end(), guesses, kind)
