"""What belongs to an institution beside its own entry: places, services, people, numbers, and the areas it serves.

The entry itself names the desk most people need; these are the further ones, in the order in which they are shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from referral_desk.domain.codes import PhoneKind


@dataclass(frozen=True, kw_only=True)
class InstitutionPlace:
    """A place where it is found or meets; ``access`` says how to get there, as one tells it on the phone."""

    name: str = ""
    postal_code: str = ""
    address: str = ""
    access: str = ""


@dataclass(frozen=True, kw_only=True)
class InstitutionService:
    """What it offers: ``programme`` is a code of the list programmes, ``name`` its own name for it or ""."""

    programme: str = ""
    name: str = ""
    eligibility: str = ""
    fee: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class InstitutionPerson:
    """Somebody who works or can be called there; ``role`` is a code of the list staff_roles, or "".

    ``agreed_on``: the day she agreed to be called for handoffs, None where she did not; ``hours`` says when to call.
    """

    name: str = ""
    kana: str = ""
    role: str = ""
    phone: str = ""
    hours: str = ""
    agreed_on: date | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class InstitutionPhone:
    """A further number; ``number`` is text in canonical form."""

    number: str = ""
    kind: PhoneKind = PhoneKind.VOICE
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ServedArea:
    """A municipality it serves; a welfare office has jurisdiction over it.

    ``code`` is the 全国地方公共団体コード of 6 digits with its check digit, or "" where only the name is known.
    """

    code: str = ""
    name: str = ""
