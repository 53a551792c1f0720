"""Where staff dragged the nodes of a client's eco-map."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from referral_desk.db.models.base import Base


class EcoMapPlaceTable(Base):
    """One node that was moved: its centre, in units of the map (see ``domain/ecomap.py``)."""

    __tablename__ = "ecomap_place"

    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"), primary_key=True)
    node: Mapped[str] = mapped_column(String(40), primary_key=True)
    x: Mapped[float]
    y: Mapped[float]
