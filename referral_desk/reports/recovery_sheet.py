"""Draws the recovery sheet on A4: the code large enough to be typed from at arm's length."""

from __future__ import annotations

from collections.abc import Sequence

from referral_desk.domain.documents.recovery_sheet import RecoverySheet
from referral_desk.reports import styles
from referral_desk.reports.drawing import HEAVY, Box, Info, Rule, Sheet, paint
from referral_desk.reports.fonts import Face
from referral_desk.reports.layout import Align, single_line
from referral_desk.reports.page import Flow, baseline, fitted, foot_line, placed, set_text
from referral_desk.reports.structure import Role
from referral_desk.reports.styles import Style

_FRAME = styles.LETTER_FRAME
_TEXT = Style(Face.GOTHIC, 10.5, 17, Align.JUSTIFIED)
_SMALL = Style(Face.GOTHIC, 9, 14)
_HEADING = Style(Face.GOTHIC_BOLD, 11.5, 17, role=Role.HEADING)
_TITLE = Style(Face.GOTHIC_BOLD, 20, 28, role=Role.TITLE)
_MARK = Style(Face.GOTHIC_BOLD, 11, 17)
_GROUP = Style(Face.GOTHIC_BOLD, 20, 28)
_APART = 3.0
_LEAST_APART = 1.5
_NUMBER = Style(Face.GOTHIC, 8.5, 12, Align.CENTRE, grey=0.3)
_ACROSS = 4
_LABEL = 22.0
_CELL = 50.0
_GAP = 9.0
_INSIDE = 13.0
_SIGN = 52.0
_INDENT = 20.0
_SCALES = (1.0, 0.93, 0.86)
"""The running text is set at the largest of these at which the sheet stays on one page."""


def recovery_sheet_pdf(sheet: RecoverySheet) -> bytes:
    """Return the sheet as PDF; raises MissingGlyphs."""
    pages = next((pages for scale in _SCALES if len(pages := _pages(sheet, scale)) == 1), None)
    pages = pages or _pages(sheet, _SCALES[-1])
    return paint(pages, Info(sheet.about.title, sheet.about.author, sheet.about.language, Face.GOTHIC))


def _pages(sheet: RecoverySheet, scale: float) -> list[Sheet]:
    flow = Flow(_FRAME)
    text = _TEXT.but(size=_TEXT.size * scale, leading=_TEXT.leading * scale)
    _head(flow, sheet)
    flow.text(sheet.lead, text)
    flow.space(10)
    _code(flow, sheet)
    flow.space(5)
    flow.text(sheet.spelling, _SMALL)
    flow.space(8)
    for label, fact in sheet.facts:
        _fact(flow, label, fact)
    flow.space(6)
    _void(flow, sheet.void)
    steps = [(f"{number}.", step) for number, step in enumerate(sheet.steps, start=1)]
    _list(flow, sheet.steps_heading, steps, text)
    _list(flow, sheet.keep_heading, [("・", line) for line in sheet.keep], text)
    _signatures(flow, sheet.signatures)
    return flow.finish(foot_line(_FRAME, styles.FOOT, f"{sheet.mark}\u3000{sheet.centre}", sheet.foot))


def _head(flow: Flow, sheet: RecoverySheet) -> None:
    """Set the title at the left, the mark in a frame at the right, the centre below."""
    title = single_line(sheet.about.title, _TITLE.face, _TITLE.size)
    mark = single_line(sheet.mark, _MARK.face, _MARK.size)
    width, height = mark.width + 22, 25.0
    right = _FRAME.left + _FRAME.measure
    top = flow.y
    flow.y -= _TITLE.leading
    flow.sheet.marks.append(placed(title, _FRAME.left, baseline(flow.y, _TITLE), title.width, _TITLE))
    flow.sheet.marks.append(Box(right - width, top - height, width, height, thickness=1.4, stroke=0.0))
    low = baseline(top - height + (height - _MARK.leading) / 2, _MARK)
    flow.sheet.marks.append(placed(mark, right - width + 11, low, mark.width, _MARK))
    flow.space(4)
    flow.rule(thickness=1.4, grey=0.0)
    flow.space(8)
    style = Style(Face.GOTHIC_BOLD, 13, 19)
    centre = "\u3000".join(part for part in (sheet.centre, sheet.department) if part)
    line, fitting = fitted(centre, _FRAME.measure, style, 9)
    if line.width <= _FRAME.measure:
        flow.lines([line], fitting)
    else:
        flow.text(centre, style.but(size=9, leading=14))
    flow.space(5)


def _code(flow: Flow, sheet: RecoverySheet) -> None:
    """Set the groups in a heavy frame, each in a field of its own, numbered as the fields of the window are."""
    rows = [sheet.groups[start : start + _ACROSS] for start in range(0, len(sheet.groups), _ACROSS)]
    label = single_line(sheet.code_label, _SMALL.face, _SMALL.size)
    height = _LABEL + len(rows) * (_CELL + _GAP) + _INSIDE - _GAP
    flow.keep(height)
    top = flow.y
    flow.sheet.marks.append(
        Box(_FRAME.left, top - height, _FRAME.measure, height, radius=5, thickness=2.0, stroke=0.0, fill=0.95)
    )
    flow.sheet.marks.append(placed(label, _FRAME.left + _INSIDE, top - _LABEL + 7, label.width, _SMALL))
    width = (_FRAME.measure - 2 * _INSIDE - (_ACROSS - 1) * _GAP) / _ACROSS
    for line, groups in enumerate(rows):
        foot = top - _LABEL - line * (_CELL + _GAP) - _CELL
        for place, group in enumerate(groups):
            left = _FRAME.left + _INSIDE + place * (width + _GAP)
            flow.sheet.marks.append(Box(left, foot, width, _CELL, radius=3, thickness=HEAVY, stroke=0.0, fill=1.0))
            number = single_line(str(line * _ACROSS + place + 1), _NUMBER.face, _NUMBER.size)
            flow.sheet.marks.append(placed(number, left, foot + _CELL - 12, width, _NUMBER))
            _group(flow, group, left, foot + 5, width)
    flow.y = top - height


def _group(flow: Flow, group: str, left: float, foot: float, width: float) -> None:
    """Set one group in the middle, its characters apart, so that two never read as one; smaller if it is all W."""
    room, gaps = width - 6, max(1, len(group) - 1)
    natural = single_line(group, _GROUP.face, _GROUP.size).width
    size = min(_GROUP.size, _GROUP.size * (room - _LEAST_APART * gaps) / natural)
    letters = [single_line(letter, _GROUP.face, size) for letter in group]
    natural = sum(each.width for each in letters)
    apart = min(_APART, (room - natural) / gaps)
    x = left + (width - natural - apart * gaps) / 2
    for letter in letters:
        flow.sheet.marks.append(placed(letter, x, baseline(foot, _GROUP), letter.width, _GROUP))
        x += letter.width + apart


def _fact(flow: Flow, label: str, text: str) -> None:
    column = 118.0
    style = Style(Face.GOTHIC_BOLD, 10.5, 17)
    top = flow.y
    flow.text(text, style, left=column)
    low = flow.y
    flow.y = top
    flow.text(label, _SMALL.but(leading=17), width=column - 6)
    flow.y = min(flow.y, low)


def _void(flow: Flow, text: str) -> None:
    """Set what makes the sheet void in a frame, so that it is read before the code is trusted."""
    style = Style(Face.GOTHIC_BOLD, 10.5, 16)
    lines = set_text(f"▲ {text}", _FRAME.measure - 20, style)
    height = len(lines) * style.leading + 10
    flow.keep(height)
    flow.sheet.marks.append(Box(_FRAME.left, flow.y - height, _FRAME.measure, height, thickness=HEAVY, stroke=0.0))
    for number, line in enumerate(lines, start=1):
        low = baseline(flow.y - 5 - number * style.leading, style)
        flow.sheet.marks.append(placed(line, _FRAME.left + 10, low, _FRAME.measure, style))
    flow.y -= height


def _list(flow: Flow, heading: str, items: Sequence[tuple[str, str]], text_style: Style) -> None:
    flow.space(13)
    flow.keep(_HEADING.leading + 2 * _TEXT.leading)
    flow.text(heading, _HEADING)
    flow.space(2)
    style = text_style.but(align=Align.LEFT)
    for sign, text in items:
        flow.keep(2 * style.leading)
        top = flow.y
        flow.text(sign, style, width=_INDENT)
        flow.y = top
        flow.text(text, style, left=_INDENT)
        flow.space(1.5)


def _signatures(flow: Flow, labels: Sequence[str]) -> None:
    """Set fields to be written in by hand at the foot of the page."""
    flow.space(14)
    flow.keep(_SIGN + 8)
    low = _FRAME.bottom + 8
    width = _FRAME.measure / len(labels)
    for place, label in enumerate(labels):
        left = _FRAME.left + place * width
        flow.sheet.marks.append(Box(left, low, width, _SIGN, thickness=HEAVY, stroke=0.0))
        line = single_line(label, _SMALL.face, _SMALL.size)
        flow.sheet.marks.append(placed(line, left + 5, low + _SIGN - 12, line.width, _SMALL))
        flow.sheet.marks.append(Rule(left, low + _SIGN - 17, left + width, low + _SIGN - 17))
    flow.y = low
