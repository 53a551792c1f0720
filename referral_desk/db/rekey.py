"""Giving a centre a new data key: everything is copied under it, and the copy takes the old file's place.

Whoever knew the old key, such as somebody who has left, reads nothing that is written afterwards. The new key is
sealed to the public key of every slot that stays, so nobody's password is needed. At every moment the folder opens
with the passwords of all who stay, also after a power cut:

1. the copy is made, compared with the original, checked page by page, and synced (``centre.db.new``);
2. both files of key slots are written with the slots of both keys (slot_files.py);
3. the copy is renamed over ``centre.db``, in one step: from here on the new key's slots are in force;
4. the slots are written without the old key's.

Whoever opens the folder after an interruption finishes or takes back step 2 (:func:`slot_files.settle`). The old
file's log is empty and gone before step 3: SQLite would put it on top of any file of that name.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, Engine

from referral_desk.db import durable, slot_files
from referral_desk.db.engine import create_engine, read_undamaged
from referral_desk.db.errors import FolderInUse, StorageDamaged, StorageFault, StorageFull, StorageUnavailable
from referral_desk.db.layout import DATABASE, NEW_DATABASE, database_path
from referral_desk.db.session import Session, Sessions, run_plainly, storage_faults
from referral_desk.db.slots import DataKey, SlotChanged, seal_anew
from referral_desk.domain.messages import N_, message

Progress = Callable[[int, int], None]
"""Hears (done, total) and may raise, which takes everything back."""

Amend = Callable[[Session, DataKey], None]
"""Writes into the copy what belongs to the new key."""

_STEPS = 20_000
"""Steps of SQLite's machine between two calls of the progress; some ten milliseconds."""

_SPARE = 8 << 20
_REMAINS = ("", "-journal", "-wal", "-shm")


def rekey(place: Path, old: DataKey, logins: Collection[str], amend: Amend, progress: Progress) -> DataKey:
    """Give the centre in ``place`` a new data key, which the slots of ``logins`` and the recovery code open.

    The caller has the folder for itself and has closed every connection; ``amend`` is called with a session on the
    copy and the new key. Raises FolderInUse, StorageFault, and what ``progress`` raises: then all is as before. Once
    the copy is in place nothing is raised any more.
    """
    new = DataKey.random()
    copy = place / NEW_DATABASE
    discard_copy(place)
    _refuse_full_disk(place)
    try:
        watch = _Watch(progress, copy, database_path(place).stat().st_size)
        _copy(place, copy, old, new, watch)
        _check(copy, new, amend, watch)
        _refuse_log(database_path(place))
        with durable.locked(place):
            _put_in_place(place, copy, old, new, logins)
    except BaseException:
        discard_copy(place)
        raise
    return new


def discard_copy(place: Path) -> None:
    """Remove what an interrupted re-keying left beside the records; never raises."""
    for remains in _REMAINS:
        with suppress(OSError):
            (place / f"{NEW_DATABASE}{remains}").unlink(missing_ok=True)


class _Watch:
    """Tells the progress how far it is, from inside SQLite's work too, and keeps what it raised to stop."""

    def __init__(self, progress: Progress, copy: Path, size: int) -> None:
        self._progress = progress
        self._copy = copy
        self._size = max(1, size)
        self._reached = 0
        self._stopped: BaseException | None = None

    def reach(self, part: int) -> None:
        """Say that ``part`` of the four parts (copied, compared, checked, amended) are done. May raise."""
        self._reached = part
        self._progress(part * self._size, 4 * self._size)

    def __call__(self) -> int:
        """Answer SQLite: 0 to go on."""
        done = self._reached * self._size
        if not self._reached:
            with suppress(OSError):
                done = min(self._size, self._copy.stat().st_size)
        try:
            self._progress(done, 4 * self._size)
        except BaseException as stop:
            self._stopped = stop
            return 1
        return 0

    @contextmanager
    def on(self, engine: Engine) -> Iterator[Connection]:
        """Give a connection whose work is watched; it is closed at the end."""
        with storage_faults(), engine.connect() as connection:
            connection.detach()
            driver = connection.connection.dbapi_connection
            assert driver is not None
            driver.set_progress_handler(self, _STEPS)
            try:
                yield connection
            except BaseException:
                if self._stopped is not None:
                    raise self._stopped from None
                raise
            finally:
                driver.set_progress_handler(None, 0)


def _export(connection: Connection) -> None:
    """Copy all tables into the attached file. SQLCipher tells the errors of the disk without their numbers."""
    try:
        run_plainly(connection, "SELECT sqlcipher_export('renewed')")
    except connection.dialect.loaded_dbapi.OperationalError as error:
        if not read_undamaged(connection):
            raise StorageDamaged(
                message(N_("The records file is damaged. Close the program and restore the newest backup."))
            ) from error
        raise StorageUnavailable(
            message(N_("The disk reported an error; this change was not saved. Check the disk, then try again."))
        ) from error


def _refuse_full_disk(place: Path) -> None:
    with durable.disk_faults(place):
        needed = database_path(place).stat().st_size + _SPARE
        free = shutil.disk_usage(place).free
    if free < needed:
        raise StorageFull(
            message(
                N_("Renewing the keys needs {needed} MB on the disk, and {free} MB are free. Free some space first."),
                needed=-(-needed // 1_000_000),
                free=free // 1_000_000,
            )
        )


def _copy(place: Path, copy: Path, old: DataKey, new: DataKey, watch: _Watch) -> None:
    """Copy everything into a new file under the new key, and compare; leaves the old one without a log."""
    database = database_path(place)
    with durable.disk_faults(place):
        os.close(os.open(copy, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600))
        shutil.copymode(database, copy)
    engine = create_engine(database, old)
    try:
        with watch.on(engine) as connection:
            run_plainly(connection, "PRAGMA wal_checkpoint(TRUNCATE)")
            run_plainly(connection, "ATTACH DATABASE ? AS renewed KEY ?", str(copy), f"x'{new.storage_key()}'")
            run_plainly(connection, "PRAGMA renewed.journal_mode = OFF")  # a copy that fails is thrown away
            run_plainly(connection, "PRAGMA renewed.synchronous = OFF")  # and a whole one is synced at the end
            run_plainly(connection, "BEGIN")
            _export(connection)
            run_plainly(connection, "COMMIT")
            watch.reach(1)
            _compare(connection)
            watch.reach(2)
            run_plainly(connection, "DETACH DATABASE renewed")
    finally:
        engine.dispose()
    _refuse_log(database)


def _refuse_log(database: Path) -> None:
    """Raise FolderInUse if somebody has the records open: the last one to close them takes the log away."""
    with durable.disk_faults(database.parent):
        if any(database.with_name(f"{database.name}{part}").exists() for part in ("-wal", "-shm")):
            raise FolderInUse(
                message(
                    N_("Another window or program is using {folder}. Close it and try again."), folder=database.parent
                )
            )
        durable.sync_folder(database.parent)  # a power cut must not bring the log back beside the new file


def _compare(connection: Connection) -> None:
    """Raise StorageDamaged unless the copy holds the same tables with the same rows."""
    parts = "type, name, tbl_name, sql"
    differ = _differ(connection, "{}.sqlite_schema WHERE name NOT LIKE 'sqlite~_stat%' ESCAPE '~'", parts)
    tables = run_plainly(
        connection, "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    for (table,) in tables:
        columns = run_plainly(connection, f'PRAGMA main.table_info("{table}")')
        names = [str(column[1]) for column in columns]
        keys = [str(column[1]) for column in columns if column[5]]
        if len(keys) == 1 and any(column[5] and column[2] == "INTEGER" for column in columns):
            differ |= _differ_by_key(connection, str(table), keys[0], names)
        else:
            differ |= _differ(connection, f'{{}}."{table}"', ", ".join(f'"{name}"' for name in names))
    if differ:
        raise StorageDamaged(
            message(N_("The copy under the new key is not as the original; nothing was changed. Check the disk."))
        )


def _differ(connection: Connection, source: str, columns: str) -> bool:
    ours, copied = (f"SELECT {columns} FROM {source.format(name)}" for name in ("main", "renewed"))
    return bool(
        run_plainly(connection, f"{ours} EXCEPT {copied} LIMIT 1")
        or run_plainly(connection, f"{copied} EXCEPT {ours} LIMIT 1")
        or run_plainly(
            connection, f"SELECT 1 WHERE (SELECT count(*) FROM ({ours})) <> (SELECT count(*) FROM ({copied}))"
        )
    )


def _differ_by_key(connection: Connection, table: str, key: str, columns: list[str]) -> bool:
    """Compare row by row: no memory is needed, however large the table."""
    unlike = " OR ".join(f'ours."{name}" IS NOT copied."{name}"' for name in columns)
    source = f'main."{table}" ours LEFT JOIN renewed."{table}" copied ON copied."{key}" = ours."{key}"'
    counts = (f'(SELECT count(*) FROM {name}."{table}")' for name in ("main", "renewed"))
    return bool(
        run_plainly(connection, f"SELECT 1 FROM {source} WHERE {unlike} LIMIT 1")
        or run_plainly(connection, f"SELECT 1 WHERE {' <> '.join(counts)}")
    )


def _check(copy: Path, new: DataKey, amend: Amend, watch: _Watch) -> None:
    """Amend the copy, read every page of it, and sync it; leaves it without a log."""
    engine = create_engine(copy, new)
    try:
        with Sessions(engine).write() as session:
            amend(session, new)
        with watch.on(engine) as connection:
            run_plainly(connection, "PRAGMA wal_checkpoint(TRUNCATE)")
            damage = run_plainly(connection, "PRAGMA cipher_integrity_check")
            watch.reach(3)
            damage += [row for row in run_plainly(connection, "PRAGMA integrity_check") if row != ("ok",)]
            damage += run_plainly(connection, "PRAGMA foreign_key_check")
        if damage:
            raise StorageDamaged(
                message(N_("The copy under the new key cannot be read; nothing was changed. Check the disk."))
            )
        watch.reach(4)
    finally:
        engine.dispose()
    _refuse_log(copy)
    with durable.disk_faults(copy.parent):
        durable.sync_file(copy)
        durable.sync_folder(copy.parent)


def _put_in_place(place: Path, copy: Path, old: DataKey, new: DataKey, logins: Collection[str]) -> None:
    """Steps 2 to 4. Raises StorageFault as long as the old key is in force."""
    slots = slot_files.verified(place, old)
    try:
        users = tuple(seal_anew(slot, new, slots.centre) for slot in slots.users if slot.login in logins)
        recovery = seal_anew(slots.recovery, new, slots.centre)
    except SlotChanged as error:
        raise slot_files.tampered(place) from error
    mark = slot_files.mark_of(copy)
    try:
        slot_files.write_with_successor(place, slots, old, slot_files.following(slots, new, users, recovery), mark)
        with durable.disk_faults(place):
            durable.finish(place, DATABASE)
    except StorageFault:
        if slot_files.mark_of(database_path(place)) != mark:
            with suppress(StorageFault):
                slot_files.settle_now(place, old)
            raise
        return  # renamed, but perhaps not yet on the disk: both keys stay until the folder is opened the next time
    with suppress(StorageFault):
        slot_files.settle_now(place, new)
