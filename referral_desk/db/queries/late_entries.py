"""What differs between the frozen rows of a closed month and the live ones: found by the database, set side by side.

Only rows that may differ are read: a month of a large centre has many, and few of them are late.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, except_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from referral_desk.db.models import (
    ClientTable,
    ContactFactorTable,
    ContactTable,
    FrozenContactTable,
    FrozenInboundTable,
    FrozenReferralTable,
    InboundTable,
    InstitutionTable,
    MergeTable,
    ReferralTable,
)
from referral_desk.db.queries.tallies import counted_in
from referral_desk.domain.calendar import Period
from referral_desk.domain.closed_month import ClosedMonth
from referral_desk.domain.late_entries import Counted, CountedField, CountedRow
from referral_desk.domain.referral import UNCOUNTED

Rows = tuple[CountedRow, ...]
Identity = InstrumentedAttribute[int]

_AT_ONCE = 500
_F = CountedField


def candidates(session: Session, closed: ClosedMonth) -> tuple[Rows, Rows]:
    """Return (frozen, live) rows of a closing that may differ, for ``domain.late_entries.compare``."""
    now = _After(session)
    frozen: list[CountedRow] = []
    live: list[CountedRow] = []
    for of_kind in (_contacts, _referrals, _inbound):
        before, after = of_kind(session, closed.id, closed.period, now)
        frozen += before
        live += after
    return tuple(frozen), tuple(live)


def names(session: Session, ids: Collection[int]) -> dict[int, tuple[str, str, str]]:
    """Return id → number, name and kana of clients."""
    client = ClientTable
    found = {}
    for some in _some(ids):
        query = select(client.id, client.number, client.name, client.kana).where(client.id.in_(some))
        found.update({row.id: (row.number, row.name, row.kana) for row in session.execute(query)})
    return found


def merged_since(session: Session, closed: ClosedMonth) -> int:
    """Return how many records that counted apart in a closing are one with another by now."""
    merge = MergeTable
    pairs = session.execute(
        select(merge.kept_id, merge.merged_id).where(merge.undone_at.is_(None), merge.at >= closed.closed_at)
    ).all()
    return sum(all(_counted(session, closed.id, str(each)) for each in pair) for pair in pairs)


def _counted(session: Session, closing: int, person: str) -> bool:
    tables = (FrozenContactTable, FrozenReferralTable, FrozenInboundTable)
    return any(
        session.scalar(select(table.id).where(table.person == person, table.closed_month_id == closing).limit(1))
        is not None
        for table in tables
    )


class _After:
    """Whose record is whose after the merges that hold."""

    def __init__(self, session: Session) -> None:
        query = select(MergeTable.merged_id, MergeTable.kept_id).where(MergeTable.undone_at.is_(None))
        self._kept: dict[int, int] = {row.merged_id: row.kept_id for row in session.execute(query)}

    def client(self, person: str) -> int:
        """Return the id of the record in which a frozen person is found today."""
        client_id = int(person)
        for _step in range(len(self._kept)):
            client_id = self._kept.get(client_id, client_id)
        return client_id


# --- contacts ---------------------------------------------------------------------------------------------------------


def _contacts(session: Session, closing: int, period: Period, now: _After) -> tuple[Rows, Rows]:
    contact, frozen = ContactTable, FrozenContactTable
    of_closing = and_(frozen.closed_month_id == closing, frozen.contact_id.is_not(None))
    in_month = contact.on.between(period.first, period.last)
    kept = select(frozen.contact_id, frozen.on, frozen.service, frozen.category, frozen.person).where(of_closing)
    counted = (contact.id, contact.on, contact.service, contact.category, cast(contact.client_id, String))
    today = select(*counted).where(in_month)
    # two passes over covering indexes: looking each row up in the other table would take ten times as long
    differing: tuple[Any, ...] = (except_(kept, today), except_(today, kept))
    ids: set[int] = {row[0] for each in differing for row in session.execute(each)}
    query = select(frozen.contact_id, frozen.factors).where(of_closing, frozen.factors != "")
    stated: dict[int, str] = {row[0]: row[1] for row in session.execute(query) if row[0] is not None}
    state_now = _factors(session, ContactFactorTable.on.between(period.first, period.last))
    ids |= {each for each in stated.keys() | state_now.keys() if stated.get(each, "") != state_now.get(each, "")}
    before = tuple(
        CountedRow(
            Counted.CONTACT,
            row.contact_id,
            now.client(row.person),
            {
                _F.ON: row.on.isoformat(),
                _F.SERVICE: row.service.value,
                _F.CATEGORY: row.category,
                _F.FACTORS: row.factors,
            },
        )
        for row in _of_ids(session, ids, frozen.contact_id, lambda some: select(frozen).where(of_closing, some))
    )
    factors: dict[int, str] = {}
    for some in _some(ids):
        factors |= _factors(session, ContactFactorTable.contact_id.in_(some))
    after = tuple(
        CountedRow(
            Counted.CONTACT,
            row.id,
            row.client_id,
            {
                _F.ON: row.on.isoformat(),
                _F.SERVICE: row.service.value,
                _F.CATEGORY: row.category,
                _F.FACTORS: factors.get(row.id, ""),
            },
            at=row.updated_at,
            by=row.staff_name,
        )
        for row in _of_ids(session, ids, contact.id, lambda some: select(contact).where(some))
    )
    return before, after


def _factors(session: Session, condition: ColumnElement[bool]) -> dict[int, str]:
    """Return contact → its factors as frozen rows have them."""
    factor = ContactFactorTable
    found: defaultdict[int, list[str]] = defaultdict(list)
    query = select(factor.contact_id, factor.factor).where(condition).order_by(factor.contact_id, factor.factor)
    for contact_id, code in session.execute(query):
        found[contact_id].append(code)
    return {contact_id: " ".join(codes) for contact_id, codes in found.items()}


# --- referrals --------------------------------------------------------------------------------------------------------


def _referrals(session: Session, closing: int, period: Period, now: _After) -> tuple[Rows, Rows]:
    referral, frozen, institution = ReferralTable, FrozenReferralTable, InstitutionTable
    of_closing = and_(frozen.closed_month_id == closing, frozen.referral_id.is_not(None))
    differs = or_(
        referral.id.is_(None),
        referral.on != frozen.on,
        institution.kind != frozen.kind,
        referral.status.in_(UNCOUNTED),
        referral.mode.is_distinct_from(frozen.mode),
        referral.outcome != frozen.outcome,
        referral.outcome_on.is_distinct_from(frozen.outcome_on),
    )
    changed = set(
        session.scalars(
            select(frozen.referral_id)
            .outerjoin(referral, referral.id == frozen.referral_id)
            .outerjoin(institution, institution.id == referral.institution_id)
            .where(of_closing, differs)
        )
    )
    known = select(frozen.referral_id).where(of_closing)
    added = set(
        session.scalars(select(referral.id).where(counted_in(period.first, period.last), referral.id.not_in(known)))
    )
    changed |= _of_others(session, frozen.referral_id, frozen.person, referral.id, referral.client_id, of_closing, now)
    ids = {each for each in changed | added if each is not None}
    before = tuple(
        CountedRow(
            Counted.REFERRAL,
            row.referral_id,
            now.client(row.person),
            {
                _F.ON: row.on.isoformat(),
                _F.KIND: row.kind,
                _F.MODE: _code(row.mode),
                _F.OUTCOME: row.outcome.value,
                _F.OUTCOME_ON: _day(row.outcome_on),
            },
        )
        for row in _of_ids(session, ids, frozen.referral_id, lambda some: select(frozen).where(of_closing, some))
    )
    kinds: dict[int, str] = dict(session.execute(select(institution.id, institution.kind)).all())
    after = tuple(
        CountedRow(
            Counted.REFERRAL,
            row.id,
            row.client_id,
            {
                _F.ON: row.on.isoformat(),
                _F.KIND: kinds[row.institution_id],
                _F.MODE: _code(row.mode),
                _F.OUTCOME: row.outcome.value,
                _F.OUTCOME_ON: _day(row.outcome_on),
                **({_F.STATUS: row.status.value} if row.status in UNCOUNTED else {}),
            },
            counts=row.status not in UNCOUNTED,
            number=row.number,
            at=row.updated_at,
            by=row.staff_name,
        )
        for row in _of_ids(session, ids, referral.id, lambda some: select(referral).where(some))
    )
    return before, after


# --- referrals to us --------------------------------------------------------------------------------------------------


def _inbound(session: Session, closing: int, period: Period, now: _After) -> tuple[Rows, Rows]:
    inbound, frozen, institution = InboundTable, FrozenInboundTable, InstitutionTable
    of_closing = and_(frozen.closed_month_id == closing, frozen.inbound_id.is_not(None))
    differs = or_(
        inbound.id.is_(None),
        inbound.on != frozen.on,
        func.coalesce(institution.kind, "") != frozen.kind,
        inbound.came_along != frozen.came_along,
    )
    changed = set(
        session.scalars(
            select(frozen.inbound_id)
            .outerjoin(inbound, inbound.id == frozen.inbound_id)
            .outerjoin(institution, institution.id == inbound.institution_id)
            .where(of_closing, differs)
        )
    )
    known = select(frozen.inbound_id).where(of_closing)
    added = set(
        session.scalars(
            select(inbound.id).where(inbound.on.between(period.first, period.last), inbound.id.not_in(known))
        )
    )
    changed |= _of_others(session, frozen.inbound_id, frozen.person, inbound.id, inbound.client_id, of_closing, now)
    ids = {each for each in changed | added if each is not None}
    before = tuple(
        CountedRow(
            Counted.INBOUND,
            row.inbound_id,
            now.client(row.person),
            {_F.ON: row.on.isoformat(), _F.KIND: row.kind, _F.CAME_ALONG: _yes(told=row.came_along)},
        )
        for row in _of_ids(session, ids, frozen.inbound_id, lambda some: select(frozen).where(of_closing, some))
    )
    kinds: dict[int, str] = dict(session.execute(select(institution.id, institution.kind)).all())
    after = tuple(
        CountedRow(
            Counted.INBOUND,
            row.id,
            row.client_id,
            {
                _F.ON: row.on.isoformat(),
                _F.KIND: kinds.get(row.institution_id, "") if row.institution_id is not None else "",
                _F.CAME_ALONG: _yes(told=row.came_along),
            },
            at=row.updated_at,
            by=row.staff_name,
        )
        for row in _of_ids(session, ids, inbound.id, lambda some: select(inbound).where(some))
    )
    return before, after


# --- what all share ---------------------------------------------------------------------------------------------------


def _of_others(
    session: Session,
    record: InstrumentedAttribute[int | None],
    person: InstrumentedAttribute[str],
    live_id: Identity,
    live_client: Identity,
    of_closing: ColumnElement[bool],
    now: _After,
) -> set[int]:
    """Return the ids that belong to another client today than they counted for, merges aside: they were given again."""
    query = select(record, person, live_client).join_from(record.class_, live_id.class_, live_id == record)
    moved = query.where(of_closing, cast(live_client, String) != person)
    return {row[0] for row in session.execute(moved) if row[0] is not None and now.client(row[1]) != row[2]}


def _of_ids(
    session: Session,
    ids: Iterable[int],
    column: InstrumentedAttribute[Any],
    query: Callable[[ColumnElement[bool]], Any],
) -> Iterator[Any]:
    for some in _some(ids):
        yield from session.scalars(query(column.in_(some)).order_by(column))


def _some(ids: Iterable[int]) -> Iterator[list[int]]:
    """Yield the ids in pieces that a statement can name."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), _AT_ONCE):
        yield ordered[start : start + _AT_ONCE]


def _code(code: Any) -> str:
    return "" if code is None else str(code.value)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _yes(*, told: bool) -> str:
    return "yes" if told else ""
