"""The closings of months as such: their history, opening one again, which months are closed, what there is to count."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from referral_desk.db.models import (
    ClosedMonthTable,
    ContactTable,
    FrozenContactTable,
    FrozenInboundTable,
    FrozenReferralTable,
    ReferralTable,
)
from referral_desk.db.queries.tallies import counted_in
from referral_desk.domain.calendar import Period, YearMonth
from referral_desk.domain.closed_month import ClosedMonth


def history(session: Session, year: int, month: int) -> tuple[ClosedMonth, ...]:
    """Return every closing of a month, those taken back included, the newest first."""
    table = ClosedMonthTable
    query = select(table).where(table.year == year, table.month == month).order_by(table.id.desc())
    return tuple(_closing(row) for row in session.scalars(query))


def reopen(session: Session, closing: int, *, at: datetime, staff_name: str, reason: str) -> None:
    """Take a closing back: its rows stay as history, and the month counts live again."""
    row = session.get_one(ClosedMonthTable, closing)
    row.reopened_at, row.reopened_by, row.reopened_reason = at, staff_name, reason


def disposed_rows(session: Session, closing: int) -> int:
    """Return how many contacts and referrals of a closing are of records that were disposed of since."""
    return sum(
        session.scalar(
            select(func.count()).select_from(table).where(table.closed_month_id == closing, record.is_(None))
        )
        or 0
        for table, record in (
            (FrozenContactTable, FrozenContactTable.contact_id),
            (FrozenReferralTable, FrozenReferralTable.referral_id),
            (FrozenInboundTable, FrozenInboundTable.inbound_id),
        )
    )


def closed(session: Session) -> frozenset[YearMonth]:
    """Return the months whose closing holds."""
    table = ClosedMonthTable
    rows = session.execute(select(table.year, table.month).where(table.reopened_at.is_(None)))
    return frozenset((row.year, row.month) for row in rows)


def first_closed(session: Session) -> YearMonth | None:
    """Return the earliest month that was ever closed."""
    table = ClosedMonthTable
    row = session.execute(select(table.year, table.month).order_by(table.year, table.month).limit(1)).first()
    return (row.year, row.month) if row else None


def heads(session: Session) -> tuple[str, ...]:
    """Return where the audit trail ended at every closing, in words, the oldest first."""
    return tuple(session.scalars(select(ClosedMonthTable.head).order_by(ClosedMonthTable.id)))


def has_entries(session: Session, period: Period) -> bool:
    """Whether there is anything in a period that a tally counts."""
    contact, referral = ContactTable, ReferralTable
    return (
        session.scalar(select(contact.id).where(contact.on.between(period.first, period.last)).limit(1)) is not None
        or session.scalar(select(referral.id).where(counted_in(period.first, period.last)).limit(1)) is not None
    )


def _closing(row: ClosedMonthTable) -> ClosedMonth:
    return ClosedMonth(
        row.id,
        row.year,
        row.month,
        row.closed_at,
        row.closed_by,
        row.head,
        row.reopened_at,
        row.reopened_by,
        row.reopened_reason,
    )
