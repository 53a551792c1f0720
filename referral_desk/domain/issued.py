"""Papers that were issued: the office's register of them, and revoking one that must not be used any more.

A revoked paper stays in the register and can be read, as a void entry of an office's register of letters stays
legible; what it told was told, and the disclosure log keeps saying so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from referral_desk.domain.consent import TEXT_LIMIT
from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, Message, message


@dataclass(frozen=True)
class Revocation:
    """On which day an issued paper was revoked, by whom, and why."""

    on: date
    by: str
    why: str


@dataclass(frozen=True)
class RegisterFilter:
    """Which issued papers are sought: by a part of number, receiver or client, by kind, and by the days of issue.

    ``first`` and ``last`` belong to the period; None leaves it open. ``client_id`` None: everybody's. ``revoked`` only
    those that were revoked.
    """

    text: str = ""
    kind: str = ""
    first: date | None = None
    last: date | None = None
    client_id: int | None = None
    revoked: bool = False

    @property
    def narrows(self) -> bool:
        """Whether it leaves any paper out."""
        return self != RegisterFilter()


@dataclass(frozen=True)
class RegisterRow:
    """One issued paper as the register lists it; ``number`` is "" where papers of its kind are not numbered.

    ``receivers`` are those whom the disclosure log names for it, else the institution of its referral; none for a paper
    that went to nobody. ``revocation`` is None while it is in force.
    """

    id: int
    number: str
    kind: str
    issued_on: date
    language: str
    client_id: int | None
    client_number: str
    client_name: str
    client_kana: str
    referral_id: int | None
    referral_number: str
    staff_name: str
    receivers: tuple[str, ...]
    revocation: Revocation | None


def check_revocation(before: Revocation | None, why: str) -> tuple[Problem, ...]:
    """Return why a paper, revoked ``before`` or not, cannot be revoked for the reason ``why``."""
    if before is not None:
        return (Problem("", message(N_("This paper is revoked already."))),)
    if not why.strip():
        return (Problem("why", message(N_("Say why the paper is revoked."))),)
    if len(why) > TEXT_LIMIT:
        return (Problem("why", message(N_("This is too long: {limit} characters at most."), limit=TEXT_LIMIT)),)
    return ()


def revoked_words(revocation: Revocation) -> Message:
    """Return what is said over a revoked paper that is shown again."""
    return message(
        N_("It was revoked on {day} by {name}: {why}"), day=revocation.on, name=revocation.by, why=revocation.why
    )
