"""Report forms of the centre's own."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from referral_desk.db import records
from referral_desk.db.models import CentreTable, ReportProfileTable
from referral_desk.domain.report_form import OwnProfile

_CENTRE = 1


def every(session: Session) -> tuple[OwnProfile, ...]:
    """Return the centre's own forms in the order in which they were made."""
    rows = session.scalars(select(ReportProfileTable).order_by(ReportProfileTable.id))
    return tuple(records.shared(OwnProfile, row) for row in rows)


def get(session: Session, profile_id: int) -> OwnProfile | None:
    """Return one of the centre's own forms."""
    row = session.get(ReportProfileTable, profile_id)
    return records.shared(OwnProfile, row) if row else None


def add(session: Session, code: str, name: str, content: str) -> OwnProfile:
    """Add a form."""
    row = ReportProfileTable(code=code, name=name, content=content)
    session.add(row)
    session.flush()
    return records.shared(OwnProfile, row)


def change(session: Session, profile_id: int, name: str, content: str, version: int) -> OwnProfile | None:
    """Store changes of a form; None where it is not there, or another window changed it since ``version``."""
    row = session.get(ReportProfileTable, profile_id)
    if row is None or row.version != version:
        return None
    row.name, row.content = name, content
    session.flush()
    return records.shared(OwnProfile, row)


def remove(session: Session, profile_id: int) -> None:
    """Delete a form; where it was the one that the tally shows first, the shipped one is from now on."""
    row = session.get_one(ReportProfileTable, profile_id)
    centre = session.get_one(CentreTable, _CENTRE)
    if centre.report_form == row.code:
        centre.report_form = ""
    session.delete(row)


def make_first(session: Session, code: str) -> None:
    """Let the tally show the form ``code`` first."""
    session.get_one(CentreTable, _CENTRE).report_form = code
