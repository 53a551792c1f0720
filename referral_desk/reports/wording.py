"""The words of letters and cards, from ``resources/letters/{ja,en}``: a file per kind of receiver."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from referral_desk import resources
from referral_desk.domain.codes import InstitutionKind
from referral_desk.domain.documents.card import CardLanguage, CardWording
from referral_desk.domain.documents.letter_wording import MEDICAL, PRIVATE, PUBLIC_OFFICE, LetterWording
from referral_desk.i18n import Language

_FOR_ADDRESS_FORM = {"public_office": PUBLIC_OFFICE, "medical": MEDICAL}
_CARD = "card"


@cache
def templates() -> tuple[str, ...]:
    """Return the names of all wordings of letters: those of one kind of institution, then those of the others."""
    names = {file.stem for language in Language for file in resources.path("letters", language).glob("*.json")}
    last = (PUBLIC_OFFICE, PRIVATE)
    return (*sorted(names - {_CARD, *last}), *last)


def templates_for(kind: InstitutionKind) -> tuple[str, ...]:
    """Return the wordings that a letter to this kind may have: its own where there is one, then the general one."""
    general = _FOR_ADDRESS_FORM.get(kind.address_form, PRIVATE)
    return (kind.code, general) if kind.code in templates() and kind.code != general else (general,)


def is_shipped(template: str, language: str) -> bool:
    """Whether a wording of this name came with the program in ``language``; else the general one stands for it."""
    return template in templates() and resources.path("letters", language, f"{template}.json").is_file()


def letter_wording(kind: InstitutionKind, language: str) -> LetterWording:
    """Return the shipped words for a letter to this kind: its own file's, else those of its form of address."""
    return shipped_wording(next(name for name in templates_for(kind) if is_shipped(name, language)), language)


@cache
def shipped_wording(name: str, language: str) -> LetterWording:
    """Return the shipped words of one wording, for which :func:`is_shipped`."""
    words = _Words(resources.read_json("letters", language, f"{name}.json"))
    return LetterWording(
        subject=words.text("subject"),
        you=words.text("you"),
        salutation=words.text("salutation"),
        opening=words.text("opening"),
        main=words.text("main"),
        closing=words.text("closing"),
        valediction=words.text("valediction"),
        record_heading=words.text("record_heading"),
        end=words.text("end"),
        honorific_person=words.text("honorific_person"),
        honorific_organisation=words.text("honorific_organisation"),
        honorific_doctor=words.text("honorific_doctor"),
        consent=words.texts("consent"),
        handoff=words.texts("handoff"),
        happened=words.texts("happened"),
        items=words.list("items"),
        labels=words.texts("labels"),
    )


@cache
def card_wording(language: CardLanguage) -> CardWording:
    """Return the words of the card in a language."""
    words = _Words(resources.read_json("letters", language, f"{_CARD}.json"))
    return CardWording(
        kind=words.texts("kind"),
        labels=words.texts("labels"),
        happens=words.texts("happens"),
        bring=words.texts("bring"),
        footer=words.text("footer"),
        targets=words.texts("targets"),
    )


class _Words:
    """A wording file; TypeError or KeyError where it is not as it should be, which is a defect of ours."""

    def __init__(self, content: object) -> None:
        if not isinstance(content, dict):
            raise TypeError("a wording file holds one object")
        self._content: dict[str, object] = content

    def text(self, key: str) -> str:
        value = self._content[key]
        if not isinstance(value, str):
            raise TypeError(f"{key} is not a text")
        return value

    def texts(self, key: str) -> Mapping[str, str]:
        value = self._content[key]
        if not isinstance(value, dict):
            raise TypeError(f"{key} is not an object of texts")
        return MappingProxyType({str(name): str(text) for name, text in value.items()})

    def list(self, key: str) -> tuple[str, ...]:
        value = self._content[key]
        if not isinstance(value, list):
            raise TypeError(f"{key} is not a list of texts")
        return tuple(str(text) for text in value)
