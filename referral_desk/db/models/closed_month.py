"""Closed months: the figures as they were submitted, and the rows behind them, with keys and codes but no names.

``person`` is a client's id as text. When a record is disposed of, a random key takes its place, so that counts stay.
``staff_id`` is the id in the centre's staff list of who wrote it, None where the list does not hold the name.
``sex``, ``age`` and ``district`` are the person's as the month was closed, the age on the day of the row.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from referral_desk.db.models.base import Base, UtcDateTime, code_type
from referral_desk.domain.codes import ContactService, EngagementState, HandoffMode, Outcome, ReferralStatus, Sex


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
    """A contact as it counted; ``age`` on its day. ``factors`` are codes joined by a space.

    ``first_in_year``: the person's first contact of the fiscal year lay in this month; ``first_of_service``: the first
    of this service.
    """

    __tablename__ = "frozen_contact"
    # covers the tally, and the comparison with the live rows
    __table_args__ = (
        Index(
            "ix_frozen_contact_tally",
            "closed_month_id",
            "on",
            "service",
            "category",
            "person",
            "contact_id",
            "factors",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    closed_month_id: Mapped[int] = mapped_column(ForeignKey("closed_month.id", ondelete="CASCADE"))
    contact_id: Mapped[int | None]
    person: Mapped[str] = mapped_column(String(40), index=True)
    on: Mapped[date]
    service: Mapped[ContactService] = mapped_column(code_type(ContactService, "service"))
    category: Mapped[str] = mapped_column(String(40))
    factors: Mapped[str]
    first_in_year: Mapped[bool]
    first_of_service: Mapped[bool]
    staff_id: Mapped[int | None]
    sex: Mapped[Sex | None] = mapped_column(code_type(Sex, "sex"))
    age: Mapped[int | None]
    district: Mapped[str]


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
    staff_id: Mapped[int | None]
    sex: Mapped[Sex | None] = mapped_column(code_type(Sex, "sex"))
    age: Mapped[int | None]
    district: Mapped[str]


class FrozenInboundTable(Base):
    """A referral to us as it counted; ``kind`` is "" where the sender is not in the directory."""

    __tablename__ = "frozen_inbound"
    __table_args__ = (Index("ix_frozen_inbound_tally", "closed_month_id", "on", "kind", "came_along", "person"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    closed_month_id: Mapped[int] = mapped_column(ForeignKey("closed_month.id", ondelete="CASCADE"))
    inbound_id: Mapped[int | None]
    person: Mapped[str] = mapped_column(String(40), index=True)
    on: Mapped[date]
    institution_id: Mapped[int | None]
    kind: Mapped[str] = mapped_column(String(60))
    came_along: Mapped[bool]
    staff_id: Mapped[int | None]
    sex: Mapped[Sex | None] = mapped_column(code_type(Sex, "sex"))
    age: Mapped[int | None]
    district: Mapped[str]


class FrozenEngagementTable(Base):
    """An engagement that was current on the last day, or began or ended in the month; its person is a frozen one."""

    __tablename__ = "frozen_engagement"
    __table_args__ = (Index("ix_frozen_engagement_tally", "closed_month_id", "kind", "person"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    closed_month_id: Mapped[int] = mapped_column(ForeignKey("closed_month.id", ondelete="CASCADE"))
    person: Mapped[str] = mapped_column(String(40), index=True)
    institution_id: Mapped[int | None]
    kind: Mapped[str] = mapped_column(String(60))
    state: Mapped[EngagementState] = mapped_column(code_type(EngagementState, "state"))
    since: Mapped[date | None]
    until: Mapped[date | None]


class FrozenPathTable(Base):
    """A path of SBIRTS that began in the month, as far as it had come by then.

    The four steps hold what came of each, "" where it was not reached; ``mode`` and ``attended`` are those of the
    introduction to a group.
    """

    __tablename__ = "frozen_path"
    __table_args__ = (Index("ix_frozen_path_tally", "closed_month_id", "on", "target", "person"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    closed_month_id: Mapped[int] = mapped_column(ForeignKey("closed_month.id", ondelete="CASCADE"))
    path_id: Mapped[int | None]
    person: Mapped[str] = mapped_column(String(40), index=True)
    on: Mapped[date]
    target: Mapped[str] = mapped_column(String(60))
    screening: Mapped[str] = mapped_column(String(20))
    brief_intervention: Mapped[str] = mapped_column(String(20))
    referral_to_treatment: Mapped[str] = mapped_column(String(20))
    self_help_group: Mapped[str] = mapped_column(String(20))
    mode: Mapped[HandoffMode | None] = mapped_column(code_type(HandoffMode, "mode"))
    attended: Mapped[bool]
    staff_id: Mapped[int | None]
    sex: Mapped[Sex | None] = mapped_column(code_type(Sex, "sex"))
    age: Mapped[int | None]
    district: Mapped[str]


class FrozenPersonTable(Base):
    """A person as she was on the last day, her age that of this day: registered, or in an engagement that counted.

    ``benefits`` are the codes of the benefits that she had and that the tally counts, joined by a space.
    """

    __tablename__ = "frozen_person"

    closed_month_id: Mapped[int] = mapped_column(ForeignKey("closed_month.id", ondelete="CASCADE"), primary_key=True)
    person: Mapped[str] = mapped_column(String(40), primary_key=True, index=True)
    registered: Mapped[bool]
    benefits: Mapped[str]
    sex: Mapped[Sex | None] = mapped_column(code_type(Sex, "sex"))
    age: Mapped[int | None]
    district: Mapped[str]
