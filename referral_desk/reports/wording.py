"""The words of letters and cards, from ``resources/letters/{ja,en}``: a file per kind of receiver."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from referral_desk import resources
from referral_desk.domain.codes import InstitutionKind
from referral_desk.domain.documents.card import CardWording
from referral_desk.domain.documents.letter import LetterWording

_FOR_ADDRESS_FORM = {"public_office": "public_office", "medical": "medical_institution"}


def letter_wording(kind: InstitutionKind, language: str) -> LetterWording:
    """Return the words for a letter to this kind: its own file's, else those of its form of address."""
    name = kind.code
    if not name.isidentifier() or not resources.path("letters", language, f"{name}.json").is_file():
        name = _FOR_ADDRESS_FORM.get(kind.address_form, "private")
    return _letter_wording(name, language)


@cache
def _letter_wording(name: str, language: str) -> LetterWording:
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
def card_wording(language: str) -> CardWording:
    """Return the words of the card in a language."""
    words = _Words(resources.read_json("letters", language, "card.json"))
    return CardWording(
        kind=words.texts("kind"),
        labels=words.texts("labels"),
        happens=words.texts("happens"),
        bring=words.texts("bring"),
        footer=words.text("footer"),
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
