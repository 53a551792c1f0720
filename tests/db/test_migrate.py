"""Migrations: equal to the models, whole or not at all, with a copy made before."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text
from sqlalchemy.schema import CreateIndex, CreateTable

from referral_desk.db import folder as data_folder
from referral_desk.db import migrate, migrations
from referral_desk.db.engine import create_engine
from referral_desk.db.errors import NewerVersion, StorageDamaged, StorageFull
from referral_desk.db.models import Base
from referral_desk.db.session import Sessions
from tests.db.making import MadeCentre

VERSIONS = Path(migrations.__file__).parent / "versions"
Later = Callable[[str], None]


def test_the_light_list_of_revisions_is_the_scripts_own() -> None:
    assert migrate.known_revisions() == migrations.REVISIONS
    assert migrate.scripts().get_heads() == [migrations.HEAD]


def test_migrated_tables_equal_the_models(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrated_tables_have_the_models_checks_keys_and_indexes_by_name(engine: Engine) -> None:
    """What the comparison above does not see: CHECKs and what ON DELETE does."""
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL"))
        stored = {row.name: parts(row.sql) for row in rows if row.name not in ("alembic_version", "sqlite_sequence")}
    declared = {}
    for table in Base.metadata.sorted_tables:
        declared[table.name] = parts(str(CreateTable(table).compile(engine)))
        for index in table.indexes:
            declared[index.name] = parts(str(CreateIndex(index).compile(engine)))
    assert stored == declared


def parts(statement: str) -> list[str]:
    """Return the clauses of a CREATE in an order that does not depend on who wrote it."""
    inner = re.sub(r"\s+", " ", statement).replace('"', "").strip().split("(", 1)
    return [inner[0].strip(), *sorted(part.strip().rstrip(") ") for part in inner[1].split(", "))]


def test_a_centre_that_is_up_to_date_is_not_touched(made: MadeCentre, engine: Engine) -> None:
    assert not migrate.needed(engine)
    assert migrate.upgrade(engine, made.place) is None
    assert list((made.place / "backups").iterdir()) == []


def test_a_newer_revision_is_refused_untouched(made: MadeCentre) -> None:
    sessions = Sessions(data_folder.open_folder(made.place, made.key))
    with sessions.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    sessions.close()
    before = made.database.read_bytes()
    with pytest.raises(NewerVersion):
        data_folder.open_folder(made.place, made.key)
    assert made.database.read_bytes() == before
    assert list((made.place / "backups").iterdir()) == []


@pytest.fixture
def later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Later:
    """Pretend that the program has a later revision that does ``body``, and the centre some rows."""

    def pretend(body: str) -> None:
        home = tmp_path / "later"
        write_later(home, body)
        monkeypatch.setattr(migrate, "scripts", lambda: ScriptDirectory(str(home)))
        for module in (migrate, data_folder):
            monkeypatch.setattr(module, "HEAD", "9000")
        monkeypatch.setattr(migrate, "REVISIONS", (*migrations.REVISIONS, "9000"))

    return pretend


def write_later(home: Path, body: str) -> None:
    (home / "versions").mkdir(parents=True)
    for script in VERSIONS.glob("0*.py"):
        (home / "versions" / script.name).write_text(script.read_text(encoding="utf-8"), encoding="utf-8")
    (home / "versions" / "9000_later.py").write_text(
        f"import sqlalchemy as sa\nfrom alembic import op\nrevision, down_revision = '9000', '{migrations.HEAD}'\n"
        f"def upgrade():\n{body}",
        encoding="utf-8",
    )


REBUILD = """
    with op.batch_alter_table("town", recreate="always") as town:
        town.add_column(sa.Column("kana", sa.String(), nullable=False, server_default=""))
"""
FAIL = """
    op.execute("UPDATE town SET name = 'half done'")
    op.execute("CREATE TABLE half (a)")
    op.execute("SELECT * FROM nowhere")
"""
ORPHAN = """
    op.execute("DELETE FROM town")
"""


@pytest.fixture
def filled(made: MadeCentre) -> MadeCentre:
    fill(made)
    return made


def fill(made: MadeCentre) -> None:
    sessions = Sessions(create_engine(made.database, made.key))
    with sessions.write() as session:
        session.execute(text("CREATE TABLE town (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR)"))
        session.execute(text("CREATE TABLE person (town INTEGER REFERENCES town (id) ON DELETE CASCADE, name VARCHAR)"))
        session.execute(text("INSERT INTO town VALUES (1, '架空市')"))
        session.execute(text("INSERT INTO person VALUES (1, '見本花子'), (1, '例田一朗')"))
    sessions.close()


def state(made: MadeCentre, place: Path | None = None) -> tuple[str | None, list[str], list[str]]:
    sessions = Sessions(create_engine(data_folder.database_path(place or made.place), made.key))
    with sessions.read() as session:
        found = (
            migrations.current_revision(session),
            list(session.scalars(text("SELECT name FROM town"))),
            list(session.scalars(text("SELECT name FROM person ORDER BY rowid"))),
        )
    sessions.close()
    return found


OLD = (migrations.HEAD, ["架空市"], ["見本花子", "例田一朗"])
NEW = ("9000", *OLD[1:])


def test_rebuilding_a_table_keeps_the_rows_that_refer_to_it(filled: MadeCentre, later: Later) -> None:
    later(REBUILD)
    data_folder.open_folder(filled.place, filled.key).dispose()
    assert state(filled) == NEW


def test_the_copy_made_before_opens_as_a_data_folder_and_is_encrypted(filled: MadeCentre, later: Later) -> None:
    later(REBUILD)
    engine = create_engine(filled.database, filled.key)
    backup = migrate.upgrade(engine, filled.place)
    engine.dispose()
    assert backup is not None
    assert list((filled.place / "backups").iterdir()) == [backup]
    assert {path.name for path in backup.iterdir()} == {"centre.db", "keys.json", "keys-copy.json"}
    assert state(filled, backup) == OLD
    assert (backup / "keys.json").read_bytes() == (filled.place / "keys.json").read_bytes()
    assert "見本花子".encode() not in (backup / "centre.db").read_bytes()
    assert (backup / "centre.db").stat().st_mode & 0o077 == 0


def test_a_migration_that_fails_leaves_the_old_state(filled: MadeCentre, later: Later) -> None:
    later(FAIL)
    with pytest.raises(Exception, match="nowhere"):
        data_folder.open_folder(filled.place, filled.key)
    assert state(filled) == OLD


def test_a_migration_that_loses_what_others_refer_to_is_undone(filled: MadeCentre, later: Later) -> None:
    later(ORPHAN)
    with pytest.raises(StorageDamaged):
        data_folder.open_folder(filled.place, filled.key)
    assert state(filled) == OLD


def test_no_room_for_the_copy_means_no_migration(
    filled: MadeCentre, later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(REBUILD)

    def full(path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(migrate.durable, "sync_file", full)
    with pytest.raises(StorageFull):
        data_folder.open_folder(filled.place, filled.key)
    assert state(filled) == OLD
    assert list((filled.place / "backups").iterdir()) == []


def test_foreign_keys_are_on_again_for_everyone_after_a_migration(filled: MadeCentre, later: Later) -> None:
    later(REBUILD)
    engine = data_folder.open_folder(filled.place, filled.key)
    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
    engine.dispose()


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9")
@pytest.mark.parametrize(
    "moment",
    [
        *("VACUUM INTO", "DETACH", "CREATE TABLE", "INSERT INTO", "DROP TABLE", "ALTER TABLE", "UPDATE alembic"),
        *("PRAGMA foreign_key_check", "COMMIT"),
    ],
)
def test_a_killed_migration_leaves_the_old_state_or_the_new_one(
    filled: MadeCentre, tmp_path: Path, moment: str, later: Later
) -> None:
    """The child is killed when it sends the database the statement that begins so (of several, the last)."""
    program = dedent("""
        import os, signal, sys
        from pathlib import Path
        from alembic.script import ScriptDirectory
        from referral_desk.db import folder, migrate, migrations
        from referral_desk.db.vault import DataKey
        place, home, key, moment = Path(sys.argv[1]), sys.argv[2], DataKey(bytes.fromhex(sys.argv[3])), sys.argv[4]
        migrate.scripts = lambda: ScriptDirectory(home)
        migrate.HEAD = folder.HEAD = "9000"
        migrate.REVISIONS = (*migrations.REVISIONS, "9000")
        from referral_desk.db import engine
        original = engine.dbapi2.connect
        begun = False
        def watch(statement):
            global begun
            begun |= statement.startswith("VACUUM")
            if begun and statement.strip().startswith(moment):
                os.kill(os.getpid(), signal.SIGKILL)
        def connect(*a, **k):
            connection = original(*a, **k)
            connection.set_trace_callback(watch)
            return connection
        engine.dbapi2.connect = connect
        folder.open_folder(place, key).dispose()
        """)
    later(REBUILD)
    arguments = [str(filled.place), str(tmp_path / "later"), filled.key.secret.hex(), moment]
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", program, *arguments], cwd=root, check=False)
    assert done.returncode == -signal.SIGKILL
    assert state(filled) in (OLD, NEW)
    data_folder.open_folder(filled.place, filled.key).dispose()
    assert state(filled) == NEW
    assert not list((filled.place / "backups").glob("*.new"))
