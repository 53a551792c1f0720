"""An open centre: the one object that services are handed. Opening, setting up, and its settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from referral_desk.db import folder as data_folder
from referral_desk.db import records, vault
from referral_desk.db.engine import create_engine
from referral_desk.db.models import CentreTable, InstitutionKindTable, StaffTable
from referral_desk.db.session import Sessions
from referral_desk.domain.centre import CentreSettings, StaffMember, check_settings
from referral_desk.domain.changes import ChangeSet, Saved
from referral_desk.domain.codes import CodeBook, InstitutionKind
from referral_desk.domain.errors import Rejected
from referral_desk.resources import code_book

Today = Callable[[], date]


def local_today() -> date:
    """Return today's date on this PC."""
    return datetime.now().astimezone().date()


@dataclass
class Centre:
    """An unlocked centre and the person who works with it. ``close`` drops the key and the connections."""

    folder: Path
    login: str
    sessions: Sessions
    today: Today = local_today

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a unit of work that only reads."""
        with self.sessions.read() as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Open a unit of work that writes: all of it is stored, or nothing."""
        with self.sessions.write() as session:
            yield session

    @cached_property
    def codes(self) -> CodeBook:
        """The code lists, the centre's own kinds of institution included."""
        with self.read() as session:
            rows = session.scalars(select(InstitutionKindTable).order_by(InstitutionKindTable.position)).all()
            return code_book(tuple(records.shared(InstitutionKind, row) for row in rows))

    @cached_property
    def settings(self) -> CentreSettings:
        """The centre's particulars and habits, as last saved through this object."""
        with self.read() as session:
            return _settings(session)

    @property
    def staff_name(self) -> str:
        """The name of the person who works, as letters and records show it; the login where no name is known."""
        me = self.me
        return me.name if me else self.login

    @property
    def me(self) -> StaffMember | None:
        """The staff member whose login this is, if the centre lists one."""
        return next((member for member in self.settings.staff if member.login == self.login), None)

    @staticmethod
    def is_holiday(day: date) -> bool:
        """Say whether ``day`` is a national holiday."""
        return is_holiday(day)

    def refresh(self) -> None:
        """Forget the settings and code lists read so far, after another window changed them."""
        self.__dict__.pop("settings", None)
        self.__dict__.pop("codes", None)

    def close(self) -> None:
        """Close every connection; the object is of no use afterwards."""
        self.sessions.close()


def is_holiday(day: date) -> bool:
    """Say whether ``day`` is a national holiday of Japan."""
    import jpholiday  # noqa: PLC0415 - costs a tenth of the window's start, and is asked only when dates are suggested

    return bool(jpholiday.is_holiday(day))


def create_centre(
    folder: Path,
    settings: CentreSettings,
    login: str,
    password: str,
    *,
    shared: bool = False,
    cost: vault.KdfCost = vault.DEFAULT,
    today: Today = local_today,
) -> tuple[Centre, str]:
    """Set up a centre in an empty or new ``folder``; return it open, and the recovery code to be shown once.

    Raises Rejected for settings that cannot be stored, FolderExists where a centre is there already.
    """
    problems = check_settings(settings)
    if problems:
        raise Rejected(problems)
    if not any(member.login == login for member in settings.staff):
        settings = _with_staff(settings, StaffMember(name=login, login=login))
    with data_folder.create_folder(folder, shared=shared) as stage:
        key, code = vault.create(stage, login, password, cost)
        _store_first(stage, key, settings)
    return open_with_key(folder, login, key, today=today), str(code)


def open_centre(
    folder: Path,
    login: str,
    password: str,
    *,
    minimum: vault.KdfCost = vault.MINIMUM,
    today: Today = local_today,
) -> Centre:
    """Open an existing centre; WrongPassword, FolderMissing, FolderDamaged, NewerVersion say why it does not open."""
    data_folder.require(folder)
    key = vault.unlock(folder, login, password, minimum=minimum)
    return open_with_key(folder, login, key, today=today)


def open_with_key(folder: Path, login: str, key: vault.DataKey, *, today: Today = local_today) -> Centre:
    """Open a centre whose key is already unwrapped; bring its tables up to date where they are older."""
    return Centre(folder, login, Sessions(data_folder.open_folder(folder, key)), today)


def _store_first(folder: Path, key: vault.DataKey, settings: CentreSettings) -> None:
    """Make the tables of a new centre and store its particulars; the database is closed again."""
    from referral_desk.db.migrate import upgrade  # noqa: PLC0415 - Alembic costs 0.3 s and is needed only here

    sessions = Sessions(create_engine(data_folder.database_path(folder), key, create=True))
    try:
        upgrade(sessions.engine, folder)
        with sessions.write() as session:
            values = {
                field.name: getattr(settings, field.name) for field in fields(CentreSettings) if field.name != "staff"
            }
            session.add(CentreTable(id=1, **values))
            session.flush()
            _store_staff(session, settings.staff)
    finally:
        sessions.close()


def save_settings(centre: Centre, settings: CentreSettings) -> Saved[CentreSettings]:
    """Store the centre's particulars, habits and staff."""
    problems = check_settings(settings)
    if problems:
        raise Rejected(problems)
    with centre.write() as session:
        row = session.get_one(CentreTable, 1)
        for field in fields(CentreSettings):
            if field.name != "staff":
                setattr(row, field.name, getattr(settings, field.name))
        _store_staff(session, settings.staff)
        session.flush()
        stored = _settings(session)
    centre.refresh()
    return Saved(stored, ChangeSet.of(centre=1))


def _settings(session: Session) -> CentreSettings:
    staff = session.scalars(select(StaffTable).where(StaffTable.active).order_by(StaffTable.position, StaffTable.id))
    return records.settings(session.get_one(CentreTable, 1), staff.all())


def _with_staff(settings: CentreSettings, member: StaffMember) -> CentreSettings:
    values = {field.name: getattr(settings, field.name) for field in fields(CentreSettings)}
    return CentreSettings(**{**values, "staff": (*settings.staff, member)})


def _store_staff(session: Session, staff: tuple[StaffMember, ...]) -> None:
    """Store the list as it stands: new members added, known ones changed, missing ones kept as inactive."""
    known = {row.id: row for row in session.scalars(select(StaffTable))}
    listed = set()
    for position, member in enumerate(staff):
        row = known.get(member.id) if member.id is not None else None
        if row is None:
            row = StaffTable(centre_id=1, position=0, name="", job_title="", login="", active=True)
            session.add(row)
        else:
            listed.add(row.id)
        row.position, row.name, row.job_title = position, member.name, member.job_title
        row.login, row.active = member.login, member.active
    for row_id, row in known.items():
        if row_id not in listed:
            row.active = False
