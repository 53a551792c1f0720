"""Findings of the checks before submitting that somebody set aside."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from referral_desk.db.models.base import IDS_ONCE, Base, UtcDateTime


class QualityWaiverTable(Base):
    """One finding set aside for one month; ``record_id`` None where the client herself was found."""

    __tablename__ = "quality_waiver"
    __table_args__ = (Index("ix_quality_waiver_record", "kind", "client_id", "record_id"), IDS_ONCE)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)
    record_id: Mapped[int | None]
    year: Mapped[int]
    month: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    staff_name: Mapped[str]
    reason: Mapped[str]
