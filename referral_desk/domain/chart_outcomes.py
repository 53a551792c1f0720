"""What became of the handoffs of each mode, as parts of a whole: attended, otherwise, declined, not known."""

from __future__ import annotations

from collections.abc import Sequence
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
    percent_axis,
    value_room,
)
from referral_desk.domain.chart_words import ChartWords, whole_percent
from referral_desk.domain.charts import Box, Chart, ChartTable, Drawing, Fill, Mark, Opens, Says, Shape, TableRow
from referral_desk.domain.interval import too_few_to_read
from referral_desk.domain.messages import N_
from referral_desk.domain.tally import Figure, FigureKind, ModeRow

_PARTS = {
    "attended": (N_("Attended"), Fill.FILLED),
    "otherwise": (N_("Otherwise"), Fill.HATCHED),
    "declined": (N_("Declined"), Fill.CROSSED),
    "unchecked": (N_("Not known"), Fill.HOLLOW),
}
"""The parts from left to right; their codes are those of the tally's figures."""

_LEAST_MARK = 2.0
"""How wide a part is for the mouse, however thin it is drawn."""


@dataclass(frozen=True)
class OutcomePart:
    """``count`` referrals of a row with one outcome."""

    code: str
    count: int
    spoken: str
    opens: Opens


@dataclass(frozen=True)
class OutcomeBar:
    """One mode: its parts add up to ``base``."""

    code: str
    label: str
    base: int
    warm: bool
    parts: tuple[OutcomePart, ...]
    value: Value


@dataclass(frozen=True)
class OutcomesChart(Chart):
    """Bars of one length, each divided into its parts."""

    bars: tuple[OutcomeBar, ...]
    entries: tuple[Entry, ...]

    def _drawn(self, width: float) -> Drawing:
        signs, begins = legend(self.entries, 0.0, width)
        labels = Labels.of([each.label for each in self.bars], width)
        left = labels.width + GAP
        right = width - value_room([each.value for each in self.bars], width) - GAP - 4
        shapes: list[Shape] = []
        marks: list[Mark] = []
        top = first = begins + 4
        for number, each in enumerate(self.bars):
            height = labels.height(number)
            middle = top + height / 2
            shapes.extend(labels.words(number, middle))
            x = left
            for part in each.parts:
                if part.count:
                    length = (right - left) * part.count / each.base
                    fill = _PARTS[part.code][1]
                    warm = each.warm and fill is Fill.FILLED
                    shapes.append(bar(x, middle, length, fill, warm=warm))
                    wide = max(length, _LEAST_MARK)
                    place = Box(min(x, right - wide), top + 1, wide, height - 2)
                    marks.append(Mark(f"{each.code} {part.code}", part.spoken, place, part.opens))
                    x += length
            shapes.extend(each.value.words(right + GAP, middle, width - right - GAP))
            top += height
        axis = percent_axis(left, right, first, top)
        return Drawing(width, top + BAR + 2, (*signs, *axis, *shapes), tuple(marks))


def outcomes_chart(rows: Sequence[ModeRow], words: ChartWords, *, about: str, period: Period) -> OutcomesChart:
    """Return what became of the handoffs of a period, a bar for each mode."""
    tr = words.tr
    bars = tuple(_bar(row, words, period) for row in rows)
    return OutcomesChart(
        Says(
            "outcomes",
            tr("What became of it, by mode of handoff"),
            about,
            _title(rows, words),
            tr("Otherwise: waiting, sent on, not taken, or not come. Not known: not yet checked, or unknown."),
        ),
        ChartTable(
            (tr("Mode"), tr("Count"), *(tr(label) for label, _fill in _PARTS.values())),
            tuple(_row(row, each, period) for row, each in zip(rows, bars, strict=True)),
        ),
        bars,
        (
            Entry(tr("Attended (warm)"), Fill.FILLED, warm=True),
            *(Entry(tr(label), fill) for label, fill in _PARTS.values()),
        ),
    )


def _counts(row: ModeRow) -> dict[str, int]:
    unchecked = row.not_yet_checked + row.unknown
    otherwise = row.referrals - row.attended - row.declined - unchecked
    return {"attended": row.attended, "otherwise": otherwise, "declined": row.declined, "unchecked": unchecked}


def _opens(row: ModeRow, column: str, period: Period) -> Opens:
    return Opens(period, Figure(FigureKind.MODE, row.mode, column))


def _bar(row: ModeRow, words: ChartWords, period: Period) -> OutcomeBar:
    tr = words.tr
    label = words.codes.handoff_modes.label(row.mode, words.language)
    parts = tuple(
        OutcomePart(
            code,
            count,
            tr("{label}: {outcome} {count} of {base}").format(
                label=label, outcome=tr(_PARTS[code][0]), count=counted(count), base=counted(row.referrals)
            ),
            _opens(row, code, period),
        )
        for code, count in _counts(row).items()
    )
    base = f"n={counted(row.referrals)}"
    few = row.referrals and too_few_to_read(row.referrals)
    remark = tr("{base}, few").format(base=base) if few else base
    return OutcomeBar(row.mode, label, row.referrals, row.mode.warm, parts, Value("", remark))


def _row(row: ModeRow, drawn: OutcomeBar, period: Period) -> TableRow:
    return TableRow(
        (drawn.label, counted(row.referrals), *(counted(part.count) for part in drawn.parts)),
        (None, _opens(row, "referrals", period), *(part.opens for part in drawn.parts)),
    )


def _title(rows: Sequence[ModeRow], words: ChartWords) -> str:
    """Say how many attended, and of how many nobody knows; nothing where there are too few to be read."""
    base = sum(row.referrals for row in rows)
    if too_few_to_read(base):
        return ""
    attended = sum(row.attended for row in rows)
    open_ = sum(row.not_yet_checked + row.unknown for row in rows)
    tr = words.tr
    text = (
        tr("Of {base} handed over {attended} attended; of {open} ({share}) the outcome is not known")
        if open_
        else tr("Of {base} handed over {attended} attended; every outcome is known")
    )
    return text.format(
        base=counted(base), attended=counted(attended), open=counted(open_), share=whole_percent(open_, base)
    )
