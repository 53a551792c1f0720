"""The revisions of the database, known without importing Alembic, which takes half a second."""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text
from sqlalchemy.orm import Session

REVISIONS: tuple[str, ...] = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010")
"""All revisions, oldest first; a test holds them equal to the scripts in ``versions/``."""

HEAD = REVISIONS[-1]
"""The revision this program works with."""


def current_revision(source: Session | Connection) -> str | None:
    """Return the revision of the open database, None for an empty one."""
    connection = source.connection() if isinstance(source, Session) else source
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return None if found is None else str(found)
