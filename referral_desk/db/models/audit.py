"""The audit trail: one row an entry, each sealed together with the one before it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from referral_desk.db.models.base import Base, UtcDateTime


class AuditTable(Base):
    """One entry. It names a client by id without a foreign key: an entry outlives what it speaks of."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_client_id", "client_id"),
        Index("ix_audit_at", "at"),
        Index("ix_audit_action", "action"),  # SQLite ends it with the number: the newest of an action is found at once
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    login: Mapped[str]
    action: Mapped[str] = mapped_column(String(40))
    client_id: Mapped[int | None]
    record: Mapped[str] = mapped_column(String(40))
    detail: Mapped[str]
    seal: Mapped[bytes] = mapped_column(LargeBinary(32))


class AuditKeyTable(Base):
    """The key of the seals, wrapped by the data key, so that the chain goes on when the centre is re-keyed."""

    __tablename__ = "audit_key"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary(60))
