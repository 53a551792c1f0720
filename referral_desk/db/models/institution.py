"""Institutions, and the keys by which they are found."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from referral_desk.db.models.base import Base, Versioned, code_type
from referral_desk.domain.codes import Anonymity, Attendees, Operator


class InstitutionTable(Versioned, Base):
    """One institution; ``schedule`` holds its meeting times in the canonical written form."""

    __tablename__ = "institution"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    kana: Mapped[str]
    kana_key: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(60), index=True)
    target: Mapped[str] = mapped_column(String(60))
    attendees: Mapped[Attendees | None] = mapped_column(code_type(Attendees, "attendees"))
    anonymity: Mapped[Anonymity | None] = mapped_column(code_type(Anonymity, "anonymity"))
    operator: Mapped[Operator | None] = mapped_column(code_type(Operator, "operator"))
    postal_code: Mapped[str]
    address: Mapped[str]
    phone: Mapped[str]
    contact_name: Mapped[str]
    contact_hours: Mapped[str]
    schedule: Mapped[str]
    venue: Mapped[str]
    handoff_note: Mapped[str]
    verified_on: Mapped[date | None]
    note: Mapped[str]


class InstitutionSearchTable(Base):
    """The search keys of one institution, a line each."""

    __tablename__ = "institution_search"

    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id", ondelete="CASCADE"), primary_key=True)
    keys: Mapped[str]
