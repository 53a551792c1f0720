"""Draws the eco-map as vectors: on a landscape page of its own, and as a block of the summary.

Where everything lies is settled in the frozen map; here it is only scaled to the room on the paper. Everything is told
apart by shape, thickness and dashes, so that it survives a photocopy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from referral_desk.domain.documents.ecomap_page import EcoMapPage
from referral_desk.domain.ecomap import (
    SYMBOL_RADIUS,
    EcoMap,
    EcoNode,
    LegendEntry,
    NodeLine,
    Point,
    Shape,
    Sign,
    Standing,
    Stroke,
)
from referral_desk.domain.ecomap_legend import LEGEND_LENGTH
from referral_desk.reports import styles
from referral_desk.reports.drawing import INK, Box, Circle, Info, Mark, Polygon, Polyline, Rule, Sheet, TextMark, paint
from referral_desk.reports.fonts import Face
from referral_desk.reports.layout import single_line
from referral_desk.reports.page import baseline, fitted, foot_line, placed
from referral_desk.reports.structure import Role
from referral_desk.reports.styles import A4, MM, Frame, Style

_FRAME = Frame(A4[1], A4[0], left=15 * MM, right=15 * MM, top=13 * MM, bottom=16 * MM)
_LARGEST = 1.3
"""How much larger than its units a map of few nodes is drawn at most."""

_FAINT = 0.55
_LEGEND = Style(Face.GOTHIC, 8, 12)
_LEGEND_SIGN = 26.0
_LEGEND_GAP = 14.0


def ecomap_pdf(page: EcoMapPage) -> bytes:
    """Return the page as PDF; raises MissingGlyphs."""
    sheet = Sheet(_FRAME.width, _FRAME.height)
    top = _head(sheet, page)
    rows = _legend_rows(page.ecomap.legend, _FRAME.measure)
    low = _FRAME.bottom + len(rows) * _LEGEND.leading + 8
    _legend(sheet, rows, _FRAME.left, low - 4)
    sheet.marks.extend(ecomap_marks(page.ecomap, _FRAME.left, low, _FRAME.measure, top - low))
    if page.empty:
        style = styles.TABLE_TEXT
        line = single_line(page.empty, style.face, style.size)
        sheet.marks.append(TextMark(_FRAME.left + (_FRAME.measure - line.width) / 2, low + 20, line))
    foot_line(_FRAME, styles.FOOT, f"{page.confidential}\u3000{page.centre}", f"{page.number}\u3000{page.made_on}")(
        sheet, 1, 1
    )
    return paint([sheet], Info(page.about.title, page.about.author, page.about.language, Face.GOTHIC))


def _head(sheet: Sheet, page: EcoMapPage) -> float:
    """Set whose map it is at the left, its date and the confidential mark at the right; return where it ends."""
    top = _FRAME.height - _FRAME.top
    mark = single_line(page.confidential, Face.GOTHIC_BOLD, 10.5)
    right = _FRAME.left + _FRAME.measure
    sheet.marks.append(Box(right - mark.width - 16, top - 18, mark.width + 16, 18, thickness=1.0, stroke=0.0))
    sheet.marks.append(TextMark(right - mark.width - 8, top - 13, mark))
    words = "\u3000".join(part for part in (f"{page.about.title}\u3000{page.number}", page.made_on) if part)
    sheet.marks.append(TextMark(_FRAME.left, top - 12, single_line(words, Face.GOTHIC, 10.5), role=Role.TITLE))
    name, name_style = fitted(page.name, _FRAME.measure * 0.6, Style(Face.GOTHIC_BOLD, 15, 20), 4)
    sheet.marks.append(placed(name, _FRAME.left, top - 38, name.width, name_style))
    beside = "\u3000".join(part for part in (page.kana, page.birth) if part)
    after, after_style = fitted(beside, _FRAME.measure - name.width - 14, Style(Face.GOTHIC, 9, 13), 3)
    sheet.marks.append(placed(after, _FRAME.left + name.width + 14, top - 38, after.width, after_style))
    sheet.marks.append(Rule(_FRAME.left, top - 46, right, top - 46, 1.2, INK))
    return top - 52


# --- the map ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Paper:
    """How map units become points on the paper: there y grows upwards."""

    x: float
    y: float
    scale: float

    def point(self, at: Point) -> Point:
        return (self.x + at[0] * self.scale, self.y - at[1] * self.scale)


def ecomap_scale(ecomap: EcoMap, width: float, height: float) -> float:
    """Return how much larger or smaller than its units a map is drawn in a room of this size in points."""
    bounds = ecomap.bounds
    return min(width / bounds.width, height / bounds.height, _LARGEST)


def ecomap_marks(ecomap: EcoMap, left: float, bottom: float, width: float, height: float) -> list[Mark]:
    """Return a map's marks in the middle of a room, ties below nodes."""
    scale = ecomap_scale(ecomap, width, height)
    bounds = ecomap.bounds
    paper = _Paper(
        left + (width - bounds.width * scale) / 2 - bounds.left * scale,
        bottom + (height + bounds.height * scale) / 2 + bounds.top * scale,
        scale,
    )
    marks: list[Mark] = []
    for tie in ecomap.ties:
        marks.append(_stroke(tie.stroke, paper))
        marks.extend(_arrow(arrow, paper) for arrow in tie.arrows)
    middle = paper.point((0.0, 0.0))
    radius = ecomap.core.radius * scale
    marks.append(Circle(*middle, radius, thickness=1.4 * scale, fill=1.0))
    marks.append(Circle(*middle, radius - 3.2 * scale, thickness=0.7 * scale))
    for line in ecomap.core.lines:
        marks.extend(_words(line, (0.0, 0.0), paper, INK))
    for node in ecomap.nodes:
        marks.extend(_node(node, paper))
    return marks


def _stroke(stroke: Stroke, paper: _Paper) -> Polyline:
    return Polyline(
        tuple(map(paper.point, stroke.points)),
        stroke.thickness * paper.scale,
        INK,
        tuple(length * paper.scale for length in stroke.dash),
    )


def _arrow(points: Sequence[Point], paper: _Paper) -> Polygon:
    return Polygon(tuple(map(paper.point, points)), thickness=0.0, stroke=None, fill=INK)


def _node(node: EcoNode, paper: _Paper) -> list[Mark]:
    grey = _FAINT if node.subject.standing is Standing.PAST else INK
    marks = _symbol(node, paper, grey) if node.subject.is_person else [_box(node, paper, grey)]
    for line in node.lines:
        marks.extend(_words(line, (node.x, node.y), paper, grey))
    return marks


def _box(node: EcoNode, paper: _Paper, grey: float) -> Mark:
    x, y = paper.point((node.x - node.width / 2, node.y + node.height / 2))
    scale = paper.scale
    dash = (4.0 * scale, 2.6 * scale) if node.subject.standing is Standing.REFERRED else ()
    thickness = 1.1 * scale
    return Box(
        x, y, node.width * scale, node.height * scale, 7 * scale, thickness=thickness, stroke=grey, fill=1.0, dash=dash
    )


def _symbol(node: EcoNode, paper: _Paper, grey: float) -> list[Mark]:
    middle = paper.point((node.x, node.y + node.symbol_y))
    look = Look(SYMBOL_RADIUS * paper.scale, paper.scale, grey)
    return person_marks(node.subject.shape, middle, look, deceased=node.subject.deceased)


@dataclass(frozen=True)
class Look:
    """How large a symbol is, how thick its lines are, and how dark."""

    radius: float
    thickness: float
    grey: float


def person_marks(shape: Shape, middle: Point, look: Look, *, deceased: bool) -> list[Mark]:
    """Return a person's symbol: square, circle or triangle, crossed for one who died."""
    radius, scale, grey = look.radius, look.thickness, look.grey
    x, y = middle
    marks: list[Mark]
    if shape is Shape.MAN:
        marks = [Box(x - radius, y - radius, 2 * radius, 2 * radius, thickness=scale, stroke=grey, fill=1.0)]
    elif shape is Shape.WOMAN:
        marks = [Circle(x, y, radius, thickness=scale, stroke=grey, fill=1.0)]
    else:
        corners = ((x, y + radius), (x + radius, y - radius * 0.8), (x - radius, y - radius * 0.8))
        marks = [Polygon(corners, thickness=scale, stroke=grey, fill=1.0)]
    if deceased:
        reach = radius * 0.95
        marks.append(Rule(x - reach, y - reach, x + reach, y + reach, scale, grey))
        marks.append(Rule(x - reach, y + reach, x + reach, y - reach, scale, grey))
    return marks


def _words(line: NodeLine, middle: Point, paper: _Paper, grey: float) -> list[Mark]:
    """Return one line centred on its node; its letters are a third of their size above the middle."""
    face = Face.GOTHIC_BOLD if line.strong else Face.GOTHIC
    size = line.size * paper.scale
    sign = 2.1 * size if line.warm else 0.0
    text, style = fitted(line.text, line.room * paper.scale - sign, Style(face, size, size, grey=grey), size * 0.4)
    x, y = paper.point((middle[0], middle[1] + line.y))
    left = x - (text.width + sign) / 2
    marks: list[Mark] = [TextMark(left + sign, y - style.size * 0.36, text, grey)]
    if line.warm:
        marks.extend(_warm_sign(left, y, 0.42 * size))
    return marks


def _warm_sign(left: float, middle: float, radius: float) -> list[Mark]:
    return [
        Circle(left + 2.4 * radius, middle, radius, fill=0.45, stroke=None),
        Circle(left + radius, middle, radius, fill=0.0, stroke=None),
    ]


# --- the legend -------------------------------------------------------------------------------------------------------


def _entry_width(entry: LegendEntry) -> float:
    sign = LEGEND_LENGTH * 0.8 if entry.stroke else _LEGEND_SIGN * 0.55
    return sign + 4 + single_line(entry.words, _LEGEND.face, _LEGEND.size).width


def _legend_rows(legend: Sequence[LegendEntry], width: float) -> list[list[LegendEntry]]:
    """Return the entries in as few rows as fit."""
    rows: list[list[LegendEntry]] = []
    room = 0.0
    for entry in legend:
        wanted = _entry_width(entry) + _LEGEND_GAP
        if wanted > room:
            rows.append([])
            room = width + _LEGEND_GAP
        rows[-1].append(entry)
        room -= wanted
    return rows


def legend_height(legend: Sequence[LegendEntry], width: float) -> float:
    """Return the height in points of a legend set in ``width`` points."""
    return len(_legend_rows(legend, width)) * _LEGEND.leading


def draw_legend(sheet: Sheet, legend: Sequence[LegendEntry], left: float, top: float, width: float) -> None:
    """Set a legend in rows from ``top`` downwards."""
    _legend(sheet, _legend_rows(legend, width), left, top)


def _legend(sheet: Sheet, rows: Sequence[Sequence[LegendEntry]], left: float, top: float) -> None:
    for number, row in enumerate(rows, start=1):
        x = left
        middle = top - number * _LEGEND.leading + _LEGEND.leading / 2
        for entry in row:
            width = _entry_width(entry)
            sheet.marks.extend(_legend_sign(entry, x, middle))
            words = single_line(entry.words, _LEGEND.face, _LEGEND.size)
            low = baseline(middle - _LEGEND.leading / 2, _LEGEND)
            sheet.marks.append(TextMark(x + width - words.width, low, words))
            x += width + _LEGEND_GAP


def _legend_sign(entry: LegendEntry, x: float, middle: float) -> list[Mark]:
    if entry.stroke:
        paper = _Paper(x, middle, 0.8)
        thinner = replace(entry.stroke, thickness=entry.stroke.thickness * 0.95)
        return [_stroke(thinner, paper), *(_arrow(arrow, paper) for arrow in entry.arrows)]
    if entry.sign is Sign.WARM:
        return list(_warm_sign(x, middle, 3.6))
    shapes = {Sign.MAN: Shape.MAN, Sign.WOMAN: Shape.WOMAN, Sign.DECEASED: Shape.MAN}
    shape = shapes.get(entry.sign, Shape.UNKNOWN)
    return person_marks(shape, (x + 6, middle), Look(4.4, 0.7, INK), deceased=entry.sign is Sign.DECEASED)
