"""Merges of entries that hold: which went into which, and the keys by which the kept ones are found."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from referral_desk.db.models import InstitutionMergeTable, InstitutionSearchTable, InstitutionTable
from referral_desk.domain.institution_merging import MergedInstitution

_HOLDS = InstitutionMergeTable.undone_at.is_(None)


def get(session: Session, merge_id: int) -> InstitutionMergeTable | None:
    """Return the row of a merge, taken back or not."""
    return session.get(InstitutionMergeTable, merge_id)


def of_institution(session: Session, institution_id: int) -> tuple[MergedInstitution, ...]:
    """Return the merges that hold and led into an entry or away from it, the newest first: it is taken back first."""
    table, other = InstitutionMergeTable, InstitutionTable
    query = select(table, other.number, other.name).join(other, other.id == table.merged_id)
    query = query.where(_HOLDS, or_(table.kept_id == institution_id, table.merged_id == institution_id))
    return tuple(
        MergedInstitution(row.id, row.kept_id, row.merged_id, number, name, row.at, row.staff_name)
        for row, number, name in session.execute(query.order_by(table.id.desc()))
    )


def leading(session: Session, ids: Iterable[int]) -> dict[int, int]:
    """Return id → id of the entry into which it was merged in the end, for those of ``ids`` that were merged."""
    table = InstitutionMergeTable
    into = {row.merged_id: row.kept_id for row in session.execute(select(table.merged_id, table.kept_id).where(_HOLDS))}
    found = {}
    for each in ids:
        end = each
        while end in into:
            end = into[end]
        if end != each:
            found[each] = end
    return found


def with_former_keys(session: Session, institution_id: int, keys: str) -> str:
    """Return the search keys of an entry with those of the entries that were merged into it."""
    merged = select(InstitutionMergeTable.merged_id).where(_HOLDS, InstitutionMergeTable.kept_id == institution_id)
    former = session.scalars(
        select(InstitutionSearchTable.keys).where(InstitutionSearchTable.institution_id.in_(merged))
    )
    found = [key for text in (keys, *former) for key in text.split("\n")]
    return "\n".join(dict.fromkeys(key for key in found if key))
