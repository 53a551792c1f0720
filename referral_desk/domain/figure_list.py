"""The list behind a figure of the tally: searched, sorted, and laid out in columns for window, paper and files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from referral_desk.domain.calendar import Period
from referral_desk.domain.names import query_keys, search_key
from referral_desk.domain.referral import ReferralRow
from referral_desk.domain.tally import ContactBehind, Figure, FigureKind
from referral_desk.domain.tally_figures import counts_people
from referral_desk.domain.tally_filter import EVERYTHING, TallyFilter

Behind = ContactBehind | ReferralRow

LIST_LIMIT = 100_000
"""A list holds so many entries, a year's contacts of the largest centre; of more, so many of them."""


class Shape(StrEnum):
    """What the rows of a list tell besides who it was."""

    PEOPLE = "people"
    CONTACTS = "contacts"
    INBOUND = "inbound"
    PATHS = "paths"
    REFERRALS = "referrals"


class Order(StrEnum):
    """By what a list is sorted; COUNTED is the order in which it was read."""

    COUNTED = "counted"
    DATE = "date"
    NUMBER = "number"
    KANA = "kana"
    WHAT = "what"


def is_gone(row: Behind) -> bool:
    """Say whether the record of a row's person was disposed of."""
    return row.client_id == 0


def institution_of(row: Behind) -> str:
    """Return the name of the institution that a row speaks of, "" for none."""
    return row.institution_name if isinstance(row, ReferralRow) else row.institution


@dataclass(frozen=True)
class FigureList:
    """Who and what was counted. ``counted`` is the figure itself, None where nobody told it.

    Clients restricted to others are counted, but not listed.
    """

    figure: Figure
    period: Period
    rows: tuple[Behind, ...]
    counted: int | None = None
    narrowed: TallyFilter = EVERYTHING

    @property
    def cut(self) -> bool:
        """Whether more is counted than a list holds."""
        return self.counted is not None and self.counted > LIST_LIMIT

    @property
    def left_out(self) -> int:
        """How many are counted and not listed, as others only may see them; 0 where the list is cut anyway."""
        if self.cut:
            return 0
        return max(0, (self.counted if self.counted is not None else len(self.rows)) - len(self.rows))

    @property
    def shape(self) -> Shape:
        """What the rows tell."""
        if any(isinstance(row, ReferralRow) for row in self.rows[:1]):
            return Shape.REFERRALS
        if self.figure.kind is FigureKind.SBIRTS and not counts_people(self.figure):
            return Shape.PATHS
        first = next((row for row in self.rows if isinstance(row, ContactBehind)), None)
        if first is None or first.on is None:
            return Shape.PEOPLE
        return Shape.INBOUND if first.service is None else Shape.CONTACTS

    @property
    def persons(self) -> int:
        """How many distinct people are listed; each of those whose record is gone stands for herself."""
        gone = sum(1 for row in self.rows if is_gone(row))
        return len({row.client_id for row in self.rows if not is_gone(row)}) + gone

    def found(self, text: str, order: Order, *, descending: bool = False) -> tuple[Behind, ...]:
        """Return the rows that hold every word of ``text`` (number, name, kana, institution), sorted.

        Rows that are equal in what they are sorted by stay in the order in which they were read.
        """
        rows = self.rows
        words = query_keys(text)
        if words:
            rows = _holding(rows, words)
        if order is Order.COUNTED:
            return rows[::-1] if descending else rows
        return tuple(sorted(rows, key=_KEYS[order], reverse=descending))


def _holding(rows: tuple[Behind, ...], words: tuple[tuple[str, ...], ...]) -> tuple[Behind, ...]:
    """Return the rows in which every word occurs; the keys of equal texts, of which there are many, are made once."""
    key_of = cache(search_key)

    def holds(row: Behind) -> bool:
        told = [row.client_number, row.client_name, row.client_kana, institution_of(row)]
        if isinstance(row, ReferralRow):
            told.append(row.number)
        keys = " ".join(key_of(each) for each in told if each)
        return all(any(key in keys for key in word) for word in words)

    return tuple(row for row in rows if holds(row))


def _date(row: Behind) -> str:
    return row.on.isoformat() if row.on else ""


def number_key(number: str) -> tuple[int, int, str]:
    """Return what numbers of clients are sorted by: figures by their value, others after them, none last."""
    if not number:
        return (2, 0, "")
    return (0, int(number), number) if number.isascii() and number.isdecimal() else (1, 0, number)


def _kana(row: Behind) -> tuple[bool, str, str]:
    return (is_gone(row), search_key(row.client_kana), row.client_kana)


def _what(row: Behind) -> str:
    if isinstance(row, ReferralRow):
        return f"{row.institution_kind} {row.institution_name}"
    return f"{row.institution}{row.service or ''} {row.category}{row.target}"


_KEYS: Mapping[Order, Callable[[Behind], str | tuple[int, int, str] | tuple[bool, str, str]]] = {
    Order.DATE: _date,
    Order.NUMBER: lambda row: number_key(row.client_number),
    Order.KANA: _kana,
    Order.WHAT: _what,
}


@dataclass(frozen=True)
class Listed:
    """One person of a list that is gathered by person, and how often she was counted; no number: her record is gone."""

    number: str
    name: str
    count: int


def by_person(rows: tuple[Behind, ...]) -> tuple[Listed, ...]:
    """Gather a list by person, in the order of their numbers; those whose record is gone in one entry, at the end."""
    counts: Counter[str] = Counter(row.client_number for row in rows)
    names = {row.client_number: row.client_name for row in rows}
    return tuple(Listed(number, names[number], counts[number]) for number in sorted(counts, key=number_key))
