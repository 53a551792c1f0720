"""Merges that hold: which records went into which, and the numbers and names by which the kept ones are found."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from referral_desk.db.models import DisposalTable, MergeTable
from referral_desk.domain.client import running_number
from referral_desk.domain.merging import Merged
from referral_desk.domain.names import search_key

_HOLDS = MergeTable.undone_at.is_(None)
_FOUND_BY = ("number", "name", "kana", "phone")


def get(session: Session, merge_id: int) -> MergeTable | None:
    """Return the row of a merge, taken back or not."""
    return session.get(MergeTable, merge_id)


def of_client(session: Session, client_id: int) -> tuple[Merged, ...]:
    """Return the merges that hold and led into a record, the newest first: it is taken back first."""
    rows = session.scalars(
        select(MergeTable).where(_HOLDS).where(MergeTable.kept_id == client_id).order_by(MergeTable.id.desc())
    )
    return tuple(merged(row) for row in rows)


def merged(row: MergeTable) -> Merged:
    """Return the record of a merge's row."""
    return Merged(row.id, row.kept_id, row.merged_id, row.merged_number, row.at, row.staff_name)


def id_of_former_number(session: Session, number: str) -> int | None:
    """Return the id of the record into which the one with this number was merged."""
    return session.scalar(select(MergeTable.kept_id).where(_HOLDS).where(MergeTable.merged_number == number).limit(1))


def id_of_former_id(session: Session, client_id: int) -> int | None:
    """Return the id of the record into which the one with this id was merged."""
    return session.scalar(select(MergeTable.kept_id).where(_HOLDS).where(MergeTable.merged_id == client_id).limit(1))


def former_ids(session: Session, client_id: int) -> tuple[int, ...]:
    """Return the ids of the records that were merged into a client's."""
    return tuple(session.scalars(select(MergeTable.merged_id).where(_HOLDS, MergeTable.kept_id == client_id)))


def ids_of_former_numbers(session: Session, numbers: Iterable[str]) -> dict[str, int]:
    """Return number → id of the kept record, for those of ``numbers`` that merged records had."""
    sought = set(numbers)
    if not sought:
        return {}
    rows = session.execute(select(MergeTable.merged_number, MergeTable.kept_id).where(_HOLDS))
    return {number: kept_id for number, kept_id in rows if number in sought}


def former_numbers(session: Session, ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Return id → the numbers of the records that were merged into it; clients without any are left out."""
    query = select(MergeTable.kept_id, MergeTable.merged_number).where(_HOLDS, MergeTable.kept_id.in_(ids))
    found: dict[int, tuple[str, ...]] = {}
    for kept_id, number in session.execute(query.order_by(MergeTable.id)):
        found[kept_id] = (*found.get(kept_id, ()), number)
    return found


def highest_former_number(session: Session) -> int:
    """Return the highest running number of a merged record, 0 for none: it is not given again."""
    return max(
        (running_number(each) or 0 for each in session.scalars(select(MergeTable.merged_number).where(_HOLDS))),
        default=0,
    )


def highest_disposed_number(session: Session) -> int:
    """Return the highest running number of a record that was disposed of, 0 for none: it is not given again."""
    return max((running_number(each) or 0 for each in session.scalars(select(DisposalTable.client_number))), default=0)


def with_former_keys(session: Session, client_id: int, keys: str) -> str:
    """Return the search keys of a client with those of the records that were merged into hers."""
    found = keys.split("\n") if keys else []
    for content in session.scalars(select(MergeTable.content).where(_HOLDS).where(MergeTable.kept_id == client_id)):
        other = json.loads(content)["other"]
        found += [search_key(str(other[name])) for name in _FOUND_BY]
    return "\n".join(dict.fromkeys(key for key in found if key))
