"""What the list of institutions is narrowed to, beside the text that is sought."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from referral_desk.domain.codes import Capacity


@dataclass(frozen=True, kw_only=True)
class DirectoryFilter:
    """What is blank or None narrows nothing.

    ``kind`` is a code of the list institution_kinds, ``domain`` of life_domains. ``municipality`` is a name: one that
    is served, or part of an address. ``stale_before``: only entries last verified before that day, or never.
    ``meets_on`` is a weekday, 0 is Monday: some regular time that has not ended falls on it; times by the date of a
    month (every 15th) fall on any weekday and are left out. ``retired``: those that are no longer there, too.
    """

    kind: str = ""
    domain: str = ""
    municipality: str = ""
    capacity: Capacity | None = None
    stale_before: date | None = None
    meets_on: int | None = None
    retired: bool = False


EVERYTHING = DirectoryFilter()


def stale_before(today: date, after_days: int) -> date:
    """Return the day before which an entry must have been verified last to be stale on ``today``."""
    return today - timedelta(days=after_days)
