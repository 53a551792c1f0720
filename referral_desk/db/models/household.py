"""Households and their members."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from referral_desk.db.models.base import IDS_ONCE, Base, Versioned, code_type
from referral_desk.domain.codes import Sex


class HouseholdTable(Versioned, Base):
    """One household."""

    __tablename__ = "household"
    __table_args__ = IDS_ONCE

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    case_number: Mapped[str]
    note: Mapped[str]


class HouseholdMemberTable(Base):
    """One member: a client, of whom only what the household says of her stands here, or somebody else."""

    __tablename__ = "household_member"

    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    client_id: Mapped[int | None] = mapped_column(ForeignKey("client.id"), unique=True)
    name: Mapped[str]
    kana: Mapped[str]
    sex: Mapped[Sex | None] = mapped_column(code_type(Sex, "sex"))
    birth: Mapped[date | None]
    birth_exact: Mapped[bool]
    relation: Mapped[str] = mapped_column(String(40))
    deceased: Mapped[bool]
    lives_together: Mapped[bool]
    phone: Mapped[str]
    calls_for: Mapped[int | None]
    note: Mapped[str]
