"""One tool's scores of one client over time, with the thresholds by which they are read.

Only what can be compared is joined by a line: the same tool, thresholds, and amount of alcohol in a drink.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from referral_desk.domain.chart_rows import LABEL, SMALL, breadth, word
from referral_desk.domain.charts import (
    Align,
    Box,
    Chart,
    ChartTable,
    Dot,
    Drawing,
    Ink,
    Mark,
    Says,
    Shape,
    Stroke,
    TableRow,
)
from referral_desk.domain.codes import CodeBook, ScreeningTool, Sex
from referral_desk.domain.documents.text import date_in_table
from referral_desk.domain.messages import Gettext
from referral_desk.domain.screening import Screening, profile_of, threshold, zone_label

_TOP, _PLOT, _BELOW = 16.0, 84.0, 26.0
_DASH = (3.0, 2.0)


@dataclass(frozen=True)
class ScorePoint:
    """One screening as it is drawn."""

    on: date
    total: int
    label: str
    spoken: str


@dataclass(frozen=True)
class Threshold:
    """A line from which a zone begins."""

    score: int
    label: str


@dataclass(frozen=True)
class ScreeningChart(Chart):
    """Scores from 0 to ``maximum`` over time."""

    points: tuple[ScorePoint, ...]
    thresholds: tuple[Threshold, ...]
    maximum: int

    def _drawn(self, width: float) -> Drawing:
        return _Layout(self, width).drawing()


def comparable(screenings: Sequence[Screening]) -> tuple[tuple[Screening, ...], ...]:
    """Return the screenings that may be joined by a line, each group from the oldest, the latest group first."""
    groups: dict[tuple[str, str, int], list[Screening]] = {}
    for each in sorted(screenings, key=lambda one: (one.on, one.id)):
        groups.setdefault((each.tool, each.profile, each.drink_grams), []).append(each)
    return tuple(sorted(map(tuple, groups.values()), key=lambda group: (group[-1].on, group[-1].id), reverse=True))


def screening_chart(
    group: Sequence[Screening], sex: Sex | None, codes: CodeBook, language: str, tr: Gettext
) -> ScreeningChart:
    """Return the chart of one group of :func:`comparable`."""
    tool = codes.screening_tools[group[0].tool]
    points = tuple(_point(each, codes, language, tr) for each in group)
    first, last = group[0], group[-1]
    title = tr("{tool}: {before} → {now}").format(tool=tool.label(language), before=first.total, now=last.total)
    rows = tuple(
        TableRow((point.label, str(point.total), zone_label(each, codes, language)), (None, None, None))
        for point, each in zip(points, group, strict=True)
    )
    return ScreeningChart(
        Says("screening", tool.label(language), "", title if len(group) > 1 else "", ""),
        ChartTable((tr("Day"), tr("Total score"), tr("Zone")), rows),
        points,
        _thresholds(tool, first.profile, sex, language),
        tool.maximum,
    )


def _point(each: Screening, codes: CodeBook, language: str, tr: Gettext) -> ScorePoint:
    day = date_in_table(each.on, language)
    zone = zone_label(each, codes, language)
    spoken = tr("{day}: {total} {zone}").format(day=day, total=each.total, zone=zone).strip()
    return ScorePoint(each.on, each.total, day, spoken)


def _thresholds(tool: ScreeningTool, profile: str, sex: Sex | None, language: str) -> tuple[Threshold, ...]:
    found = profile_of(tool, profile)
    zones = found.zones[1:] if found else ()
    return tuple(Threshold(threshold(zone, sex), zone.label(language)) for zone in zones)


@dataclass(frozen=True)
class _Layout:
    chart: ScreeningChart
    width: float

    @property
    def left(self) -> float:
        return breadth(str(self.chart.maximum), SMALL) + 8

    @property
    def right(self) -> float:
        """Where the lines end: the thresholds' words stand beside them."""
        widest = max((breadth(each.label, SMALL) for each in self.chart.thresholds), default=0.0)
        return self.width - min(widest + 4, self.width * 0.3)

    def x(self, number: int) -> float:
        """Where a point lies: by its day, the first and the last half a date from the ends."""
        points = self.chart.points
        half = max(breadth(point.label, SMALL) for point in points) / 2 + 2
        if len(points) == 1:
            return self.left + half
        whole = (points[-1].on - points[0].on).days
        share = (points[number].on - points[0].on).days / whole if whole else number / (len(points) - 1)
        return self.left + half + share * (self.right - self.left - 2 * half)

    def y(self, score: float) -> float:
        return _TOP + _PLOT * (1 - score / self.chart.maximum)

    def drawing(self) -> Drawing:
        shapes = [*self._grid(), *self._line(), *self._days()]
        return Drawing(self.width, _TOP + _PLOT + _BELOW, tuple(shapes), tuple(self._marks()))

    def _grid(self) -> list[Shape]:
        shapes: list[Shape] = []
        for score in (0, self.chart.maximum):
            y = self.y(score)
            shapes.append(Stroke(((self.left, y), (self.right, y)), 0.6, Ink.GRID))
            shapes.append(word(str(score), self.left - 4, y, align=Align.RIGHT, ink=Ink.SOFT))
        for each in self.chart.thresholds:
            y = self.y(each.score)
            shapes.append(Stroke(((self.left, y), (self.right, y)), 0.8, Ink.SOFT, _DASH))
            shapes.append(word(str(each.score), self.left - 4, y, align=Align.RIGHT, ink=Ink.SOFT))
            shapes.append(word(each.label, self.right + 4, y, most=self.width - self.right - 4, ink=Ink.SOFT))
        return shapes

    def _line(self) -> list[Shape]:
        points = self.chart.points
        places = tuple((self.x(number), self.y(point.total)) for number, point in enumerate(points))
        shapes: list[Shape] = [Stroke(places, 1.6, Ink.INK)] if len(places) > 1 else []
        for (x, y), point in zip(places, points, strict=True):
            shapes.append(Dot(x, y, 3.0, ink=Ink.INK))
            shapes.append(word(str(point.total), x, max(y - 9, 5), size=LABEL, align=Align.CENTRE, strong=True))
        return shapes

    def _days(self) -> list[Shape]:
        """Return the days below the points, the last one always, others where they do not touch."""
        shapes: list[Shape] = []
        end = self.right + 1.0
        for number in reversed(range(len(self.chart.points))):
            label, x = self.chart.points[number].label, self.x(number)
            half = breadth(label, SMALL) / 2
            if x + half < end:
                shapes.append(word(label, x, _TOP + _PLOT + 14, align=Align.CENTRE, ink=Ink.SOFT))
                end = x - half - 3
        return shapes

    def _marks(self) -> list[Mark]:
        return [
            Mark(str(number), point.spoken, Box(self.x(number) - 6, 0, 12, _TOP + _PLOT + _BELOW))
            for number, point in enumerate(self.chart.points)
        ]
