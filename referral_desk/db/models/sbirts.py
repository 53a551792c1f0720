"""Screenings, and the path of SBIRTS they may belong to."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from referral_desk.db.models.base import IDS_ONCE, Base, Versioned, code_type
from referral_desk.domain.codes import Goal, SbirtsStep, StepResult


class ScreeningTable(Versioned, Base):
    """One screening; ``items`` are its scores joined by a space."""

    __tablename__ = "screening"
    __table_args__ = (Index("ix_screening_client", "client_id", "on"), IDS_ONCE)

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"))
    on: Mapped[date]
    tool: Mapped[str] = mapped_column(String(40))
    profile: Mapped[str] = mapped_column(String(40))
    drink_grams: Mapped[int]
    items: Mapped[str]
    total: Mapped[int]
    zone: Mapped[str] = mapped_column(String(40))
    note: Mapped[str]
    staff_name: Mapped[str]


class InterventionTable(Versioned, Base):
    """What was agreed in one brief intervention."""

    __tablename__ = "intervention"
    __table_args__ = (
        Index("ix_intervention_client", "client_id", "on"),
        Index("ix_intervention_open", "looked_on", "look_again_on"),
        IDS_ONCE,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"))
    on: Mapped[date]
    target: Mapped[str] = mapped_column(String(60))
    goal: Mapped[Goal | None] = mapped_column(code_type(Goal, "goal"))
    goal_words: Mapped[str]
    drinks_per_day: Mapped[float | None]
    drink_grams: Mapped[int]
    dry_days: Mapped[int | None]
    what_helps: Mapped[str]
    look_again_on: Mapped[date | None]
    looked_on: Mapped[date | None]
    looked_result: Mapped[str]
    note: Mapped[str]
    staff_name: Mapped[str]


class PathTable(Versioned, Base):
    """One path of one client about one problem."""

    __tablename__ = "sbirts_path"
    __table_args__ = (
        Index("ix_sbirts_path_client", "client_id", "started_on"),
        Index("ix_sbirts_path_started", "started_on", "target", "client_id"),
        IDS_ONCE,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"))
    target: Mapped[str] = mapped_column(String(60))
    for_family: Mapped[bool]
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    ending: Mapped[str] = mapped_column(String(40))
    note: Mapped[str]
    staff_name: Mapped[str]


class PathStepTable(Base):
    """One thing that happened on a path."""

    __tablename__ = "sbirts_step"
    __table_args__ = (Index("ix_sbirts_step_path", "path_id", "on"), IDS_ONCE)

    id: Mapped[int] = mapped_column(primary_key=True)
    path_id: Mapped[int] = mapped_column(ForeignKey("sbirts_path.id"))
    step: Mapped[SbirtsStep] = mapped_column(code_type(SbirtsStep, "step"))
    on: Mapped[date]
    result: Mapped[StepResult] = mapped_column(code_type(StepResult, "result"))
    note: Mapped[str]
    staff_name: Mapped[str]
    screening_id: Mapped[int | None] = mapped_column(ForeignKey("screening.id"), index=True)
    intervention_id: Mapped[int | None] = mapped_column(ForeignKey("intervention.id"), index=True)
    referral_id: Mapped[int | None] = mapped_column(ForeignKey("referral.id"), index=True)


class MeetingPlanTable(Base):
    """The meeting that the client of a referral goes to first."""

    __tablename__ = "meeting_plan"

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), primary_key=True)
    on: Mapped[date]
    at: Mapped[str] = mapped_column(String(5))
    venue: Mapped[str]
    meet_at: Mapped[str]
    meet_time: Mapped[str] = mapped_column(String(5))
    companion: Mapped[str]
    note: Mapped[str]
