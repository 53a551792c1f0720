"""The tally of a period, the names behind its figures, and its JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from referral_desk.db.queries import figures, tallies
from referral_desk.domain.access import Action
from referral_desk.domain.calendar import Period
from referral_desk.domain.codes import PERSONS_REPORTED_SERVICES, Code, CodeBook, CodeList, ContactService, HandoffMode
from referral_desk.domain.referral import ReferralRow
from referral_desk.domain.tally import (
    ContactBehind,
    Figure,
    FigureKind,
    HandoffRow,
    Tally,
    make_tally,
)
from referral_desk.domain.tally_counts import rate
from referral_desk.services.centre import Centre

Json = Mapping[str, object]


def tally(centre: Centre, period: Period) -> Tally:
    """Count a period."""
    with centre.read() as session:
        counts = tallies.counts(session, period.first, period.last)
    return make_tally(period.first, period.last, counts, centre.codes)


def warm_rates(centre: Centre, year: int, month: int, months: int = 13) -> tuple[tuple[Period, float | None], ...]:
    """Return the warm rate of the ``months`` months up to ``year``-``month``, the oldest first."""
    period = Period.month(year, month)
    periods = []
    for _ in range(months):
        periods.append(period)
        before = period.first - timedelta(days=1)
        period = Period.month(before.year, before.month)
    with centre.read() as session:
        return tuple((each, rate(*tallies.warm_of(session, each.first, each.last))) for each in reversed(periods))


def names_behind(centre: Centre, period: Period, figure: Figure) -> tuple[ContactBehind | ReferralRow, ...]:
    """Return who stands behind a figure: contacts, referrals, or clients, as the figure counts them."""
    first, last = period.first, period.last
    shown = {"figure": figure.kind.value, "from": first.isoformat(), "to": last.isoformat()}
    centre.note(Action.READ_FIGURES, detail=shown)
    with centre.read() as session:
        match figure.kind:
            case FigureKind.CONTACTS:
                services: tuple[ContactService, ...] = (ContactService(figure.code),) if figure.code else ()
                if figure.column == "persons_reported":
                    services = PERSONS_REPORTED_SERVICES
                found = figures.contacts(session, first, last, services=services)
                if figure.column in {"persons", "persons_reported"}:
                    found = figures.people(session, tuple(dict.fromkeys(row.client_id for row in found)))
                return found
            case FigureKind.CATEGORY:
                return figures.contacts(session, first, last, category=figure.code)
            case FigureKind.FACTOR:
                return figures.contacts(session, first, last, factor=figure.code)
            case FigureKind.HANDOFFS:
                rows = figures.referrals(
                    session, first, last, kind=figure.code, modes=_modes(figure.column), happened=_happened(figure)
                )
                if figure.column == "clients":
                    return figures.people(session, tuple(dict.fromkeys(row.client_id for row in rows)))
                return rows
            case FigureKind.MODE:
                outcome = "" if figure.column == "referrals" else figure.column
                return figures.referrals(session, first, last, modes=(HandoffMode(figure.code),), outcome=outcome)
            case FigureKind.ENGAGEMENTS:
                return figures.people(session, figures.engaged_clients(session, last, figure.code))
            case FigureKind.BENEFITS:
                assisted = figure.column == "public_assistance"
                ids = figures.clients_with_benefit(session, last, figure.code, assisted=assisted)
                return figures.people(session, ids)


def _modes(column: str) -> tuple[HandoffMode, ...]:
    if column == "warm":
        return tuple(mode for mode in HandoffMode if mode.warm)
    if column == "staff_or_letter":
        return (HandoffMode.STAFF_TO_STAFF, HandoffMode.LETTER_ONLY)
    return (HandoffMode(column),) if column in tuple(HandoffMode) else ()


def _happened(figure: Figure) -> bool | None:
    return False if figure.column == "not_yet_handed_over" else None


def as_json(tally: Tally, codes: CodeBook, language: str) -> Json:
    """Return the tally in the shape that other people's scripts rely on; labels in ``language``."""

    def named(codes_of: CodeList[Code], code: str) -> dict[str, object]:
        return {"code": code, "label": codes_of.label(code, language)}

    return {
        "period": {"from": tally.first.isoformat(), "to": tally.last.isoformat(), "closed": tally.closed},
        "services": {
            "persons": tally.persons,
            "persons_reported": tally.persons_reported,
            "contacts": tally.contacts,
            "by_service": [
                named(codes.contact_services, row.code) | {"persons": row.persons, "contacts": row.contacts}
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
        },
        "handoffs": {
            **_handoffs(tally.handoffs),
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
                }
                for row in tally.by_mode
            ],
        },
        "engagements": {
            "by_kind": [
                named(codes.institution_kinds, row.code) | {"clients": row.clients} for row in tally.engagements
            ]
        },
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
