"""Marks on sheets of paper, and the one place that puts them into a PDF.

Layout code makes frozen marks in points from the lower left corner; :func:`paint` checks that every character can
be printed and only then draws. Greys run from 0 (black) to 1 (white): documents are made for a black-and-white printer.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import groupby

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from referral_desk.reports import fonts
from referral_desk.reports.fonts import Face, MissingGlyphs
from referral_desk.reports.layout import BADGE_PADDING, BADGE_SIGN, Atom, Line, characters
from referral_desk.reports.structure import Role, Structure

INK = 0.0
SOFT_INK = 0.35
HAIRLINE = 0.4
"""The thickness of table rules in points."""
HEAVY = 0.8
"""The thickness of the rules that open and close a table."""


@dataclass(frozen=True)
class TextMark:
    """A line of text whose baseline begins at ``x``, ``y``; marks of one ``block`` are one paragraph."""

    x: float
    y: float
    line: Line
    grey: float = INK
    role: Role = Role.TEXT
    block: object | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Rule:
    """A straight stroke."""

    x1: float
    y1: float
    x2: float
    y2: float
    thickness: float = HAIRLINE
    grey: float = SOFT_INK
    dash: tuple[float, ...] = ()


@dataclass(frozen=True)
class Box:
    """A rectangle with its lower left corner at ``x``, ``y``; without fill or stroke where they are None."""

    x: float
    y: float
    width: float
    height: float
    radius: float = 0.0
    thickness: float = HAIRLINE
    stroke: float | None = SOFT_INK
    fill: float | None = None
    dash: tuple[float, ...] = ()


@dataclass(frozen=True)
class Circle:
    """A circle around ``x``, ``y``."""

    x: float
    y: float
    radius: float
    thickness: float = HAIRLINE
    stroke: float | None = INK
    fill: float | None = None


@dataclass(frozen=True)
class Polyline:
    """A line through points."""

    points: tuple[tuple[float, float], ...]
    thickness: float = HAIRLINE
    grey: float = INK
    dash: tuple[float, ...] = ()


@dataclass(frozen=True)
class Polygon:
    """A closed shape with these corners; without fill or stroke where they are None."""

    points: tuple[tuple[float, float], ...]
    thickness: float = HAIRLINE
    stroke: float | None = INK
    fill: float | None = None


Mark = TextMark | Rule | Box | Circle | Polyline | Polygon


def moved(mark: Mark, right: float, up: float) -> Mark:
    """Return a mark at another place of the paper."""
    match mark:
        case Rule():
            return replace(mark, x1=mark.x1 + right, y1=mark.y1 + up, x2=mark.x2 + right, y2=mark.y2 + up)
        case Polyline() | Polygon():
            return replace(mark, points=tuple((x + right, y + up) for x, y in mark.points))
        case _:
            return replace(mark, x=mark.x + right, y=mark.y + up)


@dataclass
class Sheet:
    """One page while it is made: its size in points and its marks in the order of drawing."""

    width: float
    height: float
    marks: list[Mark] = field(default_factory=list)


@dataclass(frozen=True)
class Info:
    """What the PDF says about itself; ``face`` is the one that every page of the document uses."""

    title: str
    author: str
    language: str
    face: Face


_drawing = threading.Lock()
"""ReportLab's fonts keep a reading position: one document is drawn at a time."""


def paint(sheets: Sequence[Sheet], info: Info) -> bytes:
    """Return the PDF of the sheets: fonts embedded, equal marks giving equal bytes.

    Raises :class:`MissingGlyphs` before drawing if any character is in no font.
    """
    absent = {
        character
        for sheet in sheets
        for mark in sheet.marks
        if isinstance(mark, TextMark)
        for atom in mark.line.atoms
        for character in atom.text + atom.reading
        if fonts.face_for(atom.face, character) is None
    }
    if absent:
        raise MissingGlyphs(absent)
    fonts.load(info.face)
    with _drawing, _plain_streams():
        return _drawn(sheets, info)


@contextmanager
def _plain_streams() -> Iterator[None]:
    """Let pages be written as they are compressed: ReportLab would spell them out in ASCII, longer by a quarter."""
    before, rl_config.useA85 = rl_config.useA85, 0
    try:
        yield
    finally:
        rl_config.useA85 = before


def _drawn(sheets: Sequence[Sheet], info: Info) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(
        stream,
        pagesize=(sheets[0].width, sheets[0].height),
        invariant=1,
        pageCompression=1,
        initialFontName=info.face.value,
        lang=info.language,
    )
    canvas.setTitle(_metadata(info.title))
    canvas.setAuthor(_metadata(info.author))
    canvas.setCreator("Referral Desk")
    canvas.setSubject("")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    structure = Structure(canvas)
    titled = any(isinstance(mark, TextMark) and mark.role is Role.TITLE for sheet in sheets for mark in sheet.marks)
    for number, sheet in enumerate(sheets):
        canvas.setPageSize((sheet.width, sheet.height))
        if number == 0 and not titled:
            structure.bookmark(_metadata(info.title), Role.TITLE, sheet.height)
        for heading in _headings(sheet):
            structure.bookmark("".join(mark.line.text for mark in heading), heading[0].role, _top(heading[0]))
        for mark in sheet.marks:
            if isinstance(mark, TextMark):
                structure.text(mark.role, mark.block)
            else:
                structure.shape()
            _draw(canvas, mark)
        structure.end_page()
        canvas.showPage()
    structure.write()
    canvas.save()
    return stream.getvalue()


def _headings(sheet: Sheet) -> list[list[TextMark]]:
    """Return the titles and headings of a page, each with all its lines."""
    headings: dict[int, list[TextMark]] = {}
    for mark in sheet.marks:
        if isinstance(mark, TextMark) and mark.role in {Role.TITLE, Role.HEADING} and mark.line.atoms:
            headings.setdefault(id(mark.block or mark), []).append(mark)
    return list(headings.values())


def _top(mark: TextMark) -> float:
    return mark.y + 1.5 * mark.line.atoms[0].size


def _metadata(text: str) -> str:
    return fonts.printable(text).replace("\n", " ")


def _draw(canvas: Canvas, mark: Mark) -> None:
    if isinstance(mark, TextMark):
        _draw_line(canvas, mark)
    elif isinstance(mark, Polyline | Polygon):
        _draw_path(canvas, mark)
    elif isinstance(mark, Rule):
        canvas.setLineWidth(mark.thickness)
        canvas.setStrokeGray(mark.grey)
        canvas.setDash(*([list(mark.dash)] if mark.dash else []))
        canvas.line(mark.x1, mark.y1, mark.x2, mark.y2)
    else:
        canvas.setLineWidth(mark.thickness)
        if mark.stroke is not None:
            canvas.setStrokeGray(mark.stroke)
        if mark.fill is not None:
            canvas.setFillGray(mark.fill)
        drawn = {"stroke": int(mark.stroke is not None), "fill": int(mark.fill is not None)}
        if isinstance(mark, Circle):
            canvas.setDash()
            canvas.circle(mark.x, mark.y, mark.radius, **drawn)
        else:
            canvas.setDash(*([list(mark.dash)] if mark.dash else []))
            canvas.roundRect(mark.x, mark.y, mark.width, mark.height, mark.radius, **drawn)


def _draw_path(canvas: Canvas, mark: Polyline | Polygon) -> None:
    path = canvas.beginPath()
    path.moveTo(*mark.points[0])
    for point in mark.points[1:]:
        path.lineTo(*point)
    canvas.setLineWidth(mark.thickness)
    if isinstance(mark, Polyline):
        canvas.setStrokeGray(mark.grey)
        canvas.setDash(*([list(mark.dash)] if mark.dash else []))
        canvas.drawPath(path, stroke=1, fill=0)
        return
    path.close()
    canvas.setDash()
    if mark.stroke is not None:
        canvas.setStrokeGray(mark.stroke)
    if mark.fill is not None:
        canvas.setFillGray(mark.fill)
    canvas.drawPath(path, stroke=int(mark.stroke is not None), fill=int(mark.fill is not None))


def _pieces(atoms: Sequence[Atom]) -> Iterator[tuple[Face, float, float, str]]:
    """Yield runs of text with one face, size and spacing, in order."""
    for (face, size, spacing), run in groupby(atoms, key=lambda atom: (atom.face, atom.size, atom.spacing)):
        yield face, size, spacing, "".join(atom.text for atom in run)


def _draw_line(canvas: Canvas, mark: TextMark) -> None:
    x = mark.x - mark.line.inset
    plain: list[Atom] = []
    readings: list[tuple[float, Atom]] = []
    start = x
    for atom in mark.line.atoms:
        width = atom.width + atom.spacing * len(atom.text)
        if atom.badge is None and not atom.reading:
            plain.append(atom)
        else:
            _draw_run(canvas, start, mark, plain)
            if atom.badge is not None:
                _draw_badge(canvas, x, mark, atom)
            else:
                _draw_base(canvas, x, mark, atom)
                readings.append((x, atom))
            plain, start = [], x + width
        x += width
    _draw_run(canvas, start, mark, plain)
    for place, atom in readings:  # after the line, whose words a reader of the PDF then finds side by side
        _draw_reading(canvas, place, mark, atom)


def _draw_run(canvas: Canvas, x: float, mark: TextMark, atoms: Sequence[Atom]) -> None:
    """Draw atoms side by side. The operators are written out: ReportLab's text object measures each piece again."""
    if not atoms:
        return
    code = [f"BT {mark.grey:g} g 1 0 0 1 {x:.2f} {mark.y:.2f} Tm"]
    opened, chosen = 0.0, ""
    for face, size, spacing, piece in _pieces(atoms):
        if spacing != opened:
            code.append(f"{spacing:.4f} Tc")
            opened = spacing
        for name, text in fonts.encoded(face, piece, canvas):
            wanted = f"{name} {size:g} Tf"
            if wanted != chosen:
                code.append(wanted)
                chosen = wanted
            code.append(f"({text}) Tj")
    code.append("0 Tc ET" if opened else "ET")  # spacing would go on after the end of the text
    canvas._code.append(" ".join(code))


def _draw_base(canvas: Canvas, x: float, mark: TextMark, atom: Atom) -> None:
    base = [each._replace(spacing=atom.spacing) for each in characters(atom.text, atom.face, atom.size)]
    _draw_run(canvas, x + atom.spacing / 2, mark, base)


def _draw_reading(canvas: Canvas, x: float, mark: TextMark, atom: Atom) -> None:
    """Draw a reading at half size, centred above its base."""
    small = characters(atom.reading, atom.face, atom.size / 2)
    room = atom.width + atom.spacing * len(atom.text)
    natural = sum(each.width for each in small)
    between = max(0.0, min((room - natural) / len(small), 0.045 * atom.size))  # more would be read as spaces
    spread = [each._replace(spacing=between) for each in small]
    left = x + (room - natural - between * (len(small) - 1)) / 2
    above = TextMark(left, mark.y + atom.size * 0.98, mark.line, mark.grey)
    _draw_run(canvas, left, above, spread)


def _draw_badge(canvas: Canvas, x: float, mark: TextMark, atom: Atom) -> None:
    """Draw a rounded frame, the two circles and the word."""
    assert atom.badge is not None
    size = atom.size
    middle = mark.y + 0.36 * size
    _draw(canvas, Box(x + 0.5, middle - 0.8 * size, atom.width - 1, 1.6 * size, radius=0.8 * size, stroke=INK))
    left = x + BADGE_PADDING * size
    radius = 0.34 * size
    if atom.badge.warm:
        _draw(canvas, Circle(left + 1.45 * radius + radius, middle, radius, fill=0.45, stroke=None))
        _draw(canvas, Circle(left + radius, middle, radius, fill=0.0, stroke=None))
    else:
        for offset in (0.8, 3.3):
            _draw(canvas, Circle(left + offset * radius, middle, radius * 0.8, thickness=0.7))
    word = characters(atom.badge.word, atom.face, size)
    _draw_run(canvas, left + BADGE_SIGN * size, mark, word)
