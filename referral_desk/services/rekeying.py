"""Renewing the keys: who knew the old one, such as somebody who has left, opens nothing any more."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from enum import StrEnum

from referral_desk.db import audit, presence, slot_files, slots_seen
from referral_desk.db import rekey as renewal
from referral_desk.db.engine import create_engine
from referral_desk.db.errors import StorageFault
from referral_desk.db.layout import database_path
from referral_desk.db.queries import users
from referral_desk.db.session import Session
from referral_desk.db.slots import DataKey
from referral_desk.domain.access import Action
from referral_desk.domain.audit import AuditEvent
from referral_desk.services.centre import Centre

Progress = Callable[[int, int], None]


def rekey(centre: Centre, *, progress: Progress | None = None) -> Centre:
    """Copy all records under a new random key, which opens to everyone who works here; return ``centre`` with it.

    Nobody's password is needed, and all stay as they are. Units of work on other threads wait meanwhile; ``progress``
    hears (done, total) on this thread and may raise to stop, and then all is as before. Backups made until now stay
    under the old key. Raises NotAllowed, FolderInUse where another process has the centre open, StorageFault.
    """
    centre.require(Action.REKEY)
    with centre.read() as session:
        logins = users.logins(session)
    event = AuditEvent(Action.REKEY, detail={"users": len(logins)})
    trail_key = centre.audit_key

    def amend(session: Session, key: DataKey) -> None:
        audit.keep_key(session, trail_key, key)
        audit.append(session, trail_key, centre.login, [event], clock=centre.clock)

    with _alone(centre), centre.sessions.paused(lambda: create_engine(database_path(centre.folder), centre.key)):
        centre.key = renewal.rekey(centre.folder, centre.key, logins, amend, progress or _unheard)
    with suppress(StorageFault):  # the keys are renewed all the same; opening the centre does what is left
        slot_files.settle(centre.folder, centre.key)
    slots_seen.keep(centre.sessions, centre.folder, centre.key)
    return centre


class Due(StrEnum):
    """Why the keys should be renewed."""

    LEFT = "left"
    """Somebody's login was taken away."""
    RESTORED = "restored"
    """A restored backup lets everyone in again who had a login then."""


def due(centre: Centre) -> Due | None:
    """Return what happened since the keys were made or renewed last that asks for new ones, None for nothing."""
    with centre.read() as session:
        renewed = audit.last_number_of(session, [Action.REKEY])
        if audit.last_number_of(session, [Action.REMOVE_USER]) > renewed:
            return Due.LEFT
        restored = audit.last_number_of(session, [Action.RESTORE]) > renewed
        return Due.RESTORED if restored and len(users.logins(session)) > 1 else None


def _alone(centre: Centre) -> AbstractContextManager[None]:
    return centre.presence.alone() if centre.presence is not None else presence.alone(centre.folder)


def _unheard(_done: int, _total: int) -> None:
    """Stand in where nobody wants to hear of progress."""
