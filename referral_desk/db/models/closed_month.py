"""Closed months: the figures as they were submitted, and the rows behind them, with keys and codes but no names.

``person`` is a client's id as text. When a record is disposed of, a random key takes its place, so that counts stay.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from referral_desk.db.models.base import Base, UtcDateTime, code_type
from referral_desk.domain.codes import ContactService, HandoffMode, Outcome, ReferralStatus, Sex


class ClosedMonthTable(Base):
    """One closing of one month; ``reopened_at`` None while it holds. ``head`` is the end of the audit trail then."""

    __tablename__ = "closed_month"
    __table_args__ = (Index("ix_closed_month_month", "year", "month"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    month: Mapped[int]
    closed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_by: Mapped[str]
    head: Mapped[str]
    figures: Mapped[str]
    reopened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reopened_by: Mapped[str]
    reopened_reason: Mapped[str]


class FrozenContactTable(Base):
    """A contact as it counted; ``age`` on its day. ``factors`` are codes joined by a space."""

    __tablename__ = "frozen_contact"
    __table_args__ = (Index("ix_frozen_contact_tally", "closed_month_id", "on", "service", "category", "person"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    closed_month_id: Mapped[int] = mapped_column(ForeignKey("closed_month.id", ondelete="CASCADE"))
    contact_id: Mapped[int | None]
    person: Mapped[str] = mapped_column(String(40), index=True)
    on: Mapped[date]
    service: Mapped[ContactService] = mapped_column(code_type(ContactService, "service"))
    category: Mapped[str] = mapped_column(String(40))
    factors: Mapped[str]
    sex: Mapped[Sex | None] = mapped_column(code_type(Sex, "sex"))
    age: Mapped[int | None]


class FrozenReferralTable(Base):
    """A referral as it counted."""

    __tablename__ = "frozen_referral"
    __table_args__ = (Index("ix_frozen_referral_tally", "closed_month_id", "on", "kind", "mode", "outcome", "person"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    closed_month_id: Mapped[int] = mapped_column(ForeignKey("closed_month.id", ondelete="CASCADE"))
    referral_id: Mapped[int | None]
    person: Mapped[str] = mapped_column(String(40), index=True)
    on: Mapped[date]
    institution_id: Mapped[int]
    kind: Mapped[str] = mapped_column(String(60))
    status: Mapped[ReferralStatus] = mapped_column(code_type(ReferralStatus, "status"))
    mode: Mapped[HandoffMode | None] = mapped_column(code_type(HandoffMode, "mode"))
    outcome: Mapped[Outcome] = mapped_column(code_type(Outcome, "outcome"))
    outcome_on: Mapped[date | None]
    sex: Mapped[Sex | None] = mapped_column(code_type(Sex, "sex"))
    age: Mapped[int | None]


class FrozenPeopleTable(Base):
    """Who stood behind a figure of the last day, such as "engaged welfare_office".

    ``people`` are persons with a space before and after each, so that one is found, and replaced, in one statement.
    """

    __tablename__ = "frozen_people"

    closed_month_id: Mapped[int] = mapped_column(ForeignKey("closed_month.id", ondelete="CASCADE"), primary_key=True)
    figure: Mapped[str] = mapped_column(String(80), primary_key=True)
    count: Mapped[int]
    people: Mapped[str]
