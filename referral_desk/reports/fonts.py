"""The faces of printed documents: which character prints in which font, how wide it is, and which cannot print.

Every document goes through :func:`printable` and :class:`Ink`, so no character leaves the house as an empty box:
what no font has is collected and reported by name (:class:`MissingGlyphs`) before anything is written.
"""

from __future__ import annotations

import re
import struct
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from weakref import WeakKeyDictionary

from reportlab.pdfbase import pdfdoc, pdfmetrics
from reportlab.pdfbase.ttfonts import SUBSETN, TTEncoding, TTFError, TTFont, TTFontFace
from reportlab.pdfgen.canvas import Canvas

from referral_desk import resources
from referral_desk.domain.messages import N_, Message, message
from referral_desk.print_font import print_font
from referral_desk.reports.font_subset import SubsetParts


class Face(StrEnum):
    """The faces a document is set in; each but the last has its file in ``resources/fonts``."""

    GOTHIC = "BIZUDPGothic-Regular"
    GOTHIC_BOLD = "BIZUDPGothic-Bold"
    MINCHO = "BIZUDPMincho-Regular"
    FALLBACK = "NotoSansJP_400Regular"
    OWN = "own"
    """The font of this PC that was named for what the others lack; there may be none."""


BUNDLED = (Face.GOTHIC, Face.GOTHIC_BOLD, Face.MINCHO, Face.FALLBACK)
"""The faces that are always there."""


class MissingGlyphs(Exception):
    """Characters that no font of the house has; nothing was printed.

    ``characters`` holds each once, in code point order; ``message`` names them by code point and Unicode name.
    """

    def __init__(self, characters: Iterable[str]) -> None:
        self.characters = tuple(sorted(set(characters)))
        named = ", ".join(character_name(character) for character in self.characters)
        self.message: Message = message(
            N_(
                "These characters are in no font and cannot be printed: {characters}. Replace them, or name a font "
                "that has them under Administration, and print again."
            ),
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


class _QuickFlate:
    """Compresses a font's subset at the quickest level: the letter takes a seventh less time and is 3 % larger."""

    pdfname = "FlateDecode"

    @staticmethod
    def encode(text: bytes) -> bytes:
        """Return ``text`` compressed."""
        return zlib.compress(text, 1)


class _Face(TTFontFace):  # type: ignore[misc]
    """A font file parsed once, from which every document takes its subset."""

    def __init__(self, filename: str) -> None:
        super().__init__(filename)
        # whole thousandths of an em, as PDF wants them: shorter, and equal wherever they are read
        widths: dict[int, float] = vars(self)["charWidths"]
        self.charWidths = {point: round(width) for point, width in widths.items()}
        self.defaultWidth = round(vars(self)["defaultWidth"])

    @cached_property
    def _parts(self) -> SubsetParts:
        return SubsetParts(self)

    def addSubsetObjects(  # noqa: N802 - ReportLab's name
        self, doc: pdfdoc.PDFDocument, fontname: str, subset: list[int]
    ) -> pdfdoc.PDFObjectReference:
        reference = super().addSubsetObjects(doc, fontname, subset)
        doc.idToObject[f"fontFile:{self.filename}({fontname})"].filters = [_QuickFlate]
        return reference

    def makeSubset(self, subset: list[int]) -> bytes:  # noqa: N802 - ReportLab's name
        return self._parts.subset(subset)

    def ink(self, character: str) -> tuple[float, float] | None:
        """Return where a character's outline begins and ends from its left edge, in em; None without an outline."""
        glyph = self.charToGlyph.get(ord(character), 0)
        begin, end = self.glyphPos[glyph], self.glyphPos[glyph + 1]
        if begin == end:
            return None
        start = self.get_table_pos("glyf")[0] + begin
        _contours, left, _bottom, right, _top = struct.unpack(">hhhhh", self._ttf_data[start : start + 10])
        return left / self.unitsPerEm, right / self.unitsPerEm


class _EmbeddedFont(TTFont):  # type: ignore[misc]
    """A TrueType font whose subsets map back to Unicode rightly beyond U+FFFF.

    ReportLab (5.1) writes such characters into the ToUnicode map as five hexadecimal digits, which readers take for
    something else (𠮷 is found as ₻); the map needs UTF-16, and at most 100 entries a block.
    """

    def __init__(self, name: str, filename: str) -> None:
        self.fontName = name
        self.face = _Face(filename)
        self.encoding = TTEncoding()
        self.state: WeakKeyDictionary[pdfdoc.PDFDocument, TTFont.State] = WeakKeyDictionary()
        self._asciiReadable = False
        self.shapable = False

    def addObjects(self, doc: pdfdoc.PDFDocument) -> None:  # noqa: N802 - ReportLab's name
        subsets = [list(subset) for subset in self.state[doc].subsets]
        names = [self.getSubsetInternalName(number, doc)[1:] for number in range(len(subsets))]
        super().addObjects(doc)
        for number, subset in enumerate(subsets):
            widths = " ".join(map(str, map(self.face.getCharWidth, subset)))  # written at once, not number by number
            doc.idToObject["BasicFonts"].dict[names[number]].Widths = f"[{widths}]"
            name = b"".join((SUBSETN(number), b"+", self.face.name, self.face.subfontNameX)).decode("ascii")
            doc.idToObject["toUnicodeCMap:" + name].content = to_unicode_map(name, subset)


@cache
def _utf_16(point: int) -> str:
    return chr(point).encode("utf-16-be").hex().upper()


def to_unicode_map(name: str, subset: list[int]) -> str:
    """Return the ToUnicode CMap of a one-byte subset, whose n-th code stands for the n-th code point."""
    entries = [f"<{code:02X}> <{_utf_16(point)}>" for code, point in enumerate(subset)]
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
    own = print_font() if face is Face.OWN else None
    font = _EmbeddedFont(face.value, str(own or resources.path("fonts", f"{face.value}.ttf")))
    pdfmetrics.registerFont(font)
    return font


def load(*faces: Face) -> None:
    """Load faces ahead of time; all but the fallback if none is named."""
    for face in faces or (Face.GOTHIC, Face.GOTHIC_BOLD, Face.MINCHO):
        _font(face)


@cache
def _own_is_there() -> bool:
    own = print_font()
    return own is not None and not_usable(own) is None


def not_usable(file: Path) -> Message | None:
    """Return why a font file cannot be embedded, None for one that can."""
    try:
        _EmbeddedFont("tried", str(file))
    except OSError:
        return message(N_("This file cannot be read."))
    except (TTFError, ValueError, KeyError, IndexError, struct.error):
        return message(
            N_("This font cannot be embedded. Choose one with TrueType outlines (.ttf, .ttc) that may be embedded.")
        )
    return None


def forget_own() -> None:
    """Look again which font of this PC was named."""
    for known in (_font, _own_is_there, face_for, advance, blanks):
        known.cache_clear()


def encoded(face: Face, text: str, canvas: Canvas) -> Iterator[tuple[str, str]]:
    """Yield a printable text in pieces as a page of ``canvas`` spells it: the subset's name, its codes escaped."""
    font = _font(face)
    for subset, codes in font.splitString(text, canvas._doc):
        yield font.getSubsetInternalName(subset, canvas._doc), canvas._escape(codes)


def has(face: Face, character: str) -> bool:
    """Return whether the face itself draws this character."""
    return bool(_font(face).face.charToGlyph.get(ord(character), 0))


_BEHIND = (Face.FALLBACK,)
"""The bundled faces that stand in for one that lacks a character."""


@cache
def face_for(face: Face, character: str) -> Face | None:
    """Return the face that draws ``character`` in a text set in ``face``, or None if no font has it."""
    for behind in (face, *_BEHIND):
        if has(behind, character):
            return behind
    return Face.OWN if _own_is_there() and has(Face.OWN, character) else None


@cache
def advance(face: Face, character: str) -> float:
    """Return a character's width in em, in the face that draws it; 1 for one that no font has."""
    drawn_in = face_for(face, character)
    if drawn_in is None:
        return 1.0
    return float(_font(drawn_in).face.charWidths[ord(character)]) / 1000


OPENING_SIGNS = frozenset("「『（［｛〈《【〔〝〘〖｢")
CLOSING_SIGNS = frozenset("」』）］｝〉》】〕〟〙〗｣、。，．｡､")
SIGNS = OPENING_SIGNS | CLOSING_SIGNS
_SIDE = 0.06
"""The white in em that a sign keeps at either side; what is more than that is its blank."""


@cache
def blanks(face: Face, character: str) -> tuple[float, float]:
    """Return the blank in em left of an opening sign and right of a closing sign, comma or full stop; else 0, 0.

    Measured from the outline, for how much of a sign's body is blank differs from font to font: half of it in most,
    a tenth in those of proportional width.
    """
    if character not in SIGNS:
        return 0.0, 0.0
    drawn_in = face_for(face, character)
    inked = _font(drawn_in).face.ink(character) if drawn_in is not None else None
    if inked is None:
        return 0.0, 0.0
    if character in OPENING_SIGNS:
        return max(0.0, inked[0] - _SIDE), 0.0
    return 0.0, max(0.0, advance(face, character) - inked[1] - _SIDE)


def width(text: str, face: Face, size: float) -> float:
    """Return the width in points of a text already made :func:`printable`."""
    return size * sum(advance(face, character) for character in text)


def missing(text: str, face: Face = Face.GOTHIC) -> set[str]:
    """Return the characters of a printable text that no font has."""
    return {character for character in text if face_for(face, character) is None}


class _DrawnAs(dict[int, str | None]):
    """What each code point is drawn as, found out once: itself, a plain line end or space, or nothing."""

    def __missing__(self, point: int) -> str | None:
        drawn = self[point] = _drawn_as(point)
        return drawn


def _drawn_as(point: int) -> str | None:
    character = chr(point)
    if character in "\n\r\v\f\x85\u2028\u2029":
        return "\n"
    if character in "\t\xa0\u202f\u2007":
        return " "
    if 0xFE00 <= point <= 0xFE0F or 0xE0100 <= point <= 0xE01EF or 0x180B <= point <= 0x180F:
        return None  # variation selectors
    return None if unicodedata.category(character) in {"Cc", "Cf"} else character


_DRAWN_AS = _DrawnAs()
_COMBINING = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f]")


def printable(text: str) -> str:
    """Return ``text`` as it is drawn: nothing interpreted, only what cannot be seen taken out.

    Line ends become ``\\n``, tabs and hard spaces spaces; variation selectors leave their base character; control
    and direction signs go. A base and a combining mark that have one character of their own (か + ゙) become it; no
    other normalisation, which would replace kanji of people's names.
    """
    text = text.replace("\r\n", "\n").translate(_DRAWN_AS)
    if not _COMBINING.search(text):
        return text
    drawn: list[str] = []
    for character in text:
        if drawn and _COMBINING.match(character):
            composed = unicodedata.normalize("NFC", drawn[-1] + character)
            if len(composed) == 1:
                drawn[-1] = composed
                continue
        drawn.append(character)
    return "".join(drawn)
