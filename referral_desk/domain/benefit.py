"""Benefits a client has, dated from and to: what holds on a day, and what runs out.

Where a client has entries of a kind, they alone say whether she has it on a day; the statement without dates on her
own record (from a ledger, or from the client form) counts only where there is none.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar

from referral_desk.domain.client import NOTE_LIMIT, ClientDraft
from referral_desk.domain.codes import (
    BenefitKind,
    CodeBook,
    DisabilityCertificate,
    OutpatientSupport,
    PublicAssistance,
)
from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, Message, message

PUBLIC_ASSISTANCE = "public_assistance"
OUTPATIENT_SUPPORT = "outpatient_support"
DISABILITY_CERTIFICATE = "disability_certificate"
STATED_KINDS = (PUBLIC_ASSISTANCE, OUTPATIENT_SUPPORT, DISABILITY_CERTIFICATE)
"""The kinds that a client's own record states without dates, in fields of the same names."""

OTHER = "other"
"""Stands for benefits of any kind, so that several may hold at once."""

CERTIFICATE_GRADE = {
    "1級": DisabilityCertificate.GRADE_1,
    "2級": DisabilityCertificate.GRADE_2,
    "3級": DisabilityCertificate.GRADE_3,
}
"""The grades of the mental disability certificate as the tally knows them."""

C = TypeVar("C", bound=ClientDraft)

NAME_LIMIT = 100
CASE_NUMBER_LIMIT = 40


@dataclass(frozen=True, kw_only=True)
class BenefitDraft:
    """One benefit of a client: ``kind`` is a code of the list benefit_kinds, ``grade`` one of its grades.

    ``until`` is the last day it holds (the day a certificate expires), None where it has no known end.
    ``settled``: nothing is left to be done when it ends, for it was renewed, or is not to be.
    ``institution_id``: the office that grants it; ``caseworker``: who is in charge there.
    """

    client_id: int
    kind: str = ""
    grade: str = ""
    since: date | None = None
    until: date | None = None
    settled: bool = False
    case_number: str = ""
    institution_id: int | None = None
    caseworker: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Benefit(BenefitDraft):
    """A stored benefit; ``institution_name`` is blank where none is named.

    ``case_number`` is the household's where the client belongs to one that has a number.
    """

    id: int
    version: int
    institution_name: str


@dataclass(frozen=True)
class Expiry:
    """A benefit that runs out, or ran out, and that nobody has dealt with; ``days_over`` is positive once it has."""

    benefit: Benefit
    client_number: str
    client_name: str
    client_kana: str
    client_birth: date | None
    until: date
    days_over: int


def holds_on(benefit: BenefitDraft, day: date) -> bool:
    """Say whether ``benefit`` is in force on ``day``; without a start it is from the beginning, both ends included."""
    return (benefit.since is None or benefit.since <= day) and (benefit.until is None or benefit.until >= day)


def check_benefit(draft: BenefitDraft, codes: CodeBook) -> tuple[Problem, ...]:
    """Return what is wrong with ``draft``, field by field; empty when it may be stored."""
    problems = []
    kind = codes.benefit_kinds.get(draft.kind)
    if kind is None:
        problems.append(Problem("kind", message(N_("Choose which benefit it is."))))
    elif draft.grade and draft.grade not in kind.grades:
        problems.append(Problem("grade", message(N_("There is no grade “{value}”."), value=draft.grade)))
    elif not draft.grade and draft.kind == DISABILITY_CERTIFICATE:
        problems.append(Problem("grade", message(N_("Choose the grade: the tally counts by it."))))
    if draft.since and draft.until and draft.until < draft.since:
        problems.append(Problem("until", message(N_("The end lies before the start."))))
    for field, limit in (("case_number", CASE_NUMBER_LIMIT), ("caseworker", NAME_LIMIT), ("note", NOTE_LIMIT)):
        if len(getattr(draft, field)) > limit:
            too_long = message(N_("This is too long: {limit} characters at most."), limit=limit)
            problems.append(Problem(field, too_long))
    return tuple(problems)


def overlapping(draft: BenefitDraft, others: Iterable[Benefit], own_id: int | None = None) -> tuple[Benefit, ...]:
    """Return the entries of the same kind that hold on a day on which ``draft`` holds, too; ``own_id`` is itself.

    A warning, not a fault: nobody has a benefit twice, but what the paper says may be so.
    """
    if draft.kind == OTHER:
        return ()
    return tuple(
        other
        for other in others
        if other.id != own_id
        and other.kind == draft.kind
        and other.client_id == draft.client_id
        and not (other.until and draft.since and other.until < draft.since)
        and not (draft.until and other.since and draft.until < other.since)
    )


# --- what holds on a day --------------------------------------------------------------------------------------------


def standing(client: C, benefits: Iterable[BenefitDraft], day: date) -> C:
    """Return what ``client`` has on ``day``, in the three fields that state it without dates.

    ``benefits`` are hers. Entries of a kind decide alone: outside all of them she has *none* of it. Of several
    certificates that hold, the one given last counts.
    """
    of_kind: dict[str, list[BenefitDraft]] = {kind: [] for kind in STATED_KINDS}
    for benefit in benefits:
        if benefit.kind in of_kind:
            of_kind[benefit.kind].append(benefit)
    if any(of_kind.values()):
        client = replace(
            client,
            public_assistance=_assistance(of_kind[PUBLIC_ASSISTANCE], day, client.public_assistance),
            outpatient_support=_support(of_kind[OUTPATIENT_SUPPORT], day, client.outpatient_support),
            disability_certificate=_certificate(of_kind[DISABILITY_CERTIFICATE], day, client.disability_certificate),
        )
    return client


def _assistance(entries: list[BenefitDraft], day: date, stated: PublicAssistance | None) -> PublicAssistance | None:
    if not entries:
        return stated
    return PublicAssistance.RECEIVING if any(holds_on(each, day) for each in entries) else PublicAssistance.NONE


def _support(entries: list[BenefitDraft], day: date, stated: OutpatientSupport | None) -> OutpatientSupport | None:
    if not entries:
        return stated
    return OutpatientSupport.USING if any(holds_on(each, day) for each in entries) else OutpatientSupport.NONE


def _certificate(
    entries: list[BenefitDraft], day: date, stated: DisabilityCertificate | None
) -> DisabilityCertificate | None:
    if not entries:
        return stated
    holding = [each for each in entries if each.grade in CERTIFICATE_GRADE and holds_on(each, day)]
    if not holding:
        return DisabilityCertificate.NONE
    newest = max(holding, key=lambda each: each.since or date.min)
    return CERTIFICATE_GRADE[newest.grade]


# --- how long, and what comes after ---------------------------------------------------------------------------------


def suggested_until(kind: BenefitKind, since: date) -> date | None:
    """Return until when a benefit given on ``since`` usually holds; None for a kind without a term.

    The end of the month in which its years are over (the rule of the disability certificate's two years); what
    stands on the paper goes first.
    """
    if not kind.valid_years:
        return None
    year = since.year + kind.valid_years
    same_day = date(year, since.month, min(since.day, calendar.monthrange(year, since.month)[1]))
    last = same_day - timedelta(days=1)
    return date(last.year, last.month, calendar.monthrange(last.year, last.month)[1])


def renewal(benefit: Benefit, kind: BenefitKind, today: date) -> BenefitDraft:
    """Return the entry that follows ``benefit``: from the day after its end, or from today where it has none."""
    since = benefit.until + timedelta(days=1) if benefit.until else today
    return BenefitDraft(
        client_id=benefit.client_id,
        kind=benefit.kind,
        grade=benefit.grade,
        since=since,
        until=suggested_until(kind, since),
        case_number=benefit.case_number,
        institution_id=benefit.institution_id,
        caseworker=benefit.caseworker,
    )


def check_renewal(benefit: Benefit, following: BenefitDraft) -> tuple[Problem, ...]:
    """Return what is wrong with ``following`` as the entry after ``benefit``: it must begin, and begin later."""
    if following.since is None:
        return (Problem("since", message(N_("Enter the day on which the new period begins."))),)
    if benefit.since and following.since <= benefit.since:
        return (Problem("since", _BEGINS_EARLIER),)
    return ()


_BEGINS_EARLIER: Message = message(N_("The new period begins before the one that it follows."))


def ended_for(benefit: Benefit, following: BenefitDraft) -> Benefit:
    """Return ``benefit`` as its renewal leaves it: dealt with, and over on the day before ``following`` begins."""
    until = benefit.until
    if following.since and (until is None or until >= following.since):
        until = following.since - timedelta(days=1)
    return replace(benefit, until=until, settled=True)


def runs_out(benefit: Benefit, others: Iterable[Benefit], day: date) -> bool:
    """Say whether something is to be done because ``benefit`` ends by ``day``: nobody has settled it, and none follows.

    Another entry of the kind that holds longer is its successor; *other* has none, for it is many kinds.
    """
    if benefit.until is None or benefit.until > day or benefit.settled:
        return False
    return benefit.kind == OTHER or not any(
        other.id != benefit.id
        and other.client_id == benefit.client_id
        and other.kind == benefit.kind
        and (other.until is None or other.until > benefit.until)
        for other in others
    )


def settled_by_itself(draft: BenefitDraft, codes: CodeBook, today: date) -> bool:
    """Say whether an end needs nothing more by its nature: a benefit without a term that is over already."""
    kind = codes.benefit_kinds.get(draft.kind)
    return kind is not None and not kind.valid_years and draft.until is not None and draft.until < today
