"""What a change makes of an institution, field by field, in words: before it is stored, to be looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from itertools import zip_longest
from types import MappingProxyType
from typing import Any

from referral_desk.domain.calendar import english_date, era_short
from referral_desk.domain.codes import CodeBook
from referral_desk.domain.institution import InstitutionDraft
from referral_desk.domain.institution_parts import (
    InstitutionPerson,
    InstitutionPhone,
    InstitutionPlace,
    InstitutionService,
    ServedArea,
)
from referral_desk.domain.messages import N_, Message, message
from referral_desk.domain.revision import differences
from referral_desk.domain.schedule import MeetingTime
from referral_desk.domain.schedule_english import english_schedule
from referral_desk.domain.schedule_text import write_schedule

FIELD_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "name": N_("Institution’s name"),
        "kana": N_("Kana"),
        "kind": N_("Kind"),
        "target": N_("Target"),
        "attendees": N_("For whom"),
        "anonymity": N_("Names"),
        "openness": N_("Open or closed"),
        "fee": N_("Fee"),
        "operator": N_("Run by"),
        "operated_by": N_("Run under contract by"),
        "postal_code": N_("Post code"),
        "address": N_("Address"),
        "access": N_("How to get there"),
        "phone": N_("Phone"),
        "email": N_("E-mail"),
        "website": N_("Website"),
        "contact_name": N_("Contact person"),
        "contact_hours": N_("When to call"),
        "contact_agreed_on": N_("Agreed to be called on"),
        "schedule": N_("Meeting times"),
        "venue": N_("Venue"),
        "handoff_note": N_("How to hand over"),
        "first_words": N_("First words"),
        "meet_at": N_("Where to meet"),
        "capacity": N_("Capacity"),
        "capacity_on": N_("Capacity told on"),
        "capacity_note": N_("Note on capacity"),
        "listed": N_("Listed"),
        "unlisted_reason": N_("Why not listed"),
        "verified_on": N_("Verified on"),
        "verified_by": N_("Verified by"),
        "verified_with": N_("Verified with"),
        "note": N_("Note"),
        "external_id": N_("Identifier in another directory"),
        "places": N_("Places"),
        "services": N_("Services"),
        "people": N_("People"),
        "phones": N_("Further numbers"),
        "areas": N_("Areas served"),
        "defunct_on": N_("No longer there since"),
        "defunct_reason": N_("Why it is no longer there"),
        "successor_id": N_("Taken over by"),
    }
)
"""What each field of an entry is called; a test looks that none is missing."""

_LISTS: Mapping[str, str] = {
    "kind": "institution_kinds",
    "target": "targets",
    "attendees": "attendees",
    "anonymity": "anonymity",
    "openness": "openness",
    "operator": "operators",
    "capacity": "capacities",
}
_YES = message(N_("Yes"))
_NO = message(N_("No"))


@dataclass(frozen=True)
class FieldChange:
    """What becomes of one field; ``before`` and ``after`` are text, or words to be translated."""

    field: str
    before: str | Message
    after: str | Message

    @property
    def label(self) -> Message:
        """What the field is called."""
        return message(FIELD_WORDS[self.field])


def changes(
    before: InstitutionDraft, after: InstitutionDraft, codes: CodeBook, language: str
) -> tuple[FieldChange, ...]:
    """Return the fields in which ``after`` differs, in their order; values in words of ``language`` ("ja" or "en")."""
    return tuple(
        FieldChange(
            each.field, *(value_words(each.field, value, codes, language) for value in (each.before, each.after))
        )
        for each in differences(before, after)
    )


def updated(before: InstitutionDraft, given: Mapping[str, Any]) -> InstitutionDraft:
    """Return an institution with what a file says of it; what it is silent on stays.

    A person who is here keeps what the file does not tell of her, such as her own number.
    """
    if "people" not in given:
        return replace(before, **given)
    known = {each.name: each for each in before.people}
    beside = zip_longest(given["people"], before.people[: len(given["people"])])
    people = tuple(
        _filled_up(each, here if here and here.name == each.name else known.get(each.name)) for each, here in beside
    )
    return replace(before, **{**given, "people": people})


def _filled_up(person: InstitutionPerson, known: InstitutionPerson | None) -> InstitutionPerson:
    if known is None:
        return person
    told = {each.name: value for each in fields(person) if (value := getattr(person, each.name))}
    return replace(known, **told)


def value_words(field: str, value: object, codes: CodeBook, language: str) -> str | Message:
    """Return what stands in a field, in words of ``language`` ("ja" or "en"); "" for nothing."""
    if isinstance(value, bool):
        return _YES if value else _NO
    if field in _LISTS:
        return str(getattr(codes, _LISTS[field]).label(value, language)) if value else ""
    if isinstance(value, tuple):
        return _of_several(value, codes, language)
    if isinstance(value, date):
        return _day(value, language)
    return str(value or "")


def _day(day: date, language: str) -> str:
    return english_date(day) if language == "en" else era_short(day)


def _of_several(parts: tuple[object, ...], codes: CodeBook, language: str) -> str:
    times = [each for each in parts if isinstance(each, MeetingTime)]
    if times:
        return english_schedule(times) if language == "en" else write_schedule(times)
    return ("; " if language == "en" else "；").join(_line(_said(each, codes, language)) for each in parts)


def _said(part: object, codes: CodeBook, language: str) -> Iterable[object]:
    match part:
        case InstitutionPlace():
            return part.name, part.postal_code, part.address, part.access
        case InstitutionService():
            programme = codes.programmes.label(part.programme, language) if part.programme else ""
            return part.name, programme, part.eligibility, part.fee, part.note
        case InstitutionPerson():
            role = codes.staff_roles.label(part.role, language) if part.role else ""
            agreed = _day(part.agreed_on, language) if part.agreed_on else ""
            return part.name, part.kana, role, part.phone, part.hours, agreed, part.note
        case InstitutionPhone():
            return part.number, codes.phone_kinds.label(part.kind, language), part.note
        case ServedArea():
            return part.name, part.code
    raise TypeError(f"no part of an institution: {type(part).__name__}")


def _line(values: Iterable[object]) -> str:
    return " ".join(str(value) for value in values if value)
