"""The tally of a period, the names behind its figures, and its JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from referral_desk.db.queries import behind, tallies
from referral_desk.domain.access import Action
from referral_desk.domain.calendar import Period
from referral_desk.domain.chart_trend import MonthOfHandoffs
from referral_desk.domain.codes import Code, CodeBook, CodeList
from referral_desk.domain.referral import ReferralRow
from referral_desk.domain.tally import (
    ContactBehind,
    Figure,
    HandoffRow,
    Tally,
    make_tally,
)
from referral_desk.domain.tally_filter import EVERYTHING, TallyFilter
from referral_desk.services.centre import Centre
from referral_desk.services.tally_json import filter_json, inbound_json, outcomes_json, sbirts_json, services_json

Json = Mapping[str, object]


def tally(centre: Centre, period: Period, narrowed: TallyFilter | None = None) -> Tally:
    """Count a period, any days from the first to the last; ``narrowed``: only what meets these conditions."""
    narrowed = narrowed or EVERYTHING
    with centre.read() as session:
        counts = tallies.counts(session, period.first, period.last, narrowed)
    return make_tally(period.first, period.last, counts, centre.codes, narrowed)


def warm_rates(
    centre: Centre, year: int, month: int, months: int = 13, narrowed: TallyFilter = EVERYTHING
) -> tuple[MonthOfHandoffs, ...]:
    """Return what the warm rate of the ``months`` months up to ``year``-``month`` is made of, the oldest first."""
    period = Period.month(year, month)
    periods = []
    for _ in range(months):
        periods.append(period)
        before = period.first - timedelta(days=1)
        period = Period.month(before.year, before.month)
    with centre.read() as session:
        return tuple(
            MonthOfHandoffs(each, *tallies.warm_of(session, each.first, each.last, narrowed))
            for each in reversed(periods)
        )


def names_behind(
    centre: Centre, period: Period, figure: Figure, narrowed: TallyFilter = EVERYTHING
) -> tuple[ContactBehind | ReferralRow, ...]:
    """Return who stands behind a figure: contacts, referrals, or clients, as the figure counts them.

    In closed months these are the rows that were frozen with them.
    """
    first, last = period.first, period.last
    shown = {"figure": figure.kind.value, "from": first.isoformat(), "to": last.isoformat()}
    centre.note(Action.READ_FIGURES, detail=shown)
    with centre.read() as session:
        return behind.behind(session, period, figure, narrowed, centre.codes)


def as_json(tally: Tally, codes: CodeBook, language: str) -> Json:
    """Return the tally in the shape that other people's scripts rely on; labels in ``language``."""

    def named(codes_of: CodeList[Code], code: str) -> dict[str, object]:
        return {"code": code, "label": codes_of.label(code, language)}

    return {
        "period": {"from": tally.first.isoformat(), "to": tally.last.isoformat(), "closed": tally.closed},
        **filter_json(tally.narrowed),
        "services": {
            "persons": tally.persons,
            "persons_reported": tally.persons_reported,
            "contacts": tally.contacts,
            "first_in_year": tally.first_in_year,
            "by_service": [
                named(codes.contact_services, row.code)
                | {"persons": row.persons, "contacts": row.contacts, "first_in_year": row.first_in_year}
                for row in tally.by_service
            ],
            "by_category": [
                named(codes.contact_categories, row.code) | {"contacts": row.contacts, "share": row.share}
                for row in tally.by_category
            ],
            "by_factor": [
                named(codes.factors, row.code) | {"contacts": row.contacts, "share": row.share}
                for row in tally.by_factor
            ],
            **services_json(tally, codes, language),
        },
        "handoffs": {
            **_handoffs(tally.handoffs),
            **outcomes_json(tally, language),
            "by_kind": [
                named(codes.institution_kinds, row.code) | _handoffs(row) | {"by_mode": dict(row.by_mode)}
                for row in tally.by_kind
            ],
            "by_mode": [
                named(codes.handoff_modes, row.mode)
                | {
                    "warm": row.mode.warm,
                    "referrals": row.referrals,
                    "attended": row.attended,
                    "attended_rate": row.attended_rate,
                    "not_yet_checked": row.not_yet_checked,
                    "median_days_to_attend": row.median_days_to_attend,
                    "declined": row.declined,
                    "unknown": row.unknown,
                    "unchecked_share": row.unchecked_share,
                }
                for row in tally.by_mode
            ],
        },
        "engagements": {
            "by_kind": [
                named(codes.institution_kinds, row.code) | {"clients": row.clients, "new": row.new, "ended": row.ended}
                for row in tally.engagements
            ]
        },
        "inbound": inbound_json(tally, codes, language),
        "sbirts": sbirts_json(tally, codes, language),
        "benefits": {
            "clients": tally.clients,
            "public_assistance": tally.public_assistance,
            "public_assistance_share": tally.public_assistance_share,
            "rows": [
                named(codes.benefits, row.code)
                | {"clients": row.clients, "public_assistance": row.public_assistance, "share": row.share}
                for row in tally.benefits
            ],
        },
    }


def _handoffs(row: HandoffRow) -> dict[str, object]:
    return {
        "referrals": row.referrals,
        "clients": row.clients,
        "not_yet_handed_over": row.not_yet_handed_over,
        "warm": row.warm,
        "warm_rate": row.warm_rate,
    }
