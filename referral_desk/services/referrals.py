"""Referrals: record one with its handoff, hand over later, move it through its life."""

from __future__ import annotations

from datetime import date, datetime, time

from referral_desk.db import records
from referral_desk.db.models import FollowUpTable
from referral_desk.db.queries import follow_ups, institutions, referrals
from referral_desk.db.queries.referrals import Parties
from referral_desk.domain import followup
from referral_desk.domain.access import Action
from referral_desk.domain.changes import ChangeSet, Saved
from referral_desk.domain.codes import Channel, ReferralStatus
from referral_desk.domain.errors import Problem, Rejected
from referral_desk.domain.followup import FollowUpKind
from referral_desk.domain.handoff import HandoffFacts, check_facts
from referral_desk.domain.institution import may_be_referred_to
from referral_desk.domain.messages import N_, message
from referral_desk.domain.referral import (
    OPEN,
    REASON_NEEDED,
    Referral,
    ReferralDraft,
    ReferralRow,
    check_referral,
    check_transition,
)
from referral_desk.domain.sbirts import MeetingPlan
from referral_desk.domain.schedule import next_meeting
from referral_desk.services import sbirts
from referral_desk.services.centre import Centre, about
from referral_desk.services.clients import CHANGED_ELSEWHERE
from referral_desk.services.lookup import found

_NO_INSTITUTION = message(N_("This institution is no longer there."))
_NOT_THERE = Problem(
    "institution_id", message(N_("This institution is no longer there. Its page says what took its place."))
)
_GONE = message(N_("This referral is no longer there."))
_OTHER_CLIENT = Problem(
    "client_id", message(N_("A referral stays with its client. Cancel it, and record a new one for the other client."))
)


def get(centre: Centre, referral_id: int) -> Referral:
    """Return one referral with its handoffs; NotFound where there is none, NotAllowed: its client is restricted."""
    with centre.read() as session:
        referral = found(referrals.get(session, referral_id), _GONE)
    centre.note(Action.READ_REFERRAL, client=referral.client_id, record=f"r-{referral_id}")
    return referral


def rows(
    centre: Centre,
    text: str = "",
    *,
    status: tuple[ReferralStatus, ...] = (),
    limit: int = 200,
    offset: int = 0,
) -> tuple[ReferralRow, ...]:
    """Return referrals found by client, institution or number, the newest first."""
    with centre.look() as session:
        return referrals.rows(session, text=text, status=status, limit=limit, offset=offset)


def count(centre: Centre, text: str = "", *, status: tuple[ReferralStatus, ...] = ()) -> int:
    """Return how many referrals there are like :func:`rows` lists."""
    with centre.look() as session:
        return referrals.count(session, text, status)


def history(centre: Centre, client_id: int, institution_id: int) -> tuple[ReferralRow, ...]:
    """Return all referrals of a client to an institution, the newest first."""
    with centre.look() as session:
        return referrals.between(session, client_id, institution_id)


def open_at(centre: Centre, client_id: int, institution_id: int) -> tuple[ReferralRow, ...]:
    """Return the client's open referrals to an institution: a reason to think twice before recording another."""
    return tuple(row for row in history(centre, client_id, institution_id) if row.status in OPEN)


def suggested_follow_up(centre: Centre, institution_id: int | None, on: date) -> tuple[date, datetime | None]:
    """Return when to follow up a referral made ``on`` a day, and the institution's next meeting if it has one."""
    meeting = None
    if institution_id is not None:
        with centre.read() as session:
            institution = institutions.get(session, institution_id)
        if institution and institution.schedule:
            meeting = next_meeting(institution.schedule, datetime.combine(on, time.min), centre.is_holiday)
    day = followup.suggested_follow_up(
        on, centre.settings.follow_up_days, meeting.date() if meeting else None, centre.is_holiday
    )
    return day, meeting


def refer(
    centre: Centre,
    draft: ReferralDraft,
    facts: HandoffFacts,
    *,
    follow_up_on: date | None = None,
    follow_up_note: str = "",
    plan: MeetingPlan | None = None,
    path_id: int | None = None,
) -> Saved[Referral]:
    """Record a referral with its handoff, and when to follow it up, in one transaction.

    ``plan``: the meeting that was fixed on the phone, whatever referral it names. ``path_id``: the path of SBIRTS that
    this is a step of. Raises Rejected with every problem; NotFound where the client or institution is gone.
    """
    problems = [*check_referral(draft), *check_facts(facts)]
    if follow_up_on and follow_up_on < draft.on:
        problems.append(Problem("follow_up_on", message(N_("The follow-up lies before the referral."))))
    if problems:
        raise Rejected(problems)
    staff_name = centre.staff_name
    with centre.write(Action.SAVE_REFERRAL) as session:
        client, institution = referrals.parties(session, draft)
        of = Parties(
            found(client, message(N_("This client is no longer there."))),
            found(institution, _NO_INSTITUTION),
        )
        receiver = found(institutions.get(session, draft.institution_id), _NO_INSTITUTION)
        if not may_be_referred_to(receiver, draft.on):
            raise Rejected([_NOT_THERE])
        stored = referrals.add(session, draft, facts, of, staff_name)
        about(session, client=stored.client_id, record=f"r-{stored.id}", detail={"new": True})
        if plan is not None:
            sbirts.store_plan(session, plan, stored)
        if path_id is not None:
            sbirts.add_referral_step(centre, session, path_id, stored)
        follow_up_id = None
        if follow_up_on:
            follow_up_id = follow_ups.add(session, stored.id, _follow_up_kind(facts), follow_up_on, follow_up_note).id
    changes = _changes(stored)
    if path_id is not None or plan is not None:
        changes |= ChangeSet.of(sbirts=stored.client_id)
    return Saved(stored, changes | ChangeSet.of(follow_up=follow_up_id) if follow_up_id else changes)


def record_handoff(centre: Centre, referral_id: int, facts: HandoffFacts, on: date) -> Saved[Referral]:
    """Record a handoff of an existing referral; one that was still to come becomes this one.

    Its open follow-up, if it was for the handoff, now asks for the outcome. Raises Rejected, NotFound.
    """
    problems = check_facts(facts)
    with centre.write(Action.SAVE_HANDOFF) as session:
        row = found(referrals.row_of(session, referral_id), _GONE)
        if on < row.on:
            problems = (*problems, Problem("on", message(N_("The handoff lies before the referral."))))
        if problems:
            raise Rejected(problems)
        referrals.add_handoff(session, row, facts, on, centre.staff_name)
        if facts.channel is not Channel.NOT_YET:
            days = centre.settings.follow_up_days
            for follow_up in follow_ups.open_of(session, referral_id):
                if follow_up.kind is FollowUpKind.HANDOFF:
                    follow_up.kind = _follow_up_kind(facts)
                    follow_up.due_on = followup.suggested_follow_up(on, days, None, centre.is_holiday)
        session.flush()
        stored = found(referrals.get(session, referral_id), _GONE)
        about(session, client=stored.client_id, record=f"r-{stored.id}")
    return Saved(stored, _changes(stored) | ChangeSet.of(follow_up=referral_id))


def edit(centre: Centre, referral_id: int, draft: ReferralDraft, version: int | None = None) -> Saved[Referral]:
    """Store changes of a referral, its status included; it stays with its client. Raises Rejected, NotFound."""
    problems = list(check_referral(draft))
    with centre.write(Action.SAVE_REFERRAL) as session:
        row = found(referrals.row_of(session, referral_id), _GONE)
        problems.extend(check_transition(row.status, draft.status))
        if draft.institution_id != row.institution_id:
            receiver = found(institutions.get(session, draft.institution_id), _NO_INSTITUTION)
            problems.extend([] if may_be_referred_to(receiver, draft.on) else [_NOT_THERE])
        if row.client_id != draft.client_id:
            problems.append(_OTHER_CLIENT)
        if problems:
            raise Rejected(problems)
        if version is not None and row.version != version:
            raise Rejected([CHANGED_ELSEWHERE])
        for name, value in records.referral_values(draft).items():
            setattr(row, name, value)
        _settle_follow_ups(centre, row.status, follow_ups.open_of(session, referral_id))
        session.flush()
        stored = found(referrals.get(session, referral_id), _GONE)
        about(session, client=stored.client_id, record=f"r-{stored.id}", detail={"status": stored.status.value})
    return Saved(stored, _changes(stored) | ChangeSet.of(follow_up=referral_id))


def set_status(centre: Centre, referral_id: int, status: ReferralStatus, reason: str = "") -> Saved[Referral]:
    """Move a referral to ``status``; some need a reason. Raises Rejected, NotFound."""
    with centre.read() as session:
        before = found(referrals.get(session, referral_id), _GONE)
    kept = "" if status in REASON_NEEDED and status is not before.status else before.reason  # a new one needs its own
    values = {**records.referral_values(before), "status": status, "reason": reason or kept}
    return edit(centre, referral_id, ReferralDraft(**values), before.version)


def _settle_follow_ups(centre: Centre, status: ReferralStatus, still_open: tuple[FollowUpTable, ...]) -> None:
    """Close what is left to check of a referral that is over; a completed one may still await its outcome, no reply."""
    if status in OPEN:
        return
    for follow_up in still_open:
        if status is not ReferralStatus.COMPLETED or follow_up.kind is FollowUpKind.REPLY:
            follow_up.done_on = centre.today()


def _follow_up_kind(facts: HandoffFacts) -> FollowUpKind:
    if facts.channel is Channel.NOT_YET:
        return FollowUpKind.HANDOFF
    return FollowUpKind.REPLY if facts.channel is Channel.LETTER else FollowUpKind.OUTCOME


def _changes(referral: Referral) -> ChangeSet:
    return ChangeSet.of(referral=referral.id, client=referral.client_id, institution=referral.institution_id)
