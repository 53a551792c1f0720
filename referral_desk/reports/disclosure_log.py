"""Draws the disclosure log of one client on A4; struck entries are crossed out and stay legible."""

from __future__ import annotations

from referral_desk.domain.documents.disclosure_log import DisclosureLog, LogLine
from referral_desk.reports import styles
from referral_desk.reports.drawing import Box, Info, Rule, TextMark, paint
from referral_desk.reports.fonts import Face
from referral_desk.reports.layout import single_line
from referral_desk.reports.page import Cell, Flow, Grid, Row, baseline, foot_line, placed, set_text
from referral_desk.reports.styles import Style

_FRAME = styles.TABLE_FRAME
_TEXT = styles.TABLE_TEXT
_STRUCK = _TEXT.but(grey=0.45)
_SHARES = (0.13, 0.18, 0.27, 0.17, 0.11, 0.14)
_GUTTER = 7.0
_MARK = Style(Face.GOTHIC_BOLD, 10.5, 16)


def disclosure_log_pdf(log: DisclosureLog) -> bytes:
    """Return the log as PDF; raises MissingGlyphs."""
    flow = Flow(_FRAME)
    _head(flow, log)
    if log.lines:
        _table(flow, log)
    else:
        flow.text(log.none, _TEXT)
    flow.space(6)
    flow.text(log.note, styles.TABLE_HEAD)
    foot = foot_line(_FRAME, styles.FOOT, f"{log.confidential}\u3000{log.centre}", log.made_on)
    return paint(flow.finish(foot), Info(log.about.title, log.about.author, log.about.language, Face.GOTHIC))


def _head(flow: Flow, log: DisclosureLog) -> None:
    mark = single_line(log.confidential, _MARK.face, _MARK.size)
    width = mark.width + 16
    left = _FRAME.left + _FRAME.measure - width
    top = flow.y
    flow.text(log.about.title, styles.TITLE, width=_FRAME.measure - width - 10)
    flow.sheet.marks.append(Box(left, top - 19, width, 18, thickness=1.0, stroke=0.0))
    flow.sheet.marks.append(placed(mark, left + 8, baseline(top - 18.4, _MARK), mark.width, _MARK))
    flow.text(log.client, _TEXT.but(size=10.5, leading=16))
    flow.space(4)
    flow.rule(thickness=1.2, grey=0.0)
    flow.space(8)


def _table(flow: Flow, log: DisclosureLog) -> None:
    columns = tuple(share * _FRAME.measure for share in _SHARES)
    head = _row(log.columns, columns, styles.TABLE_HEAD)
    rows = [row for line in log.lines for row in _rows(line, columns)]
    flow.table(rows, Grid(columns, head, padding=2.6))
    for sheet in flow.sheets:
        for mark in tuple(sheet.marks):
            if isinstance(mark, TextMark) and mark.grey == _STRUCK.grey and mark.line.text.strip():
                y = mark.y + 0.36 * _TEXT.size
                sheet.marks.append(Rule(mark.x, y, mark.x + mark.line.width, y, 0.7, 0.0))


def _rows(line: LogLine, columns: tuple[float, ...]) -> list[Row]:
    """Return an entry's row; a struck one's is followed by the reason."""
    if not line.struck:
        return [_row(line.cells, columns, _TEXT)]
    reason = ("", "", line.struck, "", "", "")
    return [_row(line.cells, columns, _STRUCK), _row(reason, columns, _TEXT)]


def _row(texts: tuple[str, ...], columns: tuple[float, ...], style: Style) -> Row:
    last = len(texts) - 1
    return Row(
        [
            Cell(set_text(text, width - (0 if place == last else _GUTTER), style), style)
            for place, (text, width) in enumerate(zip(texts, columns, strict=True))
        ]
    )
