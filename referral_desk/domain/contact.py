"""A contact: one consultation, visit, call or mail, as the national report counts it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from referral_desk.domain.codes import ContactService, SpokeWith


@dataclass(frozen=True, kw_only=True)
class ContactDraft:
    """One contact: exactly one service and one category; factors are any number and never added to totals.

    ``with_name`` says who it was where it was not the client (母, 担当CW). ``client_unmet``: nobody of us has met the
    client yet (本人未接触). ``minutes`` it took, None where not noted.
    """

    client_id: int
    on: date
    service: ContactService
    category: str
    factors: tuple[str, ...] = ()
    spoke_with: SpokeWith | None = None
    with_name: str = ""
    client_unmet: bool = False
    minutes: int | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Contact(ContactDraft):
    """A stored contact."""

    id: int
    version: int
    staff_name: str
