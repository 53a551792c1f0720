"""The fields that a centre may put into the wording of its letters, ``{client}`` or ``{本人氏名}``, and nothing else.

A wording is text, not a program: a field is a name of this list between half-width braces. There is no attribute, no
index, no format and no escape; everything between braces that is not such a name is refused before it is stored, and
:func:`fill` puts texts in the places of names without looking into them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType

from referral_desk.domain.messages import N_, Message, message


class LetterField(StrEnum):
    """What the composer of a letter fills in; the value is the English name of the field."""

    YOU = "you"
    INSTITUTION = "institution"
    CLIENT = "client"
    CENTRE = "centre"
    DEPARTMENT = "department"
    OFFICER = "officer"
    TODAY = "today"
    WHEN = "when"
    RECEIVER = "receiver"


_JAPANESE: Mapping[LetterField, str] = MappingProxyType(
    {
        LetterField.YOU: "貴所等",
        LetterField.INSTITUTION: "宛先名",
        LetterField.CLIENT: "本人氏名",
        LetterField.CENTRE: "センター名",
        LetterField.DEPARTMENT: "係名",
        LetterField.OFFICER: "担当者名",
        LetterField.TODAY: "発行日",
        LetterField.WHEN: "日時",
        LetterField.RECEIVER: "相手方",
    }
)

FIELD_WORDS: Mapping[LetterField, str] = MappingProxyType(
    {
        LetterField.YOU: N_("how the receiver is addressed, as set below"),
        LetterField.INSTITUTION: N_("name of the institution that gets the letter"),
        LetterField.CLIENT: N_("the client’s name with its honorific"),
        LetterField.CENTRE: N_("name of your centre"),
        LetterField.DEPARTMENT: N_("your department"),
        LetterField.OFFICER: N_("name of the staff member who issues the letter"),
        LetterField.TODAY: N_("the day of the letter"),
        LetterField.WHEN: N_("day and time of the handoff"),
        LetterField.RECEIVER: N_("who was spoken to, with honorific"),
    }
)
"""What each field stands for, to be translated."""

GENERAL = frozenset(
    {
        LetterField.YOU,
        LetterField.INSTITUTION,
        LetterField.CENTRE,
        LetterField.DEPARTMENT,
        LetterField.OFFICER,
        LetterField.TODAY,
    }
)
"""What may stand even where a letter is only named, as in its subject: nothing about the client."""

_BY_NAME: Mapping[str, LetterField] = MappingProxyType(
    {field.value: field for field in LetterField} | {name: field for field, name in _JAPANESE.items()}
)
_PLACE = re.compile(r"\{([^{}]*)\}")
_WIDE_PLACE = re.compile(r"[｛{]([^{}｛｝]*)[}｝]")


def placeholder(field: LetterField, language: str) -> str:
    """Return a field as it is written into a wording: ``{本人氏名}`` in Japanese, ``{client}`` in English."""
    return f"{{{field.value if language == 'en' else _JAPANESE[field]}}}"


def written_in(text: str, language: str) -> str:
    """Return a text with the names of its fields in ``language``; whatever is no field stays."""

    def renamed(found: re.Match[str]) -> str:
        field = _BY_NAME.get(found[1])
        return found[0] if field is None else placeholder(field, language)

    return _PLACE.sub(renamed, text)


def fields_in(text: str) -> frozenset[LetterField]:
    """Return the fields that a text holds."""
    return frozenset(_BY_NAME[name] for name in _PLACE.findall(text) if name in _BY_NAME)


def fill(text: str, values: Mapping[LetterField, str]) -> str:
    """Return a text with its fields filled in; braces in a value stay as they are.

    KeyError for a name that is no field, or a field without a value: :func:`check_fields` lets neither pass.
    """
    return _PLACE.sub(lambda found: values[_BY_NAME[found[1]]], text)


def check_fields(
    text: str, *, allowed: Collection[LetterField], needed: Collection[LetterField], language: str
) -> Iterator[Message]:
    """Say what is wrong with the fields of a text; fields are named in ``language``, that of the letter."""
    wide = next((found for found in _WIDE_PLACE.finditer(text) if _mistyped(found)), None)
    if wide is not None:
        yield message(
            N_("Write {field} with half-width braces, or choose it from the list of fields."),
            field=placeholder(_BY_NAME[wide[1].strip()], language),
        )
    elif set("{}") & set(_PLACE.sub("", text)):
        yield message(N_("A brace stands alone. Choose the field from the list of fields, or take the brace out."))
    for name in dict.fromkeys(_PLACE.findall(text)):
        field = _BY_NAME.get(name)
        if field is None and _BY_NAME.get(name.strip()) is None:
            yield message(N_("There is no field {field}. Choose one from the list of fields."), field=f"{{{name}}}")
        elif field is not None and field not in allowed:
            yield message(N_("{field} cannot be filled in in this text."), field=placeholder(field, language))
    held = fields_in(text)
    for field in LetterField:
        if field in needed and field not in held:
            yield message(N_("{field} is missing in this text."), field=placeholder(field, language))


def _mistyped(found: re.Match[str]) -> bool:
    """Whether braces are meant for a field but are full-width, or hold a blank beside the name."""
    return found[1].strip() in _BY_NAME and found[0] != f"{{{found[1].strip()}}}"
