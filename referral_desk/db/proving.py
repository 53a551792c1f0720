"""Whether what was unpacked from a backup is a centre that can be worked with, and the one its manifest speaks of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from referral_desk.db import audit, backup_file, durable, vault
from referral_desk.db.engine import DriverError, create_reading_engine, read_undamaged
from referral_desk.db.errors import BackupDamaged, FolderDamaged, StorageDamaged, TamperedSlots
from referral_desk.db.layout import DATABASE, KEYS, KEYS_COPY
from referral_desk.db.migrations import REVISIONS, current_revision
from referral_desk.db.queries import protection
from referral_desk.db.session import storage_faults
from referral_desk.db.slots import DataKey
from referral_desk.domain.audit import AuditHead
from referral_desk.domain.backups import Backup, Manifest
from referral_desk.domain.messages import N_, Message, message

Look = Callable[[], None]
"""Is called now and then while a long statement runs; may raise to stop it."""

Tell = Callable[[float], None]
"""Is told which share is done, 0 to 1; may raise to stop."""

_STEPS = 50_000
"""How many steps of SQLite's machine pass between two looks: some milliseconds."""


class Unsound(Exception):
    """What was unpacked cannot be worked with; ``why`` is a clause that says what is wrong."""

    def __init__(self, why: Message) -> None:
        super().__init__(why.text)
        self.why = why

    def told(self, path: Path) -> BackupDamaged:
        """Return the fault of the backup file ``path`` that this was found in."""
        return BackupDamaged(
            message(
                N_("The backup {name} cannot be used: {why}. Take another one."),
                name=path.name,
                why=self.why,
            )
        )


def refuse_newer(backup: Backup) -> None:
    """Raise NewerVersion for a backup whose tables this program does not know."""
    if backup.manifest.revision not in REVISIONS:
        raise backup_file.newer(backup.path)


def unpack_slots(backup: Backup, place: Path) -> None:
    """Write the key slots of a backup into the folder ``place``, both copies. Raises BackupDamaged, StorageFault."""
    backup_file.unpack(backup, {KEYS: place / KEYS}, _unheard)
    with durable.disk_faults(place):
        content = (place / KEYS).read_bytes()
    durable.write(place, {KEYS_COPY: content})


def unpack_database(backup: Backup, place: Path, progress: backup_file.Progress) -> None:
    """Write the database of a backup into the folder ``place``. Raises BackupDamaged, StorageFault."""
    backup_file.unpack(backup, {DATABASE: place / DATABASE}, progress)


def prove(
    place: Path,
    manifest: Manifest,
    key: DataKey,
    tell: Tell,
    *,
    audit_key: bytes | None = None,
    proved: Iterable[AuditHead] = (),
) -> None:
    """Look through the unpacked parts in ``place``: every page, structure, references, counts, trail, seal.

    ``audit_key`` is the one that the centre's trail must have, where that is known. ``proved`` are heads that earlier
    proofs reached: the trail is verified from the newest on that it holds. Raises Unsound, StorageFault.
    """
    try:
        vault.verify(place, key)
    except (TamperedSlots, FolderDamaged) as fault:
        raise Unsound(message(N_("its key slots do not belong to its records"))) from fault
    far = _Far(tell)
    engine = create_reading_engine(place / DATABASE, key)
    try:
        with storage_faults(), engine.connect() as connection, watched(connection, far.look):
            _structure(connection, far)
            _facts(connection, manifest)
            _trail(connection, manifest, _audit_key(connection, manifest, key, audit_key), proved, far)
            if not read_undamaged(connection):
                raise Unsound(message(N_("its records are damaged")))
    except StorageDamaged as fault:
        raise Unsound(message(N_("its records are damaged"))) from fault
    finally:
        engine.dispose()


class _Far:
    """How far the proof is: the structure takes about as long as the trail."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._share = 0.0

    def reach(self, share: float) -> None:
        self._share = share
        self._tell(share)

    def look(self) -> None:
        self._tell(self._share)

    def trail(self, done: int, total: int) -> None:
        self.reach(0.5 + 0.5 * done / max(1, total))


@contextmanager
def watched(connection: Connection, look: Look) -> Iterator[None]:
    """Call ``look`` while the statements of a connection run; what it raises stops them, and is raised here."""
    stopped: list[BaseException] = []

    def handle() -> int:
        try:
            look()
        except BaseException as error:  # the driver would swallow it
            stopped.append(error)
        return len(stopped)

    driver = connection.connection.driver_connection
    assert driver is not None
    driver.set_progress_handler(handle, _STEPS)
    try:
        yield
    except (DBAPIError, DriverError):
        if stopped:
            raise stopped[0] from None
        raise
    finally:
        driver.set_progress_handler(None, 0)


def run(connection: Connection, statement: str, *values: str) -> list[tuple[object, ...]]:
    """Run a statement that must not be inside a transaction."""
    with closing(connection.connection.cursor()) as cursor:
        cursor.execute(statement, values)
        return [tuple(row) for row in cursor.fetchall()]


def _structure(connection: Connection, far: _Far) -> None:
    found = run(connection, "PRAGMA cipher_integrity_check")
    far.reach(0.1)
    found += [row for row in run(connection, "PRAGMA integrity_check") if row != ("ok",)]
    far.reach(0.4)
    found += run(connection, "PRAGMA foreign_key_check")
    far.reach(0.5)
    if found:
        raise Unsound(message(N_("its records are damaged")))


def _facts(connection: Connection, manifest: Manifest) -> None:
    if current_revision(connection) != manifest.revision or protection.counts(connection) != manifest.counts:
        raise Unsound(message(N_("it holds other records than it says")))


def _audit_key(connection: Connection, manifest: Manifest, key: DataKey, audit_key: bytes | None) -> bytes:
    """Return the key of the trail, which is the one that is known, and the manifest's."""
    own = audit.read_key(connection, key)
    if own is None or (audit_key is not None and own != audit_key):
        raise Unsound(message(N_("its audit trail is not that of these records")))
    if not backup_file.is_ours(manifest, own):
        raise Unsound(message(N_("what it says of itself was changed")))
    return own


def _trail(
    connection: Connection, manifest: Manifest, audit_key: bytes, proved: Iterable[AuditHead], far: _Far
) -> None:
    newest_first = sorted(proved, key=lambda head: head.number, reverse=True)
    after = next((head for head in newest_first if head.number and protection.holds(connection, head)), audit.START)
    broken = audit.verify(connection, audit_key, [manifest.head], after=after, progress=far.trail)
    if broken is not None:
        raise Unsound(message(N_("its audit trail is not whole from entry {number} on"), number=broken.number))
    if audit.head(connection) != manifest.head:
        raise Unsound(message(N_("it holds other records than it says")))


def _unheard(_count: int) -> None:
    """Stand in where nobody wants to hear how far it is."""
