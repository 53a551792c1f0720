"""To whom letters go: the last look at an institution's name and address."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from referral_desk.db.models import ConfirmedReceiverTable
from referral_desk.domain.documents.postage import Address
from referral_desk.domain.outgoing import Confirmation


def confirmed(session: Session, institution_id: int) -> Confirmation | None:
    """Return the last look at an institution's name and address, None if nobody looked yet."""
    return confirmed_each(session, (institution_id,)).get(institution_id)


def confirmed_each(session: Session, institution_ids: Collection[int]) -> dict[int, Confirmation]:
    """Return the last looks at several institutions, by their ids."""
    query = select(ConfirmedReceiverTable).where(ConfirmedReceiverTable.institution_id.in_(institution_ids))
    return {
        row.institution_id: Confirmation(
            Address(row.postal_code, tuple(row.lines.splitlines()), tuple(row.names.splitlines())), row.on, row.by
        )
        for row in session.scalars(query)
    }


def confirm(session: Session, institution_id: int, confirmation: Confirmation) -> None:
    """Keep a look at an institution's name and address; it takes the place of the one before."""
    row = session.get(ConfirmedReceiverTable, institution_id)
    if row is None:
        row = ConfirmedReceiverTable(institution_id=institution_id)
        session.add(row)
    row.postal_code = confirmation.to.postal_code
    row.lines = "\n".join(confirmation.to.lines)
    row.names = "\n".join(confirmation.to.names)
    row.on, row.by = confirmation.on, confirmation.by
    session.flush()
