"""Engagements of clients with institutions."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from referral_desk.db.models.base import Base, Versioned, code_type
from referral_desk.domain.codes import Direction, EngagementState, Quality, Reporter, Strength


class EngagementTable(Versioned, Base):
    """One client with one institution, or with a kind where no institution is named (``kind`` is "" otherwise)."""

    __tablename__ = "engagement"
    __table_args__ = (
        CheckConstraint("(institution_id IS NULL) = (kind <> '')", name="institution_or_kind"),
        Index("ix_engagement_tally", "state", "institution_id", "kind", "client_id", "since", "until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), index=True)
    kind: Mapped[str] = mapped_column(String(60))
    state: Mapped[EngagementState] = mapped_column(code_type(EngagementState, "state"))
    since: Mapped[date | None]
    until: Mapped[date | None]
    reported_by: Mapped[Reporter | None] = mapped_column(code_type(Reporter, "reported_by"))
    strength: Mapped[Strength | None] = mapped_column(code_type(Strength, "strength"))
    quality: Mapped[Quality | None] = mapped_column(code_type(Quality, "quality"))
    direction: Mapped[Direction | None] = mapped_column(code_type(Direction, "direction"))
    contact_person: Mapped[str] = mapped_column(default="", server_default="")
    note: Mapped[str]
