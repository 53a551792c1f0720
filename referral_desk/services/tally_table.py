"""One table of the tally, the same for the terminal, for CSV and for a workbook."""

from __future__ import annotations

from dataclasses import dataclass

Cell = str | int | float | None
"""A number stays a number; None is a figure without a base, or one that forms do not ask."""


@dataclass(frozen=True)
class Table:
    """One table: ``title``, column heads, rows as long as the heads. ``percents`` are the columns that hold them.

    ``total``: the last row sums up the others.
    """

    name: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    percents: tuple[int, ...] = ()
    total: bool = False
