"""The data folder: what lies in it, who may reach it, setting it up, opening it, checking it.

``centre.db`` (encrypted, with its ``-wal``), ``keys.json`` and ``keys-copy.json`` (see vault.py), ``ballast`` (a few
MiB that can be given back to a full disk so that the database still opens, and the folder's lock), ``backups/``.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Engine

from referral_desk.db import durable, slot_files, slots_seen
from referral_desk.db.access import give_access
from referral_desk.db.engine import create_engine
from referral_desk.db.errors import (
    FolderExists,
    FolderInUse,
    StorageDamaged,
    StorageFault,
    StorageFull,
    StorageUnavailable,
)
from referral_desk.db.layout import BACKUPS, BALLAST, DATABASE, STAGE, database_path, holds_centre, require
from referral_desk.db.migrations import HEAD, current_revision
from referral_desk.db.mounts import refuse_network
from referral_desk.db.presence import IN_USE
from referral_desk.db.rekey import discard_copy
from referral_desk.db.session import Sessions, storage_faults
from referral_desk.db.slots import DataKey
from referral_desk.db.vault import KEYS, KEYS_COPY
from referral_desk.domain.messages import N_, message

__all__ = [
    "BACKUPS",
    "BALLAST",
    "DATABASE",
    "ballast_is_full",
    "create_folder",
    "database_path",
    "free_ballast",
    "holds_centre",
    "open_folder",
    "refill_ballast",
    "require",
    "take_back",
]

_BALLAST_BYTES = 4 << 20
_NEARLY_FULL_BYTES = 1 << 20


@contextmanager
def create_folder(place: Path, *, shared: bool = False) -> Iterator[Path]:
    """Set up a data folder: give an inner folder to fill, which becomes ``place`` when the block ends well.

    The block writes the key slots (``vault.create``), makes the database and closes its engine. Killed before the
    end, it leaves nothing that counts as a centre, and setting up again begins anew; after an error nothing is left.
    ``shared`` lets every account of this PC read and write the folder, otherwise only its owner.
    Raises NetworkFolder, FolderExists, FolderInUse, StorageFault.
    """
    refuse_network(place)
    existed = place.exists()
    with durable.disk_faults(place):
        _refuse_file(place)
        durable.make_folder(place)
        _refuse_filled(place)
    stage = place / STAGE
    try:
        with durable.locked(place, wait=False):
            _refuse_filled(place)
            try:
                with durable.disk_faults(place):
                    _clear(place)
                    stage.mkdir(mode=0o700)
                    durable.sync_folder(place)  # before anything is moved out of it: it marks what lies here as ours
                yield stage
                with durable.disk_faults(place):
                    _publish(place, shared=shared, existed=existed)
            except BaseException:
                if not (place / KEYS).exists():
                    with suppress(OSError):
                        _clear(place)
                raise
    except FolderInUse:
        raise
    except BaseException:
        if not holds_centre(place):
            with suppress(OSError):
                (place / BALLAST).unlink(missing_ok=True)
                if not existed:
                    place.rmdir()
        raise


def take_back(place: Path, *, existed: bool) -> None:
    """Remove a centre that was set up a moment ago and does not open: nobody was shown its recovery code.

    ``existed``: the folder was there before. What a failing disk does not let go of stays. Never raises.
    """
    database = (f"{DATABASE}{part}" for part in ("-wal", "-shm", ""))
    for name in (KEYS, KEYS_COPY, *database, IN_USE, BALLAST):
        with suppress(OSError):
            (place / name).unlink(missing_ok=True)
    for folder in (place / BACKUPS, *(() if existed else (place,))):
        with suppress(OSError):
            folder.rmdir()


def open_folder(place: Path, key: DataKey) -> Engine:
    """Return the engine on the centre in ``place``, its database migrated where that is needed.

    What an interrupted re-keying left is finished or taken back, a damaged copy of the key slots mended. The caller
    keeps present() in the folder. On a disk so full that the database does not open, the ballast is given back first.
    Raises NetworkFolder, FolderMissing, FolderDamaged, NewerVersion, TamperedSlots (older ones), StorageFault.
    """
    require(place)
    discard_copy(place)
    engine = create_engine(database_path(place), key)
    try:
        try:
            revision = _revision(engine)
        except (StorageFull, StorageUnavailable):
            if shutil.disk_usage(place).free > _NEARLY_FULL_BYTES or not free_ballast(place):
                raise
            revision = _revision(engine)
        except StorageDamaged:
            slots_seen.refuse_strange(place, key)
            raise
        else:
            refill_ballast(place)
        if revision is None:  # cut to nothing: an update would make new, empty tables in the place of the records
            raise StorageDamaged(message(N_("The records file is empty. Restore the newest backup.")))
        if revision in slots_seen.REVISIONS:
            with storage_faults(), engine.connect() as connection:
                slots_seen.refuse_older(connection, place)
        with suppress(StorageFault):  # a folder that cannot be written to opens all the same
            slot_files.settle(place, key)  # counts the generation up: not before older slots were refused
        if revision != HEAD:
            from referral_desk.db import migrate  # noqa: PLC0415 - brings Alembic, half a second

            migrate.upgrade(engine, place)
        slots_seen.keep(Sessions(engine), place, key)
    except BaseException:
        engine.dispose()
        raise
    return engine


def free_ballast(place: Path) -> int:
    """Give the ballast back to a full disk; return the bytes freed, 0 if there were none."""
    ballast = place / BALLAST
    try:
        size = ballast.stat().st_size
        os.truncate(ballast, 0)
    except OSError:
        return 0
    return size


def refill_ballast(place: Path) -> bool:
    """Fill the ballast again if it was given back; whether it is full now. Quick where it is, and never raises."""
    ballast = place / BALLAST
    try:
        if ballast.stat().st_size >= _BALLAST_BYTES:
            return True
        if shutil.disk_usage(place).free < 4 * _BALLAST_BYTES:
            return False
        with durable.locked(place, wait=False):
            _fill_ballast(ballast)
    except (OSError, FolderInUse):
        return False
    return True


def ballast_is_full(place: Path) -> bool:
    """Whether the reserve for a full disk is there."""
    try:
        return (place / BALLAST).stat().st_size >= _BALLAST_BYTES
    except OSError:
        return False


def _revision(engine: Engine) -> str | None:
    with storage_faults(), engine.connect() as connection:
        return current_revision(connection)


def _refuse_file(place: Path) -> None:
    file = next((each for each in (place, *place.parents) if each.exists() and not each.is_dir()), None)
    if file is not None:
        raise FolderExists(message(N_("{file} is a file, not a folder. Name a new or empty folder."), file=file))


def _refuse_filled(place: Path) -> None:
    if holds_centre(place):
        raise FolderExists(
            message(
                N_("A centre is already set up in {folder}. Open it, or choose an empty folder for the new one."),
                folder=place,
            )
        )
    ours = {BALLAST}
    if (place / STAGE).exists():
        ours |= {STAGE, DATABASE, KEYS_COPY, BACKUPS}
    if any(entry.name not in ours for entry in place.iterdir()):
        raise FolderExists(
            message(N_("{folder} is not empty. Choose an empty folder for the new centre."), folder=place)
        )


def _clear(place: Path) -> None:
    """Remove what a set-up left that was killed before keys.json moved; the stage last, for it marks them as ours."""
    stage = place / STAGE
    if not stage.exists():
        return
    for name in (DATABASE, KEYS_COPY):
        (place / name).unlink(missing_ok=True)
    if (place / BACKUPS).exists():
        (place / BACKUPS).rmdir()
    shutil.rmtree(stage)


def _publish(place: Path, *, shared: bool, existed: bool) -> None:
    """Move the stage's files up, keys.json last: with it the centre exists, and no later fault is told."""
    stage = place / STAGE
    if (stage / f"{DATABASE}-wal").exists():  # closing the engine empties it, where the disk lets it
        raise StorageUnavailable(
            message(N_("The disk reported an error; this change was not saved. Check the disk, then try again."))
        )
    (stage / BALLAST).unlink(missing_ok=True)
    (stage / BACKUPS).mkdir()
    for name in (KEYS_COPY, KEYS):
        if not (stage / name).exists():  # its last step failed when the slots were written
            durable.finish(stage, name)
    _fill_ballast(place / BALLAST)
    durable.sync_file(stage / DATABASE)
    give_access(place, (place / BALLAST, *stage.iterdir()), shared=shared, existed=existed)
    for name in (BACKUPS, DATABASE, KEYS_COPY):
        durable.sync_folder(stage)
        (stage / name).rename(place / name)
        durable.sync_folder(place)
    durable.sync_folder(stage)
    (stage / KEYS).rename(place / KEYS)
    with suppress(OSError):
        stage.rmdir()
    for folder in (place, place.parent):
        with suppress(OSError):
            durable.sync_folder(folder)


def _fill_ballast(path: Path) -> None:
    with path.open("r+b" if path.exists() else "wb") as stream:
        if sys.platform == "linux":
            with suppress(OSError):
                os.posix_fallocate(stream.fileno(), 0, _BALLAST_BYTES)
                return
        stream.write(os.urandom(_BALLAST_BYTES))
        stream.flush()
        os.fsync(stream.fileno())
