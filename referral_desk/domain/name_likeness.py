"""How alike two names are: readings a keystroke apart, other kanji for one sound, a family name changed by marriage.

Names are compared by the keys that search uses (``names.py``), so width, kana script, small kana and forms of one
kanji make no difference here.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import Enum

from referral_desk.domain.client import ANONYMOUS_KANA, ANONYMOUS_NAME
from referral_desk.domain.names import search_key

_LONG_VOWELS = {
    **dict.fromkeys("オコゴソゾトドノホボポモヨロヲ", "ウオ"),
    **dict.fromkeys("エケゲセゼテデネヘベペメレ", "エイ"),
    **dict.fromkeys("アカガサザタダナハバパマヤラワ", "ア"),
    **dict.fromkeys("イキギシジチヂニヒビピミリ", "イ"),
    **dict.fromkeys("ウクグスズツヅヌフブプムユル", "ウ"),
}
_SLIP = 1
"""Letters by which a reading may differ and still be a slip of the finger or the ear."""

_SHORTEST_WITH_A_SLIP = 3
"""Kana of a name in which one letter may be a slip; in shorter ones (ミキ and ミク) it makes another name."""


class NameLikeness(Enum):
    """What two names say about whether they are one person's, the strongest first."""

    SAME = "same"
    SAME_READ_ALIKE = "same_read_alike"
    SAME_WRITTEN = "same_written"
    SWAPPED = "swapped"
    PART_LEFT_OUT = "part_left_out"
    SAME_SOUND = "same_sound"
    GIVEN_WRITTEN = "given_written"
    ALIKE = "alike"
    OTHER_FAMILY = "other_family"
    NICKNAME = "nickname"
    OTHER_FAMILY_SOUND = "other_family_sound"
    ALIKE_BUT_WRITTEN_OTHERWISE = "alike_but_written_otherwise"
    UNKNOWN = "unknown"
    OTHER = "other"
    OTHER_GIVEN = "other_given"


@dataclass(frozen=True)
class NameKeys:
    """A name as it is compared: the keys of kana and kanji, whole and in their parts (family name, given name, …).

    ``written`` is "" for a name in kana: it says nothing about the kanji. Both are "" for a name nobody gave.
    """

    sound: str
    written: str
    sounds: tuple[str, ...]
    writtens: tuple[str, ...]
    anonymous: bool

    @property
    def blank(self) -> bool:
        """Whether nothing is known of the name."""
        return not (self.sound or self.written)

    def without(self, *, sound: bool, written: bool) -> NameKeys:
        """Return the name without its reading, its kanji, or both, for one that is still being typed."""
        return NameKeys(
            "" if sound else self.sound,
            "" if written else self.written,
            () if sound else self.sounds,
            () if written else self.writtens,
            self.anonymous,
        )


def name_keys(name: str, kana: str, *, anonymous: bool = False) -> NameKeys:
    """Return the keys of a name; the name that an anonymous client gets by itself is no name."""
    if name.strip() == ANONYMOUS_NAME:
        name = ""
    if kana.strip() == ANONYMOUS_KANA:
        kana = ""
    writtens = _parts(name)
    sounds = _parts(kana)
    if not any(_is_kanji(letter) for part in writtens for letter in part):
        sounds = sounds or writtens
        writtens = ()
    return NameKeys("".join(sounds), "".join(writtens), sounds, writtens, anonymous)


def _parts(text: str) -> tuple[str, ...]:
    return tuple(key for key in map(search_key, text.replace("・", " ").replace("･", " ").split()) if key)


def _is_kanji(letter: str) -> bool:
    return "CJK" in unicodedata.name(letter, "") or letter == "々"


def compare_names(one: NameKeys, other: NameKeys) -> NameLikeness:
    """Say how alike two names are; :attr:`NameLikeness.UNKNOWN` where one of them is not known."""
    if one.blank or other.blank:
        return NameLikeness.UNKNOWN
    if one.anonymous or other.anonymous:
        return _compare_nicknames(one, other)
    both_sound, both_written = bool(one.sound and other.sound), bool(one.written and other.written)
    if not (both_sound or both_written):
        return NameLikeness.UNKNOWN
    same_sound = both_sound and one.sound == other.sound
    same_written = both_written and one.written == other.written
    if same_sound or same_written:
        return _same(one, other, both_sound=both_sound, both_written=both_written)
    if _is_swapped(one.sounds, other.sounds) or _is_swapped(one.writtens, other.writtens):
        return NameLikeness.SWAPPED
    return _by_parts(one, other)


def _same(one: NameKeys, other: NameKeys, *, both_sound: bool, both_written: bool) -> NameLikeness:
    if not (both_sound and both_written):
        return NameLikeness.SAME
    if one.sound != other.sound:
        alike = is_alike(one.sound, other.sound)
        return NameLikeness.SAME_READ_ALIKE if alike else NameLikeness.SAME_WRITTEN
    return NameLikeness.SAME if one.written == other.written else NameLikeness.SAME_SOUND


def _compare_nicknames(one: NameKeys, other: NameKeys) -> NameLikeness:
    mine, theirs = one.sound or one.written, other.sound or other.written
    both = one.anonymous and other.anonymous
    if mine == theirs or (one.written and one.written == other.written):
        return NameLikeness.NICKNAME
    return NameLikeness.OTHER if both else NameLikeness.UNKNOWN


def _is_swapped(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return len(one) > 1 and len(one) == len(other) and sorted(one) == sorted(other) and one != other


def _by_parts(one: NameKeys, other: NameKeys) -> NameLikeness:
    if _leaves_out(one.sounds, other.sounds):
        return NameLikeness.PART_LEFT_OUT
    if len(one.sounds) > 1 and len(other.sounds) > 1:
        return _by_family_and_given(one, other)
    if is_alike(one.sound, other.sound):
        written = bool(one.written and other.written)
        return NameLikeness.ALIKE_BUT_WRITTEN_OTHERWISE if written else NameLikeness.ALIKE
    return NameLikeness.OTHER


def _leaves_out(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether one name has a part between family and given name that the other one leaves out."""
    short, long = sorted((one, other), key=len)
    return 2 <= len(short) < len(long) and short[0] == long[0] and short[-1] == long[-1]


def _by_family_and_given(one: NameKeys, other: NameKeys) -> NameLikeness:
    family = (one.sounds[0], other.sounds[0])
    given = ("".join(one.sounds[1:]), "".join(other.sounds[1:]))
    known = bool(one.written and other.written)
    written = _given_written(one, other)
    if given[0] == given[1]:
        if is_alike(*family) and not known:
            return NameLikeness.ALIKE
        return NameLikeness.OTHER_FAMILY if written is not False else NameLikeness.OTHER_FAMILY_SOUND
    if family[0] == family[1]:
        if written:
            return NameLikeness.GIVEN_WRITTEN
        return NameLikeness.ALIKE if not known and is_alike(*given) else NameLikeness.OTHER_GIVEN
    if not known and is_alike(*family) and is_alike(*given):
        return NameLikeness.ALIKE
    if written and is_alike(*given):
        return NameLikeness.OTHER_FAMILY
    return NameLikeness.OTHER


def _given_written(one: NameKeys, other: NameKeys) -> bool | None:
    """Whether the given names are written alike; None where that is not known, as without a space before them."""
    if not (one.written and other.written):
        return None
    if len(one.writtens) > 1 and len(other.writtens) > 1:
        return one.writtens[1:] == other.writtens[1:]
    return True if one.written[-2:] == other.written[-2:] and one.sounds[1:] == other.sounds[1:] else None


def is_alike(one: str, other: str) -> bool:
    """Whether two keys of kana may be one name: one slip apart, or the same but for voicing and long vowels."""
    if not one or not other:
        return False
    if _plain_sound(one) == _plain_sound(other):
        return True
    shorter = min(len(one), len(other))
    return shorter >= _SHORTEST_WITH_A_SLIP and distance(one, other, limit=_SLIP) <= _SLIP


def _plain_sound(key: str) -> str:
    """Return a key without voicing and without what only prolongs a vowel: ヨーコ, ヨウコ and ヨコ are one."""
    plain: list[str] = []
    for letter in key:
        if letter == "ー" or (plain and letter in _LONG_VOWELS.get(plain[-1], "")):
            continue
        plain.append(letter)
    return "".join(unicodedata.normalize("NFD", letter)[0] for letter in plain)


def distance(one: str, other: str, *, limit: int | None = None) -> int:
    """Return how many letters were added, left out, exchanged or swapped with their neighbour (Damerau-Levenshtein).

    With ``limit`` a distance above it may be given as ``limit`` + 1, which is quicker to say.
    """
    if limit is not None and abs(len(one) - len(other)) > limit:
        return limit + 1
    before_last: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        current = [row]
        for column, its in enumerate(other, 1):
            cost = min(last[column] + 1, current[-1] + 1, last[column - 1] + (letter != its))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == its:
                cost = min(cost, before_last[column - 2] + 1)
            current.append(cost)
        if limit is not None and min(current) > limit:
            return limit + 1
        before_last, last = last, current
    return last[-1]
