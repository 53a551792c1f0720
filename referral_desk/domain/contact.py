"""A contact: one consultation, visit, call or mail, as the national report counts it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from referral_desk.domain.codes import ContactService, SpokeWith


@dataclass(frozen=True, kw_only=True)
class ContactDraft:
    """One contact: exactly one service and one category; factors are any number and never added to totals."""

    client_id: int
    on: date
    service: ContactService
    category: str
    factors: tuple[str, ...] = ()
    spoke_with: SpokeWith | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Contact(ContactDraft):
    """A stored contact."""

    id: int
    version: int
