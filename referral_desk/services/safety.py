"""Whether a data folder is sound, for the command line and the page *Administration*."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from referral_desk.db import audit, soundness, vault
from referral_desk.db.engine import create_engine
from referral_desk.db.errors import StorageDamaged, StorageFault
from referral_desk.db.layout import database_path
from referral_desk.db.migrations import HEAD, current_revision
from referral_desk.db.presence import present
from referral_desk.db.queries import centres
from referral_desk.db.session import Sessions
from referral_desk.db.slots import MINIMUM, KdfCost
from referral_desk.db.soundness import Finding, Severity
from referral_desk.domain.access import Action
from referral_desk.domain.audit import AuditEvent, Broken
from referral_desk.domain.audit_words import BROKEN_WORDS
from referral_desk.domain.messages import message
from referral_desk.services import backup_checks
from referral_desk.services.audit import closing_anchors
from referral_desk.services.backup_checks import Opener
from referral_desk.services.backups import anchors_of
from referral_desk.services.centre import Centre

__all__ = ["Finding", "Severity", "check", "check_open", "examine"]

Progress = Callable[[int, int], None]


def check(
    folder: Path,
    login: str | None = None,
    password: str | None = None,
    *,
    deep: bool = False,
    minimum: KdfCost = MINIMUM,
) -> tuple[Finding, ...]:
    """Return what is wrong with the centre in ``folder``, nothing for a sound one; an open window is no hindrance.

    With login and password the database is looked at page by page, and its audit trail is compared with what backups
    know of it; else only files and key slots. ``deep`` also compares every index with its table, and restores every
    backup that is found for a test. Slots weaker than ``minimum`` are refused. Raises WrongPassword, FolderMissing,
    FolderDamaged, TamperedSlots, NewerVersion, NetworkFolder, FolderInUse, StorageBusy, StorageReadOnly.
    """
    if login is None or password is None:
        return tuple(soundness.check(folder, None))
    key = vault.unlock(folder, login, password, minimum=minimum)
    return examine(folder, Opener(key, login, password, minimum), deep=deep)


def examine(
    folder: Path, opener: Opener, *, deep: bool = False, progress: Progress | None = None
) -> tuple[Finding, ...]:
    """Return what :func:`check` does, for who has the key already. Raises as it does.

    ``progress`` is told (done, total) within each step, and may raise to stop.
    """
    key = opener.key
    assert key is not None
    with present(folder):
        findings = soundness.check(folder, key, deep=deep, progress=progress)
        if any(each.severity is Severity.DAMAGE for each in findings):
            return tuple(findings)
        sessions = Sessions(create_engine(database_path(folder), key))
        try:
            findings += _trail_and_backups(folder, sessions, opener, deep=deep, progress=progress)
        finally:
            sessions.close()
    return tuple(findings)


def check_open(centre: Centre, *, deep: bool = False, progress: Progress | None = None) -> tuple[Finding, ...]:
    """Return what is wrong with an open centre, nothing for a sound one; saving goes on meanwhile.

    ``progress`` is told (done, total) within each step, and may raise to stop.
    """
    findings = soundness.check_open(centre.folder, centre.sessions.engine, deep=deep, progress=progress)
    if not any(each.severity is Severity.DAMAGE for each in findings):
        opener = Opener(centre.key, centre.login)
        findings += _trail_and_backups(centre.folder, centre.sessions, opener, deep=deep, progress=progress)
    return tuple(findings)


def _trail_and_backups(
    folder: Path, sessions: Sessions, opener: Opener, *, deep: bool, progress: Progress | None
) -> Iterator[Finding]:
    assert opener.key is not None
    with sessions.read() as session:
        if current_revision(session) != HEAD:
            return  # opening the centre brings it up to date, and then there is a trail
        second = centres.safety(session).second_place
        try:
            audit_key = audit.read_key(session, opener.key)
        except StorageDamaged as fault:
            yield Finding("audit", Severity.DAMAGE, fault.message)
            return
        if audit_key is None:
            return
        own, *other = backup_checks.places(folder, second)
        anchors = anchors_of(session, audit_key, own, other[0] if other else None)
        broken = audit.verify(session, audit_key, (*anchors, *closing_anchors(session)), progress=progress)
    with suppress(StorageFault):  # records that cannot be written to can be looked at all the same
        event = AuditEvent(Action.CHECK_RECORDS, detail={"deep": deep})
        audit.note(sessions, audit_key, opener.login, [event])
    if broken is not None:
        yield _broken(broken)
    if deep:
        yield from backup_checks.findings(folder, opener, audit_key, second, progress=progress)


def _broken(broken: Broken) -> Finding:
    return Finding("audit", Severity.DAMAGE, message(BROKEN_WORDS[broken.why], number=broken.number))
