"""The demo's month that is closed already, with something that came late in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from referral_desk.db.queries import contacts
from referral_desk.db.queries.bulk import BulkWriter
from referral_desk.db.session import Session
from referral_desk.domain.calendar import Period
from referral_desk.domain.contact import ContactDraft
from referral_desk.services.centre import Centre
from referral_desk.services.closed_months import freeze

_LATE = 2
_UNSAID = "other"

Numbered = tuple[int, ContactDraft]


def tell_contacts(
    centre: Centre, session: Session, writer: BulkWriter, numbered: Sequence[Numbered], staff_name: str
) -> None:
    """Write the contacts, and close the month before the last: some of it was entered, and corrected, only later."""
    last = centre.today().replace(day=1) - timedelta(days=1)
    month = last.replace(day=1) - timedelta(days=1)
    period = Period.month(month.year, month.month)
    of_month = [each for each in numbered if period.has(each[1].on) and each[1].category != _UNSAID]
    late, corrected = of_month[-_LATE:], of_month[:1]
    held_back = {each[0] for each in (*late, *corrected)}
    writer.contacts([each for each in numbered if each[0] not in held_back], staff_name)
    writer.contacts([(number, replace(draft, category=_UNSAID)) for number, draft in corrected], staff_name)
    session.flush()
    freeze(centre, session, month.year, month.month)
    writer.contacts(late, staff_name)
    session.flush()
    for number, draft in corrected:
        contacts.update(session, number, draft, None)
