"""How people stand on the last day of a period: in which engagements, with which benefits; live, or as submitted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, FromClause, Subquery, and_, case, distinct, extract, func, or_, select, true
from sqlalchemy.orm import Session

from referral_desk.db.models import (
    BenefitTable,
    ClientTable,
    ClosedMonthTable,
    EngagementTable,
    FrozenEngagementTable,
    FrozenPersonTable,
    InstitutionTable,
)
from referral_desk.db.queries.tally_rows import OF_PERSON, AnyRows, Columns, TallyRows, age_at, narrowing
from referral_desk.domain.benefit import (
    CERTIFICATE_GRADE,
    DISABILITY_CERTIFICATE,
    OUTPATIENT_SUPPORT,
    PUBLIC_ASSISTANCE,
    STATED_KINDS,
)
from referral_desk.domain.codes import CERTIFICATE_GRADES, EngagementState, OutpatientSupport, PublicAssistance
from referral_desk.domain.tally_counts import BenefitCounts, EngagementCounts
from referral_desk.domain.tally_filter import TallyFilter

BENEFITS = (OUTPATIENT_SUPPORT, DISABILITY_CERTIFICATE)
"""The rows of the benefits table, in its order."""

CLIENTS, NEW, ENDED = "clients", "new", "ended"
"""The columns of the engagements table: current on the last day, begun and ended in the period."""

_OVER = frozenset({EngagementState.ENDED})
_TAKEN_UP = _OVER | {EngagementState.ENGAGED}

# --- engagements ------------------------------------------------------------------------------------------------------


def current_on(
    day: date, table: type[EngagementTable] | type[FrozenEngagementTable] = EngagementTable
) -> ColumnElement[bool]:
    """Return the condition that an engagement is current on ``day`` (``domain.engagement.is_current``)."""
    return and_(
        or_(table.since.is_(None), table.since <= day),
        or_(
            table.state == EngagementState.ENGAGED,
            and_(table.state == EngagementState.ENDED, table.until > day),
        ),
    )


def engaged(rows: TallyRows, column: str) -> FromClause:
    """Return the engagements of a column of the table: person and kind.

    An engagement is new in the period in which it was taken up, and ended in the one in which its end lies. Closed
    months tell it as they were submitted, with the person as she was on their last day.
    """
    if column == CLIENTS:
        current = _live_engagements(rows).where(current_on(rows.last))
        if rows.last_month is not None:
            frozen = FrozenEngagementTable
            of_month = _frozen_engagements(rows.narrowed).where(frozen.closed_month_id == rows.last_month)
            current = of_month.where(current_on(rows.last, frozen))
        return current.subquery("counted_engagement")
    live = _turned(rows, column) if rows.open_months else None
    kept = _turned_as_frozen(rows, column) if rows.closed or rows.left else None
    return rows.together(live, kept, "counted_engagement")


def _turned(rows: TallyRows, column: str) -> AnyRows:
    """Return the engagements that began or ended in open months."""
    table, query = EngagementTable, _live_engagements(rows)
    if column == NEW:
        return query.where(rows.in_open_months(table.since), table.state.in_(_TAKEN_UP))
    return query.where(rows.in_open_months(table.until), table.state.in_(_OVER))


def _turned_as_frozen(rows: TallyRows, column: str) -> AnyRows:
    """Return those of closed months, each of the month in which it did: it stands frozen with every one it touches."""
    frozen, month = FrozenEngagementTable, ClosedMonthTable
    query = _frozen_engagements(rows.narrowed).where(frozen.closed_month_id.in_(rows.closed))
    day = frozen.since if column == NEW else frozen.until
    states = _TAKEN_UP if column == NEW else _OVER
    return query.join(month, month.id == frozen.closed_month_id).where(
        day.between(rows.first, rows.last),
        frozen.state.in_(states),
        extract("year", day) == month.year,
        extract("month", day) == month.month,
    )


def _live_engagements(rows: TallyRows) -> AnyRows:
    engagement, institution, client = EngagementTable, InstitutionTable, ClientTable
    kind = func.coalesce(institution.kind, engagement.kind)
    query: AnyRows = (
        select(engagement.client_id.label("person"), kind.label("kind"))
        .select_from(engagement)
        .outerjoin(institution, institution.id == engagement.institution_id)
        .where(*narrowing({"institution_id": engagement.institution_id}, rows.narrowed))
    )
    if rows.narrowed.of_person:
        of_client: Columns = {"sex": client.sex, "age": age_at(client.birth, rows.last), "district": client.district}
        query = query.join(client, client.id == engagement.client_id).where(*narrowing(of_client, rows.narrowed))
    return query


def _frozen_engagements(narrowed: TallyFilter) -> AnyRows:
    frozen, person = FrozenEngagementTable, FrozenPersonTable
    query: AnyRows = (
        select(frozen.person, frozen.kind)
        .select_from(frozen)
        .where(*narrowing({"institution_id": frozen.institution_id}, narrowed))
    )
    if narrowed.of_person:
        same = and_(person.closed_month_id == frozen.closed_month_id, person.person == frozen.person)
        of_person: Columns = {name: getattr(person, name) for name in OF_PERSON}
        query = query.join(person, same).where(*narrowing(of_person, narrowed))
    return query


def engagement_counts(session: Session, rows: TallyRows) -> dict[str, EngagementCounts]:
    """Return by kind how many clients are engaged on the last day, newly engaged, and ended in the period."""
    found: dict[str, dict[str, int]] = {}
    for column in (CLIENTS, NEW, ENDED):
        these = engaged(rows, column).c
        query = select(these.kind, func.count(distinct(these.person))).group_by(these.kind)
        for kind, count in session.execute(query):
            found.setdefault(kind, {})[column] = count
    return {
        kind: EngagementCounts(counts.get(CLIENTS, 0), counts.get(NEW, 0), counts.get(ENDED, 0))
        for kind, counts in found.items()
    }


# --- benefits ---------------------------------------------------------------------------------------------------------


def registered_by(day: date) -> ColumnElement[bool]:
    """Return the condition that a client was registered by ``day`` and not closed by then."""
    client = ClientTable
    return and_(
        or_(client.registered_on.is_(None), client.registered_on <= day),
        or_(client.closed_on.is_(None), client.closed_on > day),
    )


@dataclass(frozen=True)
class Standings:
    """What clients have on one day, for a query over clients outer joined with ``dated`` by ``joined``.

    ``has`` are the conditions, by kind of benefit (``domain.benefit.standing``).
    """

    dated: Subquery
    joined: ColumnElement[bool]
    has: Mapping[str, ColumnElement[bool]]


def standings(day: date) -> Standings:
    """Return the conditions of who has which benefit on ``day``: dated entries of a kind alone decide.

    The entries are gone through once, whatever the number of clients: a row for each client who has any.
    """
    benefit, client = BenefitTable, ClientTable
    holds = and_(or_(benefit.since.is_(None), benefit.since <= day), or_(benefit.until.is_(None), benefit.until >= day))
    counted = dict.fromkeys(STATED_KINDS, holds)
    counted[DISABILITY_CERTIFICATE] = and_(holds, benefit.grade.in_(tuple(CERTIFICATE_GRADE)))
    columns = []
    for kind, now in counted.items():
        columns.append(func.max(case((benefit.kind == kind, 1), else_=0)).label(f"{kind}_dated"))
        columns.append(func.max(case((and_(benefit.kind == kind, now), 1), else_=0)).label(f"{kind}_now"))
    dated = (
        select(benefit.client_id, *columns)
        .where(benefit.kind.in_(STATED_KINDS))
        .group_by(benefit.client_id)
        .subquery("dated")
    )
    stated = {
        PUBLIC_ASSISTANCE: client.public_assistance == PublicAssistance.RECEIVING,
        OUTPATIENT_SUPPORT: client.outpatient_support == OutpatientSupport.USING,
        DISABILITY_CERTIFICATE: client.disability_certificate.in_(CERTIFICATE_GRADES),
    }
    has = {
        kind: or_(dated.c[f"{kind}_now"] == 1, and_(func.coalesce(dated.c[f"{kind}_dated"], 0) == 0, undated))
        for kind, undated in stated.items()
    }
    return Standings(dated, dated.c.client_id == client.id, has)


def benefit_counts(session: Session, rows: TallyRows) -> tuple[int, int, dict[str, BenefitCounts]]:
    """Count everybody, those on public assistance, and each benefit's clients, on the last day."""
    if rows.last_month is not None:
        return _as_submitted(session, rows.last_month, rows.narrowed)

    def having(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    on_day = standings(rows.last)
    assistance = on_day.has[PUBLIC_ASSISTANCE]
    columns = [func.count(), having(assistance)]
    for code in BENEFITS:
        columns += [having(on_day.has[code]), having(and_(on_day.has[code], assistance))]
    query = select(*columns).select_from(ClientTable).outerjoin(on_day.dated, on_day.joined)
    everybody, assisted, *counted = session.execute(query.where(*_counted_clients(rows))).one()
    pairs = zip(counted[::2], counted[1::2], strict=True)
    return everybody, assisted, {code: BenefitCounts(*pair) for code, pair in zip(BENEFITS, pairs, strict=True)}


def _counted_clients(rows: TallyRows) -> list[ColumnElement[bool]]:
    client = ClientTable
    of_client: Columns = {"sex": client.sex, "age": age_at(client.birth, rows.last), "district": client.district}
    return [registered_by(rows.last), *narrowing(of_client, rows.narrowed)]


def _as_submitted(session: Session, closing: int, narrowed: TallyFilter) -> tuple[int, int, dict[str, BenefitCounts]]:
    person = FrozenPersonTable
    conditions = _frozen_clients(closing, narrowed)
    combined: Counter[frozenset[str]] = Counter()
    query = select(person.benefits, func.count()).where(*conditions).group_by(person.benefits)
    for benefits, count in session.execute(query):
        combined[frozenset(benefits.split())] += count

    def having(*codes: str) -> int:
        return sum(count for benefits, count in combined.items() if benefits.issuperset(codes))

    return (
        having(),
        having(PUBLIC_ASSISTANCE),
        {code: BenefitCounts(having(code), having(code, PUBLIC_ASSISTANCE)) for code in BENEFITS},
    )


def _frozen_clients(closing: int, narrowed: TallyFilter) -> list[ColumnElement[bool]]:
    person = FrozenPersonTable
    of_person: Columns = {name: getattr(person, name) for name in OF_PERSON}
    return [person.closed_month_id == closing, person.registered.is_(true()), *narrowing(of_person, narrowed)]


def with_benefits(session: Session, rows: TallyRows, *codes: str) -> tuple[str, ...]:
    """Return the persons of the benefits table who have all of ``codes``; all that it counts for none."""
    if rows.last_month is not None:
        frozen = FrozenPersonTable
        query = select(frozen.person, frozen.benefits).where(*_frozen_clients(rows.last_month, rows.narrowed))
        return tuple(who for who, benefits in session.execute(query) if {*benefits.split()}.issuperset(codes))
    on_day = standings(rows.last)
    query_live = select(ClientTable.id).outerjoin(on_day.dated, on_day.joined)
    query_live = query_live.where(*_counted_clients(rows), *(on_day.has[code] for code in codes))
    return tuple(str(client_id) for client_id in session.scalars(query_live))
