"""The warm rate month by month, with the number of handoffs it is made of below; a month without one leaves a gap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise

from referral_desk.domain.calendar import ENGLISH_MONTHS, Period, english_month, era_month, era_year
from referral_desk.domain.chart_rows import LABEL, SMALL, breadth, counted, word
from referral_desk.domain.chart_words import ChartWords, percent, whole_percent
from referral_desk.domain.charts import (
    Align,
    Box,
    Chart,
    ChartTable,
    Dot,
    Drawing,
    Ink,
    Mark,
    Opens,
    Says,
    Shape,
    Stroke,
    TableRow,
    Word,
)
from referral_desk.domain.interval import too_few_to_read, wilson
from referral_desk.domain.tally import Figure, FigureKind
from referral_desk.domain.tally_counts import rate

_TOP, _PLOT = 20.0, 84.0
_MONTH, _YEAR, _COUNT = 10.0, 20.0, 33.0
_BELOW = 41.0


@dataclass(frozen=True)
class MonthOfHandoffs:
    """One month: ``warm`` of the handoffs that ``happened``, those still to come left out."""

    period: Period
    warm: int
    happened: int

    @property
    def share(self) -> float | None:
        """The warm rate in percent; None where nothing was handed over."""
        return rate(self.warm, self.happened)


@dataclass(frozen=True)
class TrendPoint:
    """A month as it is drawn; ``year`` is shown below the first month and every January."""

    month: MonthOfHandoffs
    label: str
    year: str
    spoken: str


@dataclass(frozen=True)
class TrendChart(Chart):
    """A line from 0 to 100 percent over months."""

    points: tuple[TrendPoint, ...]
    counts_label: str

    def _drawn(self, width: float) -> Drawing:
        return _Layout(self, width).drawing()


def trend_chart(months: Sequence[MonthOfHandoffs], words: ChartWords) -> TrendChart:
    """Return the trend over ``months``, the oldest first."""
    tr = words.tr
    points = tuple(_point(month, words) for month in months)
    return TrendChart(
        Says(
            "trend",
            tr("Warm rate month by month"),
            tr("{count} months").format(count=len(months)),
            _title(months, words),
            tr("Below: how many were handed over. A hollow point: fewer than ten, too few to be read."),
        ),
        ChartTable(
            (tr("Month"), tr("Handoffs counted"), tr("Warm handoffs"), tr("Warm rate")),
            tuple(_row(month, words) for month in months),
        ),
        points,
        tr("Count"),
    )


def _point(month: MonthOfHandoffs, words: ChartWords) -> TrendPoint:
    first, tr = month.period.first, words.tr
    japanese = words.language == "ja"
    spoken = (
        tr("{month}: nothing handed over").format(month=_name(first, words))
        if month.share is None
        else tr("{month}: warm {share}, {warm} of {base}").format(
            month=_name(first, words),
            share=percent(month.share),
            warm=counted(month.warm),
            base=counted(month.happened),
        )
    )
    label = f"{first.month}月" if japanese else ENGLISH_MONTHS[first.month - 1]
    return TrendPoint(month, label, era_year(first) if japanese else str(first.year), spoken)


def _name(first: date, words: ChartWords) -> str:
    name = era_month if words.language == "ja" else english_month
    return name(first.year, first.month)


def _row(month: MonthOfHandoffs, words: ChartWords) -> TableRow:
    def opens(column: str) -> Opens:
        return Opens(month.period, Figure(FigureKind.MODE, "", column) if column else None)

    warm = Opens(month.period, Figure(FigureKind.HANDOFFS, "", "warm"))
    return TableRow(
        (_name(month.period.first, words), counted(month.happened), counted(month.warm), percent(month.share)),
        (opens(""), opens("referrals"), warm, None),
    )


def _title(months: Sequence[MonthOfHandoffs], words: ChartWords) -> str:
    """Say how the last month stands to those before it; nothing where either is too small to be read."""
    if len(months) < 2:
        return ""
    last, before = months[-1], months[:-1]
    warm, base = sum(each.warm for each in before), sum(each.happened for each in before)
    here, there = wilson(last.warm, last.happened), wilson(warm, base)
    if here is None or there is None or too_few_to_read(last.happened) or too_few_to_read(base):
        return ""
    tr = words.tr
    if here.low > there.high:
        text = tr("Handed over warmly: {now}, more than in the {months} months before ({before})")
    elif here.high < there.low:
        text = tr("Handed over warmly: {now}, less than in the {months} months before ({before})")
    else:
        text = tr("Handed over warmly: {now}; no clear difference to the {months} months before ({before})")
    return text.format(
        now=whole_percent(last.warm, last.happened), months=len(before), before=whole_percent(warm, base)
    )


@dataclass(frozen=True)
class _Layout:
    chart: TrendChart
    width: float

    @cached_property
    def left(self) -> float:
        names = max(breadth("100%", SMALL), breadth(self.chart.counts_label, SMALL))
        return min(names + 8, self.width * 0.25)

    @cached_property
    def half(self) -> float:
        """How far the first and the last month stay from the ends, so that their words have room."""
        ends = (*self.chart.points[:1], *self.chart.points[-1:])
        widest = max((breadth(text, SMALL) / 2 for point in ends for text in self._texts(point)), default=0.0)
        last = breadth(percent(self.chart.points[-1].month.share), LABEL, strong=True) if self.chart.points else 0.0
        return min(max(widest, last / 2 + 1, 8.0), self.width * 0.12)

    @cached_property
    def step(self) -> float:
        return (self.width - self.left - 2 * self.half) / max(1, len(self.chart.points) - 1)

    def x(self, number: int) -> float:
        return self.width - self.half - (len(self.chart.points) - 1 - number) * self.step

    def y(self, share: float) -> float:
        return _TOP + _PLOT * (1 - min(max(share, 0.0), 100.0) / 100)

    @staticmethod
    def _texts(point: TrendPoint) -> tuple[str, str]:
        return point.label, counted(point.month.happened)

    def drawing(self) -> Drawing:
        bottom = _TOP + _PLOT
        shapes = [*self._grid(), *self._line(), *self._names(bottom), *self._last()]
        return Drawing(self.width, bottom + _BELOW, tuple(shapes), tuple(self._marks(bottom + _BELOW)))

    def _grid(self) -> list[Shape]:
        shapes: list[Shape] = []
        for share in (0, 50, 100):
            y = self.y(share)
            shapes.append(Stroke(((self.left, y), (self.width, y)), 0.6, Ink.GRID))
            most = self.left - 5
            shapes.append(word(f"{share}%", self.left - 5, y, align=Align.RIGHT, most=most, ink=Ink.SOFT))
        return shapes

    def _line(self) -> list[Shape]:
        """Return the line, broken where a month has no base, and its points."""
        points = self.chart.points
        runs: list[list[tuple[float, float]]] = [[]]
        for number, point in enumerate(points):
            share = point.month.share
            if share is None:
                runs.append([])
            else:
                runs[-1].append((self.x(number), self.y(share)))
        shapes: list[Shape] = [Stroke(tuple(run), 1.8, Ink.WARM) for run in runs if len(run) > 1]
        for number, point in enumerate(points):
            if point.month.share is not None:
                radius = 3.8 if number == len(points) - 1 else min(2.7, self.step / 3 + 0.6)
                hollow = too_few_to_read(point.month.happened)
                shapes.append(Dot(self.x(number), self.y(point.month.share), radius, hollow))
        return shapes

    def _names(self, bottom: float) -> list[Shape]:
        """Return months and counts below the line, as many as do not touch, the last one always."""
        points = self.chart.points
        shapes: list[Shape] = [
            word(
                self.chart.counts_label,
                self.left - 5,
                bottom + _COUNT,
                align=Align.RIGHT,
                most=self.left - 5,
                ink=Ink.SOFT,
            )
        ]
        if not points:
            return shapes
        widest = max(breadth(text, SMALL) for point in points for text in self._texts(point)) + 3
        every = next((k for k in range(1, len(points) + 1) if k * self.step >= widest), len(points))
        shown = range((len(points) - 1) % every, len(points), every)
        most = max(every * self.step - 3, 6.0) if len(shown) > 1 else self.width * 0.3
        for number in shown:
            month, count = self._texts(points[number])
            x = self.x(number)
            shapes.append(self._below(month, x, bottom + _MONTH, most, Ink.SOFT))
            shapes.append(self._below(count, x, bottom + _COUNT, most, Ink.INK))
        return [*shapes, *self._years(shown, bottom + _YEAR)]

    def _below(self, text: str, x: float, y: float, most: float, ink: Ink) -> Word:
        return word(text, x, y, align=Align.CENTRE, most=min(most, 2 * (self.width - x), 2 * (x - self.left)), ink=ink)

    def _years(self, shown: range, y: float) -> list[Shape]:
        """Return the year below the first month on show and below the first one of every other year."""
        points = self.chart.points
        wanted = [shown[0]]
        wanted += [after for before, after in pairwise(shown) if points[before].year != points[after].year]
        words: list[Word] = []
        end = self.width
        for number in reversed(wanted):
            text = points[number].year
            half = breadth(points[number].label, SMALL) / 2
            x = min(self.x(number) - half, self.width - breadth(text, SMALL))
            if x + breadth(text, SMALL) <= end:
                words.append(word(text, x, y, ink=Ink.SOFT))
                end = x - 3
        return [*reversed(words)]

    def _last(self) -> list[Shape]:
        """Return the words at the last point: above it, or below where the line comes down to it."""
        points = self.chart.points
        if not points or points[-1].month.share is None:
            return []
        share = points[-1].month.share
        before = points[-2].month.share if len(points) > 1 else None
        falls = before is not None and before > share and self.y(share) + 14 < _TOP + _PLOT
        y = self.y(share) + (11 if falls else -11)
        text = percent(share)
        x = self.width - self.half
        return [word(text, x, y, size=LABEL, align=Align.CENTRE, most=2 * self.half, strong=True, ink=Ink.WARM)]

    def _marks(self, height: float) -> list[Mark]:
        marks = []
        points = self.chart.points
        for number, point in enumerate(points):
            last = number == len(points) - 1
            left = max(self.left - 4 if number == 0 else self.x(number) - self.step / 2, 0.0)
            right = self.width if last else self.x(number) + self.step / 2
            if last:  # the ring of the focus goes around its words
                left = max(min(left, self.width - 2 * self.half), 0.0)
            place = Box(left, 2.0, right - left, height - 4)
            period = point.month.period
            marks.append(Mark(f"{period.first:%Y-%m}", point.spoken, place, Opens(period)))
        return marks
