"""Restoring a centre from a backup: into a new folder, never over anything that is there."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from referral_desk.db import audit, backup_file, proving, vault
from referral_desk.db import folder as data_folder
from referral_desk.db.audit import Clock, utc_now
from referral_desk.db.backup import PROOF, Course, listed
from referral_desk.db.engine import create_engine
from referral_desk.db.errors import FolderDamaged, NewerVersion, TamperedSlots
from referral_desk.db.layout import database_path
from referral_desk.db.queries import centres, users
from referral_desk.db.recovery import RecoveryCode
from referral_desk.db.session import Session, Sessions
from referral_desk.db.slots import MINIMUM, DataKey, KdfCost
from referral_desk.domain.access import Action, may
from referral_desk.domain.audit import AuditEvent, Detail
from referral_desk.domain.backups import Backup
from referral_desk.domain.errors import NotAllowed
from referral_desk.domain.messages import N_, message

__all__ = ["Restored", "found", "look_into", "restore", "restore_with_code"]

Progress = Callable[[int, int], None]
"""Is told (done, total), in bytes; may raise to stop."""


@dataclass(frozen=True)
class Restored:
    """A centre that was restored, closed: its folder, its key, and the backup it is from.

    ``logins`` can log in there, as when the backup was made: perhaps also who has left since. ``had_second_place``:
    it forgot where second copies of its backups went, for the centre it is from goes on using that place.
    """

    folder: Path
    key: DataKey
    backup: Backup
    logins: tuple[str, ...]
    had_second_place: bool = False


def found(*places: Path) -> tuple[Backup, ...]:
    """Return the backups in folders by what they say of themselves, the newest first, each once; opens none of them."""
    first: dict[bytes, Backup] = {}
    for place in places:
        for each in listed(place)[0]:
            first.setdefault(each.manifest.mac, each)
    return tuple(
        sorted(first.values(), key=lambda each: (each.manifest.made_at, each.manifest.head.number), reverse=True)
    )


def look_into(file: Path) -> tuple[Backup, tuple[str, ...]]:
    """Return what a backup says of itself, and the logins that can open it.

    Raises NotFound, NotReadable (this is not a backup), BackupDamaged, NewerVersion.
    """
    backup = backup_file.read(file)
    proving.refuse_newer(backup)
    with tempfile.TemporaryDirectory(prefix="referral-desk-") as place, _slots_faults(backup):
        proving.unpack_slots(backup, Path(place))
        return backup, vault.logins(Path(place))


def restore(
    file: Path,
    into: Path,
    login: str,
    password: str,
    *,
    shared: bool = False,
    minimum: KdfCost = MINIMUM,
    clock: Clock = utc_now,
    progress: Progress | None = None,
) -> Restored:
    """Restore the centre in the backup ``file`` into the new or empty folder ``into``, with a password of that time.

    The file is not changed; tables of an older version are brought up to date in the new folder. Killed or stopped
    at any moment it leaves nothing that counts as a centre, or all of it. ``shared`` lets every account of this PC
    reach the folder. Raises FolderExists, NotFound, NotReadable (this is not a backup), BackupDamaged, NewerVersion,
    WrongPassword, NotAllowed (the login's role may not restore), StorageFault.
    """

    def allow(session: Session) -> None:
        if not may(users.role_of(session, login), Action.RESTORE):
            raise NotAllowed(
                message(N_("Your role does not allow this. Ask a manager or the administrator of the centre."))
            )

    def unlock(place: Path) -> DataKey:
        return vault.unlock(place, login, password, minimum=minimum)

    return _restore(file, into, _Person(login, unlock, allow), shared=shared, clock=clock, progress=progress)


def restore_with_code(
    file: Path,
    into: Path,
    code: RecoveryCode,
    *,
    shared: bool = False,
    minimum: KdfCost = MINIMUM,
    clock: Clock = utc_now,
    progress: Progress | None = None,
) -> Restored:
    """Restore with the recovery code of that time instead of a password; raises WrongRecoveryCode, else as restore."""

    def unlock(place: Path) -> DataKey:
        return vault.unlock_with_recovery(place, code, minimum=minimum)

    return _restore(
        file, into, _Person("", unlock, lambda _session: None), shared=shared, clock=clock, progress=progress
    )


@dataclass(frozen=True)
class _Person:
    """Who restores: how the key slots open to them, and what says whether they may; no login with the code."""

    login: str
    unlock: Callable[[Path], DataKey]
    allow: Callable[[Session], None]


def _restore(
    file: Path, into: Path, person: _Person, *, shared: bool, clock: Clock, progress: Progress | None
) -> Restored:
    backup = backup_file.read(file)
    proving.refuse_newer(backup)
    course = Course(progress or _unheard, (2 + PROOF) * backup.size)
    backup_file.check_whole(file, course.forward)
    with data_folder.create_folder(into, shared=shared) as stage:
        with _slots_faults(backup):
            proving.unpack_slots(backup, stage)
            key = person.unlock(stage)
        proving.unpack_database(backup, stage, course.forward)
        try:
            proving.prove(stage, backup.manifest, key, course.rest())
        except proving.Unsound as unsound:
            raise unsound.told(file) from unsound
        working, had_second_place = _take_over(stage, key, backup, person, clock)
        logins = tuple(login for login in vault.logins(stage) if login in working)
        course.reach(course.total)
    return Restored(into, key, backup, logins, had_second_place)


def _take_over(
    stage: Path, key: DataKey, backup: Backup, person: _Person, clock: Clock
) -> tuple[tuple[str, ...], bool]:
    """Bring the tables up to date, forget the second place, and note who restored.

    The trail goes on from the backup's head. Returns the logins of all who work there, and whether there was a second
    place: whoever only tries a backup never writes where the real centre's copies lie.
    """
    from referral_desk.db.migrate import upgrade  # noqa: PLC0415 - Alembic costs half a second, needed only here

    detail: Detail = {"head": backup.manifest.head.number}
    if not person.login:
        detail = {**detail, "by": "code"}
    engine = create_engine(database_path(stage), key)
    try:
        upgrade(engine, stage, back_up=False)
        with Sessions(engine, person.login).write() as session:
            person.allow(session)
            safety = centres.safety(session)
            if safety.second_place:
                centres.update_safety(session, replace(safety, second_place=""))
                detail = {**detail, "second_place": "removed"}
            audit_key = audit.read_key(session, key)
            assert audit_key is not None  # the trail was just verified with it
            audit.append(session, audit_key, person.login, [AuditEvent(Action.RESTORE, detail=detail)], clock=clock)
            return users.logins(session), bool(safety.second_place)
    finally:
        engine.dispose()


@contextmanager
def _slots_faults(backup: Backup) -> Iterator[None]:
    """Let what is wrong with the unpacked key slots be told of the backup, not of the folder they lie in."""
    try:
        yield
    except NewerVersion as fault:
        raise backup_file.newer(backup.path) from fault
    except (TamperedSlots, FolderDamaged) as fault:
        raise backup_file.damaged(backup.path) from fault


def _unheard(_done: int, _total: int) -> None:
    """Stand in where nobody wants to hear how far it is."""
