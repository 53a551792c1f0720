"""What charts of horizontal bars share: columns for labels and values, lines of labels, whiskers, legends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from referral_desk.domain.charts import Align, Area, Box, Fill, Ink, Shape, Stroke, Word
from referral_desk.domain.ecomap_text import ems, plain, wrapped

LABEL = 9.0
"""The size of a row's label and of a value."""
SMALL = 8.0
"""The size of axes, legends and remarks."""
GAP = 6.0
BAR = 11.0
"""How high a bar is."""

_LABEL_SHARE, _VALUE_SHARE = 0.36, 0.4
"""How much of the width labels and values may take at most."""

_ROW, _LINE = 20.0, 11.0
_SIGN = 15.0
_LEGEND_LINE = 12.0


def breadth(text: str, size: float, *, strong: bool = False) -> float:
    """Return about how wide a text is, in units; bold letters are a little wider."""
    return ems(text) * size * (1.06 if strong else 1.0)


def word(
    text: str,
    x: float,
    y: float,
    *,
    size: float = SMALL,
    align: Align = Align.LEFT,
    most: float | None = None,
    strong: bool = False,
    ink: Ink = Ink.INK,
) -> Word:
    """Return a word that takes the room of its letters, ``most`` at most."""
    text = plain(text)
    room = breadth(text, size, strong=strong)
    return Word(text, x, y, size, room if most is None else min(room, most), align, strong, ink)


def counted(number: int) -> str:
    """Return a count as it is printed."""
    return f"{number:,}"


@lru_cache(maxsize=2048)
def _broken(label: str, most: float) -> tuple[str, ...]:
    return wrapped(label, most, 2) or ("",)


@dataclass(frozen=True)
class Labels:
    """The labels of a chart's rows, broken into at most two lines each in a column of one width."""

    lines: tuple[tuple[str, ...], ...]
    width: float

    @classmethod
    def of(cls, labels: Sequence[str], width: float) -> Labels:
        """Break labels for a chart of this width."""
        most = int(width * _LABEL_SHARE / LABEL * 2) / 2  # in half em: few steps while a window is drawn wider
        lines = tuple(_broken(label, most) for label in labels)
        widest = max((breadth(line, LABEL) for each in lines for line in each), default=0.0)
        return cls(lines, min(widest, most * LABEL))

    def height(self, row: int) -> float:
        """Return how high a row is."""
        return _ROW + (len(self.lines[row]) - 1) * (_LINE - 4)

    def words(self, row: int, middle: float) -> list[Shape]:
        """Return the lines of a row's label around ``middle``."""
        lines = self.lines[row]
        first = middle - (len(lines) - 1) * _LINE / 2
        return [
            word(line, 0.0, first + number * _LINE, size=LABEL, most=self.width) for number, line in enumerate(lines)
        ]


@dataclass(frozen=True)
class Value:
    """The words behind a bar: the figure, and its base or remark in a smaller size."""

    figure: str
    remark: str = ""

    @property
    def width(self) -> float:
        """How wide both are together."""
        between = 4.0 if self.figure and self.remark else 0.0
        return breadth(self.figure, LABEL, strong=True) + between + breadth(self.remark, SMALL)

    def words(self, x: float, middle: float, room: float) -> list[Shape]:
        """Return the words from ``x`` on, both set smaller where there is too little room."""
        fit = min(1.0, room / self.width) if self.width else 1.0
        figure = word(self.figure, x, middle, size=LABEL * fit, strong=True)
        words: list[Shape] = [figure] if self.figure else []
        if self.remark:
            start = x + (figure.room + 4.0 * fit if self.figure else 0.0)
            words.append(word(self.remark, start, middle, size=SMALL * fit, ink=Ink.SOFT))
        return words


def value_room(values: Iterable[Value], width: float) -> float:
    """Return how wide a column of values is in a chart of this width."""
    return min(max((value.width for value in values), default=0.0), width * _VALUE_SHARE)


def bar(left: float, middle: float, length: float, fill: Fill, *, warm: bool = False) -> Area:
    """Return a bar around the line ``middle``."""
    return Area(Box(left, middle - BAR / 2, length, BAR), fill, warm)


def whisker(low: float, high: float, middle: float) -> list[Shape]:
    """Return an interval as a line with ends, set off from the bar it crosses."""
    shapes: list[Shape] = []
    for thickness, ink in ((3.2, Ink.PAPER), (1.1, Ink.INK)):
        shapes.append(Stroke(((low, middle), (high, middle)), thickness, ink))
        shapes.extend(Stroke(((x, middle - 3), (x, middle + 3)), thickness, ink) for x in (low, high))
    return shapes


def upright(x: float, middle: float, reach: float) -> list[Shape]:
    """Return a thin upright mark, set off from the bar it stands on."""
    points = ((x, middle - reach), (x, middle + reach))
    return [Stroke(points, 3.4, Ink.PAPER), Stroke(points, 1.4, Ink.INK)]


def percent_axis(left: float, right: float, top: float, bottom: float) -> list[Shape]:
    """Return upright lines at 0 to 100 percent with their names below."""
    shapes: list[Shape] = []
    for share in (0, 25, 50, 75, 100):
        x = left + (right - left) * share / 100
        dash = () if share == 0 else (1.6, 1.6)
        shapes.append(Stroke(((x, top), (x, bottom)), 0.6, Ink.SOFT if share == 0 else Ink.GRID, dash))
        if share % 50 == 0:
            most = (right - left) / 2 - 2
            shapes.append(word(f"{share}%", x, bottom + 7, align=Align.CENTRE, most=most, ink=Ink.SOFT))
    return shapes


@dataclass(frozen=True)
class Entry:
    """A sign of a legend and its words; without a fill the sign is a thin upright mark."""

    words: str
    fill: Fill | None
    warm: bool = False


def legend(entries: Sequence[Entry], top: float, width: float) -> tuple[list[Shape], float]:
    """Return a legend in as few lines as fit, and where it ends."""
    shapes: list[Shape] = []
    x, middle = 0.0, top + _LEGEND_LINE / 2
    for entry in entries:
        wide = min(_SIGN + breadth(plain(entry.words), SMALL), width)
        if x and x + wide > width:
            x, middle = 0.0, middle + _LEGEND_LINE
        if entry.fill is None:
            shapes.extend(upright(x + 5, middle, 4))
        else:
            shapes.append(Area(Box(x, middle - 4, 11, 8), entry.fill, entry.warm))
        shapes.append(word(entry.words, x + _SIGN, middle, most=width - x - _SIGN, ink=Ink.SOFT))
        x += wide + 10
    return shapes, middle + _LEGEND_LINE / 2
