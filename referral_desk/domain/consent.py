"""Consent to passing on what is known about a client: to whom, which items, how given, until when.

A public body may pass on personal data beyond its purpose only on a legal basis (個人情報保護法 art. 69); consent is
the first of them, and the only one that the person can take back. What may be told on it: ``disclosing.py``.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from referral_desk.domain.codes import Code, CodeList, ConsentKind
from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, Message, message

LINE_LIMIT = 200
TEXT_LIMIT = 20_000
RECEIVER_LIMIT = 30
"""More receivers than anybody can agree to one by one."""


@dataclass(frozen=True)
class Receiver:
    """Whom a consent allows to be told: an institution of the directory, or one that is only named."""

    institution_id: int | None = None
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class ConsentDraft:
    """One consent. ``items`` are codes of the list disclosure_items; ``kind`` is written or oral.

    ``heard_by``: who heard an oral consent. ``until`` is the last day it holds, None for no end.
    ``representative`` gave it in the client's place, being her ``representative_relation``.
    """

    client_id: int
    kind: ConsentKind = ConsentKind.WRITTEN
    on: date
    heard_by: str = ""
    purpose: str = ""
    method: str = ""
    representative: str = ""
    representative_relation: str = ""
    until: date | None = None
    withdrawn_on: date | None = None
    withdrawal: str = ""
    note: str = ""
    receivers: tuple[Receiver, ...] = ()
    items: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Consent(ConsentDraft):
    """A stored consent; the names of ``receivers`` are those of the directory where it holds them."""

    id: int
    version: int
    staff_name: str


class ConsentState(StrEnum):
    """Where a consent stands on a day."""

    VALID = "valid"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    NOT_YET = "not_yet"


CONSENT_STATES: dict[ConsentState, Message] = {
    ConsentState.VALID: message(N_("Valid")),
    ConsentState.EXPIRED: message(N_("Run out")),
    ConsentState.WITHDRAWN: message(N_("Withdrawn")),
    ConsentState.NOT_YET: message(N_("Not given yet")),
}


def check_consent(draft: ConsentDraft, today: date, items: CodeList[Code]) -> tuple[Problem, ...]:
    """Return what is wrong with ``draft``, field by field; ``items`` is the list disclosure_items."""
    return (
        *_check_receivers(draft.receivers),
        *_check_items(draft.items, items),
        *_check_giving(draft, today),
        *_check_days(draft, today),
        *_check_lengths(draft),
    )


def _check_receivers(receivers: tuple[Receiver, ...]) -> tuple[Problem, ...]:
    if not receivers or any(each.institution_id is None and not each.name.strip() for each in receivers):
        return (Problem("receivers", message(N_("Name at least one institution that may be told."))),)
    if len(receivers) > RECEIVER_LIMIT:
        return (
            Problem("receivers", message(N_("One consent names {limit} institutions at most."), limit=RECEIVER_LIMIT)),
        )
    if any(len(each.name) > LINE_LIMIT for each in receivers):
        return (Problem("receivers", _too_long(LINE_LIMIT)),)
    return ()


def _check_items(chosen: tuple[str, ...], items: CodeList[Code]) -> tuple[Problem, ...]:
    if not chosen:
        return (Problem("items", message(N_("Choose at least one item that may be told."))),)
    return tuple(
        Problem("items", message(N_("There is no item “{value}”."), value=item)) for item in chosen if item not in items
    )


def _check_giving(draft: ConsentDraft, today: date) -> tuple[Problem, ...]:
    problems = []
    if draft.kind not in (ConsentKind.WRITTEN, ConsentKind.ORAL):
        problems.append(Problem("kind", message(N_("Say whether the consent is in writing or oral."))))
    if draft.on > today:
        problems.append(Problem("on", message(N_("The day of the consent lies after today."))))
    if draft.kind is ConsentKind.ORAL and not draft.heard_by.strip():
        problems.append(Problem("heard_by", message(N_("An oral consent needs the name of the person who heard it."))))
    if draft.representative_relation.strip() and not draft.representative.strip():
        problems.append(Problem("representative", message(N_("Enter the name of the representative."))))
    elif draft.representative.strip() and not draft.representative_relation.strip():
        problems.append(
            Problem("representative_relation", message(N_("Enter how the representative is related to the client.")))
        )
    return tuple(problems)


def _check_days(draft: ConsentDraft, today: date) -> tuple[Problem, ...]:
    problems = []
    if draft.until and draft.until < draft.on:
        problems.append(Problem("until", message(N_("The consent would end before it was given."))))
    if draft.withdrawn_on and draft.withdrawn_on < draft.on:
        problems.append(Problem("withdrawn_on", message(N_("The consent would be withdrawn before it was given."))))
    elif draft.withdrawn_on and draft.withdrawn_on > today:
        problems.append(Problem("withdrawn_on", message(N_("The day of the withdrawal lies after today."))))
    return tuple(problems)


def _check_lengths(draft: ConsentDraft) -> tuple[Problem, ...]:
    limits = dict.fromkeys(("heard_by", "method", "representative", "representative_relation"), LINE_LIMIT)
    limits |= dict.fromkeys(("purpose", "withdrawal", "note"), TEXT_LIMIT)
    return tuple(
        Problem(field, _too_long(limit)) for field, limit in limits.items() if len(getattr(draft, field)) > limit
    )


def _too_long(limit: int) -> Message:
    return message(N_("This is too long: {limit} characters at most."), limit=limit)


def state_on(consent: ConsentDraft, day: date) -> ConsentState:
    """Return where a consent stands on ``day``; on the very day of its withdrawal it no longer holds."""
    if consent.withdrawn_on and consent.withdrawn_on <= day:
        return ConsentState.WITHDRAWN
    if consent.on > day:
        return ConsentState.NOT_YET
    if consent.until and consent.until < day:
        return ConsentState.EXPIRED
    return ConsentState.VALID


def valid_on(consent: ConsentDraft, day: date) -> bool:
    """Whether a consent holds on ``day``: given by then, not over, not withdrawn."""
    return state_on(consent, day) is ConsentState.VALID


def ends_soon(consent: ConsentDraft, day: date, days: int) -> bool:
    """Whether a consent that holds on ``day`` ends within so many days."""
    return valid_on(consent, day) and consent.until is not None and (consent.until - day).days <= days


def covers(consent: ConsentDraft, institution_id: int | None, name: str) -> bool:
    """Whether a consent names this institution: by its entry in the directory, or by name where it has only a name.

    An institution that was named before it came into the directory is found by its name.
    """
    return any(
        each.institution_id == institution_id
        if each.institution_id is not None
        else bool(named_form(each.name)) and named_form(each.name) == named_form(name)
        for each in consent.receivers
    )


def named_form(name: str) -> str:
    """Return a receiver's name as names are compared: width and blanks do not matter."""
    return "".join(unicodedata.normalize("NFKC", name).split())
