"""Forms in work, kept so that a lock, a crash or a power cut loses none."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from referral_desk.db.models.base import Base, UtcDateTime


class DraftTable(Base):
    """What somebody has typed into one form and not saved yet; see ``domain/drafts.py`` for ``form`` and ``about``."""

    __tablename__ = "draft"

    login: Mapped[str] = mapped_column(primary_key=True)
    form: Mapped[str] = mapped_column(String(40), primary_key=True)
    about: Mapped[str] = mapped_column(String(40), primary_key=True)
    content: Mapped[str]
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
