"""Romaji as people type it into a search box, read as the kana it may stand for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

READINGS_AT_MOST = 12
"""More readings than this of one word only slow the search; the plainest ones are kept."""

_VOWELS = "aiueo"
_CONSONANTS = frozenset("bcdfghjklmnpqrstvwxyz")
_ROWS = """
ア イ ウ エ オ|
カ キ ク ケ コ|k
ガ ギ グ ゲ ゴ|g
サ シ ス セ ソ|s
ザ ジ ズ ゼ ゾ|z
タ チ ツ テ ト|t
ダ ヂ ヅ デ ド|d
ナ ニ ヌ ネ ノ|n
ハ ヒ フ ヘ ホ|h
バ ビ ブ ベ ボ|b v
パ ピ プ ペ ポ|p
マ ミ ム メ モ|m
ヤ . ユ イェ ヨ|y
ラ リ ル レ ロ|r l
ワ ウィ . ウェ ヲ|w
キャ . キュ . キョ|ky
ギャ . ギュ . ギョ|gy
シャ シ シュ シェ ショ|sh sy
ジャ ジ ジュ ジェ ジョ|j zy jy
チャ チ チュ チェ チョ|ch ty cy
ヂャ . ヂュ . ヂョ|dy
ニャ . ニュ . ニョ|ny
ヒャ . ヒュ . ヒョ|hy
ビャ . ビュ . ビョ|by
ピャ . ピュ . ピョ|py
ミャ . ミュ . ミョ|my
リャ . リュ . リョ|ry ly
ファ フィ フ フェ フォ|f
ツァ ツィ ツ ツェ ツォ|ts
. ティ . . .|th
. ディ . . .|dh
クァ . . . .|kw
"""


def _syllables() -> Iterator[tuple[str, str]]:
    for row in _ROWS.split("\n"):
        kana, _, consonants = row.partition("|")
        for consonant in consonants.split(" ") if kana else ():
            for vowel, syllable in zip(_VOWELS, kana.split(), strict=True):
                if syllable != ".":
                    yield consonant + vowel, syllable


_SYLLABLES = dict(_syllables())
_LONG = {"a": ("ア", "ー"), "i": ("イ", "ー"), "u": ("ウ", "ー"), "e": ("エ", "イ", "ー"), "o": ("オ", "ウ", "ー")}
_LENGTHENED = {"o": ("ウ", "オ"), "u": ("ウ",)}
_MACRON = re.compile("([aiueo])[\u0302\u0304]")

_Step = tuple[int, str, int]
"""Letters read, the kana they stand for, and how far-fetched that is (0: what anyone would read)."""


def katakana_readings(word: str) -> tuple[str, ...]:
    """Return the katakana that a word in Latin letters may stand for, the plainest first; none if it is no romaji.

    Hepburn and Kunrei both (shi, si), doubled consonants, n and m before a consonant, an apostrophe after n. Long
    vowels are often not written: ``ono`` is オノ, and オオノ too. ``kenichi`` is ケニチ and ケンイチ. A consonant at
    the end whose vowel is not typed yet is left out, so that ``tak`` finds タカ (nothing is left of ``k``); an n
    there is ン or the ナ行 begun.
    """
    letters = _MACRON.sub(r"\1\1", unicodedata.normalize("NFD", word.casefold())).replace("’", "'")
    readings: list[dict[str, int]] = [{} for _ in range(len(letters) + 1)]
    readings[0][""] = 0
    for at in range(len(letters)):
        best = sorted(readings[at].items(), key=lambda item: item[1])[:READINGS_AT_MOST]
        for length, kana, cost in _steps(letters, at) if best else ():
            onward = readings[at + length]
            for reading, so_far in best:
                whole = reading + kana
                onward[whole] = min(so_far + cost, onward.get(whole, so_far + cost))
    found = sorted(readings[-1].items(), key=lambda item: item[1])
    return tuple(reading for reading, _ in found)[:READINGS_AT_MOST]


def _steps(letters: str, at: int) -> Iterator[_Step]:
    letter, rest = letters[at], letters[at + 1 :]
    before, after = letters[at - 1] if at else "", rest[:1]
    if letter in "'-":
        yield 1, "", 0
        if letter == "-":
            yield 1, "ー", 1
    elif letter == before and letter in _VOWELS:
        yield from ((1, kana, cost) for cost, kana in enumerate(_LONG[letter]))
    elif _is_long_mark(letters, at):
        yield from ((1, kana, cost) for cost, kana in enumerate(("オ", "ウ", "ー")))
        yield from _syllable(letters, at)
    elif letter in "nm" and (after == letter or (after in _CONSONANTS and after != "y") or after in ("", "'", "-")):
        yield from _syllabic_n(letter, rest)
    elif (letter == after and letter in _CONSONANTS) or letters.startswith("tch", at):
        yield 1, "ッ", 0
    elif set(letters[at:]) <= _CONSONANTS:
        yield len(letters) - at, "", 0
    else:
        yield from _syllable(letters, at)


def _is_long_mark(letters: str, at: int) -> bool:
    """Whether the h at this place may only prolong the o before it, as in ohno."""
    after = letters[at + 1 : at + 2]
    return at > 0 and letters[at - 1 : at + 1] == "oh" and (not after or after not in _VOWELS)


def _syllabic_n(letter: str, rest: str) -> Iterator[_Step]:
    if letter == "n" or rest[:1] in ("b", "p", "m"):
        yield 1, "ン", 0
    if rest:
        if letter == "n" and rest[0] == "n" and rest[1:2] in tuple(_VOWELS):  # as typed into an input method
            yield 2, "ン", 1
    elif letter == "n":
        yield from ((1, kana, 1) for kana in "ナニヌネノ")
    else:
        yield 1, "", 0


def _syllable(letters: str, at: int) -> Iterator[_Step]:
    roman = next((letters[at:end] for end in range(at + 3, at, -1) if letters[at:end] in _SYLLABLES), "")
    if not roman:
        return
    length, kana, end = len(roman), _SYLLABLES[roman], at + len(roman)
    yield length, kana, 0
    if _may_be_long(letters, at, end):
        yield from ((length, kana + long, 1) for long in _LENGTHENED[roman[-1]])
        yield length, kana + "ー", 2
    if at > 0 and roman[0] == "n" and roman[1:2] in ("i", "e", "y"):
        yield 1, "ン", 1


def _may_be_long(letters: str, at: int, end: int) -> bool:
    """Whether the vowel before ``end`` may be a long one written short: an o or u, open, and not in a diphthong."""
    following = letters[end : end + 2]
    return (
        letters[end - 1] in _LENGTHENED
        and following[:1] in _CONSONANTS
        and not (len(following) == 2 and following[0] == following[1])
        and not set(letters[end:]) <= _CONSONANTS
        and not _is_long_mark(letters, end)
        and not (end - at == 1 and at > 0 and letters[at - 1] in _VOWELS)
    )
