"""Keeping what a record said before it was corrected or taken back, for every kind of record that can be.

The service of a record calls this inside its own unit of work, so that the earlier version and the new one are
stored together or not at all; whether the person may, and whose record it is, the caller has asked already.
"""

from __future__ import annotations

from referral_desk.db.queries import revisions
from referral_desk.db.session import Session
from referral_desk.domain.drafts import write_record
from referral_desk.domain.revision import Correction, DataclassInstance, Revision, corrections
from referral_desk.services.centre import Centre


def keep(
    centre: Centre,
    session: Session,
    kind: str,
    record_id: int,
    client_id: int | None,
    before: DataclassInstance,
    *,
    reason: str = "",
    removed: bool = False,
) -> Revision:
    """Keep ``before``, the draft that is stored until now, in the name of the person who works.

    ``kind`` names the record's table ("contact"); ``client_id`` is None for a record of no client. With ``removed``
    the record itself goes in the same unit of work.
    """
    return revisions.keep(
        session,
        kind=kind,
        record_id=record_id,
        client_id=client_id,
        content=write_record(before),
        at=centre.clock(),
        staff_name=centre.staff_name,
        reason=reason.strip(),
        removed=removed,
    )


def of_record(session: Session, kind: str, record_id: int, now: DataclassInstance) -> tuple[Correction, ...]:
    """Return the corrections of a record that is there, the newest first; ``now`` is its draft as it is stored."""
    return corrections(revisions.of_record(session, kind, record_id), now)
