"""A household: people who live, or belong, together; some of them clients, each with a record of her own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from referral_desk.domain.client import NAME_LIMIT, NOTE_LIMIT
from referral_desk.domain.codes import CodeBook, Sex
from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, Message, message

SELF = "self"
"""The relation of the member to whom the others' relations refer."""
MEMBERS_LIMIT = 15


@dataclass(frozen=True, kw_only=True)
class MemberDraft:
    """A member of a household.

    A client's name, kana, sex and birth come from her own record, and are blank here. ``relation`` is a code of the
    list relations, seen from the member who is ``self``. ``calls_for``: the position of the member for whom this one
    usually calls, None where she does not.
    """

    id: int | None = None
    client_id: int | None = None
    name: str = ""
    kana: str = ""
    sex: Sex | None = None
    birth: date | None = None
    birth_exact: bool = True
    relation: str = ""
    deceased: bool = False
    lives_together: bool = True
    phone: str = ""
    calls_for: int | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Member(MemberDraft):
    """A member as she may be shown: a client with name, kana, sex, birth and ``number`` of her own record.

    ``hidden``: a client restricted to others; only how she is related, and where she lives, is told of her.
    """

    number: str = ""
    hidden: bool = False


@dataclass(frozen=True, kw_only=True)
class HouseholdDraft:
    """A household with its members in their order. The ``case_number`` of public assistance belongs to it."""

    name: str = ""
    case_number: str = ""
    note: str = ""
    members: tuple[MemberDraft, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Household(HouseholdDraft):
    """A stored household. Where it was read to be shown, its members are :class:`Member`."""

    id: int
    version: int


def is_hidden(member: MemberDraft) -> bool:
    """Say whether nothing but her place in the household may be told of a member."""
    return isinstance(member, Member) and member.hidden


def number_of(member: MemberDraft) -> str:
    """Return the client's number of a member; "" for somebody who is no client, or is hidden."""
    return member.number if isinstance(member, Member) else ""


def place_of(household: HouseholdDraft, client_id: int) -> int | None:
    """Return the position of a client in a household, None where she is not in it."""
    return next((place for place, each in enumerate(household.members) if each.client_id == client_id), None)


def callers(members: Sequence[MemberDraft]) -> tuple[tuple[int, int], ...]:
    """Return who calls for whom, as positions (caller, for whom)."""
    return tuple((place, each.calls_for) for place, each in enumerate(members) if each.calls_for is not None)


def field_of(place: int, name: str) -> str:
    """Return how a problem names a field of the member at a position, such as "members.0.relation"."""
    return f"members.{place}.{name}"


def member_field(field: str) -> tuple[int, str] | None:
    """Return position and field that :func:`field_of` named; None for a field of the household itself."""
    parts = field.split(".")
    return (int(parts[1]), parts[2]) if len(parts) == 3 and parts[0] == "members" else None


def check_household(draft: HouseholdDraft, today: date, codes: CodeBook) -> tuple[Problem, ...]:
    """Return what is wrong with ``draft``; what is wrong with a member is named by :func:`field_of`.

    Members who are hidden are not judged: they stay as they are stored.
    """
    problems = []
    members = draft.members
    if not members:
        problems.append(Problem("members", message(N_("Add at least one member."))))
    elif len(members) > MEMBERS_LIMIT:
        words = message(N_("A household has {limit} members at most."), limit=MEMBERS_LIMIT)
        problems.append(Problem("members", words))
    basis = [place for place, each in enumerate(members) if each.relation == SELF]
    if members and not basis:
        problems.append(Problem("members", message(N_("Choose one person to whom the others are related."))))
    problems.extend(
        Problem(field_of(place, "relation"), message(N_("Only one can be the person the others relate to.")))
        for place in basis[1:]
    )
    spouses = [place for place, each in enumerate(members) if each.relation == "spouse" and not each.deceased]
    problems.extend(
        Problem(field_of(place, "relation"), message(N_("Only one living member can be the spouse or partner.")))
        for place in spouses[1:]
    )
    for field, limit in (("name", NAME_LIMIT), ("case_number", NAME_LIMIT), ("note", NOTE_LIMIT)):
        if len(getattr(draft, field)) > limit:
            problems.append(Problem(field, _too_long(limit)))
    for place, member in enumerate(members):
        if not is_hidden(member):
            problems.extend(_check_member(member, place, members, today, codes))
    return tuple(problems)


def _check_member(
    member: MemberDraft, place: int, members: Sequence[MemberDraft], today: date, codes: CodeBook
) -> list[Problem]:
    problems = []

    def wrong(field: str, text: str, **values: object) -> None:
        problems.append(Problem(field_of(place, field), message(text, **values)))

    if not member.relation:
        wrong("relation", N_("Choose the relation."))
    elif member.relation not in codes.relations:
        wrong("relation", N_("There is no relation “{value}”."), value=member.relation)
    if member.client_id is not None:
        if any(each.client_id == member.client_id for each in members[:place]):
            wrong("name", N_("This client stands in the list twice."))
    elif member.birth and member.birth > today:
        wrong("birth", N_("The birth date lies after today."))
    if member.calls_for is not None:
        if member.calls_for == place:
            wrong("calls_for", N_("Choose somebody else than the caller."))
        elif not 0 <= member.calls_for < len(members):
            wrong("calls_for", N_("The person called for is not in the list."))
    if member.deceased and member.calls_for is not None:
        wrong("calls_for", N_("Somebody deceased does not call."))
    problems.extend(
        Problem(field_of(place, field), _too_long(limit))
        for field, limit in (("name", NAME_LIMIT), ("kana", NAME_LIMIT), ("phone", NAME_LIMIT), ("note", NOTE_LIMIT))
        if len(getattr(member, field)) > limit
    )
    return problems


def _too_long(limit: int) -> Message:
    return message(N_("This is too long: {limit} characters at most."), limit=limit)
