"""Closing a month: the figures as they are submitted, frozen with the rows behind them; and opening it again."""

from __future__ import annotations

import json
from datetime import datetime

from referral_desk.db import audit
from referral_desk.db.queries import closed_months, month_closings, tallies
from referral_desk.db.session import Session
from referral_desk.domain.access import Action
from referral_desk.domain.calendar import Period
from referral_desk.domain.changes import ChangeSet, Saved
from referral_desk.domain.closed_month import (
    ClosedMonth,
    check_reopening,
    why_month_stays_closed,
    why_month_stays_open,
)
from referral_desk.domain.errors import NotPossible, Rejected
from referral_desk.domain.tally import make_tally
from referral_desk.services.centre import Centre, about
from referral_desk.services.tallies import as_json


def closed_month(centre: Centre, year: int, month: int) -> ClosedMonth | None:
    """Return the closing that holds of a month, None for an open one."""
    with centre.read() as session:
        return closed_months.of_month(session, year, month)


def close_month(centre: Centre, year: int, month: int) -> Saved[ClosedMonth]:
    """Freeze a month. Raises NotPossible where it is not over yet or closed already, NotAllowed by role."""
    with centre.write(Action.CLOSE_MONTH) as session:
        about(session, detail={"month": f"{year:04}-{month:02}"})
        refusal = why_month_stays_open(year, month, centre.today(), closed_months.of_month(session, year, month))
        if refusal is not None:
            raise NotPossible(refusal)
        closed = freeze(centre, session, year, month)
    return Saved(closed, ChangeSet.all())


def freeze(centre: Centre, session: Session, year: int, month: int, *, at: datetime | None = None) -> ClosedMonth:
    """Freeze an open month inside a unit of work that writes; that it may be was asked. ``at``: when, None for now."""
    period, codes = Period.month(year, month), centre.codes
    counted = make_tally(period.first, period.last, tallies.counts(session, period.first, period.last), codes)
    closed_months.close(
        session,
        year,
        month,
        at=at or centre.clock(),
        staff_name=centre.staff_name,
        head=audit.head(session).words(),
        figures=json.dumps(as_json(counted, codes, "ja"), ensure_ascii=False, separators=(",", ":")),
    )
    closed = closed_months.of_month(session, year, month)
    assert closed is not None
    return closed


def reopen_month(centre: Centre, year: int, month: int, reason: str) -> Saved[ClosedMonth]:
    """Open a closed month again: it counts live from now on, what was frozen stays as history.

    Raises Rejected without a reason, NotPossible where it is not closed or cannot be counted anew, NotAllowed by role.
    """
    with centre.write(Action.REOPEN_MONTH) as session:
        about(session, detail={"month": f"{year:04}-{month:02}"})
        problems = check_reopening(reason)
        if problems:
            raise Rejected(problems)
        closed = closed_months.of_month(session, year, month)
        disposed = month_closings.disposed_rows(session, closed.id) if closed else 0
        refusal = why_month_stays_closed(closed, disposed)
        if refusal is not None:
            raise NotPossible(refusal)
        assert closed is not None
        at, name = centre.clock(), centre.staff_name
        month_closings.reopen(session, closed.id, at=at, staff_name=name, reason=reason.strip())
        reopened = next(each for each in month_closings.history(session, year, month) if each.id == closed.id)
    return Saved(reopened, ChangeSet.all())
