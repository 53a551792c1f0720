"""Draws the card for a group on A6: large enough for arm's length, one page where the text allows it."""

from __future__ import annotations

from dataclasses import dataclass

from referral_desk.domain.documents.card import Card, CardFact, CardLayout, CardSheet
from referral_desk.reports import styles
from referral_desk.reports.card_small import small_card
from referral_desk.reports.drawing import Box, Info, Rule, Sheet, moved, paint
from referral_desk.reports.fonts import Face
from referral_desk.reports.layout import Align
from referral_desk.reports.page import Flow, baseline, fitted, placed, set_text
from referral_desk.reports.structure import Role
from referral_desk.reports.styles import MM, Style

_FRAME = styles.CARD_FRAME
_LABEL = Style(Face.GOTHIC, 8.5, 13, grey=0.2)
_STRONG = Style(Face.GOTHIC_BOLD, 12, 16)
_TEXT = Style(Face.GOTHIC, 10, 14.5)
_HAPPENS = Style(Face.GOTHIC, 9.2, 14, Align.JUSTIFIED)
_HELP = Style(Face.GOTHIC, 8.5, 12.5)
_LABEL_WIDTH = 62.0
_SCALES = (1.2, 1.1, 1.0, 0.93, 0.86)
"""The text is set at the largest of these at which the card stays on one page; at the last it takes a second."""


def card_pdf(card: Card) -> bytes:
    """Return the card as PDF; raises MissingGlyphs."""
    pages = _best_pages(card)
    for number, page in enumerate(pages, start=1):
        _corner_marks(page)
        _page_number(page, number, len(pages))
    return paint(pages, Info(card.about.title, card.about.author, card.about.language, Face.GOTHIC))


def card_sheet_pdf(sheet: CardSheet) -> bytes:
    """Return a card as it is laid out for printing: alone, or several on A4 with marks to cut along."""
    card = sheet.card
    if sheet.layout is CardLayout.ONE:
        return card_pdf(card)
    if sheet.layout is CardLayout.FOUR_A6:
        cards, grid = _best_pages(card), _FOUR
    else:
        cards, grid = [small_card(card)], _TEN
    pages = [grid.sheet(each) for each in cards]
    return paint(pages, Info(card.about.title, card.about.author, card.about.language, Face.GOTHIC))


@dataclass(frozen=True)
class _Cut:
    """Cards side by side in the middle of A4: how many, and their size in points."""

    columns: int
    rows: int
    width: float
    height: float

    def sheet(self, card: Sheet) -> Sheet:
        """Return A4 full of one card, with marks at the edges of the paper and where cards meet."""
        whole = Sheet(*styles.A4)
        left = (whole.width - self.columns * self.width) / 2
        foot = (whole.height - self.rows * self.height) / 2
        for row in range(self.rows):
            for column in range(self.columns):
                x, y = left + column * self.width, foot + row * self.height
                whole.marks.extend(moved(mark, x, y) for mark in card.marks)
        across = [left + column * self.width for column in range(self.columns + 1)]
        up = [foot + row * self.height for row in range(self.rows + 1)]
        for x in across:
            whole.marks.append(Rule(x, 0, x, max(foot - 2, _TICK), 0.3, 0.5))
            whole.marks.append(Rule(x, whole.height, x, whole.height - max(foot - 2, _TICK), 0.3, 0.5))
        for y in up:
            whole.marks.append(Rule(0, y, max(left - 2, _TICK), y, 0.3, 0.5))
            whole.marks.append(Rule(whole.width, y, whole.width - max(left - 2, _TICK), y, 0.3, 0.5))
        for x in across[1:-1]:
            for y in up[1:-1]:
                whole.marks.append(Rule(x - _TICK / 2, y, x + _TICK / 2, y, 0.3, 0.5))
                whole.marks.append(Rule(x, y - _TICK / 2, x, y + _TICK / 2, 0.3, 0.5))
        return whole


_TICK = 3 * MM
_FOUR = _Cut(2, 2, *styles.A6)
_TEN = _Cut(2, 5, 91 * MM, 55 * MM)


def _scaled(style: Style, scale: float) -> Style:
    return style.but(size=style.size * scale, leading=style.leading * scale)


def _pages(card: Card, scale: float) -> list[Sheet]:
    flow = Flow(_FRAME)
    _name_of_group(flow, card, scale)
    for fact in card.facts:
        _fact(flow, fact, scale)
    for label, text in ((card.happens_label, card.happens), (card.bring_label, card.bring)):
        flow.space(4 * scale)
        flow.keep((_LABEL.leading + 2 * _HAPPENS.leading) * scale)
        flow.text(label, _scaled(_LABEL.but(face=Face.GOTHIC_BOLD, size=9.2, grey=0), scale))
        flow.text(text, _scaled(_HAPPENS, scale))
    _help(flow, card, scale)
    return flow.sheets


def _best_pages(card: Card) -> list[Sheet]:
    pages = next((pages for scale in _SCALES if len(pages := _pages(card, scale)) == 1), None)
    return pages or _pages(card, _SCALES[-1])


def _name_of_group(flow: Flow, card: Card, scale: float) -> None:
    style = Style(Face.GOTHIC_BOLD, 19, 25)
    line, fitting = fitted(card.group, _FRAME.measure, style, 13)
    if line.width <= _FRAME.measure:
        flow.lines([line], fitting.but(leading=fitting.size * 1.3))
    else:
        flow.text(card.group, Style(Face.GOTHIC_BOLD, 13, 17))
    flow.space(2)
    flow.text(card.meant_for, _scaled(Style(Face.GOTHIC, 9, 13), scale))
    flow.space(4)
    flow.rule(thickness=1.4, grey=0.0)
    flow.space(4 * scale)


def _fact(flow: Flow, fact: CardFact, scale: float) -> None:
    style = _scaled(_STRONG if fact.strong else _TEXT, scale)
    column = _LABEL_WIDTH * scale
    lines = set_text(fact.text, _FRAME.measure - column, style)
    label = _scaled(_LABEL, scale)
    labels = set_text(fact.label, column - 4, label)
    height = max(len(lines) * style.leading, len(labels) * label.leading)
    flow.keep(min(height, 4 * style.leading))
    top = flow.y
    sheet = flow.sheet
    flow.lines(lines, style, left=column)
    for number, line in enumerate(labels):
        low = baseline(top - style.leading, style) - number * label.leading
        sheet.marks.append(placed(line, _FRAME.left, low, column, label))
    if flow.sheet is sheet:
        flow.y = min(flow.y, top - height)
    flow.space(3.5 * scale)


def _help(flow: Flow, card: Card, scale: float) -> None:
    """Set whom to call when it is hard to go, in a box at the foot of the last page."""
    style = _scaled(_HELP, scale)
    width = _FRAME.measure - 16
    lines = set_text(card.help_label, width, style) + set_text(card.help_text, width, style)
    height = len(lines) * style.leading + 9
    flow.space(6 * scale)
    flow.keep(height)
    top = _FRAME.bottom + height
    flow.sheet.marks.append(Box(_FRAME.left, _FRAME.bottom, _FRAME.measure, height, radius=4, thickness=0.6, fill=0.93))
    for number, line in enumerate(lines, start=1):
        low = baseline(top - 4.5 - number * style.leading, style)
        flow.sheet.marks.append(placed(line, _FRAME.left + 8, low, width, style))
    flow.y = _FRAME.bottom


def _corner_marks(sheet: Sheet) -> None:
    """Draw cutting marks at the corners, for a card printed on larger paper."""
    length = 3 * MM
    for x, inward in ((0.0, 1), (sheet.width, -1)):
        for y, up in ((0.0, 1), (sheet.height, -1)):
            sheet.marks.append(Rule(x, y, x + inward * length, y, thickness=0.3, grey=0.6))
            sheet.marks.append(Rule(x, y, x, y + up * length, thickness=0.3, grey=0.6))


def _page_number(sheet: Sheet, number: int, total: int) -> None:
    if total == 1:
        return
    style = styles.FOOT.but(align=Align.RIGHT, role=Role.TEXT)
    for line in set_text(f"{number} / {total}", _FRAME.measure, style):
        sheet.marks.append(placed(line, _FRAME.left, 2.5 * MM, _FRAME.measure, style))
