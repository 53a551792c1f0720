"""Contacts and their factors."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from referral_desk.db.models.base import Base, Versioned, code_type
from referral_desk.domain.codes import ContactService, SpokeWith


class ContactTable(Versioned, Base):
    """One contact."""

    __tablename__ = "contact"
    # covers the tally of a month, so that its cost does not grow with the years before it
    __table_args__ = (
        Index("ix_contact_tally", "on", "service", "category", "client_id", "staff_name"),
        Index("ix_contact_client", "client_id", "on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"))
    on: Mapped[date]
    service: Mapped[ContactService] = mapped_column(code_type(ContactService, "service"))
    category: Mapped[str] = mapped_column(String(40))
    spoke_with: Mapped[SpokeWith | None] = mapped_column(code_type(SpokeWith, "spoke_with"))
    with_name: Mapped[str] = mapped_column(default="", server_default="")
    client_unmet: Mapped[bool] = mapped_column(default=False, server_default="0")
    minutes: Mapped[int | None]
    note: Mapped[str]
    staff_name: Mapped[str] = mapped_column(default="", server_default="")


class ContactFactorTable(Base):
    """One factor of one contact; the date stands here too, so that a month's factors are one index range."""

    __tablename__ = "contact_factor"
    __table_args__ = (Index("ix_contact_factor_tally", "on", "factor"),)

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True)
    factor: Mapped[str] = mapped_column(String(40), primary_key=True)
    on: Mapped[date]
