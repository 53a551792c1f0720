"""Draws a card of the size of a business card: what one needs on the way there, as large as it fits."""

from __future__ import annotations

from referral_desk.domain.documents.card import Card
from referral_desk.reports.drawing import Rule, Sheet
from referral_desk.reports.fonts import Face
from referral_desk.reports.layout import Line
from referral_desk.reports.page import baseline, fitted, placed, set_text
from referral_desk.reports.styles import MM, Style

_SIZE = (91 * MM, 55 * MM)
_SIDE, _TOP, _FOOT = 4.5 * MM, 3.5 * MM, 3.0 * MM
_MEASURE = _SIZE[0] - 2 * _SIDE
_LABELS = 18 * MM
_VALUES = _MEASURE - _LABELS - 1.5 * MM
_SCALES = tuple(1.15 - 0.05 * step for step in range(18))
"""The sizes that are tried; at the last the letters are as small as a footnote's."""


def small_card(card: Card) -> Sheet:
    """Return the card at the largest size at which all of it stands on 91 by 55 millimetres."""
    for scale in _SCALES:
        sheet, free = _drawn(card, scale)
        if free >= 0:
            return sheet
    return sheet


def _drawn(card: Card, scale: float) -> tuple[Sheet, float]:
    """Return the card at a scale, and how many points are left between its facts and its foot; negative: too few."""
    sheet = Sheet(*_SIZE)
    name = Style(Face.GOTHIC_BOLD, 13 * scale, 16 * scale)
    label = Style(Face.GOTHIC, 6.5 * scale, 9 * scale, grey=0.2)
    text = Style(Face.GOTHIC_BOLD, 8.5 * scale, 11 * scale)
    foot = Style(Face.GOTHIC, 6.5 * scale, 8.5 * scale)
    y = _SIZE[1] - _TOP
    line, fitting = fitted(card.group, _MEASURE, name, 8 * scale)
    names = [line] if line.width <= _MEASURE else set_text(card.group, _MEASURE, name.but(size=8 * scale))
    y = _set(sheet, names, fitting, _SIDE, y)
    y -= 2 * scale
    sheet.marks.append(Rule(_SIDE, y, _SIDE + _MEASURE, y, 0.9, 0.0))
    y -= 2.5 * scale
    facts = [
        (set_text(fact.label, _LABELS, label), set_text(fact.text.replace("\n", "\u3000"), _VALUES, text))
        for fact in card.facts
        if fact.small
    ]
    for labels, values in facts:
        top = y
        _set(sheet, labels, label.but(leading=text.leading), _SIDE, top)
        y = _set(sheet, values, text, _SIDE + _MEASURE - _VALUES, top)
        y = min(y, top - len(labels) * text.leading) - 1.5 * scale
    helper = "\u3000".join((card.help_label, *card.help_text.split("\n")))
    lines = set_text(helper, _MEASURE, foot)
    top_of_foot = _FOOT + len(lines) * foot.leading
    sheet.marks.append(Rule(_SIDE, top_of_foot + 2, _SIDE + _MEASURE, top_of_foot + 2, 0.4, 0.4))
    _set(sheet, lines, foot, _SIDE, top_of_foot)
    return sheet, y - top_of_foot - 3


def _set(sheet: Sheet, lines: list[Line], style: Style, left: float, top: float) -> float:
    """Set lines from ``top`` down; return where the next one may begin."""
    block = object()
    for line in lines:
        top -= style.leading
        sheet.marks.append(placed(line, left, baseline(top, style), _MEASURE, style, block))
    return top
