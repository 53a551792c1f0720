"""Draws envelopes, sheets of labels, and the page that shows where they fall.

An address is set at the largest size at which it fits its area: no line is cut, none runs into the next label.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from referral_desk.domain.documents.postage import Address, Envelope, LabelSheets, PlacementTest
from referral_desk.domain.stationery import Area, LabelForm, Offset
from referral_desk.reports import styles
from referral_desk.reports.drawing import Box, Info, Rule, Sheet, paint
from referral_desk.reports.fonts import Face
from referral_desk.reports.layout import Align, Line, single_line
from referral_desk.reports.page import baseline, placed, set_text
from referral_desk.reports.styles import MM, Style

_STEPS = tuple(1.0 - 0.05 * step for step in range(17))
"""The sizes that are tried, down to a fifth: more text than that is no address."""
_SMALLER, _SMALLEST = 0.7, 0.68
"""Down to this part of its size, and to this scale, an address is rather set smaller than with broken lines."""
_LARGEST = ((110.0, 1.7), (60.0, 1.35), (0.0, 1.0))
"""How large an address is set at most, by the height of its area in millimetres."""
_HONORIFICS = ("御中", "先生", "各位")
_WHOLE = 4
"""A last line of fewer characters would hold little but the honorific, or half of it."""
_DIGIT = Style(Face.GOTHIC, 15, 15, Align.CENTRE)
_MARK = Style(Face.GOTHIC_BOLD, 12, 15, Align.CENTRE)
_WORDS = Style(Face.GOTHIC, 9, 14)
_FOLD = 6.0
_CROSS = 10.0

_Set = list[tuple[list[Line], Style, float]]
"""Paragraphs with the white above each, in points."""


class _Place:
    """A paper with everything moved by an offset; lengths come in millimetres from the upper left corner."""

    def __init__(self, sheet: Sheet, offset: Offset) -> None:
        self.sheet = sheet
        self._offset = offset

    def x(self, left: float) -> float:
        return (left + self._offset.right) * MM

    def y(self, top: float) -> float:
        return self.sheet.height - (top + self._offset.down) * MM

    def frame(self, area: Area, *, grey: float = 0.0, dash: tuple[float, ...] = ()) -> None:
        foot = self.y(area.top + area.height)
        box = Box(self.x(area.left), foot, area.width * MM, area.height * MM, thickness=0.5, stroke=grey, dash=dash)
        self.sheet.marks.append(box)

    def text(self, parts: _Set, area: Area, *, centred: bool = False) -> None:
        free = area.height * MM - _height(parts)
        y = self.y(area.top) - (max(0.0, free / 2) if centred else 0.0)
        for lines, style, above in parts:
            y -= above
            block = object()
            for line in lines:
                y -= style.leading
                low = baseline(y, style)
                self.sheet.marks.append(placed(line, self.x(area.left), low, area.width * MM, style, block))


def envelope_pdf(envelope: Envelope) -> bytes:
    """Return the envelope as PDF, as large as the envelope; raises MissingGlyphs."""
    form = envelope.form
    place = _Place(Sheet(form.width * MM, form.height * MM), envelope.offset)
    digits = [each for each in envelope.to.postal_code if each.isdecimal()]
    in_frames = len(digits) == len(form.frames)
    for frame, digit in zip(form.frames, digits if in_frames else [], strict=False):
        foot = place.y(frame.top + frame.height) + (frame.height * MM - _DIGIT.leading) / 2
        line, low = single_line(digit, _DIGIT.face, _DIGIT.size), baseline(foot, _DIGIT)
        place.sheet.marks.append(placed(line, place.x(frame.left), low, frame.width * MM, _DIGIT, form))
    if envelope.frames:
        for number, frame in enumerate(form.frames):
            place.frame(frame, grey=0.25 if number < 3 else 0.45)
    largest = next(scale for height, scale in _LARGEST if form.to.height >= height)
    to = _address(envelope.to, form.to, largest, with_code=not in_frames)
    place.text(to, form.to)
    if envelope.mark:
        _mark(place, envelope.mark, form.to, form.to.top + _height(to) / MM + 4 * largest)
    sender = _fitting(lambda scale: _sender(envelope.sender, form.sender, scale), form.sender.height)
    place.text(sender, form.sender)
    for fold in form.folds:
        _fold(place.sheet, fold)
    return _painted([place.sheet], envelope)


def labels_pdf(sheets: LabelSheets) -> bytes:
    """Return the labels on A4 as PDF; raises MissingGlyphs."""
    form = sheets.form
    places: list[_Place] = []
    for number, label in enumerate(sheets.labels, start=sheets.start):
        if number % form.count == 0 or not places:
            places.append(_Place(Sheet(*styles.A4), sheets.offset))
        outer = form.place(number % form.count)
        area = Area(outer.left + 6, outer.top + 4, outer.width - 12, outer.height - 8)
        places[-1].text(_address(label, area, 0.9, with_code=True), area, centred=True)
    return _painted([place.sheet for place in places], sheets)


def placement_test_pdf(test: PlacementTest) -> bytes:
    """Return the test page as PDF: a frame for each area, and a cross at the middle of the paper."""
    form = test.form
    if isinstance(form, LabelForm):
        sheet, areas = Sheet(*styles.A4), [form.place(number) for number in range(form.count)]
        words_in = areas[0]
    else:
        sheet, areas = Sheet(form.width * MM, form.height * MM), [*form.frames, form.to, form.sender]
        words_in = form.to
    place = _Place(sheet, test.offset)
    for area in areas:
        place.frame(area)
    middle_x, middle_y = sheet.width / MM / 2, sheet.height / MM / 2
    x, y, half = place.x(middle_x), place.y(middle_y), _CROSS / 2 * MM
    sheet.marks += [Rule(x - half, y, x + half, y, 0.5, 0.0), Rule(x, y - half, x, y + half, 0.5, 0.0)]
    inner = Area(words_in.left + 3, words_in.top + 3, words_in.width - 6, words_in.height - 6)

    def words(scale: float) -> _Set:
        style = _scaled(_WORDS, scale)
        return [(set_text(each, inner.width * MM, style), style, 2.0) for each in test.words]

    place.text(_fitting(words, inner.height), inner)
    return _painted([sheet], test)


def _address(address: Address, area: Area, largest: float, *, with_code: bool) -> _Set:
    """Return an address set for its area: where, a gap, to whom; the last name larger than the rest."""
    width = area.width * MM

    def at(scale: float) -> _Set:
        where = Style(Face.MINCHO, 11.5 * scale, 16.5 * scale)
        name = Style(Face.MINCHO, 15 * scale, 21 * scale)
        code = [f"〒{address.postal_code}"] if with_code and address.postal_code else []
        parts: _Set = [(set_text(line, width, where), where, 0.0) for line in (*code, *address.lines)]
        for number, each in enumerate(address.names):
            above = 9.0 * scale if number == 0 else 1.5 * scale
            lines = set_text(each, width, name)
            parts.append((lines, name, above))
            if len(lines) > 1 and each[-2:] in _HONORIFICS and len(lines[-1].text) < _WHOLE:
                parts[-1:] = [
                    (set_text(each[:-2].rstrip(), width, name), name, above),
                    (set_text(each[-2:], width, name), name.but(align=Align.RIGHT), 0.0),
                ]
        return parts

    fitting = [(scale, each) for scale in _STEPS if _fits(each := at(scale * largest), area.height)]
    if not fitting:
        return at(_STEPS[-1] * largest)
    first = fitting[0][0]
    fewest = min(_lines(each) for _scale, each in fitting)
    smaller = (each for scale, each in fitting if scale >= _SMALLER * first and scale * largest >= _SMALLEST)
    return next((each for each in smaller if _lines(each) == fewest), fitting[0][1])


def _sender(lines: Sequence[str], area: Area, scale: float) -> _Set:
    size = scale * (1.3 if area.width > 100 else 1.0)
    style = Style(Face.GOTHIC, 9.5 * size, 14 * size)
    return [(set_text(line, area.width * MM, style), style, 0.0) for line in lines]


def _fitting(at: Callable[[float], _Set], height: float) -> _Set:
    """Return what ``at`` sets at the largest scale at which it is no higher than ``height`` millimetres."""
    return next((each for scale in _STEPS if _fits(each := at(scale), height)), at(_STEPS[-1]))


def _fits(parts: _Set, height: float) -> bool:
    return _height(parts) <= height * MM


def _lines(parts: _Set) -> int:
    return sum(len(lines) for lines, *_style in parts)


def _height(parts: _Set) -> float:
    return sum(above + len(lines) * style.leading for lines, style, above in parts)


def _scaled(style: Style, scale: float) -> Style:
    return style.but(size=style.size * scale, leading=style.leading * scale)


def _mark(place: _Place, words: str, to: Area, top: float) -> None:
    """Set 親展 in a frame below the address, at its left edge."""
    line = single_line(words, _MARK.face, _MARK.size)
    width = line.width / MM + 6
    area = Area(to.left, top, width, 7.5)
    place.frame(area)
    foot = place.y(area.top + area.height) + (area.height * MM - _MARK.leading) / 2
    place.sheet.marks.append(placed(line, place.x(area.left), baseline(foot, _MARK), width * MM, _MARK))


def _fold(sheet: Sheet, at: float) -> None:
    """Mark a fold at both edges of the paper; folds are the paper's own and are not moved."""
    y = sheet.height - at * MM
    length = _FOLD * MM
    sheet.marks += [Rule(0, y, length, y, 0.3, 0.5), Rule(sheet.width - length, y, sheet.width, y, 0.3, 0.5)]


def _painted(sheets: Sequence[Sheet], document: Envelope | LabelSheets | PlacementTest) -> bytes:
    about = document.about
    return paint(sheets, Info(about.title, about.author, about.language, Face.MINCHO))
