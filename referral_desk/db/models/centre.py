"""The centre's own row, its staff, and the kinds of institution it added."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column

from referral_desk.db.models.base import Base, Versioned, code_type
from referral_desk.domain.access import Role
from referral_desk.domain.codes import Paper


class CentreTable(Versioned, Base):
    """Exactly one row: the particulars and habits of the centre, and its running numbers."""

    __tablename__ = "centre"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    department: Mapped[str]
    postal_code: Mapped[str]
    address: Mapped[str]
    phone: Mapped[str]
    extension: Mapped[str]
    fax: Mapped[str]
    sender_title: Mapped[str]
    sender_name: Mapped[str]
    document_prefix: Mapped[str]
    seal_omitted: Mapped[bool]
    language: Mapped[str] = mapped_column(String(8))
    follow_up_days: Mapped[int]
    quiet_days: Mapped[int]
    verify_after_days: Mapped[int]
    submission_day: Mapped[int]
    expiry_days: Mapped[int] = mapped_column(default=60, server_default="60")
    retention_years: Mapped[int] = mapped_column(default=5, server_default="5")
    retention_from_april: Mapped[bool] = mapped_column(default=True, server_default="1")
    elder_from: Mapped[int] = mapped_column(default=75, server_default="75")
    child_from: Mapped[int] = mapped_column(default=45, server_default="45")
    reply_slip: Mapped[bool] = mapped_column(default=True, server_default="1")
    reply_days: Mapped[int] = mapped_column(default=14, server_default="14")
    report_form: Mapped[str] = mapped_column(String(60), default="", server_default="")
    generated: Mapped[bool] = mapped_column(default=False)
    lock_after_minutes: Mapped[int] = mapped_column(default=10, server_default="10")
    quick_unlock: Mapped[bool] = mapped_column(default=False, server_default=false())
    second_place: Mapped[str] = mapped_column(default="", server_default="")
    slots_generation: Mapped[int] = mapped_column(default=0, server_default="0")


class StaffTable(Base):
    """Somebody who works, or worked, at the centre."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id"))
    position: Mapped[int]
    name: Mapped[str]
    job_title: Mapped[str]
    login: Mapped[str]
    active: Mapped[bool]
    role: Mapped[Role | None] = mapped_column(code_type(Role, "role"))


class InstitutionKindTable(Base):
    """A kind of institution that the centre added after ``other``."""

    __tablename__ = "institution_kind"

    code: Mapped[str] = mapped_column(String(60), primary_key=True)
    position: Mapped[int]
    ja: Mapped[str]
    en: Mapped[str]
    domain: Mapped[str]
    paper: Mapped[Paper] = mapped_column(code_type(Paper, "paper"))
    address_form: Mapped[str]
    residents: Mapped[str] = mapped_column(default="", server_default="")
