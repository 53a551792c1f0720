"""Draws the sheet of a conference on A4; where nothing is known yet it has lines to write on."""

from __future__ import annotations

from collections.abc import Sequence

from referral_desk.domain.documents.conference_sheet import ConferenceSheet, SheetSection, SheetTable
from referral_desk.reports import styles
from referral_desk.reports.drawing import Box, Info, Rule, paint
from referral_desk.reports.fonts import Face
from referral_desk.reports.layout import Align, single_line
from referral_desk.reports.page import Cell, Flow, Grid, Row, baseline, foot_line, placed, set_text
from referral_desk.reports.styles import Style

_FRAME = styles.TABLE_FRAME
_TEXT = styles.TABLE_TEXT.but(size=9.5, leading=15)
_LABEL = Style(Face.GOTHIC, 8.5, 15, grey=0.2)
_LABEL_WIDTH = 92.0
_GUTTER = 8.0
_WRITING = 21.0
"""The distance in points of lines that somebody writes on."""


def conference_sheet_pdf(sheet: ConferenceSheet) -> bytes:
    """Return the sheet as PDF; raises MissingGlyphs."""
    flow = Flow(_FRAME)
    _title(flow, sheet)
    _facts(flow, sheet)
    _table(flow, sheet.attendees, sheet.none)
    for section in sheet.sections:
        _section(flow, section, sheet.none)
    _table(flow, sheet.tasks, sheet.none)
    for section in sheet.last:
        _short(flow, section)
    foot = foot_line(_FRAME, styles.FOOT, f"{sheet.confidential}\u3000{sheet.centre}", sheet.made_on)
    return paint(flow.finish(foot), Info(sheet.about.title, sheet.about.author, sheet.about.language, Face.GOTHIC))


def _title(flow: Flow, sheet: ConferenceSheet) -> None:
    mark_style = Style(Face.GOTHIC_BOLD, 10.5, 16)
    mark = single_line(sheet.confidential, mark_style.face, mark_style.size)
    top = flow.y
    flow.text(sheet.about.title, styles.TITLE)
    width = mark.width + 16
    left = _FRAME.left + _FRAME.measure - width
    flow.sheet.marks.append(Box(left, top - 18, width, 18, thickness=1.0, stroke=0.0))
    flow.sheet.marks.append(placed(mark, left + 8, baseline(top - 17.4, mark_style), mark.width, mark_style))
    if sheet.remark:
        flow.text(sheet.remark, styles.TABLE_SMALL)
    flow.space(4)
    flow.rule(thickness=1.2, grey=0.0)
    flow.space(3)


def _facts(flow: Flow, sheet: ConferenceSheet) -> None:
    """Set label and value under each other; one without a value has a line to write on."""
    columns = (_LABEL_WIDTH, _FRAME.measure - _LABEL_WIDTH)
    rows = [
        Row(
            (
                Cell(set_text(label, columns[0] - _GUTTER, _LABEL), _LABEL),
                Cell(set_text(value, columns[1], _TEXT), _TEXT),
            )
        )
        for label, value in sheet.facts
    ]
    flow.table(rows, Grid(columns, None, padding=1.6))


def _heading(flow: Flow, text: str, following: float) -> None:
    flow.space(9)
    flow.keep(styles.HEADING.leading + 3 + following)
    flow.text(text, styles.HEADING)
    flow.space(2)


def _section(flow: Flow, section: SheetSection, none: str) -> None:
    if section.text:
        _heading(flow, section.heading, 2 * _TEXT.leading)
        flow.text(section.text, _TEXT.but(align=Align.JUSTIFIED))
    elif section.lines:
        _heading(flow, section.heading, 2 * _WRITING)
        _writing_lines(flow, section.lines)
    else:
        _heading(flow, section.heading, _TEXT.leading)
        flow.text(none, _TEXT)


def _writing_lines(flow: Flow, count: int) -> None:
    for _line in range(count):
        flow.keep(_WRITING)
        flow.y -= _WRITING
        left = _FRAME.left
        flow.sheet.marks.append(Rule(left, flow.y, left + _FRAME.measure, flow.y, dash=(1.5, 2.0)))


def _short(flow: Flow, section: SheetSection) -> None:
    """Set a heading with one line or a short text; the heading stands before it where it is one line."""
    if section.lines:
        _heading(flow, section.heading, _WRITING)
        _writing_lines(flow, section.lines)
        return
    columns = (_LABEL_WIDTH, _FRAME.measure - _LABEL_WIDTH)
    flow.space(8)
    label = Cell(set_text(section.heading, columns[0] - _GUTTER, _LABEL), _LABEL)
    flow.table([Row((label, Cell(set_text(section.text, columns[1], _TEXT), _TEXT)))], Grid(columns, None, padding=2.4))


def _table(flow: Flow, table: SheetTable, none: str) -> None:
    columns = tuple(share * _FRAME.measure for share in table.shares)
    _heading(flow, table.heading, 3 * _TEXT.leading)
    if not table.rows and not table.blank:
        flow.text(none, _TEXT)
        return
    head = _row(table.titles, columns, styles.TABLE_HEAD)
    rows = [_row(row, columns, _TEXT) for row in table.rows]
    rows += [Row([Cell((), _TEXT.but(leading=_WRITING)) for _column in columns], above=_WRITING - 4.4)] * table.blank
    flow.table(rows, Grid(columns, head, padding=2.2))


def _row(texts: Sequence[str], columns: Sequence[float], style: Style) -> Row:
    last = len(texts) - 1
    return Row(
        [
            Cell(set_text(text, width - (0 if number == last else _GUTTER), style), style)
            for number, (text, width) in enumerate(zip(texts, columns, strict=True))
        ]
    )
