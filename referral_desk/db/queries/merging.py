"""Moving everything of one client to another, and back: rows as the database holds them, so that nothing is lost.

Which tables hold something of a client is found from the foreign keys (``belonging.py``). Most rows simply change
hands; the tables in ``TREATED_APART`` cannot, for a client has one row there at most, or one for each node.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from sqlalchemy import Table, text
from sqlalchemy.orm import Session

from referral_desk.db.models import (
    Base,
    ClientSearchTable,
    DisposalProposalTable,
    DraftTable,
    EcoMapPlaceTable,
    HouseholdMemberTable,
    RestrictionTable,
)
from referral_desk.db.queries.belonging import client_columns

AnyTable = Table
Row = dict[str, Any]
"""A row by its columns, each value as the database holds it, which JSON can hold as well."""

TREATED_APART: frozenset[str] = frozenset(
    each.__tablename__
    for each in (
        ClientSearchTable,  # made anew
        DisposalProposalTable,  # stands in the way
        EcoMapPlaceTable,
        HouseholdMemberTable,
        RestrictionTable,  # its readers with it
    )
)

_STAMPS = ("created_at", "at")
_NODE, _MEMBER, _DRAFT = (each.__tablename__ for each in (EcoMapPlaceTable, HouseholdMemberTable, DraftTable))


# --- rows that change hands -------------------------------------------------------------------------------------------


def moved_tables() -> Iterator[Table]:
    """Yield every table whose rows change hands, what others refer to first."""
    for table in Base.metadata.sorted_tables:
        if client_columns(table) and table.name not in TREATED_APART:
            yield table


def count(session: Session, table: Table, client_id: int) -> int:
    """Return how many rows of a table belong to a client."""
    column = client_columns(table)[0]
    found = session.execute(text(f'SELECT count(*) FROM "{table.name}" WHERE "{column}" = :id'), {"id": client_id})
    return int(found.scalar_one())


def stamped(session: Session, table: Table, client_id: int) -> dict[int, str]:
    """Return id → when it was entered of a client's rows: an id alone may have been given to another row since."""
    column = client_columns(table)[0]
    statement = f'SELECT id, "{_stamp(table)}" FROM "{table.name}" WHERE "{column}" = :id ORDER BY id'
    return {row[0]: row[1] for row in session.execute(text(statement), {"id": client_id})}


def hand_over(session: Session, table: Table, ids: Iterable[int], to: int) -> None:
    """Give rows to another client; who has one of them open is told that it was changed meanwhile."""
    column = client_columns(table)[0]
    newer = ", version = version + 1" if "version" in table.c else ""
    statement = text(f'UPDATE "{table.name}" SET "{column}" = :to{newer} WHERE id = :id')
    rows = [{"to": to, "id": each} for each in ids]
    if rows:
        session.connection().execute(statement, rows)


def hang_on(session: Session, table: Table, client_id: int, moving: Mapping[str, set[int]]) -> set[int]:
    """Return the ids of a client's rows that refer to rows which are ``moving`` (table → ids)."""
    column = client_columns(table)[0]
    found: set[int] = set()
    for parent, foreign in _parents(table):
        if ids := moving.get(parent):
            statement = f'SELECT id, "{foreign}" FROM "{table.name}" WHERE "{column}" = :id AND "{foreign}" IS NOT NULL'
            found |= {row[0] for row in session.execute(text(statement), {"id": client_id}) if row[1] in ids}
    if table.name == "revision":
        statement = "SELECT id, kind, record_id FROM revision WHERE client_id = :id"
        rows = session.execute(text(statement), {"id": client_id})
        found |= {row[0] for row in rows if row[2] in moving.get(row[1], ())}
    return found


def versions_of_removed(session: Session, client_id: int, gone: Mapping[str, set[int]]) -> set[int]:
    """Return the ids of the earlier versions of records that are ``gone`` (table → ids), up to their removal.

    Later ones are of another record, to which the id was given.
    """
    statement = "SELECT id, kind, record_id, removed FROM revision WHERE client_id = :id ORDER BY number"
    found: set[int] = set()
    removed: set[tuple[str, int]] = set()
    for revision_id, kind, record_id, is_removal in session.execute(text(statement), {"id": client_id}):
        if record_id in gone.get(kind, ()) and (kind, record_id) not in removed:
            found.add(revision_id)
            if is_removal:
                removed.add((kind, record_id))
    return found


def joins_two(session: Session, client_ids: Iterable[int]) -> tuple[str, ...]:
    """Return the tables with a row of one of these clients that refers to a row of another client."""
    found = []
    for table in moved_tables():
        column = client_columns(table)[0]
        for parent, foreign in _parents(table):
            its = client_columns(Base.metadata.tables[parent])[0]
            statement = (
                f'SELECT count(*) FROM "{table.name}" AS own JOIN "{parent}" AS its ON its.id = own."{foreign}" '
                f'WHERE own."{column}" = :id AND its."{its}" <> :id'
            )
            if any(session.execute(text(statement), {"id": each}).scalar_one() for each in client_ids):
                found.append(table.name)
    return tuple(dict.fromkeys(found))


def _parents(table: Table) -> Iterator[tuple[str, str]]:
    """Yield (table, own column) of every reference to a row that changes hands itself."""
    moved = {each.name for each in moved_tables()}
    for key in sorted(table.foreign_keys, key=lambda key: str(key.parent.name)):
        if key.column.table.name in moved:
            yield key.column.table.name, str(key.parent.name)


def _stamp(table: Table) -> str:
    return next(name for name in _STAMPS if name in table.c)


def rename_in_revisions(session: Session, ids: Iterable[int], before: int, after: int) -> None:
    """Let earlier versions of records name the client to whom they belong now: that is no correction."""
    mention = _mention(before)
    for each in ids:
        found = session.execute(text("SELECT content FROM revision WHERE id = :id"), {"id": each}).scalar_one()
        set_columns(session, "revision", each, {"content": mention.sub(rf"\g<1>{after}", found)})


# --- whole rows -------------------------------------------------------------------------------------------------------


def rows_of(session: Session, table: str, column: str, value: object) -> list[Row]:
    """Return rows as they stand, in the order of their entry."""
    found = session.execute(text(f'SELECT * FROM "{table}" WHERE "{column}" = :value ORDER BY rowid'), {"value": value})
    return [dict(row) for row in found.mappings()]


def put_back(session: Session, table: str, row: Row) -> None:
    """Store a row exactly as it stood."""
    names = ", ".join(f'"{name}"' for name in row)
    places = ", ".join(f":{name}" for name in row)
    session.execute(text(f'INSERT INTO "{table}" ({names}) VALUES ({places})'), row)


def set_columns(session: Session, table: str, row_id: int, values: Row) -> None:
    """Set columns of a row that has an id."""
    if values:
        pairs = ", ".join(f'"{name}" = :{name}' for name in values)
        session.execute(text(f'UPDATE "{table}" SET {pairs} WHERE id = :row_id'), {**values, "row_id": row_id})


def delete_client(session: Session, client_id: int) -> None:
    """Delete a client to whom nothing belongs any more but keys, restriction and map, which go along."""
    session.execute(text("DELETE FROM client WHERE id = :id"), {"id": client_id})


# --- places on the eco-map --------------------------------------------------------------------------------------------


def move_places(session: Session, other: int, kept: int) -> list[Row]:
    """Move the dragged nodes of the other's map; where both moved one, the kept record's stays. Return the other's."""
    before = rows_of(session, _NODE, "client_id", other)
    session.execute(
        text(
            "UPDATE ecomap_place SET client_id = :kept WHERE client_id = :other "
            "AND node NOT IN (SELECT node FROM ecomap_place WHERE client_id = :kept)"
        ),
        {"kept": kept, "other": other},
    )
    return before


def return_places(session: Session, other: int, kept: int, before: list[Row], kept_before: list[Row]) -> None:
    """Undo :func:`move_places`; a node that somebody dragged since stays on the kept record's map as well."""
    own = {row["node"] for row in kept_before}
    for row in before:
        if row["node"] not in own:
            session.execute(
                text("DELETE FROM ecomap_place WHERE client_id = :kept AND node = :node AND x = :x AND y = :y"),
                {"kept": kept, "node": row["node"], "x": row["x"], "y": row["y"]},
            )
        put_back(session, _NODE, {**row, "client_id": other})


# --- households -------------------------------------------------------------------------------------------------------


def members(session: Session, household_id: int) -> list[Row]:
    """Return the members of a household in their order."""
    statement = "SELECT * FROM household_member WHERE household_id = :id ORDER BY position, id"
    return [dict(row) for row in session.execute(text(statement), {"id": household_id}).mappings()]


def household_of(session: Session, client_id: int) -> int | None:
    """Return the household a client is in."""
    found = session.execute(text("SELECT household_id FROM household_member WHERE client_id = :id"), {"id": client_id})
    return found.scalar()


def household_name(session: Session, household_id: int) -> str:
    """Return what a household is called."""
    return str(session.execute(text("SELECT name FROM household WHERE id = :id"), {"id": household_id}).scalar_one())


def take_out(session: Session, household_id: int, client_id: int, instead: int | None) -> None:
    """Take a client out of a household; who called for her calls for ``instead``, another member, or for nobody."""
    before = members(session, household_id)
    place = next(place for place, row in enumerate(before) if row["client_id"] == client_id)
    successor = next((place for place, row in enumerate(before) if row["client_id"] == instead), None)

    def after(called: int | None) -> int | None:
        called = successor if called == place else called
        return called - 1 if called is not None and called > place else called

    session.execute(text("DELETE FROM household_member WHERE id = :id"), {"id": before[place]["id"]})
    for row in before:
        calls_for = after(row["calls_for"])
        if (
            calls_for is not None
            and successor is not None
            and row["client_id"] == instead
            and row["calls_for"] == place
        ):
            calls_for = None  # nobody calls for herself
        if row["id"] != before[place]["id"] and calls_for != row["calls_for"]:
            set_columns(session, _MEMBER, row["id"], {"calls_for": calls_for})
    touch_household(session, household_id)


def touch_household(session: Session, household_id: int) -> None:
    """Let who has the household open be told that it was changed meanwhile."""
    session.execute(text("UPDATE household SET version = version + 1 WHERE id = :id"), {"id": household_id})


def replace_members(session: Session, household_id: int, rows: list[Row]) -> None:
    """Let a household have exactly these members."""
    session.execute(text("DELETE FROM household_member WHERE household_id = :id"), {"id": household_id})
    for row in rows:
        put_back(session, _MEMBER, row)
    touch_household(session, household_id)


def is_free(session: Session, table: str, row_id: int) -> bool:
    """Whether no row has this id."""
    return session.execute(text(f'SELECT 1 FROM "{table}" WHERE id = :id'), {"id": row_id}).first() is None


# --- forms in work ----------------------------------------------------------------------------------------------------


def move_drafts(session: Session, other: int, kept: int) -> list[dict[str, Row | None]]:
    """Let the forms in work about the other client go on for the kept one; return each as before and after.

    A form that the same person has in work about both stays away (after: None).
    """
    moved: list[dict[str, Row | None]] = []
    for row in drafts_about(session, other):
        after = _about(row, other, kept)
        _forget(session, row)
        if _is_kept(session, after):
            moved.append({"before": row, "after": None})
            continue
        put_back(session, _DRAFT, after)
        moved.append({"before": row, "after": after})
    return moved


def return_drafts(session: Session, other: int, kept: int, moved: list[dict[str, Row | None]]) -> None:
    """Undo :func:`move_drafts`; what was typed since goes along, what was saved or thrown away since stays away."""
    for each in moved:
        before, after = cast(Row, each["before"]), each["after"]
        if after is None:
            if not _is_kept(session, before):
                put_back(session, _DRAFT, before)
            continue
        for now in rows_of_drafts(session):
            if _key(now) == _key(after):
                _forget(session, now)
                put_back(session, _DRAFT, before if now["content"] == after["content"] else _about(now, kept, other))


def drafts_about(session: Session, client_id: int) -> list[Row]:
    """Return the forms in work, whoever's, that are about a client or name one by id."""
    mention = _mention(client_id)
    return [
        row
        for row in rows_of_drafts(session)
        if re.fullmatch(rf"c-{client_id}(~.*)?", row["about"]) or mention.search(row["content"])
    ]


def drafts_in_the_way(session: Session, other: int, kept: int) -> int:
    """Return how many forms in work about the other client cannot go on, for one about the kept one is in work."""
    return sum(_is_kept(session, after) for row in drafts_about(session, other) if (after := _about(row, other, kept)))


def rows_of_drafts(session: Session) -> list[Row]:
    """Return the forms in work, whoever's."""
    return [dict(row) for row in session.execute(text("SELECT * FROM draft ORDER BY rowid")).mappings()]


def _key(row: Row) -> tuple[str, str, str]:
    return row["login"], row["form"], row["about"]


def _is_kept(session: Session, row: Row) -> bool:
    return any(_key(each) == _key(row) for each in rows_of_drafts(session))


def rewrite_draft(session: Session, row: Row, content: str) -> None:
    """Let a form in work go on with other content."""
    _forget(session, row)
    put_back(session, _DRAFT, {**row, "content": content})


def _forget(session: Session, row: Row) -> None:
    key = {name: row[name] for name in ("login", "form", "about")}
    session.execute(text("DELETE FROM draft WHERE login = :login AND form = :form AND about = :about"), key)


def _about(row: Row, before: int, after: int) -> Row:
    about = re.sub(rf"^c-{before}(?=~|$)", f"c-{after}", row["about"])
    return {**row, "about": about, "content": _mention(before).sub(rf"\g<1>{after}", row["content"])}


def _mention(client_id: int) -> re.Pattern[str]:
    return re.compile(rf'("client_id":){client_id}(?=[,}}])')
