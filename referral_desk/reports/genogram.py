"""Draws the genogram as vectors: on a page of its own, upright or across as it needs, and as a block of another page.

Where everything lies is settled in the frozen genogram; here it is only scaled to the room on the paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from referral_desk.domain.documents.genogram_page import GenogramDrawing, GenogramPage, SymbolWords
from referral_desk.domain.genogram import LABEL_HEIGHT, LegendEntry, Line, Shape, Symbol
from referral_desk.domain.genogram_signs import Sign, sign
from referral_desk.reports import styles
from referral_desk.reports.drawing import (
    INK,
    Box,
    Circle,
    Info,
    Mark,
    Polygon,
    Polyline,
    Rule,
    Sheet,
    TextMark,
    paint,
)
from referral_desk.reports.fonts import Face
from referral_desk.reports.layout import Line as TextLine
from referral_desk.reports.layout import single_line
from referral_desk.reports.page import baseline, fitted, foot_line, placed, set_text
from referral_desk.reports.structure import Role
from referral_desk.reports.styles import MM, Frame, Style

_UPRIGHT = Frame(*styles.A4, left=15 * MM, right=15 * MM, top=13 * MM, bottom=16 * MM)
_ACROSS = Frame(styles.A4[1], styles.A4[0], left=15 * MM, right=15 * MM, top=13 * MM, bottom=16 * MM)
_HEAD = 56.0
LARGEST_UNIT = 30.0
"""The size of a symbol in points where there is room enough."""
_DASH = (4.0, 2.6)
_DOTS = (1.0, 2.4)
_LEGEND = Style(Face.GOTHIC, 8, 15)
_LEGEND_SIGN = 22.0
_LEGEND_GAP = 14.0
_REMARK = Style(Face.GOTHIC, 9, 14)


def genogram_pdf(page: GenogramPage) -> bytes:
    """Return the page as PDF; raises MissingGlyphs."""
    drawn = page.drawing.genogram
    frame = _ACROSS if drawn.width * LARGEST_UNIT > _UPRIGHT.measure else _UPRIGHT
    sheet = Sheet(frame.width, frame.height)
    top = _head(sheet, frame, page)
    below = _foot_block(page, frame)
    bottom = frame.bottom + below.height
    unit = genogram_unit(page.drawing, frame.measure, top - bottom)
    height = drawn.height * unit
    sheet.marks.extend(genogram_marks(page.drawing, frame.left, top - height, frame.measure, height))
    below.put(sheet, frame, top - height - 12)
    foot = foot_line(
        frame, styles.FOOT, f"{page.confidential}\u3000{page.centre}", f"{page.number}\u3000{page.made_on}"
    )
    foot(sheet, 1, 1)
    return paint([sheet], Info(page.about.title, page.about.author, page.about.language, Face.GOTHIC))


def _head(sheet: Sheet, frame: Frame, page: GenogramPage) -> float:
    """Set whose household it is at the left and the confidential mark at the right; return where the head ends."""
    top, right = frame.height - frame.top, frame.left + frame.measure
    mark = single_line(page.confidential, Face.GOTHIC_BOLD, 10.5)
    sheet.marks.append(Box(right - mark.width - 16, top - 18, mark.width + 16, 18, thickness=1.0, stroke=0.0))
    sheet.marks.append(TextMark(right - mark.width - 8, top - 13, mark))
    title = single_line(f"{page.about.title}\u3000{page.number}\u3000{page.made_on}", Face.GOTHIC, 10.5)
    sheet.marks.append(TextMark(frame.left, top - 12, title, role=Role.TITLE))
    name, name_style = fitted(page.name, frame.measure * 0.5, Style(Face.GOTHIC_BOLD, 15, 20), 6)
    sheet.marks.append(placed(name, frame.left, top - 38, name.width, name_style))
    beside = "\u3000".join(part for part in (page.kana, page.birth) if part)
    after, after_style = fitted(beside, frame.measure - name.width - 14, Style(Face.GOTHIC, 9, 13), 4)
    sheet.marks.append(placed(after, frame.left + name.width + 14, top - 38, after.width, after_style))
    sheet.marks.append(Rule(frame.left, top - 46, right, top - 46, 1.2, INK))
    return top - _HEAD


# --- the drawing ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Paper:
    """How units become points on the paper: there y grows upwards."""

    x: float
    y: float
    unit: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        return self.x + x * self.unit, self.y - y * self.unit


def genogram_unit(drawing: GenogramDrawing, width: float, height: float) -> float:
    """Return the size of a symbol, in points, of a genogram drawn in a room of this size."""
    drawn = drawing.genogram
    if not drawn.symbols:
        return LARGEST_UNIT
    return min(width / drawn.width, height / drawn.height, LARGEST_UNIT)


def genogram_marks(drawing: GenogramDrawing, left: float, bottom: float, width: float, height: float) -> list[Mark]:
    """Return the marks of a genogram in the middle of a room: loops and lines first, symbols and words over them."""
    drawn = drawing.genogram
    unit = genogram_unit(drawing, width, height)
    paper = _Paper(left + (width - drawn.width * unit) / 2, bottom + (height + drawn.height * unit) / 2, unit)
    marks: list[Mark] = []
    for loop in drawn.loops:
        points = tuple(paper.point(x, y) for x, y in loop)
        marks.append(Polyline((*points, points[0]), thickness=0.8, grey=0.25, dash=_DASH))
    marks.extend(_line(line, paper) for line in drawn.lines)
    for symbol, words in zip(drawn.symbols, drawing.words, strict=True):
        marks.extend(_symbol(symbol, words, paper))
    return marks


def _line(line: Line, paper: _Paper) -> Rule:
    start, end = paper.point(line.x1, line.y1), paper.point(line.x2, line.y2)
    return Rule(*start, *end, thickness=1.0, grey=INK, dash=_DOTS if line.dotted else ())


def _symbol(symbol: Symbol, words: SymbolWords, paper: _Paper) -> list[Mark]:
    drawn = sign(symbol.shape, client=symbol.client, deceased=symbol.deceased)
    x, y, width, height = symbol.label
    corner = paper.point(x, y + height)
    marks: list[Mark] = _sign(drawn, symbol.x, symbol.y, paper)
    lines = _label(words, width * paper.unit, paper.unit)
    if lines:
        widest = max(line.width for line, _style in lines) + 3
        middle = corner[0] + width * paper.unit / 2
        tall = len(lines) / 2 * height * paper.unit
        top = corner[1] + height * paper.unit
        marks.append(Box(middle - widest / 2, top - tall, widest, tall, stroke=None, fill=1.0))
        for number, (line, style) in enumerate(lines, start=1):
            low = top - number * height * paper.unit / 2
            marks.append(TextMark(middle - line.width / 2, baseline(low, style), line, style.grey))
    if words.inside:
        size = 0.36 * paper.unit
        style = Style(Face.GOTHIC, size, size)
        inside, style = fitted(words.inside, 0.62 * paper.unit, style, 3)
        at = paper.point(symbol.x, symbol.y + drawn.words_y)
        marks.append(TextMark(at[0] - inside.width / 2, at[1] - 0.36 * style.size, inside))
    return marks


def _label(words: SymbolWords, width: float, unit: float) -> list[tuple[TextLine, Style]]:
    leading = LABEL_HEIGHT * unit / 2
    lines = []
    for text, size, grey in ((words.name, 0.38, 0.0), (words.relation, 0.32, 0.3)):
        if text.strip():
            style = Style(Face.GOTHIC, size * unit, leading, grey=grey)
            lines.append(_shortened(text, width, style))
    return lines


def _shortened(text: str, width: float, style: Style) -> tuple[TextLine, Style]:
    """Return a text as one line that fits ``width``: set smaller, and then cut with …, if need be."""
    text = " ".join(text.split())
    line, fitting = fitted(text, width, style, style.size * 0.7)
    while line.width > width and len(text) > 1:
        text = text[: max(1, min(len(text) - 1, int(len(text) * width / line.width)))]
        line = single_line(f"{text}…", fitting.face, fitting.size)
    return line, fitting


def _sign(drawn: Sign, x: float, y: float, paper: _Paper) -> list[Mark]:
    marks: list[Mark] = []
    for number, polygon in enumerate(drawn.polygons):
        points = tuple(paper.point(x + px, y + py) for px, py in polygon)
        marks.append(Polygon(points, thickness=1.0, fill=1.0 if number == 0 else None))
    for number, radius in enumerate(drawn.radii):
        middle = paper.point(x, y)
        marks.append(Circle(*middle, radius * paper.unit, thickness=1.0, fill=1.0 if number == 0 else None))
    for stroke in drawn.strokes:
        start, end = paper.point(x + stroke.x1, y + stroke.y1), paper.point(x + stroke.x2, y + stroke.y2)
        marks.append(Rule(*start, *end, thickness=1.0, grey=INK))
    return marks


# --- what stands below ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Below:
    """Remarks and legend, already broken into lines."""

    remarks: Sequence[TextLine]
    rows: Sequence[Sequence[tuple[LegendEntry, TextLine]]]

    @property
    def height(self) -> float:
        return len(self.remarks) * _REMARK.leading + len(self.rows) * _LEGEND.leading + 24

    def put(self, sheet: Sheet, frame: Frame, top: float) -> None:
        y = top
        for line in self.remarks:
            y -= _REMARK.leading
            sheet.marks.append(TextMark(frame.left, baseline(y, _REMARK), line))
        y -= 6
        sheet.marks.append(Rule(frame.left, y, frame.left + frame.measure, y))
        y -= 3
        for row in self.rows:
            y -= _LEGEND.leading
            x = frame.left
            for entry, line in row:
                sheet.marks.extend(_legend_sign(entry, x, y + _LEGEND.leading / 2))
                sheet.marks.append(TextMark(x + _LEGEND_SIGN, baseline(y, _LEGEND), line))
                x += _LEGEND_SIGN + line.width + _LEGEND_GAP


def _foot_block(page: GenogramPage, frame: Frame) -> _Below:
    remarks = [line for text in page.remarks for line in set_text(text, frame.measure, _REMARK)]
    rows: list[list[tuple[LegendEntry, TextLine]]] = [[]]
    used = 0.0
    for entry, text in page.drawing.legend:
        line = single_line(text, _LEGEND.face, _LEGEND.size)
        width = _LEGEND_SIGN + line.width + _LEGEND_GAP
        if rows[-1] and used + width > frame.measure:
            rows.append([])
            used = 0.0
        rows[-1].append((entry, line))
        used += width
    return _Below(remarks, rows)


def _legend_sign(entry: LegendEntry, x: float, y: float) -> list[Mark]:
    """Return a sign of the legend in a room that begins at ``x`` and whose middle lies at ``y``."""
    paper = _Paper(x + 7, y, 10.0)
    if entry.line == "together":
        points = ((x, y - 4), (x, y + 4), (x + 16, y + 4), (x + 16, y - 4), (x, y - 4))
        return [Polyline(points, thickness=0.8, grey=0.25, dash=_DASH)]
    if entry.line:
        return [Rule(x, y, x + 16, y, thickness=1.0, grey=INK, dash=_DOTS if entry.line == "dotted" else ())]
    return _sign(sign(entry.shape or Shape.TRIANGLE, client=entry.client, deceased=entry.deceased), 0, 0, paper)
