"""One entry of a client's course as the window shows it: what it says, how it is found, what it opens. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType

from referral_desk.domain.codes import CodeBook, HandoffMode
from referral_desk.domain.course import GROUP_OF, EntryGroup, EntryKind, course_key
from referral_desk.domain.messages import N_
from referral_desk.domain.referral import ReferralRow
from referral_desk.i18n import _, language
from referral_desk.ui.dates import short_date
from referral_desk.ui.widgets.handoff_badge import Warmness


@dataclass(frozen=True)
class TimelineEntry:
    """One entry. ``badge`` is a handoff's mode with its warmth, ``heading`` bold words, ``beside`` plain ones
    after them, ``text`` what was noted, as it was written.

    ``record_id`` is the record's, unique within the kind; ``referral_id`` what Enter opens where a referral stands
    behind it.
    """

    kind: EntryKind
    on: date
    record_id: int
    heading: str
    beside: str = ""
    text: str = ""
    at: str = ""
    badge: str = ""
    warmness: Warmness | None = None
    referral_id: int | None = None

    @property
    def group(self) -> EntryGroup:
        """The group of its kind, by which the course is narrowed."""
        return GROUP_OF[self.kind]

    @property
    def record(self) -> tuple[EntryKind, int]:
        """What it tells of, whatever it says by now."""
        return self.kind, self.record_id

    @property
    def spoken(self) -> str:
        """Everything it says, for a screen reader."""
        when = f"{short_date(self.on)} {self.at}".strip()
        parts = (when, kind_label(self.kind), self.badge, self.heading, self.beside, self.text)
        return ", ".join(part for part in parts if part)

    @cached_property
    def key(self) -> str:
        """What is searched; worked out once, and best on another thread."""
        return course_key(self.on, kind_label(self.kind), self.badge, self.heading, self.beside, self.text)


def kind_label(kind: EntryKind) -> str:
    """Return what a kind of entry is called at its beginning."""
    return {
        EntryKind.CONTACT: _("Talk"),
        EntryKind.REFERRAL: _("Referral"),
        EntryKind.HANDOFF: _("Handing over"),
        EntryKind.INBOUND: _("Sent to us"),
        EntryKind.REPLY: _("Reply"),
        EntryKind.CHECK: _("Check"),
        EntryKind.ATTEMPT: _("Check"),
        EntryKind.OUTCOME: _("Outcome"),
        EntryKind.CONFERENCE: _("Conference"),
        EntryKind.TASK: _("Task done"),
        EntryKind.SCREENING: _("Screening"),
        EntryKind.STEP: _("SBIRTS"),
        EntryKind.DOCUMENT: _("Paper issued"),
        EntryKind.DISCLOSURE: _("Disclosure"),
        EntryKind.BENEFIT: _("Benefit"),
        EntryKind.BENEFIT_END: _("Benefit"),
        EntryKind.CONSENT: _("Consent"),
        EntryKind.WITHDRAWAL: _("Consent withdrawn"),
        EntryKind.CLOSING: _("Closing"),
        EntryKind.REOPENING: _("Reopening"),
        EntryKind.MERGE: _("Merging"),
        EntryKind.MERGE_UNDONE: _("Merging"),
    }[kind]


def group_label(group: EntryGroup) -> str:
    """Return what the chip of a group says."""
    return {
        EntryGroup.TALKS: _("Talks"),
        EntryGroup.HANDOFFS: _("Handoffs"),
        EntryGroup.CHECKS: _("Checks"),
        EntryGroup.CONFERENCES: _("Conferences"),
        EntryGroup.PAPERS: _("Papers"),
        EntryGroup.PROVISIONS: _("Benefits, consent"),
        EntryGroup.OTHER: _("Other"),
    }[group]


def warmness_of(row: ReferralRow) -> Warmness:
    """Return how the badge of a referral looks."""
    return warmness_of_mode(row.mode)


def warmness_of_mode(mode: HandoffMode | None) -> Warmness:
    """Return how the badge of a handoff looks; None is one still to come."""
    if mode is None:
        return Warmness.TO_COME
    return Warmness.WARM if mode.warm else Warmness.COLD


def mode_words(row: ReferralRow, codes: CodeBook) -> str:
    """Return the mode of a referral, or that its handoff is still to come."""
    return words_of_mode(row.mode, codes)


def words_of_mode(mode: HandoffMode | None, codes: CodeBook) -> str:
    """Return the name of a mode; of None, that the handoff is still to come."""
    return codes.handoff_modes.label(mode, language()) if mode else _("Still to come")


PAPER_KINDS: Mapping[str, str] = MappingProxyType(
    {"letter": N_("Letter of referral"), "card": N_("Card for the client"), "conference_sheet": N_("Conference sheet")}
)
"""The papers that are kept as they were issued, by their kind."""


def document_name(kind: str, number: str) -> str:
    """Return what an issued paper is called: its kind and, where it has one, its number."""
    return f"{_(PAPER_KINDS.get(kind, PAPER_KINDS['letter']))} {number}".strip()
