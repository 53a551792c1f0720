"""The centre's own row, its staff and its own kinds of institution."""

from __future__ import annotations

from dataclasses import fields

from sqlalchemy import select
from sqlalchemy.orm import Session

from referral_desk.db import records
from referral_desk.db.models import CentreTable, InstitutionKindTable, StaffTable
from referral_desk.domain.centre import CentreSettings, SafetySettings, StaffMember
from referral_desk.domain.codes import InstitutionKind

_CENTRE = 1
_OWN_FIELDS = tuple(field.name for field in fields(CentreSettings) if field.name != "staff")


def own_kinds(session: Session) -> tuple[InstitutionKind, ...]:
    """Return the kinds of institution that the centre added, in its order."""
    kinds = InstitutionKindTable.__table__
    return tuple(
        records.shared(InstitutionKind, row) for row in session.execute(select(kinds).order_by(kinds.c.position))
    )


def add_kind(session: Session, kind: InstitutionKind) -> None:
    """Add a kind of institution after those there are."""
    position = len(own_kinds(session))
    session.add(
        InstitutionKindTable(
            code=kind.code,
            position=position,
            ja=kind.ja,
            en=kind.en,
            domain=kind.domain,
            paper=kind.paper,
            address_form=kind.address_form,
            residents=kind.residents,
        )
    )


def settings(session: Session) -> CentreSettings:
    """Return the centre's particulars and habits with its present staff.

    Read as plain columns: the window asks for them before anything else, and then does not wait for the mappers.
    """
    centre, staff = CentreTable.__table__, StaffTable.__table__
    members = select(staff).where(staff.c.active).order_by(staff.c.position, staff.c.id)
    return records.settings(
        session.execute(select(centre).where(centre.c.id == _CENTRE)).one(), session.execute(members).all()
    )


def create(session: Session, settings: CentreSettings) -> None:
    """Store the one row of a new centre and its staff, the first administrator among them."""
    session.add(CentreTable(id=_CENTRE, **{name: getattr(settings, name) for name in _OWN_FIELDS}))
    session.flush()
    for position, member in enumerate(settings.staff):
        values = {name: getattr(member, name) for name in ("name", "job_title", "login", "active", "role")}
        session.add(StaffTable(centre_id=_CENTRE, position=position, **values))


def update(session: Session, settings: CentreSettings) -> None:
    """Store changed particulars and staff."""
    row = session.get_one(CentreTable, _CENTRE)
    for name in _OWN_FIELDS:
        setattr(row, name, getattr(settings, name))
    _store_staff(session, settings.staff)


def is_generated(session: Session) -> bool:
    """Say whether the centre's records were generated, and may be generated anew."""
    return session.get_one(CentreTable, _CENTRE).generated


def mark_generated(session: Session) -> None:
    """Note that the centre's records are generated."""
    session.get_one(CentreTable, _CENTRE).generated = True


def safety(session: Session) -> SafetySettings:
    """Return how windows lock and where backups go."""
    centre = CentreTable.__table__
    return records.shared(SafetySettings, session.execute(select(centre).where(centre.c.id == _CENTRE)).one())


def update_safety(session: Session, settings: SafetySettings) -> None:
    """Store how windows lock and where backups go."""
    row = session.get_one(CentreTable, _CENTRE)
    for field in fields(SafetySettings):
        setattr(row, field.name, getattr(settings, field.name))


def _store_staff(session: Session, staff: tuple[StaffMember, ...]) -> None:
    """Store the list as it stands: new members added, known ones changed, missing ones kept as inactive.

    Logins and roles are not touched, nor is a member who has a login taken away: users.py does that.
    """
    known = {row.id: row for row in session.scalars(select(StaffTable).where(StaffTable.active))}
    listed = set()
    for position, member in enumerate(staff):
        row = known.get(member.id) if member.id is not None else None
        if row is None:
            row = StaffTable(centre_id=_CENTRE, position=0, name="", job_title="", login="", active=True, role=None)
            session.add(row)
        else:
            listed.add(row.id)
        row.position, row.name, row.job_title = position, member.name, member.job_title
    for row_id, row in known.items():
        if row_id not in listed and not row.login:
            row.active = False
