"""The faces of printed documents: which character prints in which font, how wide it is, and which cannot print.

Every document goes through :func:`printable` and :class:`Ink`, so no character leaves the house as an empty box:
what no font has is collected and reported by name (:class:`MissingGlyphs`) before anything is written.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from functools import cache

from reportlab.pdfbase import pdfdoc, pdfmetrics
from reportlab.pdfbase.ttfonts import SUBSETN, TTFont

from referral_desk import resources
from referral_desk.domain.messages import N_, Message, message


class Face(StrEnum):
    """The faces a document is set in; each has its file in ``resources/fonts``."""

    GOTHIC = "BIZUDPGothic-Regular"
    GOTHIC_BOLD = "BIZUDPGothic-Bold"
    MINCHO = "BIZUDPMincho-Regular"
    FALLBACK = "NotoSansJP_400Regular"


class MissingGlyphs(Exception):
    """Characters that no font of the house has; nothing was printed.

    ``characters`` holds each once, in code point order; ``message`` names them by code point and Unicode name.
    """

    def __init__(self, characters: Iterable[str]) -> None:
        self.characters = tuple(sorted(set(characters)))
        named = ", ".join(character_name(character) for character in self.characters)
        self.message: Message = message(
            N_("These characters are in no font and cannot be printed: {characters}. Replace them and print again."),
            characters=named,
        )
        super().__init__(self.message.render(str))


def character_name(character: str) -> str:
    """Return how to name one character to a person: itself, its code point, its Unicode name."""
    code = f"U+{ord(character):04X}"
    category = unicodedata.category(character)
    if category in {"Cs", "Co", "Cn", "Cc", "Cf"}:
        kind = {"Cs": "half of a surrogate pair", "Co": "private use (gaiji)"}.get(category, "")
        name = kind or unicodedata.name(character, "unassigned")
        return f"{code} {name}"
    return f"{character} ({code} {unicodedata.name(character, 'unnamed')})"


class _EmbeddedFont(TTFont):  # type: ignore[misc]
    """A TrueType font whose subsets map back to Unicode rightly beyond U+FFFF.

    ReportLab (5.1) writes such characters into the ToUnicode map as five hexadecimal digits, which readers take for
    something else (𠮷 is found as ₻); the map needs UTF-16, and at most 100 entries a block.
    """

    def addObjects(self, doc: pdfdoc.PDFDocument) -> None:  # noqa: N802 - ReportLab's name
        subsets = [list(subset) for subset in self.state[doc].subsets]
        super().addObjects(doc)
        for number, subset in enumerate(subsets):
            name = b"".join((SUBSETN(number), b"+", self.face.name, self.face.subfontNameX)).decode("ascii")
            doc.idToObject["toUnicodeCMap:" + name].content = to_unicode_map(name, subset)


def to_unicode_map(name: str, subset: list[int]) -> str:
    """Return the ToUnicode CMap of a one-byte subset, whose n-th code stands for the n-th code point."""
    entries = [f"<{code:02X}> <{chr(point).encode('utf-16-be').hex().upper()}>" for code, point in enumerate(subset)]
    blocks = [entries[start : start + 100] for start in range(0, len(entries), 100)]
    mapped = [line for block in blocks for line in (f"{len(block)} beginbfchar", *block, "endbfchar")]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def",
            f"/CMapName /{name} def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            f"<00> <{len(subset) - 1:02X}>",
            "endcodespacerange",
            *mapped,
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    )


@cache
def _font(face: Face) -> TTFont:
    """Load a face when it is first needed, once a process (40 ms each), and make it known to ReportLab."""
    font = _EmbeddedFont(face.value, str(resources.path("fonts", f"{face.value}.ttf")), shapable=False)
    pdfmetrics.registerFont(font)
    return font


def load(*faces: Face) -> None:
    """Load faces ahead of time; all but the fallback if none is named."""
    for face in faces or (Face.GOTHIC, Face.GOTHIC_BOLD, Face.MINCHO):
        _font(face)


def has(face: Face, character: str) -> bool:
    """Return whether the face itself draws this character."""
    return bool(_font(face).face.charToGlyph.get(ord(character), 0))


@cache
def face_for(face: Face, character: str) -> Face | None:
    """Return the face that draws ``character`` in a text set in ``face``, or None if no font has it."""
    if has(face, character):
        return face
    return Face.FALLBACK if has(Face.FALLBACK, character) else None


@cache
def advance(face: Face, character: str) -> float:
    """Return a character's width in em, in the face that draws it; 1 for one that no font has."""
    drawn_in = face_for(face, character)
    if drawn_in is None:
        return 1.0
    return float(_font(drawn_in).face.charWidths[ord(character)]) / 1000


def width(text: str, face: Face, size: float) -> float:
    """Return the width in points of a text already made :func:`printable`."""
    return size * sum(advance(face, character) for character in text)


def missing(text: str, face: Face = Face.GOTHIC) -> set[str]:
    """Return the characters of a printable text that no font has."""
    return {character for character in text if face_for(face, character) is None}


_LINE_ENDS = str.maketrans(dict.fromkeys("\r\v\f\x85\u2028\u2029", "\n"))
_SPACES = str.maketrans({"\t": " ", "\xa0": " ", "\u202f": " ", "\u2007": " "})


@cache
def _kept(character: str) -> bool:
    """Whether a character is drawn at all: not a variation selector, control or other invisible sign."""
    point = ord(character)
    if 0xFE00 <= point <= 0xFE0F or 0xE0100 <= point <= 0xE01EF or 0x180B <= point <= 0x180F:
        return False
    return character == "\n" or unicodedata.category(character) not in {"Cc", "Cf"}


def printable(text: str) -> str:
    """Return ``text`` as it is drawn: nothing interpreted, only what cannot be seen taken out.

    Line ends become ``\\n``, tabs and hard spaces spaces; variation selectors leave their base character; control
    and direction signs go. A base and a combining mark that have one character of their own (か + ゙) become it; no
    other normalisation, which would replace kanji of people's names.
    """
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n").translate(_LINE_ENDS).translate(_SPACES)
    kept = [character for character in text if _kept(character)]
    drawn: list[str] = []
    for character in kept:
        if drawn and unicodedata.category(character) == "Mn":
            composed = unicodedata.normalize("NFC", drawn[-1] + character)
            if len(composed) == 1:
                drawn[-1] = composed
                continue
        drawn.append(character)
    return "".join(drawn)
