"""Moving everything that names one institution to another entry, and back.

Which columns name an institution is found from the foreign keys, so that no new table is forgotten. What an entry has
several of belongs to it and goes with it; the rows of closed months are as they were submitted, and stay.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Table, func, select, text
from sqlalchemy.orm import Session

from referral_desk.db.models import (
    Base,
    EngagementTable,
    InstitutionMergeTable,
    InstitutionTable,
)
from referral_desk.db.queries import merging
from referral_desk.db.queries.merging import Row

_NEVER_COMPARED = frozenset({"version", "created_at", "updated_at"})


def references() -> Iterator[tuple[Table, Column[Any]]]:
    """Yield every column that names an institution, but those of its own parts and of merges."""
    for table in Base.metadata.sorted_tables:
        if table is InstitutionMergeTable.__table__:
            continue
        for key in sorted(table.foreign_keys, key=lambda key: str(key.parent.name)):
            if key.column.table is InstitutionTable.__table__ and key.ondelete is None:
                yield table, key.parent


def count(session: Session, institution_id: int) -> dict[str, int]:
    """Return by table how many rows name an institution; tables without any are left out."""
    found: dict[str, int] = {}
    for table, column in references():
        rows = session.execute(select(func.count()).select_from(table).where(column == institution_id)).scalar_one()
        if rows:
            found[table.name] = found.get(table.name, 0) + rows
    return found


def twins(session: Session, kept: int, other: int) -> int:
    """Return how many clients have an engagement with both."""
    table = EngagementTable
    with_other = select(table.client_id).where(table.institution_id == other)
    query = select(func.count(table.client_id.distinct()))
    return session.scalar(query.where(table.institution_id == kept, table.client_id.in_(with_other))) or 0


def hand_over(session: Session, other: int, kept: int) -> dict[str, list[Row]]:
    """Let everything that names the other entry name the kept one; return by "table.column" which rows it was."""
    moved: dict[str, list[Row]] = {}
    for table, column in references():
        rows = [_sign(table, column, row) for row in merging.rows_of(session, table.name, column.name, other)]
        if rows:
            moved[f"{table.name}.{column.name}"] = rows
            _let_name(session, table, column, rows, kept)
    return moved


def give_back(session: Session, kept: int, other: int, moved: dict[str, list[Row]]) -> int:
    """Undo :func:`hand_over`; return how many rows are no longer there, or name another institution by now."""
    lost = 0
    for table, column in references():
        before = moved.get(f"{table.name}.{column.name}", [])
        rows = merging.rows_of(session, table.name, column.name, kept) if before else []
        now = {tuple(_sign(table, column, row).items()) for row in rows}
        going = [row for row in before if tuple(row.items()) in now]
        lost += len(before) - len(going)
        _let_name(session, table, column, going, other)
    return lost


def _sign(table: Table, column: Column[Any], row: Row) -> Row:
    """Return by what a row is known again: its key, and when it was entered, or all it says where nobody notes that."""
    if "created_at" in row:
        return {name: row[name] for name in (*_key(table), "created_at")}
    return {name: value for name, value in row.items() if name != column.name and name not in _NEVER_COMPARED}


def _let_name(session: Session, table: Table, column: Column[Any], rows: list[Row], to: int) -> None:
    """Set the column of rows; who has one of them open is told that it was changed meanwhile."""
    newer = ", version = version + 1" if "version" in table.c else ""
    which = " AND ".join(f'"{name}" = :{name}' for name in _key(table))
    statement = text(f'UPDATE "{table.name}" SET "{column.name}" = :to{newer} WHERE {which}')
    if rows:
        session.connection().execute(
            statement, [{"to": to, **{name: row[name] for name in _key(table)}} for row in rows]
        )


def _key(table: Table) -> tuple[str, ...]:
    return tuple(str(column.name) for column in table.primary_key.columns)


# --- what names it without a key --------------------------------------------------------------------------------------


def rename_mentions(session: Session, other: int, kept: int, name: str, kind: str) -> dict[str, str]:
    """Let earlier versions and forms in work name the kept entry: that is no correction. Return versions as they were.

    ``name`` and ``kind`` are those of the kept entry, for what repeats them beside its id. A form in work that goes on
    for the kept entry stays so when the merge is taken back.
    """
    said = r'"(?:[^"\\]|\\.)*"'
    mention = re.compile(
        rf'"institution_id":{other}(?P<name>,"institution_name":{said})?(?P<kind>,"institution_kind":{said})?(?=[,}}])'
    )

    def renamed(found: re.Match[str]) -> str:
        words = f'"institution_id":{kept}'
        for field, value in (("name", name), ("kind", kind)):
            if found[field]:
                words += f',"institution_{field}":{json.dumps(value, ensure_ascii=False)}'
        return words

    before: dict[str, str] = {}
    likely = {"part": f'%"institution_id":{other}%'}
    found = session.execute(text("SELECT id, content FROM revision WHERE content LIKE :part"), likely).all()
    for revision_id, content in found:
        after = mention.sub(renamed, content)
        if after != content:
            before[str(revision_id)] = content
            merging.set_columns(session, "revision", revision_id, {"content": after})
    for row in merging.rows_of_drafts(session):
        after = mention.sub(renamed, row["content"])
        if after != row["content"]:
            merging.rewrite_draft(session, row, after)
    return before


def restore_versions(session: Session, before: dict[str, str]) -> None:
    """Let earlier versions say what they said before :func:`rename_mentions`."""
    for revision_id, content in before.items():
        merging.set_columns(session, "revision", int(revision_id), {"content": content})
