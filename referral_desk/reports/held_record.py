"""Draws everything held about one person on A4: labelled fields, entry by entry, in two parts."""

from __future__ import annotations

from referral_desk.domain.documents.held_record import HeldEntry, HeldFact, HeldPaper, HeldPart, HeldSection
from referral_desk.reports import styles
from referral_desk.reports.drawing import HAIRLINE, Box, Info, Rule, paint
from referral_desk.reports.fonts import Face
from referral_desk.reports.layout import single_line
from referral_desk.reports.page import Flow, baseline, foot_line, placed, set_text
from referral_desk.reports.styles import Style

_FRAME = styles.TABLE_FRAME
_TEXT = styles.TABLE_TEXT
_APART = _TEXT.but(grey=0.4)
_LABEL = styles.TABLE_HEAD.but(leading=_TEXT.leading)
_ENTRY = Style(Face.GOTHIC_BOLD, 9, 13)
_INNER = Style(Face.GOTHIC_BOLD, 8, 12, grey=0.25)
_PART = Style(Face.GOTHIC_BOLD, 13, 19)
_MARK = Style(Face.GOTHIC_BOLD, 10.5, 16)
_LABEL_WIDTH = 118.0
_GUTTER = 8.0
_INDENT = 12.0
_DEEPEST = 4


def held_record_pdf(paper: HeldPaper) -> bytes:
    """Return the paper as PDF; raises MissingGlyphs."""
    flow = Flow(_FRAME)
    _head(flow, paper)
    for number, part in enumerate(paper.parts):
        if number:
            flow.new_page()
        _part(flow, part)
    foot = foot_line(_FRAME, styles.FOOT, paper.foot, paper.made)
    return paint(flow.finish(foot), Info(paper.about.title, paper.about.author, paper.about.language, Face.GOTHIC))


def _head(flow: Flow, paper: HeldPaper) -> None:
    mark = single_line(paper.confidential, _MARK.face, _MARK.size)
    width = mark.width + 16
    left = _FRAME.left + _FRAME.measure - width
    top = flow.y
    flow.text(paper.about.title, styles.TITLE, width=_FRAME.measure - width - 10)
    flow.sheet.marks.append(Box(left, top - 19, width, 18, thickness=1.0, stroke=0.0))
    flow.sheet.marks.append(placed(mark, left + 8, baseline(top - 18.4, _MARK), mark.width, _MARK))
    flow.text(paper.whose, _TEXT.but(size=10.5, leading=16))
    flow.text("\u3000".join(part for part in (paper.centre, paper.made) if part), _TEXT)
    flow.space(4)
    flow.rule(thickness=1.2, grey=0.0)
    flow.space(8)


def _part(flow: Flow, part: HeldPart) -> None:
    flow.text(part.heading, _PART)
    flow.text(part.remark, styles.TABLE_HEAD)
    for section in part.sections:
        _section(flow, section)
    if part.none:
        flow.space(12)
        flow.rule()
        flow.space(3)
        flow.text(part.none, _APART)


def _section(flow: Flow, section: HeldSection) -> None:
    flow.space(12)
    flow.keep(styles.HEADING.leading + 5 + 3 * _TEXT.leading)
    flow.text(section.heading, styles.HEADING)
    flow.space(2)
    flow.rule(thickness=0.8, grey=0.0)
    for number, entry in enumerate(section.entries):
        _entry(flow, entry, 0, ruled=number > 0)


def _entry(flow: Flow, entry: HeldEntry, depth: int, *, ruled: bool) -> None:
    left = min(depth, _DEEPEST) * _INDENT
    flow.space(4 if depth == 0 else 2)
    first = entry.facts[0] if entry.facts else None
    flow.keep(_ENTRY.leading + (2 * _TEXT.leading + 4 if first else _TEXT.leading))
    if ruled and depth == 0 and not flow.at_top:
        x = _FRAME.left
        flow.sheet.marks.append(Rule(x, flow.y, x + _FRAME.measure, flow.y, HAIRLINE))
        flow.space(3)
    if entry.heading:
        flow.text(entry.heading, _ENTRY, left=left)
    for fact in entry.facts:
        _fact(flow, fact, left)
    for inner in entry.lists:
        flow.space(3)
        flow.keep(_INNER.leading + 2 * _TEXT.leading)
        flow.text(inner.heading, _INNER, left=left + _INDENT)
        for each in inner.entries:
            _entry(flow, each, depth + 2, ruled=False)


def _fact(flow: Flow, fact: HeldFact, left: float) -> None:
    """Set a label with its text beside it; a long text goes on on the next page."""
    style = _APART if fact.apart else _TEXT
    beside = left + (_LABEL_WIDTH if fact.label else 0.0)
    label = set_text(fact.label, _LABEL_WIDTH - _GUTTER, _LABEL) if fact.label else []
    lines = set_text(fact.text, _FRAME.measure - beside, style)
    flow.keep((len(label) if len(label) > len(lines) else min(2, len(lines))) * _TEXT.leading)
    sheet, y = flow.sheet, flow.y
    for number, line in enumerate(label, start=1):
        foot = baseline(y - number * _LABEL.leading, _LABEL)
        sheet.marks.append(placed(line, _FRAME.left + left, foot, _LABEL_WIDTH, _LABEL))
    flow.lines(lines, style, left=beside)
    if flow.sheet is sheet:
        flow.y = min(flow.y, y - len(label) * _LABEL.leading)
