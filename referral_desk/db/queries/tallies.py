"""Counting a period: plain aggregates over the covering indexes; the definitions are in ``domain.tally``."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, FromClause, Subquery, and_, case, distinct, func, or_, select
from sqlalchemy.orm import Session

from referral_desk.db.models import (
    BenefitTable,
    ClientTable,
    ContactFactorTable,
    EngagementTable,
    FrozenContactTable,
    FrozenPeopleTable,
    InstitutionTable,
    ReferralTable,
)
from referral_desk.db.queries.tally_rows import TallyRows, tally_rows
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
    """Count the period ``first`` to ``last``, both included; engagements and benefits on its last day.

    Closed months count as they were submitted.
    """
    rows = tally_rows(session, first, last)
    contact = rows.contacts.c
    persons = func.count(distinct(contact.person))
    services = session.execute(
        select(contact.service, persons, func.count()).select_from(rows.contacts).group_by(contact.service)
    ).all()
    categories = session.execute(
        select(contact.category, func.count()).select_from(rows.contacts).group_by(contact.category)
    )
    total, by_kind = _handoffs(session, rows.referrals)
    if rows.last_month is None:
        clients, assistance, benefits = _benefits(session, last)
        engaged = _engaged(session, last)
    else:
        clients, assistance, benefits, engaged = _as_submitted(session, rows.last_month)
    return Counts(
        persons=session.scalar(select(persons).select_from(rows.contacts)) or 0,
        persons_reported=session.scalar(
            select(persons).select_from(rows.contacts).where(contact.service.in_(PERSONS_REPORTED_SERVICES))
        )
        or 0,
        contacts=sum(contacts for _, _, contacts in services),
        service_persons={service.value: people for service, people, _ in services},
        service_contacts={service.value: contacts for service, _, contacts in services},
        category_contacts=dict(categories.all()),
        factor_contacts=_factors(session, rows, first, last),
        handoffs=total,
        handoffs_by_kind=by_kind,
        modes=modes(session, rows.referrals),
        engaged_clients=engaged,
        benefit_clients=clients,
        public_assistance=assistance,
        benefits=benefits,
        closed=rows.whole,
    )


def _factors(session: Session, rows: TallyRows, first: date, last: date) -> dict[str, int]:
    factor, frozen = ContactFactorTable, FrozenContactTable
    live = select(factor.factor, func.count()).where(rows.open_days).group_by(factor.factor)
    found: Counter[str] = Counter(dict(session.execute(live).all()))
    if rows.closed:
        kept = select(frozen.factors, func.count()).where(
            frozen.closed_month_id.in_(rows.closed), frozen.on.between(first, last), frozen.factors != ""
        )
        for factors, count in session.execute(kept.group_by(frozen.factors)):
            for code in factors.split():
                found[code] += count
    return dict(found)


def counted_in(first: date, last: date) -> ColumnElement[bool]:
    """Return the condition that a live referral counts in the period: by its date, drafts and errors left out."""
    return and_(ReferralTable.on.between(first, last), ReferralTable.status.not_in(UNCOUNTED))


def warm_of(session: Session, first: date, last: date) -> tuple[int, int]:
    """Return (warm, happened) handoffs of the referrals of a period; closed months as they were submitted."""
    referrals = tally_rows(session, first, last).referrals
    query = select(referrals.c.mode, func.count()).where(referrals.c.mode.is_not(None)).group_by(referrals.c.mode)
    by_mode = session.execute(query).all()
    return sum(count for mode, count in by_mode if mode and mode.warm), sum(count for _, count in by_mode)


def modes(session: Session, referrals: FromClause) -> dict[HandoffMode, ModeCounts]:
    """Return what became of ``referrals`` (see ``tally_rows``), by the mode of their handoff."""
    referral = referrals.c
    found: defaultdict[HandoffMode, dict[Outcome, int]] = defaultdict(dict)
    query = select(referral.mode, referral.outcome, func.count()).where(referral.mode.is_not(None))
    for mode, outcome, count in session.execute(query.group_by(referral.mode, referral.outcome)):
        if mode:
            found[mode][outcome] = count
    days: defaultdict[HandoffMode, list[int]] = defaultdict(list)
    dates = select(referral.mode, referral.on, referral.outcome_on).where(
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


def _handoffs(session: Session, referrals: FromClause) -> tuple[HandoffCounts, dict[str, HandoffCounts]]:
    referral = referrals.c
    persons = func.count(distinct(referral.person))
    clients: dict[str, int] = dict(session.execute(select(referral.kind, persons).group_by(referral.kind)).all())
    by_kind: defaultdict[str, dict[HandoffMode | None, int]] = defaultdict(dict)
    query = select(referral.kind, referral.mode, func.count()).group_by(referral.kind, referral.mode)
    for code, mode, count in session.execute(query):
        by_kind[code][mode] = count
    everybody = session.scalar(select(persons)) or 0
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


def _as_submitted(session: Session, closing: int) -> tuple[int, int, dict[str, BenefitCounts], dict[str, int]]:
    """Return what :func:`_benefits` and :func:`_engaged` said when a month was closed."""
    people = FrozenPeopleTable
    query = select(people.figure, people.count).where(people.closed_month_id == closing)
    found: dict[str, int] = dict(session.execute(query).all())
    benefits = {code: BenefitCounts(found[f"benefit {code}"], found[f"benefit {code} assisted"]) for code in BENEFITS}
    engaged = {figure.removeprefix("engaged "): n for figure, n in found.items() if figure.startswith("engaged ")}
    return found["clients"], found["assisted"], benefits, engaged
