"""Lines of Japanese and Latin text: where a line may end, and how it fills its measure.

Text here is what a person typed, never markup. The rules are the customary ones of Japanese office typesetting
(kinsoku): no line begins with 、。 or a closing bracket, none ends with an opening one; words, numbers, telephone
numbers and addresses of web pages stay whole while a line has room for them; a number stays with its unit.

The blank that is part of a bracket, comma or full stop is set as JIS X 4051 wants it: between two such signs only one
is kept, at either end of a line none (an opening bracket stands flush), and a line that is a little too long gives up
these blanks before its characters move closer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import NamedTuple

from referral_desk.reports import fonts
from referral_desk.reports.fonts import Face

NOT_AT_START = frozenset(
    "、。，．,.・：；:;？！?!‼⁇⁈⁉゛゜´｀¨ヽヾゝゞ々〻ー–—〜～゠‐…‥’”）)］]｝}〉》」』】〕〟»›｠％%‰℃°′″￠"
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ｡､｣･ｰｧｨｩｪｫｬｭｮｯﾞﾟ"
)
NOT_AT_END = frozenset("「『（([［{｛〈《【〔〝«‹｟‘“￥¥＄$￡£＃#〒№｢")
_JOINS_A_WORD = frozenset("@_:/+-.,'’&=?~%#;*^|\\<>!\"‐–−")
_MIDDLE_SIGNS = frozenset("・：；！？")
_UNITS = frozenset("年月日時分秒歳才円人名件回号番級度期丁週階室系課か箇ヶヵ個本枚条項")
_BLANKS = frozenset({" ", "\u3000"})
_PAIRS = frozenset({"——", "……", "‥‥", "――", "〜〜", "──", "明治", "大正", "昭和", "平成", "令和", "元年"})
_ERA_ENDS = frozenset("治正和成")
"""The last character of an era's name, which stays with its year."""
_MOST_SHRINK = 0.035
"""By how much of its size a character may give way so that one more fits: half of what an eye notices."""
_MOST_STRETCH = 0.09
"""A justified line opens each gap by at most this part of the size; a line needing more stays ragged. From a tenth
on, readers of the PDF take a gap for a space and find a name in two pieces."""


class Align(StrEnum):
    """How a line lies in its measure."""

    LEFT = "left"
    RIGHT = "right"
    CENTRE = "centre"
    JUSTIFIED = "justified"


@dataclass(frozen=True)
class Badge:
    """The sign of a handoff with its word: two full circles that overlap for warm, two open ones apart for cold."""

    word: str
    warm: bool


class Atom(NamedTuple):
    """What a line is never broken inside: a character, a base with its reading above it, or a badge.

    ``width`` is in points and without ``spacing``, the space opened after each of its characters (closed, below 0).
    ``left`` and ``right`` are the parts of ``width`` that are the blank of an opening or a closing sign.
    """

    text: str
    face: Face
    size: float
    width: float
    reading: str = ""
    badge: Badge | None = None
    spacing: float = 0.0
    left: float = 0.0
    right: float = 0.0


@dataclass(frozen=True)
class Line:
    """One line ready to be drawn: atoms from left to right, ``width`` in points with all spacing.

    ``inset`` is the blank of the first atom, which lies outside the line: drawing begins so far left of its place.
    """

    atoms: tuple[Atom, ...]
    width: float
    inset: float = 0.0

    @property
    def text(self) -> str:
        """The characters of the line, as they will be found in the PDF."""
        return "".join(atom.text for atom in self.atoms)


BADGE_SIGN = 1.75
"""The width of a badge's two circles with the gap after them, in em."""
BADGE_PADDING = 0.7
"""The white at each end of a badge, in em."""


def characters(text: str, face: Face, size: float) -> list[Atom]:
    """Return the atoms of a printable text without line ends, one a character, each in the face that has it."""
    return [character_atom(character, face, size) for character in text]


@lru_cache(maxsize=8192)
def character_atom(character: str, face: Face, size: float) -> Atom:
    """Return one character as an atom of a line set in ``face``."""
    drawn_in = fonts.face_for(face, character) or face
    left, right = fonts.blanks(face, character)
    width = fonts.advance(face, character) * size
    return Atom(character, drawn_in, size, width, left=left * size, right=right * size)


def forget() -> None:
    """Measure characters anew, after another font of this PC was named."""
    character_atom.cache_clear()


def with_reading(base: str, reading: str, face: Face, size: float) -> Atom:
    """Return a base with its reading set above it at half size; the base opens up under a longer reading."""
    natural = fonts.width(base, face, size)
    wanted = fonts.width(reading, face, size / 2)
    spacing = max(0.0, (wanted - natural) / max(1, len(base)))
    return Atom(base, face, size, natural, reading=reading, spacing=spacing)


def badge_atom(badge: Badge, face: Face, size: float) -> Atom:
    """Return a badge as it stands in a line."""
    inner = fonts.width(badge.word, face, size)
    return Atom(badge.word, face, size, inner + (BADGE_SIGN + 2 * BADGE_PADDING) * size, badge=badge)


def measure(atoms: Iterable[Atom]) -> float:
    """Return the width of atoms in points, spacing included."""
    return sum([atom.width + atom.spacing * len(atom.text) for atom in atoms])


def squeezed(atoms: Sequence[Atom]) -> list[Atom]:
    """Return atoms with one blank instead of two where brackets, commas and full stops meet."""
    closer = list(atoms)
    for index in range(len(closer) - 1):
        atom, following = closer[index], closer[index + 1]
        if not (following.left or atom.right):
            continue
        if following.left and (atom.text in fonts.SIGNS or atom.text in _MIDDLE_SIGNS):
            closer[index] = atom._replace(spacing=-following.left)
        elif atom.right and (following.text in fonts.CLOSING_SIGNS or following.text in _MIDDLE_SIGNS):
            closer[index] = atom._replace(spacing=-atom.right, right=0.0)
    return closer


def _in_word(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character in _JOINS_A_WORD)


@cache
def may_break(before: str, after: str) -> bool:
    """Return whether a line may end between two characters."""
    if after in _BLANKS:
        return False  # a space belongs to the line before it
    if after in NOT_AT_START or before in NOT_AT_END:
        return False
    if before in _BLANKS:
        return True
    if _is_letter(before) and _is_letter(after):
        return False
    if (_in_word(before) and _in_word(after)) or before + after in _PAIRS:
        return False
    if before in _ERA_ENDS and (after.isdecimal() or after == "元"):
        return False
    return not (before.isdecimal() and after in _UNITS)


@cache
def _is_letter(character: str) -> bool:
    """Whether it belongs to a word of an alphabet or a number, full-width ones included."""
    return character.isdecimal() or (character.isalpha() and ord(character) < 0x2E80) or "Ａ" <= character <= "ｚ"


def _breakable(before: Atom, after: Atom) -> bool:
    if before.badge or after.badge:
        return not (after.text[:1] in NOT_AT_START or before.text[-1:] in NOT_AT_END)
    return may_break(before.text[-1:], after.text[:1])


def _emergency(atoms: Sequence[Atom], start: int, end: int) -> int:
    """Return where to end a line that has no allowed break: inside a word rather than against kinsoku."""
    for cut in range(end, start, -1):
        if atoms[cut].text[:1] not in NOT_AT_START and atoms[cut - 1].text[-1:] not in NOT_AT_END:
            return cut
    return end


def _blank(atom: Atom) -> bool:
    return atom.text in _BLANKS


def break_lines(atoms: Sequence[Atom], width: float, first_width: float | None = None) -> list[tuple[Atom, ...]]:
    """Return the atoms of a paragraph line by line, none wider than ``width`` points but a single atom that is.

    ``first_width`` is the measure of the first line where it is indented. Spaces at a line's end are dropped.
    """
    lines: list[tuple[Atom, ...]] = []
    start = 0
    room = width if first_width is None else first_width
    while start < len(atoms):
        end = _fitting(atoms, start, room)
        if end < len(atoms):
            cut = next((cut for cut in range(end, start, -1) if _breakable(atoms[cut - 1], atoms[cut])), None)
            end = _emergency(atoms, start, end) if cut is None else cut
        last = end
        while last > start and _blank(atoms[last - 1]):
            last -= 1
        lines.append(_flush_at_end(tuple(atoms[start : last or end])))
        start, room = end, width
    return lines or [()]


def _flush_at_end(atoms: tuple[Atom, ...]) -> tuple[Atom, ...]:
    """Return a line whose last sign leaves its blank outside the measure."""
    if not atoms or not (atoms[-1].right or atoms[-1].spacing < 0):
        return atoms
    return (*atoms[:-1], atoms[-1]._replace(spacing=min(0.0, -atoms[-1].right)))


def _fitting(atoms: Sequence[Atom], start: int, room: float) -> int:
    """Return the index after the last atom that fits, at least one; blanks may hang over the end."""
    used = -atoms[start].left
    slack = 0.0
    for index in range(start, len(atoms)):
        atom = atoms[index]
        if _blank(atom):
            used += atom.width
            continue
        used += atom.width + atom.spacing * len(atom.text)
        slack += _MOST_SHRINK * atom.size
        if used - atom.right > room + min(slack, atom.size) and index > start:
            return index
    return len(atoms)


def justify(atoms: tuple[Atom, ...], width: float, *, fill: bool) -> Line:
    """Return a line of ``width``: opened up at its gaps if ``fill``, and drawn in a little if it is too wide."""
    inset = atoms[0].left if atoms else 0.0
    natural = measure(atoms) - inset
    excess = width - natural
    if (excess > 0 and not fill) or abs(excess) < 0.01 or len(atoms) < 2:
        return Line(atoms, natural, inset)
    if excess < 0:
        return Line(_drawn_in(atoms, -excess), width, inset)
    gaps = [index for index in range(len(atoms) - 1) if _opens(atoms[index], atoms[index + 1])]
    extra = excess / len(gaps) if gaps else 0.0
    if not gaps or extra > _MOST_STRETCH * atoms[0].size:
        return Line(atoms, natural, inset)
    return Line(_opened(atoms, gaps, extra), width, inset)


def _opened(atoms: Sequence[Atom], gaps: Iterable[int], extra: float) -> tuple[Atom, ...]:
    """Return atoms with ``extra`` points more (fewer, below 0) after those at ``gaps``."""
    opened = list(atoms)
    for index in gaps:
        atom = opened[index]
        opened[index] = atom._replace(spacing=atom.spacing + extra / len(atom.text))
    return tuple(opened)


def _drawn_in(atoms: Sequence[Atom], lacking: float) -> tuple[Atom, ...]:
    """Return atoms that need ``lacking`` points less: half the blanks of signs give way first, then every gap."""
    inner = range(len(atoms) - 1)
    blanks = [0.0 if atoms[index].spacing else atoms[index].right for index in inner]
    share = min(0.5, lacking / total) if (total := sum(blanks)) else 0.0
    closer = [atom._replace(spacing=atom.spacing - share * blank) for atom, blank in zip(atoms, blanks, strict=False)]
    return _opened((*closer, atoms[-1]), inner, (share * total - lacking) / len(inner))


def _opens(before: Atom, after: Atom) -> bool:
    """Whether a justified line may widen here: between Japanese characters and at spaces, not inside a word."""
    return _gap(before.text[-1:], after.text[:1])


@cache
def _gap(a: str, b: str) -> bool:
    return not (_is_letter(a) and _is_letter(b)) and not (_in_word(a) and _in_word(b))


def paragraph(
    atoms: Sequence[Atom], width: float, *, align: Align = Align.LEFT, first_indent: float = 0.0
) -> list[Line]:
    """Return the lines of one paragraph (no line ends inside); the first is narrower by ``first_indent`` points."""
    broken = break_lines(squeezed(atoms), width, width - first_indent)
    lines = []
    for number, line in enumerate(broken):
        room = width - first_indent if number == 0 else width
        fill = align is Align.JUSTIFIED and number < len(broken) - 1
        lines.append(justify(line, room, fill=fill))
    return lines


def text_lines(
    text: str, width: float, face: Face, size: float, *, align: Align = Align.LEFT, first_indent: float = 0.0
) -> list[Line]:
    """Return the lines of a typed text, a paragraph for each of its lines; "" gives one empty line."""
    lines: list[Line] = []
    for part in fonts.printable(text).split("\n"):
        lines.extend(paragraph(characters(part, face, size), width, align=align, first_indent=first_indent))
    return lines


def single_line(text: str, face: Face, size: float) -> Line:
    """Return a text as one line, however long; line ends become spaces."""
    atoms = _flush_at_end(tuple(squeezed(characters(fonts.printable(text).replace("\n", " "), face, size))))
    inset = atoms[0].left if atoms else 0.0
    return Line(atoms, measure(atoms) - inset, inset)


def figures(text: str, face: Face, size: float) -> Line:
    """Return a number whose digits all have the width of 0, so that columns of figures align."""
    digit = fonts.advance(face, "0") * size
    atoms: list[Atom] = []
    for atom in characters(text, face, size):
        lacking = digit - atom.width if atom.text.isdecimal() else 0.0
        if atoms and lacking:
            atoms[-1] = atoms[-1]._replace(spacing=atoms[-1].spacing + lacking / 2)
        atoms.append(atom._replace(spacing=lacking / 2))
    return Line(tuple(atoms), measure(atoms))
