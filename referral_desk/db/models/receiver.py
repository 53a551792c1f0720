"""Which name and address of an institution somebody last looked at before a letter went there."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from referral_desk.db.models.base import Base


class ConfirmedReceiverTable(Base):
    """The last look at an institution's name and address: ``names`` and ``lines`` as they stood, one a line."""

    __tablename__ = "confirmed_receiver"

    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id", ondelete="CASCADE"), primary_key=True)
    postal_code: Mapped[str]
    lines: Mapped[str]
    names: Mapped[str]
    on: Mapped[date]
    by: Mapped[str]
