"""Draws the reply slip on a page of its own, with room to write by hand."""

from __future__ import annotations

from referral_desk.domain.documents.reply_slip import ReplySlip
from referral_desk.reports import styles
from referral_desk.reports.drawing import Box, Rule, Sheet
from referral_desk.reports.fonts import Face
from referral_desk.reports.layout import Align
from referral_desk.reports.page import Cell, Flow, Grid, Row, foot_line, set_text
from referral_desk.reports.structure import Role
from referral_desk.reports.styles import MM, Style

_FRAME = styles.LETTER_FRAME
_TITLE = Style(Face.MINCHO, 18, 28, Align.CENTRE, role=Role.HEADING)
_TO = Style(Face.MINCHO, 12, 20)
_TEXT = styles.PLAIN
_VALUE = Style(Face.MINCHO, 11, 17)
_ANSWER = Style(Face.GOTHIC, 11.5, 21)
_BY = Style(Face.GOTHIC_BOLD, 11.5, 18)
_DAY = _TEXT.but(align=Align.LEFT)
_LABELS = 92.0
_WRITTEN_LINE = 8.5 * MM
_TICK = 10.5
_COLUMNS = 2


def slip_sheets(slip: ReplySlip, subject: str, reference: str) -> list[Sheet]:
    """Return the pages of a slip, one where the texts are not far too long; the foot names the letter."""
    flow = Flow(_FRAME)
    flow.text(slip.title, _TITLE)
    flow.space(10)
    width = 62 * MM
    flow.text(slip.day, _DAY, left=_FRAME.measure - width, width=width)
    right = _FRAME.left + _FRAME.measure
    flow.sheet.marks.append(Rule(right - width, flow.y, right, flow.y))
    flow.space(6)
    flow.text(slip.addressee, _TO, width=_FRAME.measure * 0.75)
    flow.space(12)
    flow.text(slip.lead, _TEXT)
    flow.space(6)
    grid = Grid((_LABELS, _FRAME.measure - _LABELS), padding=5)
    facts = [
        Row((_label(label), Cell(set_text(value, grid.columns[1], _VALUE), _VALUE))) for label, value in slip.facts
    ]
    flow.table(facts, grid)
    flow.space(12)
    flow.text(slip.answer_label, styles.HEADING)
    flow.space(4)
    _answers(flow, slip.answers)
    flow.space(8)
    for label, lines in slip.blanks:
        _blank(flow, label, lines)
    flow.space(14)
    _return(flow, slip)
    return flow.finish(foot_line(_FRAME, styles.FOOT, f"{slip.title}\u3000{subject}", reference))


def _label(text: str) -> Cell:
    return Cell(set_text(text, _LABELS - 8, styles.LABEL), styles.LABEL)


def _answers(flow: Flow, answers: tuple[str, ...]) -> None:
    """Set the answers in two columns, an empty box before each."""
    width = _FRAME.measure / _COLUMNS
    for first in range(0, len(answers), _COLUMNS):
        several = answers[first : first + _COLUMNS]
        lines = [set_text(each, width - 2 * _TICK - 8, _ANSWER) for each in several]
        height = max(map(len, lines)) * _ANSWER.leading
        flow.keep(height)
        top, sheet = flow.y, flow.sheet
        for number, set_lines in enumerate(lines):
            left = number * width
            flow.y = top
            box = top - (_ANSWER.leading + _TICK) / 2
            sheet.marks.append(Box(_FRAME.left + left, box, _TICK, _TICK, thickness=0.8, stroke=0.0))
            flow.lines(set_lines, _ANSWER, left=left + _TICK + 8)
        flow.y = top - height


def _blank(flow: Flow, label: str, lines: int) -> None:
    """Set a label with lines to write on at its right."""
    flow.keep(lines * _WRITTEN_LINE)
    top, sheet = flow.y, flow.sheet
    flow.y = top - _WRITTEN_LINE + styles.LABEL.leading
    flow.text(label, styles.LABEL, width=_LABELS - 8)
    for number in range(1, lines + 1):
        y = top - number * _WRITTEN_LINE
        sheet.marks.append(Rule(_FRAME.left + _LABELS, y, _FRAME.left + _FRAME.measure, y))
    flow.y = top - lines * _WRITTEN_LINE


def _return(flow: Flow, slip: ReplySlip) -> None:
    """Set by when and where to it goes back, in a frame."""
    padding = 9.0
    inner = _FRAME.measure - 2 * padding
    by = set_text(slip.return_by, inner, _BY)
    rows = [
        (set_text(label, _LABELS - 12, styles.BOX), set_text(value, inner - _LABELS, styles.BOX))
        for label, value in slip.return_to
    ]
    heights = [max(len(label), len(value)) * styles.BOX.leading for label, value in rows]
    height = len(by) * _BY.leading + 4 + sum(heights) + 2 * padding
    flow.keep(height)
    top = flow.y
    flow.sheet.marks.append(Box(_FRAME.left, top - height, _FRAME.measure, height, radius=3, thickness=0.8))
    flow.y = top - padding
    flow.lines(by, _BY, left=padding)
    flow.y -= 4
    for (label, value), row_height in zip(rows, heights, strict=True):
        start = flow.y
        flow.lines(label, styles.BOX, left=padding)
        flow.y = start
        flow.lines(value, styles.BOX, left=padding + _LABELS)
        flow.y = start - row_height
    flow.y = top - height
