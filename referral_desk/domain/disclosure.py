"""The disclosure log: what went to whom, when, on which basis (個人情報保護法 art. 69)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from referral_desk.domain.codes import LegalBasis


@dataclass(frozen=True, kw_only=True)
class DisclosureDraft:
    """One disclosure. ``items`` are codes of the list disclosure_items, ``method`` of disclosure_methods.

    ``receiver`` is the name as it was then. ``struck``: why the entry is void; entries are struck, never deleted.
    """

    client_id: int
    on: date
    institution_id: int | None = None
    receiver: str = ""
    method: str = ""
    items: tuple[str, ...] = ()
    basis: LegalBasis | None = None
    consent_id: int | None = None
    referral_id: int | None = None
    document_id: int | None = None
    note: str = ""
    struck: str = ""


@dataclass(frozen=True, kw_only=True)
class Disclosure(DisclosureDraft):
    """A stored disclosure."""

    id: int
    version: int
    staff_name: str
