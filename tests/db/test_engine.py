"""The encrypted database: what is on the disk, who waits for whom, what a fault is called."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlcipher3 import dbapi2

from referral_desk.db import engine as engine_module
from referral_desk.db.engine import create_engine
from referral_desk.db.errors import (
    StorageBusy,
    StorageDamaged,
    StorageFault,
    StorageFull,
    StorageReadOnly,
    StorageUnavailable,
)
from referral_desk.db.session import Sessions, storage_fault
from referral_desk.db.vault import DataKey

KEY = DataKey(bytes(range(32)))
MARKER = "見本花子"


@pytest.fixture
def sessions(tmp_path: Path) -> Sessions:
    opened = Sessions(create_engine(tmp_path / "centre.db", KEY, create=True))
    with opened.write() as session:
        session.execute(text("CREATE TABLE town (id INTEGER PRIMARY KEY, name TEXT UNIQUE)"))
        session.execute(
            text("CREATE TABLE person (id INTEGER PRIMARY KEY, town INTEGER REFERENCES town (id), name TEXT)")
        )
    return opened


def add(sessions: Sessions, name: str) -> None:
    with sessions.write() as session:
        session.execute(text("INSERT INTO town (name) VALUES (:name)"), {"name": name})


def names(sessions: Sessions) -> list[str]:
    with sessions.read() as session:
        return list(session.scalars(text("SELECT name FROM town ORDER BY id")))


def pragma(sessions: Sessions, name: str) -> object:
    with sessions.read() as session:
        return session.scalar(text(f"PRAGMA {name}"))


def test_no_file_holds_a_word_of_what_was_stored(sessions: Sessions, tmp_path: Path) -> None:
    add(sessions, MARKER)
    for path in tmp_path.iterdir():
        content = path.read_bytes()
        assert MARKER.encode() not in content, path.name
        assert b"CREATE TABLE" not in content, path.name
        assert not content.startswith(b"SQLite format"), path.name
    sessions.close()


def test_the_settings_that_a_power_cut_depends_on_are_on(sessions: Sessions) -> None:
    found = {name: pragma(sessions, name) for name in ("journal_mode", "synchronous", "foreign_keys", "temp_store")}
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "temp_store": 2}
    sessions.close()


def test_a_unit_of_work_is_stored_whole_or_not_at_all(sessions: Sessions) -> None:
    def half_done() -> None:
        with sessions.write() as session:
            session.execute(text("INSERT INTO town (name) VALUES ('架空市')"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_done()
    assert names(sessions) == []
    add(sessions, "架空市")
    assert names(sessions) == ["架空市"]
    sessions.close()


def test_what_a_reader_changes_is_not_stored(sessions: Sessions) -> None:
    with sessions.read() as session:
        session.execute(text("INSERT INTO town (name) VALUES ('架空市')"))
    assert names(sessions) == []
    sessions.close()


def test_a_reader_sees_one_state_while_a_writer_commits(sessions: Sessions) -> None:
    add(sessions, "一")
    with sessions.read() as session:
        assert session.scalar(text("SELECT count(*) FROM town")) == 1
        add(sessions, "二")
        assert session.scalar(text("SELECT count(*) FROM town")) == 1
    assert names(sessions) == ["一", "二"]
    sessions.close()


def test_writers_in_many_threads_wait_for_each_other_and_lose_nothing(sessions: Sessions) -> None:
    def count_up() -> None:
        for _ in range(20):
            with sessions.write() as session:
                highest = session.scalar(text("SELECT coalesce(max(id), 0) FROM town")) or 0
                session.execute(text("INSERT INTO town (id, name) VALUES (:id, :id)"), {"id": highest + 1})

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(names(sessions)) == 80
    sessions.close()


def test_a_writer_that_waited_in_vain_is_told_that_another_is_saving(
    sessions: Sessions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "BUSY_SECONDS", 0.0)
    impatient = Sessions(create_engine(tmp_path / "centre.db", KEY))
    with sessions.write(), pytest.raises(StorageBusy):
        add(impatient, "架空市")
    add(impatient, "架空市")
    impatient.close()
    sessions.close()


def test_a_reader_is_not_held_up_by_a_writer(sessions: Sessions) -> None:
    with sessions.write() as session:
        session.execute(text("INSERT INTO town (name) VALUES ('架空市')"))
        assert names(sessions) == []
    sessions.close()


def test_a_full_disk_is_said_and_the_next_write_works(sessions: Sessions) -> None:
    with sessions.read() as session:
        pages = session.scalar(text("PRAGMA page_count"))
        session.execute(text(f"PRAGMA max_page_count = {pages}"))  # stays with the one pooled connection
    with pytest.raises(StorageFull):
        add(sessions, "x" * 100_000)
    sessions.close()
    add(sessions, "架空市")
    assert names(sessions) == ["架空市"]
    sessions.close()


def test_a_broken_rule_of_the_tables_is_a_defect_and_no_storage_fault(sessions: Sessions) -> None:
    add(sessions, MARKER)
    with pytest.raises(IntegrityError) as raised:
        add(sessions, MARKER)
    assert MARKER not in str(raised.value)
    with pytest.raises(IntegrityError), sessions.write() as session:
        session.execute(text("INSERT INTO person (town, name) VALUES (99, 'x')"))
    with pytest.raises(OperationalError), sessions.read() as session:
        session.execute(text("SELECT nothing FROM nowhere"))
    sessions.close()


def test_a_lost_file_is_not_replaced_by_an_empty_one(tmp_path: Path) -> None:
    sessions = Sessions(create_engine(tmp_path / "centre.db", KEY))
    with pytest.raises(StorageUnavailable):
        sessions.revision()
    assert not list(tmp_path.iterdir())
    sessions.close()


def test_another_key_and_a_file_that_is_no_database_are_damage(
    sessions: Sessions, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    sessions.close()
    other = Sessions(create_engine(tmp_path / "centre.db", DataKey(bytes(32))))
    with pytest.raises(StorageDamaged):
        names(other)
    other.close()
    (tmp_path / "centre.db").write_bytes(b"SQLite format 3\0" + bytes(8192))
    with pytest.raises(StorageDamaged):
        names(sessions)
    sessions.close()
    assert capfd.readouterr().err == ""


@pytest.mark.skipif(not hasattr(os, "geteuid") or sys.platform == "win32", reason="POSIX permissions")
def test_a_folder_that_may_not_be_changed_is_said_to_be_so(sessions: Sessions, tmp_path: Path) -> None:
    add(sessions, "架空市")
    sessions.close()
    if os.geteuid() != 0:
        (tmp_path / "centre.db").chmod(0o400)
        tmp_path.chmod(0o500)
        with pytest.raises((StorageReadOnly, StorageUnavailable)):
            add(sessions, "x")
        tmp_path.chmod(0o700)
        sessions.close()
        return
    # root may write anywhere: let somebody else try, in a process of his own
    for path in (tmp_path, *tmp_path.parents):
        if not path.stat().st_mode & 0o001:
            path.chmod(path.stat().st_mode | 0o055)
    (tmp_path / "centre.db").chmod(0o444)
    program = (
        "import os, sys; from pathlib import Path\n"
        "from sqlalchemy import text\n"
        "from referral_desk.db.engine import create_engine\n"
        "from referral_desk.db.errors import StorageFault\n"
        "from referral_desk.db.session import Sessions\n"
        "from referral_desk.db.vault import DataKey\n"
        "os.setuid(65534)\n"
        "sessions = Sessions(create_engine(Path(sys.argv[1]), DataKey(bytes(range(32)))))\n"
        "try:\n"
        "    with sessions.write() as session: session.execute(text('INSERT INTO town (name) VALUES (1)'))\n"
        "except StorageFault as fault: print(type(fault).__name__)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "centre.db")],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout.strip() in {"StorageReadOnly", "StorageUnavailable"}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        *((5, StorageBusy), (6, StorageBusy), (261, StorageBusy), (8, StorageReadOnly), (1032, StorageReadOnly)),
        *((11, StorageDamaged), (26, StorageDamaged), (13, StorageFull), (14, StorageUnavailable)),
        *((10, StorageUnavailable), (778, StorageUnavailable)),
    ],
)
def test_each_fault_of_the_surroundings_has_its_name(code: int, expected: type[StorageFault]) -> None:
    error = dbapi2.OperationalError("said by SQLite")
    error.sqlite_errorcode = code
    assert isinstance(storage_fault(error), expected)


def test_opening_imports_no_migration_library() -> None:
    program = "import sys, referral_desk.db.folder, referral_desk.db.session; sys.exit('alembic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).parents[2], check=False).returncode == 0


def test_errors_of_the_driver_are_errors_of_the_engine(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(OperationalError):
        connection.execute(text("SELECT * FROM nowhere"))
