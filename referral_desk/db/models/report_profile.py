"""Report forms that the centre made its own."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from referral_desk.db.models.base import Base, Versioned


class ReportProfileTable(Versioned, Base):
    """One form: ``code`` names it for good, ``name`` in lists, ``content`` is the whole profile as JSON."""

    __tablename__ = "report_profile"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str]
    content: Mapped[str]
