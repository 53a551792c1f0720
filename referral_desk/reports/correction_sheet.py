"""Draws the correction sheet on A4: the figures that change, the entries behind them, and lines to sign on."""

from __future__ import annotations

from collections.abc import Sequence

from referral_desk.domain.documents.correction_sheet import CorrectionSheet
from referral_desk.domain.documents.register import EntryTable
from referral_desk.reports import styles
from referral_desk.reports.drawing import HAIRLINE, Info, paint
from referral_desk.reports.fonts import Face
from referral_desk.reports.layout import Align, figures
from referral_desk.reports.page import Cell, Flow, Grid, Row, foot_line, set_text
from referral_desk.reports.registers import heading, signatures
from referral_desk.reports.styles import Style

_FRAME = styles.TABLE_FRAME
_TEXT = styles.TABLE_TEXT
_GUTTER = 7.0
_FIGURES = (0.22, 0.29, 0.16, 0.11, 0.11, 0.11)
_ENTRIES = (0.15, 0.11, 0.11, 0.15, 0.33, 0.15)


def correction_sheet_pdf(sheet: CorrectionSheet) -> bytes:
    """Return the sheet as PDF; raises MissingGlyphs."""
    flow = Flow(_FRAME)
    flow.text(sheet.title, styles.TITLE)
    flow.text(sheet.centre, _TEXT)
    flow.space(4)
    flow.rule(thickness=1.2, grey=0.0)
    flow.space(6)
    for line in sheet.closing:
        flow.text(line, _TEXT)
    _table(flow, sheet.figures, _FIGURES, sheet.first_figure)
    _table(flow, sheet.entries, _ENTRIES, len(_ENTRIES))
    flow.space(6)
    for note in sheet.notes:
        flow.text(note, styles.TABLE_HEAD)
    signatures(flow, sheet.signatures_heading, sheet.signatures)
    foot = foot_line(_FRAME, styles.FOOT, f"{sheet.centre}\u3000{sheet.title}", sheet.made_on)
    return paint(flow.finish(foot), Info(sheet.about.title, sheet.about.author, sheet.about.language, Face.GOTHIC))


def _table(flow: Flow, table: EntryTable, shares: Sequence[float], first_figure: int) -> None:
    heading(flow, table.heading, 3 * _TEXT.leading)
    if not table.rows:
        flow.text(table.none, _TEXT)
        return
    columns = tuple(share * _FRAME.measure for share in shares)
    head = _row(table.columns, columns, styles.TABLE_HEAD, len(columns), right=first_figure)
    flow.table([_row(row, columns, _TEXT, first_figure) for row in table.rows], Grid(columns, head, padding=2.0))


def _row(texts: Sequence[str], columns: Sequence[float], style: Style, first_figure: int, *, right: int = 99) -> Row:
    """Return a row whose cells from ``first_figure`` on are figures; words from ``right`` on stand at the right."""
    aligned = style.but(align=Align.RIGHT)
    cells = []
    for place, (text, width) in enumerate(zip(texts, columns, strict=True)):
        if place >= first_figure:
            cells.append(Cell([figures(text, style.face, style.size)], aligned))
        else:
            of_cell = aligned if place >= right else style
            room = width - (0 if place >= right or place == len(columns) - 1 else _GUTTER)
            cells.append(Cell(set_text(text, room, of_cell), of_cell))
    return Row(cells, rule=HAIRLINE)
