"""What a record said before it was corrected or taken back; originals are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import Field, dataclass, fields
from datetime import datetime
from itertools import pairwise
from typing import Any, ClassVar, Protocol

from referral_desk.domain.drafts import read_record


class DataclassInstance(Protocol):
    """A dataclass of whatever type."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


@dataclass(frozen=True, kw_only=True)
class Revision:
    """One earlier version. ``kind`` names the record's table, ``content`` is the earlier record as JSON.

    ``client_id`` is None where the record is of no client, as an institution's entry.

    ``removed``: the record was taken back, and this is what it was. ``staff_name`` corrected it, giving ``reason``.
    """

    id: int
    kind: str
    record_id: int
    client_id: int | None
    number: int
    at: datetime
    staff_name: str
    removed: bool
    reason: str
    content: str


@dataclass(frozen=True)
class FieldChange:
    """One field of a record that a correction changed."""

    field: str
    before: object
    after: object


@dataclass(frozen=True)
class Correction:
    """One correction: who changed what, when and why. ``at`` is an aware moment, ``reason`` "" where none was given."""

    at: datetime
    staff_name: str
    reason: str
    changes: tuple[FieldChange, ...]


def differences(before: DataclassInstance, after: DataclassInstance) -> tuple[FieldChange, ...]:
    """Return the fields in which two versions of one record differ, in the order of the record's fields."""
    return tuple(
        FieldChange(field.name, getattr(before, field.name), getattr(after, field.name))
        for field in fields(before)
        if getattr(before, field.name) != getattr(after, field.name)
    )


def corrections(revisions: Sequence[Revision], now: DataclassInstance) -> tuple[Correction, ...]:
    """Return how a record came to be what it is ``now``, the newest correction first.

    ``revisions`` are its earlier versions, the oldest first; ``now`` is a draft of the type that was kept. What a
    version of the program kept that had fewer fields is compared by their defaults.
    """
    kind = type(now)
    versions = [read_record(kind, revision.content) for revision in revisions]
    told = [
        Correction(revision.at, revision.staff_name, revision.reason, differences(before, after))
        for revision, (before, after) in zip(revisions, pairwise([*versions, now]), strict=True)
    ]
    return tuple(reversed(told))
