"""An open centre: the one object that services are handed. Opening, setting up, and its settings.

Every unit of work that writes names its action: the centre asks whether the person may, and adds the entry to the
audit trail in the same transaction. What is read of a client is noted before it is handed out; where it cannot be
noted, nothing is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property, partial
from pathlib import Path

from referral_desk.db import attempts, audit, vault
from referral_desk.db import folder as data_folder
from referral_desk.db.audit import Clock, utc_now
from referral_desk.db.engine import create_engine
from referral_desk.db.errors import MustWait, StorageFault, StorageFull, WrongPassword
from referral_desk.db.presence import Presence, present
from referral_desk.db.queries import centres, drafts, protection, users
from referral_desk.db.session import Session, Sessions
from referral_desk.db.slots import DEFAULT, MINIMUM, DataKey, KdfCost
from referral_desk.domain.access import Action, Happening, Role, may
from referral_desk.domain.audit import NOTHING, AuditEvent, Detail
from referral_desk.domain.backups import SHOWN_AS_RESTORED
from referral_desk.domain.centre import (
    CentreSettings,
    KindDraft,
    SafetySettings,
    StaffMember,
    check_kind,
    check_safety,
    check_settings,
    own_kind,
)
from referral_desk.domain.changes import ChangeSet, Saved
from referral_desk.domain.codes import CodeBook, InstitutionKind
from referral_desk.domain.errors import NotAllowed, Rejected
from referral_desk.domain.messages import N_, message
from referral_desk.resources import code_book

Today = Callable[[], date]

_ABOUT = "about"
_DONE = "done"
_FULL = message(
    N_(
        "The disk is full, so no record can be shown: looking at one has to be noted first. All records are still "
        "there. Free some space, then try again."
    )
)
_finished: ContextVar[tuple[str, str] | None] = ContextVar("finished", default=None)


def local_today() -> date:
    """Return today's date on this PC."""
    return datetime.now().astimezone().date()


def about(session: Session, *, client: int | None = None, record: str = "", detail: Detail = NOTHING) -> None:
    """Say whose record the unit of work of ``session`` changes, for its entry in the audit trail."""
    event = session.info[_ABOUT]
    session.info[_ABOUT] = replace(event, client_id=client, record=record, detail=detail)


def another(session: Session) -> None:
    """Go on to another record where a unit of work changes several: the one before gets its own entry in the trail."""
    session.info[_DONE].append(session.info[_ABOUT])
    session.info[_ABOUT] = AuditEvent(session.info[_ABOUT].action)


@contextmanager
def finishing(form: str, about: str) -> Iterator[None]:
    """Let what is saved in the block take the draft of its form along, in the same transaction.

    A process that dies in between would bring back a form that is saved already, and it would be saved twice.
    """
    token = _finished.set((form, about))
    try:
        yield
    finally:
        _finished.reset(token)


@dataclass
class Centre:
    """An unlocked centre and the person who works with it. ``close`` drops the key and the connections.

    ``presence`` keeps away from the folder what must not meet anyone there, such as re-keying.
    """

    folder: Path
    login: str
    key: DataKey
    sessions: Sessions
    today: Today = local_today
    clock: Clock = utc_now
    presence: Presence | None = None

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a unit of work that only reads; clients that the person may not see are left out of lists.

        That somebody asked for the record of such a client is noted.
        """
        try:
            with self.sessions.read() as session:
                yield session
        except NotAllowed as refusal:
            if refusal.client_id is not None:
                self.note_happening(Happening.REFUSED, client=refusal.client_id)
            raise

    @contextmanager
    def look(self, action: Action = Action.LIST_RECORDS) -> Iterator[Session]:
        """Open a unit of work that reads what leaves no entry by itself, such as a page of a list.

        Raises NotAllowed where the role does not allow ``action`` any more: somebody may have changed it meanwhile, or
        have taken the login away.
        """
        check = users.role_check(self.login, partial(self._check, action=action))
        refused = True
        try:
            with self.read() as session:
                with closing(session.connection().connection.cursor()) as cursor:
                    check(cursor)  # a plain statement: every key press of a search passes here
                refused = False
                yield session
        except NotAllowed:
            again = action is Action.LIST_RECORDS and not self.may(action)  # each list in sight is read now and then
            if refused and not again:
                self.refresh()
                self.note_happening(Happening.REFUSED, detail={"action": action.value})
            raise

    @contextmanager
    def write(self, action: Action, *, several: bool = False) -> Iterator[Session]:
        """Open a unit of work that writes: all of it is stored, with its entry in the audit trail, or nothing.

        Raises NotAllowed where the person's role does not allow ``action``; :func:`about` names whose record it is.
        ``several`` records are changed, or none: each gets an entry by :func:`another`.
        """
        key = self.audit_key
        refused = True
        try:
            with self.sessions.write() as session:
                self._check(users.role_of(session, self.login), action)
                refused = False
                session.info[_ABOUT], session.info[_DONE] = AuditEvent(action), []
                yield session
                session.flush()
                finished = _finished.get()
                if finished is not None:
                    drafts.forget(session, self.login, *finished)
                last = [] if several else [session.info[_ABOUT]]
                events = [*session.info[_DONE], *last]
                if events:
                    audit.append(session, key, self.login, events, clock=self.clock)
        except NotAllowed as refusal:
            if refused or refusal.client_id is not None:
                self.note_happening(Happening.REFUSED, client=refusal.client_id, detail={"action": action.value})
            raise

    def note(self, action: Action, *, client: int | None = None, record: str = "", detail: Detail = NOTHING) -> None:
        """Add an entry to the audit trail in a transaction of its own; what it speaks of is handed out afterwards.

        Raises NotAllowed where the role does not allow ``action`` (any more: somebody may have changed it meanwhile),
        StorageFault where it cannot be noted.
        """
        self.require(action)
        try:
            self._note([AuditEvent(action, client, record, detail)], action)
        except NotAllowed:
            self.refresh()
            self.note_happening(Happening.REFUSED, client=client, detail={"action": action.value})
            raise

    def note_happening(
        self, happening: Happening, *, client: int | None = None, record: str = "", detail: Detail = NOTHING
    ) -> None:
        """Add what nobody was asked for: a failure, a refusal."""
        self.append(AuditEvent(happening, client, record, detail))

    def require(self, action: Action) -> None:
        """Raise NotAllowed, and note it, where the person's role does not allow ``action``."""
        try:
            self._check(self.role, action)
        except NotAllowed:
            self.note_happening(Happening.REFUSED, detail={"action": action.value})
            raise

    def may(self, action: Action) -> bool:
        """Whether the person's role allows ``action``, for what the window offers."""
        return may(self.role, action)

    @property
    def role(self) -> Role | None:
        """What the person is here; None for somebody who is not listed any more."""
        return self.me.role if self.me else None

    @cached_property
    def audit_key(self) -> bytes:
        """The key of the audit trail's seals; a centre from before the trail gets one now."""
        with self.read() as session:
            key = audit.read_key(session, self.key)
        if key is not None:
            return key
        with self.sessions.write() as session:
            audit.create_key(session, self.key)
            session.flush()
            key = audit.read_key(session, self.key)
        assert key is not None
        return key

    def append(self, *events: AuditEvent) -> None:
        """Add entries to the audit trail in a transaction of their own. Raises StorageFault."""
        self._note(events)

    def _note(self, events: Sequence[AuditEvent], action: Action | None = None) -> None:
        """Add entries, where the person may do ``action`` still."""
        check = users.role_check(self.login, partial(self._check, action=action)) if action else None
        add = partial(audit.note, self.sessions, self.audit_key, self.login, events, clock=self.clock, check=check)
        try:
            add()
        except StorageFull:  # the reserve is for this: on a full disk records can still be read, and it is noted
            if not data_folder.free_ballast(self.folder):
                raise StorageFull(_FULL) from None
            add()

    @staticmethod
    def _check(role: Role | None, action: Action) -> None:
        if not may(role, action):
            raise NotAllowed(
                message(N_("Your role does not allow this. Ask a manager or the administrator of the centre."))
            )

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

    @cached_property
    def safety(self) -> SafetySettings:
        """How the windows lock and where backups go, as last read or saved through this object."""
        with self.read() as session:
            return centres.safety(session)

    @cached_property
    def restored_lately(self) -> datetime | None:
        """When these records were restored from a backup, if that is not long ago; as last read."""
        with self.read() as session:
            at = protection.restored_at(session.connection())
        return at if at is not None and self.clock() - at < SHOWN_AS_RESTORED else None

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

    @staticmethod
    def holiday_name(day: date) -> str:
        """Return what a national holiday of Japan is called in Japanese, "" for any other day."""
        import jpholiday  # noqa: PLC0415 - as above

        return jpholiday.is_holiday_name(day) or ""

    def refresh(self) -> None:
        """Read the settings and code lists anew, after they changed; whoever asks for them afterwards never waits.

        Where they cannot be read now they are read when they are asked for next.
        """
        try:
            with self.read() as session:
                own, safety = centres.settings(session), centres.safety(session)
                codes = code_book(centres.own_kinds(session))
        except StorageFault:
            for name in ("settings", "safety", "codes"):
                self.__dict__.pop(name, None)
            return
        self.settings, self.safety, self.codes = own, safety, codes

    def become(self, opened: Centre) -> None:
        """Take over everything of a centre that was opened, for what was built with one :func:`centre_to_be`."""
        self.sessions.close()
        self.__dict__.clear()
        self.__dict__.update(opened.__dict__)

    def close(self) -> None:
        """Close every connection; the object is of no use afterwards."""
        self.sessions.close()
        if self.presence is not None:
            self.presence.close()


def centre_to_be(folder: Path, login: str) -> Centre:
    """Return a centre that is not open yet, for a window that is put together while the key is being unwrapped.

    It knows the shipped code lists, takes the person for an administrator, and reads nothing: see Centre.become.
    """
    nothing = DataKey(bytes(32))
    centre = Centre(folder, login, nothing, Sessions(create_engine(data_folder.database_path(folder), nothing)))
    staff = (StaffMember(name=login, login=login, role=Role.ADMINISTRATOR),)
    centre.settings, centre.codes, centre.safety = CentreSettings(name="", staff=staff), code_book(()), SafetySettings()
    centre.restored_lately = None
    return centre


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
    settings = replace(settings, staff=_with_administrator(settings.staff, login))
    from referral_desk.db.migrate import upgrade  # noqa: PLC0415 - Alembic costs half a second, needed only here

    existed = folder.exists()
    with data_folder.create_folder(folder, shared=shared) as stage:
        key, code = vault.create(stage, login, password, cost)
        engine = create_engine(data_folder.database_path(stage), key, create=True)
        try:
            upgrade(engine, stage)
            with Sessions(engine, login).write() as session:
                centres.create(session, settings)
                audit.create_key(session, key)
        finally:
            engine.dispose()
    try:
        return open_with_key(folder, login, key, today=today), str(code)
    except BaseException:
        data_folder.take_back(folder, existed=existed)
        raise


def _with_administrator(staff: tuple[StaffMember, ...], login: str) -> tuple[StaffMember, ...]:
    if not any(member.login == login for member in staff):
        staff = (*staff, StaffMember(name=login, login=login))
    return tuple(replace(each, role=Role.ADMINISTRATOR) if each.login == login else each for each in staff)


def open_centre(
    folder: Path,
    login: str,
    password: str,
    *,
    minimum: KdfCost = MINIMUM,
    today: Today = local_today,
    clock: Clock = utc_now,
    action: Action = Action.LOG_IN,
) -> Centre:
    """Open an existing centre, and note the login with the wrong passwords tried before it.

    MustWait, WrongPassword, FolderMissing, FolderDamaged, NewerVersion say why it does not open; NotAllowed: the
    login is not one of somebody who works here. ``action`` is UNLOCK where a window was locked.
    """
    data_folder.require(folder)
    with present(folder):  # from before the slots are read: the keys must not be renewed in between
        key = unlock_key(folder, login, password, minimum=minimum, clock=clock)
        centre = open_with_key(folder, login, key, today=today, clock=clock)
    try:
        note_login(centre, action)
    except BaseException:
        centre.close()
        raise
    return centre


def unlock_key(
    folder: Path, login: str, password: str, *, minimum: KdfCost = MINIMUM, clock: Clock = utc_now
) -> DataKey:
    """Return the data key that a password opens; a wrong one is kept, and after several the next try must wait.

    Raises MustWait and what vault.unlock raises.
    """
    logins = vault.logins(folder)
    seconds = attempts.seconds_to_wait(folder, login, logins, clock())
    if seconds:
        raise MustWait(
            message(N_("Too many wrong passwords. Wait {seconds} seconds, then try again."), seconds=seconds), seconds
        )
    try:
        return vault.unlock(folder, login, password, minimum=minimum)
    except WrongPassword:
        attempts.note(folder, login, logins, clock())
        raise


def open_with_key(
    folder: Path, login: str, key: DataKey, *, today: Today = local_today, clock: Clock = utc_now
) -> Centre:
    """Open a centre whose key is already unwrapped; its tables are brought up to date where they are older."""
    here = present(folder)
    try:
        return Centre(folder, login, key, Sessions(data_folder.open_folder(folder, key), login), today, clock, here)
    except BaseException:
        here.close()
        raise


def note_login(centre: Centre, action: Action = Action.LOG_IN, *, record: str = "") -> None:
    """Note that the person is in, after the wrong passwords that were tried before. Raises NotAllowed."""
    tried = [attempt for attempt in attempts.read(centre.folder) if not attempt.noted]
    failed = Happening.FAILED_LOGIN if action is Action.LOG_IN else Happening.FAILED_UNLOCK
    centre.require(action)
    centre.append(
        *(AuditEvent(failed, detail={"login": each.login, "at": each.at.isoformat()}) for each in tried),
        AuditEvent(action, record=record),
    )
    attempts.settle(centre.folder, centre.login, tried)


def save_settings(centre: Centre, settings: CentreSettings) -> Saved[CentreSettings]:
    """Store the centre's particulars, habits and staff."""
    problems = check_settings(settings)
    if problems:
        raise Rejected(problems)
    with centre.write(Action.CHANGE_CENTRE) as session:
        centres.update(session, settings)
        session.flush()
        stored = centres.settings(session)
    centre.refresh()
    return Saved(stored, ChangeSet.of(centre=1))


def add_kind(centre: Centre, draft: KindDraft) -> Saved[InstitutionKind]:
    """Add a kind of institution after ``other``; Rejected where its name is taken or its place is not known.

    A kind that is there stays for good: records and submitted figures speak of it.
    """
    with centre.write(Action.CHANGE_CENTRE) as session:
        own = centres.own_kinds(session)
        problems = check_kind(draft, code_book(own))
        if problems:
            raise Rejected(problems)
        kind = own_kind(draft, own)
        centres.add_kind(session, kind)
    centre.refresh()
    return Saved(kind, ChangeSet.of(centre=1))


def save_safety(centre: Centre, settings: SafetySettings) -> Saved[SafetySettings]:
    """Store how the windows lock and where a second copy of the backups goes. Raises Rejected, NotAllowed."""
    problems = check_safety(settings)
    if problems:
        raise Rejected(problems)
    with centre.write(Action.CHANGE_SAFETY) as session:
        about(session, detail=centres.safety(session).changes(settings))
        centres.update_safety(session, settings)
    centre.refresh()
    return Saved(settings, ChangeSet.of(centre=1))
