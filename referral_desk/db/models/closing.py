"""Closed records, and the way to their disposal."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from referral_desk.db.models.base import IDS_ONCE, Base, UtcDateTime, Versioned


class ClosingTable(Versioned, Base):
    """A time at which a client's record was closed, and perhaps opened again."""

    __tablename__ = "closing"
    __table_args__ = IDS_ONCE

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)
    on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(40))
    note: Mapped[str]
    staff_name: Mapped[str]
    reopened_on: Mapped[date | None]
    reopened_reason: Mapped[str]
    reopened_by: Mapped[str]


class DisposalProposalTable(Base):
    """A record that one person proposed for disposal; another one must agree."""

    __tablename__ = "disposal_proposal"

    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    login: Mapped[str]
    staff_name: Mapped[str]


class DisposalTable(Base):
    """A record that was disposed of: which, by whom and how much of it; nothing of what it said."""

    __tablename__ = "disposal"
    __table_args__ = IDS_ONCE

    id: Mapped[int] = mapped_column(primary_key=True)
    client_number: Mapped[str]
    closed_on: Mapped[date]
    due_on: Mapped[date]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    proposed_by: Mapped[str]
    approved_by: Mapped[str]
    counts: Mapped[str]
    # the highest number of a letter by then: it is not given again although the letter may be gone
    last_letter: Mapped[int]
