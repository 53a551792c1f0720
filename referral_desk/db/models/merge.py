"""Records of one person that were merged, so that a merge can be undone and the old number is found."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from referral_desk.db.models.base import Base, UtcDateTime


class MergeTable(Base):
    """One merge: ``merged_id`` went into ``kept_id``; ``content`` is how both stood before, as JSON."""

    __tablename__ = "merge"

    id: Mapped[int] = mapped_column(primary_key=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)
    merged_id: Mapped[int]
    merged_number: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    staff_name: Mapped[str]
    content: Mapped[str]
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_by: Mapped[str]
