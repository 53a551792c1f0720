"""Locks on files: one that many processes hold together or one holds alone, and one that only one can hold.

Both end with their process, however that ends, so a crash leaves nothing to tidy. A child that is forked closes its
copies at once: with ``flock`` parent and child share a lock, and the child would keep what a killed parent held.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from weakref import WeakSet

LockBytes = Callable[[int, int, int], bool]
"""Locks bytes of an open file (handle, first, how many) and says whether they were free."""
UnlockBytes = Callable[[int, int, int], object]
"""Unlocks exactly the bytes that one call of the other locked."""

PLACES = 64
"""How many processes may hold a shared lock on Windows at the same time."""


class LockedFile:
    """A file that is open for the sake of its lock. Raises OSError where it cannot be opened or made."""

    def __init__(self, path: Path, mode: int, flags: int = os.O_RDWR) -> None:
        handle = os.open(path, flags | os.O_CREAT | getattr(os, "O_BINARY", 0), mode)
        self.handle = handle
        _open_files.add(self)
        if sys.platform != "win32":
            state = os.fstat(handle)
            if state.st_uid == os.geteuid() and state.st_mode & 0o777 != mode:
                with suppress(OSError):  # a stick whose files have one mode for all; the lock works there too
                    os.fchmod(handle, mode)

    @property
    def closed(self) -> bool:
        """Whether the lock was given up, or belongs to the process that this one was forked from."""
        return self.handle < 0

    def close(self) -> None:
        """Give up the lock, also where a child was forked that still holds a copy; nothing happens the second time."""
        handle, self.handle = self.handle, -1
        if handle >= 0:
            _unlock(handle)
            os.close(handle)

    def let_go(self) -> None:
        """Close the copy that a forked child has; the lock stays with the parent."""
        handle, self.handle = self.handle, -1
        if handle >= 0:
            os.close(handle)


_open_files: WeakSet[LockedFile] = WeakSet()


def _let_go_in_child() -> None:
    for each in list(_open_files):
        with suppress(OSError):
            each.let_go()


class ByteRangeLock(LockedFile):
    """A shared lock for Windows, made of sole ones: each process locks one of the bytes, or one locks them all."""

    def __init__(self, path: Path, mode: int, lock: LockBytes, unlock: UnlockBytes) -> None:
        super().__init__(path, mode)
        self._lock = lock
        self._unlock = unlock
        self._own: int | None = None
        self._others: list[tuple[int, int]] = []

    def share(self) -> bool:
        """Hold it together with others; false while somebody holds it alone."""
        self._own = next((place for place in range(PLACES) if self._lock(self.handle, place, 1)), None)
        return self._own is not None

    def take_alone(self) -> bool:
        """Hold it alone; false while others hold it, and what was held before stays held."""
        free = [(0, PLACES)] if self._own is None else [(0, self._own), (self._own + 1, PLACES - self._own - 1)]
        for first, count in free:
            if count and not self._lock(self.handle, first, count):
                self.end_alone()
                return False
            if count:
                self._others.append((first, count))
        return True

    def end_alone(self) -> None:
        """Go back to what was held before ``take_alone``."""
        while self._others:
            self._unlock(self.handle, *self._others.pop())


if sys.platform == "win32":
    import msvcrt

    _SOLE = 1 << 30  # far beyond the end: a locked byte of Windows cannot be read by anyone else

    def _unlock(handle: int) -> None:
        """Nothing to do: closing the file does it, and there are no forked children."""

    def _lock_bytes(handle: int, first: int, count: int) -> bool:
        os.lseek(handle, first, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, count)
        except OSError:
            return False
        return True

    def _unlock_bytes(handle: int, first: int, count: int) -> None:
        os.lseek(handle, first, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, count)

    class SharedLock(ByteRangeLock):
        """A lock on ``path`` that many hold together, or one holds alone."""

        def __init__(self, path: Path, mode: int) -> None:
            super().__init__(path, mode, _lock_bytes, _unlock_bytes)

    class SoleLock(LockedFile):
        """A lock on ``path`` that one process holds; the others may read the file."""

        def take(self) -> bool:
            """Hold it; false while somebody else does."""
            return _lock_bytes(self.handle, _SOLE, 1)

else:
    import fcntl

    os.register_at_fork(after_in_child=_let_go_in_child)

    def _unlock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)

    def _flock(handle: int, kind: int) -> bool:
        try:
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    class SharedLock(LockedFile):
        """A lock on ``path`` that many hold together, or one holds alone.

        To turn a shared ``flock`` into a sole one, the system gives up the first before it tries for the second.
        So whoever wants to be alone locks the folder first, and nobody else can be alone in between.
        """

        def __init__(self, path: Path, mode: int) -> None:
            super().__init__(path, mode, os.O_RDONLY)
            self._folder = path.parent
            self._shared = False
            self._gate: _Gate | None = None

        def share(self) -> bool:
            """Hold it together with others; false while somebody holds it alone."""
            self._shared = _flock(self.handle, fcntl.LOCK_SH)
            return self._shared

        def take_alone(self) -> bool:
            """Hold it alone; false while others hold it, and what was held before stays held."""
            gate = _Gate(self._folder)
            if not _flock(gate.handle, fcntl.LOCK_EX):
                gate.close()
                return False
            self._gate = gate
            if not _flock(self.handle, fcntl.LOCK_EX):
                self.end_alone()
                return False
            return True

        def end_alone(self) -> None:
            """Go back to what was held before ``take_alone``."""
            if self._shared:
                _flock(self.handle, fcntl.LOCK_SH)
            else:
                _unlock(self.handle)
            if self._gate is not None:
                self._gate.close()
                self._gate = None

        def close(self) -> None:
            """Give up the lock; nothing happens the second time."""
            super().close()
            if self._gate is not None:
                self._gate.close()
                self._gate = None

    class SoleLock(LockedFile):
        """A lock on ``path`` that one process holds; the others may read the file."""

        def take(self) -> bool:
            """Hold it; false while somebody else does."""
            return _flock(self.handle, fcntl.LOCK_EX)

    class _Gate(LockedFile):
        """The folder itself, locked by whoever wants to be alone in it."""

        def __init__(self, folder: Path) -> None:
            self.handle = os.open(folder, os.O_RDONLY)
            _open_files.add(self)
