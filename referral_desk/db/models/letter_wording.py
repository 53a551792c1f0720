"""The centre's own wording of its letters."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from referral_desk.db.models.base import IDS_ONCE, Base, UtcDateTime


class LetterWordingTable(Base):
    """One version: it is added and never changed, for issued letters name it. ``content`` is the draft as JSON."""

    __tablename__ = "letter_wording"
    __table_args__ = (UniqueConstraint("template", "language", "number"), IDS_ONCE)

    id: Mapped[int] = mapped_column(primary_key=True)
    template: Mapped[str] = mapped_column(String(60))
    language: Mapped[str] = mapped_column(String(8))
    number: Mapped[int]
    content: Mapped[str]
    shipped: Mapped[bool]
    note: Mapped[str]
    staff_name: Mapped[str]
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
