"""Draws the directory on A4: contents first, then each kind on pages of its own, with a bookmark to it."""

from __future__ import annotations

from collections.abc import Sequence

from referral_desk.domain.documents.directory_pages import DirectoryEntry, DirectoryPages, DirectorySection
from referral_desk.reports import styles
from referral_desk.reports.drawing import HAIRLINE, Box, Info, Sheet, paint
from referral_desk.reports.fonts import Face
from referral_desk.reports.layout import Align, single_line
from referral_desk.reports.page import Flow, baseline, fitted, foot_line, placed, set_text
from referral_desk.reports.registers import marked
from referral_desk.reports.structure import Role
from referral_desk.reports.styles import Style

_FRAME = styles.TABLE_FRAME
_KIND = Style(Face.GOTHIC_BOLD, 15, 22, role=Role.HEADING)
_TEXT = Style(Face.GOTHIC, 10, 14.5)
_NAME = Style(Face.GOTHIC_BOLD, 12.5, 17.5)
_KANA = Style(Face.GOTHIC, 8, 11, grey=0.2)
_PHONE = Style(Face.GOTHIC_BOLD, 11.5, 16)
_LABEL = Style(Face.GOTHIC, 8.5, 14.5, grey=0.2)
_FRESH = Style(Face.GOTHIC, 8.5, 17.5, grey=0.2)
_STALE = Style(Face.GOTHIC_BOLD, 9, 17.5)
_AGAIN = Style(Face.GOTHIC, 8, 11, Align.RIGHT, grey=0.3, role=Role.REPEATED)
_FIGURE = Style(Face.GOTHIC, 10.5, 18, Align.RIGHT)
_CONTENT = Style(Face.GOTHIC, 10.5, 18)
_LABELS = 84.0
_INDENT = 8.0


def directory_pages_pdf(content: DirectoryPages) -> bytes:
    """Return the pages as PDF; raises MissingGlyphs."""
    parts = [_section(section, content) for section in content.sections]
    front = _front(content, parts, len(_front(content, parts, 1)))
    sheets = [*front, *(sheet for part in parts for sheet in part)]
    whose = "\u3000".join((content.mark, content.about.author, content.about.title))
    foot = foot_line(_FRAME, styles.FOOT, whose, content.remarks[0])
    for number, sheet in enumerate(sheets, start=1):
        foot(sheet, number, len(sheets))
    return paint(sheets, Info(content.about.title, content.about.author, content.about.language, Face.GOTHIC))


def _front(content: DirectoryPages, parts: Sequence[Sequence[Sheet]], front: int) -> list[Sheet]:
    """Return the title with the contents; ``front`` is how many pages it takes itself."""
    flow = Flow(_FRAME)
    room = marked(flow, content.mark)
    flow.text(content.about.title, styles.TITLE, width=_FRAME.measure - room)
    flow.text(content.about.author, _TEXT)
    flow.space(4)
    flow.rule(thickness=1.2, grey=0.0)
    flow.space(6)
    for remark in content.remarks:
        flow.text(remark, _TEXT)
    flow.space(14)
    if content.none:
        flow.text(content.none, _TEXT)
        return flow.sheets
    flow.text(content.contents, styles.HEADING)
    flow.space(3)
    flow.rule()
    page = front + 1
    for section, part in zip(content.sections, parts, strict=True):
        flow.keep(_CONTENT.leading)
        low = flow.y - _CONTENT.leading
        counted = single_line(section.counted, _FIGURE.face, _FIGURE.size)
        number = single_line(str(page), _FIGURE.face, _FIGURE.size)
        name, style = fitted(section.heading, _FRAME.measure - counted.width - 90, _CONTENT, 7)
        marks = flow.sheet.marks
        marks.append(placed(name, _FRAME.left, baseline(low, _CONTENT), name.width, style))
        marks.append(placed(counted, _FRAME.left, baseline(low, _FIGURE), _FRAME.measure - 60, _FIGURE))
        marks.append(placed(number, _FRAME.left, baseline(low, _FIGURE), _FRAME.measure, _FIGURE))
        flow.y = low
        flow.rule(HAIRLINE)
        page += len(part)
    return flow.sheets


def _section(section: DirectorySection, content: DirectoryPages) -> list[Sheet]:
    flow = Flow(_FRAME)
    flow.text(section.heading, _KIND)
    flow.text(section.counted, _TEXT)
    flow.space(3)
    flow.rule(thickness=1.2, grey=0.0)
    for entry in section.entries:
        _entry(flow, entry, content.phone_label)
    words, style = fitted(content.continued.format(kind=section.heading), _FRAME.measure, _AGAIN, 5)
    for sheet in flow.sheets[1:]:
        sheet.marks.append(placed(words, _FRAME.left, sheet.height - _FRAME.top + 4, _FRAME.measure, style))
    return flow.sheets


def _entry(flow: Flow, entry: DirectoryEntry, phone_label: str) -> None:
    """Set one entry; a short one is not parted by the end of a page."""
    flow.space(5)
    flow.keep(min(_height(entry), _FRAME.height / 3))
    fresh = _STALE if entry.stale else _FRESH
    verified = single_line(entry.verified, fresh.face, fresh.size)
    names = set_text(entry.name, _FRAME.measure - verified.width - 16, _NAME)
    if entry.kana:
        flow.text(entry.kana, _KANA)
    x = _FRAME.left + _FRAME.measure - verified.width - (5 if entry.stale else 0)
    low = flow.y - _NAME.leading
    if entry.stale:
        flow.sheet.marks.append(Box(x - 5, low + 2, verified.width + 10, _NAME.leading - 3, thickness=0.9, stroke=0.0))
    flow.sheet.marks.append(placed(verified, x, baseline(low, fresh), verified.width, fresh))
    flow.lines(names, _NAME)
    if entry.meant_for:
        flow.text(entry.meant_for, _TEXT)
    if entry.phone:
        _fact(flow, phone_label, entry.phone, _PHONE)
    for label, text in entry.facts:
        _fact(flow, label, text, _TEXT)
    flow.space(5)
    flow.rule()


def _height(entry: DirectoryEntry) -> float:
    """Return how high an entry is, its names as one line."""
    lines = sum(len(set_text(text, _FRAME.measure - _LABELS - _INDENT, _TEXT)) for _label, text in entry.facts)
    return _KANA.leading + _NAME.leading + _PHONE.leading + (lines + 1) * _TEXT.leading + 10


def _fact(flow: Flow, label: str, text: str, style: Style) -> None:
    lines = set_text(text, _FRAME.measure - _LABELS - _INDENT, style)
    flow.keep(min(len(lines), 2) * style.leading)
    name, small = fitted(label, _LABELS - 8, _LABEL, 6)
    low = baseline(flow.y - style.leading, style)
    flow.sheet.marks.append(placed(name, _FRAME.left + _INDENT, low, name.width, small))
    flow.lines(lines, style, left=_LABELS + _INDENT)
