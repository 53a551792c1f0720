"""Versions of the centre's own wording of letters."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from referral_desk.db import records
from referral_desk.db.models import LetterWordingTable
from referral_desk.domain.documents.letter_versions import WordingVersion


def newest(session: Session, template: str, language: str) -> WordingVersion | None:
    """Return the newest version of one wording; None where the centre never changed it."""
    query = select(LetterWordingTable).where(
        LetterWordingTable.template == template, LetterWordingTable.language == language
    )
    row = session.scalar(query.order_by(LetterWordingTable.number.desc()).limit(1))
    return records.shared(WordingVersion, row) if row else None


def versions(session: Session, template: str, language: str) -> tuple[WordingVersion, ...]:
    """Return every version of one wording, the newest first."""
    query = select(LetterWordingTable).where(
        LetterWordingTable.template == template, LetterWordingTable.language == language
    )
    rows = session.scalars(query.order_by(LetterWordingTable.number.desc()))
    return tuple(records.shared(WordingVersion, row) for row in rows)


def every_newest(session: Session) -> tuple[WordingVersion, ...]:
    """Return the newest version of each wording that the centre ever changed."""
    last = (
        select(func.max(LetterWordingTable.id))
        .group_by(LetterWordingTable.template, LetterWordingTable.language)
        .scalar_subquery()
    )
    rows = session.scalars(select(LetterWordingTable).where(LetterWordingTable.id.in_(last)))
    return tuple(records.shared(WordingVersion, row) for row in rows)


def add(
    session: Session,
    template: str,
    language: str,
    content: str,
    *,
    shipped: bool,
    note: str,
    staff_name: str,
    saved_at: datetime,
) -> WordingVersion:
    """Add the next version of a wording."""
    before = newest(session, template, language)
    row = LetterWordingTable(
        template=template,
        language=language,
        number=before.number + 1 if before else 1,
        content=content,
        shipped=shipped,
        note=note,
        staff_name=staff_name,
        saved_at=saved_at,
    )
    session.add(row)
    session.flush()
    return records.shared(WordingVersion, row)
