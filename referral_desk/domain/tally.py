"""The month's tally: what is counted, how it is rounded, and how the figures stand together.

Sources: the national yearly report on community health (地域保健・健康増進事業報告) for services, categories and
factors; the centre's own handoff report for the rest. Counting is the database's work; here are the definitions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from statistics import median

from referral_desk.domain.codes import PERSONS_REPORTED_SERVICES, CodeBook, ContactService, HandoffMode
from referral_desk.domain.tally_counts import BenefitCounts, Counts, HandoffCounts, ModeCounts, rate


def median_days(days: list[int]) -> float | None:
    """Return the median of ``days``, one decimal, half rounded up; None for none."""
    if not days:
        return None
    return float(Decimal(str(median(days))).quantize(Decimal("0.1"), ROUND_HALF_UP))


@dataclass(frozen=True)
class ServiceRow:
    """One way of counselling."""

    code: str
    persons: int
    contacts: int


@dataclass(frozen=True)
class ShareRow:
    """A category or factor; ``share`` is percent of all contacts."""

    code: str
    contacts: int
    share: float | None


@dataclass(frozen=True)
class HandoffRow:
    """Handoffs to one kind of institution, or in total (``code`` "")."""

    code: str
    referrals: int
    clients: int
    not_yet_handed_over: int
    warm: int
    warm_rate: float | None
    by_mode: Mapping[HandoffMode, int]


@dataclass(frozen=True)
class ModeRow:
    """What became of referrals handed over in one mode."""

    mode: HandoffMode
    referrals: int
    attended: int
    attended_rate: float | None
    not_yet_checked: int
    median_days_to_attend: float | None


@dataclass(frozen=True)
class CountRow:
    """Clients with one or more current engagements of a kind."""

    code: str
    clients: int


@dataclass(frozen=True)
class BenefitRow:
    """Clients with a benefit, those of them on public assistance, and their share in percent."""

    code: str
    clients: int
    public_assistance: int
    share: float | None


@dataclass(frozen=True)
class Tally:
    """The whole tally over a period (both days included). Every code of a list has its row, zeros included."""

    first: date
    last: date
    closed: bool
    persons: int
    persons_reported: int
    contacts: int
    by_service: tuple[ServiceRow, ...]
    by_category: tuple[ShareRow, ...]
    by_factor: tuple[ShareRow, ...]
    handoffs: HandoffRow
    by_kind: tuple[HandoffRow, ...]
    by_mode: tuple[ModeRow, ...]
    engagements: tuple[CountRow, ...]
    clients: int
    public_assistance: int
    public_assistance_share: float | None
    benefits: tuple[BenefitRow, ...]


def make_tally(first: date, last: date, counts: Counts, codes: CodeBook) -> Tally:
    """Set out ``counts`` as the tally of ``first`` to ``last``: rows in the lists' order, rates rounded."""
    return Tally(
        first=first,
        last=last,
        closed=counts.closed,
        persons=counts.persons,
        persons_reported=counts.persons_reported,
        contacts=counts.contacts,
        by_service=tuple(
            ServiceRow(item.code, counts.service_persons.get(item.code, 0), counts.service_contacts.get(item.code, 0))
            for item in codes.contact_services.items
        ),
        by_category=tuple(
            _share(item.code, counts.category_contacts, counts.contacts) for item in codes.contact_categories.items
        ),
        by_factor=tuple(_share(item.code, counts.factor_contacts, counts.contacts) for item in codes.factors.items),
        handoffs=_handoffs("", counts.handoffs),
        by_kind=tuple(
            _handoffs(item.code, counts.handoffs_by_kind.get(item.code, HandoffCounts()))
            for item in codes.institution_kinds.items
        ),
        by_mode=tuple(_mode(mode, counts.modes.get(mode, ModeCounts())) for mode in HandoffMode),
        engagements=tuple(
            CountRow(item.code, counts.engaged_clients.get(item.code, 0)) for item in codes.institution_kinds.items
        ),
        clients=counts.benefit_clients,
        public_assistance=counts.public_assistance,
        public_assistance_share=rate(counts.public_assistance, counts.benefit_clients),
        benefits=tuple(
            _benefit(item.code, counts.benefits.get(item.code, BenefitCounts())) for item in codes.benefits.items
        ),
    )


def _share(code: str, contacts: Mapping[str, int], total: int) -> ShareRow:
    return ShareRow(code, contacts.get(code, 0), rate(contacts.get(code, 0), total))


def _handoffs(code: str, counts: HandoffCounts) -> HandoffRow:
    by_mode = {mode: counts.by_mode.get(mode, 0) for mode in HandoffMode}
    return HandoffRow(
        code, counts.referrals, counts.clients, counts.not_yet, counts.warm, rate(counts.warm, counts.happened), by_mode
    )


def _mode(mode: HandoffMode, counts: ModeCounts) -> ModeRow:
    return ModeRow(
        mode,
        counts.referrals,
        counts.attended,
        rate(counts.attended, counts.referrals),
        counts.not_yet_checked,
        median_days(list(counts.days)),
    )


def _benefit(code: str, counts: BenefitCounts) -> BenefitRow:
    return BenefitRow(code, counts.clients, counts.public_assistance, rate(counts.public_assistance, counts.clients))


def persons_are_reported(service: str) -> bool:
    """Say whether the forms ask distinct people for this service."""
    return service in PERSONS_REPORTED_SERVICES


@dataclass(frozen=True)
class Bar:
    """One bar of a chart: ``share`` 0–100 percent (None: no base), ``count`` of ``base``."""

    code: str
    share: float | None
    count: int
    base: int
    warm: bool


def attended_bars(by_mode: tuple[ModeRow, ...]) -> tuple[Bar, ...]:
    """Return the chart *attended after a warm handoff vs. after less*, three bars: warm, contact only, information.

    "contact" gathers staff-to-staff and letter.
    """
    groups = (
        ("warm", tuple(mode for mode in HandoffMode if mode.warm)),
        ("contact", (HandoffMode.STAFF_TO_STAFF, HandoffMode.LETTER_ONLY)),
        ("information", (HandoffMode.INFORMATION_ONLY,)),
    )
    bars = []
    for code, modes in groups:
        rows = [row for row in by_mode if row.mode in modes]
        count, base = sum(row.attended for row in rows), sum(row.referrals for row in rows)
        bars.append(Bar(code, rate(count, base), count, base, warm=code == "warm"))
    return tuple(bars)


class FigureKind(StrEnum):
    """Which table a figure of the tally stands in."""

    CONTACTS = "contacts"
    CATEGORY = "category"
    FACTOR = "factor"
    HANDOFFS = "handoffs"
    MODE = "mode"
    ENGAGEMENTS = "engagements"
    BENEFITS = "benefits"


@dataclass(frozen=True)
class Figure:
    """One figure of the tally, to ask who stands behind it.

    ``code`` is the row's code, "" for a total. ``column`` is the JSON's own name of the figure: for handoffs a
    mode's code, "warm", "staff_or_letter", "not_yet_handed_over", "referrals" or "clients"; for modes "referrals",
    "attended" or "not_yet_checked"; for contacts "persons", "persons_reported" or "contacts"; for benefits "clients"
    or "public_assistance".
    """

    kind: FigureKind
    code: str = ""
    column: str = ""


@dataclass(frozen=True)
class ContactBehind:
    """A client behind a figure, with the contact that was counted where the figure counts contacts."""

    client_id: int
    client_number: str
    client_name: str
    client_kana: str
    on: date | None
    service: ContactService | None
    category: str
