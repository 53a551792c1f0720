"""The words in the nodes of an eco-map: broken into few short lines, by widths that no font of the house exceeds much.

The domain knows no fonts: a full-width character counts as one em, others by their kind. Who draws a line in a wider
font sets it a little smaller.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import pairwise

_NOT_AT_START = frozenset(
    "、。，．,.・：；:;？！?!々ー〜～…’”）)］]｝}〉》」』】〕ぁぃぅぇぉっゃゅょァィゥェォッャュョヶ%％"
)
_NOT_AT_END = frozenset("「『（([［{｛〈《【〔‘“")
_ENDS_A_PLACE = frozenset("都道府県市区町村")
_NARROW = frozenset(" !'(),.:;I[]`fijlrt|")
_WIDE = frozenset("%&@MWmw")


def plain(text: str) -> str:
    """Return ``text`` on one line, without characters that cannot be seen."""
    return "".join(letter for letter in " ".join(text.split()) if unicodedata.category(letter) != "Cc")


def ems(text: str) -> float:
    """Return about how wide ``text`` is, in em."""
    return sum(map(_em, text))


@lru_cache(maxsize=4096)
def _em(letter: str) -> float:
    if letter > "\u02af":
        return 0.0 if unicodedata.combining(letter) or "\ufe00" <= letter <= "\ufe0f" or letter >= "\U000e0100" else 1.0
    if letter in _NARROW:
        return 0.38
    if letter in _WIDE:
        return 0.95
    return 0.74 if letter.isupper() else 0.62


def wrapped(text: str, width: float, most: int) -> tuple[str, ...]:
    """Return ``text`` in at most ``most`` lines of ``width`` em; what does not fit ends in "…". No line for "".

    Several lines end where words end, as far as can be told, and are about equally long, so that none holds a last
    character alone.
    """
    words = plain(text)
    best = _broken(words, width, most)
    if len(best) < 2 or best[-1].endswith("…"):
        return best
    narrower = ems(words) / len(best)
    while narrower < width:
        evened = _broken(words, narrower, most)
        if len(evened) == len(best) and not evened[-1].endswith("…") and _rank(words, evened) > _rank(words, best):
            best = evened
        narrower += 0.5
    return best


def _rank(text: str, lines: tuple[str, ...]) -> tuple[int, int, float]:
    """Return how well ``text`` is broken into lines: never inside a word that could stay whole, between words first,
    then into lines of one length.
    """
    ends = sum(_word_ends(before[-1], after[0]) for before, after in pairwise(lines))
    return (-_cut_words(text, lines), ends, -max(map(ems, lines)))


def _cut_words(text: str, lines: tuple[str, ...]) -> int:
    """Return how many lines end where none may."""
    cut = at = 0
    for line in lines[:-1]:
        at = text.index(line, at) + len(line)
        cut += not text[at].isspace() and not _may_break(text[at - 1], text[at])
    return cut


def _broken(rest: str, width: float, most: int) -> tuple[str, ...]:
    lines: list[str] = []
    while rest:
        if len(lines) == most - 1:
            lines.append(_shortened(rest, width))
            break
        cut = _cut(rest, width)
        lines.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return tuple(lines)


def _fitting(text: str, width: float) -> int:
    """Return how many characters of ``text`` fit, at least one."""
    used = 0.0
    for index, letter in enumerate(text):
        used += _em(letter)
        if used > width and index:
            return index
    return len(text)


def _cut(text: str, width: float) -> int:
    """Return where to end a line: at a blank that is not too near its start, else where a word is likeliest to end."""
    end = _fitting(text, width)
    if end == len(text):
        return end
    blank = max(text.rfind(" ", 0, end + 1), text.rfind("\u3000", 0, end + 1))
    if blank > end * 0.3:
        return blank
    cuts = [cut for cut in range(end, max(1, end // 2), -1) if _may_break(text[cut - 1], text[cut])]
    return max(cuts, key=lambda cut: (_word_ends(text[cut - 1], text[cut]), cut), default=end)


def _word_ends(before: str, after: str) -> int:
    """Return how likely a word ends between two characters, 0 to 3."""
    if before == "・":
        return 3
    one, other = _script(before), _script(after)
    if one != other or before in _ENDS_A_PLACE:
        return 2
    return 0 if one in ("katakana", "latin") else 1


def _script(letter: str) -> str:
    if "ァ" <= letter <= "ヿ" or letter == "ー":
        return "katakana"
    if "ぁ" <= letter <= "ゟ":
        return "hiragana"
    return "latin" if letter.isascii() else "kanji"


def _may_break(before: str, after: str) -> bool:
    if after in _NOT_AT_START or before in _NOT_AT_END:
        return False
    if unicodedata.combining(after) or "\ufe00" <= after <= "\ufe0f" or after >= "\U000e0100":
        return False
    return not (before.isascii() and after.isascii() and before.isalnum() and after.isalnum())


def _shortened(text: str, width: float) -> str:
    if ems(text) <= width:
        return text
    return text[: _fitting(text, width - 1)].rstrip() + "…"
