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
from referral_desk.domain.funnel import Funnel, make_funnel
from referral_desk.domain.tally_counts import BenefitCounts, Counts, HandoffCounts, ModeCounts, rate
from referral_desk.domain.tally_filter import EVERYTHING, TallyFilter
from referral_desk.domain.tally_parts import (
    AttendedRow,
    CrossCell,
    EngagementRow,
    InboundRow,
    OutcomeTotals,
    PeopleRow,
    attended_rows,
    cross_table,
    district_rows,
    engagement_rows,
    inbound_row,
    inbound_rows,
    listed_rows,
    outcome_totals,
    staff_rows,
)


def median_days(days: list[int]) -> float | None:
    """Return the median of ``days``, one decimal, half rounded up; None for none."""
    if not days:
        return None
    return float(Decimal(str(median(days))).quantize(Decimal("0.1"), ROUND_HALF_UP))


@dataclass(frozen=True)
class ServiceRow:
    """One way of counselling; ``first_in_year``: persons whose first contact of this kind in a fiscal year it was."""

    code: str
    persons: int
    contacts: int
    first_in_year: int = 0


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
    """What became of referrals handed over in one mode; ``unchecked_share``: not yet checked, or unknown."""

    mode: HandoffMode
    referrals: int
    attended: int
    attended_rate: float | None
    not_yet_checked: int
    median_days_to_attend: float | None
    declined: int = 0
    unknown: int = 0
    unchecked_share: float | None = None


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
    engagements: tuple[EngagementRow, ...]
    clients: int
    public_assistance: int
    public_assistance_share: float | None
    benefits: tuple[BenefitRow, ...]
    first_in_year: int
    cross: tuple[CrossCell, ...]
    by_staff: tuple[PeopleRow, ...]
    by_district: tuple[PeopleRow, ...]
    by_age_group: tuple[PeopleRow, ...]
    by_sex: tuple[PeopleRow, ...]
    outcomes: OutcomeTotals
    attended_after: tuple[AttendedRow, ...]
    inbound: InboundRow
    inbound_by_kind: tuple[InboundRow, ...]
    sbirts: Funnel
    narrowed: TallyFilter = EVERYTHING


def make_tally(first: date, last: date, counts: Counts, codes: CodeBook, narrowed: TallyFilter = EVERYTHING) -> Tally:
    """Set out ``counts`` as the tally of ``first`` to ``last``: rows in the lists' order, rates rounded."""
    return Tally(
        first=first,
        last=last,
        closed=counts.closed,
        persons=counts.persons,
        persons_reported=counts.persons_reported,
        contacts=counts.contacts,
        by_service=tuple(
            ServiceRow(
                item.code,
                counts.service_persons.get(item.code, 0),
                counts.service_contacts.get(item.code, 0),
                counts.service_first.get(item.code, 0),
            )
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
        engagements=engagement_rows(counts, codes),
        clients=counts.benefit_clients,
        public_assistance=counts.public_assistance,
        public_assistance_share=rate(counts.public_assistance, counts.benefit_clients),
        benefits=tuple(
            _benefit(item.code, counts.benefits.get(item.code, BenefitCounts())) for item in codes.benefits.items
        ),
        first_in_year=counts.first_in_year,
        cross=cross_table(counts, codes),
        by_staff=staff_rows(counts),
        by_district=district_rows(counts),
        by_age_group=listed_rows(counts.age_groups, tuple(item.code for item in codes.age_groups.items)),
        by_sex=listed_rows(counts.sexes, tuple(item.code for item in codes.sexes.items)),
        outcomes=outcome_totals(counts.modes),
        attended_after=attended_rows(counts.modes),
        inbound=inbound_row("", counts.inbound),
        inbound_by_kind=inbound_rows(counts, codes),
        sbirts=make_funnel(counts.paths),
        narrowed=narrowed,
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
        counts.declined,
        counts.unknown,
        rate(counts.not_yet_checked + counts.unknown, counts.referrals),
    )


def _benefit(code: str, counts: BenefitCounts) -> BenefitRow:
    return BenefitRow(code, counts.clients, counts.public_assistance, rate(counts.public_assistance, counts.clients))


def persons_are_reported(service: str) -> bool:
    """Say whether the forms ask distinct people for this service."""
    return service in PERSONS_REPORTED_SERVICES


class FigureKind(StrEnum):
    """Which table a figure of the tally stands in."""

    CONTACTS = "contacts"
    CATEGORY = "category"
    FACTOR = "factor"
    HANDOFFS = "handoffs"
    MODE = "mode"
    ENGAGEMENTS = "engagements"
    BENEFITS = "benefits"
    FORM = "form"
    CROSS = "cross"
    STAFF = "staff"
    DISTRICT = "district"
    AGE_GROUP = "age_group"
    SEX = "sex"
    ATTENDED_AFTER = "attended_after"
    INBOUND = "inbound"
    SBIRTS = "sbirts"


@dataclass(frozen=True)
class FormCell:
    """What a cell of a report form gathers: services (or modes) ``across``, categories (or kinds) ``along``.

    ``source`` is contacts or handoffs; ``across`` empty: all. ``factors``: only contacts with one of them.
    """

    source: str
    across: tuple[str, ...]
    along: tuple[str, ...]
    factors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Figure:
    """One figure of the tally, to ask who stands behind it.

    ``code`` is the row's code, "" for a total. ``column`` is the JSON's own name of the figure:

    - contacts: "persons", "persons_reported", "first_in_year" or "contacts";
    - cross (``code``: service and category, a space between), staff, district, age_group, sex: "persons" or "contacts";
    - handoffs: a mode's code, "warm", "staff_or_letter", "not_yet_handed_over", "referrals" or "clients";
    - mode ("": all of them) and attended_after: "referrals", "attended", "not_yet_checked", "declined", "unknown",
      "unchecked" or "otherwise" (none of these);
    - inbound: "referrals", "clients" or "warm"; engagements: "clients", "new" or "ended";
    - benefits: "clients" or "public_assistance";
    - sbirts: "paths" or "persons" of all; of a step "done", "not_needed", "postponed", "declined", "open" or "lost"; of
      those introduced to a group ("warm" or "other") "introduced" or "attended";
    - a report form, whose code ``code`` is: the measure of its ``cell``.
    """

    kind: FigureKind
    code: str = ""
    column: str = ""
    cell: FormCell | None = None


@dataclass(frozen=True)
class ContactBehind:
    """A client behind a figure, with the contact that was counted where the figure counts contacts.

    ``institution`` is the one that sent her, where the figure counts referrals to us. ``target`` is the problem of a
    path of SBIRTS, where those are counted, and ``on`` when it began. Somebody whose record was
    disposed of still counts in closed months: ``client_id`` is 0, she has no name, and there is nothing to open.
    """

    client_id: int
    client_number: str
    client_name: str
    client_kana: str
    on: date | None
    service: ContactService | None
    category: str
    institution: str = ""
    target: str = ""

    @property
    def gone(self) -> bool:
        """Whether the record was disposed of."""
        return self.client_id == 0
