"""Which rows of which tables belong to a client, found from the foreign keys, so that no new table is forgotten."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Table, or_, select

from referral_desk.db.models import Base, ClientTable


def client_columns(table: Table) -> tuple[str, ...]:
    """Return the columns of ``table`` that name a client directly."""
    return tuple(sorted(key.parent.name for key in table.foreign_keys if key.column.table is ClientTable.__table__))


def belongs(table: Table, client_id: int) -> ColumnElement[bool] | None:
    """Return the condition that a row of ``table`` belongs to a client; None for a table that holds nothing of one.

    A row belongs to a client it names, else to whom the row belongs that it names: an attempt to a follow-up, that
    to a referral.
    """
    direct = client_columns(table)
    if direct:
        return or_(*(table.c[column] == client_id for column in direct))
    through = []
    for key in sorted(table.foreign_keys, key=lambda key: str(key.parent.name)):
        parent = key.column.table
        if parent is table:
            continue
        condition = belongs(parent, client_id)
        if condition is not None:
            through.append(table.c[key.parent.name].in_(select(parent.c[key.column.name]).where(condition)))
    return or_(*through) if through else None


def tables_of_clients() -> Iterator[Table]:
    """Yield every table that holds something of a client, but for the clients' own, dependents first."""
    for table in reversed(Base.metadata.sorted_tables):
        if table is not ClientTable.__table__ and belongs(table, 0) is not None:
            yield table
