"""Referrals that came in."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from referral_desk.db.models.base import IDS_ONCE, Base, Versioned, code_type
from referral_desk.domain.codes import Channel, ConsentKind


class InboundTable(Versioned, Base):
    """One referral of a client to us."""

    __tablename__ = "inbound"
    __table_args__ = (Index("ix_inbound_tally", "on", "institution_id", "client_id"), IDS_ONCE)

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), index=True)
    sender: Mapped[str]
    sender_name: Mapped[str]
    on: Mapped[date]
    channel: Mapped[Channel | None] = mapped_column(code_type(Channel, "channel"))
    came_along: Mapped[bool]
    consent: Mapped[ConsentKind | None] = mapped_column(code_type(ConsentKind, "consent"))
    request: Mapped[str]
    reply_due_on: Mapped[date | None] = mapped_column(index=True)
    replied_on: Mapped[date | None]
    reply: Mapped[str]
    note: Mapped[str]
    staff_name: Mapped[str]
