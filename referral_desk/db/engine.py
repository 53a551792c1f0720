"""The encrypted database of a data folder as an SQLAlchemy engine; the only place that knows SQLCipher's settings.

A power cut loses nothing that was committed: write-ahead log with ``synchronous = FULL``. Python's own transaction
handling is off; a transaction begins with BEGIN for readers and BEGIN IMMEDIATE for writers, because a reader that
turns writer fails at once while another writes, whatever the timeout.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import sqlalchemy
from sqlalchemy import Connection, Engine, PoolProxiedConnection, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2

from referral_desk.db.errors import StorageBusy
from referral_desk.db.slots import DataKey
from referral_desk.domain.messages import N_, message

DriverError = dbapi2.Error
"""What the driver raises where SQLAlchemy does not stand between."""

WRITES = "referral_desk_writes"
"""The execution option that makes a connection's transactions begin as a writer's."""

BUSY_SECONDS = 10.0
"""How long a writer waits for another process to finish."""

_CONNECTIONS = 3
_CIPHER_PRAGMAS = (
    "cipher_log_level = NONE",  # it would write to standard error; errors arrive as exceptions
    "cipher_memory_security = OFF",  # wiping every page costs more than it protects
    "temp_store = 2",  # in memory: sorted names must not spill to disk as plain text
)
_PRAGMAS = (
    *_CIPHER_PRAGMAS,
    "foreign_keys = ON",
    "journal_mode = WAL",
    "synchronous = FULL",
    "journal_size_limit = 67108864",
)


def create_engine(path: Path, key: DataKey, *, create: bool = False) -> Engine:
    """Return an engine on the database file ``path``: one writer and two readers; nothing is opened yet.

    Unless ``create`` is true the file must exist, so that a lost file is never replaced by an empty one. Every thread
    may use it, each transaction in one thread.
    """
    return _engine(f"{path.resolve().as_uri()}?mode={'rwc' if create else 'rw'}", key, _PRAGMAS)


def create_reading_engine(path: Path, key: DataKey) -> Engine:
    """Return an engine on a file that nobody else has open, such as a copy; no other file appears beside it."""
    return _engine(f"{path.resolve().as_uri()}?mode=ro&immutable=1", key, _CIPHER_PRAGMAS)


def _engine(address: str, key: DataKey, pragmas: Sequence[str]) -> Engine:
    raw_key = key.storage_key()

    def connect() -> DBAPIConnection:
        connection: DBAPIConnection = dbapi2.connect(
            address, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            cursor = connection.cursor()
            cursor.execute(f"PRAGMA key = \"x'{raw_key}'\"")
            for pragma in pragmas:
                cursor.execute(f"PRAGMA {pragma}")
            cursor.close()
        except BaseException:
            connection.close()
            raise
        return connection

    engine = sqlalchemy.create_engine(
        "sqlite+pysqlite://",
        module=dbapi2,
        creator=connect,
        poolclass=QueuePool,
        pool_size=_CONNECTIONS,
        pool_use_lifo=True,
        max_overflow=_CONNECTIONS,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin)
    return engine


def read_undamaged(connection: Connection | PoolProxiedConnection) -> bool:
    """Whether every page that this connection has read so far was whole; quick.

    SQLCipher gives a page that does not authenticate as zeros. Where it is the last page of a long row SQLite sees
    nothing wrong with that and says nothing; the connection knows, and stays unusable.
    """
    driver = connection.connection if isinstance(connection, Connection) else connection
    cursor = driver.cursor()
    try:
        cursor.execute("PRAGMA cipher_status")
        status = cursor.fetchone()
    finally:
        cursor.close()
    return bool(status and status[0] == "1")


def retire(engine: Engine) -> None:
    """Close every idle connection of ``engine``; whoever still wants one is told to try again."""
    engine.dispose()
    engine.pool = QueuePool(_refuse)


def _refuse() -> DBAPIConnection:
    raise StorageBusy(message(N_("The keys of the records are just being renewed. Try again in a moment.")))


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def writing(engine: Engine) -> Engine:
    """Return ``engine``, its pool shared, for transactions that write."""
    return engine.execution_options(**{WRITES: True})
