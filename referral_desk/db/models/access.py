"""Which clients only named staff may see."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from referral_desk.db.models.base import Base, UtcDateTime


class RestrictionTable(Base):
    """A client whose record is restricted."""

    __tablename__ = "client_restriction"

    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"), primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    by_login: Mapped[str]


class ReaderTable(Base):
    """Somebody, by login, who may see a restricted client."""

    __tablename__ = "client_reader"

    client_id: Mapped[int] = mapped_column(
        ForeignKey("client_restriction.client_id", ondelete="CASCADE"), primary_key=True
    )
    login: Mapped[str] = mapped_column(primary_key=True)
