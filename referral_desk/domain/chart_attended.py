"""Who got there after a warm handoff, after contact between staff or a letter, and after information only.

Each share carries the whisker of its 95 % interval; a base too small to be read has the whisker alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from referral_desk.domain.calendar import Period
from referral_desk.domain.chart_rows import BAR, GAP, Labels, Value, bar, counted, percent_axis, value_room, whisker
from referral_desk.domain.chart_words import ChartWords, percent, whole_percent
from referral_desk.domain.charts import Box, Chart, ChartTable, Drawing, Fill, Mark, Opens, Says, Shape, TableRow
from referral_desk.domain.interval import Interval, too_few_to_read, wilson
from referral_desk.domain.messages import N_, Gettext
from referral_desk.domain.tally import Figure, FigureKind
from referral_desk.domain.tally_counts import rate

ATTENDED_LABELS = {
    "warm": N_("Warm (together)"),
    "contact": N_("Staff or letter"),
    "information": N_("Information only"),
}
_FILLS = {"warm": Fill.FILLED, "contact": Fill.HATCHED, "information": Fill.HOLLOW}


@dataclass(frozen=True)
class AttendedCount:
    """``attended`` of the ``base`` referrals of one group, "warm", "contact" or "information"; ``unchecked`` of them
    may still turn out otherwise.
    """

    code: str
    attended: int
    base: int
    unchecked: int = 0

    @property
    def interval(self) -> Interval | None:
        """The 95 % interval of the share; None without a base."""
        return wilson(self.attended, self.base)

    @property
    def readable(self) -> bool:
        """Whether the share may be compared with another."""
        return not too_few_to_read(self.base)


@dataclass(frozen=True)
class AttendedBar:
    """One row as it is drawn."""

    count: AttendedCount
    label: str
    value: Value
    spoken: str
    opens: Opens | None


@dataclass(frozen=True)
class AttendedChart(Chart):
    """Bars on a scale from 0 to 100 percent."""

    bars: tuple[AttendedBar, ...]

    def _drawn(self, width: float) -> Drawing:
        labels = Labels.of([each.label for each in self.bars], width)
        left = labels.width + GAP
        right = width - value_room([each.value for each in self.bars], width) - GAP - 4
        scale = right - left
        shapes: list[Shape] = []
        marks = []
        top = 0.0
        for number, each in enumerate(self.bars):
            height = labels.height(number)
            middle = top + height / 2
            shapes.extend(labels.words(number, middle))
            end = left
            count, interval = each.count, each.count.interval
            if count.readable and count.attended:
                length = scale * count.attended / count.base
                shapes.append(bar(left, middle, length, _FILLS[count.code], warm=count.code == "warm"))
                end += length
            if interval is not None:
                shapes.extend(whisker(left + scale * interval.low / 100, left + scale * interval.high / 100, middle))
                end = left + scale * interval.high / 100
            shapes.extend(each.value.words(end + GAP, middle, width - end - GAP))
            marks.append(Mark(count.code, each.spoken, Box(0.0, top, width, height), each.opens))
            top += height
        axis = percent_axis(left, right, 0.0, top)
        return Drawing(width, top + BAR + 2, (*axis, *shapes), tuple(marks))


def attended_chart(
    counts: Sequence[AttendedCount], words: ChartWords, *, about: str = "", period: Period | None = None
) -> AttendedChart:
    """Return the chart; the bars open their names where ``period`` says of which time they are."""
    tr = words.tr
    unchecked = sum(each.unchecked for each in counts)
    note = tr("The line is the 95% interval. The share is of all referrals handed over in that way.")
    if unchecked:
        note += tr(" {count} of them are not checked or unknown.").format(count=counted(unchecked))
    return AttendedChart(
        Says("attended", tr("Did they get there?"), about, _title(counts, tr), note),
        ChartTable(
            (
                tr("Mode"),
                tr("Count"),
                tr("Attended"),
                tr("Attended (%)"),
                tr("95% range"),
                tr("Not known"),
            ),
            tuple(_row(each, words, period) for each in counts),
        ),
        tuple(_bar(each, words, period) for each in counts),
    )


def _figure(code: str, column: str, period: Period | None) -> Opens | None:
    return None if period is None else Opens(period, Figure(FigureKind.ATTENDED_AFTER, code, column))


def _bar(count: AttendedCount, words: ChartWords, period: Period | None) -> AttendedBar:
    tr = words.tr
    label = tr(ATTENDED_LABELS[count.code])
    base = f"n={counted(count.base)}"
    if count.base == 0:
        value, said = Value("", tr("none")), tr("none")
    elif count.readable:
        value, said = Value(whole_percent(count.attended, count.base), base), percent(rate(count.attended, count.base))
    else:
        value, said = Value("", tr("{base}, too few to read").format(base=base)), tr("too few to read")
    spoken = tr("{label}: {share}, {count} of {base} attended").format(
        label=label, share=said, count=counted(count.attended), base=counted(count.base)
    )
    return AttendedBar(count, label, value, spoken, _figure(count.code, "attended", period))


def _row(count: AttendedCount, words: ChartWords, period: Period | None) -> TableRow:
    interval = count.interval
    between = "—" if interval is None else f"{interval.low:.1f}–{interval.high:.1f}%"
    return TableRow(
        (
            words.tr(ATTENDED_LABELS[count.code]),
            counted(count.base),
            counted(count.attended),
            percent(rate(count.attended, count.base)),
            between,
            counted(count.unchecked),
        ),
        (
            None,
            _figure(count.code, "referrals", period),
            _figure(count.code, "attended", period),
            None,
            None,
            _figure(count.code, "unchecked", period),
        ),
    )


def _title(counts: Sequence[AttendedCount], tr: Gettext) -> str:
    """Compare warm with information only; nothing where one of them is too small to be read."""
    by_code = {each.code: each for each in counts}
    warm, information = by_code.get("warm"), by_code.get("information")
    if warm is None or information is None or not (warm.readable and information.readable):
        return ""
    high, low = warm.interval, information.interval
    assert high is not None
    assert low is not None
    clear = high.low > low.high or high.high < low.low
    text = (
        tr("{warm} attended after a warm handoff ({information} after information only)")
        if clear
        else tr("{warm} attended after a warm handoff, {information} after information only: no clear difference")
    )
    return text.format(
        warm=whole_percent(warm.attended, warm.base),
        information=whole_percent(information.attended, information.base),
    )
