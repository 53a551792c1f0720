"""Counting a period: plain aggregates over the covering indexes; the definitions are in ``domain.tally``."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from datetime import date

from sqlalchemy import ColumnElement, FromClause, and_, func, select
from sqlalchemy.orm import Session

from referral_desk.db.models import ContactFactorTable, ReferralTable
from referral_desk.db.queries.sbirts_rows import counted_paths
from referral_desk.db.queries.tally_people import contact_counts, first_of_year, firsts, staff_names
from referral_desk.db.queries.tally_rows import TallyRows, closed_months, rows_between, tally_rows
from referral_desk.db.queries.tally_standing import benefit_counts, engagement_counts
from referral_desk.domain.codes import ATTENDED_OUTCOMES, HandoffMode, Outcome
from referral_desk.domain.referral import UNCOUNTED
from referral_desk.domain.tally_counts import Counts, HandoffCounts, InboundCounts, ModeCounts
from referral_desk.domain.tally_filter import EVERYTHING, TallyFilter


def counts(
    session: Session, first: date, last: date, narrowed: TallyFilter = EVERYTHING, *, rows: TallyRows | None = None
) -> Counts:
    """Count the period ``first`` to ``last``, both included; engagements and benefits on its last day.

    Closed months count as they were submitted, or as ``rows`` say, which are then of the same period.
    """
    known = closed_months(session, first_of_year(first), last)
    rows = rows or rows_between(first, last, known, narrowed)
    referrals = rows.referrals
    contacts = contact_counts(session, rows)
    total, by_kind = _handoffs(session, referrals)
    sent, sent_by_kind = _inbound(session, rows.inbound)
    clients, assistance, benefits = benefit_counts(session, rows)
    everybody_first, service_first = firsts(session, first, last, narrowed, known)
    return Counts(
        persons=contacts.persons,
        persons_reported=contacts.persons_reported,
        contacts=contacts.contacts,
        service_persons={code: count.persons for code, count in contacts.services.items()},
        service_contacts={code: count.contacts for code, count in contacts.services.items()},
        category_contacts={code: count.contacts for code, count in contacts.categories.items()},
        cross=contacts.cross,
        first_in_year=everybody_first,
        service_first=service_first,
        staff=contacts.staff,
        staff_names=staff_names(session, contacts.staff),
        districts=contacts.districts,
        age_groups=contacts.age_groups,
        sexes=contacts.sexes,
        factor_contacts=_factors(session, rows),
        handoffs=total,
        handoffs_by_kind=by_kind,
        modes=modes(session, referrals),
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
    row = referrals.c
    found = session.execute(select(row.kind, row.mode, row.person)).all()
    by_kind: defaultdict[str, list[tuple[HandoffMode | None, Hashable]]] = defaultdict(list)
    for kind, mode, person in found:
        by_kind[kind].append((mode, person))
    total = _handoff_counts((mode, person) for _kind, mode, person in found)
    return total, {kind: _handoff_counts(of_kind) for kind, of_kind in by_kind.items()}


def _handoff_counts(referrals: Iterable[tuple[HandoffMode | None, Hashable]]) -> HandoffCounts:
    persons, by_mode = set(), Counter[HandoffMode | None]()
    for mode, person in referrals:
        persons.add(person)
        by_mode[mode] += 1
    return HandoffCounts(by_mode.total(), len(persons), {mode: count for mode, count in by_mode.items() if mode})


def _inbound(session: Session, inbound: FromClause) -> tuple[InboundCounts, dict[str, InboundCounts]]:
    row = inbound.c
    found = session.execute(select(row.kind, row.came_along, row.person)).all()
    by_kind: defaultdict[str, list[tuple[bool, Hashable]]] = defaultdict(list)
    for kind, came_along, person in found:
        by_kind[kind].append((came_along, person))
    total = _inbound_counts([(came_along, person) for _kind, came_along, person in found])
    return total, {kind: _inbound_counts(of_kind) for kind, of_kind in by_kind.items()}


def _inbound_counts(referrals: Sequence[tuple[bool, Hashable]]) -> InboundCounts:
    persons = {person for _came_along, person in referrals}
    return InboundCounts(len(referrals), len(persons), sum(came_along for came_along, _person in referrals))
