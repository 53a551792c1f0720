"""Screening: scores of tools, never their wording, and never a diagnosis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class ScreeningDraft:
    """One screening of one client.

    ``tool`` is a code of the list screening_tools, ``profile`` one of its profiles ("" where it has none). ``items``
    are the scores item by item, empty where only the total was entered; ``total`` is their sum. ``drink_grams``: grams
    of alcohol that the version counts as one drink, 0 where the tool counts none. ``zone`` is the code of the zone as
    it was judged then, "" without one.
    """

    client_id: int
    on: date
    tool: str
    total: int
    profile: str = ""
    drink_grams: int = 0
    items: tuple[int, ...] = ()
    zone: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Screening(ScreeningDraft):
    """A stored screening."""

    id: int
    version: int
    staff_name: str
