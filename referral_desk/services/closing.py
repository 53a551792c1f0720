"""Closing a client's record, with a reason, and opening it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from referral_desk.db import records
from referral_desk.db.models import ClientTable, ClosingTable
from referral_desk.db.queries import closings, restrictions
from referral_desk.db.session import Session
from referral_desk.domain.access import Action
from referral_desk.domain.changes import ChangeSet, Saved
from referral_desk.domain.client import Client
from referral_desk.domain.closing import Closing, ClosingDraft, StillOpen, check_closing
from referral_desk.domain.errors import NotPossible, Problem, Rejected
from referral_desk.domain.messages import N_, message
from referral_desk.services.centre import Centre, about
from referral_desk.services.clients import CHANGED_ELSEWHERE
from referral_desk.services.lookup import found

_GONE = message(N_("This client is no longer there."))


@dataclass(frozen=True)
class BeforeClosing:
    """What the form shows: what is still open, and the day of the newest entry."""

    still_open: StillOpen
    last_entry: date | None


def before_closing(centre: Centre, client_id: int) -> BeforeClosing:
    """Return what to know before a record is closed. Raises NotFound, NotAllowed."""
    with centre.read() as session:
        _row(session, client_id)
        before = BeforeClosing(closings.still_open(session, client_id), closings.last_entry(session, client_id))
    centre.note(Action.READ_CLIENT, client=client_id, detail={"part": "closing"})
    return before


def of_client(centre: Centre, client_id: int) -> tuple[Closing, ...]:
    """Return every time a client's record was closed, the newest first. Raises NotFound, NotAllowed."""
    with centre.read() as session:
        _row(session, client_id)
        closed = closings.of_client(session, client_id)
    centre.note(Action.READ_CLIENT, client=client_id, detail={"part": "closing"})
    return closed


def close(centre: Centre, client_id: int, draft: ClosingDraft) -> Saved[Client]:
    """Close a record; what is still open of it stays on Today. Raises Rejected, NotPossible, NotFound, NotAllowed."""
    with centre.write(Action.CLOSE_CLIENT) as session:
        row = _row(session, client_id)
        about(session, client=client_id)
        if row.closed_on is not None:
            raise NotPossible(message(N_("This record is closed already.")))
        problems = check_closing(draft, closings.last_entry(session, client_id), centre.today(), centre.codes)
        if problems:
            raise Rejected(problems)
        row.closed_on = draft.on
        session.add(
            ClosingTable(
                client_id=client_id,
                on=draft.on,
                reason=draft.reason,
                note=draft.note,
                staff_name=centre.staff_name,
                reopened_on=None,
                reopened_reason="",
                reopened_by="",
            )
        )
        session.flush()
        stored = records.client(row)
    return Saved(stored, ChangeSet.of(client=client_id))


def reopen(centre: Centre, client_id: int, reason: str) -> Saved[Client]:
    """Open a closed record again; a proposal to dispose of it is forgotten.

    Raises Rejected where no reason is given, NotPossible for a record that is open, NotFound, NotAllowed.
    """
    if not reason.strip():
        raise Rejected([Problem("reason", message(N_("Say why the record is opened again.")))])
    with centre.write(Action.REOPEN_CLIENT) as session:
        row = _row(session, client_id)
        about(session, client=client_id)
        if row.closed_on is None:
            raise NotPossible(message(N_("This record is open.")))
        closing = closings.current_row(session, client_id)
        if closing is not None:  # a record that was closed before reasons were kept has none
            closing.reopened_on = centre.today()
            closing.reopened_reason, closing.reopened_by = reason, centre.staff_name
        row.closed_on = None
        closings.withdraw(session, client_id)
        session.flush()
        stored = records.client(row)
    return Saved(stored, ChangeSet.of(client=client_id))


def take_back(centre: Centre, client_id: int, *, version: int | None = None) -> Saved[Client]:
    """Undo a closing as if it had not been; ``version`` is that of the client's record as closing left it.

    Raises NotPossible where it is not closed (any more), Rejected where another window changed it since: it may have
    been opened and closed again; NotFound.
    """
    with centre.write(Action.REOPEN_CLIENT) as session:
        row = _row(session, client_id)
        about(session, client=client_id)
        closing = closings.current_row(session, client_id)
        if row.closed_on is None or closing is None:
            raise NotPossible(message(N_("This record is open.")))
        if version is not None and row.version != version:
            raise Rejected([CHANGED_ELSEWHERE])
        session.delete(closing)
        row.closed_on = None
        closings.withdraw(session, client_id)
        session.flush()
        stored = records.client(row)
    return Saved(stored, ChangeSet.of(client=client_id))


def _row(session: Session, client_id: int) -> ClientTable:
    restrictions.check_visible(session, client_id)
    return found(session.get(ClientTable, client_id), _GONE)
