"""Locking a centre and unlocking it again, by password or, within a session, by PIN."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from referral_desk.db import attempts, vault
from referral_desk.db.audit import Clock, utc_now
from referral_desk.db.errors import StorageFault, TamperedSlots, WrongPassword
from referral_desk.db.folder import free_ballast
from referral_desk.db.presence import present
from referral_desk.db.quick_unlock import COST, QuickUnlock
from referral_desk.db.slots import KdfCost
from referral_desk.domain.access import Action, check_pin
from referral_desk.domain.errors import NotAllowed, Problem, Rejected
from referral_desk.domain.messages import N_, message
from referral_desk.services.centre import Centre, Today, local_today, note_login, open_with_key

__all__ = ["QuickUnlock", "lock", "set_pin", "unlock_with_pin"]


def set_pin(centre: Centre, pin: str, *, cost: KdfCost = COST) -> QuickUnlock:
    """Return what a PIN unlocks this session with until the program ends. Raises Rejected for a poor PIN."""
    problem = check_pin(pin)
    if problem is not None:
        raise Rejected([Problem("pin", problem)])
    return QuickUnlock(centre.login, centre.key, pin, cost)


def lock(centre: Centre, before: Callable[[], None], last: Callable[[], None] | None = None) -> bool:
    """Do what comes ``before``, note that the window locks, and let go of the key; whether ``before`` was done.

    On a full disk the reserve is given back for it first. A full or failing disk keeps nobody from locking. ``last``
    comes when all is noted, with the key still there, and raises nothing: the backup that is due.
    """
    try:
        done = _done(before) or (bool(free_ballast(centre.folder)) and _done(before))
        with suppress(StorageFault, NotAllowed):
            centre.note(Action.LOCK)
        if last is not None:
            last()
    finally:
        centre.close()
    return done


def _done(before: Callable[[], None]) -> bool:
    try:
        before()
    except StorageFault:
        return False
    return True


def unlock_with_pin(
    folder: Path, quick: QuickUnlock, pin: str, *, today: Today = local_today, clock: Clock = utc_now
) -> Centre:
    """Open the centre again. Raises WrongPassword, whose words say how many tries are left, StorageFault.

    A PIN from before the keys were renewed unlocks nothing, and is forgotten.
    """
    with present(folder):
        try:
            key = quick.open(pin)
        except WrongPassword:
            attempts.note(folder, quick.login, vault.logins(folder), clock())
            raise
        try:
            vault.verify(folder, key)
        except TamperedSlots as error:  # if they were, the password finds it out
            quick.forget()
            raise WrongPassword(
                message(N_("The keys were renewed since you chose the PIN. Unlock with the password."))
            ) from error
        centre = open_with_key(folder, quick.login, key, today=today, clock=clock)
    try:
        note_login(centre, Action.UNLOCK)
    except BaseException:
        centre.close()
        raise
    return centre
