"""Draws the referral letter on A4: as a public office's letter stands on the page, with the record as a table."""

from __future__ import annotations

from collections.abc import Sequence

from referral_desk.domain.documents.letter import Letter, LetterItem
from referral_desk.domain.documents.text import HandoffBadge, NameWithReading, Paragraph
from referral_desk.reports import fonts, styles
from referral_desk.reports.drawing import Box, Info, paint
from referral_desk.reports.fonts import Face
from referral_desk.reports.layout import (
    Align,
    Atom,
    Badge,
    Line,
    badge_atom,
    characters,
    paragraph,
    single_line,
    with_reading,
)
from referral_desk.reports.page import Cell, Flow, Grid, Row, baseline, foot_line, placed, set_text
from referral_desk.reports.reply_slip import slip_sheets
from referral_desk.reports.styles import Style

_FRAME = styles.LETTER_FRAME
_RIGHT = styles.PLAIN.but(align=Align.RIGHT)
_SMALL_RIGHT = _RIGHT.but(size=9, leading=15)
_CENTRE = styles.PLAIN.but(align=Align.CENTRE)
_NUMBER_WIDTH = 20.0
_LABEL_WIDTH = 92.0
_BADGE_SIZE = 9.0
_LONGEST_BASE = 12
"""A longer name than this is not kept on one line with its reading above: the reading follows it in brackets."""


def letter_pdf(letter: Letter) -> bytes:
    """Return the letter as PDF; raises MissingGlyphs."""
    flow = Flow(_FRAME)
    _head(flow, letter)
    _body(flow, letter)
    _record(flow, letter)
    foot_text = " ".join(part for part in (letter.number, letter.date) if part)
    pages = flow.finish(foot_line(_FRAME, styles.FOOT, letter.subject, foot_text))
    if letter.slip is not None:
        pages += slip_sheets(letter.slip, letter.subject, foot_text)
    return paint(pages, Info(letter.about.title, letter.about.author, letter.about.language, Face.MINCHO))


def _head(flow: Flow, letter: Letter) -> None:
    if letter.number:
        flow.text(letter.number, _RIGHT)
    flow.text(letter.date, _RIGHT)
    flow.space(8)
    for line in letter.addressee:
        flow.text(line, styles.PLAIN, width=_FRAME.measure * 0.66)
    flow.space(8)
    for line in letter.sender:
        flow.text(line, _RIGHT, left=_FRAME.measure * 0.34)
    if letter.seal_omitted:
        flow.text(letter.seal_omitted, _SMALL_RIGHT)
    flow.space(18)
    flow.text(letter.subject, styles.SUBJECT)
    flow.space(14)


def _body(flow: Flow, letter: Letter) -> None:
    japanese = letter.about.language != "en"
    style = styles.BODY if japanese else styles.BODY.but(indent=0)
    paragraphs = list(letter.body)
    if letter.salutation and japanese:
        paragraphs[0] = f"{letter.salutation}\u3000{paragraphs[0]}"
        flow.text(paragraphs.pop(0), style.but(indent=0))
    elif letter.salutation:
        flow.text(letter.salutation, style)
        flow.space(6)
    for text in paragraphs:
        flow.text(text, style)
        if not japanese:
            flow.space(6)
    if letter.valediction:
        flow.text(letter.valediction, _RIGHT)
    flow.space(8)


def _record(flow: Flow, letter: Letter) -> None:
    heading = _CENTRE if letter.about.language != "en" else _CENTRE.but(face=Face.GOTHIC)
    flow.keep(heading.leading + 8 + 4 * styles.CELL.leading)
    flow.text(letter.record_heading, heading)
    flow.space(8)
    value_width = _FRAME.measure - _NUMBER_WIDTH - _LABEL_WIDTH
    rows = [_row(number, item, value_width) for number, item in enumerate(letter.items, start=1)]
    contact = _contact_lines(letter)
    tail = 5 + _RIGHT.leading + 6 + _box_height(contact)
    grid = Grid((_NUMBER_WIDTH, _LABEL_WIDTH, value_width), padding=4)
    flow.table(rows, grid, keep_after=tail)
    flow.space(5)
    if letter.end:
        flow.text(letter.end, _RIGHT)
    flow.space(6)
    _contact_box(flow, contact)


def _row(number: int, item: LetterItem, width: float) -> Row:
    lines: list[Line] = []
    for spans in item.paragraphs:
        for atoms in _atoms(spans, styles.CELL, width):
            lines.extend(paragraph(atoms, width, align=styles.CELL.align))
    label = set_text(item.label, _LABEL_WIDTH - 8, styles.LABEL)
    number_cell = Cell(set_text(str(number), _NUMBER_WIDTH, styles.LABEL), styles.LABEL)
    above = 3.0 if any(isinstance(span, NameWithReading) for spans in item.paragraphs for span in spans) else 0.0
    continued = Cell(set_text(item.continued, _LABEL_WIDTH - 8, styles.LABEL), styles.LABEL)
    return Row(
        (number_cell, Cell(label, styles.LABEL), Cell(lines, styles.CELL)),
        above=above,
        continued=(number_cell, continued),
    )


def _atoms(spans: Paragraph, style: Style, width: float) -> list[list[Atom]]:
    """Return the atoms of a paragraph, in several lists where its text has line ends."""
    atoms: list[Atom] = []
    ended: list[list[Atom]] = []
    for span in spans:
        if isinstance(span, HandoffBadge):
            atoms.append(badge_atom(Badge(fonts.printable(span.word), span.warm), Face.GOTHIC, _BADGE_SIZE))
        elif isinstance(span, NameWithReading):
            atoms.extend(_name(fonts.printable(span.name), fonts.printable(span.reading), style, width))
        else:
            first, *others = fonts.printable(span.text).split("\n")
            atoms.extend(characters(first, style.face, style.size))
            for other in others:
                ended.append(atoms)
                atoms = characters(other, style.face, style.size)
    return [*ended, atoms]


def _name(name: str, reading: str, style: Style, width: float) -> list[Atom]:
    """Return a name with its reading above: word by word where both have as many words."""
    names, readings = name.split(), reading.split()
    if len(names) != len(readings):
        names, readings = [name], [reading]
    fits = all(
        len(base) <= _LONGEST_BASE and len(kana) <= 2.5 * _LONGEST_BASE
        for base, kana in zip(names, readings, strict=True)
    )
    if not fits or fonts.width(name, style.face, style.size) > width / 2:
        return characters(f"{name}({reading})".replace("\n", " "), style.face, style.size)
    atoms: list[Atom] = []
    for base, kana in zip(names, readings, strict=True):
        if atoms:
            atoms.extend(characters("\u3000", style.face, style.size))
        atoms.append(with_reading(base, kana, style.face, style.size))
    return atoms


_BOX_WIDTH = _FRAME.measure * 0.64
_BOX_PADDING = 6.5
_BOX_LABEL = 36.0
"""The width of the labels in the box; a longer word makes it wider."""


def _contact_lines(letter: Letter) -> list[tuple[Line, list[Line]]]:
    labels = [single_line(label, styles.BOX.face, styles.BOX.size) for label, _ in letter.contact]
    width = _BOX_WIDTH - 2 * _BOX_PADDING - _label_width(labels)
    values = [set_text(value, width, styles.BOX) for _, value in letter.contact]
    return list(zip(labels, values, strict=True))


def _label_width(labels: Sequence[Line]) -> float:
    return max([_BOX_LABEL, *(label.width + 8 for label in labels)])


def _box_height(contact: list[tuple[Line, list[Line]]]) -> float:
    lines = sum(len(value) for _, value in contact)
    return lines * styles.BOX.leading + 2 * _BOX_PADDING if contact else 0.0


def _contact_box(flow: Flow, contact: list[tuple[Line, list[Line]]]) -> None:
    """Draw the box that says whom to call, at the right."""
    if not contact:
        return
    height = _box_height(contact)
    flow.keep(height)
    left = _FRAME.left + _FRAME.measure - _BOX_WIDTH
    flow.sheet.marks.append(Box(left, flow.y - height, _BOX_WIDTH, height))
    y = flow.y - _BOX_PADDING
    column = _label_width([label for label, _ in contact])
    x = left + _BOX_PADDING
    for label, value in contact:
        flow.sheet.marks.append(placed(label, x, baseline(y - styles.BOX.leading, styles.BOX), label.width, styles.BOX))
        for line in value:
            y -= styles.BOX.leading
            flow.sheet.marks.append(placed(line, x + column, baseline(y, styles.BOX), line.width, styles.BOX))
    flow.y -= height
