"""Charts as frozen geometry: what window and paper draw alike, what each mark stands for, and the table beside it.

Lengths are in units of which ten make the height of running text; x grows to the right, y downwards. A chart is laid
out for a width, so that its words stay as large as those around it on a small screen as well as on paper.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from referral_desk.domain.calendar import Period
from referral_desk.domain.tally import Figure

Point = tuple[float, float]

LEAST_WIDTH = 180.0
"""Narrower than this no chart is laid out; who has less room draws it smaller."""

_HATCH = 4.6
"""How far the lines of a hatching are apart, along the edge."""


class Fill(StrEnum):
    """How an area is filled: told apart by pattern, so that it survives a photocopy."""

    FILLED = "filled"
    HATCHED = "hatched"
    CROSSED = "crossed"
    HOLLOW = "hollow"


class Ink(StrEnum):
    """What a stroke or a word is drawn in; WARM only for what was handed over warmly."""

    INK = "ink"
    SOFT = "soft"
    GRID = "grid"
    WARM = "warm"
    PAPER = "paper"


class Align(StrEnum):
    """Which point of a word lies at its x."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True)
class Box:
    """A rectangle by its upper left corner."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.top + self.height

    def has(self, x: float, y: float) -> bool:
        """Whether a point lies inside or on the edge."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom


@dataclass(frozen=True)
class Area:
    """A filled rectangle. HOLLOW has a dashed outline, the patterns a plain one. ``warm`` only for warm handoffs."""

    box: Box
    fill: Fill
    warm: bool = False

    def pattern(self) -> tuple[tuple[Point, Point], ...]:
        """Return the lines of the pattern, cut off at the edges; none for what is filled or hollow."""
        if self.fill is Fill.HATCHED:
            return _hatching(self.box, 2.0 * _HATCH)
        if self.fill is Fill.CROSSED:
            rising = _hatching(self.box, _HATCH)
            middle = self.box.left + self.box.right
            falling = tuple(((middle - x1, y1), (middle - x2, y2)) for (x1, y1), (x2, y2) in rising)
            return (*rising, *falling)
        return ()


def _hatching(box: Box, apart: float) -> tuple[tuple[Point, Point], ...]:
    """Return lines that rise to the right, from the left edge to the right one."""
    lines = []
    for number in range(1, ceil((box.width + box.height) / apart)):
        along = number * apart
        # The line begins on the lower edge or, before that, on the left one, and ends on the upper or the right one.
        low = (box.left + max(0.0, along - box.height), box.top + min(along, box.height))
        high = (box.left + min(along, box.width), box.top + max(0.0, along - box.width))
        lines.append((low, high))
    return tuple(lines)


@dataclass(frozen=True)
class Stroke:
    """A line through points; ``dash`` are the lengths of its pieces and gaps."""

    points: tuple[Point, ...]
    thickness: float = 1.0
    ink: Ink = Ink.INK
    dash: tuple[float, ...] = ()


@dataclass(frozen=True)
class Dot:
    """A round point; a hollow one is of too few to be read."""

    x: float
    y: float
    radius: float
    hollow: bool = False
    ink: Ink = Ink.WARM


@dataclass(frozen=True)
class Word:
    """One line of text with its middle at ``y``; who draws it in a wider font sets it smaller to stay in ``room``."""

    text: str
    x: float
    y: float
    size: float
    room: float
    align: Align = Align.LEFT
    strong: bool = False
    ink: Ink = Ink.INK

    @property
    def left(self) -> float:
        """Where its room begins."""
        return self.x - self.room * {Align.LEFT: 0.0, Align.CENTRE: 0.5, Align.RIGHT: 1.0}[self.align]

    @property
    def box(self) -> Box:
        """The place it may take."""
        return Box(self.left, self.y - self.size / 2, self.room, self.size)


Shape = Area | Stroke | Dot | Word


@dataclass(frozen=True)
class Opens:
    """What a mark or a cell leads to: the names behind a figure of a period, or (without figure) that period."""

    period: Period
    figure: Figure | None = None


@dataclass(frozen=True)
class Mark:
    """What one goes to with mouse and keyboard; ``key`` is unique in its chart, ``spoken`` says it in words."""

    key: str
    spoken: str
    place: Box
    opens: Opens | None = None


@dataclass(frozen=True)
class Drawing:
    """A chart laid out: its shapes in the order of drawing, its marks in the order of the arrow keys."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    marks: tuple[Mark, ...]

    def mark_at(self, x: float, y: float) -> Mark | None:
        """Return the mark under a point; None beside all."""
        return next((mark for mark in self.marks if mark.place.has(x, y)), None)


@dataclass(frozen=True)
class TableRow:
    """One row of a chart's table: a name and the figures as printed, and for each cell what it leads to."""

    cells: tuple[str, ...]
    opens: tuple[Opens | None, ...]


@dataclass(frozen=True)
class ChartTable:
    """The figures behind a chart, complete: what is too small to be drawn stands here."""

    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]

    def in_words(self) -> str:
        """Return the table as one reads it out."""
        heads = self.columns[1:]
        rows = (
            f"{row.cells[0]}: " + ", ".join(f"{head} {cell}" for head, cell in zip(heads, row.cells[1:], strict=True))
            for row in self.rows
        )
        return "; ".join(rows)


@dataclass(frozen=True)
class Says:
    """What stands around a chart: what it is about, of which time, what is to be seen ("" where too little is
    counted to say so), and how it is to be read.
    """

    key: str
    heading: str
    about: str
    title: str
    note: str = ""


@dataclass(frozen=True)
class Chart(ABC):
    """A chart in words and figures, laid out for any width."""

    says: Says
    table: ChartTable

    def drawn(self, width: float) -> Drawing:
        """Return its geometry for a width in units, at least LEAST_WIDTH: equal charts give equal geometry."""
        return self._drawn(max(width, LEAST_WIDTH))

    @abstractmethod
    def _drawn(self, width: float) -> Drawing: ...
