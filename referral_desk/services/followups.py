"""Follow-ups: the desk of today, outcomes in one tap, attempts that failed, and undoing either."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from referral_desk.db.queries import (
    benefits,
    contacts,
    follow_ups,
    inbound,
    institutions,
    referrals,
    sbirts,
    tallies,
    tasks,
)
from referral_desk.db.queries.tally_rows import tally_rows
from referral_desk.db.session import Session
from referral_desk.domain import followup
from referral_desk.domain.access import Action
from referral_desk.domain.audit import NOTHING, Detail
from referral_desk.domain.calendar import IsHoliday, Period
from referral_desk.domain.changes import ChangeSet, Saved
from referral_desk.domain.codes import HandoffMode, Outcome, ReferralStatus, Reporter
from referral_desk.domain.errors import Problem, Rejected
from referral_desk.domain.followup import (
    Desk,
    FollowUp,
    FollowUpKind,
    FollowUpRow,
    MeetingToday,
    OutcomeReport,
    StaleEntry,
    WarmthOfMonth,
)
from referral_desk.domain.institution import InstitutionRow
from referral_desk.domain.messages import N_, message
from referral_desk.domain.schedule import meetings_on
from referral_desk.domain.tally_counts import ModeCounts
from referral_desk.services import months_due
from referral_desk.services.centre import Centre, about
from referral_desk.services.clients import CHANGED_ELSEWHERE
from referral_desk.services.lookup import found

UNDATED_LIMIT = 200
QUIET_LIMIT = 30
STALE_LIMIT = 5
COMING_DAYS = 14

_GONE = message(N_("This follow-up is no longer there."))


@dataclass(frozen=True)
class FollowUpState:
    """What a follow-up was before a change; ``left`` is the version that the change left it at."""

    id: int
    due_on: date
    note: str
    done_on: date | None
    left: int = 0


@dataclass(frozen=True)
class Undo:
    """How things stood before a tap on the desk: enough to put them back, which leaves its own trace.

    ``left`` is the version that the change left the referral at: what somebody changed since is not written over.
    """

    referral_id: int
    client_id: int
    status: ReferralStatus
    outcome: Outcome
    outcome_on: date | None
    reported_by: Reporter | None
    follow_ups: tuple[FollowUpState, ...]
    reason: str = ""
    added_follow_ups: tuple[int, ...] = ()
    added_attempt: int | None = None
    left: int = 0


def desk(centre: Centre, day: date | None = None) -> Desk:
    """Return everything *Today* shows for ``day`` (today for None). Nothing overdue ever disappears from it."""
    today = day or centre.today()
    settings = centre.settings
    with centre.look() as session:
        dated = follow_ups.dated(session, today)
        awaited = follow_ups.awaiting_reply(session, today)
        undated = follow_ups.undated(session, today, UNDATED_LIMIT)
        quiet = contacts.quiet_cases(session, today, settings.quiet_days, QUIET_LIMIT)
        groups = institutions.with_meetings(session, today)
        stale, stale_count = institutions.stale(
            session, today - timedelta(days=settings.verify_after_days), STALE_LIMIT
        )
        warmth = _warmth(session, today)
        expiring = benefits.running_out(session, today, today + timedelta(days=settings.expiry_days), centre.codes)
        owed = inbound.owed(session, today + timedelta(days=COMING_DAYS))
        open_tasks = tasks.open_rows(session, today)
        months = months_due.due(centre, session)
        looks = sbirts.to_look_again(session, today)
    dated = followup.with_awaited(dated, awaited, settings.reply_days, today)
    later = [row for row in dated if row.days_over < 0]
    return Desk(
        day=today,
        overdue=tuple(row for row in dated if row.days_over > 0),
        due_today=tuple(row for row in dated if row.days_over == 0),
        waiting=(
            *(row for row in later if row.kind is FollowUpKind.REPLY),
            *(row for row in undated if row.kind is not FollowUpKind.HANDOFF),
        ),
        to_hand_over=(
            *(row for row in later if row.kind is FollowUpKind.HANDOFF),
            *(row for row in undated if row.kind is FollowUpKind.HANDOFF),
        ),
        coming=tuple(row for row in later if row.kind is FollowUpKind.OUTCOME and row.days_over >= -COMING_DAYS),
        quiet=quiet,
        meetings=_meetings(groups, today, centre.is_holiday),
        stale=tuple(StaleEntry(*entry) for entry in stale),
        stale_count=stale_count,
        warmth=warmth,
        expiring=expiring,
        owed=owed,
        tasks=tuple(row for row in open_tasks if row.days_over >= -COMING_DAYS),
        months=months,
        looks=tuple(look for look in looks if look.days_over >= -COMING_DAYS),
    )


def rows(centre: Centre, *, limit: int = 200) -> tuple[FollowUpRow, ...]:
    """Return the open follow-ups by due date, then the open referrals without one."""
    today = centre.today()
    with centre.look() as session:
        dated, awaited = follow_ups.dated(session, today), follow_ups.awaiting_reply(session, today)
        dated = followup.with_awaited(dated, awaited, centre.settings.reply_days, today)
        undated = follow_ups.undated(session, today, max(0, limit - len(dated)))
    return (*dated, *undated)[:limit]


def of_referral(centre: Centre, referral_id: int) -> tuple[FollowUp, ...]:
    """Return all follow-ups of a referral, done or not, by due date, with what was tried."""
    with centre.read() as session:
        found(referrals.row_of(session, referral_id), _GONE)
        return follow_ups.of_referral(session, referral_id)


def report_outcome(
    centre: Centre, referral_id: int, report: OutcomeReport, *, next_on: date | None = None
) -> Saved[Undo]:
    """Store what became of a referral; its open follow-ups are done, and ``next_on`` sets the next one.

    Without ``next_on``, an outcome that settles nothing (a waiting list, nobody reached) is asked about again after
    the centre's usual number of days. Raises Rejected, NotFound.
    """
    today = centre.today()
    if next_on and next_on < today:
        raise Rejected([Problem("next_on", message(N_("Choose today or a later day.")))])
    with centre.write(Action.SAVE_OUTCOME) as session:
        row = found(referrals.row_of(session, referral_id), _GONE)
        if report.on < row.on:
            raise Rejected([Problem("outcome_on", message(N_("The outcome’s date lies before the referral.")))])
        still_open = follow_ups.open_of(session, referral_id)
        before = state(session, referral_id)
        row.status = followup.resulting_status(row.status, report.outcome)
        row.outcome, row.outcome_on, row.reported_by = report.outcome, report.on, report.reported_by
        for follow_up in still_open:
            follow_up.done_on = today
        if next_on is None and not followup.settles(report.outcome):
            days = centre.settings.follow_up_days
            next_on = followup.suggested_follow_up(today, days, None, centre.is_holiday)
        added: tuple[int, ...] = ()
        if next_on:
            added = (follow_ups.add(session, referral_id, FollowUpKind.OUTCOME, next_on, "").id,)
        return undoable(session, before, added_follow_ups=added)


def log_attempt(centre: Centre, follow_up_id: int, note: str = "") -> Saved[Undo]:
    """Log that somebody tried and reached nobody; the follow-up moves on to a working day soon.

    Raises NotFound where it is not there, or done meanwhile.
    """
    today = centre.today()
    with centre.write(Action.SAVE_OUTCOME) as session:
        follow_up = follow_ups.row_of(session, follow_up_id)
        follow_up = found(follow_up if follow_up and follow_up.done_on is None else None, _GONE)
        before = state(session, follow_up.referral_id)
        attempt = follow_ups.add_attempt(session, follow_up, today, note, centre.staff_name)
        follow_up.due_on = followup.after_failed_attempt(today, centre.is_holiday)
        return undoable(session, before, added_attempt=attempt)


def postpone(centre: Centre, referral_id: int, due_on: date, note: str = "") -> Saved[Undo]:
    """Set the day of a referral's next follow-up: moves the open one, or adds one where there is none."""
    if due_on < centre.today():
        raise Rejected([Problem("due_on", message(N_("Choose today or a later day.")))])
    with centre.write(Action.SAVE_OUTCOME) as session:
        row = found(referrals.row_of(session, referral_id), _GONE)
        before = state(session, referral_id)
        added: tuple[int, ...] = ()
        still_open = follow_ups.open_of(session, referral_id)
        if still_open:
            still_open[0].due_on = due_on
            still_open[0].note = note or still_open[0].note
        else:
            kind = FollowUpKind.OUTCOME if row.mode else FollowUpKind.HANDOFF
            added = (follow_ups.add(session, referral_id, kind, due_on, note).id,)
        return undoable(session, before, added_follow_ups=added)


def undo(centre: Centre, before: Undo) -> ChangeSet:
    """Put a referral and its follow-ups back to how they stood ``before``.

    Raises NotFound where they are gone or this was undone already, Rejected where somebody changed them since.
    """
    with centre.write(Action.UNDO_OUTCOME) as session:
        about(session, client=before.client_id, record=f"r-{before.referral_id}")
        row = found(referrals.row_of(session, before.referral_id), _GONE)
        then = (before.status, before.reason, before.outcome, before.outcome_on, before.reported_by)
        if (row.status, row.reason, row.outcome, row.outcome_on, row.reported_by) != then:
            _refuse_later_change(row.version, before.left)
            row.status, row.reason, row.outcome, row.outcome_on, row.reported_by = then
        if before.added_attempt is not None:
            found(follow_ups.remove_attempt(session, before.added_attempt), _GONE)
        for follow_up_id in before.added_follow_ups:
            added = found(follow_ups.row_of(session, follow_up_id), _GONE)
            _refuse_later_change(added.version, 1)
            follow_ups.remove(session, added)
        for state in before.follow_ups:
            follow_up = found(follow_ups.row_of(session, state.id), _GONE)
            if (follow_up.due_on, follow_up.note, follow_up.done_on) != (state.due_on, state.note, state.done_on):
                _refuse_later_change(follow_up.version, state.left)
                follow_up.due_on, follow_up.note, follow_up.done_on = state.due_on, state.note, state.done_on
    return _changes(before)


def _refuse_later_change(version: int, left: int) -> None:
    if version != left:
        raise Rejected([CHANGED_ELSEWHERE])


def state(session: Session, referral_id: int) -> Undo:
    """Return how a referral and its open follow-ups stand; NotFound where it is gone."""
    row = found(referrals.row_of(session, referral_id), _GONE)
    states = tuple(
        FollowUpState(follow_up.id, follow_up.due_on, follow_up.note, follow_up.done_on)
        for follow_up in follow_ups.open_of(session, referral_id)
    )
    return Undo(row.id, row.client_id, row.status, row.outcome, row.outcome_on, row.reported_by, states, row.reason)


def undoable(
    session: Session,
    before: Undo,
    *,
    added_follow_ups: tuple[int, ...] = (),
    added_attempt: int | None = None,
    detail: Detail = NOTHING,
) -> Saved[Undo]:
    """Complete ``before`` with what was added, and with the versions that the change leaves behind."""
    session.flush()
    about(session, client=before.client_id, record=f"r-{before.referral_id}", detail=detail)
    token = replace(
        before,
        follow_ups=tuple(
            replace(state, left=found(follow_ups.row_of(session, state.id), _GONE).version)
            for state in before.follow_ups
        ),
        added_follow_ups=added_follow_ups,
        added_attempt=added_attempt,
        left=found(referrals.row_of(session, before.referral_id), _GONE).version,
    )
    return Saved(token, _changes(before))


def _changes(before: Undo) -> ChangeSet:
    return ChangeSet.of(referral=before.referral_id, client=before.client_id, follow_up=before.referral_id)


def _warmth(session: Session, today: date) -> WarmthOfMonth:
    month = Period.month(today.year, today.month)
    before = month.first - timedelta(days=1)
    last_month = Period.month(before.year, before.month)
    year_ago = today - timedelta(days=365)
    modes = tallies.modes(session, tally_rows(session, year_ago, today, live=True).referrals)

    def attended(*wanted: HandoffMode) -> tuple[int, int]:
        found_modes = [modes.get(mode, ModeCounts()) for mode in wanted]
        return sum(counts.attended for counts in found_modes), sum(counts.referrals for counts in found_modes)

    return WarmthOfMonth(
        *tallies.warm_of(session, month.first, month.last),
        *tallies.warm_of(session, last_month.first, last_month.last),
        attended(*(mode for mode in HandoffMode if mode.warm)),
        attended(HandoffMode.STAFF_TO_STAFF, HandoffMode.LETTER_ONLY),
        attended(HandoffMode.INFORMATION_ONLY),
    )


def _meetings(groups: tuple[InstitutionRow, ...], day: date, is_holiday: IsHoliday) -> tuple[MeetingToday, ...]:
    found_meetings = [
        MeetingToday(
            group.id, group.name, group.target, datetime.combine(day, meeting.start), meeting.venue or group.venue
        )
        for group in groups
        for meeting in meetings_on(group.schedule, day, is_holiday)
    ]
    return tuple(sorted(found_meetings, key=lambda meeting: (meeting.starts, meeting.institution_name)))
