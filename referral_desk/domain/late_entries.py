"""What was entered, changed or taken away in a month after it was closed: its frozen rows against the live ones.

Only what counts is compared: the day, the codes, and for referrals what became of them. A note that was corrected, a
client's name or a merge of two records is no late entry; rows of somebody whose record was disposed of are not
compared at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from referral_desk.domain.calendar import Period


class Counted(StrEnum):
    """Which kind of record counts."""

    CONTACT = "contact"
    REFERRAL = "referral"
    INBOUND = "inbound"


class Late(StrEnum):
    """What happened to a record after its month was closed."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


class CountedField(StrEnum):
    """What of a record counts; the words are the window's and the paper's."""

    ON = "on"
    SERVICE = "service"
    CATEGORY = "category"
    FACTORS = "factors"
    KIND = "kind"
    MODE = "mode"
    STATUS = "status"
    OUTCOME = "outcome"
    OUTCOME_ON = "outcome_on"
    CAME_ALONG = "came_along"


BECAME = frozenset({CountedField.OUTCOME, CountedField.OUTCOME_ON})
"""What is learnt about a referral in the weeks after it."""

Values = Mapping[CountedField, str]
"""What counts of one record: codes, days as ISO text, "" for nothing, factors joined by a space."""


@dataclass(frozen=True)
class CountedRow:
    """One record as it counted, or as it would count now.

    ``counts`` is whether it counts in the month at all: a referral entered in error does not. ``client_id`` is whose
    record it is today, after merges. ``number`` is a referral's; ``at`` when it was entered
    or changed last, ``by`` whose entry it is: "" and None where only the frozen row is left.
    """

    source: Counted
    record: int
    client_id: int
    values: Values
    counts: bool = True
    number: str = ""
    at: datetime | None = None
    by: str = ""

    @property
    def on(self) -> date:
        """The day of the record."""
        return date.fromisoformat(self.values[CountedField.ON])


@dataclass(frozen=True)
class LateEntry:
    """One record that counts otherwise than its month was submitted. ``before`` and ``after`` hold what differs.

    An added record has all its values in ``after``, a removed one in ``before``. ``there``: the record can be opened.
    Whose it is gets its number and name where they are known.
    """

    source: Counted
    late: Late
    record: int
    client_id: int
    on: date
    before: Values = field(default_factory=lambda: MappingProxyType({}))
    after: Values = field(default_factory=lambda: MappingProxyType({}))
    number: str = ""
    at: datetime | None = None
    by: str = ""
    there: bool = True
    client_number: str = ""
    client_name: str = ""
    client_kana: str = ""

    @property
    def only_outcome(self) -> bool:
        """Whether nothing but the outcome came to be known."""
        return self.late is Late.CHANGED and bool(self.after) and set(self.after) <= BECAME


@dataclass(frozen=True)
class LateEntries:
    """What is late in a month: ``entries`` that the person may see, ``unseen`` those of records she may not.

    ``merges`` are records that counted apart and are one now: they change persons without an entry.
    """

    entries: tuple[LateEntry, ...]
    unseen: int = 0
    merges: int = 0

    @property
    def changes(self) -> int:
        """How many there are, those that only tell an outcome left out."""
        return sum(not each.only_outcome for each in self.entries) + self.unseen

    @property
    def outcomes(self) -> int:
        """How many only tell an outcome."""
        return sum(each.only_outcome for each in self.entries)


_ORDER = tuple(Counted)


def compare(frozen: tuple[CountedRow, ...], live: tuple[CountedRow, ...], period: Period) -> tuple[LateEntry, ...]:
    """Return what differs, by kind of record and day, those that only tell an outcome at the end.

    ``live`` holds every record that counts in the month today and, wherever it stands now, every one that ``frozen``
    names and that is still there. An id with another client is another record: ids may be given again.
    """
    before = {(each.source, each.record, each.client_id): each for each in frozen}
    after = {(each.source, each.record, each.client_id): each for each in live}
    found = []
    for key in before.keys() | after.keys():
        entry = _late(before.get(key), after.get(key), period)
        if entry is not None:
            found.append(entry)
    return tuple(sorted(found, key=lambda each: (each.only_outcome, _ORDER.index(each.source), each.on, each.record)))


def _late(frozen: CountedRow | None, live: CountedRow | None, period: Period) -> LateEntry | None:
    if frozen is None:
        assert live is not None
        if not live.counts or not period.has(live.on):
            return None
        return _entry(live, Late.ADDED, after=live.values)
    if live is None:
        return _entry(frozen, Late.REMOVED, before=frozen.values, there=False)
    if not live.counts:
        status = {CountedField.STATUS: live.values.get(CountedField.STATUS, "")}
        return _entry(live, Late.REMOVED, before=frozen.values, after=status, on=frozen.on)
    names = [name for name in frozen.values if frozen.values[name] != live.values.get(name, "")]
    if not names:
        return None
    return _entry(
        live,
        Late.CHANGED,
        before={name: frozen.values[name] for name in names},
        after={name: live.values.get(name, "") for name in names},
        on=frozen.on,
    )


def _entry(
    row: CountedRow,
    late: Late,
    *,
    before: Values = MappingProxyType({}),
    after: Values = MappingProxyType({}),
    on: date | None = None,
    there: bool = True,
) -> LateEntry:
    return LateEntry(
        row.source,
        late,
        row.record,
        row.client_id,
        on or row.on,
        MappingProxyType(dict(before)),
        MappingProxyType(dict(after)),
        row.number,
        row.at,
        row.by,
        there,
    )
