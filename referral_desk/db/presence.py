"""Who is in a data folder: every process that has its centre open, and the one window that shows it.

``in-use`` is held together by all that have the centre open, window or command line, and alone by what must not meet
anyone there: restoring, renewing the keys. ``window`` is held by the window that shows the centre, also while it is
locked, and says whose it is. Both end with their process; loads no database library.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self
from weakref import WeakSet

from referral_desk.db import durable
from referral_desk.db.errors import FolderInUse
from referral_desk.db.locks import SharedLock, SoleLock
from referral_desk.domain.messages import N_, Message, message

IN_USE = "in-use"
WINDOW = "window"

_LONGEST = 4096


@dataclass(frozen=True)
class WindowHolder:
    """Whose window shows a centre: the account and the name of the PC, and since when."""

    account: str
    pc: str
    since: datetime

    @property
    def who(self) -> str:
        """The account, with the PC's name where that is not this one."""
        return self.account if self.pc == platform.node() else f"{self.account} ({self.pc})"


class WindowTaken(FolderInUse):
    """Another window shows this centre; ``holder`` says whose, None where that cannot be read."""

    def __init__(self, words: Message, holder: WindowHolder | None) -> None:
        super().__init__(words)
        self.holder = holder


class Presence:
    """Says for this process that it has the centre in a folder open, until it is closed or the process ends."""

    def __init__(self, folder: Path, lock: SharedLock) -> None:
        self._folder = folder
        self._lock = lock

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep everyone else out for a while; raises FolderInUse if another process has the centre open."""
        with durable.disk_faults(self._folder):
            if not self._lock.take_alone():
                raise _somebody_there(self._folder)
        try:
            yield
        finally:
            self._lock.end_alone()

    def close(self) -> None:
        """Leave the folder; nothing happens the second time, nor in a forked child, which was never there."""
        self._lock.close()

    def __enter__(self) -> Self:
        """Give it itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the folder."""
        self.close()


def present(folder: Path) -> Presence:
    """Say that this process opens the centre in ``folder``; to be closed after its last connection.

    Raises FolderInUse while another process has the folder for itself, FolderMissing, StorageFault.
    """
    with durable.disk_faults(folder):
        lock = SharedLock(folder / IN_USE, durable.file_mode(folder))
        try:
            if not lock.share():
                raise FolderInUse(
                    message(
                        N_(
                            "The records in {folder} are just being restored or given new keys. "
                            "Wait until that is done, then try again."
                        ),
                        folder=folder,
                    )
                )
        except BaseException:
            lock.close()
            raise
    return Presence(folder, lock)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep everyone out of ``folder`` for a while; for a process that has not opened it itself.

    Raises FolderInUse if a process has the centre open, FolderMissing, StorageFault.
    """
    with durable.disk_faults(folder):
        lock = SharedLock(folder / IN_USE, durable.file_mode(folder))
    try:
        with Presence(folder, lock).alone():
            yield
    finally:
        lock.close()


class WindowClaim:
    """The right of this process to show the centre in ``folder``, until it is closed or the process ends."""

    def __init__(self, folder: Path, lock: SoleLock) -> None:
        self.folder = folder
        self._lock = lock
        _claims.add(self)

    @property
    def held(self) -> bool:
        """Whether it is still held, and by this process."""
        return not self._lock.closed

    def close(self) -> None:
        """Give it up; nothing happens the second time."""
        if self.held:
            with suppress(OSError):
                os.truncate(self._lock.handle, 0)
        self._lock.close()


_claims: WeakSet[WindowClaim] = WeakSet()


def claim_window(folder: Path) -> WindowClaim:
    """Claim ``folder`` for the window of this process. Raises WindowTaken, FolderMissing, StorageFault."""
    with durable.disk_faults(folder):
        lock = SoleLock(folder / WINDOW, durable.file_mode(folder))
        try:
            if not lock.take():
                holder = _read(folder)
                if not lock.take():  # a look of window_holder() holds it for an instant
                    raise _taken(folder, holder)
        except BaseException:
            lock.close()
            raise
    _write(lock)
    return WindowClaim(folder, lock)


def window_holder(folder: Path) -> WindowHolder | None:
    """Return whose window shows the centre in ``folder``; None if none does, or this process's own."""
    if any(claim.held and _same(claim.folder, folder) for claim in _claims):
        return None
    try:
        if not (folder / WINDOW).exists():
            return None
        lock = SoleLock(folder / WINDOW, durable.file_mode(folder))
    except OSError:
        return None
    try:
        return None if lock.take() else _read(folder)
    except OSError:
        return None
    finally:
        lock.close()


def this_account() -> str:
    """Return the name of the account this process runs under."""
    if sys.platform == "win32":
        return os.environ.get("USERNAME", "?")
    import pwd  # noqa: PLC0415 - not on Windows

    with suppress(KeyError):
        return pwd.getpwuid(os.getuid()).pw_name
    return str(os.getuid())


def _somebody_there(folder: Path) -> FolderInUse:
    holder = window_holder(folder)
    if holder is None:
        return FolderInUse(
            message(N_("Another window or program is using {folder}. Close it and try again."), folder=folder)
        )
    return FolderInUse(
        message(
            N_(
                "{who} has had the records in {folder} open since {since}, and this cannot be done meanwhile. "
                "Close that window, then try again."
            ),
            who=holder.who,
            folder=folder,
            since=_moment(holder.since),
        )
    )


def _taken(folder: Path, holder: WindowHolder | None) -> WindowTaken:
    if holder is None:
        text = N_("Another window shows the records in {folder}. Close it, then try again.")
        return WindowTaken(message(text, folder=folder), None)
    text = N_("{who} has had the records in {folder} open since {since}. Close that window, then try again.")
    return WindowTaken(message(text, who=holder.who, folder=folder, since=_moment(holder.since)), holder)


def _moment(since: datetime) -> str:
    return since.astimezone().strftime("%Y-%m-%d %H:%M")


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _write(lock: SoleLock) -> None:
    """Say whose window it is. On a full disk nobody can read who holds it, but it is held."""
    content = {
        "account": this_account(),
        "pc": platform.node(),
        "since": datetime.now().astimezone().isoformat(timespec="seconds"),
    }
    with suppress(OSError):
        os.truncate(lock.handle, 0)
        os.lseek(lock.handle, 0, os.SEEK_SET)
        os.write(lock.handle, json.dumps(content, ensure_ascii=False).encode())


def _read(folder: Path) -> WindowHolder | None:
    try:
        with (folder / WINDOW).open("rb") as stream:
            content = json.loads(stream.read(_LONGEST))
        since = datetime.fromisoformat(content["since"])
        account, pc = content["account"], content["pc"]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None
    if not isinstance(account, str) or not isinstance(pc, str) or since.tzinfo is None:
        return None
    return WindowHolder(account, pc, since)
