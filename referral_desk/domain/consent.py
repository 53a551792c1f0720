"""Consent to passing on what is known about a client: to whom, which items, how given, until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from referral_desk.domain.codes import ConsentKind


@dataclass(frozen=True)
class Receiver:
    """Whom a consent allows to be told: an institution of the directory, or one that is only named."""

    institution_id: int | None = None
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class ConsentDraft:
    """One consent. ``items`` are codes of the list disclosure_items; ``kind`` is written or oral.

    ``heard_by``: who heard an oral consent. ``until`` is the last day it holds, None for no end.
    ``representative`` gave it in the client's place, being her ``representative_relation``.
    """

    client_id: int
    kind: ConsentKind = ConsentKind.WRITTEN
    on: date
    heard_by: str = ""
    purpose: str = ""
    method: str = ""
    representative: str = ""
    representative_relation: str = ""
    until: date | None = None
    withdrawn_on: date | None = None
    withdrawal: str = ""
    note: str = ""
    receivers: tuple[Receiver, ...] = ()
    items: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Consent(ConsentDraft):
    """A stored consent; the names of ``receivers`` are those of the directory where it holds them."""

    id: int
    version: int
    staff_name: str
