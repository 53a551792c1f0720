"""What a client's course tells of referrals, out and in."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, or_

from referral_desk.db.models import (
    AttemptTable,
    FollowUpTable,
    HandoffTable,
    InboundTable,
    InstitutionTable,
    ReferralTable,
)
from referral_desk.db.queries.course_reading import CourseReading, entries_of, referral_first
from referral_desk.domain.codes import Outcome
from referral_desk.domain.course import CourseEntry, EntryKind
from referral_desk.domain.course_facts import (
    AttemptFacts,
    CheckFacts,
    HandoffEventFacts,
    InboundFacts,
    OutcomeFacts,
    ReferralFacts,
    ReplyFacts,
)
from referral_desk.domain.handoff import HandoffFacts, mode_of

_TO_INSTITUTION = (InstitutionTable, InstitutionTable.id == ReferralTable.institution_id)


def referrals(read: CourseReading) -> list[CourseEntry]:
    table = ReferralTable
    rows = read.rows(
        EntryKind.REFERRAL,
        table.on,
        table.id,
        (
            InstitutionTable.name,
            InstitutionTable.kind,
            table.status,
            table.reason,
            table.request,
            table.urgency,
            table.outcome,
            table.outcome_on,
            table.staff_name,
        ),
        table.client_id == read.client_id,
        joins=[_TO_INSTITUTION],
    )

    def facts(*values: Any) -> ReferralFacts:
        institution, kind, status, reason, request, urgency, outcome, outcome_on, staff_name = values
        undated = outcome if outcome is not Outcome.NOT_YET_CHECKED and outcome_on is None else None
        return ReferralFacts(undated, institution, kind, status, reason, request, urgency, staff_name)

    return [
        CourseEntry(kind=EntryKind.REFERRAL, id=row[0], on=row[1], referral_id=row[0], facts=facts(*row[3:]))
        for row in rows
    ]


def handoffs(read: CourseReading) -> list[CourseEntry]:
    table = HandoffTable
    rows = read.rows(
        EntryKind.HANDOFF,
        table.on,
        table.id,
        (
            ReferralTable.id,
            InstitutionTable.name,
            table.client_present,
            table.receiver_live,
            table.channel,
            table.receiver_name,
            table.accompanied_by,
            table.note,
            table.staff_name,
        ),
        ReferralTable.client_id == read.client_id,
        at=table.at,
        joins=[(ReferralTable, ReferralTable.id == table.referral_id), _TO_INSTITUTION],
    )

    def facts(
        institution: str, client_present: bool, receiver_live: bool, channel: Any, *others: str
    ) -> HandoffEventFacts:
        mode = mode_of(HandoffFacts(client_present=client_present, receiver_live=receiver_live, channel=channel))
        return HandoffEventFacts(institution, mode, *others)

    return entries_of(EntryKind.HANDOFF, rows, facts, referral_first)


def checks(read: CourseReading) -> list[CourseEntry]:
    table = FollowUpTable
    not_said_by_the_outcome = or_(ReferralTable.outcome_on.is_(None), ReferralTable.outcome_on != table.done_on)
    rows = read.rows(
        EntryKind.CHECK,
        table.done_on,
        table.id,
        (ReferralTable.id, InstitutionTable.name, table.kind, table.due_on, table.note),
        ReferralTable.client_id == read.client_id,
        table.done_on.is_not(None),
        not_said_by_the_outcome,
        joins=[(ReferralTable, ReferralTable.id == table.referral_id), _TO_INSTITUTION],
    )
    return entries_of(EntryKind.CHECK, rows, CheckFacts, referral_first)


def attempts(read: CourseReading) -> list[CourseEntry]:
    table = AttemptTable
    rows = read.rows(
        EntryKind.ATTEMPT,
        table.on,
        table.id,
        (ReferralTable.id, InstitutionTable.name, table.note, table.staff_name),
        ReferralTable.client_id == read.client_id,
        joins=[
            (FollowUpTable, FollowUpTable.id == table.follow_up_id),
            (ReferralTable, ReferralTable.id == FollowUpTable.referral_id),
            _TO_INSTITUTION,
        ],
    )
    return entries_of(EntryKind.ATTEMPT, rows, AttemptFacts, referral_first)


def outcomes(read: CourseReading) -> list[CourseEntry]:
    table = ReferralTable
    rows = read.rows(
        EntryKind.OUTCOME,
        table.outcome_on,
        table.id,
        (table.id, InstitutionTable.name, table.outcome, table.reported_by),
        table.client_id == read.client_id,
        table.outcome != Outcome.NOT_YET_CHECKED,
        table.outcome_on.is_not(None),
        joins=[_TO_INSTITUTION],
    )
    return entries_of(EntryKind.OUTCOME, rows, OutcomeFacts, referral_first)


_FROM_INSTITUTION = (InstitutionTable, InstitutionTable.id == InboundTable.institution_id)
_SENDER = func.coalesce(InstitutionTable.name, InboundTable.sender)


def inbound(read: CourseReading) -> list[CourseEntry]:
    table = InboundTable
    rows = read.rows(
        EntryKind.INBOUND,
        table.on,
        table.id,
        (
            _SENDER,
            func.coalesce(InstitutionTable.kind, ""),
            table.sender_name,
            table.channel,
            table.came_along,
            table.request,
            table.note,
            table.staff_name,
        ),
        table.client_id == read.client_id,
        outer=[_FROM_INSTITUTION],
    )
    return entries_of(EntryKind.INBOUND, rows, InboundFacts)


def replies(read: CourseReading) -> list[CourseEntry]:
    table = InboundTable
    rows = read.rows(
        EntryKind.REPLY,
        table.replied_on,
        table.id,
        (_SENDER, table.reply),
        table.client_id == read.client_id,
        table.replied_on.is_not(None),
        outer=[_FROM_INSTITUTION],
    )
    return entries_of(EntryKind.REPLY, rows, ReplyFacts)
