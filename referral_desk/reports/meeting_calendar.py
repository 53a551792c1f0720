"""Draws the meeting calendar on A4 across, or on A3: a week a row, as high as its fullest day needs.

The text is set at the largest size at which every meeting has room. Where none gives it, each day has the size that
suits it, a full one names its meetings without their places, or the first of them, and a list on further pages has them
all: nothing is ever cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from referral_desk.domain.documents.meeting_calendar import CalendarDay, CalendarMeeting, MeetingCalendar
from referral_desk.reports import styles
from referral_desk.reports.drawing import HAIRLINE, HEAVY, Box, Info, Rule, Sheet, paint
from referral_desk.reports.fonts import Face
from referral_desk.reports.layout import Align, Line, single_line
from referral_desk.reports.page import Cell, Flow, Grid, Row, baseline, fitted, foot_line, placed, set_text
from referral_desk.reports.structure import Role
from referral_desk.reports.styles import MM, Frame, Style

_ACROSS = Frame(297 * MM, 210 * MM, left=10 * MM, right=10 * MM, top=9 * MM, bottom=11 * MM)
_ON_A3 = 2**0.5
_SIZES = (1.25, 1.12, 1.0, 0.92, 0.85)
"""What the text of a day is multiplied with; the smallest can still be read an arm's length away."""
_SIZES_ON_A3 = (*_SIZES, 0.77, 0.68, 0.6)
"""The paper is larger by itself, so that the smallest is as large as on A4: twice as much has room."""

_MONTH = Style(Face.GOTHIC_BOLD, 22, 30, role=Role.TITLE)
_SUBJECT = Style(Face.GOTHIC_BOLD, 13, 19, role=Role.HEADING)
_CHOSEN = Style(Face.GOTHIC, 10.5, 15)
_WEEKDAY = Style(Face.GOTHIC_BOLD, 10.5, 16, Align.CENTRE)
_NUMBER = Style(Face.GOTHIC_BOLD, 13, 17)
_HOLIDAY = Style(Face.GOTHIC, 8, 17)
_NAME = Style(Face.GOTHIC_BOLD, 9.4, 11.8)
_PLACE = Style(Face.GOTHIC, 8.4, 10.8)
_NOTE = Style(Face.GOTHIC, 9, 13)
_LIST = Style(Face.GOTHIC, 10.5, 15)
_LIST_BOLD = Style(Face.GOTHIC_BOLD, 10.5, 15)
_LIST_SHARES = (0.12, 0.12, 0.3, 0.34, 0.12)
_PADDING = 3.0
_BETWEEN = 2.6
"""The white between two meetings of a day."""
_LOWEST = 40.0
"""No week is lower, so that something can be written into an empty day."""
_OFF = 0.92
"""The grey behind days on which offices are closed; their weekday or their name says it too."""

_Lines = list[tuple[Line, Style]]


@dataclass(frozen=True)
class _Paper:
    """The paper in use: how much larger than A4 it is, and how large the text of the days is set."""

    scale: float
    size: float = 1.0

    @property
    def frame(self) -> Frame:
        return Frame(*(value * self.scale for value in vars(_ACROSS).values()))

    @property
    def column(self) -> float:
        return self.frame.measure / 7

    def fixed(self, style: Style) -> Style:
        """Return a style as it stands on this paper."""
        return style.but(size=style.size * self.scale, leading=style.leading * self.scale)

    def day(self, style: Style) -> Style:
        """Return a style of what stands in a day."""
        return style.but(size=style.size * self.scale * self.size, leading=style.leading * self.scale * self.size)

    def points(self, length: float) -> float:
        """Return a length on A4 as it is on this paper."""
        return length * self.scale


def meeting_calendar_pdf(content: MeetingCalendar) -> bytes:
    """Return the calendar as PDF; raises MissingGlyphs."""
    scale = _ON_A3 if content.large else 1.0
    flow = Flow(_Paper(scale).frame)
    _head(flow, content, _Paper(scale))
    room = flow.room - _foot_height(content, _Paper(scale))
    papers, heights = _fitting(content, scale, room)
    full = _grid(flow, content, papers, heights)
    _foot(flow, content, _Paper(scale))
    if full:
        _listed(flow, full, content, _Paper(scale))
    foot = foot_line(flow.frame, _Paper(scale).fixed(styles.FOOT), content.about.author, content.about.title)
    return paint(
        flow.finish(foot), Info(content.about.title, content.about.author, content.about.language, Face.GOTHIC)
    )


def _head(flow: Flow, content: MeetingCalendar, paper: _Paper) -> None:
    """Set the month large, what the calendar is about beside it."""
    style, subject, chosen = paper.fixed(_MONTH), paper.fixed(_SUBJECT), paper.fixed(_CHOSEN)
    line = single_line(content.month, style.face, style.size)
    low = flow.y - style.leading
    left = flow.frame.left + line.width + paper.points(14)
    flow.sheet.marks.append(placed(line, flow.frame.left, baseline(low, style), line.width, style))
    room = flow.frame.measure - line.width - paper.points(14)
    said, fitting = fitted(content.subject, room * 0.6 if content.chosen else room, subject, paper.points(7))
    flow.sheet.marks.append(placed(said, left, baseline(low, style), said.width, fitting))
    if content.chosen:
        narrowed, small = fitted(content.chosen, room - said.width - paper.points(12), chosen, paper.points(6))
        right = flow.frame.left + flow.frame.measure - narrowed.width
        flow.sheet.marks.append(placed(narrowed, right, baseline(low, style), narrowed.width, small))
    flow.y = low - paper.points(3)


def _foot_height(content: MeetingCalendar, paper: _Paper) -> float:
    lines = set_text(_foot_text(content), paper.frame.measure, paper.fixed(_NOTE))
    return len(lines) * paper.fixed(_NOTE).leading + paper.points(5)


def _foot_text(content: MeetingCalendar) -> str:
    return "\n".join(part for part in (content.none, content.note, content.asked_at) if part)


def _foot(flow: Flow, content: MeetingCalendar, paper: _Paper) -> None:
    flow.y -= paper.points(4)
    flow.text(_foot_text(content), paper.fixed(_NOTE))


# --- how high the weeks are -------------------------------------------------------------------------------------------


def _fitting(content: MeetingCalendar, scale: float, room: float) -> tuple[list[_Paper], list[float]]:
    """Return the paper with the largest text at which all fits, and how high each week is.

    Where none fits, the papers are those from which each day takes its own, the largest text first.
    """
    room -= _Paper(scale).fixed(_WEEKDAY).leading
    papers = [_Paper(scale, size) for size in (_SIZES_ON_A3 if scale > 1 else _SIZES)]
    for paper in papers:
        needed = [_needed(week, paper) for week in content.weeks]
        if sum(needed) <= room:
            slack = (room - sum(needed)) / len(needed)
            return [paper], [height + slack for height in needed]
    usual = [paper for paper in papers if paper.size <= 1]
    return usual, _shared([_needed(week, papers[-1]) for week in content.weeks], room)


def _needed(week: Sequence[CalendarDay | None], paper: _Paper) -> float:
    """Return how high a week must be to hold all its meetings."""
    days = (_height(_lines_of(day.meetings, paper), len(day.meetings), paper) for day in week if day is not None)
    return max(paper.points(_LOWEST), *days)


def _height(lines: _Lines, meetings: int, paper: _Paper) -> float:
    between = max(0, meetings - 1) * paper.points(_BETWEEN)
    head = paper.fixed(_NUMBER).leading + 2 * paper.points(_PADDING)
    return head + sum(style.leading for _line, style in lines) + between


def _shared(needed: Sequence[float], room: float) -> list[float]:
    """Return heights that together fill the room: low weeks have what they need, the others share the rest evenly."""
    heights = [0.0] * len(needed)
    left = sorted(range(len(needed)), key=lambda number: needed[number])
    while left:
        number = left.pop(0)
        heights[number] = min(needed[number], room / (len(left) + 1))
        room -= heights[number]
    return heights


def _lines_of(meetings: Sequence[CalendarMeeting], paper: _Paper, *, places: bool = True) -> _Lines:
    return [line for meeting in meetings for line in _meeting(meeting, paper, places=places)]


def _meeting(meeting: CalendarMeeting, paper: _Paper, *, places: bool = True) -> _Lines:
    """Return the lines of a meeting: time and group, then where and for whom."""
    width = paper.column - 2 * paper.points(_PADDING)
    name, place = paper.day(_NAME), paper.day(_PLACE)
    lines = [(line, name) for line in set_text(f"{meeting.clock} {meeting.name}", width, name)]
    below = meeting.below if places else ""
    return lines + ([(line, place) for line in set_text(below, width, place)] if below else [])


# --- the calendar -----------------------------------------------------------------------------------------------------


def _grid(
    flow: Flow, content: MeetingCalendar, papers: Sequence[_Paper], heights: Sequence[float]
) -> list[CalendarDay]:
    """Draw the weeks; return the days on which not everything had room."""
    paper = papers[0]
    weekday = paper.fixed(_WEEKDAY)
    low = flow.y - weekday.leading
    for place, name in enumerate(content.weekdays):
        x = flow.frame.left + place * paper.column
        if place in (0, 6):
            flow.sheet.marks.append(
                Box(x, low, paper.column, weekday.leading, thickness=0.0, stroke=None, fill=_OFF - 0.08)
            )
        line = single_line(name, weekday.face, weekday.size)
        flow.sheet.marks.append(placed(line, x, baseline(low, weekday), paper.column, weekday))
    top, flow.y = low, low
    full = []
    rules = []
    for week, height in zip(content.weeks, heights, strict=True):
        for place, day in enumerate(week):
            x = flow.frame.left + place * paper.column
            if day is not None and _day(flow.sheet, day, content, papers, (x, flow.y, height)):
                full.append(day)
        flow.y -= height
        rules.append(Rule(flow.frame.left, flow.y, flow.frame.left + flow.frame.measure, flow.y))
    for place in range(8):
        x = flow.frame.left + place * paper.column
        rules.append(Rule(x, top, x, flow.y, HEAVY if place in (0, 7) else HAIRLINE))
    for y in (top, flow.y):
        rules.append(Rule(flow.frame.left, y, flow.frame.left + flow.frame.measure, y, HEAVY))
    flow.sheet.marks += rules  # over the grey of the days
    return full


def _day(
    sheet: Sheet, day: CalendarDay, content: MeetingCalendar, papers: Sequence[_Paper], at: tuple[float, float, float]
) -> bool:
    """Draw one day at its (left, top, height); return whether something stands only in the list."""
    left, top, height = at
    paper = papers[0]
    if day.off:
        sheet.marks.append(Box(left, top - height, paper.column, height, thickness=0.0, stroke=None, fill=_OFF))
    padding, number = paper.points(_PADDING), paper.fixed(_NUMBER)
    width = paper.column - 2 * padding
    line = single_line(str(day.number), number.face, number.size)
    y = top - padding - number.leading
    sheet.marks.append(placed(line, left + padding, baseline(y, number), line.width, number))
    if day.holiday:
        room = width - line.width - padding
        said, small = fitted(day.holiday, room, paper.fixed(_HOLIDAY), paper.points(5))
        x = left + padding + width - said.width
        sheet.marks.append(placed(said, x, baseline(y, number), said.width, small))
    blocks, whole = _blocks(day, content, papers, height)
    for place, block in enumerate(blocks):
        y -= paper.points(_BETWEEN) if place else 0.0
        for text, style in block:
            y -= style.leading
            sheet.marks.append(placed(text, left + padding, baseline(y, style), width, style))
    return not whole


def _blocks(
    day: CalendarDay, content: MeetingCalendar, papers: Sequence[_Paper], height: float
) -> tuple[list[_Lines], bool]:
    """Return what stands on a day, meeting by meeting, and whether that is everything."""
    smallest = papers[-1]
    place = smallest.day(_PLACE)
    width = smallest.column - 2 * smallest.points(_PADDING)

    def fits(blocks: Sequence[_Lines]) -> bool:
        return _height([line for block in blocks for line in block], len(blocks), smallest) <= height + 0.01

    def told(words: str) -> _Lines:
        return [(line, place) for line in set_text(words, width, place)]

    for paper in papers:
        whole = [_meeting(meeting, paper) for meeting in day.meetings]
        if fits(whole):
            return whole, True
    named = [_meeting(meeting, smallest, places=False) for meeting in day.meetings]
    if fits([*named, told(content.places)]):
        return [*named, told(content.places)], False
    for kept in range(len(named) - 1, 0, -1):
        rest = told(content.more.format(count=len(named) - kept))
        if fits([*named[:kept], rest]):
            return [*named[:kept], rest], False
    return [told(content.more.format(count=len(named)))], False


def _listed(flow: Flow, days: Sequence[CalendarDay], content: MeetingCalendar, paper: _Paper) -> None:
    """Set every meeting of these days in full, on pages of their own."""
    flow.new_page()
    flow.text(f"{content.month}\u3000{content.list_heading}", paper.fixed(_SUBJECT))
    flow.space(paper.points(4))
    columns = tuple(share * flow.frame.measure for share in _LIST_SHARES)
    text, bold, head = paper.fixed(_LIST), paper.fixed(_LIST_BOLD), paper.fixed(styles.TABLE_HEAD)
    faces = (bold, bold, bold, text, text)
    rows = [
        _row((day.label, each.clock, each.name, each.place, each.whom), columns, faces, paper)
        for day in days
        for each in day.meetings
    ]
    flow.table(rows, Grid(columns, _row(content.list_columns, columns, [head] * 5, paper), padding=paper.points(2.5)))


def _row(texts: Sequence[str], columns: Sequence[float], faces: Sequence[Style], paper: _Paper) -> Row:
    gutter = paper.points(8)
    return Row(
        [
            Cell(set_text(text, width - gutter, style), style)
            for text, width, style in zip(texts, columns, faces, strict=True)
        ]
    )
