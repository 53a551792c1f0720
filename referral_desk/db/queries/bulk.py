"""Writing a whole centre's records at once, for fictional data: plain inserts in batches, ids given by the caller."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Table, delete, insert, select
from sqlalchemy.orm import Session

from referral_desk.db import records
from referral_desk.db.models import (
    AttemptTable,
    AttendeeTable,
    Base,
    BenefitTable,
    ClientSearchTable,
    ClientTable,
    ClosedMonthTable,
    ClosingTable,
    ConferenceTable,
    ConfirmedReceiverTable,
    ConsentItemTable,
    ConsentReceiverTable,
    ConsentTable,
    ContactFactorTable,
    ContactTable,
    DisclosureItemTable,
    DisclosureTable,
    DisposalProposalTable,
    DisposalTable,
    DocumentTable,
    EcoMapPlaceTable,
    EngagementTable,
    FollowUpTable,
    FrozenContactTable,
    FrozenEngagementTable,
    FrozenInboundTable,
    FrozenPathTable,
    FrozenPersonTable,
    FrozenReferralTable,
    HandoffTable,
    HouseholdMemberTable,
    HouseholdTable,
    InboundTable,
    InstitutionMergeTable,
    InstitutionPersonTable,
    InstitutionPhoneTable,
    InstitutionPlaceTable,
    InstitutionSearchTable,
    InstitutionServiceTable,
    InstitutionTable,
    InterventionTable,
    MeetingPlanTable,
    MeetingTimeTable,
    MergeTable,
    PathStepTable,
    PathTable,
    QualityWaiverTable,
    ReferralTable,
    RevisionTable,
    ScreeningTable,
    ServedAreaTable,
    SupporterTable,
    TaskTable,
)
from referral_desk.db.queries import institution_parts
from referral_desk.db.queries.institutions import search_keys
from referral_desk.domain.benefit import BenefitDraft
from referral_desk.domain.client import ClientDraft
from referral_desk.domain.codes import CodeBook
from referral_desk.domain.contact import ContactDraft
from referral_desk.domain.engagement import EngagementDraft
from referral_desk.domain.followup import FollowUpKind
from referral_desk.domain.handoff import HandoffFacts, mode_of, warmest
from referral_desk.domain.inbound import InboundDraft
from referral_desk.domain.institution import InstitutionDraft
from referral_desk.domain.referral import ReferralDraft

_DEPENDENTS_FIRST: tuple[type[Base], ...] = (
    FrozenContactTable,
    FrozenReferralTable,
    FrozenInboundTable,
    FrozenEngagementTable,
    FrozenPersonTable,
    FrozenPathTable,
    ClosedMonthTable,
    QualityWaiverTable,
    RevisionTable,
    MergeTable,
    DisposalProposalTable,
    DisposalTable,
    ClosingTable,
    EcoMapPlaceTable,
    PathStepTable,
    PathTable,
    InterventionTable,
    ScreeningTable,
    MeetingPlanTable,
    TaskTable,
    AttendeeTable,
    ConferenceTable,
    DisclosureItemTable,
    DisclosureTable,
    ConsentItemTable,
    ConsentReceiverTable,
    ConsentTable,
    InboundTable,
    BenefitTable,
    SupporterTable,
    HouseholdMemberTable,
    HouseholdTable,
    AttemptTable,
    FollowUpTable,
    HandoffTable,
    DocumentTable,
    ReferralTable,
    EngagementTable,
    ContactFactorTable,
    ContactTable,
    ClientSearchTable,
    ClientTable,
    InstitutionSearchTable,
    MeetingTimeTable,
    InstitutionPlaceTable,
    InstitutionServiceTable,
    InstitutionPersonTable,
    InstitutionPhoneTable,
    ServedAreaTable,
    ConfirmedReceiverTable,
    InstitutionMergeTable,
    InstitutionTable,
)


@dataclass(frozen=True)
class NewClient:
    """A client to write under a given id."""

    id: int
    draft: ClientDraft
    registered_on: date | None
    closed_on: date | None = None


@dataclass(frozen=True)
class NewInstitution:
    """An institution to write under a given id."""

    id: int
    number: str
    draft: InstitutionDraft


@dataclass(frozen=True)
class NewFollowUp:
    """A follow-up to write with its referral; ``attempts`` are (day, due date it moved from, note)."""

    id: int
    kind: FollowUpKind
    due_on: date
    note: str = ""
    done_on: date | None = None
    attempts: tuple[tuple[date, date, str], ...] = ()


@dataclass(frozen=True)
class NewReferral:
    """A referral to write under a given id, with its handoffs (facts and day) and follow-ups."""

    id: int
    number: str
    draft: ReferralDraft
    handoffs: tuple[tuple[HandoffFacts, date], ...]
    follow_ups: tuple[NewFollowUp, ...] = ()
    staff_name: str = ""


class BulkWriter:
    """Writes batches in one unit of work; every row gets ``moment`` as the time of its entry."""

    def __init__(self, session: Session, moment: datetime) -> None:
        self._session = session
        self._stamp = {"version": 1, "created_at": moment, "updated_at": moment}

    def clients(self, entries: Sequence[NewClient]) -> None:
        """Write clients and their search keys."""
        self._insert(
            ClientTable,
            [
                {
                    "id": entry.id,
                    **records.client_values(entry.draft),
                    "registered_on": entry.registered_on,
                    "closed_on": entry.closed_on,
                    **self._stamp,
                }
                for entry in entries
            ],
        )
        self._insert(
            ClientSearchTable,
            [{"client_id": entry.id, "keys": records.client_keys(entry.draft)} for entry in entries],
        )

    def institutions(self, entries: Sequence[NewInstitution], codes: CodeBook) -> None:
        """Write institutions and their search keys."""
        self._insert(
            InstitutionTable,
            [
                {
                    "id": entry.id,
                    "number": entry.number,
                    **records.institution_values(entry.draft),
                    **self._stamp,
                }
                for entry in entries
            ],
        )
        self._insert(
            InstitutionSearchTable,
            [{"institution_id": entry.id, "keys": search_keys(entry.draft, entry.number, codes)} for entry in entries],
        )
        institution_parts.store(self._session, [(entry.id, entry.draft) for entry in entries], new=True)

    def engagements(self, drafts: Sequence[EngagementDraft]) -> None:
        """Write engagements in the order given."""
        self._insert(EngagementTable, [{**records.engagement_values(draft), **self._stamp} for draft in drafts])

    def benefits(self, drafts: Sequence[BenefitDraft]) -> None:
        """Write dated benefits in the order given."""
        rows = [{**records.values_of(BenefitDraft, draft), **self._stamp} for draft in drafts]
        self._insert(BenefitTable, rows)

    def inbound(self, drafts: Sequence[InboundDraft], staff_name: str) -> None:
        """Write referrals to us in the order given, all recorded by ``staff_name``."""
        stamp = {"staff_name": staff_name, **self._stamp}
        self._insert(InboundTable, [{**records.values_of(InboundDraft, draft), **stamp} for draft in drafts])

    def contacts(self, entries: Sequence[tuple[int, ContactDraft]], staff_name: str = "") -> None:
        """Write contacts, each (id, draft), with their factors; a ledger does not say who wrote them."""
        by = {"staff_name": staff_name}
        self._insert(
            ContactTable,
            [{"id": contact_id, **records.contact_values(draft), **by, **self._stamp} for contact_id, draft in entries],
        )
        self._insert(
            ContactFactorTable,
            [
                {"contact_id": contact_id, "factor": factor, "on": draft.on}
                for contact_id, draft in entries
                for factor in draft.factors
            ],
        )

    def referrals(self, entries: Sequence[NewReferral]) -> None:
        """Write referrals with their handoffs and follow-ups; the mode follows from the facts."""
        self._insert(
            ReferralTable,
            [
                {
                    "id": entry.id,
                    "number": entry.number,
                    **records.referral_values(entry.draft),
                    "staff_name": entry.staff_name,
                    "mode": warmest(mode_of(facts) for facts, _ in entry.handoffs),
                    **self._stamp,
                }
                for entry in entries
            ],
        )
        self._insert(
            HandoffTable,
            [
                {
                    "referral_id": entry.id,
                    "on": on,
                    **records.handoff_values(facts),
                    "staff_name": entry.staff_name,
                    **self._stamp,
                }
                for entry in entries
                for facts, on in entry.handoffs
            ],
        )
        self._follow_ups(entries)

    def _follow_ups(self, entries: Sequence[NewReferral]) -> None:
        self._insert(
            FollowUpTable,
            [
                {
                    "id": follow_up.id,
                    "referral_id": entry.id,
                    "kind": follow_up.kind,
                    "due_on": follow_up.due_on,
                    "note": follow_up.note,
                    "done_on": follow_up.done_on,
                    **self._stamp,
                }
                for entry in entries
                for follow_up in entry.follow_ups
            ],
        )
        self._insert(
            AttemptTable,
            [
                {
                    "follow_up_id": follow_up.id,
                    "on": on,
                    "was_due_on": was_due_on,
                    "note": note,
                    "staff_name": entry.staff_name,
                }
                for entry in entries
                for follow_up in entry.follow_ups
                for on, was_due_on, note in follow_up.attempts
            ],
        )

    def _insert(self, model: type[Base], rows: list[dict[str, object]]) -> None:
        table = model.__table__
        assert isinstance(table, Table)
        if rows:
            self._session.connection().execute(insert(table), rows)


def has_records(session: Session) -> bool:
    """Say whether the centre holds any client or institution, and so any record at all."""
    held = session.scalar(select(ClientTable.id).limit(1)), session.scalar(select(InstitutionTable.id).limit(1))
    return any(record_id is not None for record_id in held)


def empty(session: Session) -> None:
    """Delete every record of the centre but its particulars and staff."""
    for model in _DEPENDENTS_FIRST:
        session.execute(delete(model))
