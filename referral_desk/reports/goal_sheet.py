"""Draws the goal sheet on A4: the goal large enough for a refrigerator door, a diary of four weeks below."""

from __future__ import annotations

from referral_desk.domain.documents.goal_sheet import GoalSheet
from referral_desk.reports import styles
from referral_desk.reports.drawing import HEAVY, Box, Info, Rule, Sheet, paint
from referral_desk.reports.fonts import Face
from referral_desk.reports.layout import Align, single_line
from referral_desk.reports.page import Flow, baseline, foot_line, placed, set_text
from referral_desk.reports.structure import Role
from referral_desk.reports.styles import Style

_FRAME = styles.LETTER_FRAME
_TITLE = Style(Face.GOTHIC_BOLD, 22, 32, role=Role.TITLE)
_TEXT = Style(Face.GOTHIC, 12, 19)
_LABEL = Style(Face.GOTHIC_BOLD, 12, 19)
_GOAL = Style(Face.GOTHIC_BOLD, 24, 34)
_FACT = Style(Face.GOTHIC_BOLD, 15, 23)
_SMALL = Style(Face.GOTHIC, 10, 15)
_DAY = Style(Face.GOTHIC, 11, 16, Align.CENTRE)
_PHONE = Style(Face.GOTHIC_BOLD, 14, 22)
_LABELS = 130.0
_CELL = 34.0
_WEEK = 56.0
_PADDING = 14.0


def goal_sheet_pdf(sheet: GoalSheet) -> bytes:
    """Return the sheet as PDF; raises MissingGlyphs."""
    return paint(_pages(sheet), Info(sheet.about.title, sheet.about.author, sheet.about.language, Face.GOTHIC))


def _pages(sheet: GoalSheet) -> list[Sheet]:
    flow = Flow(_FRAME)
    flow.text(sheet.about.title, _TITLE)
    flow.rule(thickness=1.4, grey=0.0)
    flow.space(8)
    flow.text(sheet.lead, _TEXT)
    flow.space(10)
    _goal(flow, sheet)
    flow.space(12)
    for label, fact in sheet.facts:
        _fact(flow, label, fact)
    if sheet.helps:
        flow.space(6)
        flow.text(sheet.helps_label, _LABEL)
        flow.text(sheet.helps, _TEXT)
    flow.space(14)
    _diary(flow, sheet)
    flow.space(14)
    if sheet.again:
        _fact(flow, sheet.again_label, sheet.again)
    flow.keep(_LABEL.leading + 2 * _PHONE.leading)
    flow.text(sheet.help_label, _LABEL)
    flow.text(sheet.help_text, _PHONE)
    return flow.finish(foot_line(_FRAME, styles.FOOT, sheet.about.author, ""))


def _goal(flow: Flow, sheet: GoalSheet) -> None:
    """Set the goal in a heavy frame, its label above it."""
    lines = set_text(sheet.goal, _FRAME.measure - 2 * _PADDING, _GOAL)
    height = _LABEL.leading + len(lines) * _GOAL.leading + 2 * _PADDING
    flow.keep(height)
    top = flow.y
    flow.sheet.marks.append(Box(_FRAME.left, top - height, _FRAME.measure, height, radius=6, thickness=2.0, stroke=0.0))
    label = single_line(sheet.goal_label, _LABEL.face, _LABEL.size)
    low = baseline(top - _PADDING - _LABEL.leading, _LABEL)
    flow.sheet.marks.append(placed(label, _FRAME.left + _PADDING, low, label.width, _LABEL))
    for number, line in enumerate(lines, start=1):
        low = baseline(top - _PADDING - _LABEL.leading - number * _GOAL.leading, _GOAL)
        flow.sheet.marks.append(placed(line, _FRAME.left + _PADDING, low, _FRAME.measure, _GOAL))
    flow.y = top - height


def _fact(flow: Flow, label: str, text: str) -> None:
    top = flow.y
    flow.text(text, _FACT, left=_LABELS)
    low = flow.y
    flow.y = top
    flow.text(label, _SMALL.but(leading=_FACT.leading), width=_LABELS - 8)
    flow.y = min(flow.y, low)


def _diary(flow: Flow, sheet: GoalSheet) -> None:
    """Set a field a day, a row a week, to be written in by hand."""
    height = _DAY.leading + len(sheet.weeks) * _CELL
    flow.keep(_LABEL.leading + _SMALL.leading + height)
    flow.text(sheet.diary_label, _LABEL)
    flow.text(sheet.diary_hint, _SMALL)
    flow.space(3)
    top = flow.y - _DAY.leading
    width = (_FRAME.measure - _WEEK) / len(sheet.days)
    marks = flow.sheet.marks
    for place, day in enumerate(sheet.days):
        line = single_line(day, _DAY.face, _DAY.size)
        marks.append(placed(line, _FRAME.left + _WEEK + place * width, baseline(top, _DAY), width, _DAY))
    for number, week in enumerate(sheet.weeks):
        line = single_line(week, _DAY.face, _DAY.size)
        low = top - (number + 1) * _CELL + (_CELL - _DAY.leading) / 2
        marks.append(placed(line, _FRAME.left, baseline(low, _DAY), _WEEK - 6, _DAY))
    low = top - len(sheet.weeks) * _CELL
    marks.append(Box(_FRAME.left + _WEEK, low, _FRAME.measure - _WEEK, top - low, thickness=HEAVY, stroke=0.0))
    for number in range(1, len(sheet.weeks)):
        y = top - number * _CELL
        marks.append(Rule(_FRAME.left + _WEEK, y, _FRAME.left + _FRAME.measure, y))
    for place in range(1, len(sheet.days)):
        x = _FRAME.left + _WEEK + place * width
        marks.append(Rule(x, low, x, top))
    flow.y = low
