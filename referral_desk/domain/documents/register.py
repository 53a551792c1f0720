"""Registers on paper: entries one by one in a table, and lines to sign on."""

from __future__ import annotations

from dataclasses import dataclass

from referral_desk.domain.documents.text import About


@dataclass(frozen=True)
class EntryTable:
    """Entries one by one; ``none`` stands in the place of a table without rows."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    none: str


@dataclass(frozen=True)
class Signature:
    """A line to sign on: who signs, and the word before the day."""

    who: str
    day: str


@dataclass(frozen=True)
class Register:
    """A register: one table under a title. ``shares`` says which part of the width each column has, 1 in all.

    ``mark`` stands in a frame at the head, such as "handle with care"; "" for none.
    """

    about: About
    title: str
    centre: str
    made_on: str
    remark: str
    table: EntryTable
    shares: tuple[float, ...]
    signatures_heading: str
    signatures: tuple[Signature, ...]
    mark: str = ""
