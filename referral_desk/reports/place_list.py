"""Draws the list of places on A4, large enough for arm's length, with a code for the call and one for the map."""

from __future__ import annotations

import segno

from referral_desk.domain.documents.place_list import PlaceEntry, PlaceList
from referral_desk.reports import styles
from referral_desk.reports.drawing import Box, Info, Sheet, paint
from referral_desk.reports.fonts import Face
from referral_desk.reports.layout import Align, single_line
from referral_desk.reports.page import Flow, baseline, foot_line, placed, set_text
from referral_desk.reports.structure import Role
from referral_desk.reports.styles import Style

_FRAME = styles.LETTER_FRAME
_TITLE = Style(Face.GOTHIC_BOLD, 20, 29, role=Role.TITLE)
_TEXT = Style(Face.GOTHIC, 11.5, 18)
_NAME = Style(Face.GOTHIC_BOLD, 16, 23)
_MEANT = Style(Face.GOTHIC, 10, 15)
_LABEL = Style(Face.GOTHIC, 9.5, 18, grey=0.2)
_FACT = Style(Face.GOTHIC_BOLD, 12, 18)
_CODE_LABEL = Style(Face.GOTHIC, 9, 12, Align.CENTRE)
_PHONE = Style(Face.GOTHIC_BOLD, 13, 20)
_LABELS = 86.0
_CODE, _GAP = 66.0, 12.0
_CODES = 2 * _CODE + 2 * _GAP
_QUIET = 4


def place_list_pdf(content: PlaceList) -> bytes:
    """Return the list as PDF; raises MissingGlyphs."""
    return paint(_pages(content), Info(content.about.title, content.about.author, content.about.language, Face.GOTHIC))


def _pages(content: PlaceList) -> list[Sheet]:
    flow = Flow(_FRAME)
    flow.text(content.about.title, _TITLE)
    flow.text(content.lead, _TEXT)
    flow.space(4)
    for entry in content.entries:
        _entry(flow, entry, content)
    flow.space(8)
    flow.keep(_TEXT.leading + 2 * _PHONE.leading)
    flow.rule(thickness=1.0, grey=0.0)
    flow.space(6)
    flow.text(content.help_label, _TEXT)
    flow.text(content.help_text, _PHONE)
    return flow.finish(foot_line(_FRAME, styles.FOOT, content.about.author, ""))


def _entry(flow: Flow, entry: PlaceEntry, content: PlaceList) -> None:
    width = _FRAME.measure - _CODES
    facts = sum(len(set_text(text, width - _LABELS, _FACT)) * _FACT.leading for _label, text in entry.facts)
    names = len(set_text(entry.name, width, _NAME)) * _NAME.leading + _MEANT.leading
    height = max(names + facts, _CODE + _CODE_LABEL.leading) + 18
    flow.keep(min(height, _FRAME.height / 2))
    flow.space(6)
    flow.rule()
    flow.space(6)
    top = flow.y
    flow.text(entry.name, _NAME, width=width)
    flow.text(entry.meant_for, _MEANT, width=width)
    for label, text in entry.facts:
        top_of_fact = flow.y
        flow.text(text, _FACT, left=_LABELS, width=width - _LABELS)
        low = flow.y
        flow.y = top_of_fact
        flow.text(label, _LABEL, width=_LABELS - 6)
        flow.y = min(flow.y, low)
    left = _FRAME.left + _FRAME.measure - _CODES + _GAP
    bottom = top
    for text, label in ((entry.call, content.call_label), (entry.map, content.map_label)):
        if text:
            _code(flow, text, left, top - _CODE)
            line = single_line(label, _CODE_LABEL.face, _CODE_LABEL.size)
            low = top - _CODE - _CODE_LABEL.leading
            flow.sheet.marks.append(placed(line, left, baseline(low, _CODE_LABEL), _CODE, _CODE_LABEL))
            bottom = min(bottom, low)
        left += _CODE + _GAP
    flow.y = min(flow.y, bottom)


def _code(flow: Flow, text: str, left: float, foot: float) -> None:
    """Set a QR code into a square of ``_CODE``, its quiet edge of four modules included."""
    rows = [bytes(row) for row in segno.make_qr(text, error="m").matrix]
    module = _CODE / (len(rows) + 2 * _QUIET)
    for number, row in enumerate(rows):
        y = foot + _CODE - (number + 1 + _QUIET) * module
        start = 0
        while start < len(row):
            end = start
            while end < len(row) and row[end]:
                end += 1
            if end > start:
                x = left + (start + _QUIET) * module
                flow.sheet.marks.append(Box(x, y, (end - start) * module, module, thickness=0.0, fill=0.0))
            start = end + 1
