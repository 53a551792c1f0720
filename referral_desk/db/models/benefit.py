"""Benefits of clients."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from referral_desk.db.models.base import IDS_ONCE, Base, Versioned


class BenefitTable(Versioned, Base):
    """One benefit of one client, dated."""

    __tablename__ = "benefit"
    __table_args__ = (
        Index("ix_benefit_tally", "client_id", "kind", "since", "until", "grade"),
        Index("ix_benefit_running_out", "settled", "until"),
        IDS_ONCE,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"))
    kind: Mapped[str] = mapped_column(String(40))
    grade: Mapped[str] = mapped_column(String(20))
    since: Mapped[date | None]
    until: Mapped[date | None]
    settled: Mapped[bool]
    case_number: Mapped[str]
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), index=True)
    caseworker: Mapped[str]
    note: Mapped[str]
