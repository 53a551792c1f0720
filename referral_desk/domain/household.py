"""A household: people who live, or belong, together; some of them clients, each with a record of her own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from referral_desk.domain.codes import Sex

SELF = "self"
"""The relation of the member to whom the others' relations refer."""


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
class HouseholdDraft:
    """A household with its members in their order. The ``case_number`` of public assistance belongs to it."""

    name: str = ""
    case_number: str = ""
    note: str = ""
    members: tuple[MemberDraft, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Household(HouseholdDraft):
    """A stored household."""

    id: int
    version: int
