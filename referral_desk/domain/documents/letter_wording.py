"""The wording of letters: the texts a centre may change, which fields each may hold, and what makes a wording usable.

Forms are those of public offices' letters: 拝啓 is answered by 敬具, a letter between offices has neither; a handoff is
told with its day and with whom. What a receiver must not be left without (who the person is, what is asked, on which
ground it is told) stays in every wording.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from referral_desk.domain.documents.letter_fields import GENERAL, LetterField, check_fields, written_in
from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, Message, message

LINE_LIMIT = 40
LABEL_LIMIT = 30
SENTENCE_LIMIT = 200
PARAGRAPH_LIMIT = 500
NOTE_LIMIT = 200
ITEMS = "items"
"""The field of a problem with the choice of items."""

MUST_ITEMS = frozenset({"client", "request", "consent"})
"""The items that every letter has: who the person is, what is asked, on which ground it is told."""

PUBLIC_OFFICE, MEDICAL, PRIVATE = "public_office", "medical_institution", "private"
"""The wordings that a kind without its own gets, by its form of address."""

_PAIRS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"拝啓": ("敬具", "敬白"), "拝復": ("敬具", "敬白"), "謹啓": ("謹言", "謹白", "敬白"), "前略": ("草々", "早々")}
)
"""Opening words of Japanese letters with the closing words that answer them."""


@dataclass(frozen=True)
class LetterWording:
    """The words of letters to one kind of receiver in one language.

    ``items`` names the items in their order. Subject, sentences and paragraphs hold fields
    (:mod:`referral_desk.domain.documents.letter_fields`). ``you`` is how the receiver is addressed (貴所).
    """

    subject: str
    you: str
    salutation: str
    opening: str
    main: str
    closing: str
    valediction: str
    record_heading: str
    end: str
    honorific_person: str
    honorific_organisation: str
    honorific_doctor: str
    consent: Mapping[str, str]
    handoff: Mapping[str, str]
    happened: Mapping[str, str]
    items: tuple[str, ...]
    labels: Mapping[str, str]


class Part(StrEnum):
    """Where in the letter a text stands."""

    LETTER = "letter"
    SENTENCES = "sentences"
    RECORD = "record"


@dataclass(frozen=True)
class TextRule:
    """What may stand in one text: ``label`` names it (to be translated), ``limit`` is in characters.

    ``many`` lines or one; it may be left blank unless ``required``. A sentence in the letter's body that is blank is
    left out. ``needed`` fields must stand in it unless it is blank.
    """

    key: str
    part: Part
    label: str
    limit: int = LINE_LIMIT
    many: bool = False
    required: bool = False
    allowed: frozenset[LetterField] = frozenset()
    needed: frozenset[LetterField] = frozenset()


_NONE: frozenset[LetterField] = frozenset()
_ABOUT_CLIENT = GENERAL | {LetterField.CLIENT}
_TOLD = _ABOUT_CLIENT | {LetterField.WHEN}
_MET = _TOLD | {LetterField.RECEIVER}
_WHEN = frozenset({LetterField.WHEN})
_WITH_WHOM = _WHEN | {LetterField.RECEIVER}


def _paragraph(key: str, label: str, *, required: bool = False) -> TextRule:
    return TextRule(key, Part.LETTER, label, PARAGRAPH_LIMIT, many=True, required=required, allowed=_ABOUT_CLIENT)


def _sentence(
    key: str,
    label: str,
    allowed: frozenset[LetterField] = _MET,
    needed: frozenset[LetterField] = _WITH_WHOM,
) -> TextRule:
    """Return the rule of a sentence; one of an item must not be blank, or the item would have an empty line."""
    required = key.startswith("happened.")
    return TextRule(key, Part.SENTENCES, label, SENTENCE_LIMIT, True, required, allowed, needed)


_RULES = (
    TextRule("subject", Part.LETTER, N_("Subject"), 60, required=True, allowed=GENERAL),
    TextRule("you", Part.LETTER, N_("How the receiver is addressed"), 20, required=True),
    TextRule("salutation", Part.LETTER, N_("Opening word"), LINE_LIMIT),
    _paragraph("opening", N_("Greeting")),
    _paragraph("main", N_("Why you write"), required=True),
    _paragraph("closing", N_("Request at the end")),
    TextRule("valediction", Part.LETTER, N_("Closing word"), LINE_LIMIT),
    TextRule("honorific_person", Part.LETTER, N_("Honorific of persons"), 10),
    TextRule("honorific_organisation", Part.LETTER, N_("Honorific of organisations"), 10),
    TextRule("honorific_doctor", Part.LETTER, N_("Honorific of doctors"), 10),
    _sentence("consent.written", N_("Body: consent in writing"), _ABOUT_CLIENT, _NONE),
    _sentence("consent.oral", N_("Body: oral consent"), _ABOUT_CLIENT, _NONE),
    _sentence("handoff.accompanied", N_("Body: went along")),
    _sentence("handoff.introduced_in_person", N_("Body: met together")),
    _sentence("handoff.three_way_call", N_("Body: phoned together")),
    _sentence("handoff.three_way_online", N_("Body: online together")),
    _sentence("handoff.staff_to_staff", N_("Body: staff spoke to staff")),
    _sentence("happened.accompanied", N_("Item: went along")),
    _sentence("happened.introduced_in_person", N_("Item: met together")),
    _sentence("happened.three_way_call", N_("Item: phoned together")),
    _sentence("happened.three_way_online", N_("Item: online together")),
    _sentence("happened.staff_to_staff", N_("Item: staff spoke to staff")),
    _sentence("happened.letter_only", N_("Item: letter only"), _TOLD, _NONE),
    _sentence("happened.information_only", N_("Item: information only"), _TOLD, _WHEN),
    _sentence("happened.not_yet", N_("Item: handoff to come"), _TOLD, _WHEN),
    TextRule("record_heading", Part.RECORD, N_("Heading above the items"), LINE_LIMIT, required=True),
    TextRule("labels.client", Part.RECORD, N_("Item: the person"), LABEL_LIMIT, required=True),
    TextRule("labels.household", Part.RECORD, N_("Item: household"), LABEL_LIMIT, required=True),
    TextRule("labels.background", Part.RECORD, N_("Item: background"), LABEL_LIMIT, required=True),
    TextRule("labels.living", Part.RECORD, N_("Item: living situation"), LABEL_LIMIT, required=True),
    TextRule("labels.medical", Part.RECORD, N_("Item: health care"), LABEL_LIMIT, required=True),
    TextRule("labels.request", Part.RECORD, N_("Item: what we ask"), LABEL_LIMIT, required=True),
    TextRule("labels.urgency", Part.RECORD, N_("Item: urgency"), LABEL_LIMIT, required=True),
    TextRule("labels.handoff", Part.RECORD, N_("Item: how we handed over"), LABEL_LIMIT, required=True),
    TextRule("labels.consent", Part.RECORD, N_("Item: consent"), LABEL_LIMIT, required=True),
    TextRule("labels.next", Part.RECORD, N_("Item: next step"), LABEL_LIMIT, required=True),
    TextRule("end", Part.RECORD, N_("End of the items"), LINE_LIMIT),
)
RULES: Mapping[str, TextRule] = MappingProxyType({rule.key: rule for rule in _RULES})
"""Every text of a letter that a centre may change, in the order of the editor."""

LABEL_OF = "labels."
"""How the keys of the items' labels begin; the item's code follows."""

ITEM_CODES = tuple(key.removeprefix(LABEL_OF) for key in RULES if key.startswith(LABEL_OF))
"""Every item that a letter can have, in the usual order."""


@dataclass(frozen=True)
class WordingText:
    """One text of a wording; ``key`` is one of :data:`RULES`."""

    key: str
    text: str


@dataclass(frozen=True)
class WordingDraft:
    """A wording as it is edited and kept: its texts by key, and its items in their order."""

    texts: tuple[WordingText, ...]
    items: tuple[str, ...]

    def text(self, key: str) -> str:
        """Return one text; "" for one that is not there."""
        return next((each.text for each in self.texts if each.key == key), "")

    def with_text(self, key: str, text: str) -> WordingDraft:
        """Return the wording with another text under ``key``."""
        return replace(self, texts=tuple(replace(each, text=text) if each.key == key else each for each in self.texts))

    def in_language(self, language: str) -> WordingDraft:
        """Return the wording with its fields named as the letter's language names them, without blanks around."""
        texts = tuple(replace(each, text=written_in(each.text.strip(), language)) for each in self.texts)
        return replace(self, texts=texts)


def draft_of(wording: LetterWording, language: str) -> WordingDraft:
    """Return a wording to be edited, its fields named in ``language``."""
    texts = []
    for key in RULES:
        name, _dot, inner = key.partition(".")
        value = getattr(wording, name)
        texts.append(WordingText(key, value.get(inner, "") if inner else value))
    return WordingDraft(tuple(texts), wording.items).in_language(language)


def wording_of(draft: WordingDraft, shipped: LetterWording) -> LetterWording:
    """Return the wording that letters are composed with; a text that a draft does not know is the shipped one's."""
    known = {each.key: each.text for each in draft.texts if each.key in RULES}
    groups: dict[str, dict[str, str]] = {}
    plain: dict[str, str] = {}
    for key, text in known.items():
        name, _dot, inner = key.partition(".")
        if inner:
            groups.setdefault(name, dict(getattr(shipped, name)))[inner] = text
        else:
            plain[name] = text
    items = tuple(code for code in draft.items if code in ITEM_CODES)
    return replace(shipped, items=items, **plain, **groups)  # type: ignore[arg-type]


def check_wording(draft: WordingDraft, language: str) -> tuple[Problem, ...]:
    """Return everything that keeps a wording from being used, in the order of the editor."""
    return tuple(_problems(draft, language))


def _problems(draft: WordingDraft, language: str) -> Iterator[Problem]:
    for key, rule in RULES.items():
        yield from (Problem(key, words) for words in _check_text(draft.text(key), rule, language))
        if key == "valediction" and language != "en":
            yield from _check_pair(draft.text("salutation").strip(), draft.text("valediction").strip())
    yield from _check_items(draft.items, {code: draft.text(LABEL_OF + code).strip() for code in ITEM_CODES})


def _check_text(text: str, rule: TextRule, language: str) -> Iterator[Message]:
    text = text.strip()
    if not text:
        if rule.required:
            yield message(N_("This text must not be blank."))
        return
    if len(text) > rule.limit:
        yield message(N_("This is too long: {limit} characters at most."), limit=rule.limit)
    if not rule.many and len(text.splitlines()) > 1:
        yield message(N_("Write this on one line."))
    if any(not (character.isprintable() or character in "\n\u3000") for character in text.replace("\r\n", "\n")):
        yield message(N_("This holds a character that cannot be seen. Type the text again."))
    yield from check_fields(text, allowed=rule.allowed, needed=rule.needed, language=language)


def _check_pair(salutation: str, valediction: str) -> Iterator[Problem]:
    """Hold 拝啓 and 敬具 together; other words only must not stand without an answer."""
    answers = _PAIRS.get(salutation)
    if bool(salutation) != bool(valediction):
        missing = "valediction" if salutation else "salutation"
        yield Problem(missing, message(N_("Opening and closing word belong together: write both, or neither.")))
    elif answers is not None and valediction not in answers:
        yield Problem(
            "valediction",
            message(N_("“{opening}” is answered by “{closing}”."), opening=salutation, closing="・".join(answers)),
        )


def _check_items(items: Sequence[str], labels: Mapping[str, str]) -> Iterator[Problem]:
    for code in ITEM_CODES:
        if code in MUST_ITEMS and code not in items:
            yield Problem(ITEMS, message(N_("“{item}” has to stand in every letter."), item=labels[code] or code))
    if len(set(items)) != len(items) or not set(items) <= set(ITEM_CODES):
        yield Problem(ITEMS, message(N_("Each item stands in a letter once.")))
