"""Draws the cover of a fax: large and black, for machines that swallow grey and thin lines."""

from __future__ import annotations

from referral_desk.domain.documents.fax_cover import FaxCover
from referral_desk.reports import styles
from referral_desk.reports.drawing import Box, Info, Rule, paint
from referral_desk.reports.fonts import Face
from referral_desk.reports.layout import Align
from referral_desk.reports.page import Cell, Flow, Grid, Row, foot_line, set_text
from referral_desk.reports.structure import Role
from referral_desk.reports.styles import MM, Style

_FRAME = styles.LETTER_FRAME
_TITLE = Style(Face.GOTHIC_BOLD, 22, 32, Align.CENTRE, role=Role.TITLE)
_TO = Style(Face.GOTHIC_BOLD, 15, 23)
_TEXT = Style(Face.GOTHIC, 11.5, 18)
_RIGHT = _TEXT.but(align=Align.RIGHT)
_LABEL = Style(Face.GOTHIC, 10.5, 18)
_FACT = Style(Face.GOTHIC_BOLD, 12.5, 18)
_WARNING = Style(Face.GOTHIC_BOLD, 18, 26, Align.CENTRE, role=Role.HEADING)
_HEAD = Style(Face.GOTHIC_BOLD, 12.5, 20, role=Role.HEADING)
_LABELS = 108.0
_PADDING = 12.0
_WRITTEN_LINE = 10 * MM


def fax_cover_pdf(cover: FaxCover) -> bytes:
    """Return the cover as PDF; raises MissingGlyphs."""
    flow = Flow(_FRAME)
    flow.text(cover.about.title, _TITLE)
    flow.space(6)
    flow.text(cover.date, _RIGHT)
    flow.space(4)
    for line in cover.addressee:
        flow.text(line, _TO, width=_FRAME.measure * 0.8)
    flow.space(6)
    for line in cover.sender:
        flow.text(line, _RIGHT, left=_FRAME.measure * 0.3)
    flow.space(14)
    grid = Grid((_LABELS, _FRAME.measure - _LABELS), padding=6)
    rows = [
        Row((Cell(set_text(label, _LABELS - 8, _LABEL), _LABEL), Cell(set_text(value, grid.columns[1], _FACT), _FACT)))
        for label, value in cover.facts
    ]
    flow.table(rows, grid)
    flow.space(14)
    _warning(flow, cover)
    if cover.remark:
        flow.space(12)
        flow.text(cover.remark_label, _HEAD)
        flow.text(cover.remark, _TEXT)
    flow.space(8)
    for label in cover.blanks:
        _blank(flow, label)
    pages = flow.finish(foot_line(_FRAME, styles.FOOT, cover.about.title, cover.date))
    return paint(pages, Info(cover.about.title, cover.about.author, cover.about.language, Face.GOTHIC))


def _warning(flow: Flow, cover: FaxCover) -> None:
    """Set what it holds and what a stranger is asked to do, in a heavy frame."""
    inner = _FRAME.measure - 2 * _PADDING
    parts = (
        (cover.warning, _WARNING),
        (cover.warning_text, _TEXT),
        (cover.misdirected, _HEAD),
        (cover.misdirected_text, _TEXT),
        (cover.call, _FACT),
    )
    lines = [(set_text(text, inner, style), style) for text, style in parts if text]
    height = sum(len(set_lines) * style.leading for set_lines, style in lines) + 2 * _PADDING + 10
    flow.keep(height)
    top = flow.y
    flow.sheet.marks.append(Box(_FRAME.left, top - height, _FRAME.measure, height, thickness=1.8, stroke=0.0))
    flow.y = top - _PADDING
    for set_lines, style in lines:
        if style is _HEAD:
            flow.y -= 10
        flow.lines(set_lines, style, left=_PADDING, width=inner)
    flow.y = top - height


def _blank(flow: Flow, label: str) -> None:
    flow.keep(_WRITTEN_LINE)
    top = flow.y
    flow.y = top - _WRITTEN_LINE + _LABEL.leading
    width = _FRAME.measure * 0.45
    flow.text(label, _LABEL, width=width)
    flow.y = top - _WRITTEN_LINE
    flow.sheet.marks.append(Rule(_FRAME.left + width, flow.y, _FRAME.left + _FRAME.measure, flow.y, 0.8, 0.0))
