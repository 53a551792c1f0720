"""Between us and the other institutions: referrals to each kind as bars to the right, referrals from it to the left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from referral_desk.domain.calendar import Period
from referral_desk.domain.chart_rows import GAP, LABEL, SMALL, Labels, bar, breadth, counted, word
from referral_desk.domain.chart_words import ChartWords, whole_percent
from referral_desk.domain.charts import (
    Align,
    Box,
    Chart,
    ChartTable,
    Drawing,
    Fill,
    Ink,
    Mark,
    Opens,
    Says,
    Shape,
    Stroke,
    TableRow,
)
from referral_desk.domain.interval import too_few_to_read
from referral_desk.domain.tally import Figure, FigureKind

_HEAD = 16.0


@dataclass(frozen=True)
class FlowCount:
    """Referrals to one kind of institution (``out``) and from it (``came``); ``label`` is what the kind is called."""

    code: str
    label: str
    out: int
    came: int


@dataclass(frozen=True)
class FlowBar:
    """One kind as it is drawn."""

    count: FlowCount
    spoken_out: str
    spoken_in: str
    opens_out: Opens
    opens_in: Opens


@dataclass(frozen=True)
class FlowChart(Chart):
    """Bars to both sides of one upright line; without a single referral from outside only to the right."""

    bars: tuple[FlowBar, ...]
    head_out: str
    head_in: str

    def _drawn(self, width: float) -> Drawing:
        return _Layout(self, width).drawing()


@dataclass(frozen=True)
class _Layout:
    chart: FlowChart
    width: float

    def drawing(self) -> Drawing:
        bars, width = self.chart.bars, self.width
        labels = Labels.of([each.count.label for each in bars], width)
        most_out = max((each.count.out for each in bars), default=0)
        most_in = max((each.count.came for each in bars), default=0)
        begin = labels.width + GAP
        room_out = self._room([each.count.out for each in bars])
        room_in = self._room([each.count.came for each in bars]) if most_in else 0.0
        scale = (width - begin - room_out - room_in) / max(1, most_out + most_in)
        axis = begin + room_in + scale * most_in
        shapes: list[Shape] = self._heads(begin, axis) if bars else []
        marks: list[Mark] = []
        top = _HEAD
        for number, each in enumerate(bars):
            height = labels.height(number)
            middle = top + height / 2
            shapes.extend(labels.words(number, middle))
            count = each.count
            if count.came:
                length = scale * count.came
                shapes.append(bar(axis - length, middle, length, Fill.HATCHED))
                shapes.append(self._value(count.came, axis - length - 4, middle, room_in - 4, Align.RIGHT))
                place = Box(begin, top, axis - begin, height)
                marks.append(Mark(f"{count.code} in", each.spoken_in, place, each.opens_in))
            if count.out:
                length = scale * count.out
                shapes.append(bar(axis, middle, length, Fill.FILLED))
                shapes.append(self._value(count.out, axis + length + 4, middle, room_out - 4, Align.LEFT))
                place = Box(axis, top, width - axis, height)
                marks.append(Mark(f"{count.code} out", each.spoken_out, place, each.opens_out))
            top += height
        if bars:
            shapes.append(Stroke(((axis, _HEAD - 2), (axis, top)), 0.9, Ink.SOFT))
        return Drawing(width, top + 2, tuple(shapes), tuple(marks))

    def _room(self, counts: Sequence[int]) -> float:
        widest = max((breadth(counted(count), LABEL, strong=True) for count in counts if count), default=0.0)
        return min(widest, self.width * 0.14) + 6

    def _value(self, count: int, x: float, middle: float, most: float, align: Align) -> Shape:
        return word(counted(count), x, middle, size=LABEL, align=align, most=most, strong=True)

    def _heads(self, begin: float, axis: float) -> list[Shape]:
        """Return what either side is; a head with too little room over its bars leans over the labels or is left
        smaller.
        """
        middle = _HEAD / 2 - 1
        out = self.chart.head_out
        most_out = self.width - axis - 2
        shapes: list[Shape] = [word(out, axis + 2, middle, most=most_out, ink=Ink.SOFT)]
        if any(each.count.came for each in self.chart.bars):
            head = self.chart.head_in
            most_in = max(axis - begin - 4, min(axis - 4, breadth(head, SMALL)))
            shapes.insert(0, word(head, axis - 4, middle, align=Align.RIGHT, most=most_in, ink=Ink.SOFT))
        return shapes


def flow_chart(counts: Sequence[FlowCount], words: ChartWords, *, about: str, period: Period) -> FlowChart:
    """Return the flow of a period, the kinds with most referrals first; kinds without any are left out."""
    tr = words.tr
    used = [each for each in counts if each.out or each.came]
    used.sort(key=lambda each: (each.out, each.came), reverse=True)
    bars = tuple(_bar(each, words, period) for each in used)
    left_out = len(counts) - len(used)
    note = tr("{number} kinds without a referral are left out.").format(number=left_out) if left_out and used else ""
    return FlowChart(
        Says("flow", tr("To and from kinds of institution"), about, _title(used, words), note),
        ChartTable(
            (tr("Kind"), tr("Referrals out"), tr("Referrals in")),
            tuple(
                TableRow(
                    (each.count.label, counted(each.count.out), counted(each.count.came)),
                    (None, each.opens_out, each.opens_in),
                )
                for each in bars
            ),
        ),
        bars,
        tr("Referrals out →"),
        tr("← Referrals in"),
    )


def _bar(count: FlowCount, words: ChartWords, period: Period) -> FlowBar:
    tr = words.tr
    return FlowBar(
        count,
        tr("{label}: {count} referrals out").format(label=count.label, count=counted(count.out)),
        tr("{label}: {count} referrals in").format(label=count.label, count=counted(count.came)),
        Opens(period, Figure(FigureKind.HANDOFFS, count.code, "referrals")),
        Opens(period, Figure(FigureKind.INBOUND, count.code, "referrals")),
    )


def _title(used: Sequence[FlowCount], words: ChartWords) -> str:
    """Name where most are referred to; nothing where there are too few, or two kinds have as many."""
    total = sum(each.out for each in used)
    if too_few_to_read(total) or (len(used) > 1 and used[0].out == used[1].out):
        return ""
    return words.tr("Most referrals went to: {label}, {count} of {total} ({share})").format(
        label=used[0].label,
        count=counted(used[0].out),
        total=counted(total),
        share=whole_percent(used[0].out, total),
    )
