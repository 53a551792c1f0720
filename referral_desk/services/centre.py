"""An open centre: the one object that services are handed. Opening, setting up, and its settings."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from referral_desk.db import folder as data_folder
from referral_desk.db import vault
from referral_desk.db.engine import create_engine
from referral_desk.db.queries import centres
from referral_desk.db.session import Session, Sessions
from referral_desk.db.slots import DEFAULT, MINIMUM, DataKey, KdfCost
from referral_desk.domain.centre import CentreSettings, KindDraft, StaffMember, check_kind, check_settings, own_kind
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

    def read(self) -> AbstractContextManager[Session]:
        """Open a unit of work that only reads."""
        return self.sessions.read()

    def write(self) -> AbstractContextManager[Session]:
        """Open a unit of work that writes: all of it is stored, or nothing."""
        return self.sessions.write()

    @cached_property
    def codes(self) -> CodeBook:
        """The code lists, the centre's own kinds of institution included."""
        with self.read() as session:
            return code_book(centres.own_kinds(session))

    @cached_property
    def settings(self) -> CentreSettings:
        """The centre's particulars and habits, as last read or saved through this object."""
        with self.read() as session:
            return centres.settings(session)

    @property
    def me(self) -> StaffMember | None:
        """The staff member whose login this is, if the centre lists one."""
        return next((member for member in self.settings.staff if member.login == self.login), None)

    @property
    def staff_name(self) -> str:
        """The name of the person who works, as letters and records show it; the login where no name is known."""
        me = self.me
        return me.name if me else self.login

    @staticmethod
    def is_holiday(day: date) -> bool:
        """Say whether ``day`` is a national holiday of Japan."""
        import jpholiday  # noqa: PLC0415 - would cost every start, and is asked only when dates are suggested

        return bool(jpholiday.is_holiday(day))

    def refresh(self) -> None:
        """Forget the settings and code lists read so far, after they changed."""
        self.__dict__.pop("settings", None)
        self.__dict__.pop("codes", None)

    def close(self) -> None:
        """Close every connection; the object is of no use afterwards."""
        self.sessions.close()


def create_centre(
    folder: Path,
    settings: CentreSettings,
    login: str,
    password: str,
    *,
    shared: bool = False,
    cost: KdfCost = DEFAULT,
    today: Today = local_today,
) -> tuple[Centre, str]:
    """Set up a centre in an empty or new ``folder``; return it open, and the recovery code to be shown once.

    ``shared`` lets every account of this PC reach the folder. Raises Rejected for settings that cannot be stored,
    FolderExists where a centre is there already.
    """
    problems = check_settings(settings)
    if problems:
        raise Rejected(problems)
    if not any(member.login == login for member in settings.staff):
        settings = replace(settings, staff=(*settings.staff, StaffMember(name=login, login=login)))
    from referral_desk.db.migrate import upgrade  # noqa: PLC0415 - Alembic costs half a second, needed only here

    with data_folder.create_folder(folder, shared=shared) as stage:
        key, code = vault.create(stage, login, password, cost)
        engine = create_engine(data_folder.database_path(stage), key, create=True)
        try:
            upgrade(engine, stage)
            with Sessions(engine).write() as session:
                centres.create(session, settings)
        finally:
            engine.dispose()
    return open_with_key(folder, login, key, today=today), str(code)


def open_centre(
    folder: Path, login: str, password: str, *, minimum: KdfCost = MINIMUM, today: Today = local_today
) -> Centre:
    """Open an existing centre; WrongPassword, FolderMissing, FolderDamaged, NewerVersion say why it does not open."""
    data_folder.require(folder)
    return open_with_key(folder, login, vault.unlock(folder, login, password, minimum=minimum), today=today)


def open_with_key(folder: Path, login: str, key: DataKey, *, today: Today = local_today) -> Centre:
    """Open a centre whose key is already unwrapped; its tables are brought up to date where they are older."""
    return Centre(folder, login, Sessions(data_folder.open_folder(folder, key)), today)


def save_settings(centre: Centre, settings: CentreSettings) -> Saved[CentreSettings]:
    """Store the centre's particulars, habits and staff."""
    problems = check_settings(settings)
    if problems:
        raise Rejected(problems)
    with centre.write() as session:
        centres.update(session, settings)
        session.flush()
        stored = centres.settings(session)
    centre.refresh()
    return Saved(stored, ChangeSet.of(centre=1))


def add_kind(centre: Centre, draft: KindDraft) -> Saved[InstitutionKind]:
    """Add a kind of institution after ``other``; Rejected where its name is taken or its place is not known.

    A kind that is there stays for good: records and submitted figures speak of it.
    """
    with centre.write() as session:
        own = centres.own_kinds(session)
        problems = check_kind(draft, code_book(own))
        if problems:
            raise Rejected(problems)
        kind = own_kind(draft, own)
        centres.add_kind(session, kind)
    centre.refresh()
    return Saved(kind, ChangeSet.of(centre=1))
