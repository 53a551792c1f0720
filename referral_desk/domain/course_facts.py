"""What entries of a client's course say: one slim record for each kind of thing that happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from referral_desk.domain.codes import (
    Channel,
    ConsentKind,
    ContactService,
    HandoffMode,
    LegalBasis,
    Outcome,
    ReferralStatus,
    Reporter,
    SbirtsStep,
    SpokeWith,
    StepResult,
    Urgency,
)
from referral_desk.domain.followup import FollowUpKind


@dataclass(frozen=True)
class ContactFacts:
    """A contact; see :class:`referral_desk.domain.contact.Contact`."""

    factors: tuple[str, ...]
    service: ContactService
    category: str
    spoke_with: SpokeWith | None
    with_name: str
    client_unmet: bool
    minutes: int | None
    note: str
    staff_name: str


@dataclass(frozen=True)
class ReferralFacts:
    """A referral that was made, with the status it has now.

    ``outcome`` is said here only where nobody knows its day; one with a day has an entry of its own.
    """

    outcome: Outcome | None
    institution: str
    institution_kind: str
    status: ReferralStatus
    reason: str
    request: str
    urgency: Urgency
    staff_name: str


@dataclass(frozen=True)
class HandoffEventFacts:
    """One handoff event; ``mode`` None while it is still to come."""

    institution: str
    mode: HandoffMode | None
    receiver_name: str
    accompanied_by: str
    note: str
    staff_name: str


@dataclass(frozen=True)
class CheckFacts:
    """A follow-up that was done."""

    institution: str
    kind: FollowUpKind
    due_on: date
    note: str


@dataclass(frozen=True)
class AttemptFacts:
    """A follow-up that was tried and reached nobody."""

    institution: str
    note: str
    staff_name: str


@dataclass(frozen=True)
class OutcomeFacts:
    """What became of a referral."""

    institution: str
    outcome: Outcome
    reported_by: Reporter | None


@dataclass(frozen=True)
class InboundFacts:
    """A referral to us; ``sender`` is the institution, by the directory or as it was named."""

    sender: str
    institution_kind: str
    sender_name: str
    channel: Channel | None
    came_along: bool
    request: str
    note: str
    staff_name: str


@dataclass(frozen=True)
class ReplyFacts:
    """What we told those who sent the client."""

    sender: str
    reply: str


@dataclass(frozen=True)
class ConferenceFacts:
    """A case conference; ``attendees`` are their names, with the institution where one stands behind somebody."""

    attendees: tuple[str, ...]
    kind: str
    place: str
    client_present: bool
    shared: str
    issues: str
    plan: str
    note: str
    staff_name: str


@dataclass(frozen=True)
class TaskFacts:
    """A task that was done."""

    who: str
    what: str
    result: str


@dataclass(frozen=True)
class ScreeningFacts:
    """A screening, which is no diagnosis; see :class:`referral_desk.domain.screening.Screening`."""

    tool: str
    profile: str
    total: int
    zone: str
    note: str
    staff_name: str


@dataclass(frozen=True)
class StepFacts:
    """A step of a path of SBIRTS about the problem ``target``."""

    step: SbirtsStep
    result: StepResult
    target: str
    for_family: bool
    note: str
    staff_name: str


@dataclass(frozen=True)
class PaperFacts:
    """A document that was issued; ``receiver`` is blank for one that went to nobody, ``revoked`` why it is void."""

    kind: str
    number: str
    receiver: str
    staff_name: str
    revoked: str = ""


@dataclass(frozen=True)
class DisclosureFacts:
    """An entry of the disclosure log; ``struck`` says why it is void."""

    receiver: str
    method: str
    basis: LegalBasis | None
    note: str
    struck: str
    staff_name: str


@dataclass(frozen=True)
class BenefitFacts:
    """A benefit that began or ends; ``until`` is the last day it holds."""

    kind: str
    grade: str
    until: date | None
    institution: str
    caseworker: str
    note: str


@dataclass(frozen=True)
class ConsentFacts:
    """A consent; ``receivers`` are the names of those who may be told."""

    receivers: tuple[str, ...]
    kind: ConsentKind
    until: date | None
    heard_by: str
    purpose: str
    note: str
    staff_name: str


@dataclass(frozen=True)
class WithdrawalFacts:
    """A consent that was withdrawn, in the client's words."""

    withdrawal: str
    receivers: tuple[str, ...] = ()


@dataclass(frozen=True)
class ClosingFacts:
    """The record was closed; ``reason`` is a code of the list closing_reasons."""

    reason: str
    note: str
    staff_name: str


@dataclass(frozen=True)
class ReopeningFacts:
    """The record was opened again."""

    reason: str
    staff_name: str


@dataclass(frozen=True)
class MergeFacts:
    """Another record of the same person, by its number, came into this one, or was taken out again."""

    number: str
    staff_name: str


Facts = (
    ContactFacts
    | ReferralFacts
    | HandoffEventFacts
    | CheckFacts
    | AttemptFacts
    | OutcomeFacts
    | InboundFacts
    | ReplyFacts
    | ConferenceFacts
    | TaskFacts
    | ScreeningFacts
    | StepFacts
    | PaperFacts
    | DisclosureFacts
    | BenefitFacts
    | ConsentFacts
    | WithdrawalFacts
    | ClosingFacts
    | ReopeningFacts
    | MergeFacts
)
