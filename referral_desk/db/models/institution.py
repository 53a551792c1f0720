"""Institutions, and the keys by which they are found."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from referral_desk.db.models.base import Base, UtcDateTime, Versioned, code_type
from referral_desk.domain.codes import Anonymity, Attendees, Capacity, Openness, Operator, PhoneKind


class InstitutionTable(Versioned, Base):
    """One institution; what it has several of stands in the tables below."""

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
    openness: Mapped[Openness | None] = mapped_column(code_type(Openness, "openness"))
    fee: Mapped[str] = mapped_column(default="", server_default="")
    operator: Mapped[Operator | None] = mapped_column(code_type(Operator, "operator"))
    operated_by: Mapped[str] = mapped_column(default="", server_default="")
    postal_code: Mapped[str]
    address: Mapped[str]
    access: Mapped[str] = mapped_column(default="", server_default="")
    phone: Mapped[str]
    email: Mapped[str] = mapped_column(default="", server_default="")
    website: Mapped[str] = mapped_column(default="", server_default="")
    contact_name: Mapped[str]
    contact_hours: Mapped[str]
    contact_agreed_on: Mapped[date | None]
    venue: Mapped[str]
    handoff_note: Mapped[str]
    first_words: Mapped[str] = mapped_column(default="", server_default="")
    meet_at: Mapped[str] = mapped_column(default="", server_default="")
    capacity: Mapped[Capacity] = mapped_column(
        code_type(Capacity, "capacity"), default=Capacity.UNKNOWN, server_default=Capacity.UNKNOWN.value
    )
    capacity_on: Mapped[date | None]
    capacity_note: Mapped[str] = mapped_column(default="", server_default="")
    listed: Mapped[bool] = mapped_column(default=True, server_default="1")
    unlisted_reason: Mapped[str] = mapped_column(default="", server_default="")
    verified_on: Mapped[date | None]
    verified_by: Mapped[str] = mapped_column(default="", server_default="")
    verified_with: Mapped[str] = mapped_column(default="", server_default="")
    note: Mapped[str]
    external_id: Mapped[str] = mapped_column(default="", server_default="", index=True)
    defunct_on: Mapped[date | None]
    defunct_reason: Mapped[str] = mapped_column(default="", server_default="")
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), index=True)


class MeetingTimeTable(Base):
    """One regular time of an institution, in the terms of an HSDS schedule.

    ``byday`` is like "TU", "2SA 4SA" or "-1FR", ``bymonthday`` like "15" or "-1"; ``pauses`` are like "12-29/01-03"
    (every year) or "2026-08-10/2026-08-20", joined by a space.
    """

    __tablename__ = "meeting_time"

    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    freq: Mapped[str] = mapped_column(String(10))
    interval: Mapped[int]
    byday: Mapped[str]
    bymonthday: Mapped[str]
    dtstart: Mapped[date | None]
    until: Mapped[date | None]
    opens_at: Mapped[str] = mapped_column(String(5))
    closes_at: Mapped[str] = mapped_column(String(5))
    not_on_holidays: Mapped[bool]
    pauses: Mapped[str]
    openness: Mapped[Openness | None] = mapped_column(code_type(Openness, "openness"))
    attendees: Mapped[Attendees | None] = mapped_column(code_type(Attendees, "attendees"))
    venue: Mapped[str]
    note: Mapped[str]


class InstitutionPlaceTable(Base):
    """A further place of an institution."""

    __tablename__ = "institution_place"

    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    postal_code: Mapped[str]
    address: Mapped[str]
    access: Mapped[str]


class InstitutionServiceTable(Base):
    """What an institution offers."""

    __tablename__ = "institution_service"

    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    programme: Mapped[str] = mapped_column(String(60))
    name: Mapped[str]
    eligibility: Mapped[str]
    fee: Mapped[str]
    note: Mapped[str]


class InstitutionPersonTable(Base):
    """Somebody at an institution."""

    __tablename__ = "institution_person"

    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    kana: Mapped[str]
    role: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str]
    hours: Mapped[str]
    agreed_on: Mapped[date | None]
    note: Mapped[str]


class InstitutionPhoneTable(Base):
    """A further number of an institution."""

    __tablename__ = "institution_phone"

    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str]
    kind: Mapped[PhoneKind] = mapped_column(code_type(PhoneKind, "kind"))
    note: Mapped[str]


class ServedAreaTable(Base):
    """A municipality that an institution serves."""

    __tablename__ = "served_area"
    __table_args__ = (Index("ix_served_area_code", "code"),)

    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(6))
    name: Mapped[str]


class InstitutionMergeTable(Base):
    """One merge of two entries: ``merged_id`` went into ``kept_id``; ``content`` is how both stood before, as JSON."""

    __tablename__ = "institution_merge"

    id: Mapped[int] = mapped_column(primary_key=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    merged_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    staff_name: Mapped[str]
    content: Mapped[str]
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_by: Mapped[str]


class InstitutionSearchTable(Base):
    """The search keys of one institution, a line each."""

    __tablename__ = "institution_search"

    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id", ondelete="CASCADE"), primary_key=True)
    keys: Mapped[str]
