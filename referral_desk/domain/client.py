"""A client: who came for help, as far as she says who she is.

Name, address and notes are kept exactly as typed; kana, phone and post code in one canonical form. A diagnosis is
never asked: since April 2024 the Mental Health and Welfare Act (art. 46) covers counselling without one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from referral_desk.domain.codes import DisabilityCertificate, OutpatientSupport, PublicAssistance, Sex
from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, message

ANONYMOUS_NAME = "匿名"
ANONYMOUS_KANA = "トクメイ"
NAME_LIMIT = 100
NUMBER_LIMIT = 40
DISTRICT_LIMIT = 40
NOTE_LIMIT = 20_000
LONGEST_COUNTED = 15

_LOOKS_LIKE_AN_ID = re.compile(r"[cir]-[0-9]+")


@dataclass(frozen=True, kw_only=True)
class ClientDraft:
    """What staff can write about a client. A blank ``number`` is given by the centre when stored.

    ``birth`` with ``birth_exact`` False means that only the year is known. None in a code field: not recorded.
    ``may_call``, ``may_leave_message`` and ``may_say_who``: None where nobody asked yet. ``in_charge``: the name of the
    staff member who has the case. ``district``: the part of the area in which she lives, as the centre divides it.
    """

    number: str = ""
    name: str = ""
    kana: str = ""
    anonymous: bool = False
    birth: date | None = None
    birth_exact: bool = True
    sex: Sex | None = None
    postal_code: str = ""
    district: str = ""
    address: str = ""
    phone: str = ""
    may_call: bool | None = None
    may_leave_message: bool | None = None
    may_say_who: bool | None = None
    contact_caution: str = ""
    household: str = ""
    public_assistance: PublicAssistance | None = None
    outpatient_support: OutpatientSupport | None = None
    disability_certificate: DisabilityCertificate | None = None
    in_charge: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Client(ClientDraft):
    """A stored client. ``registered_on`` is None for clients taken over from a ledger."""

    id: int
    version: int
    registered_on: date | None
    closed_on: date | None


@dataclass(frozen=True)
class ClientRow:
    """A client in a list."""

    id: int
    number: str
    name: str
    kana: str
    birth: date | None
    birth_exact: bool
    sex: Sex | None
    phone: str
    contact_caution: str
    last_contact_on: date | None
    open_referrals: int
    in_charge: str
    former_numbers: tuple[str, ...] = ()
    """The numbers of records that were merged into hers."""


def running_number(number: str) -> int | None:
    """Return a number of plain digits as a figure; None for any other, and for one too long to be counted on from."""
    counted = number.isascii() and number.isdecimal() and len(number) <= LONGEST_COUNTED
    return int(number) if counted else None


def check_client(draft: ClientDraft, today: date) -> tuple[Problem, ...]:
    """Return what is wrong with ``draft``, field by field; empty when it may be stored."""
    problems = []
    if len(draft.number) > NUMBER_LIMIT:
        problems.append(_too_long("number", NUMBER_LIMIT))
    elif _LOOKS_LIKE_AN_ID.fullmatch(draft.number):
        problems.append(
            Problem(
                "number",
                message(N_("“{number}” would be taken for an internal id. Write another number."), number=draft.number),
            )
        )
    if not draft.name.strip():
        problems.append(Problem("name", message(N_("Enter the name, or tick “anonymous”."))))
    elif len(draft.name) > NAME_LIMIT:
        problems.append(_too_long("name", NAME_LIMIT))
    if not draft.kana.strip():
        problems.append(Problem("kana", message(N_("Enter the name’s reading in kana."))))
    elif len(draft.kana) > NAME_LIMIT:
        problems.append(_too_long("kana", NAME_LIMIT))
    if draft.birth and draft.birth > today:
        problems.append(Problem("birth", message(N_("The birth date lies after today."))))
    if len(draft.in_charge) > NAME_LIMIT:
        problems.append(_too_long("in_charge", NAME_LIMIT))
    if len(draft.district) > DISTRICT_LIMIT:
        problems.append(_too_long("district", DISTRICT_LIMIT))
    problems.extend(
        _too_long(field, NOTE_LIMIT)
        for field in ("address", "contact_caution", "household", "note")
        if len(getattr(draft, field)) > NOTE_LIMIT
    )
    return tuple(problems)


def _too_long(field: str, limit: int) -> Problem:
    return Problem(field, message(N_("This is too long: {limit} characters at most."), limit=limit))
