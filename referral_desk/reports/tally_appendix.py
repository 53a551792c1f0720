"""Draws the appendix of the tally on A4: a table for each table of the page, long lists going on over pages."""

from __future__ import annotations

from collections.abc import Callable

from referral_desk.domain.documents.tally_appendix import AppendixRow, AppendixTable, TallyAppendix
from referral_desk.reports import styles
from referral_desk.reports.drawing import HAIRLINE, Info, paint
from referral_desk.reports.fonts import Face
from referral_desk.reports.layout import Align, figures
from referral_desk.reports.page import Cell, Flow, Grid, Row, foot_line, set_text
from referral_desk.reports.registers import heading, marked

_FRAME = styles.TABLE_FRAME
_TEXT = styles.TABLE_TEXT
_SMALL = styles.TABLE_SMALL
_GUTTER = 7.0
_COLUMNS = (116.0, 90.0, 48.0, _FRAME.measure - 116.0 - 90.0 - 48.0)
_AGAIN = _SMALL.but(grey=0.55)
_PADDING = 2.0
_FIRST_ROWS = 60.0
"""What stands at least under a heading before a page may end."""

Progress = Callable[[int, int], None]


def tally_appendix_pdf(appendix: TallyAppendix, progress: Progress) -> bytes:
    """Return the appendix as PDF; raises MissingGlyphs.

    ``progress`` is told (done, total) in rows, and may raise to stop.
    """
    flow = Flow(_FRAME)
    room = marked(flow, appendix.mark) if appendix.mark else 0.0
    flow.text(appendix.title, styles.TITLE, width=_FRAME.measure - room)
    flow.text(appendix.centre, _TEXT)
    flow.space(4)
    flow.rule(thickness=1.2, grey=0.0)
    flow.space(5)
    flow.text(appendix.remark, _SMALL)
    if not appendix.tables:
        flow.space(8)
        flow.text(appendix.none, _TEXT)
    done, total = 0, sum(len(table.rows) for table in appendix.tables)
    for table in appendix.tables:
        rows = []
        for row in table.rows:
            progress(done, total)
            rows.append(_row(row))
            done += 1
        _set(flow, table, rows)
    named = "\u3000".join(part for part in (appendix.mark, appendix.centre, appendix.title) if part)
    foot = foot_line(_FRAME, styles.FOOT, named, appendix.made_on)
    about = appendix.about
    return paint(flow.finish(foot), Info(about.title, about.author, about.language, Face.GOTHIC))


def _set(flow: Flow, table: AppendixTable, rows: list[Row]) -> None:
    heading(flow, table.heading, _FIRST_ROWS)
    what, counted, number, people = table.columns
    right = styles.TABLE_HEAD.but(align=Align.RIGHT)
    head = Row(
        [
            Cell(set_text(what, _COLUMNS[0] - _GUTTER, styles.TABLE_HEAD), styles.TABLE_HEAD),
            Cell(set_text(counted, _COLUMNS[1] - _GUTTER, styles.TABLE_HEAD), styles.TABLE_HEAD),
            Cell(set_text(number, _COLUMNS[2] - 2 * _GUTTER, right), right),
            Cell(set_text(people, _COLUMNS[3], styles.TABLE_HEAD), styles.TABLE_HEAD),
        ]
    )
    flow.table(rows, Grid(_COLUMNS, head, padding=_PADDING, gap=2 * _GUTTER))


def _row(row: AppendixRow) -> Row:
    right = _SMALL.but(align=Align.RIGHT)
    style = _AGAIN if row.again else _SMALL
    what = Cell(set_text(row.what, _COLUMNS[0] - _GUTTER, style), style)
    counted = Cell(set_text(row.counted, _COLUMNS[1] - _GUTTER, _SMALL), _SMALL)
    number = Cell([figures(row.number, right.face, right.size)], right)
    return Row(
        [what, counted, number, Cell(set_text(row.people, _COLUMNS[3], _SMALL), _SMALL)],
        rule=HAIRLINE,
        continued=(what, counted, number),
    )
