"""Follow-ups: what is still to be checked, and the desk of today that shows it.

Nothing overdue ever disappears: a follow-up leaves the desk only by being done.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from referral_desk.domain.benefit import Expiry
from referral_desk.domain.calendar import IsHoliday, add_days_working
from referral_desk.domain.closed_month import MonthDue
from referral_desk.domain.codes import HandoffMode, Outcome, ReferralStatus, Reporter
from referral_desk.domain.conference import TaskRow
from referral_desk.domain.inbound import InboundRow
from referral_desk.domain.sbirts import LookAgain


class FollowUpKind(StrEnum):
    """What the follow-up is about."""

    OUTCOME = "outcome"
    REPLY = "reply"
    HANDOFF = "handoff"


@dataclass(frozen=True, kw_only=True)
class FollowUp:
    """A stored follow-up of a referral: due on a day, done or not, with the attempts that failed."""

    id: int
    referral_id: int
    kind: FollowUpKind
    due_on: date
    note: str
    done_on: date | None
    attempts: int
    last_attempt_on: date | None


@dataclass(frozen=True)
class FollowUpRow:
    """One row of the desk. ``follow_up_id`` None: an open referral that nobody set a date for.

    ``due_on`` is None then, unless it awaits a reply. ``days_over`` is positive when overdue, 0 today, negative when
    to come.
    """

    follow_up_id: int | None
    referral_id: int
    referral_number: str
    client_id: int
    client_number: str
    client_name: str
    client_kana: str
    client_birth: date | None
    institution_id: int
    institution_name: str
    institution_kind: str
    kind: FollowUpKind
    mode: HandoffMode | None
    status: ReferralStatus
    referred_on: date
    due_on: date | None
    days_over: int
    note: str
    attempts: int


@dataclass(frozen=True)
class AttemptOfDay:
    """An attempt that reached nobody, in the list of a day."""

    client_number: str
    client_name: str
    institution_name: str
    note: str
    staff_name: str


@dataclass(frozen=True)
class QuietCase:
    """A client who was in contact, then nothing for the centre's number of days, with nothing planned."""

    client_id: int
    client_number: str
    client_name: str
    client_kana: str
    client_birth: date | None
    last_contact_on: date
    service: str
    category: str


@dataclass(frozen=True)
class MeetingToday:
    """A group that meets today."""

    institution_id: int
    institution_name: str
    target: str
    starts: datetime
    venue: str


@dataclass(frozen=True)
class StaleEntry:
    """An institution whose entry should be verified again; ``verified_on`` None: never was."""

    institution_id: int
    institution_name: str
    phone: str
    verified_on: date | None


@dataclass(frozen=True)
class WarmthOfMonth:
    """How warm the month has been. ``happened`` is the base of the rate: handoffs that have a mode.

    Attended figures are of the last twelve months up to today: (attended, referrals).
    """

    warm: int
    happened: int
    last_month_warm: int
    last_month_happened: int
    attended_after_warm: tuple[int, int]
    attended_after_staff_or_letter: tuple[int, int]
    attended_after_information: tuple[int, int]


@dataclass(frozen=True)
class Desk:
    """Everything the page *Today* shows, for one day.

    ``expiring``: benefits that run out, those that have first; ``owed``: the replies we owe to who sent a client.
    ``tasks``: the open ones up to two weeks ahead and those without a day, the earliest first. ``months`` are to be
    submitted soon, or late. ``looks``: what was agreed with clients and is to be looked at again within two weeks.
    """

    day: date
    overdue: tuple[FollowUpRow, ...]
    due_today: tuple[FollowUpRow, ...]
    waiting: tuple[FollowUpRow, ...]
    to_hand_over: tuple[FollowUpRow, ...]
    coming: tuple[FollowUpRow, ...]
    quiet: tuple[QuietCase, ...]
    meetings: tuple[MeetingToday, ...]
    stale: tuple[StaleEntry, ...]
    stale_count: int
    warmth: WarmthOfMonth
    expiring: tuple[Expiry, ...] = ()
    owed: tuple[InboundRow, ...] = ()
    tasks: tuple[TaskRow, ...] = ()
    months: tuple[MonthDue, ...] = ()
    looks: tuple[LookAgain, ...] = ()

    @property
    def tasks_overdue(self) -> tuple[TaskRow, ...]:
        """The tasks whose day is over."""
        return tuple(row for row in self.tasks if row.days_over > 0)

    @property
    def tasks_today(self) -> tuple[TaskRow, ...]:
        """The tasks of today."""
        return tuple(row for row in self.tasks if row.due_on is not None and row.days_over == 0)

    @property
    def tasks_coming(self) -> tuple[TaskRow, ...]:
        """The tasks to come."""
        return tuple(row for row in self.tasks if row.days_over < 0)

    @property
    def tasks_undated(self) -> tuple[TaskRow, ...]:
        """The tasks that nobody set a day for."""
        return tuple(row for row in self.tasks if row.due_on is None)


ONE_TAP_OUTCOMES = (Outcome.FIRST_ATTENDED, Outcome.CONTINUING, Outcome.GOT_HELP, Outcome.NO_SHOW)


@dataclass(frozen=True)
class OutcomeReport:
    """What became of a referral, told by somebody."""

    outcome: Outcome
    on: date
    reported_by: Reporter


def suggested_follow_up(day: date, days: int, meeting: date | None, is_holiday: IsHoliday) -> date:
    """Return when to follow up: the working day after the next meeting, else ``days`` days from ``day``.

    Never a weekend, a holiday, or the New Year's closing days (29 December to 3 January).
    """
    if meeting:
        return add_days_working(meeting, 1, is_holiday)
    return add_days_working(day, days, is_holiday)


def with_awaited(
    dated: Iterable[FollowUpRow], awaited: Iterable[FollowUpRow], days: int, today: date
) -> tuple[FollowUpRow, ...]:
    """Return ``dated`` rows and referrals that await a reply with no day set, by due date.

    A reply is due ``days`` after it was asked for, the number of days that the centre waits.
    """
    due = (
        replace(row, kind=FollowUpKind.REPLY, due_on=day, days_over=(today - day).days)
        for row in awaited
        for day in (row.referred_on + timedelta(days=days),)
    )
    return tuple(sorted((*dated, *due), key=lambda row: row.due_on or today))


def after_failed_attempt(today: date, is_holiday: IsHoliday) -> date:
    """Return the new date after somebody could not be reached: two working days later."""
    return add_days_working(add_days_working(today, 1, is_holiday), 1, is_holiday)


def resulting_status(status: ReferralStatus, outcome: Outcome) -> ReferralStatus:
    """Return the status a referral takes when ``outcome`` becomes known; unchanged where it needs a decision."""
    if status in (ReferralStatus.REQUESTED, ReferralStatus.ACCEPTED, ReferralStatus.ON_HOLD) and outcome.attended:
        return ReferralStatus.IN_PROGRESS
    return status


def settles(outcome: Outcome) -> bool:
    """Say whether ``outcome`` needs no further follow-up by itself."""
    return outcome not in (Outcome.NOT_YET_CHECKED, Outcome.WAITLISTED, Outcome.COULD_NOT_CONTACT)
