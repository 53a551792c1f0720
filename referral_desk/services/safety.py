"""Whether a data folder is sound, for the command line and the page *Administration*."""

from __future__ import annotations

from pathlib import Path

from referral_desk.db import soundness, vault
from referral_desk.db.slots import MINIMUM, KdfCost
from referral_desk.db.soundness import Finding, Severity
from referral_desk.services.centre import Centre

__all__ = ["Finding", "Severity", "check", "check_open"]


def check(
    folder: Path,
    login: str | None = None,
    password: str | None = None,
    *,
    deep: bool = False,
    minimum: KdfCost = MINIMUM,
) -> tuple[Finding, ...]:
    """Return what is wrong with the centre in ``folder``, nothing for a sound one; an open window is no hindrance.

    With login and password the database is looked at page by page, else only files and key slots. ``deep`` also
    compares every index with its table; slots weaker than ``minimum`` are refused. Raises WrongPassword,
    FolderMissing, FolderDamaged, TamperedSlots, NewerVersion, NetworkFolder.
    """
    key = None
    if login is not None and password is not None:
        key = vault.unlock(folder, login, password, minimum=minimum)
    return tuple(soundness.check(folder, key, deep=deep))


def check_open(centre: Centre, *, deep: bool = False) -> tuple[Finding, ...]:
    """Return what is wrong with an open centre, nothing for a sound one; saving goes on meanwhile."""
    return tuple(soundness.check_open(centre.folder, centre.sessions.engine, deep=deep))
