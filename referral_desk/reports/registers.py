"""Draws registers on A4: entries one by one in a table that may run over pages, and lines to sign on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from referral_desk.domain.documents.register import EntryTable, Register, Signature
from referral_desk.reports import styles
from referral_desk.reports.drawing import HAIRLINE, Box, Info, Rule, paint
from referral_desk.reports.fonts import Face
from referral_desk.reports.layout import single_line
from referral_desk.reports.page import Cell, Flow, Grid, Row, baseline, foot_line, placed, set_text
from referral_desk.reports.styles import Style

_FRAME = styles.TABLE_FRAME
_TEXT = styles.TABLE_TEXT
_SMALL = styles.TABLE_SMALL
_GUTTER = 7.0
_SIGNATURE_HEIGHT = 30.0
_MARK = Style(Face.GOTHIC_BOLD, 10.5, 16)
_STEP = 200
"""After so many rows of a long table it is told how far it is."""

Progress = Callable[[int, int], None]


def _quietly(_done: int, _total: int) -> None:
    """Tell nobody how far it is."""


def register_pdf(register: Register, progress: Progress = _quietly) -> bytes:
    """Return a register as PDF; raises MissingGlyphs.

    ``progress`` is told (done, total) in rows while a long table is set, and may raise to stop.
    """
    flow = Flow(_FRAME)
    room = marked(flow, register.mark) if register.mark else 0.0
    flow.text(register.title, styles.TITLE, width=_FRAME.measure - room)
    flow.text(register.centre, _TEXT)
    flow.space(4)
    flow.rule(thickness=1.2, grey=0.0)
    if register.remark:
        flow.space(6)
        flow.text(register.remark, _TEXT)
    entries(flow, register.table, register.shares, progress)
    if register.signatures:
        signatures(flow, register.signatures_heading, register.signatures)
    named = "\u3000".join(part for part in (register.mark, register.centre, register.title) if part)
    foot = foot_line(_FRAME, styles.FOOT, named, register.made_on)
    return paint(
        flow.finish(foot), Info(register.about.title, register.about.author, register.about.language, Face.GOTHIC)
    )


def marked(flow: Flow, text: str) -> float:
    """Set a mark in a frame at the right of the line that comes next; return the width it takes."""
    line = single_line(text, _MARK.face, _MARK.size)
    width = line.width + 16
    left = _FRAME.left + _FRAME.measure - width
    flow.sheet.marks.append(Box(left, flow.y - 18, width, 18, thickness=1.0, stroke=0.0))
    flow.sheet.marks.append(placed(line, left + 8, baseline(flow.y - 17.4, _MARK), line.width, _MARK))
    return width + 8


def heading(flow: Flow, text: str, following: float) -> None:
    """Set a heading that stays with ``following`` points of what comes after it."""
    flow.space(10)
    flow.keep(styles.HEADING.leading + 3 + following)
    flow.text(text, styles.HEADING)
    flow.space(3)


def entries(flow: Flow, table: EntryTable, shares: Sequence[float], progress: Progress = _quietly) -> None:
    """Set a table whose columns have ``shares`` of the width; its head is repeated on every page."""
    heading(flow, table.heading, 3 * _TEXT.leading)
    if not table.rows:
        flow.text(table.none, _TEXT)
        return
    columns = tuple(share * _FRAME.measure for share in shares)
    head = _row(table.columns, columns, styles.TABLE_HEAD)
    total = len(table.rows)
    rows = []
    for number, row in enumerate(table.rows):
        if number % _STEP == 0 and total > _STEP:
            progress(number, total)
        rows.append(_row(row, columns, _SMALL))
    flow.table(rows, Grid(columns, head, padding=2.0))


def _row(texts: Sequence[str], columns: Sequence[float], style: Style) -> Row:
    last = len(texts) - 1
    return Row(
        [
            Cell(set_text(text, width - (0 if place == last else _GUTTER), style), style)
            for place, (text, width) in enumerate(zip(texts, columns, strict=True))
        ]
    )


def signatures(flow: Flow, title: str, lines: Sequence[Signature]) -> None:
    """Set lines to sign on, kept together."""
    heading(flow, title, len(lines) * _SIGNATURE_HEIGHT)
    style = styles.TABLE_HEAD
    measure = _FRAME.measure
    for signature in lines:
        flow.y -= _SIGNATURE_HEIGHT
        low = flow.y + 5
        for text, left, right in ((signature.who, 0.0, 0.62), (signature.day, 0.66, 1.0)):
            line = single_line(text, style.face, style.size)
            x = _FRAME.left + left * measure
            flow.sheet.marks.append(placed(line, x, low, line.width, style))
            flow.sheet.marks.append(Rule(x + line.width + 6, low - 2, _FRAME.left + right * measure, low - 2, HAIRLINE))
