"""Consents, and the disclosure log."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from referral_desk.db.models.base import IDS_ONCE, Base, Versioned, code_type
from referral_desk.domain.codes import ConsentKind, LegalBasis


class ConsentTable(Versioned, Base):
    """One consent of one client."""

    __tablename__ = "consent"
    __table_args__ = IDS_ONCE

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)
    kind: Mapped[ConsentKind] = mapped_column(code_type(ConsentKind, "kind"))
    on: Mapped[date]
    heard_by: Mapped[str]
    purpose: Mapped[str]
    method: Mapped[str]
    representative: Mapped[str]
    representative_relation: Mapped[str]
    until: Mapped[date | None]
    withdrawn_on: Mapped[date | None]
    withdrawal: Mapped[str]
    note: Mapped[str]
    staff_name: Mapped[str]


class ConsentReceiverTable(Base):
    """Whom a consent allows to be told: an institution, or a name that the directory does not hold."""

    __tablename__ = "consent_receiver"

    consent_id: Mapped[int] = mapped_column(ForeignKey("consent.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), index=True)
    name: Mapped[str]


class ConsentItemTable(Base):
    """One item that a consent allows to be told."""

    __tablename__ = "consent_item"

    consent_id: Mapped[int] = mapped_column(ForeignKey("consent.id", ondelete="CASCADE"), primary_key=True)
    item: Mapped[str] = mapped_column(String(40), primary_key=True)


class DisclosureTable(Versioned, Base):
    """One entry of the disclosure log."""

    __tablename__ = "disclosure"
    __table_args__ = (Index("ix_disclosure_client", "client_id", "on"), Index("ix_disclosure_on", "on"), IDS_ONCE)

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"))
    on: Mapped[date]
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), index=True)
    receiver: Mapped[str]
    method: Mapped[str] = mapped_column(String(40))
    basis: Mapped[LegalBasis | None] = mapped_column(code_type(LegalBasis, "basis"))
    consent_id: Mapped[int | None] = mapped_column(ForeignKey("consent.id"), index=True)
    referral_id: Mapped[int | None] = mapped_column(ForeignKey("referral.id"), index=True)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), index=True)
    note: Mapped[str]
    struck: Mapped[str]
    staff_name: Mapped[str]


class DisclosureItemTable(Base):
    """One item that was told."""

    __tablename__ = "disclosure_item"

    disclosure_id: Mapped[int] = mapped_column(ForeignKey("disclosure.id", ondelete="CASCADE"), primary_key=True)
    item: Mapped[str] = mapped_column(String(40), primary_key=True)
