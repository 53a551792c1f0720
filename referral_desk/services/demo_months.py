"""The demo's month that is closed already, with something that came late in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from referral_desk.db.queries import contacts
from referral_desk.db.queries.bulk import BulkWriter
from referral_desk.domain.access import Action
from referral_desk.domain.calendar import Period
from referral_desk.domain.contact import ContactDraft
from referral_desk.domain.fictional import workday_back
from referral_desk.services.centre import Centre, about
from referral_desk.services.closed_months import freeze

_LATE = 2
_CLOSED_AFTER_DAYS = 15
_CLOSED_AT = time(16, 40)
_UNSAID = "other"

Numbered = tuple[int, ContactDraft]


@dataclass(frozen=True)
class LateContacts:
    """The contacts of the month before the last that were entered, or corrected, only after it was closed."""

    period: Period
    late: tuple[Numbered, ...]
    corrected: tuple[Numbered, ...]


def tell_contacts(centre: Centre, writer: BulkWriter, numbered: Sequence[Numbered], staff_name: str) -> LateContacts:
    """Write the contacts as they stood when the month before the last was closed; return what came later."""
    last = centre.today().replace(day=1) - timedelta(days=1)
    month = last.replace(day=1) - timedelta(days=1)
    period = Period.month(month.year, month.month)
    of_month = [each for each in numbered if period.has(each[1].on) and each[1].category != _UNSAID]
    told = LateContacts(period, tuple(of_month[-_LATE:]), tuple(of_month[:1]))
    held_back = {each[0] for each in (*told.late, *told.corrected)}
    writer.contacts([each for each in numbered if each[0] not in held_back], staff_name)
    writer.contacts([(number, replace(draft, category=_UNSAID)) for number, draft in told.corrected], staff_name)
    return told


def close_month_before_last(centre: Centre, told: LateContacts, staff_name: str) -> None:
    """Close the month on a day on which one would have, and enter what came late."""
    day = workday_back(told.period.last + timedelta(days=_CLOSED_AFTER_DAYS))
    with centre.write(Action.CLOSE_MONTH) as session:
        year, month = told.period.first.year, told.period.first.month
        about(session, detail={"month": f"{year:04}-{month:02}"})
        freeze(centre, session, year, month, at=datetime.combine(day, _CLOSED_AT).astimezone())
    with centre.write(Action.GENERATE) as session:
        BulkWriter(session, centre.clock()).contacts(told.late, staff_name)
        session.flush()
        for number, draft in told.corrected:
            contacts.update(session, number, draft, None)
