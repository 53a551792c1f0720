"""Draws registers on A4: entries one by one in a table that may run over pages, and lines to sign on."""

from __future__ import annotations

from collections.abc import Sequence

from referral_desk.domain.documents.register import EntryTable, Register, Signature
from referral_desk.reports import styles
from referral_desk.reports.drawing import HAIRLINE, Info, Rule, paint
from referral_desk.reports.fonts import Face
from referral_desk.reports.layout import single_line
from referral_desk.reports.page import Cell, Flow, Grid, Row, foot_line, placed, set_text
from referral_desk.reports.styles import Style

_FRAME = styles.TABLE_FRAME
_TEXT = styles.TABLE_TEXT
_SMALL = styles.TABLE_SMALL
_GUTTER = 7.0
_SIGNATURE_HEIGHT = 30.0


def register_pdf(register: Register) -> bytes:
    """Return a register as PDF; raises MissingGlyphs."""
    flow = Flow(_FRAME)
    flow.text(register.title, styles.TITLE)
    flow.text(register.centre, _TEXT)
    flow.space(4)
    flow.rule(thickness=1.2, grey=0.0)
    if register.remark:
        flow.space(6)
        flow.text(register.remark, _TEXT)
    entries(flow, register.table, register.shares)
    if register.signatures:
        signatures(flow, register.signatures_heading, register.signatures)
    foot = foot_line(_FRAME, styles.FOOT, f"{register.centre}\u3000{register.title}", register.made_on)
    return paint(
        flow.finish(foot), Info(register.about.title, register.about.author, register.about.language, Face.GOTHIC)
    )


def heading(flow: Flow, text: str, following: float) -> None:
    """Set a heading that stays with ``following`` points of what comes after it."""
    flow.space(10)
    flow.keep(styles.HEADING.leading + 3 + following)
    flow.text(text, styles.HEADING)
    flow.space(3)


def entries(flow: Flow, table: EntryTable, shares: Sequence[float]) -> None:
    """Set a table whose columns have ``shares`` of the width; its head is repeated on every page."""
    heading(flow, table.heading, 3 * _TEXT.leading)
    if not table.rows:
        flow.text(table.none, _TEXT)
        return
    columns = tuple(share * _FRAME.measure for share in shares)
    head = _row(table.columns, columns, styles.TABLE_HEAD)
    flow.table([_row(row, columns, _SMALL) for row in table.rows], Grid(columns, head, padding=2.0))


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
