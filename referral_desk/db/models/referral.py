"""Referrals, their handoffs and follow-ups."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from referral_desk.db.models.base import Base, Versioned, code_type
from referral_desk.domain.codes import (
    Channel,
    ConsentKind,
    HandoffMode,
    Outcome,
    ReferralStatus,
    Reporter,
    Urgency,
)
from referral_desk.domain.followup import FollowUpKind


class ReferralTable(Versioned, Base):
    """One referral. ``mode`` repeats what its handoffs say, so that a month is counted from one index."""

    __tablename__ = "referral"
    __table_args__ = (
        Index("ix_referral_tally", "on", "status", "mode", "institution_id", "client_id", "outcome", "outcome_on"),
        Index("ix_referral_client", "client_id", "on"),
        Index("ix_referral_institution", "institution_id", "on"),
        Index("ix_referral_open", "status", "outcome", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"))
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"))
    on: Mapped[date]
    status: Mapped[ReferralStatus] = mapped_column(code_type(ReferralStatus, "status"))
    reason: Mapped[str]
    consent: Mapped[ConsentKind | None] = mapped_column(code_type(ConsentKind, "consent"))
    consent_by: Mapped[str]
    request: Mapped[str]
    background: Mapped[str]
    urgency: Mapped[Urgency] = mapped_column(code_type(Urgency, "urgency"))
    outcome: Mapped[Outcome] = mapped_column(code_type(Outcome, "outcome"))
    outcome_on: Mapped[date | None]
    reported_by: Mapped[Reporter | None] = mapped_column(code_type(Reporter, "reported_by"))
    staff_name: Mapped[str]
    mode: Mapped[HandoffMode | None] = mapped_column(code_type(HandoffMode, "mode"))


class HandoffTable(Versioned, Base):
    """One handoff event of a referral, as facts."""

    __tablename__ = "handoff"

    id: Mapped[int] = mapped_column(primary_key=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    on: Mapped[date]
    at: Mapped[str] = mapped_column(String(5))
    client_present: Mapped[bool]
    receiver_live: Mapped[bool]
    channel: Mapped[Channel | None] = mapped_column(code_type(Channel, "channel"))
    receiver_name: Mapped[str]
    accompanied_by: Mapped[str]
    note: Mapped[str]
    staff_name: Mapped[str]


class FollowUpTable(Versioned, Base):
    """Something to check about a referral by a day."""

    __tablename__ = "follow_up"
    __table_args__ = (Index("ix_follow_up_open", "done_on", "due_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    kind: Mapped[FollowUpKind] = mapped_column(code_type(FollowUpKind, "kind"))
    due_on: Mapped[date]
    note: Mapped[str]
    done_on: Mapped[date | None]


class AttemptTable(Base):
    """A follow-up that was tried and reached nobody; the date it moved from stands here."""

    __tablename__ = "attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    follow_up_id: Mapped[int] = mapped_column(ForeignKey("follow_up.id", ondelete="CASCADE"), index=True)
    on: Mapped[date]
    was_due_on: Mapped[date]
    note: Mapped[str]
    staff_name: Mapped[str]
