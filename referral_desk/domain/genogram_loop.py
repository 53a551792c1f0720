"""The dashed loop of a genogram: an outline around those who live together that leaves everybody else outside.

It is the outline of rectangles: one around each of them, joined in a row where nobody else stands between, otherwise
below it; from row to row through the white between, at the side of whoever stands there.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

Point = tuple[float, float]
Polygon = tuple[Point, ...]
Rectangle = tuple[float, float, float, float]
"""Left, top, right, bottom."""

_HALF = 1.18
_ABOVE = 0.8
_BELOW = 1.77
_STRIP = 0.34
_UNDER = 0.5
_CHANNEL = 0.12
_STEP = 1.3
_CUT = 0.2


@dataclass(frozen=True)
class Cell:
    """Where a member stands: the middle of the symbol, in units of its size, and the number of the row."""

    place: int
    x: float
    y: float
    row: int

    @property
    def box(self) -> Rectangle:
        """The symbol with its words and some white around."""
        return self.x - _HALF, self.y - _ABOVE, self.x + _HALF, self.y + _BELOW


def loops(cells: Sequence[Cell], together: frozenset[int]) -> tuple[Polygon, ...]:
    """Return closed outlines that hold the middle of exactly those cells whose place is in ``together``."""
    inside = [cell for cell in cells if cell.place in together]
    outside = [cell for cell in cells if cell.place not in together]
    rows = sorted({cell.row for cell in inside})
    by_row = {row: sorted((each for each in inside if each.row == row), key=lambda each: each.x) for row in rows}
    rectangles = [cell.box for cell in inside]
    for row in rows:
        for one, other in pairwise(by_row[row]):
            rectangles.append(_beside(one, other, [each for each in outside if each.row == row]))
    for upper, lower in pairwise(rows):
        between = [cell for cell in cells if upper < cell.row < lower]
        rectangles += _down(by_row[upper], by_row[lower], between)
    return _outlines(rectangles)


def _beside(one: Cell, other: Cell, strangers: Iterable[Cell]) -> Rectangle:
    if any(one.x < each.x < other.x for each in strangers):
        return one.x - _UNDER, one.y + _BELOW, other.x + _UNDER, one.y + _BELOW + _STRIP
    return one.x, one.y - _ABOVE, other.x, one.y + _BELOW


def _down(upper: Sequence[Cell], lower: Sequence[Cell], between: Sequence[Cell]) -> list[Rectangle]:
    """Return the way from a row to the next one in which somebody of the home stands."""
    pairs = ((one, other) for one in upper for other in lower)
    one, other = min(pairs, key=lambda pair: (abs(pair[0].x - pair[1].x), pair[0].place, pair[1].place))
    foot = one.y + _BELOW
    if not between and abs(one.x - other.x) <= 2 * (_HALF - _CHANNEL):
        shared = max(one.x, other.x) - _HALF, min(one.x, other.x) + _HALF
        return [(shared[0], foot, shared[1], other.y - _ABOVE)]
    if not between:
        return [_strip(one.x, other.x, foot), (other.x - _HALF, foot, other.x + _HALF, other.y - _ABOVE)]
    last = max(cell.y for cell in between) + _BELOW
    free = _free(other.x, between)
    return [
        _strip(one.x, free, foot),
        (free - _CHANNEL, foot, free + _CHANNEL, last + _STRIP),
        _strip(free, other.x, last),
        (other.x - _HALF, last, other.x + _HALF, other.y - _ABOVE),
    ]


def _strip(start: float, end: float, top: float) -> Rectangle:
    low, high = sorted((start, end))
    return low - _CHANNEL, top, high + _CHANNEL, top + _STRIP


def _free(wanted: float, between: Sequence[Cell]) -> float:
    """Return the way down next to ``wanted`` that touches nobody."""
    ways = [wanted, *(cell.x + side for cell in between for side in (-_STEP, _STEP))]
    free = [way for way in ways if all(abs(way - cell.x) >= _STEP - 1e-6 for cell in between)]
    return min(free, key=lambda way: (abs(way - wanted), way))


# --- the outline of a union -----------------------------------------------------------------------------------------


def _outlines(rectangles: Sequence[Rectangle]) -> tuple[Polygon, ...]:
    xs = _coordinates(value for each in rectangles for value in (each[0], each[2]))
    ys = _coordinates(value for each in rectangles for value in (each[1], each[3]))
    filled = {
        (column, line)
        for left, top, right, bottom in rectangles
        for column in range(_index(xs, left), _index(xs, right))
        for line in range(_index(ys, top), _index(ys, bottom))
    }
    return tuple(_cut_corners(_straight([(xs[column], ys[line]) for column, line in ring])) for ring in _rings(filled))


def _coordinates(values: Iterable[float]) -> list[float]:
    return sorted({round(value, 6) for value in values})


def _index(values: Sequence[float], value: float) -> int:
    return bisect_left(values, round(value, 6))


def _rings(filled: set[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Return the corners of each boundary, what is filled on its right."""
    ways: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for column, line in sorted(filled):
        for beside, start, end in (
            ((column, line - 1), (column, line), (column + 1, line)),
            ((column + 1, line), (column + 1, line), (column + 1, line + 1)),
            ((column, line + 1), (column + 1, line + 1), (column, line + 1)),
            ((column - 1, line), (column, line + 1), (column, line)),
        ):
            if beside not in filled:
                ways.setdefault(start, []).append(end)
    rings = []
    while ways:
        at = first = min(ways)
        ring = []
        while True:
            ring.append(at)
            ends = ways[at]
            at, left = ends[0], ends[1:]
            if left:
                ways[ring[-1]] = left
            else:
                del ways[ring[-1]]
            if at == first:
                break
        rings.append(ring)
    return rings


def _straight(points: Sequence[Point]) -> list[Point]:
    """Leave out the points between two others on one line."""
    return [
        point
        for number, point in enumerate(points)
        if not _in_line(points[number - 1], point, points[(number + 1) % len(points)])
    ]


def _in_line(before: Point, point: Point, after: Point) -> bool:
    return before[0] == point[0] == after[0] or before[1] == point[1] == after[1]


def _cut_corners(points: Sequence[Point]) -> Polygon:
    """Cut the corners off, so that the outline is seen to be a loop and no frame."""
    cut: list[Point] = []
    for number, point in enumerate(points):
        for near in (points[number - 1], points[(number + 1) % len(points)]):
            length = abs(near[0] - point[0]) + abs(near[1] - point[1])
            share = min(_CUT, length / 2) / length
            cut.append((point[0] + (near[0] - point[0]) * share, point[1] + (near[1] - point[1]) * share))
    return tuple(cut)
