"""The names behind the ids that entries of the audit trail hold, for those who review it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from referral_desk.db.models import ClientTable, DocumentTable, InstitutionTable, MergeTable, ReferralTable, StaffTable
from referral_desk.db.queries.restrictions import hidden_ids
from referral_desk.domain.audit import IDS_IN_SEARCHES, AuditRow
from referral_desk.domain.audit_review import TrailClient, TrailNames

_NAMED_BY: dict[str, tuple[InstrumentedAttribute[int], InstrumentedAttribute[str]]] = {
    "r": (ReferralTable.id, ReferralTable.number),
    "i": (InstitutionTable.id, InstitutionTable.name),
    "d": (DocumentTable.id, DocumentTable.number),
    "u": (StaffTable.id, StaffTable.name),
}
"""By the letter of a record's id: the column of ids, and what people know it by. Staff are no secret."""

_AT_ONCE = 500


def names(session: Session, rows: Iterable[AuditRow]) -> TrailNames:
    """Return the names behind the ids of ``rows``.

    A client that the person of this session may not see has a number only.
    """
    clients: set[int] = set()
    records: dict[str, set[int]] = {letter: set() for letter in _NAMED_BY}
    for row in rows:
        if row.client_id is not None:
            clients.add(row.client_id)
        letter, _dash, number = row.record.partition("-")
        if letter in records and number.isdecimal():
            records[letter].add(int(number))
        for key, listed in row.detail.items():
            if isinstance(listed, list):
                _target(key, row.record, clients, records).update(listed)
    return TrailNames(_clients(session, clients), people(session), _records(session, records))


def _target(key: str, record: str, clients: set[int], records: dict[str, set[int]]) -> set[int]:
    if key == "merged":
        return clients
    if key == "ids":
        return records[IDS_IN_SEARCHES[record]] if record in IDS_IN_SEARCHES else clients
    return records["u"]


def people(session: Session) -> dict[str, str]:
    """Return login → name of everyone who has, or had, a login."""
    query = select(StaffTable.login, StaffTable.name).where(StaffTable.login != "").order_by(StaffTable.active)
    return {row.login: row.name for row in session.execute(query)}


def _clients(session: Session, ids: set[int]) -> dict[int, TrailClient]:
    hidden = hidden_ids(session)
    found = {}
    for some in _some(ids):
        query = select(ClientTable.id, ClientTable.number, ClientTable.name).where(ClientTable.id.in_(some))
        for client_id, number, name in session.execute(query):
            found[client_id] = TrailClient(number, "" if client_id in hidden else name)
        merged = select(MergeTable.merged_id, MergeTable.merged_number, MergeTable.kept_id, ClientTable.name)
        merged = merged.join(ClientTable, ClientTable.id == MergeTable.kept_id).where(MergeTable.undone_at.is_(None))
        for client_id, number, kept_id, name in session.execute(merged.where(MergeTable.merged_id.in_(some))):
            found[client_id] = TrailClient(number, "" if kept_id in hidden else name)
    return found


def _records(session: Session, wanted: dict[str, set[int]]) -> dict[str, str]:
    found = {}
    for letter, ids in wanted.items():
        column, name = _NAMED_BY[letter]
        for some in _some(ids):
            for record_id, words in session.execute(select(column, name).where(column.in_(some))):
                if words:
                    found[f"{letter}-{record_id}"] = words
    return found


def _some(ids: set[int]) -> Iterable[list[int]]:
    """Give ids in portions that a statement may hold."""
    whole = sorted(ids)
    return (whole[begin : begin + _AT_ONCE] for begin in range(0, len(whole), _AT_ONCE))
