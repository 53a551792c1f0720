"""What a record said before it was corrected or taken back; originals are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Revision:
    """One earlier version. ``kind`` names the record's table, ``content`` is the earlier record as JSON.

    ``removed``: the record was taken back, and this is what it was. ``staff_name`` corrected it, giving ``reason``.
    """

    id: int
    kind: str
    record_id: int
    client_id: int
    number: int
    at: datetime
    staff_name: str
    removed: bool
    reason: str
    content: str
