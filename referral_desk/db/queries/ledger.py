"""Whole ledgers at once: what an import compares with and changes, and what an export reads, in bounded memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from sqlalchemy import (
    Column,
    ColumnElement,
    Integer,
    Row,
    Table,
    and_,
    bindparam,
    cast,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from referral_desk.db import records
from referral_desk.db.models import (
    AttemptTable,
    Base,
    ClientSearchTable,
    ClientTable,
    ContactFactorTable,
    ContactTable,
    EngagementTable,
    FollowUpTable,
    HandoffTable,
    InstitutionSearchTable,
    InstitutionTable,
    ReferralTable,
)
from referral_desk.db.queries import institution_merges, institution_parts, merges
from referral_desk.db.queries.batches import BATCH, batches
from referral_desk.db.queries.institutions import search_keys
from referral_desk.db.queries.restrictions import hidden, hidden_ids
from referral_desk.domain.client import Client, ClientDraft, running_number
from referral_desk.domain.codes import CodeBook
from referral_desk.domain.contact import Contact
from referral_desk.domain.engagement import Engagement
from referral_desk.domain.followup import FollowUpKind
from referral_desk.domain.handoff import Handoff
from referral_desk.domain.institution import Institution, InstitutionDraft
from referral_desk.domain.ledger import LedgerKind
from referral_desk.domain.ledger_entries import number_order
from referral_desk.domain.names import search_key
from referral_desk.domain.referral import Referral

_MODELS: Mapping[LedgerKind, type[Base]] = {
    LedgerKind.CLIENTS: ClientTable,
    LedgerKind.INSTITUTIONS: InstitutionTable,
    LedgerKind.ENGAGEMENTS: EngagementTable,
    LedgerKind.CONTACTS: ContactTable,
    LedgerKind.REFERRALS: ReferralTable,
}

T = TypeVar("T")


@dataclass(frozen=True)
class Attempt:
    """A follow-up that reached nobody."""

    on: date
    was_due_on: date
    note: str
    staff_name: str


@dataclass(frozen=True)
class FollowUpHistory:
    """A follow-up, open or done, with its attempts."""

    id: int
    referral_id: int
    kind: FollowUpKind
    due_on: date
    note: str
    done_on: date | None
    attempts: tuple[Attempt, ...]


# --- what an import compares with ------------------------------------------------------------------------------------


def client_ids(session: Session, numbers: Iterable[str]) -> dict[str, int]:
    """Return number → id of those ``numbers`` that clients have, or had before their records were merged."""
    sought = tuple(numbers)
    found = _ids(session, ClientTable.number, ClientTable.id, sought)
    return {**merges.ids_of_former_numbers(session, set(sought) - set(found)), **found}


def institution_ids(session: Session, names: Iterable[str]) -> dict[str, int]:
    """Return name → id of those ``names`` that institutions have; that of a merged entry leads to the kept one."""
    found = _ids(session, InstitutionTable.name, InstitutionTable.id, names)
    leading = institution_merges.leading(session, found.values())
    return {name: leading.get(each, each) for name, each in found.items()}


def defunct_days(session: Session, ids: Iterable[int]) -> dict[int, date]:
    """Return id → since when it is no longer there, of those of the institutions ``ids`` that are marked so."""
    found: dict[int, date] = {}
    for batch in batches(set(ids)):
        query = select(InstitutionTable.id, InstitutionTable.defunct_on).where(InstitutionTable.id.in_(batch))
        found |= {row.id: row.defunct_on for row in session.execute(query) if row.defunct_on is not None}
    return found


def clients_of(session: Session, numbers: Iterable[str]) -> dict[str, Client]:
    """Return number → client of those ``numbers`` that clients have, or had before their records were merged."""
    sought = tuple(numbers)
    found = {row.number: records.shared(Client, row) for row in _rows(session, ClientTable, ClientTable.number, sought)}
    for number, client_id in merges.ids_of_former_numbers(session, set(sought) - set(found)).items():
        found[number] = records.shared(Client, session.get_one(ClientTable, client_id))
    return found


def institutions_of(session: Session, names: Iterable[str]) -> dict[str, Institution]:
    """Return name → institution of those ``names`` that institutions have."""
    found = _rows(session, InstitutionTable, InstitutionTable.name, names)
    return {each.name: each for each in institution_parts.institutions(session, found)}


def contacts_between(
    session: Session, clients: Sequence[int], first: date, last: date
) -> Iterator[tuple[str, Contact]]:
    """Yield (client number, contact) of the contacts of ``clients`` dated ``first`` to ``last``."""
    for batch in batches(clients):
        yield from _contacts(session, and_(ContactTable.client_id.in_(batch), ContactTable.on.between(first, last)))


def engagements_of(session: Session, clients: Sequence[int]) -> Iterator[tuple[str, Engagement]]:
    """Yield (client number, engagement) of the engagements of ``clients``."""
    for batch in batches(clients):
        yield from _engagements(session, EngagementTable.client_id.in_(batch))


def referrals_between(session: Session, clients: Sequence[int], first: date, last: date) -> Iterator[Referral]:
    """Yield the referrals of ``clients`` dated ``first`` to ``last``."""
    for batch in batches(clients):
        yield from _referrals(session, and_(ReferralTable.client_id.in_(batch), ReferralTable.on.between(first, last)))


def highest_client_number(session: Session) -> int:
    """Return the highest running number of a client, 0 for none."""
    return max(session.scalar(select(func.max(ClientTable.running))) or 0, merges.highest_former_number(session))


def highest_institution_number(session: Session) -> int:
    """Return the highest running number of an institution, 0 for none."""
    return session.scalar(select(func.max(cast(InstitutionTable.number, Integer)))) or 0


def highest_id(session: Session, kind: LedgerKind) -> int:
    """Return the highest id of a ledger's records, 0 for none; ask within the unit of work that writes."""
    highest = session.scalar(select(func.max(_table(_MODELS[kind]).c.id))) or 0
    if kind is not LedgerKind.CLIENTS:
        return highest
    given = session.scalar(text("SELECT seq FROM sqlite_sequence WHERE name = 'client'"))
    return max(highest, given or 0)  # an id of a client is never given twice


# --- what an import adds and changes ---------------------------------------------------------------------------------

_CLIENT_COLUMNS = tuple(name for name in records.client_values(ClientDraft()) if name not in ("number", "running"))


@dataclass(frozen=True, slots=True)
class PreparedClient:
    """A new client worked out before the unit of work that writes; ``number`` is "" where one is to be given."""

    number: str
    values: tuple[object, ...]
    keys: str


def prepared(draft: ClientDraft) -> PreparedClient:
    """Compute a client's column values and search keys."""
    values = records.client_values(draft)
    return PreparedClient(draft.number, tuple(values[name] for name in _CLIENT_COLUMNS), records.client_keys(draft))


def insert_clients(session: Session, clients: Sequence[tuple[int, str, PreparedClient]], moment: datetime) -> None:
    """Store new clients under given ids and numbers, without a date of registration, as taken over from a ledger."""
    constant = {"registered_on": None, "closed_on": None, "version": 1, "created_at": moment, "updated_at": moment}
    rows = [
        {
            "id": each,
            "number": number,
            "running": running_number(number),
            **dict(zip(_CLIENT_COLUMNS, client.values, strict=True)),
            **constant,
        }
        for each, number, client in clients
    ]
    if rows:
        session.connection().execute(insert(_table(ClientTable)), rows)
        keys = [
            {"client_id": each, "keys": client.keys if client.number else f"{client.keys}\n{search_key(number)}"}
            for each, number, client in clients
        ]
        session.connection().execute(insert(_table(ClientSearchTable)), keys)


def update_clients(session: Session, changes: Sequence[tuple[int, ClientDraft]]) -> None:
    """Store changed clients, each (id, draft), and their search keys."""
    _update(session, ClientTable, ((each, records.client_values(draft)) for each, draft in changes))
    _update_keys(
        session,
        ClientSearchTable,
        ClientSearchTable.client_id,
        [(each, merges.with_former_keys(session, each, records.client_keys(draft))) for each, draft in changes],
    )


def update_institutions(
    session: Session, changes: Sequence[tuple[int, str, InstitutionDraft]], codes: CodeBook
) -> None:
    """Store changed institutions, each (id, number, draft), and their search keys."""
    _update(session, InstitutionTable, ((each, records.institution_values(draft)) for each, _, draft in changes))
    institution_parts.store(session, [(each, draft) for each, _, draft in changes], new=False)
    _update_keys(
        session,
        InstitutionSearchTable,
        InstitutionSearchTable.institution_id,
        [
            (each, institution_merges.with_former_keys(session, each, search_keys(draft, number, codes)))
            for each, number, draft in changes
        ],
    )


# --- what an export reads --------------------------------------------------------------------------------------------


def all_clients(session: Session) -> Iterator[Client]:
    """Yield all clients by number, without those that are restricted to others."""
    left_out = hidden_ids(session)
    for row in _by_number(session, ClientTable, ClientTable.id, ClientTable.number):
        if row.id not in left_out:
            yield records.shared(Client, row)


def all_institutions(session: Session) -> Iterator[Institution]:
    """Yield all institutions by number."""
    rows = _by_number(session, InstitutionTable, InstitutionTable.id, InstitutionTable.number)
    return iter(institution_parts.institutions(session, rows))


def all_engagements(session: Session) -> Iterator[tuple[str, Engagement]]:
    """Yield (client number, engagement) by start, the undated first, then by entry."""
    return _engagements(session, None)


def all_contacts(session: Session) -> Iterator[tuple[str, Contact]]:
    """Yield (client number, contact) by date, then by entry."""
    return _contacts(session, None)


def all_referrals(session: Session) -> Iterator[Referral]:
    """Yield referrals with their handoffs by date, then by entry."""
    return _referrals(session, None)


def follow_ups_of(session: Session, referrals: Sequence[int]) -> dict[int, list[FollowUpHistory]]:
    """Return referral id → its follow-ups, done ones included, by due date."""
    attempts: defaultdict[int, list[Attempt]] = defaultdict(list)
    tried = select(AttemptTable).join(FollowUpTable, FollowUpTable.id == AttemptTable.follow_up_id)
    tried = tried.where(FollowUpTable.referral_id.in_(referrals)).order_by(AttemptTable.on, AttemptTable.id)
    for row in session.scalars(tried):
        attempts[row.follow_up_id].append(records.shared(Attempt, row))
    found: defaultdict[int, list[FollowUpHistory]] = defaultdict(list)
    follow_ups = select(FollowUpTable).where(FollowUpTable.referral_id.in_(referrals))
    for follow_up in session.scalars(follow_ups.order_by(FollowUpTable.due_on, FollowUpTable.id)):
        history = records.shared(FollowUpHistory, follow_up, attempts=tuple(attempts[follow_up.id]))
        found[follow_up.referral_id].append(history)
    return found


def count(session: Session, kind: LedgerKind) -> int:
    """Return how many records a ledger has."""
    return session.scalar(select(func.count()).select_from(_MODELS[kind])) or 0


# --- reading in batches ----------------------------------------------------------------------------------------------


def _contacts(session: Session, condition: ColumnElement[bool] | None) -> Iterator[tuple[str, Contact]]:
    query = (
        select(ClientTable.number, *_columns(ContactTable, Contact))
        .join(ClientTable, ClientTable.id == ContactTable.client_id)
        .where(ClientTable.id.not_in(hidden(session)))
        .order_by(ContactTable.on, ContactTable.id)
    )
    query = query if condition is None else query.where(condition)
    for rows in session.execute(query.execution_options(yield_per=BATCH)).partitions():
        ids = [row.id for row in rows]
        wanted = select(ContactFactorTable.contact_id, ContactFactorTable.factor)
        factors = _grouped(session.execute(wanted.where(ContactFactorTable.contact_id.in_(ids))))
        for row in rows:
            yield row[0], records.shared(Contact, row, factors=tuple(factors[row.id]))


def _engagements(session: Session, condition: ColumnElement[bool] | None) -> Iterator[tuple[str, Engagement]]:
    undated_first = EngagementTable.since.is_not(None)
    query = (
        select(
            ClientTable.number.label("client_number"),
            InstitutionTable.name.label("institution_name"),
            InstitutionTable.kind.label("institution_kind"),
            *_columns(EngagementTable, Engagement),
        )
        .join(ClientTable, ClientTable.id == EngagementTable.client_id)
        .outerjoin(InstitutionTable, InstitutionTable.id == EngagementTable.institution_id)
        .where(ClientTable.id.not_in(hidden(session)))
        .order_by(undated_first, EngagementTable.since, EngagementTable.id)
    )
    query = query if condition is None else query.where(condition)
    for row in session.execute(query.execution_options(yield_per=BATCH)):
        name, kind = row.institution_name or "", row.institution_kind or row.kind
        yield row.client_number, records.shared(Engagement, row, institution_name=name, kind=kind)


def _referrals(session: Session, condition: ColumnElement[bool] | None) -> Iterator[Referral]:
    query = (
        select(
            ClientTable.number.label("client_number"),
            ClientTable.name.label("client_name"),
            ClientTable.kana.label("client_kana"),
            InstitutionTable.name.label("institution_name"),
            InstitutionTable.kind.label("institution_kind"),
            *_columns(ReferralTable, Referral),
        )
        .join(ClientTable, ClientTable.id == ReferralTable.client_id)
        .join(InstitutionTable, InstitutionTable.id == ReferralTable.institution_id)
        .where(ClientTable.id.not_in(hidden(session)))
        .order_by(ReferralTable.on, ReferralTable.id)
    )
    query = query if condition is None else query.where(condition)
    for rows in session.execute(query.execution_options(yield_per=BATCH)).partitions():
        ids = [row.id for row in rows]
        wanted = select(*_columns(HandoffTable, Handoff)).where(HandoffTable.referral_id.in_(ids))
        handoffs = _grouped(
            (row.referral_id, records.shared(Handoff, row))
            for row in session.execute(wanted.order_by(HandoffTable.on, HandoffTable.id))
        )
        for row in rows:
            yield records.shared(Referral, row, handoffs=tuple(handoffs[row.id]))


def _by_number(
    session: Session, model: type[Base], key: InstrumentedAttribute[int], number: InstrumentedAttribute[str]
) -> Iterator[Row[Any]]:
    listed = sorted(session.execute(select(number, key)), key=lambda each: number_order(each[0]))
    for batch in batches(each for _, each in listed):
        rows = {row.id: row for row in session.execute(select(*_table(model).c).where(key.in_(batch)))}
        yield from (rows[each] for each in batch)


def _ids(
    session: Session, name: InstrumentedAttribute[str], key: InstrumentedAttribute[int], wanted: Iterable[str]
) -> dict[str, int]:
    found: dict[str, int] = {}
    for batch in batches(dict.fromkeys(wanted)):
        found.update(session.execute(select(name, key).where(name.in_(batch))).all())
    return found


def _rows(
    session: Session, model: type[Base], name: InstrumentedAttribute[str], wanted: Iterable[str]
) -> Iterator[Row[Any]]:
    for batch in batches(dict.fromkeys(wanted)):
        yield from session.execute(select(*_table(model).c).where(name.in_(batch)))


def _grouped(pairs: Iterable[tuple[int, T]]) -> defaultdict[int, list[T]]:
    groups: defaultdict[int, list[T]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups


# --- writing in batches ----------------------------------------------------------------------------------------------


def _update(session: Session, model: type[Base], changes: Iterable[tuple[int, Mapping[str, object]]]) -> None:
    table = _table(model)
    moment = datetime.now(UTC)
    rows = [{"_id": each, **{f"_{name}": value for name, value in values.items()}} for each, values in changes]
    if rows:
        changed: dict[str, object] = {name[1:]: bindparam(name) for name in rows[0] if name != "_id"}
        stamped = {**changed, "version": table.c.version + 1, "updated_at": moment}
        statement = update(table).where(table.c.id == bindparam("_id")).values(stamped)
        session.connection().execute(statement, rows)


def _update_keys(
    session: Session, model: type[Base], key: InstrumentedAttribute[int], keys: Sequence[tuple[int, str]]
) -> None:
    if keys:
        statement = update(_table(model)).where(key == bindparam("_id")).values(keys=bindparam("_keys"))
        session.connection().execute(statement, [{"_id": each, "_keys": text} for each, text in keys])


def _columns(model: type[Base], record: type[Contact | Engagement | Referral | Handoff]) -> list[Column[Any]]:
    """Return the columns that a record of a table is made of; times of entry are not asked for, for they cost most."""
    names = {each.name for each in fields(record)}
    return [column for column in _table(model).c if column.name in names]


def _table(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table
