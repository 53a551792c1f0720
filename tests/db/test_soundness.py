"""What ``check`` finds, and that a sound folder has nothing to find."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from sqlalchemy import text

from referral_desk.db import folder as data_folder
from referral_desk.db import vault
from referral_desk.db.engine import create_engine
from referral_desk.db.session import Sessions
from referral_desk.db.soundness import Severity, check
from tests.db.making import CHEAP, MadeCentre


def codes(made: MadeCentre, *, deep: bool = False) -> set[str]:
    return {finding.code for finding in check(made.place, made.key, deep=deep)}


def test_a_sound_folder_has_nothing_to_find(made: MadeCentre) -> None:
    assert check(made.place, None) == []
    assert check(made.place, made.key) == []
    assert check(made.place, made.key, deep=True) == []


def test_an_open_window_is_no_hindrance(made: MadeCentre) -> None:
    sessions = Sessions(data_folder.open_folder(made.place, made.key))
    with sessions.write() as session:
        session.execute(text("CREATE TABLE x (a)"))
    with sessions.read() as session:
        session.scalar(text("SELECT count(*) FROM x"))
        assert codes(made) == set()
    sessions.close()


@pytest.mark.parametrize("seed", range(20))
def test_any_flipped_bit_of_the_database_is_found(made: MadeCentre, seed: int) -> None:
    choose = random.Random(seed)
    content = bytearray(made.database.read_bytes())
    content[choose.randrange(len(content))] ^= 1 << choose.randrange(8)
    made.database.write_bytes(content)
    findings = check(made.place, made.key)
    assert any(finding.severity is Severity.DAMAGE for finding in findings)


@pytest.mark.parametrize("length", [0, 100, 4096, 5000, 8192])
def test_a_cut_database_is_found(made: MadeCentre, length: int) -> None:
    made.database.write_bytes(made.database.read_bytes()[:length])
    assert any(finding.severity is Severity.DAMAGE for finding in check(made.place, made.key))


def test_a_zeroed_page_is_found(made: MadeCentre) -> None:
    content = bytearray(made.database.read_bytes())
    content[8192:12288] = bytes(4096)
    made.database.write_bytes(content)
    assert "pages" in codes(made)


def test_copies_of_the_key_slots_that_are_gone_or_changed_are_found(made: MadeCentre) -> None:
    (made.place / vault.KEYS_COPY).unlink()
    assert codes(made) == {"keys-missing"}
    (made.place / vault.KEYS).write_bytes(b"x")
    assert codes(made) == {"keys-missing", "keys-damaged", "keys"}


def test_slots_of_another_centre_are_found(made: MadeCentre, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    vault.create(other, "reida", "another long password", CHEAP)
    for name in (vault.KEYS, vault.KEYS_COPY):
        (made.place / name).write_bytes((other / name).read_bytes())
    assert "keys" in codes(made)


def test_a_record_that_refers_to_nothing_is_found(made: MadeCentre) -> None:
    engine = create_engine(made.database, made.key)
    with engine.connect() as connection:
        cursor = connection.connection.cursor()
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute("CREATE TABLE town (id INTEGER PRIMARY KEY)")
        cursor.execute("CREATE TABLE person (town INTEGER REFERENCES town (id))")
        cursor.execute("INSERT INTO person VALUES (99)")
    engine.dispose()
    assert codes(made) == {"references"}


def test_a_newer_revision_and_a_used_up_reserve_are_found(made: MadeCentre) -> None:
    sessions = Sessions(data_folder.open_folder(made.place, made.key))
    with sessions.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    sessions.close()
    data_folder.free_ballast(made.place)
    assert codes(made) == {"newer", "ballast"}
