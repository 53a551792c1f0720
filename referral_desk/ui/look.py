"""The look in force: colours from resources/themes, lengths in text heights.

A painted widget reads :func:`look` while it paints and repaints on Qt's own palette, font and style events. Qt gives
an application one palette and one font; the look is of that kind, so it is read from one place too.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLayout

from referral_desk import resources


@dataclass(frozen=True)
class Colours:
    """The colours of one theme as ``#rrggbb``.

    ``warm*`` marks a warm handoff and nothing else; ``danger*`` what is overdue or dangerous and nothing else;
    ``note*`` is the blue-grey of a plain warning, ``accent*`` the one accent.
    """

    paper: str
    card: str
    band: str
    hover: str
    line: str
    line_strong: str
    ink: str
    muted: str
    disabled: str
    accent: str
    accent_hover: str
    accent_ink: str
    accent_soft: str
    on_accent: str
    focus: str
    halo: str
    rail: str
    rail_active: str
    rail_hover: str
    rail_ink: str
    rail_mark: str
    warm: str
    warm_front: str
    warm_soft: str
    warm_paper: str
    warm_ink: str
    cold_line: str
    cold_ink: str
    danger: str
    danger_soft: str
    on_danger: str
    note: str
    note_line: str
    note_ink: str
    bar: str
    selection: str


@cache
def colours(name: str) -> Colours:
    """Return the theme ``light`` or ``dark``; ValueError if its file does not hold exactly the known colours."""
    content = resources.read_json("themes", f"{name}.json")
    known = {field.name for field in fields(Colours)}
    if not isinstance(content, dict) or set(content) != known:
        raise ValueError(f"theme {name} must hold exactly: {', '.join(sorted(known))}")
    return Colours(**{str(key): str(value) for key, value in content.items()})


@dataclass(frozen=True)
class Look:
    """The look in force: colours, the height of the text in pixels (``em``), zoom in percent, dark or not."""

    colours: Colours
    em: float
    zoom: int
    dark: bool

    def px(self, ems: float) -> int:
        """Return a length given in text heights as whole pixels, never less than one."""
        return max(1, round(self.em * ems))


_look: Look | None = None


def wear(new: Look) -> None:
    """Put a look in force; only the theme does this, and tells every widget."""
    global _look  # noqa: PLW0603 - the application's one look, as its palette and font are one
    _look = new


def look() -> Look:
    """Return the look in force; before a theme is applied it is light, at 100 %."""
    return _look or Look(colours("light"), 15.0, 100, dark=False)


def px(ems: float) -> int:
    """Return a length given in text heights as pixels of the look in force."""
    return look().px(ems)


def colour(name: str) -> QColor:
    """Return a colour of the look in force by its field name in :class:`Colours`."""
    value = getattr(look().colours, name)
    return QColor(str(value))


def space(layout: QLayout, margins: tuple[float, float, float, float] | float = 0.0, gap: float = 0.5) -> None:
    """Give ``layout`` margins (left, top, right, bottom, or one for all) and a gap in text heights; zoom keeps them."""
    sides = (margins,) * 4 if isinstance(margins, (int, float)) else margins
    layout.setProperty("ems", [*map(float, sides), float(gap)])
    respace(layout)


def respace(layout: QLayout) -> None:
    """Measure the margins of a spaced layout anew; others stay as they are."""
    ems = layout.property("ems")
    if not isinstance(ems, list):
        return
    left, top, right, bottom, gap = (round(look().em * float(value)) for value in ems)
    layout.setContentsMargins(left, top, right, bottom)
    layout.setSpacing(gap)
