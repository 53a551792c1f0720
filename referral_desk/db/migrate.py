"""Bring a database to the revision this program works with.

Import this module only where a migration may be needed: it takes Alembic, and Alembic takes half a second. Alembic is
configured here, from the package itself; there is no alembic.ini and no env.py. A migration is one transaction with
foreign keys off (rebuilding a table would otherwise delete the rows that refer to it), followed by a check of every
foreign key; before it, a filled database is copied, encrypted, into ``backups/``.
"""

from __future__ import annotations

import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, MetaData, text
from sqlcipher3 import dbapi2

from referral_desk.db import durable, migrations
from referral_desk.db.engine import writing
from referral_desk.db.errors import NewerVersion, StorageDamaged
from referral_desk.db.migrations import HEAD, REVISIONS, current_revision
from referral_desk.db.models.base import NAMING
from referral_desk.db.session import storage_fault, storage_faults
from referral_desk.domain.messages import N_, message

if TYPE_CHECKING:
    from alembic.script import ScriptDirectory

BACKUPS = "backups"
DATABASE = "centre.db"
_SLOT_FILES = ("keys.json", "keys-copy.json")


def needed(engine: Engine) -> bool:
    """Whether :func:`upgrade` has something to do. Raises NewerVersion, StorageFault."""
    with storage_faults(), engine.connect() as connection:
        return _behind(current_revision(connection))


def upgrade(engine: Engine, folder: Path, *, back_up: bool = True) -> Path | None:
    """Migrate the database to HEAD; return the backup made before, None if the database was empty or up to date.

    Killed at any moment, it leaves the old state or the new one. ``back_up`` False is for what is a copy itself.
    Raises NewerVersion (nothing is touched), StorageFault; after any error the old state is kept.
    """
    if not needed(engine):
        return None
    backup = None
    with durable.locked(folder), storage_faults(), _without_foreign_keys(engine) as connection:
        with connection.begin():
            before = current_revision(connection)
        if not _behind(before):
            return None  # another window was quicker
        if before is not None and back_up:
            backup = _back_up(connection, folder, before)
        with connection.begin():
            run(connection, HEAD)
            _check_foreign_keys(connection)
    return backup


def _behind(revision: str | None) -> bool:
    if revision is not None and revision not in REVISIONS:
        raise NewerVersion(
            message(N_("These records were written by a newer version of Referral Desk. Update the program first."))
        )
    return revision != HEAD


@contextmanager
def _without_foreign_keys(engine: Engine) -> Iterator[Connection]:
    """Give a writer's connection of its own, outside the pool, that is closed at the end."""
    with writing(engine).connect() as connection:
        connection.detach()
        _execute(connection, "PRAGMA foreign_keys = OFF")
        yield connection


def _execute(connection: Connection, statement: str, *values: str) -> list[tuple[object, ...]]:
    """Run a statement that must not be inside a transaction."""
    cursor = connection.connection.cursor()
    try:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
    finally:
        cursor.close()


def _check_foreign_keys(connection: Connection) -> None:
    if connection.execute(text("PRAGMA foreign_key_check")).first() is not None:
        raise StorageDamaged(
            message(N_("The records do not fit together after the update; it was undone. Restore the newest backup."))
        )


def _back_up(connection: Connection, folder: Path, revision: str) -> Path:
    """Copy database and key slots into ``backups/before-update-…``, which can be opened as a data folder itself.

    The copy has this name once it is whole and was read back; the caller holds the folder's lock.
    """
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    backups = folder / BACKUPS
    place = backups / f"before-update-from-{revision}-{moment}"
    building = backups / "before-update.new"
    with durable.disk_faults(folder):
        backups.mkdir(exist_ok=True)
        shutil.rmtree(building, ignore_errors=True)  # of an update that was killed
        building.mkdir()
        building.chmod(stat.S_IMODE(folder.stat().st_mode))
        copy = building / DATABASE
        try:
            _copying(connection, "VACUUM INTO ?", str(copy))
            _read_back(connection, copy)
            copy.chmod(durable.file_mode(folder))
            durable.sync_file(copy)
            slots = {name: (folder / name).read_bytes() for name in _SLOT_FILES if (folder / name).exists()}
            durable.write(building, slots)
        except BaseException:
            shutil.rmtree(building, ignore_errors=True)
            raise
        building.rename(place)
        durable.sync_folder(backups)
    return place


def _copying(connection: Connection, statement: str, *values: str) -> list[tuple[object, ...]]:
    try:
        return _execute(connection, statement, *values)
    except dbapi2.Error as error:
        fault = storage_fault(error)
        if fault is None:
            raise
        raise fault from error


def _read_back(connection: Connection, copy: Path) -> None:
    """Raise StorageDamaged unless every page of the copy decrypts and its structure is whole."""
    _copying(connection, "ATTACH DATABASE ? AS copy", str(copy))
    try:
        damage = _copying(connection, "PRAGMA copy.cipher_integrity_check")
        damage += [row for row in _copying(connection, "PRAGMA copy.quick_check") if row != ("ok",)]
    finally:
        _execute(connection, "DETACH DATABASE copy")
    if damage:
        raise StorageDamaged(
            message(N_("The backup before the update cannot be read; the update was not begun. Check the disk."))
        )


def run(connection: Connection, target: str) -> None:
    """Run the migrations up to ``target`` inside the transaction that ``connection`` is in."""
    from alembic.config import Config  # noqa: PLC0415 - half a second, needed only here
    from alembic.runtime.environment import EnvironmentContext  # noqa: PLC0415

    script = scripts()

    def steps(revision: Any, _context: Any) -> list[Any]:
        return script._upgrade_revs(target, revision)

    with EnvironmentContext(Config(), script, fn=steps, destination_rev=target) as environment:
        environment.configure(connection=connection, target_metadata=MetaData(naming_convention=NAMING))
        environment.run_migrations()


def known_revisions() -> tuple[str, ...]:
    """Return the revisions that the scripts make up, oldest first."""
    return tuple(script.revision for script in reversed(list(scripts().walk_revisions())))


def scripts() -> ScriptDirectory:
    """Return Alembic's view of ``migrations/versions``."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    return ScriptDirectory(str(Path(migrations.__file__).parent))
