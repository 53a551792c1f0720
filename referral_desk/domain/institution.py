"""An institution: where clients are referred to, and how to hand over warmly there."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TypeVar

from referral_desk.domain.address import valid_municipality_code
from referral_desk.domain.codes import (
    Anonymity,
    Attendees,
    Capacity,
    CodeBook,
    InstitutionKind,
    Openness,
    Operator,
    Paper,
)
from referral_desk.domain.errors import Problem
from referral_desk.domain.institution_parts import (
    InstitutionPerson,
    InstitutionPhone,
    InstitutionPlace,
    InstitutionService,
    ServedArea,
)
from referral_desk.domain.messages import N_, message
from referral_desk.domain.schedule import MeetingTime


@dataclass(frozen=True, kw_only=True)
class InstitutionDraft:
    """What staff can write about an institution; its name is its key in files.

    ``contact_name`` is the person who agreed to be called (``contact_agreed_on``), ``contact_hours`` when;
    ``handoff_note`` says how to introduce somebody warmly here, ``first_words`` what to say first on the phone, and
    ``meet_at`` where to meet. ``target`` is a code of the list targets, "" for none. ``openness``, ``attendees`` and
    ``fee`` hold for all meetings that say nothing else. ``operated_by`` names who runs it under contract.

    ``capacity`` is what was told on ``capacity_on``. ``verified_on``: when the entry was last checked, by
    ``verified_by`` of the staff with ``verified_with``. ``listed`` False: never on a paper or in a search for a
    client, for ``unlisted_reason``. ``external_id`` is its identifier in the directory it was read from (HSDS), ""
    otherwise.
    """

    name: str = ""
    kana: str = ""
    kind: str = ""
    target: str = ""
    attendees: Attendees | None = None
    anonymity: Anonymity | None = None
    openness: Openness | None = None
    fee: str = ""
    operator: Operator | None = None
    operated_by: str = ""
    postal_code: str = ""
    address: str = ""
    access: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    contact_name: str = ""
    contact_hours: str = ""
    contact_agreed_on: date | None = None
    schedule: tuple[MeetingTime, ...] = ()
    venue: str = ""
    handoff_note: str = ""
    first_words: str = ""
    meet_at: str = ""
    capacity: Capacity = Capacity.UNKNOWN
    capacity_on: date | None = None
    capacity_note: str = ""
    listed: bool = True
    unlisted_reason: str = ""
    verified_on: date | None = None
    verified_by: str = ""
    verified_with: str = ""
    note: str = ""
    external_id: str = ""
    places: tuple[InstitutionPlace, ...] = ()
    services: tuple[InstitutionService, ...] = ()
    people: tuple[InstitutionPerson, ...] = ()
    phones: tuple[InstitutionPhone, ...] = ()
    areas: tuple[ServedArea, ...] = ()


PARTS = ("schedule", "places", "services", "people", "phones", "areas")
"""The fields of an institution that have tables of their own."""


@dataclass(frozen=True, kw_only=True)
class InstitutionVersion(InstitutionDraft):
    """An entry as it stood at one time: what its history keeps.

    ``defunct_on``: since when it is no longer there, None while it is; nothing that a referral names is ever deleted.
    ``successor_id`` is the institution that took its place, or whose entry this one was merged into.
    """

    defunct_on: date | None = None
    defunct_reason: str = ""
    successor_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Institution(InstitutionVersion):
    """A stored institution."""

    id: int
    number: str
    version: int


def version_of(institution: Institution) -> InstitutionVersion:
    """Return what the history of a stored institution keeps of it."""
    return InstitutionVersion(**{each.name: getattr(institution, each.name) for each in fields(InstitutionVersion)})


def draft_of(institution: Institution) -> InstitutionDraft:
    """Return what staff wrote of a stored institution."""
    return InstitutionDraft(**{each.name: getattr(institution, each.name) for each in fields(InstitutionDraft)})


@dataclass(frozen=True)
class InstitutionRow:
    """An institution in a list."""

    id: int
    number: str
    name: str
    kana: str
    kind: str
    target: str
    phone: str
    contact_name: str
    schedule: tuple[MeetingTime, ...]
    venue: str
    verified_on: date | None
    verified_by: str
    capacity: Capacity
    capacity_on: date | None
    listed: bool
    defunct_on: date | None
    open_referrals: int


D = TypeVar("D", bound=InstitutionDraft)


def check_institution(draft: InstitutionDraft, codes: CodeBook) -> tuple[Problem, ...]:
    """Return what is wrong with ``draft``, field by field; empty when it may be stored."""
    problems = []
    if not draft.name.strip():
        problems.append(Problem("name", message(N_("Enter the institution’s name."))))
    if not draft.kind:
        problems.append(Problem("kind", message(N_("Choose the kind of institution."))))
    elif draft.kind not in codes.institution_kinds:
        problems.append(Problem("kind", message(N_("There is no kind “{value}”."), value=draft.kind)))
    wrong = next((area.code for area in draft.areas if area.code and not valid_municipality_code(area.code)), None)
    if wrong is not None:
        problems.append(Problem("areas", message(N_("{code} is no code of a municipality."), code=wrong)))
    if not draft.listed and not draft.unlisted_reason.strip():
        problems.append(Problem("unlisted_reason", message(N_("Say why it is not listed."))))
    return tuple(problems)


@dataclass(frozen=True)
class Told:
    """What was told on the phone about an entry: by whom there, that it is right, how full it is and in which words.

    ``capacity`` None: nothing was said about it.
    """

    by: str = ""
    verified: bool = False
    capacity: Capacity | None = None
    words: str = ""


def with_told(draft: D, told: Told, today: date, staff_name: str) -> D:
    """Return the entry as it is after ``told`` of today.

    What an earlier check or an earlier telling left beside its day never stays beside a new day: neither the name of
    who checked with whom, nor the words about room. Who told it stands in front of the words about room.
    """
    by = told.by.strip()
    if told.verified:
        draft = replace(draft, verified_on=today, verified_by=staff_name, verified_with=by)
    if told.capacity is not None:
        words = " / ".join(part for part in (by, told.words.strip()) if part)
        known = told.capacity is not Capacity.UNKNOWN
        draft = replace(
            draft, capacity=told.capacity, capacity_on=today if known else None, capacity_note=words if known else ""
        )
    return draft


def people_to_ask(institution: InstitutionDraft) -> tuple[str, ...]:
    """Return who is named there, the one who agreed to be called first, nobody twice."""
    names = (institution.contact_name, *(person.name for person in institution.people), institution.verified_with)
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))


def without_blank_lines(draft: D) -> D:
    """Return ``draft`` without the places, services, people, numbers and areas in which nothing is written."""
    lists = {name: getattr(draft, name) for name in PARTS if name != "schedule"}
    kept = {name: tuple(part for part in parts if part != type(part)()) for name, parts in lists.items()}
    return replace(draft, **kept)  # type: ignore[arg-type]


def is_there(defunct_on: date | None, on: date) -> bool:
    """Say whether an institution is there on a day: ``defunct_on`` is the first on which it is not, None for none."""
    return defunct_on is None or on < defunct_on


def may_be_referred_to(institution: Institution, on: date) -> bool:
    """Say whether somebody may be referred there on a day: not once it is no longer there."""
    return is_there(institution.defunct_on, on)


def capacity_fades(capacity_on: date | None, today: date, after_days: int) -> bool:
    """Say whether what was told about room is too old to be relied on: told without a day, or a quarter of the days
    ago after which an entry is verified again.
    """
    return capacity_on is None or (today - capacity_on).days > after_days // 4


def gets_card(kind: InstitutionKind) -> bool:
    """Say whether clients of this kind hold a card instead of the office sending a letter.

    AA, NA, GA and the like need no real name: nothing about the client is sent to a group.
    """
    return kind.paper is Paper.CARD


def is_stale(verified_on: date | None, today: date, after_days: int) -> bool:
    """Say whether an entry should be verified again: never verified, or longer ago than ``after_days`` days."""
    return verified_on is None or (today - verified_on).days > after_days
