"""An institution: where clients are referred to, and how to hand over warmly there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from referral_desk.domain.codes import Anonymity, Attendees, CodeBook, InstitutionKind, Operator, Paper
from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, message
from referral_desk.domain.schedule import MeetingTime


@dataclass(frozen=True, kw_only=True)
class InstitutionDraft:
    """What staff can write about an institution; its name is its key in files.

    ``contact_name`` is the person who agreed to be called, ``contact_hours`` when; ``handoff_note`` says how to
    introduce somebody warmly here. ``target`` is a code of the list targets, "" for none.
    """

    name: str = ""
    kana: str = ""
    kind: str = ""
    target: str = ""
    attendees: Attendees | None = None
    anonymity: Anonymity | None = None
    operator: Operator | None = None
    postal_code: str = ""
    address: str = ""
    phone: str = ""
    contact_name: str = ""
    contact_hours: str = ""
    schedule: tuple[MeetingTime, ...] = ()
    venue: str = ""
    handoff_note: str = ""
    verified_on: date | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Institution(InstitutionDraft):
    """A stored institution."""

    id: int
    number: str
    version: int


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
    open_referrals: int


def check_institution(draft: InstitutionDraft, codes: CodeBook) -> tuple[Problem, ...]:
    """Return what is wrong with ``draft``, field by field; empty when it may be stored."""
    problems = []
    if not draft.name.strip():
        problems.append(Problem("name", message(N_("Enter the institution’s name."))))
    if not draft.kind:
        problems.append(Problem("kind", message(N_("Choose the kind of institution."))))
    elif draft.kind not in codes.institution_kinds:
        problems.append(Problem("kind", message(N_("There is no kind “{value}”."), value=draft.kind)))
    return tuple(problems)


def gets_card(kind: InstitutionKind) -> bool:
    """Say whether clients of this kind hold a card instead of the office sending a letter.

    AA, NA, GA and the like need no real name: nothing about the client is sent to a group.
    """
    return kind.paper is Paper.CARD


def is_stale(verified_on: date | None, today: date, after_days: int) -> bool:
    """Say whether an entry should be verified again: never verified, or longer ago than ``after_days`` days."""
    return verified_on is None or (today - verified_on).days > after_days
