"""Draws the month's printout of the audit trail on A4: the counts, the entries one by one, the chain, signatures."""

from __future__ import annotations

from collections.abc import Sequence

from referral_desk.domain.documents.audit_report import AuditReport
from referral_desk.domain.documents.tally_page import Figures
from referral_desk.reports import styles
from referral_desk.reports.drawing import HAIRLINE, HEAVY, Box, Info, paint
from referral_desk.reports.fonts import Face
from referral_desk.reports.layout import Align, figures
from referral_desk.reports.page import Cell, Flow, Grid, Row, baseline, foot_line, placed, set_text
from referral_desk.reports.registers import entries, heading, signatures
from referral_desk.reports.styles import Style

_FRAME = styles.TABLE_FRAME
_TEXT = styles.TABLE_TEXT
_GUTTER = 7.0
_NAME = 0.31
_ENTRY = (0.19, 0.19, 0.2, 0.08, 0.34)


def audit_report_pdf(report: AuditReport) -> bytes:
    """Return the printout as PDF; raises MissingGlyphs."""
    flow = Flow(_FRAME)
    flow.text(report.title, styles.TITLE)
    flow.text(report.centre, _TEXT)
    flow.space(4)
    flow.rule(thickness=1.2, grey=0.0)
    _counts(flow, report.counts)
    for table in report.tables:
        entries(flow, table, _ENTRY)
    _chain(flow, report)
    signatures(flow, report.signatures_heading, report.signatures)
    foot = foot_line(_FRAME, styles.FOOT, f"{report.centre}\u3000{report.title}", report.made_on)
    return paint(flow.finish(foot), Info(report.about.title, report.about.author, report.about.language, Face.GOTHIC))


def _counts(flow: Flow, table: Figures) -> None:
    heading(flow, table.heading, 4 * _TEXT.leading)
    figure = (1 - _NAME) * _FRAME.measure / (len(table.columns) - 1)
    columns = (_NAME * _FRAME.measure, *([figure] * (len(table.columns) - 1)))
    right = styles.TABLE_HEAD.but(align=Align.RIGHT)
    titles = [
        Cell(set_text(text, width - 10, right if place else styles.TABLE_HEAD), right if place else styles.TABLE_HEAD)
        for place, (text, width) in enumerate(zip(table.columns, columns, strict=True))
    ]
    rows = [_figure_row(row, columns, _TEXT) for row in table.rows]
    if rows:
        rows[-1] = Row(rows[-1].cells, splits=False, rule=HEAVY)
    rows.append(_figure_row(table.total, columns, styles.TABLE_TOTAL))
    flow.table(rows, Grid(columns, Row(titles, splits=False), padding=1.9))
    flow.space(2)
    flow.text(table.note, styles.TABLE_HEAD)


def _figure_row(texts: Sequence[str], columns: Sequence[float], style: Style) -> Row:
    right = style.but(align=Align.RIGHT)
    name = Cell(set_text(texts[0], columns[0] - _GUTTER, style), style)
    return Row(
        [name, *(Cell([figures(text, style.face, style.size)], right) for text in texts[1:])],
        splits=False,
        rule=HAIRLINE,
    )


def _chain(flow: Flow, report: AuditReport) -> None:
    lines = [line for text in report.chain for line in set_text(text, _FRAME.measure - 16, _TEXT)]
    height = len(lines) * _TEXT.leading + 8
    heading(flow, report.chain_heading, height)
    top = flow.y
    flow.y -= 4
    for line in lines:
        flow.y -= _TEXT.leading
        flow.sheet.marks.append(placed(line, _FRAME.left + 8, baseline(flow.y, _TEXT), _FRAME.measure, _TEXT))
    flow.y -= 4
    thickness = HAIRLINE if report.whole else 1.6
    flow.sheet.marks.append(
        Box(_FRAME.left, flow.y, _FRAME.measure, top - flow.y, thickness=thickness, stroke=0.3 if report.whole else 0.0)
    )
