"""Restricted clients: which ones the person working may not see, and who may."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from referral_desk.db.models import ClientTable, ReaderTable, RestrictionTable
from referral_desk.domain.errors import NotAllowed
from referral_desk.domain.messages import N_, message


def hidden(session: Session) -> Select[int]:
    """Return the ids of the clients that the person of this session may not see, for ``NOT IN``.

    It names no column of the outer query, so the database answers it once; mostly it is empty.
    """
    shown = select(ReaderTable.client_id).where(ReaderTable.login == session.info["login"])
    return select(RestrictionTable.client_id).where(RestrictionTable.client_id.not_in(shown))


def hidden_ids(session: Session) -> frozenset[int]:
    """Return the ids of :func:`hidden`, for comparing many records."""
    return frozenset(session.scalars(hidden(session)))


def check_visible(session: Session, *client_ids: int) -> None:
    """Raise NotAllowed where a record is restricted to others; of several, for the first by id."""
    mine = RestrictionTable.client_id.in_(client_ids)
    client_id = session.scalar(hidden(session).where(mine).order_by(RestrictionTable.client_id).limit(1))
    if client_id is not None:
        raise NotAllowed(
            message(
                N_(
                    "This record is restricted to named staff. If you need it, ask a manager or the person in charge "
                    "to be named."
                )
            ),
            client_id,
        )


def readers(session: Session, client_id: int) -> tuple[str, ...] | None:
    """Return the logins that may see a restricted client, None for one that everyone may see."""
    if session.get(RestrictionTable, client_id) is None:
        return None
    query = select(ReaderTable.login).where(ReaderTable.client_id == client_id)
    return tuple(session.scalars(query.order_by(ReaderTable.login)))


def restricted(session: Session) -> tuple[tuple[int, str], ...]:
    """Return (id, number) of every restricted client, by number: what those who are not named may know of them."""
    query = select(ClientTable.id, ClientTable.number).join(
        RestrictionTable, RestrictionTable.client_id == ClientTable.id
    )
    return tuple((row[0], row[1]) for row in session.execute(query.order_by(ClientTable.number)))


def restrict(session: Session, client_id: int, logins: tuple[str, ...], at: datetime, by: str) -> None:
    """Let only ``logins`` see a client; whoever could before no longer can."""
    if session.get(RestrictionTable, client_id) is None:
        session.add(RestrictionTable(client_id=client_id, since=at, by_login=by))
        session.flush()
    session.execute(delete(ReaderTable).where(ReaderTable.client_id == client_id))
    session.add_all(ReaderTable(client_id=client_id, login=login) for login in logins)


def lift(session: Session, client_id: int) -> None:
    """Let everyone see a client again."""
    session.execute(delete(ReaderTable).where(ReaderTable.client_id == client_id))
    session.execute(delete(RestrictionTable).where(RestrictionTable.client_id == client_id))


def forget_reader(session: Session, login: str) -> None:
    """Let ``login`` see no restricted client any more."""
    session.execute(delete(ReaderTable).where(ReaderTable.login == login))
