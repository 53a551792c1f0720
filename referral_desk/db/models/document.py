"""Documents as issued: what they say, frozen."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from referral_desk.db.models.base import Base, Versioned, code_type
from referral_desk.domain.codes import LegalBasis


class DocumentTable(Versioned, Base):
    """One issued document: ``content`` is the frozen document as JSON, so that a reprint shows what was issued.

    One that was revoked stays, with the day, by whom, and why; all three are NULL for one in force.
    """

    __tablename__ = "document"
    __table_args__ = (Index("ix_document_referral", "referral_id", "kind"), Index("ix_document_issued", "issued_on"))

    id: Mapped[int] = mapped_column(primary_key=True)
    # the office's register of letters; cards and the like are kept, but not registered
    running: Mapped[int | None] = mapped_column(unique=True)
    number: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(20))
    client_id: Mapped[int | None] = mapped_column(ForeignKey("client.id"), index=True)
    referral_id: Mapped[int | None] = mapped_column(ForeignKey("referral.id"))
    issued_on: Mapped[date]
    language: Mapped[str] = mapped_column(String(8))
    wording: Mapped[str] = mapped_column(String(20))
    basis: Mapped[LegalBasis | None] = mapped_column(code_type(LegalBasis, "basis"))
    staff_name: Mapped[str]
    content: Mapped[str]
    revoked_on: Mapped[date | None]
    revoked_by: Mapped[str | None]
    revoked_why: Mapped[str | None]
