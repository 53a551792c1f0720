"""What a use case changed, so that views re-read only that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Generic, TypeVar

T_co = TypeVar("T_co", covariant=True)


class Kind(StrEnum):
    """The kinds of record that views watch."""

    CENTRE = "centre"
    CLIENT = "client"
    INSTITUTION = "institution"
    ENGAGEMENT = "engagement"
    CONTACT = "contact"
    REFERRAL = "referral"
    FOLLOW_UP = "follow_up"
    DOCUMENT = "document"
    HOUSEHOLD = "household"
    BENEFIT = "benefit"
    INBOUND = "inbound"
    CONSENT = "consent"
    DISCLOSURE = "disclosure"
    CONFERENCE = "conference"
    TASK = "task"
    REPORT_PROFILE = "report_profile"
    LETTER_WORDING = "letter_wording"
    QUALITY = "quality"
    SCREENING = "screening"
    SBIRTS = "sbirts"


@dataclass(frozen=True)
class ChangeSet:
    """Which records changed: kind → ids. ``everything`` after an import, when naming ids would be pointless."""

    ids: Mapping[Kind, frozenset[int]] = field(default_factory=lambda: MappingProxyType({}))
    everything: bool = False

    @staticmethod
    def of(**ids: int | frozenset[int]) -> ChangeSet:
        """Return a change set from keyword arguments named like the kinds: ``ChangeSet.of(client=3)``."""
        return ChangeSet(
            MappingProxyType(
                {Kind(kind): frozenset({value}) if isinstance(value, int) else value for kind, value in ids.items()}
            )
        )

    @staticmethod
    def all() -> ChangeSet:
        """Return a change set that says everything may have changed."""
        return ChangeSet(everything=True)

    def touches(self, *kinds: Kind) -> bool:
        """Say whether a record of one of ``kinds`` changed."""
        return self.everything or any(self.ids.get(kind) for kind in kinds)

    def touches_record(self, kind: Kind, record_id: int) -> bool:
        """Say whether this record changed."""
        return self.everything or record_id in self.ids.get(kind, frozenset())

    def __or__(self, other: ChangeSet) -> ChangeSet:
        kinds = {*self.ids, *other.ids}
        merged = {kind: self.ids.get(kind, frozenset()) | other.ids.get(kind, frozenset()) for kind in kinds}
        return ChangeSet(MappingProxyType(merged), self.everything or other.everything)


@dataclass(frozen=True)
class Saved(Generic[T_co]):
    """A stored record and what storing it changed."""

    record: T_co
    changes: ChangeSet
