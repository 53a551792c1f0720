"""The rows that a tally counts: live ones of open months, frozen ones of closed months, under the same column names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVarTuple

from sqlalchemy import ColumnElement, FromClause, Select, String, and_, cast, false, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from referral_desk.db.models import (
    ClosedMonthTable,
    ContactFactorTable,
    ContactTable,
    FrozenContactTable,
    FrozenReferralTable,
    InstitutionTable,
    ReferralTable,
)
from referral_desk.domain.calendar import Period, YearMonth
from referral_desk.domain.referral import UNCOUNTED

T = TypeVarTuple("T")
U = TypeVarTuple("U")


@dataclass(frozen=True)
class TallyRows:
    """What is counted between two days.

    ``contacts`` has the columns person, service, category and on; ``referrals`` person, kind, mode, outcome, on and
    outcome_on. ``open_days`` is the condition that a contact's factor counts live; the factors of ``closed`` months
    (ids of their closings) stand with their frozen contacts. ``last_month`` is the closing of the last month where the
    period ends with it, and ``whole`` says that the period consists of closed months alone.
    """

    contacts: FromClause
    referrals: FromClause
    open_days: ColumnElement[bool]
    closed: tuple[int, ...]
    last_month: int | None
    whole: bool


def closed_months(session: Session, first: date, last: date) -> dict[YearMonth, int]:
    """Return the closed months that have a day in the period, each with the id of its closing."""
    month = ClosedMonthTable
    query = select(month.year, month.month, month.id).where(
        month.reopened_at.is_(None),
        month.year * 12 + month.month >= first.year * 12 + first.month,
        month.year * 12 + month.month <= last.year * 12 + last.month,
    )
    return {(row[0], row[1]): row[2] for row in session.execute(query)}


def tally_rows(session: Session, first: date, last: date, *, live: bool = False) -> TallyRows:
    """Return what counts between two days, both included; ``live``: as the records say today, closed or not."""
    months = [Period.month(*each) for each in Period(first, last).each_month()]
    closed = {} if live else closed_months(session, first, last)
    open_months = [month for month in months if (month.first.year, month.first.month) not in closed]
    ids = tuple(closed.values())
    ends = last == months[-1].last
    return TallyRows(
        contacts=_contacts(first, last, open_months, ids),
        referrals=_referrals(first, last, open_months, ids),
        open_days=_in_one_of(ContactFactorTable.on, first, last, open_months),
        closed=ids,
        last_month=closed.get((last.year, last.month)) if ends else None,
        whole=not open_months and ends and first.day == 1,
    )


def _in_one_of(
    column: InstrumentedAttribute[date], first: date, last: date, months: Sequence[Period]
) -> ColumnElement[bool]:
    """Return the condition that a day lies in the period and in one of ``months``, as few ranges as there are."""
    ranges: list[tuple[date, date]] = []
    for month in months:
        start, end = max(first, month.first), min(last, month.last)
        if ranges and ranges[-1][1] + timedelta(days=1) == start:
            ranges[-1] = (ranges[-1][0], end)
        else:
            ranges.append((start, end))
    if not ranges:
        return false()
    return or_(*(column.between(*each) for each in ranges))


def _contacts(first: date, last: date, months: Sequence[Period], closed: Sequence[int]) -> FromClause:
    contact, frozen = ContactTable, FrozenContactTable
    live = select(contact.client_id.label("person"), contact.service, contact.category, contact.on).where(
        _in_one_of(contact.on, first, last, months)
    )
    if not closed:
        return live.subquery("counted_contact")
    kept = select(frozen.person, frozen.service, frozen.category, frozen.on).where(
        frozen.closed_month_id.in_(closed), frozen.on.between(first, last)
    )
    return _together(live, kept, "counted_contact", some_open=bool(months))


def _referrals(first: date, last: date, months: Sequence[Period], closed: Sequence[int]) -> FromClause:
    referral, frozen, institution = ReferralTable, FrozenReferralTable, InstitutionTable
    live = (
        select(
            referral.client_id.label("person"),
            institution.kind,
            referral.mode,
            referral.outcome,
            referral.on,
            referral.outcome_on,
        )
        .join(institution, institution.id == referral.institution_id)
        .where(and_(_in_one_of(referral.on, first, last, months), referral.status.not_in(UNCOUNTED)))
    )
    if not closed:
        return live.subquery("counted_referral")
    kept = select(frozen.person, frozen.kind, frozen.mode, frozen.outcome, frozen.on, frozen.outcome_on).where(
        frozen.closed_month_id.in_(closed), frozen.on.between(first, last)
    )
    return _together(live, kept, "counted_referral", some_open=bool(months))


def _together(live: Select[*T], kept: Select[*U], name: str, *, some_open: bool) -> FromClause:
    if not some_open:
        return kept.subquery(name)
    columns = live.subquery()
    as_text = select(cast(columns.c.person, String).label("person"), *(c for c in columns.c if c.key != "person"))
    return union_all(as_text, kept).subquery(name)
