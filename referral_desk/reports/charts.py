"""Draws charts from frozen bars: fills that differ in black and white, with the figure in words at each bar's end."""

from __future__ import annotations

from referral_desk.domain.documents.tally_page import Chart, ChartBar
from referral_desk.reports import styles
from referral_desk.reports.drawing import Box, Rule, TextMark
from referral_desk.reports.fonts import Face
from referral_desk.reports.layout import single_line
from referral_desk.reports.page import Flow, baseline, fitted, set_text

_FILLS = {"warm": 0.25, "contact": 0.72, "information": 1.0}
_BAR_HEIGHT = 12.0
_STEP = 20.0
_SCALE_HEIGHT = 13.0


def bar_chart(flow: Flow, chart: Chart, *, left: float, width: float, label_width: float, value_width: float) -> None:
    """Draw horizontal bars on a scale from 0 to 100 percent, in a column of ``width`` points."""
    height = len(chart.bars) * _STEP + _SCALE_HEIGHT
    flow.keep(height)
    x0 = flow.frame.left + left + label_width
    scale = width - label_width - value_width
    bottom = flow.y - len(chart.bars) * _STEP
    for percent in (0, 25, 50, 75, 100):
        x = x0 + scale * percent / 100
        dash = () if percent == 0 else (1.5, 1.5)
        flow.sheet.marks.append(Rule(x, flow.y, x, bottom, thickness=0.4, grey=0.5, dash=dash))
        line = single_line(f"{percent}%", Face.GOTHIC, 7)
        flow.sheet.marks.append(TextMark(x - line.width / 2, bottom - 9, line, 0.3))
    for number, bar in enumerate(chart.bars):
        _bar(flow, bar, flow.y - number * _STEP, x0, scale, label_width, value_width)
    flow.y -= height
    flow.text(chart.note, styles.TABLE_HEAD, left=left, width=width)


def _bar(
    flow: Flow, bar: ChartBar, top: float, x0: float, scale: float, label_width: float, value_width: float
) -> None:
    style = styles.TABLE_TEXT.but(leading=_STEP)
    low = baseline(top - _STEP, style)
    label, label_style = fitted(bar.label, label_width - 6, style, 6)
    flow.sheet.marks.append(TextMark(x0 - label_width, low, label, label_style.grey))
    if bar.share is not None:
        length = max(scale * min(bar.share, 100) / 100, 0.5)
        y = top - (_STEP + _BAR_HEIGHT) / 2
        dash = (2.0, 1.5) if bar.kind == "information" else ()
        flow.sheet.marks.append(
            Box(x0, y, length, _BAR_HEIGHT, thickness=0.7, stroke=0.0, fill=_FILLS.get(bar.kind, 1.0), dash=dash)
        )
    for line in set_text(bar.value, value_width + 40, style)[:1]:
        flow.sheet.marks.append(TextMark(x0 + scale + 10, low, line))
