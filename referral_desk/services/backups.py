"""Backups of an open centre: making them, clearing out old ones, and saying how it stands with them."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from referral_desk.db import backup as making
from referral_desk.db import backup_file, durable
from referral_desk.db.backup_file import ENDING
from referral_desk.db.building import building
from referral_desk.db.errors import StorageFault
from referral_desk.db.layout import BACKUPS
from referral_desk.db.queries import protection
from referral_desk.db.second_place import SecondPlace, recall, remember
from referral_desk.db.session import Session
from referral_desk.domain import backups as rules
from referral_desk.domain.access import Action
from referral_desk.domain.audit import AuditHead
from referral_desk.domain.backups import (
    CHANGES,
    Anchor,
    Backup,
    BackupState,
    Generation,
    Manifest,
    PlaceState,
    applicable,
    outlived,
)
from referral_desk.domain.centre import SafetySettings
from referral_desk.domain.changes import Saved
from referral_desk.domain.errors import Problem, Rejected
from referral_desk.domain.messages import N_, message
from referral_desk.services.centre import Centre, save_safety

__all__ = [
    "Backup",
    "BackupState",
    "MadeBackup",
    "Progress",
    "anchors",
    "anchors_of",
    "back_up",
    "back_up_if_due",
    "back_up_to",
    "choose_second_place",
    "good",
    "same_disk",
    "state",
]

Progress = Callable[[int, int], None]
"""Is told (done, total), in bytes; may raise to stop."""

_OUR_NAME = re.compile(rf"centre-\d{{8}}T\d{{6}}Z(-\d+)?{re.escape(ENDING)}")


@dataclass(frozen=True)
class MadeBackup:
    """A backup that was made, and its copy in the second place; ``fault`` says why that is not there although it could.

    Without a second place, or while its disk is not plugged in, both are None.
    """

    own: Backup
    second: Backup | None = None
    fault: StorageFault | None = None


def back_up(centre: Centre, *, progress: Progress | None = None) -> MadeBackup:
    """Make a backup in the data folder and copy it to the second place, if that is there; clear out old ones.

    Killed or stopped (``progress`` may raise) at any moment it leaves nothing that counts. Raises NotAllowed,
    StorageFault where no good backup could be made.
    """
    place = making.own_place(centre.folder)
    made = _make(centre, place, "own", progress)
    _clear_out(centre, place)
    return _copy_to_second(centre, made, progress)


def back_up_to(centre: Centre, place: Path, *, progress: Progress | None = None) -> Backup:
    """Make a backup in a folder of one's choice, which is made if it is not there; nothing is cleared out there.

    Raises as :func:`back_up` does.
    """
    with making.place_faults(place):
        durable.make_folder(place)
    return _make(centre, place, "chosen", progress)


def back_up_if_due(centre: Centre, *, closing: bool = False, progress: Progress | None = None) -> MadeBackup | None:
    """Make a backup if one is due, or bring the second place up to date if that was plugged in again; None for neither.

    ``closing`` is whether the window closes. Raises as :func:`back_up` does.
    """
    seen = _look(centre, making.own_place(centre.folder))
    newest_at = seen.newest.manifest.made_at if seen.newest else None
    if rules.due(changed=seen.lacking_since is not None, newest_at=newest_at, now=centre.clock(), closing=closing):
        return back_up(centre, progress=progress)
    place = _second(centre)
    if seen.newest is None or place is None or not place.is_dir() or (place / seen.newest.path.name).exists():
        return None
    return _copy_to_second(centre, seen.newest, progress)


def good(centre: Centre, place: Path) -> tuple[Backup, ...]:
    """Return this centre's backups in a folder by their sealed manifests, the newest first; opens none of them."""
    found, _unreadable = making.listed(place)
    key = centre.audit_key
    return tuple(each for each in found if backup_file.is_ours(each.manifest, key))


def state(centre: Centre) -> BackupState:
    """Return how it stands with the backups. Reads the places' folders and manifests: not for the GUI thread."""
    own = _look(centre, centre.folder / BACKUPS)
    with centre.read() as session:
        begun_at = protection.begun_at(session.connection())
    return BackupState(own.state(centre.folder / BACKUPS), _second_state(centre), begun_at)


def anchors(centre: Centre) -> tuple[AuditHead, ...]:
    """Return the ends of the audit trail that backups kept and that must still be in it, for ``audit.verify``."""
    with centre.read() as session:
        return anchors_of(session, centre.audit_key, centre.folder / BACKUPS, _second(centre))


def anchors_of(session: Session, audit_key: bytes, own: Path, second: Path | None) -> tuple[AuditHead, ...]:
    """Return what :func:`anchors` does, of a trail with ``audit_key`` and the backups in two places."""
    kept = [
        Anchor(each.manifest.head, each.manifest.branch, own=place is own)
        for place in (own, second)
        if place is not None
        for each in making.listed(place)[0]
        if backup_file.is_ours(each.manifest, audit_key)
    ]
    return applicable(kept, protection.restores(session.connection()))


def choose_second_place(centre: Centre, place: Path | None) -> Saved[SafetySettings]:
    """Store where a second copy of each backup goes, None for nowhere. Raises Rejected, NotAllowed."""
    centre.require(Action.CHANGE_SAFETY)
    if place is not None:
        _check_second_place(centre, place)
    saved = save_safety(centre, replace(centre.safety, second_place="" if place is None else str(place)))
    _second_state(centre)
    return saved


def same_disk(centre: Centre, place: Path) -> bool:
    """Whether ``place``, which need not be there yet, is on the disk of the records and would be lost with them."""
    with suppress(OSError):
        disk = centre.folder.stat().st_dev
        there = next((each for each in (place, *place.parents) if each.exists()), None)
        return there is not None and there.stat().st_dev == disk
    return False


# --- making -----------------------------------------------------------------------------------------------------


def _make(centre: Centre, place: Path, where: str, progress: Progress | None) -> Backup:
    centre.require(Action.MAKE_BACKUP)
    audit_key = centre.audit_key
    proved = [each.manifest.head for each in good(centre, centre.folder / BACKUPS)]
    with centre.sessions.read():  # so that nobody gives the records new keys meanwhile
        return making.make(
            centre.sessions.engine,
            centre.folder,
            centre.key,
            audit_key,
            place,
            ready=lambda manifest: _note(centre, manifest, where),
            progress=progress or _unheard,
            proved=proved,
            clock=centre.clock,
        )


def _note(centre: Centre, manifest: Manifest, where: str) -> None:
    """Note a backup just before it gets its name: no copy leaves without an entry that says so."""
    centre.note(Action.MAKE_BACKUP, record=where, detail={"head": manifest.head.number})


def _copy_to_second(centre: Centre, made: Backup, progress: Progress | None) -> MadeBackup:
    place = _second(centre)
    if place is None or not place.is_dir():
        return MadeBackup(made)
    try:
        copy = making.copy_to(
            made, place, ready=lambda: _note(centre, made.manifest, "second"), progress=progress or _unheard
        )
    except StorageFault as fault:
        return MadeBackup(made, fault=fault)
    _clear_out(centre, place)
    _second_state(centre)
    return MadeBackup(made, copy)


def _clear_out(centre: Centre, place: Path) -> None:
    """Remove this centre's own backups that need not be kept; what was given another name is the user's to remove."""
    found = {
        Generation(each.manifest.made_at, each.manifest.head.number, each.path.name)
        for each in good(centre, place)
        if _OUR_NAME.fullmatch(each.path.name)
    }
    for each in outlived(found):
        with suppress(OSError):
            (place / each.name).unlink()


# --- how it stands ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Seen:
    """What lies in a place: ``newest`` is the backup that reaches furthest in the present trail."""

    found: tuple[Backup, ...]
    damaged: int
    newest: Backup | None
    lacking_since: datetime | None

    def state(self, place: Path) -> PlaceState:
        newest_at = self.newest.manifest.made_at if self.newest else None
        size = self.newest.size if self.newest else 0
        return PlaceState(
            place, place.is_dir(), newest_at, size, len(self.found), self.damaged, unprotected_since=self.lacking_since
        )


def _look(centre: Centre, place: Path) -> _Seen:
    found, unreadable = making.listed(place)
    ours = tuple(each for each in found if backup_file.is_ours(each.manifest, centre.audit_key))
    with centre.read() as session:
        connection = session.connection()
        newest = next(
            (
                each
                for each in sorted(ours, key=lambda each: each.manifest.head.number, reverse=True)
                if protection.holds(connection, each.manifest.head)
            ),
            None,
        )
        number = newest.manifest.head.number if newest else 0
        return _Seen(ours, len(unreadable), newest, protection.first_after(connection, number, CHANGES))


def _second_state(centre: Centre) -> PlaceState | None:
    """Return how it stands with the second place, and keep it in mind for when its disk is not there."""
    place = _second(centre)
    if place is None:
        remember(centre.folder, None)
        return None
    if not place.is_dir():
        return _remembered(centre, place)
    seen = _look(centre, place)
    newest = seen.newest
    remember(
        centre.folder,
        SecondPlace(place, newest.manifest.made_at, newest.manifest.head, newest.size, len(seen.found))
        if newest
        else SecondPlace(place),
    )
    return seen.state(place)


def _remembered(centre: Centre, place: Path) -> PlaceState:
    seen = recall(centre.folder)
    if seen is None or seen.folder != place:
        seen = SecondPlace(place)
    with centre.read() as session:
        connection = session.connection()
        head = seen.head if seen.head is not None and protection.holds(connection, seen.head) else AuditHead(0, b"")
        lacking_since = protection.first_after(connection, head.number, CHANGES)
    return PlaceState(
        place, there=False, newest_at=seen.newest_at, size=seen.size, count=seen.count, unprotected_since=lacking_since
    )


def _second(centre: Centre) -> Path | None:
    return Path(centre.safety.second_place) if centre.safety.second_place else None


def _check_second_place(centre: Centre, place: Path) -> None:
    """Raise Rejected where no backup could be written."""
    try:
        inside = place.resolve().is_relative_to(centre.folder.resolve())
        with making.place_faults(place), building(place):
            pass
    except (StorageFault, OSError) as error:
        fault = (
            error.message if isinstance(error, StorageFault) else message(N_("{folder} cannot be used."), folder=place)
        )
        raise Rejected([Problem("second_place", fault)]) from error
    if inside:
        text = message(N_("This folder lies in the data folder and would be lost with it. Choose one on another disk."))
        raise Rejected([Problem("second_place", text)])


def _unheard(_done: int, _total: int) -> None:
    """Stand in where nobody wants to hear how far it is."""
