"""What stands on a client's eco-map, and where staff dragged it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from referral_desk.db.models import EcoMapPlaceTable
from referral_desk.db.queries import engagements, households, referrals, supporters
from referral_desk.domain.client import Client
from referral_desk.domain.ecomap import Point
from referral_desk.domain.ecomap_subjects import AroundClient


def around(session: Session, client: Client) -> AroundClient:
    """Return the records of which a client's map is made; members restricted to others are hidden in them."""
    return AroundClient(
        client=client,
        engagements=engagements.of_client(session, client.id),
        referrals=referrals.open_of_client(session, client.id),
        household=households.of_client(session, client.id),
        supporters=supporters.of_client(session, client.id),
        places=places(session, client.id),
    )


def places(session: Session, client_id: int) -> dict[str, Point]:
    """Return node → its middle, of the nodes that were dragged."""
    query = select(EcoMapPlaceTable.node, EcoMapPlaceTable.x, EcoMapPlaceTable.y).where(
        EcoMapPlaceTable.client_id == client_id
    )
    return {node: (x, y) for node, x, y in session.execute(query.order_by(EcoMapPlaceTable.node))}


def keep(session: Session, client_id: int, node: str, place: Point | None) -> None:
    """Keep where one node was dragged to; None gives it back to the layout."""
    row = session.get(EcoMapPlaceTable, (client_id, node))
    if place is None:
        if row is not None:
            session.delete(row)
    elif row is None:
        session.add(EcoMapPlaceTable(client_id=client_id, node=node, x=place[0], y=place[1]))
    else:
        row.x, row.y = place


def keep_all(session: Session, client_id: int, moved: Mapping[str, Point]) -> None:
    """Keep these places of a client's map and no others."""
    session.execute(delete(EcoMapPlaceTable).where(EcoMapPlaceTable.client_id == client_id))
    session.add_all(EcoMapPlaceTable(client_id=client_id, node=node, x=x, y=y) for node, (x, y) in moved.items())
