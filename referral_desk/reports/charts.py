"""Draws charts on paper: the shapes of their frozen geometry at one scale, in greys and patterns that can be copied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from referral_desk.domain.charts import Align, Area, Chart, Dot, Drawing, Fill, Ink, Point, Shape, Stroke, Word
from referral_desk.reports import styles
from referral_desk.reports.drawing import Box, Circle, Mark, Polyline, Rule, TextMark
from referral_desk.reports.fonts import Face
from referral_desk.reports.layout import Line, single_line
from referral_desk.reports.page import Flow, fitted, set_text
from referral_desk.reports.styles import Style

CHART_SCALE = 0.94
"""Points for each unit: labels come to eight and a half points."""

_GREYS = {Ink.INK: 0.0, Ink.SOFT: 0.3, Ink.GRID: 0.72, Ink.WARM: 0.25, Ink.PAPER: 1.0}
_WARM, _PLAIN, _EDGE = 0.42, 0.74, 0.15
_DASH = (2.4, 1.8)
_SAYS = styles.TABLE_TOTAL
_GAP, _AFTER = 18.0, 15.0


def drawing_marks(drawing: Drawing, left: float, top: float, scale: float = CHART_SCALE) -> list[Mark]:
    """Return a drawing's marks, its upper left corner at ``left`` and ``top`` in points."""
    paper = _Paper(left, top, scale)
    marks: list[Mark] = []
    for shape in drawing.shapes:
        marks.extend(paper.marks(shape))
    return marks


@dataclass(frozen=True)
class _Paper:
    """How units become points: there y grows upwards."""

    left: float
    top: float
    scale: float

    def point(self, at: Point) -> Point:
        return (self.left + at[0] * self.scale, self.top - at[1] * self.scale)

    def marks(self, shape: Shape) -> list[Mark]:
        match shape:
            case Area():
                return self._area(shape)
            case Stroke():
                dash = tuple(length * self.scale for length in shape.dash)
                points = tuple(map(self.point, shape.points))
                return [Polyline(points, shape.thickness * self.scale, _GREYS[shape.ink], dash)]
            case Dot():
                x, y = self.point((shape.x, shape.y))
                fill = 1.0 if shape.hollow else _GREYS[shape.ink]
                return [Circle(x, y, (shape.radius - 0.6) * self.scale, 1.2 * self.scale, _GREYS[shape.ink], fill)]
            case Word():
                return [self._word(shape)] if shape.text else []

    def _area(self, area: Area) -> list[Mark]:
        box = area.box
        x, y = self.point((box.left, box.bottom))
        fill = (_WARM if area.warm else _PLAIN) if area.fill is Fill.FILLED else 1.0
        dash = _DASH if area.fill is Fill.HOLLOW else ()
        size = (box.width * self.scale, box.height * self.scale)
        marks: list[Mark] = [Box(x, y, *size, thickness=0.6, stroke=_EDGE, fill=fill, dash=dash)]
        marks.extend(Polyline((self.point(one), self.point(other)), 0.5, _EDGE) for one, other in area.pattern())
        return marks

    def _word(self, word: Word) -> Mark:
        face = Face.GOTHIC_BOLD if word.strong else Face.GOTHIC
        size = word.size * self.scale
        line, style = fitted(word.text, word.room * self.scale, Style(face, size, size, grey=_GREYS[word.ink]), 2.0)
        x, y = self.point((word.x, word.y))
        left = x - line.width * {Align.LEFT: 0.0, Align.CENTRE: 0.5, Align.RIGHT: 1.0}[word.align]
        return TextMark(left, y - style.size * 0.36, line, style.grey)


# --- on a page --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Block:
    """A chart with its words, laid out for a width in points."""

    chart: Chart
    width: float
    title: Sequence[Line]
    note: Sequence[Line]
    drawing: Drawing

    @classmethod
    def of(cls, chart: Chart, width: float) -> _Block:
        says = chart.says
        return cls(
            chart,
            width,
            set_text(says.title, width, _SAYS) if says.title else [],
            set_text(says.note, width, styles.TABLE_HEAD) if says.note else [],
            chart.drawn(width / CHART_SCALE),
        )

    @property
    def height(self) -> float:
        """The height of everything, in points."""
        words = styles.HEADING.leading + 3 + len(self.title) * _SAYS.leading
        return words + self.drawing.height * CHART_SCALE + 9 + len(self.note) * styles.TABLE_HEAD.leading

    def set(self, flow: Flow, left: float) -> None:
        """Set the block from the top of the room on; it fits the page."""
        says = self.chart.says
        top = flow.y
        flow.text(says.heading, styles.HEADING, left=left, width=self.width)
        if says.about:
            beside = single_line(says.about, Face.GOTHIC, 8)
            x = flow.frame.left + left + self.width - beside.width
            flow.sheet.marks.append(TextMark(x, top - 11, beside, 0.3))
        x = flow.frame.left + left
        flow.sheet.marks.append(Rule(x, flow.y, x + self.width, flow.y))
        flow.y -= 3
        flow.lines(self.title, _SAYS, left=left, width=self.width)
        flow.y -= 4
        # The least width of a chart may be more than there is: then it is drawn smaller.
        scale = min(CHART_SCALE, self.width / self.drawing.width)
        flow.sheet.marks.extend(drawing_marks(self.drawing, flow.frame.left + left, flow.y, scale))
        flow.y -= self.drawing.height * scale + 5
        flow.lines(self.note, styles.TABLE_HEAD, left=left, width=self.width)


def set_charts(flow: Flow, rows: Sequence[Sequence[Chart]]) -> None:
    """Set charts in rows; those of one row share the measure and stand on one page."""
    for charts in rows:
        width = (flow.frame.measure - _GAP * (len(charts) - 1)) / len(charts)
        blocks = [_Block.of(chart, width) for chart in charts]
        flow.keep(max(block.height for block in blocks))
        top = flow.y
        lows = []
        for number, block in enumerate(blocks):
            flow.y = top
            block.set(flow, number * (width + _GAP))
            lows.append(flow.y)
        flow.y = min(lows)
        flow.space(_AFTER)
