"""Which figures of a submitted month would be others with everything that came late.

Only counts of contacts, referrals and the people behind them: how people stood on the last day (engagements, benefits)
stays as it was submitted, and shares and rates follow from the counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from referral_desk.domain.codes import HandoffMode
from referral_desk.domain.tally import Tally, persons_are_reported


class Part(StrEnum):
    """Which table of the form a line stands in."""

    SERVICE = "service"
    CATEGORY = "category"
    CROSS = "cross"
    FACTOR = "factor"
    HANDOFFS = "handoffs"
    MODE = "mode"
    INBOUND = "inbound"


class Measure(StrEnum):
    """What a figure counts."""

    CONTACTS = "contacts"
    PERSONS = "persons"
    REFERRALS = "referrals"
    CLIENTS = "clients"
    WARM = "warm"
    TO_COME = "not_yet_handed_over"
    HANDED_OVER = "by_mode"
    ATTENDED = "attended"
    UNCHECKED = "not_yet_checked"


@dataclass(frozen=True)
class LineKey:
    """One figure of the form. ``code`` "" is the total; of the cross table service and category, a space between.

    ``mode`` names the column of a table of handoffs by mode.
    """

    part: Part
    code: str
    measure: Measure
    mode: HandoffMode | None = None


@dataclass(frozen=True)
class CorrectedFigure:
    """A figure that changes: as it was submitted, and as it would be."""

    key: LineKey
    old: int
    new: int

    @property
    def difference(self) -> int:
        """What is to be added to the submitted figure."""
        return self.new - self.old


def corrected_figures(submitted: Tally, now: Tally) -> tuple[CorrectedFigure, ...]:
    """Return the figures that differ, in the order of the form."""
    new = dict(_figures(now))
    old = dict(_figures(submitted))
    keys = list(old) + [key for key in new if key not in old]
    found = (CorrectedFigure(key, old.get(key, 0), new.get(key, 0)) for key in keys)
    return tuple(each for each in found if each.old != each.new)


def _figures(tally: Tally) -> Iterator[tuple[LineKey, int]]:
    for service in tally.by_service:
        yield LineKey(Part.SERVICE, service.code, Measure.CONTACTS), service.contacts
        if persons_are_reported(service.code):
            yield LineKey(Part.SERVICE, service.code, Measure.PERSONS), service.persons
    yield LineKey(Part.SERVICE, "", Measure.CONTACTS), tally.contacts
    yield LineKey(Part.SERVICE, "", Measure.PERSONS), tally.persons_reported
    for category in tally.by_category:
        yield LineKey(Part.CATEGORY, category.code, Measure.CONTACTS), category.contacts
    for cell in tally.cross:
        yield LineKey(Part.CROSS, f"{cell.service} {cell.category}", Measure.CONTACTS), cell.contacts
    for factor in tally.by_factor:
        yield LineKey(Part.FACTOR, factor.code, Measure.CONTACTS), factor.contacts
    for kind in (*tally.by_kind, tally.handoffs):
        yield LineKey(Part.HANDOFFS, kind.code, Measure.REFERRALS), kind.referrals
        yield LineKey(Part.HANDOFFS, kind.code, Measure.CLIENTS), kind.clients
        for mode in HandoffMode:
            yield LineKey(Part.HANDOFFS, kind.code, Measure.HANDED_OVER, mode), kind.by_mode.get(mode, 0)
        yield LineKey(Part.HANDOFFS, kind.code, Measure.TO_COME), kind.not_yet_handed_over
        yield LineKey(Part.HANDOFFS, kind.code, Measure.WARM), kind.warm
    for row in tally.by_mode:
        yield LineKey(Part.MODE, row.mode, Measure.ATTENDED), row.attended
        yield LineKey(Part.MODE, row.mode, Measure.UNCHECKED), row.not_yet_checked
    for inbound in (*tally.inbound_by_kind, tally.inbound):
        yield LineKey(Part.INBOUND, inbound.code, Measure.REFERRALS), inbound.referrals
        yield LineKey(Part.INBOUND, inbound.code, Measure.CLIENTS), inbound.clients
