"""Counting a period: plain aggregates over the covering indexes; the definitions are in ``domain.tally``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Subquery, and_, case, distinct, func, or_, select
from sqlalchemy.orm import Session

from referral_desk.db.models import (
    BenefitTable,
    ClientTable,
    ContactFactorTable,
    ContactTable,
    EngagementTable,
    InstitutionTable,
    ReferralTable,
)
from referral_desk.domain.benefit import (
    CERTIFICATE_GRADE,
    DISABILITY_CERTIFICATE,
    OUTPATIENT_SUPPORT,
    PUBLIC_ASSISTANCE,
    STATED_KINDS,
)
from referral_desk.domain.codes import (
    ATTENDED_OUTCOMES,
    CERTIFICATE_GRADES,
    PERSONS_REPORTED_SERVICES,
    EngagementState,
    HandoffMode,
    Outcome,
    OutpatientSupport,
    PublicAssistance,
)
from referral_desk.domain.referral import UNCOUNTED
from referral_desk.domain.tally_counts import BenefitCounts, Counts, HandoffCounts, ModeCounts


def counts(session: Session, first: date, last: date) -> Counts:
    """Count the period ``first`` to ``last``, both included; engagements and benefits on its last day."""
    in_period = ContactTable.on.between(first, last)
    persons = func.count(distinct(ContactTable.client_id))
    services = session.execute(
        select(ContactTable.service, persons, func.count()).where(in_period).group_by(ContactTable.service)
    ).all()
    categories = session.execute(
        select(ContactTable.category, func.count()).where(in_period).group_by(ContactTable.category)
    )
    factors = session.execute(
        select(ContactFactorTable.factor, func.count())
        .where(ContactFactorTable.on.between(first, last))
        .group_by(ContactFactorTable.factor)
    )
    total, by_kind = _handoffs(session, first, last)
    clients, assistance, benefits = _benefits(session, last)
    return Counts(
        persons=session.scalar(select(persons).where(in_period)) or 0,
        persons_reported=session.scalar(
            select(persons).where(in_period, ContactTable.service.in_(PERSONS_REPORTED_SERVICES))
        )
        or 0,
        contacts=sum(contacts for _, _, contacts in services),
        service_persons={service.value: people for service, people, _ in services},
        service_contacts={service.value: contacts for service, _, contacts in services},
        category_contacts=dict(categories.all()),
        factor_contacts=dict(factors.all()),
        handoffs=total,
        handoffs_by_kind=by_kind,
        modes=modes(session, first, last),
        engaged_clients=_engaged(session, last),
        benefit_clients=clients,
        public_assistance=assistance,
        benefits=benefits,
    )


def counted_in(first: date, last: date) -> ColumnElement[bool]:
    """Return the condition that a referral counts in the period: by its date, drafts and errors left out."""
    return and_(ReferralTable.on.between(first, last), ReferralTable.status.not_in(UNCOUNTED))


def warm_of(session: Session, first: date, last: date) -> tuple[int, int]:
    """Return (warm, happened) handoffs of the referrals of a period."""
    query = select(ReferralTable.mode, func.count()).where(counted_in(first, last), ReferralTable.mode.is_not(None))
    by_mode = session.execute(query.group_by(ReferralTable.mode)).all()
    return sum(count for mode, count in by_mode if mode and mode.warm), sum(count for _, count in by_mode)


def modes(session: Session, first: date, last: date) -> dict[HandoffMode, ModeCounts]:
    """Return what became of the referrals of a period, by the mode of their handoff."""
    referral = ReferralTable
    found: defaultdict[HandoffMode, dict[Outcome, int]] = defaultdict(dict)
    query = select(referral.mode, referral.outcome, func.count()).where(
        counted_in(first, last), referral.mode.is_not(None)
    )
    for mode, outcome, count in session.execute(query.group_by(referral.mode, referral.outcome)):
        if mode:
            found[mode][outcome] = count
    days: defaultdict[HandoffMode, list[int]] = defaultdict(list)
    dates = select(referral.mode, referral.on, referral.outcome_on).where(
        counted_in(first, last),
        referral.mode.is_not(None),
        referral.outcome.in_(ATTENDED_OUTCOMES),
        referral.outcome_on.is_not(None),
    )
    for mode, on, outcome_on in session.execute(dates):
        if mode and outcome_on:
            days[mode].append((outcome_on - on).days)
    return {
        mode: ModeCounts(
            referrals=sum(outcomes.values()),
            attended=sum(count for outcome, count in outcomes.items() if outcome.attended),
            not_yet_checked=outcomes.get(Outcome.NOT_YET_CHECKED, 0),
            days=tuple(days[mode]),
        )
        for mode, outcomes in found.items()
    }


def current_on(day: date) -> ColumnElement[bool]:
    """Return the condition that an engagement is current on ``day`` (``domain.engagement.is_current``)."""
    engagement = EngagementTable
    return and_(
        or_(engagement.since.is_(None), engagement.since <= day),
        or_(
            engagement.state == EngagementState.ENGAGED,
            and_(engagement.state == EngagementState.ENDED, engagement.until > day),
        ),
    )


def registered_by(day: date) -> ColumnElement[bool]:
    """Return the condition that a client was registered by ``day`` and not closed by then."""
    client = ClientTable
    return and_(
        or_(client.registered_on.is_(None), client.registered_on <= day),
        or_(client.closed_on.is_(None), client.closed_on > day),
    )


BENEFITS = (OUTPATIENT_SUPPORT, DISABILITY_CERTIFICATE)
"""The rows of the benefits table, in its order."""


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


def _handoffs(session: Session, first: date, last: date) -> tuple[HandoffCounts, dict[str, HandoffCounts]]:
    referral, kind = ReferralTable, InstitutionTable.kind
    joined = select(kind, func.count(distinct(referral.client_id))).join(
        InstitutionTable, InstitutionTable.id == referral.institution_id
    )
    clients = dict(session.execute(joined.where(counted_in(first, last)).group_by(kind)).all())
    by_kind: defaultdict[str, dict[HandoffMode | None, int]] = defaultdict(dict)
    query = (
        select(kind, referral.mode, func.count())
        .join(InstitutionTable, InstitutionTable.id == referral.institution_id)
        .where(counted_in(first, last))
        .group_by(kind, referral.mode)
    )
    for code, mode, count in session.execute(query):
        by_kind[code][mode] = count
    everybody = session.scalar(select(func.count(distinct(referral.client_id))).where(counted_in(first, last))) or 0
    total: defaultdict[HandoffMode | None, int] = defaultdict(int)
    for modes_of_kind in by_kind.values():
        for mode, count in modes_of_kind.items():
            total[mode] += count
    rows = {code: _counts(modes_of_kind.items(), clients.get(code, 0)) for code, modes_of_kind in by_kind.items()}
    return _counts(total.items(), everybody), rows


def _counts(by_mode: Iterable[tuple[HandoffMode | None, int]], clients: int) -> HandoffCounts:
    found = dict(by_mode)
    return HandoffCounts(sum(found.values()), clients, {mode: count for mode, count in found.items() if mode})


def _engaged(session: Session, day: date) -> dict[str, int]:
    kind = func.coalesce(InstitutionTable.kind, EngagementTable.kind)
    query = (
        select(kind, func.count(distinct(EngagementTable.client_id)))
        .select_from(EngagementTable)
        .outerjoin(InstitutionTable, InstitutionTable.id == EngagementTable.institution_id)
        .where(current_on(day))
        .group_by(kind)
    )
    return dict(session.execute(query).all())


def _benefits(session: Session, day: date) -> tuple[int, int, dict[str, BenefitCounts]]:
    """Count everybody, those on public assistance, and each benefit's clients, in one pass over the clients."""

    def having(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    on_day = standings(day)
    assistance = on_day.has[PUBLIC_ASSISTANCE]
    columns = [func.count(), having(assistance)]
    for code in BENEFITS:
        columns += [having(on_day.has[code]), having(and_(on_day.has[code], assistance))]
    query = select(*columns).select_from(ClientTable).outerjoin(on_day.dated, on_day.joined).where(registered_by(day))
    everybody, assisted, *counted = session.execute(query).one()
    pairs = zip(counted[::2], counted[1::2], strict=True)
    return everybody, assisted, {code: BenefitCounts(*pair) for code, pair in zip(BENEFITS, pairs, strict=True)}
