"""Case conferences, and what is to be done."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from referral_desk.db.models.base import IDS_ONCE, Base, Versioned, code_type
from referral_desk.domain.codes import LegalBasis


class ConferenceTable(Versioned, Base):
    """One conference about one client."""

    __tablename__ = "conference"
    __table_args__ = IDS_ONCE

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    on: Mapped[date]
    at: Mapped[str] = mapped_column(String(5))
    place: Mapped[str]
    client_present: Mapped[bool]
    basis: Mapped[LegalBasis | None] = mapped_column(code_type(LegalBasis, "basis"))
    shared: Mapped[str]
    issues: Mapped[str]
    plan: Mapped[str]
    next_on: Mapped[date | None]
    note: Mapped[str]
    staff_name: Mapped[str]


class AttendeeTable(Base):
    """Somebody at the table."""

    __tablename__ = "attendee"

    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    role: Mapped[str]
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), index=True)


class TaskTable(Versioned, Base):
    """Something to do for a client by a day."""

    __tablename__ = "task"
    __table_args__ = (Index("ix_task_open", "done_on", "due_on"), IDS_ONCE)

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)
    conference_id: Mapped[int | None] = mapped_column(ForeignKey("conference.id"), index=True)
    who: Mapped[str]
    what: Mapped[str]
    due_on: Mapped[date | None]
    done_on: Mapped[date | None]
    result: Mapped[str]
    attempts: Mapped[int]
