"""Who has a login, and as what."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from sqlalchemy import Table, select
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.orm import Session

from referral_desk.db.models import StaffTable
from referral_desk.domain.access import Role
from referral_desk.domain.centre import StaffMember

_staff = cast(Table, StaffTable.__table__)


def role_of(session: Session, login: str) -> Role | None:
    """Return what ``login`` is, None for somebody who is not listed, or has left."""
    query = select(_staff.c.role).where(_staff.c.login == login, _staff.c.active)
    return session.connection().execute(query).scalar()


def role_check(login: str, check: Callable[[Role | None], None]) -> Callable[[DBAPICursor], None]:
    """Return what calls ``check`` with the result of :func:`role_of`, for the entry that every reading leaves."""

    def on(cursor: DBAPICursor) -> None:
        cursor.execute("SELECT role FROM staff WHERE login = ? AND active", (login,))
        row = cursor.fetchone()
        check(Role(row[0]) if row and row[0] else None)

    return on


def row_of(session: Session, login: str) -> StaffTable | None:
    """Return the row of somebody who works here, to change; None where no one has this login."""
    return session.scalar(select(StaffTable).where(StaffTable.login == login, StaffTable.active))


def row_of_member(session: Session, staff_id: int) -> StaffTable | None:
    """Return the row of a staff member, to change."""
    return session.get(StaffTable, staff_id)


def with_login(session: Session) -> tuple[StaffTable, ...]:
    """Return the rows of all who have or had a login, in the order of the staff list."""
    query = select(StaffTable).where(StaffTable.login != "").order_by(StaffTable.position, StaffTable.id)
    return tuple(session.scalars(query))


def logins(session: Session) -> tuple[str, ...]:
    """Return the logins of those who work here and have a role."""
    return tuple(session.scalars(select(_staff.c.login).where(_staff.c.active, _staff.c.role.is_not(None))))


def ids(session: Session) -> dict[str, int]:
    """Return login → id of all in the staff list who have or had one."""
    return {row[0]: row[1] for row in session.execute(select(_staff.c.login, _staff.c.id).where(_staff.c.login != ""))}


def administrators(session: Session) -> tuple[str, ...]:
    """Return the logins of the administrators who work here."""
    query = select(StaffTable.login).where(StaffTable.role == Role.ADMINISTRATOR, StaffTable.active)
    return tuple(session.scalars(query))


def add(session: Session, member: StaffMember) -> StaffTable:
    """Add somebody with a login at the end of the staff list."""
    last = session.scalar(select(StaffTable.position).order_by(StaffTable.position.desc()).limit(1))
    row = StaffTable(
        centre_id=1,
        position=0 if last is None else last + 1,
        name=member.name,
        job_title=member.job_title,
        login=member.login,
        active=True,
        role=member.role,
    )
    session.add(row)
    return row
