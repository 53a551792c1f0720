"""Closing a client's record, opening it again, and what is due for disposal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Closing:
    """A time at which a client's record was closed; ``reopened_on`` None while it still is.

    ``reason`` is a code of the list closing_reasons.
    """

    id: int
    version: int
    client_id: int
    on: date
    reason: str
    note: str
    staff_name: str
    reopened_on: date | None
    reopened_reason: str
    reopened_by: str
