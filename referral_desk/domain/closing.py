"""Closing a client's record, opening it again, and what is due for disposal.

A closed record is kept for as long as the centre's rule says (local; often five years, counted from the 1 April after
closing). Nothing is deleted by itself: disposing takes two people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from referral_desk.domain.calendar import fiscal_year_of
from referral_desk.domain.centre import CentreSettings
from referral_desk.domain.codes import CodeBook
from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, Message, message

CLOSING_NOTE_LIMIT = 2_000


@dataclass(frozen=True, kw_only=True)
class ClosingDraft:
    """What staff enter to close a record; ``reason`` is a code of the list closing_reasons."""

    on: date
    reason: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Closing:
    """A time at which a client's record was closed; ``reopened_on`` None while it still is.

    ``reason`` is a code of the list closing_reasons.
    """

    id: int
    version: int
    client_id: int
    on: date
    reason: str
    note: str
    staff_name: str
    reopened_on: date | None
    reopened_reason: str
    reopened_by: str


@dataclass(frozen=True)
class StillOpen:
    """What is not finished yet when a record is to be closed."""

    referrals: int = 0
    follow_ups: int = 0
    tasks: int = 0

    def __bool__(self) -> bool:
        return bool(self.referrals or self.follow_ups or self.tasks)


@dataclass(frozen=True)
class DueRecord:
    """A closed record whose time of keeping is over. ``proposed_by`` is blank until somebody proposed it.

    ``stays`` says why it may not be disposed of yet, None where it may.
    """

    client_id: int
    number: str
    name: str
    kana: str
    closed_on: date
    due_on: date
    proposed_login: str
    proposed_by: str
    proposed_at: datetime | None
    stays: Message | None


@dataclass(frozen=True)
class Disposal:
    """A record that is gone: which, by whom, and how many entries of each kind it held."""

    id: int
    client_number: str
    closed_on: date
    due_on: date
    at: datetime
    proposed_by: str
    approved_by: str
    counts: Mapping[str, int]


def check_closing(draft: ClosingDraft, last_entry: date | None, today: date, codes: CodeBook) -> tuple[Problem, ...]:
    """Return what is wrong with closing a record whose newest contact or referral is of ``last_entry``."""
    problems = []
    if draft.on > today:
        problems.append(Problem("on", message(N_("The day of closing lies after today."))))
    elif last_entry is not None and draft.on < last_entry:
        problems.append(Problem("on", message(N_("There are contacts or referrals after this day."))))
    if draft.reason not in codes.closing_reasons:
        problems.append(Problem("reason", message(N_("Choose why the record is closed."))))
    elif draft.reason == "other" and not draft.note.strip():
        problems.append(Problem("note", message(N_("Say why the record is closed."))))
    if len(draft.note) > CLOSING_NOTE_LIMIT:
        problems.append(
            Problem("note", message(N_("This is too long: {limit} characters at most."), limit=CLOSING_NOTE_LIMIT))
        )
    return tuple(problems)


def due_for_disposal(closed_on: date, settings: CentreSettings) -> date:
    """Return the first day on which a record closed on ``closed_on`` may be disposed of, by the centre's rule.

    Closed on 10 June 2020 and kept for five years from the next 1 April: 1 April 2026.
    """
    if settings.retention_from_april:
        return date(fiscal_year_of(closed_on) + 1 + settings.retention_years, 4, 1)
    year = closed_on.year + settings.retention_years
    leap_day = closed_on.month == 2 and closed_on.day == 29
    return date(year, 3, 1) if leap_day else closed_on.replace(year=year)


def latest_closing_due(today: date, settings: CentreSettings) -> date:
    """Return the last day of closing whose records are due ``today``, the way back from :func:`due_for_disposal`."""
    if settings.retention_from_april:
        return date(fiscal_year_of(today) - settings.retention_years, 3, 31)
    day = date(today.year - settings.retention_years, today.month, min(today.day, 28))
    while due_for_disposal(date.fromordinal(day.toordinal() + 1), settings) <= today:
        day = date.fromordinal(day.toordinal() + 1)
    return day


def why_record_stays(closed_on: date, last_entry: date | None, still_open: StillOpen) -> Message | None:
    """Return why a record that is due may not be disposed of yet; None where it may."""
    if last_entry is not None and last_entry > closed_on:
        return message(N_("There are entries after it was closed. Open it again and close it anew."))
    if still_open:
        return message(N_("Something is still open. Settle it first."))
    return None


def why_not_disposed(login: str, proposed_login: str) -> Message | None:
    """Return why ``login`` may not dispose of a record that ``proposed_login`` proposed; None where it may."""
    if not proposed_login:
        return message(N_("Somebody has to propose it first."))
    if login == proposed_login:
        return message(N_("Disposing takes two people: somebody else has to agree."))
    return None
