"""Sizes, faces and measures of the documents, in points unless said otherwise."""

from __future__ import annotations

from dataclasses import dataclass, replace

from referral_desk.reports.fonts import Face
from referral_desk.reports.layout import Align
from referral_desk.reports.structure import Role

MM = 72 / 25.4
A4 = (210 * MM, 297 * MM)
A6 = (105 * MM, 148 * MM)


@dataclass(frozen=True)
class Style:
    """How a paragraph is set; ``leading`` is from baseline to baseline, ``indent`` that of a first line in em."""

    face: Face
    size: float
    leading: float
    align: Align = Align.LEFT
    indent: float = 0.0
    grey: float = 0.0
    role: Role = Role.TEXT

    def but(
        self,
        *,
        face: Face | None = None,
        size: float | None = None,
        leading: float | None = None,
        align: Align | None = None,
        indent: float | None = None,
        grey: float | None = None,
        role: Role | None = None,
    ) -> Style:
        """Return this style with some of it changed."""
        return replace(
            self,
            face=self.face if face is None else face,
            size=self.size if size is None else size,
            leading=self.leading if leading is None else leading,
            align=self.align if align is None else align,
            indent=self.indent if indent is None else indent,
            grey=self.grey if grey is None else grey,
            role=self.role if role is None else role,
        )


@dataclass(frozen=True)
class Frame:
    """A page's size and margins: the text lies inside, the foot below it."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float

    @property
    def measure(self) -> float:
        """The width of the text."""
        return self.width - self.left - self.right


LETTER_FRAME = Frame(*A4, left=22 * MM, right=22 * MM, top=17 * MM, bottom=18 * MM)
TABLE_FRAME = Frame(*A4, left=15 * MM, right=15 * MM, top=14 * MM, bottom=17 * MM)
CARD_FRAME = Frame(*A6, left=8 * MM, right=8 * MM, top=8 * MM, bottom=7 * MM)

BODY = Style(Face.MINCHO, 10.5, 17.5, Align.JUSTIFIED, indent=1.0)
"""The text of a letter."""
PLAIN = Style(Face.MINCHO, 10.5, 17.5)
CELL = Style(Face.MINCHO, 10.5, 15.8, Align.JUSTIFIED)
LABEL = Style(Face.GOTHIC, 9.5, 15.8)
SUBJECT = Style(Face.MINCHO, 14, 22, Align.CENTRE, role=Role.TITLE)
BOX = Style(Face.GOTHIC, 9.5, 14.5)
FOOT = Style(Face.GOTHIC, 8, 11, grey=0.3, role=Role.REPEATED)

TABLE_TEXT = Style(Face.GOTHIC, 9, 13)
TABLE_SMALL = Style(Face.GOTHIC, 8, 11.5)
TABLE_HEAD = Style(Face.GOTHIC, 8, 11.5, grey=0.25)
TABLE_TOTAL = Style(Face.GOTHIC_BOLD, 9, 13)
HEADING = Style(Face.GOTHIC_BOLD, 10.5, 15, role=Role.HEADING)
TITLE = Style(Face.GOTHIC_BOLD, 15, 21, role=Role.TITLE)
