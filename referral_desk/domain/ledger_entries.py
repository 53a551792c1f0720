"""What one row of a ledger file says, with the numbers and names that people write instead of ids.

The fields of an entry are the file's columns, named as in the English header. Entries compare by value: two rows
are equal when every cell means the same.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass

from referral_desk.domain.calendar import PartialDate
from referral_desk.domain.client import ANONYMOUS_NAME, Client, ClientDraft, check_client
from referral_desk.domain.codes import (
    Anonymity,
    Attendees,
    Channel,
    CodeBook,
    ConsentKind,
    ContactService,
    DisabilityCertificate,
    EngagementState,
    Operator,
    Outcome,
    OutpatientSupport,
    PublicAssistance,
    ReferralStatus,
    Reporter,
    Sex,
    SpokeWith,
)
from referral_desk.domain.contact import Contact, ContactDraft
from referral_desk.domain.engagement import Engagement, EngagementDraft, check_engagement
from referral_desk.domain.errors import Problem
from referral_desk.domain.handoff import Handoff, HandoffFacts, check_facts, mode_of, warmest
from referral_desk.domain.institution import Institution, InstitutionDraft, check_institution
from referral_desk.domain.messages import N_, message
from referral_desk.domain.referral import Referral, ReferralDraft, check_referral
from referral_desk.domain.schedule import MeetingTime

_DIGITS = re.compile("([0-9]+)")
_NOBODY = 0
"""Stands for an id while a row is checked before its client and institution are looked up."""


@dataclass(frozen=True, slots=True)
class ClientEntry:
    """A row of the clients' ledger; the number is the key, given when blank."""

    client_no: str
    name: str
    kana: str
    birth_date: PartialDate | None
    sex: Sex | None
    postal_code: str
    address: str
    phone: str
    contact_caution: str
    public_assistance: PublicAssistance | None
    outpatient_support: OutpatientSupport | None
    disability_certificate: DisabilityCertificate | None
    note: str

    @staticmethod
    def of(client: Client) -> ClientEntry:
        """Return the row of a stored client."""
        return ClientEntry(
            client.number,
            client.name,
            client.kana,
            PartialDate(client.birth, client.birth_exact) if client.birth else None,
            client.sex,
            client.postal_code,
            client.address,
            client.phone,
            client.contact_caution,
            client.public_assistance,
            client.outpatient_support,
            client.disability_certificate,
            client.note,
        )

    def draft(self) -> ClientDraft:
        """Return the client to store; one called 「匿名」 is anonymous."""
        return ClientDraft(
            number=self.client_no,
            name=self.name,
            kana=self.kana,
            anonymous=self.name.strip() == ANONYMOUS_NAME,
            birth=self.birth_date.day if self.birth_date else None,
            birth_exact=self.birth_date.exact if self.birth_date else True,
            sex=self.sex,
            postal_code=self.postal_code,
            address=self.address,
            phone=self.phone,
            contact_caution=self.contact_caution,
            public_assistance=self.public_assistance,
            outpatient_support=self.outpatient_support,
            disability_certificate=self.disability_certificate,
            note=self.note,
        )


@dataclass(frozen=True, slots=True)
class InstitutionEntry:
    """A row of the institutions' ledger; the name is the key."""

    name: str
    kana: str
    kind: str
    target: str
    attendees: Attendees | None
    anonymous: Anonymity | None
    operator: Operator | None
    postal_code: str
    address: str
    phone: str
    contact_name: str
    contact_hours: str
    schedule: tuple[MeetingTime, ...]
    venue: str
    handoff_note: str
    verified_on: datetime.date | None
    note: str

    @staticmethod
    def of(institution: Institution) -> InstitutionEntry:
        """Return the row of a stored institution."""
        return InstitutionEntry(
            institution.name,
            institution.kana,
            institution.kind,
            institution.target,
            institution.attendees,
            institution.anonymity,
            institution.operator,
            institution.postal_code,
            institution.address,
            institution.phone,
            institution.contact_name,
            institution.contact_hours,
            institution.schedule,
            institution.venue,
            institution.handoff_note,
            institution.verified_on,
            institution.note,
        )

    def draft(self) -> InstitutionDraft:
        """Return the institution to store."""
        return InstitutionDraft(
            name=self.name,
            kana=self.kana,
            kind=self.kind,
            target=self.target,
            attendees=self.attendees,
            anonymity=self.anonymous,
            operator=self.operator,
            postal_code=self.postal_code,
            address=self.address,
            phone=self.phone,
            contact_name=self.contact_name,
            contact_hours=self.contact_hours,
            schedule=self.schedule,
            venue=self.venue,
            handoff_note=self.handoff_note,
            verified_on=self.verified_on,
            note=self.note,
        )


@dataclass(frozen=True, slots=True)
class EngagementEntry:
    """A row of the engagements' ledger: an institution or a kind, never both."""

    client_no: str
    institution: str
    kind: str
    state: EngagementState
    since: datetime.date | None
    until: datetime.date | None
    reported_by: Reporter | None
    note: str

    @staticmethod
    def of(engagement: Engagement, client_no: str) -> EngagementEntry:
        """Return the row of a stored engagement; the kind is written only where no institution is named."""
        return EngagementEntry(
            client_no,
            engagement.institution_name,
            "" if engagement.institution_id is not None else engagement.kind,
            engagement.state,
            engagement.since,
            engagement.until,
            engagement.reported_by,
            engagement.note,
        )

    def draft(self, client_id: int, institution_id: int | None) -> EngagementDraft:
        """Return the engagement to store."""
        return EngagementDraft(
            client_id=client_id,
            institution_id=institution_id,
            kind=self.kind,
            state=self.state,
            since=self.since,
            until=self.until,
            reported_by=self.reported_by,
            note=self.note,
        )


@dataclass(frozen=True, slots=True)
class ContactEntry:
    """A row of the contacts' ledger."""

    client_no: str
    date: datetime.date
    service: ContactService
    category: str
    factors: tuple[str, ...]
    spoke_with: SpokeWith | None
    note: str

    @staticmethod
    def of(contact: Contact, client_no: str, factors: tuple[str, ...]) -> ContactEntry:
        """Return the row of a stored contact, its ``factors`` in the list's order."""
        return ContactEntry(
            client_no, contact.on, contact.service, contact.category, factors, contact.spoke_with, contact.note
        )

    def draft(self, client_id: int) -> ContactDraft:
        """Return the contact to store."""
        return ContactDraft(
            client_id=client_id,
            on=self.date,
            service=self.service,
            category=self.category,
            factors=self.factors,
            spoke_with=self.spoke_with,
            note=self.note,
        )


@dataclass(frozen=True, slots=True)
class ReferralEntry:
    """A row of the referrals' ledger: a referral and the facts of one handoff."""

    client_no: str
    institution: str
    date: datetime.date
    client_present: bool
    receiver_live: bool
    channel: Channel | None
    receiver_name: str
    consent: ConsentKind | None
    status: ReferralStatus
    outcome: Outcome
    outcome_date: datetime.date | None
    reported_by: Reporter | None
    reason: str

    @staticmethod
    def of(referral: Referral) -> ReferralEntry:
        """Return the row of a stored referral, with the handoff that counts."""
        facts = counting_handoff(referral.handoffs) or HandoffFacts()
        return ReferralEntry(
            referral.client_number,
            referral.institution_name,
            referral.on,
            facts.client_present,
            facts.receiver_live,
            facts.channel,
            facts.receiver_name,
            referral.consent,
            referral.status,
            referral.outcome,
            referral.outcome_on,
            referral.reported_by,
            referral.reason,
        )

    def draft(self, client_id: int, institution_id: int) -> ReferralDraft:
        """Return the referral to store."""
        return ReferralDraft(
            client_id=client_id,
            institution_id=institution_id,
            on=self.date,
            status=self.status,
            reason=self.reason,
            consent=self.consent,
            outcome=self.outcome,
            outcome_on=self.outcome_date,
            reported_by=self.reported_by,
        )

    def facts(self) -> HandoffFacts:
        """Return the facts of the handoff to store."""
        return HandoffFacts(
            client_present=self.client_present,
            receiver_live=self.receiver_live,
            channel=self.channel,
            receiver_name=self.receiver_name,
        )


LedgerEntry = ClientEntry | InstitutionEntry | EngagementEntry | ContactEntry | ReferralEntry


def counting_handoff(handoffs: Iterable[Handoff]) -> Handoff | None:
    """Return the handoff that gives a referral its mode: the first of the warmest; else one still to come."""
    known = sorted(handoffs, key=lambda handoff: (handoff.on, handoff.id))
    mode = warmest(map(mode_of, known))
    return next((handoff for handoff in known if mode_of(handoff) is mode), None)


_COLUMN_OF = {
    "number": "client_no",
    "birth": "birth_date",
    "anonymity": "anonymous",
    "institution_id": "institution",
    "client_id": "client_no",
    "on": "date",
    "outcome_on": "outcome_date",
}


def check_entry(entry: LedgerEntry, today: datetime.date, codes: CodeBook) -> tuple[Problem, ...]:
    """Return what is wrong with a row whose cells are readable; ``field`` names the column in English."""
    match entry:
        case ClientEntry():
            found = check_client(entry.draft(), today)
        case InstitutionEntry():
            found = check_institution(entry.draft(), codes)
        case EngagementEntry():
            found = _check_engagement(entry, codes)
        case ReferralEntry():
            found = (*check_facts(entry.facts()), *check_referral(entry.draft(_NOBODY, _NOBODY)))
        case ContactEntry():
            found = ()
    return tuple(Problem(_COLUMN_OF.get(problem.field, problem.field), problem.message) for problem in found)


def _check_engagement(entry: EngagementEntry, codes: CodeBook) -> tuple[Problem, ...]:
    named = bool(entry.institution.strip())
    if named and entry.kind:
        both = message(N_("Give the institution or the kind, not both: the kind follows from the institution."))
        return (Problem("kind", both), *check_engagement(entry.draft(_NOBODY, _NOBODY), codes))
    if not named and not entry.kind:
        neither = message(N_("Give the institution, or the kind where its name is not known."))
        return (Problem("institution", neither), *check_engagement(entry.draft(_NOBODY, _NOBODY), codes))
    return check_engagement(entry.draft(_NOBODY, _NOBODY if named else None), codes)


def number_order(number: str) -> tuple[tuple[str | int, ...], str]:
    """Return the key that sorts numbers as people count: 2 before 10, A-2 before A-10."""
    parts = _DIGITS.split(number)
    return tuple(int(part) if place % 2 else part for place, part in enumerate(parts)), number
