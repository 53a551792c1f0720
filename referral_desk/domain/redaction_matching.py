"""Finding names in a text whatever way they are written: width, hiragana or katakana, old kanji, blanks between.

A text is folded character by character, each keeping where it came from, so that what is found in the folded text is
cut out of the text as it was typed.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from referral_desk.domain.names import one_kanji
from referral_desk.domain.romaji import katakana_readings

_INVISIBLE = frozenset(
    [0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]
)
_BETWEEN = frozenset("・･·‧•=＝_＿")
_MARKS = frozenset("\u3099\u309a")
_SPACED_MARKS = {"\u309b": "\u3099", "\u309c": "\u309a", "\uff9e": "\u3099", "\uff9f": "\u309a"}
_SMALL = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
_SAME_SOUND = str.maketrans("ヰヱ", "イエ")
_VOICED_ALIKE = {"チ": "シ", "ツ": "ス"}


@dataclass(frozen=True)
class Folded:
    """A folded text: ``starts`` and ``ends`` are where each of its letters came from in the text as typed."""

    text: str
    letters: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]


def fold(text: str) -> Folded:
    """Fold ``text``; blanks and the dots between names are left out, signs that nobody sees too."""
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for index, character in enumerate(text):
        if ord(character) in _INVISIBLE:
            if ends and ends[-1] == index:
                ends[-1] = index + 1  # it belongs to the letter before it
            continue
        if character.isspace() or character in _BETWEEN:
            continue
        for letter in _folded_letters(character, letters[-1] if letters else ""):
            letters.append(letter)
            starts.append(index)
            ends.append(index + 1)
    return Folded(text, "".join(letters), tuple(starts), tuple(ends))


def _folded_letters(character: str, before: str) -> Iterator[str]:
    if character == "々":
        yield before or character
        return
    spread = _SPACED_MARKS.get(character) or unicodedata.normalize("NFKD", one_kanji(character))
    spread = one_kanji(spread)
    for letter in spread:
        if "\u3041" <= letter <= "\u3096":
            letter = chr(ord(letter) + 0x60)  # noqa: PLW2901 - hiragana as katakana
        letter = letter.translate(_SMALL).translate(_SAME_SOUND).casefold()  # noqa: PLW2901
        yield from letter


def folded_key(text: str) -> str:
    """Return ``text`` as it would be found: folded, with ヂ as ジ and ヅ as ズ."""
    return _alike(fold(text).letters)


def _alike(letters: str) -> str:
    if "\u3099" not in letters:
        return letters
    found = list(letters)
    for index in range(1, len(found)):
        if found[index] == "\u3099":
            found[index - 1] = _VOICED_ALIKE.get(found[index - 1], found[index - 1])
    return "".join(found)


def occurrences(folded: Folded, sought: str) -> Iterator[tuple[int, int]]:
    """Yield where ``sought`` stands, as start and end in the text as typed; line ends inside it do not matter."""
    key, letters = folded_key(sought), _alike(folded.letters)
    at = letters.find(key) if key else -1
    while at >= 0:
        end = at + len(key)
        if _whole_letters(folded, letters, at, end):
            yield folded.starts[at], folded.ends[end - 1]
        at = letters.find(key, end)


@dataclass(frozen=True)
class NameParts:
    """A name's parts: as it was written with blanks, or ``guessed`` where it was written in one."""

    given: tuple[str, ...]
    guessed: tuple[str, ...]


_PART_ENDS = re.compile(r"[\s・･·=＝()（）\[\]「」/／,、,]+")
_NO_NAMES = frozenset({"旧姓", "仮名", "匿名", "通称", "別名", "様", "さん", "氏"})
_CUTS = {2: (1,), 3: (1, 2), 4: (2,), 5: (2, 3), 6: (3,)}


def parts_of(name: str) -> NameParts:
    """Return the parts of a name; one of kanji written without a blank is cut where most such names are."""
    given = tuple(part for part in _PART_ENDS.split(name) if part and part not in _NO_NAMES)
    if len(given) != 1 or not _all_kanji(given[0]):
        return NameParts(given, ())
    whole = given[0]
    letters = _clusters(whole)
    guessed = []
    for cut in _CUTS.get(len(letters), ()):
        guessed += ["".join(letters[:cut]), "".join(letters[cut:])]
    return NameParts(given, tuple(dict.fromkeys(guessed)))


def _clusters(text: str) -> list[str]:
    """Return the letters of a text, each with the signs behind it that choose its form."""
    letters: list[str] = []
    for character in text:
        if letters and ord(character) in _INVISIBLE:
            letters[-1] += character
        else:
            letters.append(character)
    return letters


def _all_kanji(text: str) -> bool:
    return all(is_kanji(letter) or ord(letter) in _INVISIBLE for letter in text)


def is_kanji(letter: str) -> bool:
    """Return whether a character is a kanji (々 and those of the supplementary planes too)."""
    code = ord(letter)
    return letter == "々" or 0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or 0x20000 <= code <= 0x323AF


@dataclass(frozen=True)
class Needle:
    """What is looked for: a folded ``key``, and what stands instead.

    ``sure``: wherever it stands it is meant. ``spaced``: blanks inside it are those of a name written wide.
    ``address``: the numbers behind it belong to it.
    """

    key: str
    instead: str
    sure: bool
    spaced: bool = False
    address: bool = False


@dataclass(frozen=True)
class Span:
    """A place in a text as typed. ``doubtful``: somebody must look; ``replaced``: what is done until she has."""

    start: int
    end: int
    instead: str
    doubtful: bool = False
    replaced: bool = True

    def overlaps(self, other: Span) -> bool:
        """Whether both share a character."""
        return self.start < other.end and other.start < self.end


_HOUSE_NUMBER = re.compile(r"[\s0-9０-９一二三四五六七八九十〇丁目番地号室のノ之‐‑–—―−ー－\-]*")


def matches(folded: Folded, needles: Sequence[Needle]) -> Iterator[Span]:
    """Yield every place where one of ``needles`` stands."""
    letters = _alike(folded.letters)
    by_first: defaultdict[str, list[Needle]] = defaultdict(list)
    for needle in dict.fromkeys(needles):
        if needle.key:
            by_first[needle.key[0]].append(needle)
    for at, letter in enumerate(letters):
        for needle in by_first.get(letter, ()):
            if letters.startswith(needle.key, at) and _whole_letters(folded, letters, at, at + len(needle.key)):
                span = _judged(folded, needle, at, at + len(needle.key))
                if span is not None:
                    yield span


def _whole_letters(folded: Folded, letters: str, start: int, end: int) -> bool:
    """Return whether a match begins and ends with whole characters: カ does not stand in ガ."""
    if end < len(letters) and (letters[end] in _MARKS or folded.starts[end] == folded.starts[end - 1]):
        return False
    return start == 0 or folded.starts[start] != folded.starts[start - 1]


def _judged(folded: Folded, needle: Needle, at: int, end: int) -> Span | None:
    """Return the place of a match with what is to be thought of it, None where it is certainly a word of its own."""
    start, stop = folded.starts[at], folded.ends[end - 1]
    text = folded.text
    if needle.address:
        return Span(start, _after_numbers(text, stop), needle.instead, doubtful=not needle.sure, replaced=needle.sure)
    apart = any(folded.starts[index] > folded.ends[index - 1] for index in range(at + 1, end))
    if apart and not needle.spaced:
        # the letters stand in two words, or somebody wrote the name wide
        return Span(start, stop, needle.instead, doubtful=True, replaced=False)
    before, after = text[:start], text[stop:]
    if _is_a_name_here(before, after):
        return Span(start, stop, needle.instead)
    if needle.sure:
        return Span(start, stop, needle.instead, doubtful=_inside_a_word(before, after, text[start:stop]))
    if _inside_kana(before, after, text[start:stop]):
        return None
    return Span(start, stop, needle.instead, doubtful=True, replaced=False)


_TITLES = re.compile(
    r"\s?(?:さん|さま|様|氏|君|くん|ちゃん|殿|先生|ドクター|Dr|夫妻|夫婦|家族|家|宅|方|姓|本人|保健師|看護師|医師|相談員|支援員"
    r"|ケースワーカー|CW|ＣＷ|所長|係長|課長|主任|委員|民生委員|会長|世話人)"
)
_PEOPLE_BEFORE = re.compile(
    r"(?:本人|利用者|氏名|名前|名|姓|旧姓|父|母|兄|弟|姉|妹|夫|妻|子|長男|長女|次男|次女|二男|二女|三男|三女)[\s(（:：・は、]*$"
)
_EDGE = re.compile(r"[\s、。，．,.:：;；()（）\[\]「」『』【】・/／→>＞<＜\-—―…!！?？“”\"']")


def _is_a_name_here(before: str, after: str) -> bool:
    """Return whether what stands around shows that a person is meant."""
    if _TITLES.match(after):
        return True
    left = not before or bool(_EDGE.match(before[-1]))
    right = not after or bool(_EDGE.match(after[0]))
    return right and (left or bool(_PEOPLE_BEFORE.search(before)))


def _inside_a_word(before: str, after: str, found: str) -> bool:
    """Return whether a name stands in the middle of kanji or kana that may be one word with it: 山田中学校."""
    return (bool(before) and _joins(before[-1], found[0])) or (bool(after) and _joins(found[-1], after[0]))


def _joins(a: str, b: str) -> bool:
    return (is_kanji(a) and is_kanji(b)) or (_katakana(a) and _katakana(b)) or (_latin(a) and _latin(b))


_PARTICLES = frozenset("はがをにへともでやのかねよ、")


def _inside_kana(before: str, after: str, found: str) -> bool:
    """Return whether a short name of kana is only a piece of a longer word: ゆき in しらゆきひめ, アイ in アイロン."""
    if all(_katakana(letter) for letter in found):
        return (bool(before) and _katakana(before[-1])) or (bool(after) and _katakana(after[0]))
    if all(_hiragana(letter) for letter in found):
        return bool(before) and _hiragana(before[-1]) and before[-1] not in _PARTICLES
    return False


def _katakana(letter: str) -> bool:
    return "\u30a1" <= letter <= "\u30fc" or "\uff66" <= letter <= "\uff9f"


def _hiragana(letter: str) -> bool:
    return "\u3041" <= letter <= "\u309f"


def _latin(letter: str) -> bool:
    wide = unicodedata.normalize("NFKC", letter)
    return wide.isascii() and wide.isalpha()


def _after_numbers(text: str, end: int) -> int:
    found = _HOUSE_NUMBER.match(text, end)
    return end + len(found[0].rstrip()) if found else end


_LATIN_RUN = re.compile(r"[A-Za-zＡ-Ｚａ-ｚĀ-ž'’-]{3,}")


def romaji(text: str, needles: Iterable[Needle]) -> Iterator[Span]:
    """Yield every word in Latin letters that is the romaji of a name: MIHON, Hanako."""
    kana: dict[str, Needle] = {}
    for needle in needles:
        if needle.key and all(_kana_key(letter) for letter in needle.key):
            kana.setdefault(_without_long_vowels(needle.key), needle)
    if not kana:
        return
    for run in _LATIN_RUN.finditer(text):
        wide = unicodedata.normalize("NFKC", run[0])
        for reading in katakana_readings(wide.casefold()):
            known = kana.get(_without_long_vowels(folded_key(reading)))
            if known is not None:
                yield Span(run.start(), run.end(), known.instead, doubtful=not known.sure, replaced=known.sure)
                break


_O_ROW = frozenset("オコソトノホモヨロ")
_U_ROW = frozenset("ウクスツヌフムユル")


def _without_long_vowels(key: str) -> str:
    """Return folded kana as passports write them, where Tarō is Taro."""
    short: list[str] = []
    for letter in key:
        before = next((each for each in reversed(short) if each not in _MARKS), "")
        long = letter == "ー" or (letter in "オウ" and before in _O_ROW) or (letter == "ウ" and before in _U_ROW)
        if not long:
            short.append(letter)
    return "".join(short)


def _kana_key(letter: str) -> bool:
    return _katakana(letter) or letter in _MARKS
