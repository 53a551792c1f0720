"""Making a backup that is known to be good: copied, packed, read back and opened before it gets its name."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from referral_desk import __version__
from referral_desk.db import audit, backup_file, durable, proving, slot_files
from referral_desk.db.audit import Clock, utc_now
from referral_desk.db.backup_file import ENDING
from referral_desk.db.building import building
from referral_desk.db.engine import create_reading_engine, read_undamaged
from referral_desk.db.errors import (
    BackupDamaged,
    FolderMissing,
    NewerVersion,
    StorageDamaged,
    StorageFault,
    StorageFull,
    StorageReadOnly,
    StorageUnavailable,
)
from referral_desk.db.layout import BACKUPS, DATABASE
from referral_desk.db.migrations import current_revision
from referral_desk.db.queries import protection
from referral_desk.db.session import storage_faults
from referral_desk.db.slots import DataKey
from referral_desk.domain.audit import AuditHead
from referral_desk.domain.backups import Backup, Manifest
from referral_desk.domain.errors import NotFound, NotReadable
from referral_desk.domain.messages import N_, message

Progress = Callable[[int, int], None]
"""Is told (done, total), in bytes; may raise to stop."""

PROOF = 3
"""How many times as long as reading or writing them the proof of a backup's bytes takes, about."""

_PASSES = 5 + PROOF
"""How often the bytes of a new backup are gone through: copied, packed, summed up, read back, unpacked, proved."""

_ROOM = 1 << 20
_NAME = "centre-%Y%m%dT%H%M%SZ"


@dataclass
class Course:
    """How far it is, of ``total`` bytes to go through; what ``progress`` raises stops the work."""

    progress: Progress
    total: int
    done: int = 0

    def forward(self, count: int) -> None:
        """Say that so many bytes more are done."""
        self.reach(self.done + count)

    def reach(self, done: int) -> None:
        """Say how far it is."""
        self.done = min(self.total, max(self.done, done))
        self.progress(self.done, self.total)

    def rest(self) -> proving.Tell:
        """Return what takes the share that is done of all that is left."""
        done = self.done
        return lambda share: self.reach(done + int(share * (self.total - done)))


def make(
    engine: Engine,
    folder: Path,
    key: DataKey,
    audit_key: bytes,
    place: Path,
    *,
    ready: Callable[[Manifest], object],
    progress: Progress,
    proved: Collection[AuditHead] = (),
    clock: Clock = utc_now,
) -> Backup:
    """Make a backup of the open centre in ``folder`` in the existing folder ``place``; others may save meanwhile.

    ``proved`` are the heads of earlier good backups, behind which the test verifies the audit trail; none: all of it.
    ``ready`` is called when it was proved good and only its name is missing; what it raises undoes it. Killed or
    stopped at any moment it leaves nothing that counts. Raises StorageFault.
    """
    with place_faults(place), building(place) as inside:
        size = _size(engine)
        _need_room(place, 2 * size)
        course = Course(progress, _PASSES * size)
        copy, packed = inside / DATABASE, inside / f"packed{ENDING}"
        _copy(engine, copy, place, course)
        keys, centre = slot_files.for_backup(folder, key)
        facts = _facts(copy, key, centre, clock())
        course.reach(size)
        backup_file.write(packed, copy, keys, facts, audit_key, course.forward)
        copy.unlink()
        backup = _tested(packed, inside, key, _Known(audit_key, proved), course)
        ready(backup.manifest)
        return replace(backup, path=_publish(packed, place, backup.manifest.made_at))


def copy_to(backup: Backup, place: Path, *, ready: Callable[[], object], progress: Progress) -> Backup:
    """Copy a good backup to the existing folder ``place``, and read it back there; it may be there already.

    ``ready`` is called when only its name is missing. Raises StorageFault; killed or stopped it leaves nothing that
    counts.
    """
    course = Course(progress, 2 * backup.size)
    with place_faults(place), building(place) as inside:
        there = place / backup.path.name
        if there.exists() and _is_copy(there, backup):
            return replace(backup, path=there)
        _need_room(place, backup.size)
        packed = inside / f"packed{ENDING}"
        with backup.path.open("rb") as source, packed.open("xb") as target:
            for chunk in iter(lambda: source.read(1 << 20), b""):
                target.write(chunk)
                course.forward(len(chunk))
        durable.sync_file(packed)
        try:
            backup_file.check_whole(packed, course.forward)
        except BackupDamaged as fault:
            raise _not_read_back(place) from fault
        ready()
        return replace(backup, path=_publish(packed, place, backup.manifest.made_at))


def listed(place: Path) -> tuple[tuple[Backup, ...], tuple[Path, ...]]:
    """Return the backups in a folder by their manifests, the newest first, and the files that cannot be read as one.

    No database is opened, and whether a manifest is true is still open. A folder that is not there holds nothing.
    """
    found: list[Backup] = []
    unreadable: list[Path] = []
    try:
        paths = sorted(place.glob(f"*{ENDING}"))
    except OSError:
        return (), ()
    for path in paths:
        try:
            found.append(backup_file.read(path))
        except (NotFound, NewerVersion):
            continue
        except (NotReadable, StorageFault):
            unreadable.append(path)
    found.sort(key=lambda each: (each.manifest.made_at, each.manifest.head.number, each.path.name), reverse=True)
    return tuple(found), tuple(unreadable)


def try_out(
    backup: Backup,
    opens: Callable[[Path], DataKey | None],
    *,
    audit_key: bytes | None,
    inside: Path,
    progress: Progress,
) -> bool:
    """Restore a backup for a test, in a folder of its own in ``inside``, which is gone afterwards.

    ``opens`` is given the folder with its key slots and returns the key; None where nobody here has it, as that of a
    backup from before the keys were renewed: then only its bytes are compared, and False is returned.
    Raises BackupDamaged, NewerVersion, StorageFault.
    """
    proving.refuse_newer(backup)
    course = Course(progress, (2 + PROOF) * backup.size)
    with place_faults(inside), building(inside) as folder:
        _need_room(inside, backup.size)
        backup_file.check_whole(backup.path, course.forward)
        proving.unpack_slots(backup, folder)
        key = opens(folder)
        if key is None:
            return False
        try:
            _restored(backup, folder, key, _Known(audit_key), course)
        except proving.Unsound as unsound:
            raise unsound.told(backup.path) from unsound
    return True


# --- the steps --------------------------------------------------------------------------------------------------


def _copy(engine: Engine, copy: Path, place: Path, course: Course) -> None:
    """Copy the database as it is at this moment, encrypted. Raises StorageFault."""

    def look() -> None:
        course.reach(copy.stat().st_size if copy.exists() else 0)

    try:
        with storage_faults(), engine.connect() as connection, proving.watched(connection, look):
            proving.run(connection, "VACUUM INTO ?", str(copy))
            whole = read_undamaged(connection)
            if not whole:
                connection.invalidate()
    except (StorageFull, StorageReadOnly, StorageUnavailable) as fault:
        raise _place_fault(fault, place) from fault
    if not whole:  # what cannot be decrypted would have been copied as zeros
        raise StorageDamaged(
            message(N_("The records file is damaged; no backup was made. Restore the newest backup there is."))
        )


def _size(engine: Engine) -> int:
    with storage_faults(), engine.connect() as connection:
        ((pages,),) = proving.run(connection, "PRAGMA page_count")
        ((length,),) = proving.run(connection, "PRAGMA page_size")
    return int(str(pages)) * int(str(length))


def _facts(copy: Path, key: DataKey, centre: str, now: datetime) -> Manifest:
    """Return what the copy says, for the manifest: its own counts and its own end of the audit trail."""
    engine = create_reading_engine(copy, key)
    try:
        with storage_faults(), engine.connect() as connection:
            restores = protection.restores(connection)
            return Manifest(
                made_at=now.astimezone(UTC).replace(microsecond=0),
                program=__version__,
                revision=current_revision(connection) or "",
                centre=centre,
                counts=protection.counts(connection),
                head=audit.head(connection),
                branch=restores[-1].seal if restores else b"",
                parts={},
            )
    finally:
        engine.dispose()


@dataclass(frozen=True)
class _Known:
    """What is known of the trail in a backup: its key, None where it is not, and heads that were proved before."""

    audit_key: bytes | None
    proved: Collection[AuditHead] = ()


def _tested(packed: Path, inside: Path, key: DataKey, known: _Known, course: Course) -> Backup:
    """Read the new file back from the disk and restore it for a test. Raises StorageFault."""
    try:
        backup_file.check_whole(packed, course.forward)
        backup = backup_file.read(packed)
        unpacked = inside / "test"
        unpacked.mkdir()
        proving.unpack_slots(backup, unpacked)
        _restored(backup, unpacked, key, known, course)
    except (BackupDamaged, NotReadable, NotFound) as fault:
        raise _not_read_back(inside.parent) from fault
    except proving.Unsound as unsound:
        raise StorageDamaged(
            message(
                N_("A backup was made and tested, and thrown away: {why}. Check the records (Administration)."),
                why=unsound.why,
            )
        ) from unsound
    return backup


def _restored(backup: Backup, place: Path, key: DataKey, known: _Known, course: Course) -> None:
    try:
        proving.unpack_database(backup, place, course.forward)
        proving.prove(place, backup.manifest, key, course.rest(), audit_key=known.audit_key, proved=known.proved)
    except (StorageFull, StorageReadOnly, StorageUnavailable) as fault:
        raise _place_fault(fault, place.parent) from fault
    course.reach(course.total)


def _is_copy(path: Path, backup: Backup) -> bool:
    try:
        backup_file.check_whole(path, lambda _count: None)
        return backup_file.read(path).manifest == backup.manifest
    except (StorageFault, NotReadable, NotFound):
        return False


def _publish(packed: Path, place: Path, made_at: datetime) -> Path:
    """Give the finished file its name, one that no file has; the process that is just as quick has a good one, too."""
    with suppress(OSError):  # a USB stick has no permissions
        packed.chmod(durable.file_mode(place))
    stem = made_at.astimezone(UTC).strftime(_NAME)
    names = (f"{stem}{number}{ENDING}" for number in ("", *(f"-{again}" for again in range(2, 1_000))))
    path = next(place / name for name in names if not (place / name).exists())
    packed.rename(path)
    durable.sync_folder(place)
    return path


def own_place(folder: Path) -> Path:
    """Return the folder for backups in the data folder, made if it is not there. Raises StorageFault."""
    place = folder / BACKUPS
    with durable.disk_faults(folder):
        if not place.is_dir():
            durable.make_folder(place)
            place.chmod(stat.S_IMODE(folder.stat().st_mode))
    return place


# --- what can be wrong with a place -----------------------------------------------------------------------------


@contextmanager
def place_faults(place: Path) -> Iterator[None]:
    """Turn the system's errors about a place for backups into faults that say what to do."""
    try:
        yield
    except OSError as error:
        raise _place_fault(durable.disk_fault(error, place), place) from error


def _need_room(place: Path, size: int) -> None:
    """Raise StorageFull where a backup would fill the disk, and so hinder those who work meanwhile."""
    needed = size + _ROOM
    if shutil.disk_usage(place).free < needed:
        raise StorageFull(
            message(
                N_("There is too little room in {folder} for a backup. Free {megabytes} MB, then try again."),
                folder=place,
                megabytes=-(-needed // 1_000_000),
            )
        )


def _place_fault(fault: StorageFault, place: Path) -> StorageFault:
    """Return ``fault`` in words that speak of a backup and its place."""
    match fault:
        case StorageFull():
            text = N_("The disk with {folder} is full; no backup was made there. Free some space, then try again.")
        case StorageReadOnly():
            text = N_("This account may not write to {folder}; no backup was made there. Choose another place.")
        case FolderMissing():
            text = N_(
                "{folder} cannot be reached; no backup was made there. Plug in the disk, or choose another place."
            )
        case StorageUnavailable():
            text = N_("The disk with {folder} reported an error; no backup was made there. Check that disk.")
        case _:
            return fault
    return type(fault)(message(text, folder=place))


def _not_read_back(place: Path) -> StorageUnavailable:
    return StorageUnavailable(
        message(
            N_("The new backup in {folder} could not be read back, and was thrown away. Check that disk."), folder=place
        )
    )
