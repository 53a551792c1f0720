"""What lies where in a data folder, and whether a centre is there. Loads no database library: the window that asks
for the password needs no more than this.
"""

from __future__ import annotations

from pathlib import Path

from referral_desk.db import durable
from referral_desk.db.errors import FolderDamaged, FolderMissing
from referral_desk.db.mounts import refuse_network
from referral_desk.domain.messages import N_, message

DATABASE = "centre.db"
NEW_DATABASE = "centre.db.new"
"""The records under a new key, while they are made and checked."""
KEYS = "keys.json"
KEYS_COPY = "keys-copy.json"
BALLAST = durable.LOCK_FILE
BACKUPS = "backups"
STAGE = ".new"
"""The inner folder in which a new centre is made, until it is whole."""


def database_path(place: Path) -> Path:
    """Return where the database of the centre in ``place`` is."""
    return place / DATABASE


def holds_centre(place: Path) -> bool:
    """Whether a centre has been set up in ``place``, whole or damaged; a set-up that was killed does not count."""
    if (place / STAGE / KEYS).exists():
        return False
    return any((place / name).exists() for name in (KEYS, KEYS_COPY, DATABASE))


def require(place: Path) -> None:
    """Raise NetworkFolder, FolderMissing or FolderDamaged unless a centre is there to be opened. Reads no content."""
    refuse_network(place)
    if not holds_centre(place):
        raise FolderMissing(
            message(
                N_("No centre is set up in {folder}. Choose its data folder, or set up a new centre."), folder=place
            )
        )
    if not database_path(place).exists():
        raise FolderDamaged(
            message(N_("The records file is missing from {folder}. Restore the newest backup."), folder=place)
        )
