"""Where the rows of a long list stand, each as high as it is, or as it is guessed to be until somebody measures it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from operator import add


class RowPlaces:
    """Heights in pixels. A row may have a band above it, which belongs to it and is not part of its height."""

    def __init__(self) -> None:
        self.heights: list[int] = []
        self.bands: list[int] = []
        self._known = bytearray()
        self._tops: list[int] | None = None
        self._unknown_from = 0

    def __len__(self) -> int:
        return len(self.heights)

    def insert(self, first: int, guesses: Sequence[int]) -> None:
        """Put rows before row ``first``, as high as guessed and without bands."""
        self.heights[first:first] = guesses
        self.bands[first:first] = [0] * len(guesses)
        self._known[first:first] = bytes(len(guesses))
        self._forget(first)

    def remove(self, first: int, amount: int) -> None:
        """Take rows out."""
        del self.heights[first : first + amount]
        del self.bands[first : first + amount]
        del self._known[first : first + amount]
        self._forget(first)

    def guess(self, first: int, guesses: Sequence[int]) -> None:
        """Let rows be measured anew."""
        self.heights[first : first + len(guesses)] = guesses
        self._known[first : first + len(guesses)] = bytes(len(guesses))
        self._forget(first)

    def set_band(self, row: int, height: int) -> None:
        """Say how high the band above a row is."""
        self.bands[row] = height
        self._tops = None

    def set_height(self, row: int, height: int) -> None:
        """Say how high a row really is."""
        self._known[row] = 1
        if height != self.heights[row]:
            self.heights[row] = height
            self._tops = None

    def known(self, row: int) -> bool:
        """Whether a row was measured."""
        return bool(self._known[row])

    def next_unknown(self) -> int | None:
        """Return the first row that was not measured; None when all were."""
        row = self._known.find(0, self._unknown_from)
        self._unknown_from = len(self._known) if row < 0 else row
        return None if row < 0 else row

    def top(self, row: int) -> int:
        """Return where a row with its band begins; of the row after the last one, where the list ends."""
        return self._places()[row]

    @property
    def end(self) -> int:
        """How high all rows are together."""
        return self._places()[-1]

    def row_at(self, y: int) -> int:
        """Return the row at ``y``; the nearest one beyond the ends, -1 where there is none."""
        return min(max(0, bisect_right(self._places(), y) - 1), len(self.heights) - 1)

    def _places(self) -> list[int]:
        if self._tops is None:
            self._tops = list(accumulate(map(add, self.heights, self.bands), initial=0))
        return self._tops

    def _forget(self, first: int) -> None:
        self._tops = None
        self._unknown_from = min(self._unknown_from, first)
