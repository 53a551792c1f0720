"""An anonymised data set: counts by codes, in which no cell stands for fewer than a few people.

A cell is a combination of codes with the people behind it. One behind which there are too few people loses what says
most about them, one code after the other, and goes together with others that lost the same; what is still too small at
the end is left out. No totals are given beside the cells, so that nothing left out can be worked out from them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

SMALLEST = 5
"""Fewer people than this never stand behind a cell (usual in official statistics; local rules may ask for more)."""

ANY = "*"
"""Stands in the place of a code that a cell has lost: another one, not said which."""


@dataclass(frozen=True)
class Counted:
    """So many entries of one person with these codes."""

    codes: tuple[str, ...]
    person: str
    count: int = 1


@dataclass(frozen=True)
class Cells:
    """What may be given out: counts by codes, in order. ``left_out`` says whether anything was too small to be told."""

    cells: tuple[tuple[tuple[str, ...], int], ...]
    left_out: bool


def without_small_cells(rows: Iterable[Counted], loses: Sequence[int], smallest: int = SMALLEST) -> Cells:
    """Return the cells of ``rows``; a small one loses the codes at the places ``loses``, the first of them first.

    ``smallest`` is the number of different people that each cell has behind it at least; ValueError below 2.
    """
    if smallest < 2:
        raise ValueError("a cell of one person is that person")
    people: dict[tuple[str, ...], set[str]] = defaultdict(set)
    counts: dict[tuple[str, ...], int] = defaultdict(int)
    for row in rows:
        people[row.codes].add(row.person)
        counts[row.codes] += row.count
    for place in loses:
        people, counts = _coarser(people, counts, place, smallest)
    kept = sorted((codes, counts[codes]) for codes, who in people.items() if len(who) >= smallest)
    return Cells(tuple(kept), left_out=len(kept) < len(people))


def _coarser(
    people: Mapping[tuple[str, ...], set[str]], counts: Mapping[tuple[str, ...], int], place: int, smallest: int
) -> tuple[dict[tuple[str, ...], set[str]], dict[tuple[str, ...], int]]:
    who: dict[tuple[str, ...], set[str]] = defaultdict(set)
    many: dict[tuple[str, ...], int] = defaultdict(int)
    for codes, persons in people.items():
        small = len(persons) < smallest
        key = (*codes[:place], ANY, *codes[place + 1 :]) if small else codes
        who[key] |= persons
        many[key] += counts[codes]
    return who, many
