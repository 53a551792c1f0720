"""A text without names: the same pseudonym for the same person everywhere, and what could not be judged is named.

Sheets about a client go to tables where not everybody may know who she is. What is known of her, her household and
her supporters (names in every way of writing, kana, phones, addresses, birth dates, numbers) is taken out of every
text. A name that is a common word too (森, 原, 福島) is replaced where it clearly is the name; elsewhere it is left and
reported as a :class:`Doubt`, so that somebody looks. The same input always gives the same output.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from referral_desk.domain.messages import Gettext
from referral_desk.domain.redaction_matching import Needle, Span, fold, folded_key, matches, parts_of, romaji
from referral_desk.domain.redaction_patterns import Known, address_needles, pattern_spans, unknown_names
from referral_desk.domain.redaction_words import may_be_a_word

EXCERPT = 10
"""How many characters beside a doubtful place are shown."""


class Part(StrEnum):
    """What somebody is to the client."""

    CLIENT = "client"
    FAMILY = "family"
    SUPPORTER = "supporter"
    ATTENDEE = "attendee"
    WORKER = "worker"


@dataclass(frozen=True)
class Person:
    """Somebody whose name must not stand in the text, with what else would give her away; blanks are left out."""

    part: Part
    name: str
    kana: str = ""
    birth: date | None = None
    birth_exact: bool = True
    phones: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    postal_codes: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Doubt:
    """A place that somebody must look at. ``replaced``: what was done there unless it is decided otherwise.

    ``field`` and ``at`` (an index into the text as it was) name the place; ``before`` and ``after`` stand around it.
    """

    field: str
    at: int
    found: str
    pseudonym: str
    replaced: bool
    before: str
    after: str

    @property
    def place(self) -> tuple[str, int]:
        """The key under which a decision about it is given."""
        return self.field, self.at


Decisions = Mapping[tuple[str, int], bool]
"""What somebody decided about doubtful places: whether to replace there."""

NOTHING_DECIDED: Decisions = MappingProxyType({})


@dataclass(frozen=True)
class PseudonymWords:
    """How pseudonyms are worded: ``{letter}`` runs A, B, …, ``{kana}`` ア, イ, …; ``{age}`` is a decade."""

    people: Mapping[Part, str]
    institution: str
    phone: str
    address: str
    number: str
    mail: str
    somebody: str
    birthday: str
    decade: str
    child: str


def pseudonym_words(tr: Gettext) -> PseudonymWords:
    """Return the words in the language of ``tr``."""
    return PseudonymWords(
        people=MappingProxyType(
            {
                Part.CLIENT: tr("Client {letter}"),
                Part.FAMILY: tr("Family member {letter}"),
                Part.SUPPORTER: tr("Supporter {letter}"),
                Part.ATTENDEE: tr("Participant {letter}"),
                Part.WORKER: tr("Worker {letter}"),
            }
        ),
        institution=tr("Institution {kana}"),
        phone=tr("[phone number]"),
        address=tr("[address]"),
        number=tr("[number]"),
        mail=tr("[e-mail address]"),
        somebody=tr("[name]"),
        birthday=tr("[birth date]"),
        decade=tr("in the {age}s"),
        child=tr("under ten"),
    )


@dataclass(frozen=True)
class Redacted:
    """The texts without names, the places to look at in their order, and who is called what.

    ``people`` and ``institutions`` are the pseudonyms of those given, in their order.
    """

    texts: Mapping[str, str]
    doubts: tuple[Doubt, ...]
    people: tuple[str, ...]
    institutions: tuple[str, ...]


@dataclass
class _Roll:
    """Who is called what, while needles are gathered."""

    needles: list[Needle] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    known: Known = field(default_factory=Known)


def redact(
    texts: Mapping[str, str],
    people: Sequence[Person],
    institutions: Sequence[str],
    words: PseudonymWords,
    on: date,
    decided: Decisions = NOTHING_DECIDED,
) -> Redacted:
    """Return ``texts`` (by a name of their field) without anybody of ``people`` and any of ``institutions``.

    Ages are those of the day ``on``. Two entries of ``people`` with one name are one person. ``decided`` says for
    doubtful places of an earlier call whether to replace there.
    """
    roll = _Roll()
    _call_people(roll, people, words)
    places = _call_institutions(roll, institutions, words)
    done: dict[str, str] = {}
    doubts: list[Doubt] = []
    for name, text in texts.items():
        done[name], found = _redact_one(name, text, roll, words, on, decided)
        doubts.extend(found)
    return Redacted(MappingProxyType(done), tuple(doubts), tuple(roll.people), places)


# --- who is called what ---------------------------------------------------------------------------------------------


def letter(index: int) -> str:
    """Return A for 0, B for 1, … Z, AA, AB, …"""
    before = index // 26
    last = chr(ord("A") + index % 26)
    return (letter(before - 1) if before else "") + last


_KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワ"


def kana_letter(index: int) -> str:
    """Return ア for 0, イ for 1, …; from the second round on with its number behind it."""
    rounds, place = divmod(index, len(_KANA))
    return _KANA[place] + (str(rounds + 1) if rounds else "")


def _call_people(roll: _Roll, people: Sequence[Person], words: PseudonymWords) -> None:
    called: dict[str, str] = {}
    first_of_part: dict[str, str] = {}
    count = 0
    for person in people:
        key, kana_key = folded_key(person.name), folded_key(person.kana)
        pseudonym = called.get(key) or called.get(kana_key) if key or kana_key else None
        if pseudonym is None:
            pseudonym = words.people[person.part].format(letter=letter(count))
            count += 1
        for each in (key, kana_key):
            if each:
                called.setdefault(each, pseudonym)
        roll.people.append(pseudonym)
        _add_names(roll, person, pseudonym, first_of_part)
        roll.known.add(person.phones, person.postal_codes, person.numbers, person.birth, exact=person.birth_exact)
        roll.needles += [
            Needle(folded_key(part), words.address, sure=len(part) > 1, address=True)
            for address in person.addresses
            for part in address_needles(address)
        ]


def _add_names(roll: _Roll, person: Person, pseudonym: str, first_of_part: dict[str, str]) -> None:
    """Add the whole name, its parts and their kana; a family name of several people is that of the first of them."""
    for written in (person.name, person.kana):
        whole = folded_key(written)
        if not whole:
            continue
        parts = parts_of(written)
        in_one = len(parts.given) == 1
        roll.needles.append(Needle(whole, pseudonym, sure=not may_be_a_word(whole) or not in_one, spaced=True))
        for part in (*parts.given, *parts.guessed):
            key = folded_key(part)
            if key and key != whole:
                owner = first_of_part.setdefault(key, pseudonym)
                roll.needles.append(Needle(key, owner, sure=not may_be_a_word(key)))


_QUOTED = re.compile(r"[「『]([^」』]+)[」』]")
"""What an institution is called for short: 架空市自立相談支援窓口「みちしるべ」."""


def _call_institutions(roll: _Roll, names: Sequence[str], words: PseudonymWords) -> tuple[str, ...]:
    called: dict[str, str] = {}
    places = []
    for name in names:
        key = folded_key(name)
        if key not in called:
            index = len(called)
            called[key] = words.institution.format(kana=kana_letter(index), letter=letter(index))
            if key:
                roll.needles.append(Needle(key, called[key], sure=len(key) > 3, spaced=True))
            for part in _QUOTED.findall(name):
                short = folded_key(part)
                if short and short != key:
                    roll.needles.append(Needle(short, called[key], sure=not may_be_a_word(short)))
        places.append(called[key])
    return tuple(places)


# --- one text -------------------------------------------------------------------------------------------------------


def _redact_one(
    name: str, text: str, roll: _Roll, words: PseudonymWords, on: date, decided: Decisions
) -> tuple[str, list[Doubt]]:
    folded = fold(text)
    certain: list[Span] = list(pattern_spans(text, roll.known, words, on))
    open_to_doubt: list[Span] = []
    named = (*matches(folded, roll.needles), *romaji(text, roll.needles))
    known = (*certain, *named)
    unknown = [span for span in unknown_names(text, words.somebody) if not any(map(span.overlaps, known))]
    for span in (*named, *unknown):
        if span.doubtful and not decided.get((name, span.start), span.replaced):
            open_to_doubt.append(span)
        else:
            certain.append(span)
    chosen = list(_without_overlap(certain))
    doubts = [_doubt(name, text, span) for span in chosen if span.doubtful]
    doubts += [
        _doubt(name, text, span) for span in _without_overlap(open_to_doubt) if not any(map(span.overlaps, chosen))
    ]
    pieces, at = [], 0
    for span in chosen:
        pieces += [text[at : span.start], span.instead]
        at = span.end
    pieces.append(text[at:])
    return "".join(pieces), sorted(doubts, key=lambda doubt: doubt.at)


def _doubt(name: str, text: str, span: Span) -> Doubt:
    return Doubt(
        field=name,
        at=span.start,
        found=text[span.start : span.end],
        pseudonym=span.instead,
        replaced=span.replaced,
        before=text[max(0, span.start - EXCERPT) : span.start],
        after=text[span.end : span.end + EXCERPT],
    )


def _without_overlap(spans: Sequence[Span]) -> Iterator[Span]:
    """Yield spans from left to right: of those that overlap the first, of those that begin together the longest."""
    end = 0
    for span in sorted(spans, key=lambda each: (each.start, -each.end, each.doubtful)):
        if span.start >= end:
            yield span
            end = span.end
