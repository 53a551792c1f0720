"""SQLCipher gives a damaged page as zeros; where SQLite does not notice, the unit of work does."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from referral_desk.db.engine import create_engine
from referral_desk.db.errors import StorageDamaged
from referral_desk.db.session import Sessions
from referral_desk.db.vault import DataKey

KEY = DataKey(bytes(range(32)))
NOTE = "long note " * 1000
PAGE = 4096
VERSION = text("SELECT version FROM note NOT INDEXED")
"""Read from the row's last page, not from the index that repeats it."""


def sessions_on(path: Path) -> Sessions:
    return Sessions(create_engine(path, KEY, create=True))


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A closed database of one long row."""
    sessions = sessions_on(tmp_path / "centre.db")
    with sessions.write() as session:
        session.execute(text("CREATE TABLE note (id INTEGER PRIMARY KEY, content TEXT, version INTEGER UNIQUE)"))
        session.execute(text("INSERT INTO note (content, version) VALUES (:content, 7)"), {"content": NOTE})
    sessions.close()
    return tmp_path / "centre.db"


def damage_last_page(database: Path) -> None:
    content = bytearray(database.read_bytes())
    content[-PAGE // 2] ^= 1
    database.write_bytes(content)


def test_a_long_row_whose_last_page_is_damaged_is_refused_and_not_read_as_zeros(database: Path) -> None:
    damage_last_page(database)
    sessions = sessions_on(database)
    with pytest.raises(StorageDamaged), sessions.read() as session:
        assert session.execute(text("SELECT content, version FROM note")).all() != [(NOTE, 7)]
    sessions.close()


def test_an_error_over_what_was_read_from_a_damaged_page_is_told_as_damage(database: Path) -> None:
    damage_last_page(database)
    sessions = sessions_on(database)
    with pytest.raises(StorageDamaged), sessions.read() as session:
        _ = 1 // (session.scalar(VERSION) or 0)
    sessions.close()


def test_nothing_is_written_on_the_ground_of_a_damaged_page(database: Path) -> None:
    damage_last_page(database)
    sessions = sessions_on(database)
    before = database.read_bytes()

    def count_up() -> None:
        with sessions.write() as session:
            version = session.scalar(VERSION) or 0
            session.execute(text("INSERT INTO note (content, version) VALUES ('', :version)"), {"version": version + 1})

    with pytest.raises(StorageDamaged):
        count_up()
    sessions.close()
    assert database.read_bytes() == before


def test_a_connection_that_met_damage_is_not_used_again(database: Path) -> None:
    whole = database.read_bytes()
    damage_last_page(database)
    sessions = sessions_on(database)
    with pytest.raises(StorageDamaged), sessions.read() as session:
        session.execute(text("SELECT content FROM note")).all()
    database.write_bytes(whole)
    with sessions.read() as session:
        assert session.scalar(VERSION) == 7
    sessions.close()


def test_other_errors_keep_their_names(database: Path) -> None:
    sessions = sessions_on(database)
    insert = text("INSERT INTO note (content, version) VALUES ('', 7)")
    with pytest.raises(IntegrityError), sessions.write() as session:
        session.execute(insert)
    with pytest.raises(ZeroDivisionError), sessions.read() as session:
        _ = 1 // (session.scalar(text("SELECT version FROM note WHERE version = 8")) or 0)
    with pytest.raises(ZeroDivisionError), sessions.read():
        _ = 1 // 0
    sessions.close()
