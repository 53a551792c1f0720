"""How hard a password is to guess: zxcvbn's estimate, with what it does not know of Japan added.

The rule is a length (the vault refuses fewer than 13 characters); how strong a password is beyond that is shown and
advised upon. Two things are refused all the same, by :func:`refusal`: what stands in the centre's own records, and
what anybody would guess at once.

Measured on passwords as Japanese staff choose them, zxcvbn 4.5.0 alone:

- counts ten guesses for each character that it does not know. For a sentence in kana that is about right (text in a
  language carries three to four bits a character), so sentences of one's own keep its judgement: 13 to 25 characters
  are 10^13 to 10^25 guesses, "very good";
- sees ぱすわーど and パスワード as nothing known, gives いろはにほへとちりぬるをわか, 月火水木金土日月火水木金土,
  一二三四五六七八九十, よろしくおねがいします。 and 昭和六十年四月十二日生まれ the best mark,
  and ｐａｓｓｗｏｒｄｐａｓｓｗｏｒｄ a good one.

Therefore a password is judged in the form its key is derived from (NFKC) with katakana as hiragana, a list of common
Japanese words stands beside the library's lists, and orders, quotations and dates that Japan knows are found by
``domain.guessable``. Repeats are judged anew with all of that: パスワードパスワード is one common word, twice.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Literal

from referral_desk import resources
from referral_desk.domain.errors import Problem
from referral_desk.domain.guessable import Guessable, Stretch, dates_in, folded, orders_in, quotes_in
from referral_desk.domain.messages import N_, Message, message

if TYPE_CHECKING:
    from zxcvbn.matching import _Match as Match

    Score = Literal[0, 1, 2, 3, 4]

JUDGED = 72
"""Characters; the estimate grows with the square of the length, and what follows adds nothing to the best mark."""

BEST = 4
"""The highest score."""

_MOST_SUBSTITUTIONS = 32
"""Ways to read @ as a, 3 as e and so on. Beyond, reading them all takes over a second, and nobody means letters."""

_GOOD = 3
_OWN = "own"
_JAPANESE = "japanese"
_OWN_WORD = 2
"""Characters of the shortest part of a name that counts as the user's own word."""

_MANY = re.compile(r"(.+)\1+", re.DOTALL)
_FEW = re.compile(r"(.+?)\1+", re.DOTALL)


@dataclass(frozen=True)
class Strength:
    """An estimate: ``score`` 0 (guessed at once) to 4, the guesses it takes as a power of ten, and advice.

    Scores of zxcvbn: 0 below 10^3 guesses, 1 below 10^6, 2 below 10^8, 3 below 10^10. Neither ``warning`` nor
    ``suggestions`` from score 3 on.
    """

    score: int
    guesses_log10: float
    warning: Message | None
    suggestions: tuple[Message, ...]


SAID: Mapping[str, Message] = {
    "Use a few words, avoid common phrases.": message(N_("Take a few words that do not belong together.")),
    "No need for symbols, digits, or uppercase letters.": message(
        N_("Signs, digits and capital letters are not needed.")
    ),
    "Add another word or two. Uncommon words are better.": message(
        N_("Add a word or two that have nothing to do with it.")
    ),
    "Straight rows of keys are easy to guess.": message(N_("Keys in a row on the keyboard are easy to guess.")),
    "Short keyboard patterns are easy to guess.": message(N_("Neighbouring keys are easy to guess.")),
    "Use a longer keyboard pattern with more turns.": message(N_("Take words instead of neighbouring keys.")),
    'Repeats like "aaa" are easy to guess.': message(N_("The same character many times is easy to guess.")),
    'Repeats like "abcabcabc" are only slightly harder to guess than "abc".': message(
        N_("Something typed twice is hardly harder to guess than typed once.")
    ),
    "Avoid repeated words and characters.": message(N_("Repeat nothing.")),
    'Sequences like "abc" or "6543" are easy to guess.': message(
        N_("Letters or digits in their order are easy to guess.")
    ),
    "Avoid sequences.": message(N_("Take words instead of letters or digits in their order.")),
    "Recent years are easy to guess.": message(N_("A year is easy to guess.")),
    "Avoid recent years.": message(N_("Leave the year out.")),
    "Avoid years that are associated with you.": message(N_("A year of your own life is guessed first.")),
    "Dates are often easy to guess.": message(N_("A date is easy to guess.")),
    "Avoid dates and years that are associated with you.": message(N_("A date of your own life is guessed first.")),
    "This is a top-10 common password.": message(N_("This is one of the ten most common passwords.")),
    "This is a top-100 common password.": message(N_("This is one of the hundred most common passwords.")),
    "This is a very common password.": message(N_("Many people use this password.")),
    "This is similar to a commonly used password.": message(N_("This is much like a common password.")),
    "A word by itself is easy to guess.": message(N_("One word alone is easy to guess.")),
    "Names and surnames by themselves are easy to guess.": message(N_("A name alone is easy to guess.")),
    "Common names and surnames are easy to guess.": message(N_("Common names are easy to guess.")),
    "Capitalization doesn't help very much.": message(N_("A capital letter at the beginning helps little.")),
    "All-uppercase is almost as easy to guess as all-lowercase.": message(
        N_("Capital letters throughout help little.")
    ),
    "Reversed words aren't much harder to guess.": message(N_("A word written backwards helps little.")),
    "Predictable substitutions like '@' instead of 'a' don't help very much.": message(
        N_("Signs that look like letters, such as @ for a, help little.")
    ),
}
"""Every sentence of zxcvbn 4.5.0 in words of our own; a test finds sentences that a newer version adds.

One is turned round: a longer walk over the keyboard is no advice that we would give.
"""

_OWN_SAID = message(N_("A login, a name or the centre’s name is guessed first."))
_WORD_SAID = message(N_("Common words and greetings are easy to guess."))
_STRETCH_SAID: Mapping[str, Message] = {
    Stretch.ORDER: message(N_("An order that everyone knows, such as the days of the week, is easy to guess.")),
    Stretch.KEYS: SAID["Straight rows of keys are easy to guess."],
    Stretch.QUOTE: message(N_("A well-known text or saying is easy to guess.")),
}


def strength(password: str, own_words: Sequence[str] = ()) -> Strength:
    """Return how hard ``password`` is to guess for somebody who knows ``own_words``: login, centre, names of staff.

    Takes a few milliseconds, up to some tens for 72 characters without any pattern, and loads the library's word
    lists the first time: not for the GUI thread. Keeps nothing of the password.
    """
    text = folded(password)[:JUDGED]
    dictionaries = {**_dictionaries(), _OWN: _ranked(_parts(own_words))}
    guesses, sequence = _cheapest(text, dictionaries)
    from zxcvbn.time_estimates import guesses_to_score  # noqa: PLC0415 - see _dictionaries

    score = guesses_to_score(guesses)
    warning, suggestions = _advice(score, sequence)
    return Strength(score, math.log10(guesses), warning, suggestions)


def refusal(password: str, judged: Strength | None, own_words: Sequence[str] = ()) -> Problem | None:
    """Return why a new password is not taken although it is long enough: it is one of ``own_words``, or has score 0.

    ``judged`` None: not estimated yet, then only the own words count. The field is ``password``.
    """
    if _plain(password) in {_plain(word) for word in own_words}:
        return Problem(
            "password", message(N_("This is a login, a name or the centre’s name. Choose another password."))
        )
    if judged is not None and judged.score == 0:
        return Problem("password", message(N_("This password would be guessed at once. Choose another one.")))
    return None


def _plain(text: str) -> str:
    return "".join(folded(text).casefold().split())


def _parts(own_words: Sequence[str]) -> tuple[str, ...]:
    """Return own words as they are found in a folded password: whole, and part by part as in 見本 花子."""
    parts = [part for word in own_words for part in (_plain(word), *folded(word).casefold().split())]
    return tuple(dict.fromkeys(part for part in parts if len(part) >= _OWN_WORD))


def _ranked(words: Sequence[str]) -> dict[str, int]:
    return {word: rank for rank, word in enumerate(words, start=1)}


@dataclass(frozen=True)
class _Known:
    """What ``resources/passwords/ja.json`` lists, folded."""

    words: tuple[str, ...]
    orders: tuple[str, ...]
    keys: tuple[str, ...]
    texts: tuple[str, ...]


@cache
def _known() -> _Known:
    content = resources.read_json("passwords", "ja.json")
    if not isinstance(content, dict):
        raise TypeError("passwords/ja.json holds one object")
    lists = {name: tuple(folded(str(entry)) for entry in entries) for name, entries in content.items()}
    rounds = tuple(cycle * (JUDGED // len(cycle) + 2) for cycle in lists["cycles"])
    return _Known(lists["words"], rounds + lists["orders"], lists["keys"], lists["texts"])


@cache
def _dictionaries() -> dict[str, dict[str, int]]:
    from zxcvbn.matching import RANKED_DICTIONARIES  # noqa: PLC0415 - its word lists cost 40 ms; loaded while one types

    return {**RANKED_DICTIONARIES, _JAPANESE: _ranked(_known().words)}


def _cheapest(text: str, dictionaries: dict[str, dict[str, int]]) -> tuple[Decimal, list[Match]]:
    """Return how many guesses ``text`` takes, and the parts it is guessed by."""
    if not text:
        return Decimal(1), []  # the library fails on it
    from zxcvbn.scoring import most_guessable_match_sequence  # noqa: PLC0415 - see _dictionaries

    found = most_guessable_match_sequence(text, _matches(text, dictionaries))
    return Decimal(found["guesses"]), found["sequence"]


def _matches(text: str, dictionaries: dict[str, dict[str, int]]) -> Iterator[Match]:
    """Yield every part of ``text`` that follows a pattern: what zxcvbn finds, and what is known in Japan."""
    from zxcvbn import matching  # noqa: PLC0415 - see _dictionaries

    yield from matching.dictionary_match(text, dictionaries)
    yield from matching.reverse_dictionary_match(text, dictionaries)
    ways = matching.relevant_l33t_subtable(text, matching.L33T_TABLE).values()
    if math.prod(map(len, ways)) <= _MOST_SUBSTITUTIONS:
        yield from matching.l33t_match(text, dictionaries)
    for find in (matching.spatial_match, matching.sequence_match, matching.regex_match, matching.date_match):
        yield from find(text)
    yield from _repeats(text, dictionaries)
    known = _known()
    for stretch in (
        *orders_in(text, known.orders),
        *orders_in(text, known.keys, Stretch.KEYS),
        *quotes_in(text, known.texts),
        *dates_in(text),
    ):
        yield _as_match(text, stretch)


def _repeats(text: str, dictionaries: dict[str, dict[str, int]]) -> Iterator[Match]:
    """Yield what is typed twice or more, found as zxcvbn finds it, and judged once with our lists and patterns too."""
    start = 0
    while longest := _MANY.search(text, start):
        shortest = _FEW.search(text, start)
        assert shortest is not None  # what matches one matches the other
        found = shortest
        if len(longest[0]) > len(shortest[0]):  # aabaab is aab twice, not aa and then the rest
            found = _FEW.fullmatch(longest[0]) or shortest
            begin, end = longest.span()
        else:
            begin, end = shortest.span()
        once, times = found[1], (end - begin) // len(found[1])
        guesses, _sequence = _cheapest(once, dictionaries)
        yield {
            "pattern": "repeat",
            "token": text[begin:end],
            "base_token": once,
            "i": begin,
            "j": end - 1,
            "guesses": int(guesses) * times,
        }
        start = end


def _as_match(text: str, found: Guessable) -> Match:
    """Return a stretch in the library's own form; a match that brings its guesses is taken at its word."""
    token, last = text[found.start : found.end], found.end - 1
    if found.kind is Stretch.DATE:
        return {"pattern": "date", "token": token, "i": found.start, "j": last, "guesses": found.guesses}
    name = "recent_year" if found.kind is Stretch.YEAR else found.kind.value
    return {
        "pattern": "regex",
        "regex_name": name,
        "token": token,
        "i": found.start,
        "j": last,
        "guesses": found.guesses,
    }


def _advice(score: Score, sequence: list[Match]) -> tuple[Message | None, tuple[Message, ...]]:
    """Return what is wrong with the longest part that was recognised, and what to do."""
    from zxcvbn.feedback import get_feedback  # noqa: PLC0415 - see _dictionaries

    said = get_feedback(score, sequence)
    warning = SAID.get(said["warning"])
    if warning is None and sequence and score < _GOOD:
        warning = _own_warning(max(sequence, key=lambda match: len(match["token"])))
    return warning, tuple(SAID[each] for each in said["suggestions"] if each in SAID)


def _own_warning(match: Match) -> Message | None:
    """Return what is wrong with a part that only we know."""
    words = {_OWN: _OWN_SAID, _JAPANESE: _WORD_SAID}
    return words.get(match.get("dictionary_name", "")) or _STRETCH_SAID.get(match.get("regex_name", ""))
