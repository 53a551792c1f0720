"""Referrals that came in: an institution sent the client to us. Contact runs both ways."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from referral_desk.domain.codes import Channel, ConsentKind


@dataclass(frozen=True, kw_only=True)
class InboundDraft:
    """One referral to us. ``sender`` names the institution where the directory does not hold it.

    ``came_along``: somebody of theirs came with the client, or was on the line with her. ``reply_due_on``: until when
    they expect to hear what came of it, ``replied_on`` when we told them.
    """

    client_id: int
    institution_id: int | None = None
    sender: str = ""
    sender_name: str = ""
    on: date
    channel: Channel | None = None
    came_along: bool = False
    consent: ConsentKind | None = None
    request: str = ""
    reply_due_on: date | None = None
    replied_on: date | None = None
    reply: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Inbound(InboundDraft):
    """A stored referral to us; ``institution_name`` and ``institution_kind`` are blank where none is named."""

    id: int
    version: int
    staff_name: str
    institution_name: str
    institution_kind: str
