"""Draws the sheet for the phone on A4: the number large, what to say, and boxes and lines to write on with a pen."""

from __future__ import annotations

from collections.abc import Sequence

from referral_desk.domain.documents.phone_sheet import Asked, PhoneSheet, SheetClient, Tick
from referral_desk.reports import styles
from referral_desk.reports.drawing import HEAVY, Box, Info, Rule, Sheet, paint
from referral_desk.reports.fonts import Face
from referral_desk.reports.layout import single_line
from referral_desk.reports.page import Flow, baseline, fitted, foot_line, placed, set_text
from referral_desk.reports.structure import Role
from referral_desk.reports.styles import MM, Frame, Style

_FRAME = Frame(*styles.A4, left=18 * MM, right=18 * MM, top=13 * MM, bottom=16 * MM)
_TITLE = Style(Face.GOTHIC, 11, 18)
_MARK = Style(Face.GOTHIC_BOLD, 9.5, 18)
_NAME = Style(Face.GOTHIC_BOLD, 17, 24, role=Role.TITLE)
_MEANT = Style(Face.GOTHIC, 9.5, 14)
_WARNING = Style(Face.GOTHIC_BOLD, 10, 15)
_PHONE = Style(Face.GOTHIC_BOLD, 20, 28)
_HEADING = Style(Face.GOTHIC_BOLD, 11, 18, role=Role.HEADING)
_TEXT = Style(Face.GOTHIC, 10.5, 15.5)
_FIRST = Style(Face.GOTHIC_BOLD, 11.5, 17)
_LABEL = Style(Face.GOTHIC, 9, 15.5, grey=0.15)
_SMALL = Style(Face.GOTHIC, 9, 13.5)
_LABELS = 92.0
_WRITTEN = (23.0, 21.0, 19.0, 17.5)
"""How high a line is that one writes on by hand: the highest at which the sheet is one page."""
_BOX = 10.5
_SHORTEST = 110.0
"""No line to write on is shorter."""
_NOTES = 3


class _Writing(Flow):
    """Pages with lines to write on that are ``written`` points high."""

    def __init__(self, written: float) -> None:
        super().__init__(_FRAME)
        self.written = written


def phone_sheet_pdf(content: PhoneSheet) -> bytes:
    """Return the sheet as PDF, on one page where what is known leaves room for that; raises MissingGlyphs."""
    tried = (_pages(content, written) for written in _WRITTEN)
    pages = next((pages for pages in tried if len(pages) == 1), None) or _pages(content, _WRITTEN[0])
    return paint(pages, Info(content.about.title, content.about.author, content.about.language, Face.GOTHIC))


def _pages(content: PhoneSheet, written: float) -> list[Sheet]:
    flow = _Writing(written)
    _head(flow, content)
    for label, text in content.facts:
        _fact(flow, label, text)
    _heading(flow, content.script_label, 2 * _TEXT.leading)
    if content.first_words:
        _framed(flow, content.first_words)
    for number, step in enumerate(content.steps, start=1):
        flow.keep(_TEXT.leading)
        top = flow.y
        flow.text(step, _TEXT, left=18)
        line = single_line(f"{number}.", _TEXT.face, _TEXT.size)
        flow.sheet.marks.append(placed(line, _FRAME.left, baseline(top - _TEXT.leading, _TEXT), line.width, _TEXT))
    if content.client is not None:
        _client(flow, content.client)
    _heading(flow, content.agreed_label, 2 * flow.written)
    for asked in content.agreed:
        _asked(flow, asked)
    _notes(flow, content)
    return flow.finish(
        foot_line(_FRAME, styles.FOOT, f"{content.mark}\u3000{content.about.author}", content.about.title)
    )


def _head(flow: _Writing, content: PhoneSheet) -> None:
    mark = single_line(content.mark, _MARK.face, _MARK.size)
    low = flow.y - _TITLE.leading
    left = _FRAME.left + _FRAME.measure - mark.width - 14
    flow.sheet.marks.append(Box(left, low + 0.5, mark.width + 14, _TITLE.leading - 1, thickness=1.0, stroke=0.0))
    flow.sheet.marks.append(placed(mark, left + 7, baseline(low, _MARK), mark.width, _MARK))
    flow.text(content.about.title, _TITLE, width=_FRAME.measure - mark.width - 24)
    flow.space(3)
    flow.text(content.institution, _NAME)
    flow.text(content.meant_for, _MEANT)
    flow.space(3)
    flow.rule(thickness=1.2, grey=0.0)
    flow.space(4)
    if content.warning:
        flow.text(f"△ {content.warning}", _WARNING)
        flow.space(2)
    top = flow.y
    low = top - _PHONE.leading
    label = single_line(content.phone_label, _HEADING.face, _HEADING.size)
    flow.sheet.marks.append(placed(label, _FRAME.left, baseline(low, _PHONE), label.width, _PHONE))
    x = _FRAME.left + _LABELS
    if content.phone:
        line, style = fitted(content.phone, _FRAME.measure - _LABELS, _PHONE, 9)
        flow.sheet.marks.append(placed(line, x, baseline(low, _PHONE), line.width, style))
    else:
        flow.sheet.marks.append(Rule(x, low + 4, _FRAME.left + _FRAME.measure, low + 4))
    flow.y = low


def _heading(flow: _Writing, text: str, following: float) -> None:
    flow.space(6)
    flow.keep(_HEADING.leading + 4 + following)
    flow.rule(thickness=HEAVY, grey=0.0)
    flow.space(2)
    flow.text(text, _HEADING)


def _fact(flow: _Writing, label: str, text: str) -> None:
    """Set a labelled text; a blank one is a line to write on."""
    if not text:
        _line(flow, label)
        return
    lines = set_text(text, _FRAME.measure - _LABELS, _TEXT)
    names = set_text(label, _LABELS - 8, _LABEL)
    flow.keep(min(max(len(lines), len(names)), 3) * _TEXT.leading)
    sheet, top = flow.sheet, flow.y
    flow.lines(lines, _TEXT, left=_LABELS)
    for number, name in enumerate(names, start=1):
        low = baseline(top - number * _LABEL.leading, _LABEL)
        sheet.marks.append(placed(name, _FRAME.left, low, _LABELS, _LABEL))
    if flow.sheet is sheet:
        flow.y = min(flow.y, top - len(names) * _LABEL.leading)


def _framed(flow: _Writing, text: str) -> None:
    """Set what to say first in a frame, as far as it stays on one page."""
    lines = set_text(text, _FRAME.measure - 20, _FIRST)
    height = len(lines) * _FIRST.leading + 8
    if height > _FRAME.height / 3:
        flow.text(text, _FIRST)
        return
    flow.keep(height + 3)
    box = Box(_FRAME.left, flow.y - height, _FRAME.measure, height, radius=4, thickness=1.0, stroke=0.0)
    flow.sheet.marks.append(box)
    flow.y -= 4
    flow.lines(lines, _FIRST, left=10, width=_FRAME.measure - 20)
    flow.y -= 7


def _client(flow: _Writing, client: SheetClient) -> None:
    _heading(flow, client.heading, 2 * flow.written)
    for label, text in client.facts:
        _fact(flow, label, text)
    flow.space(2)
    if client.may:
        flow.text(client.may, _SMALL)
    if client.ask:
        _ticks(flow, client.ask, 0.0)


# --- to be written on -------------------------------------------------------------------------------------------------


def _label(flow: _Writing, text: str) -> None:
    """Set the label of a line of which ``flow.y`` is the top, small where it is long."""
    line, style = fitted(text, _LABELS - 8, _LABEL, 6)
    flow.sheet.marks.append(placed(line, _FRAME.left, flow.y - flow.written + 7, line.width, style))


def _line(flow: _Writing, label: str) -> None:
    flow.keep(flow.written)
    _label(flow, label)
    flow.y -= flow.written
    flow.sheet.marks.append(Rule(_FRAME.left + _LABELS, flow.y + 4, _FRAME.left + _FRAME.measure, flow.y + 4))


def _asked(flow: _Writing, asked: Asked) -> None:
    if not asked.ticks:
        _line(flow, asked.label)
        return
    flow.keep(flow.written)
    _label(flow, asked.label)
    _ticks(flow, asked.ticks, _LABELS)


def _ticks(flow: _Writing, ticks: Sequence[Tick], left: float) -> None:
    """Set boxes with their words beside each other; what is long goes on below its first line."""
    end = _FRAME.left + _FRAME.measure
    start = _FRAME.left + left
    x = start
    flow.keep(flow.written)
    flow.y -= flow.written
    for number, tick in enumerate(ticks):
        lines = set_text(tick.text, end - start - _BOX - 5, _TEXT)
        wide = _BOX + 5 + max(line.width for line in lines) + (_SHORTEST if tick.line else 0.0)
        if number and x + wide > end:
            x = start
            flow.keep(flow.written)
            flow.y -= flow.written
        low = flow.y + 6
        flow.sheet.marks.append(Box(x, low - 1.5, _BOX, _BOX, thickness=0.9, stroke=0.0))
        text = x + _BOX + 5
        flow.sheet.marks.append(placed(lines[0], text, low, lines[0].width, _TEXT))
        for line in lines[1:]:
            flow.keep(_TEXT.leading)
            flow.y -= _TEXT.leading
            flow.sheet.marks.append(placed(line, text, flow.y + 6, line.width, _TEXT))
        if tick.line:
            flow.sheet.marks.append(Rule(text + lines[-1].width + 4, flow.y + 4, end, flow.y + 4))
            x = end
        else:
            x = text + max(line.width for line in lines) + 16


def _notes(flow: _Writing, content: PhoneSheet) -> None:
    """Set lines for notes as far as the page has room for them, and what to do afterwards at its foot."""
    after = set_text(content.after, _FRAME.measure, _SMALL)
    room = flow.room - len(after) * _SMALL.leading - 8 - _HEADING.leading - 6
    if room >= flow.written:
        _heading(flow, content.note_label, 0.0)
        for _number in range(min(_NOTES, int(room / flow.written))):
            flow.y -= flow.written
            flow.sheet.marks.append(Rule(_FRAME.left, flow.y + 4, _FRAME.left + _FRAME.measure, flow.y + 4))
    flow.space(6)
    flow.keep(len(after) * _SMALL.leading)
    flow.lines(after, _SMALL)
