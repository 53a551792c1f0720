"""What the contacts were about: the categories, the most frequent first, each with the period before as a thin mark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from referral_desk.domain.calendar import Period
from referral_desk.domain.chart_rows import (
    BAR,
    GAP,
    Entry,
    Labels,
    Value,
    bar,
    counted,
    legend,
    upright,
    value_room,
)
from referral_desk.domain.chart_words import ChartWords, percent, whole_percent
from referral_desk.domain.charts import (
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
from referral_desk.domain.tally import Figure, FigureKind, ShareRow


@dataclass(frozen=True)
class Beside:
    """The period before: what it is called, its time, and its contacts by category."""

    label: str
    period: Period
    contacts: Mapping[str, int]


@dataclass(frozen=True)
class CategoryBar:
    """Contacts of one category, in the period and in the one before."""

    code: str
    label: str
    contacts: int
    before: int
    value: Value
    spoken: str
    opens: Opens


@dataclass(frozen=True)
class CategoriesChart(Chart):
    """Bars as long as their counts."""

    bars: tuple[CategoryBar, ...]
    entries: tuple[Entry, ...]

    def _drawn(self, width: float) -> Drawing:
        signs, begins = legend(self.entries, 0.0, width)
        labels = Labels.of([each.label for each in self.bars], width)
        left = labels.width + GAP
        scale = width - value_room([each.value for each in self.bars], width) - GAP - 4 - left
        longest = max((max(each.contacts, each.before) for each in self.bars), default=0) or 1
        shapes: list[Shape] = []
        marks: list[Mark] = []
        top = first = begins + 4
        for number, each in enumerate(self.bars):
            height = labels.height(number)
            middle = top + height / 2
            shapes.extend(labels.words(number, middle))
            length, mark = scale * each.contacts / longest, left + scale * each.before / longest
            if each.contacts:
                shapes.append(bar(left, middle, length, Fill.FILLED))
            if each.before:
                shapes.extend(upright(mark, middle, BAR / 2 + 2))
            end = max(left + length, mark) + GAP
            shapes.extend(each.value.words(end, middle, width - end))
            marks.append(Mark(each.code, each.spoken, Box(0.0, top, width, height), each.opens))
            top += height
        axis = Stroke(((left, first), (left, max(top, first + 1))), 0.6, Ink.SOFT)
        return Drawing(width, top + 2, (*signs, axis, *shapes), tuple(marks))


def categories_chart(
    rows: Sequence[ShareRow], beside: Beside, words: ChartWords, *, about: str, period: Period
) -> CategoriesChart:
    """Return the categories of a period; equal counts keep the order of the list."""
    tr = words.tr
    bars = tuple(_bar(row, beside, words, period) for row in sorted(rows, key=lambda row: row.contacts, reverse=True))
    shares = {row.code: row.share for row in rows}
    return CategoriesChart(
        Says("categories", tr("What it was about"), about, _title(rows, beside, words)),
        ChartTable(
            (tr("Category"), tr("Number of contacts"), tr("Share"), beside.label),
            tuple(_row(each, shares[each.code], beside) for each in bars),
        ),
        bars,
        (Entry(tr("Number of contacts"), Fill.FILLED), Entry(beside.label, None)),
    )


def _figure(code: str, period: Period) -> Opens:
    return Opens(period, Figure(FigureKind.CATEGORY, code, "contacts"))


def _bar(row: ShareRow, beside: Beside, words: ChartWords, period: Period) -> CategoryBar:
    label = words.codes.contact_categories.label(row.code, words.language)
    before = beside.contacts.get(row.code, 0)
    spoken = words.tr("{label}: {count} contacts; {beside}: {before}").format(
        label=label, count=counted(row.contacts), beside=beside.label, before=counted(before)
    )
    value = Value(counted(row.contacts), percent(row.share) if row.contacts else "")
    return CategoryBar(row.code, label, row.contacts, before, value, spoken, _figure(row.code, period))


def _row(drawn: CategoryBar, share: float | None, beside: Beside) -> TableRow:
    return TableRow(
        (drawn.label, counted(drawn.contacts), percent(share), counted(drawn.before)),
        (None, drawn.opens, None, _figure(drawn.code, beside.period)),
    )


def _title(rows: Sequence[ShareRow], beside: Beside, words: ChartWords) -> str:
    """Name the most frequent category; nothing where there are too few contacts, or two are as frequent."""
    total = sum(row.contacts for row in rows)
    ranked = sorted(rows, key=lambda row: row.contacts, reverse=True)
    if too_few_to_read(total) or (len(ranked) > 1 and ranked[0].contacts == ranked[1].contacts):
        return ""
    first, tr = ranked[0], words.tr
    then = sum(beside.contacts.values())
    text = (
        tr("Most often: {label}, {share} of all contacts")
        if too_few_to_read(then)
        else tr("Most often: {label}, {share} of all contacts ({beside}: {before})")
    )
    return text.format(
        label=words.codes.contact_categories.label(first.code, words.language),
        share=whole_percent(first.contacts, total),
        beside=beside.label,
        before=whole_percent(beside.contacts.get(first.code, 0), then),
    )
