"""Counting a period: plain aggregates over the covering indexes; the definitions are in ``domain.tally``."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, FromClause, and_, case, distinct, func, select
from sqlalchemy.orm import Session

from referral_desk.db.models import ContactFactorTable, ReferralTable
from referral_desk.db.queries.sbirts_rows import counted_paths
from referral_desk.db.queries.tally_people import breakdowns, firsts, staff_names
from referral_desk.db.queries.tally_rows import TallyRows, tally_rows
from referral_desk.db.queries.tally_standing import benefit_counts, engagement_counts
from referral_desk.domain.codes import ATTENDED_OUTCOMES, PERSONS_REPORTED_SERVICES, HandoffMode, Outcome
from referral_desk.domain.referral import UNCOUNTED
from referral_desk.domain.tally_counts import Counts, HandoffCounts, InboundCounts, ModeCounts, PeopleCounts
from referral_desk.domain.tally_filter import EVERYTHING, TallyFilter


def counts(
    session: Session, first: date, last: date, narrowed: TallyFilter = EVERYTHING, *, rows: TallyRows | None = None
) -> Counts:
    """Count the period ``first`` to ``last``, both included; engagements and benefits on its last day.

    Closed months count as they were submitted, or as ``rows`` say, which are then of the same period.
    """
    rows = rows or tally_rows(session, first, last, narrowed)
    contacts = rows.contacts
    contact = contacts.c
    persons = func.count(distinct(contact.person))
    services = session.execute(
        select(contact.service, persons, func.count()).select_from(contacts).group_by(contact.service)
    ).all()
    cells = (contact.service, contact.category)
    cross = {
        (service.value, category): PeopleCounts(people, count)
        for service, category, people, count in session.execute(select(*cells, persons, func.count()).group_by(*cells))
    }
    categories: Counter[str] = Counter()
    for (_service, category), cell in cross.items():
        categories[category] += cell.contacts
    of_forms = case((contact.service.in_(PERSONS_REPORTED_SERVICES), contact.person))
    everybody, reported = session.execute(select(persons, func.count(distinct(of_forms)))).one()
    total, by_kind = _handoffs(session, rows.referrals)
    sent, sent_by_kind = _inbound(session, rows.inbound)
    clients, assistance, benefits = benefit_counts(session, rows)
    everybody_first, service_first = firsts(session, first, last, narrowed)
    parts = breakdowns(session, rows)
    return Counts(
        persons=everybody,
        persons_reported=reported,
        contacts=sum(count for _, _, count in services),
        service_persons={service.value: people for service, people, _ in services},
        service_contacts={service.value: count for service, _, count in services},
        category_contacts=categories,
        cross=cross,
        first_in_year=everybody_first,
        service_first=service_first,
        staff=parts.staff,
        staff_names=staff_names(session, parts.staff),
        districts=parts.districts,
        age_groups=parts.age_groups,
        sexes=parts.sexes,
        factor_contacts=_factors(session, rows),
        handoffs=total,
        handoffs_by_kind=by_kind,
        modes=modes(session, rows.referrals),
        inbound=sent,
        inbound_by_kind=sent_by_kind,
        paths=counted_paths(session, rows),
        engagements=engagement_counts(session, rows),
        benefit_clients=clients,
        public_assistance=assistance,
        benefits=benefits,
        closed=rows.whole,
    )


def _factors(session: Session, rows: TallyRows) -> dict[str, int]:
    factor = ContactFactorTable
    live = select(factor.factor, func.count()).where(rows.in_open_months(factor.on)).group_by(factor.factor)
    if rows.narrowed.narrows:
        live = live.where(factor.contact_id.in_(rows.live_contacts("record").scalar_subquery()))
    found: Counter[str] = Counter(dict(session.execute(live).all()))
    if rows.closed or rows.left:
        kept = rows.frozen_contacts("factors").subquery()
        query = select(kept.c.factors, func.count()).where(kept.c.factors != "").group_by(kept.c.factors)
        for factors, count in session.execute(query):
            for code in factors.split():
                found[code] += count
    return dict(found)


def counted_in(first: date, last: date) -> ColumnElement[bool]:
    """Return the condition that a live referral counts in the period: by its date, drafts and errors left out."""
    return and_(ReferralTable.on.between(first, last), ReferralTable.status.not_in(UNCOUNTED))


def warm_of(session: Session, first: date, last: date, narrowed: TallyFilter = EVERYTHING) -> tuple[int, int]:
    """Return (warm, happened) handoffs of the referrals of a period; closed months as they were submitted."""
    referrals = tally_rows(session, first, last, narrowed).referrals
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
            declined=outcomes.get(Outcome.CLIENT_DECLINED, 0),
            unknown=outcomes.get(Outcome.UNKNOWN, 0),
            days=tuple(days[mode]),
        )
        for mode, outcomes in found.items()
    }


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


def _inbound(session: Session, inbound: FromClause) -> tuple[InboundCounts, dict[str, InboundCounts]]:
    row = inbound.c
    persons = func.count(distinct(row.person))
    referrals: defaultdict[str, dict[bool, int]] = defaultdict(dict)
    query = select(row.kind, row.came_along, func.count()).group_by(row.kind, row.came_along)
    for kind, came_along, count in session.execute(query):
        referrals[kind][came_along] = count
    by_kind = {
        kind: InboundCounts(sum(referrals[kind].values()), clients, referrals[kind].get(True, 0))
        for kind, clients in session.execute(select(row.kind, persons).group_by(row.kind))
    }
    total = InboundCounts(
        sum(each.referrals for each in by_kind.values()),
        session.scalar(select(persons)) or 0,
        sum(each.warm for each in by_kind.values()),
    )
    return total, by_kind
