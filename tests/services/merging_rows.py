"""A centre with rows of every table that can hold something of a client, made from the tables themselves."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Column, Table, text
from sqlalchemy.types import Boolean, Date, DateTime, Enum, Float, Integer

from referral_desk.db.models import ClientTable, InstitutionTable
from referral_desk.db.models.base import UtcDateTime
from referral_desk.db.queries.belonging import client_columns, tables_of_clients
from referral_desk.db.queries.merging import TREATED_APART, moved_tables
from referral_desk.db.session import Session
from referral_desk.services.centre import Centre

Contents = Mapping[str, frozenset[tuple[object, ...]]]

BOOKKEEPING = {"version", "updated_at"}
"""A version only ever rises, or a window with an old copy could write over what was changed meanwhile."""

_OF_A_MERGE = {"merge", "audit", "sqlite_sequence", "audit_key"}
_DAY = date(2026, 5, 1)


def contents(centre: Centre) -> Contents:
    """Return every row of every table but the merges' own and the audit trail's."""
    found = {}
    with centre.read() as session:
        names = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")).all()
        for name in names:
            if name in _OF_A_MERGE:
                continue
            rows = session.execute(text(f'SELECT * FROM "{name}"'))
            places = [place for place, column in enumerate(rows.keys()) if column not in BOOKKEEPING]
            found[name] = frozenset(tuple(row[place] for place in places) for row in rows)
    return found


def changed(before: Contents, after: Contents) -> dict[str, tuple[object, ...]]:
    """Return, by table, the rows that are there only before or only after."""
    return {
        name: (
            before.get(name, frozenset()) - after.get(name, frozenset()),
            after.get(name, frozenset()) - before.get(name, frozenset()),
        )
        for name in {*before, *after}
        if before.get(name) != after.get(name)
    }


class Filler:
    """Writes rows of any table for a client, each with values of the right kind, drawn from ``dice``."""

    def __init__(self, session: Session, dice: random.Random) -> None:
        self._session = session
        self._dice = dice
        self._serial = 0

    def fill(self, client_id: int, most: int) -> None:
        """Write up to ``most`` rows of each table that holds something of a client, parents first."""
        for table in reversed(tuple(tables_of_clients())):
            if table.name in TREATED_APART or table.name in ("merge", "client_reader"):
                continue
            for _row in range(self._dice.randint(0, most)):
                self.add(table, client_id)

    def add(self, table: Table, client_id: int, **given: object) -> None:
        """Write one row; nothing where it must refer to something that the client does not have."""
        values: dict[str, object] = {}
        for column in table.columns:
            if column.name in given:
                values[column.name] = given[column.name]
            elif column.foreign_keys:
                known = self._referred(column, client_id)
                if known is None and not column.nullable:
                    return
                values[column.name] = known
            elif column.primary_key and isinstance(column.type, Integer) and column.name == "id":
                continue
            else:
                values[column.name] = self._value(column)
        if table.name == "engagement":
            values["kind"] = "" if values["institution_id"] else "other"
        names = ", ".join(f'"{name}"' for name in values)
        places = ", ".join(f":{name}" for name in values)
        self._session.execute(text(f'INSERT OR IGNORE INTO "{table.name}" ({names}) VALUES ({places})'), values)

    def _referred(self, column: Column[object], client_id: int) -> int | None:
        parent = next(iter(column.foreign_keys)).column.table
        if parent is ClientTable.__table__:
            return client_id
        statement = f'SELECT id FROM "{parent.name}"'
        if parent is not InstitutionTable.__table__:
            owner = client_columns(parent)
            if owner:
                statement += f' WHERE "{owner[0]}" = {client_id}'
        ids = self._session.scalars(text(statement)).all()
        if not ids or (column.nullable and self._dice.random() < 0.3):
            return None
        return int(self._dice.choice(ids))

    def _value(self, column: Column[object]) -> object:
        self._serial += 1
        kind = DateTime() if isinstance(column.type, UtcDateTime) else column.type
        if column.nullable and self._dice.random() < 0.3 and column.name != "reopened_on":
            return None
        if isinstance(kind, Enum):
            return self._dice.choice(kind.enums)
        if isinstance(kind, Boolean):
            return self._dice.randint(0, 1)
        if isinstance(kind, DateTime) or column.name == "at":
            return (datetime(2026, 5, 1, tzinfo=UTC).replace(tzinfo=None) + timedelta(minutes=self._serial)).isoformat(
                " ", "microseconds"
            )
        if isinstance(kind, Date):
            return (_DAY + timedelta(days=self._dice.randint(0, 200))).isoformat()
        if isinstance(kind, Integer | Float):
            return 100_000 + self._serial
        return f"{column.name} {self._serial}"


def of_every_table(session: Session, client_id: int) -> set[str]:
    """Return the tables that change hands in which a client has a row."""
    found = set()
    for table in moved_tables():
        column = client_columns(table)[0]
        if session.scalar(text(f'SELECT count(*) FROM "{table.name}" WHERE "{column}" = {client_id}')):
            found.add(table.name)
    return found
