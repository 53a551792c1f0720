"""Informal supporters of clients."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from referral_desk.db.models.base import IDS_ONCE, Base, Versioned, code_type
from referral_desk.domain.codes import Direction, Quality, Strength


class SupporterTable(Versioned, Base):
    """One supporter of one client."""

    __tablename__ = "supporter"
    __table_args__ = IDS_ONCE

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    relation: Mapped[str]
    name: Mapped[str]
    kana: Mapped[str]
    phone: Mapped[str]
    may_contact: Mapped[bool | None]
    strength: Mapped[Strength | None] = mapped_column(code_type(Strength, "strength"))
    quality: Mapped[Quality | None] = mapped_column(code_type(Quality, "quality"))
    direction: Mapped[Direction | None] = mapped_column(code_type(Direction, "direction"))
    since: Mapped[date | None]
    until: Mapped[date | None]
    note: Mapped[str]
