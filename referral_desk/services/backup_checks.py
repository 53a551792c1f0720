"""Whether the backups that can be found are good, and which of them leads back to sound records.

Used where the records themselves may be damaged: nothing here needs them to open.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from referral_desk.db import backup as making
from referral_desk.db import backup_file, slot_files, vault
from referral_desk.db.errors import BackupDamaged, StorageFault, TamperedSlots, WrongPassword
from referral_desk.db.layout import BACKUPS
from referral_desk.db.second_place import recall
from referral_desk.db.slots import MINIMUM, DataKey, KdfCost
from referral_desk.db.soundness import Finding, Severity
from referral_desk.domain.backups import Backup
from referral_desk.domain.errors import NotFound, NotReadable
from referral_desk.domain.messages import N_, message

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Opener:
    """What opens backups: the present key of the records, and the login and password of who looks, as far as known."""

    key: DataKey | None = None
    login: str = ""
    password: str = ""
    minimum: KdfCost = MINIMUM

    def __call__(self, place: Path) -> DataKey | None:
        """Return the key of the slots that lie in ``place``, None if nobody here has it."""
        if self.key is not None:
            with suppress(TamperedSlots):
                vault.verify(place, self.key)
                return self.key
        if self.login and self.password:
            with suppress(WrongPassword, TamperedSlots):
                return vault.unlock(place, self.login, self.password, minimum=self.minimum)
        return None


def places(folder: Path, second: str = "") -> tuple[Path, ...]:
    """Return where backups of the centre in ``folder`` may lie: its own, and the second place, as set or remembered."""
    seen = recall(folder)
    other = Path(second) if second else seen.folder if seen else None
    return (folder / BACKUPS,) if other is None else (folder / BACKUPS, other)


def newest_good(folder: Path, opener: Opener, *, progress: Progress | None = None) -> Backup | None:
    """Return the newest backup of the centre in ``folder`` that can be restored; None where none is found.

    Each is restored for a test, the newest first, until one is good; where ``opener`` opens nothing its bytes are
    compared. ``progress`` may raise to stop.
    """
    found = [each for place in places(folder) for each in _ours(folder, making.listed(place)[0])]
    found.sort(key=lambda each: (each.manifest.made_at, each.manifest.head.number), reverse=True)
    for each in found:
        try:
            try_out(folder, each, opener, progress=progress)
        except (StorageFault, NotReadable, NotFound):
            continue
        return each
    return None


def findings(
    folder: Path, opener: Opener, audit_key: bytes, second: str, *, progress: Progress | None = None
) -> Iterator[Finding]:
    """Test every backup that this centre, which has ``audit_key``, made and that can be found; say which are bad."""
    for place in places(folder, second):
        found, unreadable = making.listed(place)
        for path in unreadable:
            yield _damaged(path)
        for each in found:
            if not backup_file.is_ours(each.manifest, audit_key):
                continue
            try:
                try_out(folder, each, opener, audit_key=audit_key, progress=progress)
            except (BackupDamaged, NotReadable, NotFound):
                yield _damaged(each.path)


def try_out(
    folder: Path,
    backup: Backup,
    opener: Opener,
    *,
    audit_key: bytes | None = None,
    progress: Progress | None = None,
) -> bool:
    """Restore a backup for a test; False where only its bytes could be compared. Raises as ``db.backup`` does."""
    with _workplace(folder) as inside:
        return making.try_out(backup, opener, audit_key=audit_key, inside=inside, progress=progress or _unheard)


def _ours(folder: Path, found: tuple[Backup, ...]) -> Iterator[Backup]:
    """Leave out what says that it is another centre's, where the folder still says which centre it is."""
    try:
        centre = slot_files.read(folder).centre
    except StorageFault:
        centre = ""
    return (each for each in found if not centre or each.manifest.centre == centre)


@contextmanager
def _workplace(folder: Path) -> Iterator[Path]:
    """Give a folder to unpack in: beside the backups, where leftovers are cleared out, else the system's own."""
    own = folder / BACKUPS
    if own.is_dir() and os.access(own, os.W_OK | os.X_OK):
        yield own
        return
    with tempfile.TemporaryDirectory(prefix="referral-desk-") as place:
        yield Path(place)


def _damaged(path: Path) -> Finding:
    return Finding(
        "backup",
        Severity.NOTE,
        message(N_("The backup {path} is damaged. Make a new one, and remove this file."), path=path),
    )


def _unheard(_done: int, _total: int) -> None:
    """Stand in where nobody wants to hear how far it is."""
