"""Raw counts over one period, as the database gives them; ``domain.tally`` sets them out with rates and rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from referral_desk.domain.codes import HandoffMode, SbirtsStep, StepResult


def rate(part: int, base: int) -> float | None:
    """Return ``part`` of ``base`` in percent, one decimal, half rounded up; None where the base is 0."""
    if base == 0:
        return None
    return float((Decimal(part) * 100 / Decimal(base)).quantize(Decimal("0.1"), ROUND_HALF_UP))


@dataclass(frozen=True)
class HandoffCounts:
    """Referrals of one kind of institution, or of all: ``by_mode`` counts those that have a mode."""

    referrals: int = 0
    clients: int = 0
    by_mode: Mapping[HandoffMode, int] = field(default_factory=dict)

    @property
    def happened(self) -> int:
        """The base of the warm rate."""
        return sum(self.by_mode.values())

    @property
    def not_yet(self) -> int:
        """Handoffs still to come: counted as referrals, neither warm nor cold."""
        return self.referrals - self.happened

    @property
    def warm(self) -> int:
        """How many were handed over warmly."""
        return sum(count for mode, count in self.by_mode.items() if mode.warm)


@dataclass(frozen=True)
class ModeCounts:
    """What became of the referrals of one mode; ``days`` from referral to outcome of the attended that have one."""

    referrals: int = 0
    attended: int = 0
    not_yet_checked: int = 0
    days: tuple[int, ...] = ()
    declined: int = 0
    unknown: int = 0


@dataclass(frozen=True)
class BenefitCounts:
    """Clients with a benefit, and how many of them receive public assistance."""

    clients: int = 0
    public_assistance: int = 0


@dataclass(frozen=True)
class EngagementCounts:
    """Clients engaged on the last day, and those of whom an engagement began or ended in the period."""

    clients: int = 0
    new: int = 0
    ended: int = 0


@dataclass(frozen=True)
class InboundCounts:
    """Referrals to us; ``warm`` are those where somebody of theirs came along, or was on the line with the client."""

    referrals: int = 0
    clients: int = 0
    warm: int = 0


@dataclass(frozen=True)
class PeopleCounts:
    """Distinct people, and their contacts."""

    persons: int = 0
    contacts: int = 0


@dataclass(frozen=True)
class FunnelPath:
    """One path as it counts; ``results`` holds what came of each step, None where nothing was noted.

    ``mode`` is the warmest handoff of its introductions to a group, and ``attended`` whether one of them was followed.
    ``on`` is the day it began.
    """

    person: str
    target: str
    results: Mapping[SbirtsStep, StepResult | None]
    mode: HandoffMode | None = None
    attended: bool = False
    on: date | None = None


@dataclass(frozen=True)
class Counts:
    """Raw counts over one period, as the database gives them; codes without a record are simply absent."""

    persons: int = 0
    persons_reported: int = 0
    contacts: int = 0
    service_persons: Mapping[str, int] = field(default_factory=dict)
    service_contacts: Mapping[str, int] = field(default_factory=dict)
    category_contacts: Mapping[str, int] = field(default_factory=dict)
    cross: Mapping[tuple[str, str], PeopleCounts] = field(default_factory=dict)
    """By service and category."""
    first_in_year: int = 0
    """Persons whose first contact of a fiscal year lies in the period."""
    service_first: Mapping[str, int] = field(default_factory=dict)
    """The same within one service: persons whose first contact of this service does."""
    staff: Mapping[int | None, PeopleCounts] = field(default_factory=dict)
    """By id of the staff list; None: by somebody it does not hold."""
    staff_names: Mapping[int, str] = field(default_factory=dict)
    """Who is listed: the active members, in their order, and those of whom something is counted."""
    districts: Mapping[str, PeopleCounts] = field(default_factory=dict)
    age_groups: Mapping[str, PeopleCounts] = field(default_factory=dict)
    sexes: Mapping[str, PeopleCounts] = field(default_factory=dict)
    factor_contacts: Mapping[str, int] = field(default_factory=dict)
    handoffs: HandoffCounts = field(default_factory=HandoffCounts)
    handoffs_by_kind: Mapping[str, HandoffCounts] = field(default_factory=dict)
    modes: Mapping[HandoffMode, ModeCounts] = field(default_factory=dict)
    inbound: InboundCounts = field(default_factory=InboundCounts)
    inbound_by_kind: Mapping[str, InboundCounts] = field(default_factory=dict)
    paths: tuple[FunnelPath, ...] = ()
    """By kind of institution, "" where the sender is not in the directory."""
    engagements: Mapping[str, EngagementCounts] = field(default_factory=dict)
    benefit_clients: int = 0
    public_assistance: int = 0
    benefits: Mapping[str, BenefitCounts] = field(default_factory=dict)
    closed: bool = False
    """Whether all of it is of closed months, as they were submitted."""
