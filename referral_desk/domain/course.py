"""The course of a client (経過): everything that happened to her as one sequence, the newest first.

Many kinds of record stand in it. Which stands above which on one day is settled here, in a total order, so that the
course can be read in pieces of any size and is always the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import chain
from types import MappingProxyType
from typing import NamedTuple, Protocol, TypeVar

from referral_desk.domain.course_facts import Facts
from referral_desk.domain.names import query_keys, search_key


class EntryKind(StrEnum):
    """What an entry tells of."""

    CONTACT = "contact"
    REFERRAL = "referral"
    HANDOFF = "handoff"
    INBOUND = "inbound"
    REPLY = "reply"
    CHECK = "check"
    ATTEMPT = "attempt"
    OUTCOME = "outcome"
    CONFERENCE = "conference"
    TASK = "task"
    SCREENING = "screening"
    STEP = "step"
    DOCUMENT = "document"
    DISCLOSURE = "disclosure"
    BENEFIT = "benefit"
    BENEFIT_END = "benefit_end"
    CONSENT = "consent"
    WITHDRAWAL = "withdrawal"
    CLOSING = "closing"
    REOPENING = "reopening"
    MERGE = "merge"
    MERGE_UNDONE = "merge_undone"


class EntryGroup(StrEnum):
    """The groups of kinds by which the course is narrowed, in the order in which they are offered."""

    TALKS = "talks"
    HANDOFFS = "handoffs"
    CHECKS = "checks"
    CONFERENCES = "conferences"
    PAPERS = "papers"
    PROVISIONS = "provisions"
    OTHER = "other"


_KINDS = {
    EntryGroup.TALKS: (EntryKind.CONTACT, EntryKind.SCREENING, EntryKind.STEP),
    EntryGroup.HANDOFFS: (EntryKind.REFERRAL, EntryKind.HANDOFF, EntryKind.INBOUND, EntryKind.REPLY),
    EntryGroup.CHECKS: (EntryKind.CHECK, EntryKind.ATTEMPT, EntryKind.OUTCOME, EntryKind.TASK),
    EntryGroup.CONFERENCES: (EntryKind.CONFERENCE,),
    EntryGroup.PAPERS: (EntryKind.DOCUMENT, EntryKind.DISCLOSURE),
    EntryGroup.PROVISIONS: (EntryKind.BENEFIT, EntryKind.BENEFIT_END, EntryKind.CONSENT, EntryKind.WITHDRAWAL),
    EntryGroup.OTHER: (EntryKind.CLOSING, EntryKind.REOPENING, EntryKind.MERGE, EntryKind.MERGE_UNDONE),
}
GROUP_OF: Mapping[EntryKind, EntryGroup] = MappingProxyType(
    {kind: group for group, kinds in _KINDS.items() for kind in kinds}
)

_PARTS_OF_A_DAY = (
    (  # what others led to stands at the top
        EntryKind.CLOSING,
        EntryKind.MERGE_UNDONE,
        EntryKind.MERGE,
        EntryKind.WITHDRAWAL,
        EntryKind.BENEFIT_END,
        EntryKind.REPLY,
        EntryKind.OUTCOME,
        EntryKind.ATTEMPT,
        EntryKind.CHECK,
        EntryKind.TASK,
        EntryKind.DISCLOSURE,
        EntryKind.DOCUMENT,
    ),
    (  # what has a time of day; by that time whichever it is
        EntryKind.HANDOFF,
        EntryKind.CONFERENCE,
    ),
    (  # what the rest follows from stands at the bottom
        EntryKind.REFERRAL,
        EntryKind.CONSENT,
        EntryKind.BENEFIT,
        EntryKind.STEP,
        EntryKind.SCREENING,
        EntryKind.CONTACT,
        EntryKind.INBOUND,
        EntryKind.REOPENING,
    ),
)


class DayOrder(NamedTuple):
    """Where a kind stands on its day: in which part of it, and where among the kinds of that part; low is early."""

    part: int
    rank: int


DAY_ORDER: Mapping[EntryKind, DayOrder] = MappingProxyType(
    {
        kind: DayOrder(len(_PARTS_OF_A_DAY) - part, len(kinds) - rank)
        for part, kinds in enumerate(_PARTS_OF_A_DAY)
        for rank, kind in enumerate(kinds)
    }
)


class CoursePlace(NamedTuple):
    """Where an entry stands in the course: of two, the greater one is the newer and stands above.

    ``at`` is "HH:MM", or "" where no time is known, which counts as the beginning of the day's part.
    """

    on: date
    part: int
    at: str
    rank: int
    id: int


@dataclass(frozen=True, kw_only=True)
class CourseEntry:
    """One entry: ``id`` is its record's, unique within the kind; ``referral_id`` the referral it belongs to."""

    kind: EntryKind
    id: int
    on: date
    at: str = ""
    referral_id: int | None = None
    facts: Facts

    @property
    def place(self) -> CoursePlace:
        """Where it stands."""
        order = DAY_ORDER[self.kind]
        return CoursePlace(self.on, order.part, self.at, order.rank, self.id)


@dataclass(frozen=True)
class CoursePiece:
    """Some entries in a row, the newest first; ``complete`` when nothing older is left."""

    entries: tuple[CourseEntry, ...]
    complete: bool

    @property
    def end(self) -> CoursePlace | None:
        """From where on to read the next piece; None where nothing was found."""
        return self.entries[-1].place if self.entries else None


def merged(sources: Iterable[Sequence[CourseEntry]], limit: int) -> CoursePiece:
    """Return the newest ``limit`` entries of all ``sources``.

    A source gives entries of one kind; it must hold its newest ``limit`` + 1 of those asked for, or all.
    """
    entries = sorted(chain.from_iterable(sources), key=lambda entry: entry.place, reverse=True)
    return CoursePiece(tuple(entries[:limit]), len(entries) <= limit)


def section_of(on: date, today: date) -> int | None:
    """Return the year under which an entry stands, None for what is still to come."""
    return on.year if on <= today else None


class Sought(Protocol):
    """What can be looked for in a course: a group, and the key made of its words (see :func:`course_key`)."""

    @property
    def group(self) -> EntryGroup: ...

    @property
    def key(self) -> str: ...


S = TypeVar("S", bound=Sought)


def course_key(on: date, *texts: str) -> str:
    """Return the key under which an entry is found: by its words, as everywhere, and by its day, month or year."""
    return "\n".join((on.strftime("%Y%m%d"), *(key for key in map(search_key, texts) if key)))


def narrowed(entries: Iterable[S], groups: Iterable[str], text: str) -> tuple[S, ...]:
    """Return the entries of ``groups`` (all for none) in which every word of ``text`` occurs.

    Kana, romaji, widths and forms of kanji do not matter; a date finds that day, a month or a year what was in it.
    """
    wanted = frozenset(groups)
    words = query_keys(text)
    return tuple(
        entry
        for entry in entries
        if (not wanted or entry.group in wanted) and all(any(key in entry.key for key in keys) for keys in words)
    )
