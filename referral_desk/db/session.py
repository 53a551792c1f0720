"""Units of work on the database: a session lives for one ``with`` block, in one thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from threading import Condition

from sqlalchemy import Connection, Engine, PoolProxiedConnection
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from referral_desk.db.engine import DriverError, read_undamaged, retire, writing
from referral_desk.db.errors import (
    StorageBusy,
    StorageDamaged,
    StorageFault,
    StorageFull,
    StorageReadOnly,
    StorageUnavailable,
)
from referral_desk.db.migrations import current_revision
from referral_desk.domain.messages import N_, message

__all__ = ["Session", "Sessions", "run_plainly", "storage_fault", "storage_faults"]

_BUSY = {5, 6}
_READ_ONLY = {3, 8, 23}
_IO_ERROR = 10
_DAMAGED = {11, 26}
_FULL = 13
_CANNOT_OPEN = 14


class Sessions:
    """Opens units of work on one engine; ``close`` when the centre is closed or locked.

    ``login`` is who works: a session's queries leave out the clients that this person may not see, and "" sees no
    restricted one.
    """

    def __init__(self, engine: Engine, login: str = "") -> None:
        self._login = login
        self._units = _Units()
        self._use(engine)

    def _use(self, engine: Engine) -> None:
        self.engine = engine
        info = {"login": self._login}
        self._read = sessionmaker(engine, expire_on_commit=False, autoflush=False, info=info)
        self._write = sessionmaker(writing(engine), expire_on_commit=False, info=info)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session that sees one state of the database; what it changes is rolled back.

        Keep it short: while it lives, the write-ahead log cannot be emptied. Raises StorageFault.
        """
        with self._units.one(), storage_faults(), self._read() as session, _undamaged(session):
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Give the only writing session; it commits at the end, and rolls back if anything is raised.

        Waits up to ten seconds for another writer. Raises StorageFault, after which nothing was saved.
        """
        with self._units.one(), storage_faults(), self._write.begin() as session:
            session.connection()  # takes the lock now: what the unit of work reads is what it changes
            with _undamaged(session):
                yield session
                session.flush()

    @contextmanager
    def write_bare(self) -> Iterator[DBAPICursor]:
        """Give the only writing transaction as the driver has it, for the row that every reading leaves behind.

        It promises what :meth:`write` does, and costs a third of it.
        """
        with self._units.one(), storage_faults(), closing(self.engine.raw_connection()) as connection:
            cursor = connection.cursor()
            cursor.execute("BEGIN IMMEDIATE")
            with _undamaged(connection):
                yield cursor
            cursor.execute("COMMIT")
            cursor.close()

    def revision(self) -> str | None:
        """Return the revision of the tables, None where there are none yet. Raises StorageFault."""
        with self.read() as session:
            return current_revision(session)

    @contextmanager
    def paused(self, engine: Callable[[], Engine]) -> Iterator[None]:
        """Close every connection for a while: units of work end before, and wait until the block ends.

        Then they go on with the engine that ``engine`` gives, which opens nothing yet: so they go on in any case, and
        try again what could not be opened. The block itself must not open one.
        """
        with self._units.none():
            retire(self.engine)
            try:
                yield
            finally:
                self._use(engine())

    def close(self) -> None:
        """Close every connection; the last one on the folder empties the write-ahead log."""
        self.engine.dispose()


class _Units:
    """Counts the units of work that are open, on every thread, and lets somebody wait until there are none.

    One inside another never waits: whoever waits for none keeps nobody out meanwhile.
    """

    def __init__(self) -> None:
        self._changed = Condition()
        self._open = 0
        self._shut = False

    @contextmanager
    def one(self) -> Iterator[None]:
        with self._changed:
            self._changed.wait_for(lambda: not self._shut)
            self._open += 1
        try:
            yield
        finally:
            with self._changed:
                self._open -= 1
                self._changed.notify_all()

    @contextmanager
    def none(self) -> Iterator[None]:
        with self._changed:
            self._changed.wait_for(lambda: not (self._shut or self._open))
            self._shut = True
        try:
            yield
        finally:
            with self._changed:
                self._shut = False
                self._changed.notify_all()


@contextmanager
def _undamaged(work: Session | PoolProxiedConnection) -> Iterator[None]:
    """Raise StorageDamaged at the end of a unit of work that was given a damaged page, whatever became of it."""
    try:
        yield
    except Exception as error:
        if not _is_undamaged(work):
            raise _damaged() from error
        raise
    if not _is_undamaged(work):
        raise _damaged()


def _is_undamaged(work: Session | PoolProxiedConnection) -> bool:
    """Whether all that was read was whole; a connection that was given a damaged page is thrown away."""
    if isinstance(work, Session) and not (work.in_transaction() and work.is_active):
        return True
    connection = work.connection() if isinstance(work, Session) else work
    if read_undamaged(connection):
        return True
    connection.invalidate()
    return False


def _damaged() -> StorageDamaged:
    return StorageDamaged(message(N_("The records file is damaged. Close the program and restore the newest backup.")))


@contextmanager
def storage_faults() -> Iterator[None]:
    """Turn the database's errors about its surroundings into faults with plain words; defects pass unchanged."""
    try:
        yield
    except (DBAPIError, DriverError) as error:
        fault = storage_fault(error.orig if isinstance(error, DBAPIError) else error)
        if fault is None:
            raise
        raise fault from error


def run_plainly(connection: Connection, statement: str, *values: str) -> list[tuple[object, ...]]:
    """Run a statement that must not be inside a transaction, such as a checkpoint. Raises StorageFault."""
    cursor = connection.connection.cursor()
    try:
        cursor.execute(statement, values)
        return [tuple(row) for row in cursor.fetchall()]
    except connection.dialect.loaded_dbapi.Error as error:
        fault = storage_fault(error)
        if fault is None:
            raise
        raise fault from error
    finally:
        cursor.close()


def storage_fault(error: BaseException | None) -> StorageFault | None:
    """Return the fault that an SQLite error stands for, None for an error that is a defect of ours."""
    code = getattr(error, "sqlite_errorcode", None)
    if not isinstance(code, int):
        return None
    code &= 0xFF  # the rest of an extended code is detail
    if code == _FULL:
        return StorageFull(message(N_("The disk is full; this change was not saved. Free some space and try again.")))
    if code in _BUSY:
        return StorageBusy(message(N_("Another window is saving; this change was not saved. Try again in a moment.")))
    if code in _READ_ONLY:
        return StorageReadOnly(
            message(N_("This account may not change the records. Ask the administrator for the right to do so."))
        )
    if code in _DAMAGED:
        return _damaged()
    if code == _CANNOT_OPEN:
        return StorageUnavailable(
            message(
                N_(
                    "The records file cannot be opened. See that the data folder is still there, that this account "
                    "may use it, and that the disk is not full."
                )
            )
        )
    if code == _IO_ERROR:
        return StorageUnavailable(
            message(N_("The disk reported an error; this change was not saved. Check the disk, then try again."))
        )
    return None
