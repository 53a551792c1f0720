"""What exchanging the directory needs beside the ledger: the centre's age, and what is no longer there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from referral_desk.db.models import CentreTable, InstitutionTable


def centre_since(session: Session) -> datetime:
    """Return the moment at which the centre was set up: its alone, and the same in every copy of it."""
    return session.execute(select(CentreTable.created_at)).scalar_one()


def mark_defunct(session: Session, gone: Iterable[tuple[int, date, str, int | None]]) -> None:
    """Note for institutions, each (id, since when, why, successor), that they are no longer there."""
    for institution_id, since, why, successor in gone:
        session.execute(
            update(InstitutionTable)
            .where(InstitutionTable.id == institution_id)
            .values(defunct_on=since, defunct_reason=why, successor_id=successor)
        )
