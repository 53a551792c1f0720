"""What records said before they were corrected."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from referral_desk.db.models.base import Base, UtcDateTime


class RevisionTable(Base):
    """One earlier version of one record; ``client_id`` is None where it is of no client, as an institution's entry."""

    __tablename__ = "revision"
    __table_args__ = (Index("ix_revision_record", "kind", "record_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[int]
    client_id: Mapped[int | None] = mapped_column(ForeignKey("client.id"), index=True)
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    staff_name: Mapped[str]
    removed: Mapped[bool]
    reason: Mapped[str]
    content: Mapped[str]
