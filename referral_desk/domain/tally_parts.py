"""Further tables of the tally: cross table, people, engagements, referrals to us, attended after warm or not.

Every code of a list has its row, zeros included, in the list's order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from referral_desk.domain.codes import CodeBook, HandoffMode
from referral_desk.domain.interval import Interval, too_few_to_read, wilson
from referral_desk.domain.tally_counts import Counts, EngagementCounts, InboundCounts, ModeCounts, PeopleCounts, rate

NOT_IN_DIRECTORY = "not_in_directory"
"""Stands for the kind of a sender that the directory of institutions does not hold."""


@dataclass(frozen=True)
class CrossCell:
    """Persons and contacts of one service and one category."""

    service: str
    category: str
    persons: int
    contacts: int


@dataclass(frozen=True)
class EngagementRow:
    """Clients engaged with a kind on the last day, newly so in the period, and those of whom one ended in it."""

    code: str
    clients: int
    new: int
    ended: int


@dataclass(frozen=True)
class InboundRow:
    """Referrals to us from one kind of institution (NOT_IN_DIRECTORY included), or in total (``code`` "")."""

    code: str
    referrals: int
    clients: int
    warm: int
    warm_rate: float | None


@dataclass(frozen=True)
class PeopleRow:
    """Persons and contacts by one attribute.

    ``code`` is that of the list, for staff the id as text ("" for somebody the list does not hold), for districts the
    district itself ("" where none is recorded). ``name`` is set for staff and districts, which have no labels.
    """

    code: str
    persons: int
    contacts: int
    name: str = ""


@dataclass(frozen=True)
class AttendedRow:
    """Who got there after a handoff of one group of modes; ``code`` is "warm", "contact" or "information".

    ``rate`` is of all referrals of the group, unchecked ones included, as for the single modes; ``interval`` is its
    95 % interval, and ``unchecked`` says how many may still change it: not yet checked, or unknown. ``too_few``: the
    base is too small to be compared.
    """

    code: str
    referrals: int
    attended: int
    rate: float | None
    interval: Interval | None
    unchecked: int
    unchecked_share: float | None
    too_few: bool


@dataclass(frozen=True)
class OutcomeTotals:
    """What became of all that were handed over; shares in percent of ``referrals``."""

    referrals: int
    attended: int
    declined: int
    unknown: int
    not_yet_checked: int
    unchecked_share: float | None


ATTENDED_GROUPS: Mapping[str, tuple[HandoffMode, ...]] = {
    "warm": tuple(mode for mode in HandoffMode if mode.warm),
    "contact": (HandoffMode.STAFF_TO_STAFF, HandoffMode.LETTER_ONLY),
    "information": (HandoffMode.INFORMATION_ONLY,),
}
"""What is compared: after a warm handoff, after contact between staff or by letter, after information only."""


def cross_table(counts: Counts, codes: CodeBook) -> tuple[CrossCell, ...]:
    """Return the cells service by service, each in the order of the categories."""
    nothing = PeopleCounts()
    return tuple(
        CrossCell(service.code, category.code, cell.persons, cell.contacts)
        for service in codes.contact_services.items
        for category in codes.contact_categories.items
        for cell in [counts.cross.get((service.code, category.code), nothing)]
    )


def engagement_rows(counts: Counts, codes: CodeBook) -> tuple[EngagementRow, ...]:
    """Return the engagements by kind."""
    nothing = EngagementCounts()
    return tuple(
        EngagementRow(item.code, found.clients, found.new, found.ended)
        for item in codes.institution_kinds.items
        for found in [counts.engagements.get(item.code, nothing)]
    )


def inbound_row(code: str, counts: InboundCounts) -> InboundRow:
    """Return one row of the referrals to us."""
    return InboundRow(code, counts.referrals, counts.clients, counts.warm, rate(counts.warm, counts.referrals))


def inbound_rows(counts: Counts, codes: CodeBook) -> tuple[InboundRow, ...]:
    """Return the referrals to us by kind, those of senders who are not in the directory last."""
    by_kind, nothing = counts.inbound_by_kind, InboundCounts()
    listed = tuple(inbound_row(item.code, by_kind.get(item.code, nothing)) for item in codes.institution_kinds.items)
    return (*listed, inbound_row(NOT_IN_DIRECTORY, by_kind.get("", nothing)))


def staff_rows(counts: Counts) -> tuple[PeopleRow, ...]:
    """Return who made the contacts, somebody unknown last."""
    nothing = PeopleCounts()
    listed = tuple(
        PeopleRow(str(staff_id), found.persons, found.contacts, name)
        for staff_id, name in counts.staff_names.items()
        for found in [counts.staff.get(staff_id, nothing)]
    )
    left = [found for staff_id, found in counts.staff.items() if staff_id not in counts.staff_names]
    unknown = left[0] if left else nothing
    return (*listed, PeopleRow("", unknown.persons, unknown.contacts))


def district_rows(counts: Counts) -> tuple[PeopleRow, ...]:
    """Return the districts with contacts in the order of their names, people without one last."""
    named = sorted(name for name in counts.districts if name)
    rows = [PeopleRow(name, counts.districts[name].persons, counts.districts[name].contacts, name) for name in named]
    without = counts.districts.get("", PeopleCounts())
    return (*rows, PeopleRow("", without.persons, without.contacts))


def listed_rows(found: Mapping[str, PeopleCounts], order: tuple[str, ...]) -> tuple[PeopleRow, ...]:
    """Return a row for each code of ``order``."""
    nothing = PeopleCounts()
    return tuple(
        PeopleRow(code, counted.persons, counted.contacts) for code in order for counted in [found.get(code, nothing)]
    )


def attended_rows(modes: Mapping[HandoffMode, ModeCounts]) -> tuple[AttendedRow, ...]:
    """Compare who got there after a warm handoff, after contact only, and after information only."""
    rows = []
    for code, group in ATTENDED_GROUPS.items():
        found = [modes.get(mode, ModeCounts()) for mode in group]
        base, attended = sum(each.referrals for each in found), sum(each.attended for each in found)
        unchecked = sum(each.not_yet_checked + each.unknown for each in found)
        rows.append(
            AttendedRow(
                code,
                base,
                attended,
                rate(attended, base),
                wilson(attended, base),
                unchecked,
                rate(unchecked, base),
                too_few_to_read(base),
            )
        )
    return tuple(rows)


def outcome_totals(modes: Mapping[HandoffMode, ModeCounts]) -> OutcomeTotals:
    """Return what became of all referrals that were handed over, in whatever mode."""
    found = modes.values()
    base, unknown = sum(each.referrals for each in found), sum(each.unknown for each in found)
    unchecked = sum(each.not_yet_checked for each in found)
    return OutcomeTotals(
        base,
        sum(each.attended for each in found),
        sum(each.declined for each in found),
        unknown,
        unchecked,
        rate(unknown + unchecked, base),
    )
