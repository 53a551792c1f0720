"""Clients, and the keys by which they are found."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from referral_desk.db.models.base import Base, Versioned, code_type
from referral_desk.domain.codes import DisabilityCertificate, OutpatientSupport, PublicAssistance, Sex


class ClientTable(Versioned, Base):
    """One client."""

    __tablename__ = "client"
    # an id is never given twice: the audit trail, a merge and a disposal speak of it after the row is gone
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - as SQLAlchemy wants it

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    # the number as a figure where it is one, so that the next one is found in an index
    running: Mapped[int | None] = mapped_column(index=True)
    name: Mapped[str]
    kana: Mapped[str]
    kana_key: Mapped[str] = mapped_column(index=True)
    anonymous: Mapped[bool]
    birth: Mapped[date | None] = mapped_column(index=True)
    birth_exact: Mapped[bool]
    sex: Mapped[Sex | None] = mapped_column(code_type(Sex, "sex"))
    postal_code: Mapped[str]
    district: Mapped[str] = mapped_column(default="", server_default="")
    address: Mapped[str]
    phone: Mapped[str] = mapped_column(index=True)
    may_call: Mapped[bool | None]
    may_leave_message: Mapped[bool | None]
    may_say_who: Mapped[bool | None]
    contact_caution: Mapped[str]
    household: Mapped[str]
    public_assistance: Mapped[PublicAssistance | None] = mapped_column(code_type(PublicAssistance, "public_assistance"))
    outpatient_support: Mapped[OutpatientSupport | None] = mapped_column(
        code_type(OutpatientSupport, "outpatient_support")
    )
    disability_certificate: Mapped[DisabilityCertificate | None] = mapped_column(
        code_type(DisabilityCertificate, "disability_certificate")
    )
    in_charge: Mapped[str] = mapped_column(default="", server_default="")
    note: Mapped[str]
    registered_on: Mapped[date | None]
    closed_on: Mapped[date | None]


class ClientSearchTable(Base):
    """The search keys of one client, a line each: name, kana, number, phone, birth date as digits."""

    __tablename__ = "client_search"

    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"), primary_key=True)
    # from its beginning, the name, a client is found at once
    keys: Mapped[str] = mapped_column(index=True)
