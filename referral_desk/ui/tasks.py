"""Work off the GUI thread: one writer, two readers, one thread for documents; results come back to the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count
from threading import Event
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal

T = TypeVar("T")


class TaskKind(StrEnum):
    """Which thread does the work."""

    WRITE = "write"
    READ = "read"
    DOCUMENT = "document"
    BACKUP = "backup"


_THREADS = {TaskKind.WRITE: 1, TaskKind.READ: 2, TaskKind.DOCUMENT: 1, TaskKind.BACKUP: 1}


class Cancelled(Exception):
    """The user cancelled, or nobody waits for the result any more; nothing was done."""


class CancelToken:
    """Says whether a piece of work should still go on; safe on every thread."""

    def __init__(self) -> None:
        self._event = Event()

    def cancel(self) -> None:
        """Ask the work to stop at its next check."""
        self._event.set()

    @property
    def cancelled(self) -> bool:
        """Whether stopping was asked for."""
        return self._event.is_set()


class Work:
    """What a function sees of its own task while it runs on its thread."""

    def __init__(self, token: CancelToken, report: Callable[[int, int], None]) -> None:
        self._token = token
        self._report = report

    @property
    def cancelled(self) -> bool:
        """Whether stopping was asked for."""
        return self._token.cancelled

    def check(self) -> None:
        """Raise Cancelled if stopping was asked for; call where nothing has been written yet."""
        if self._token.cancelled:
            raise Cancelled

    def progress(self, done: int, total: int) -> None:
        """Show how far it is, then :meth:`check`; ``total`` 0 means unknown."""
        self._report(done, total)
        self.check()


@dataclass(eq=False)
class Task(Generic[T]):
    """A piece of work that was handed over, as the GUI thread sees it."""

    number: int
    kind: TaskKind
    label: str
    cancellable: bool
    done: Callable[[T], None]
    failed: Callable[[Exception], bool] | None
    quiet: bool = False
    token: CancelToken = field(default_factory=CancelToken)

    def cancel(self) -> None:
        """Ask it to stop; neither ``done`` nor ``failed`` is called unless it already ended."""
        self.token.cancel()


def _carry_out(
    number: int,
    function: Callable[[Work], object],
    token: CancelToken,
    ended: Callable[[int, object, object], None],
    progressed: Callable[[int, int, int], None],
) -> None:
    """Do the work on a thread of the pool, and send home what came of it; nothing of it stays here."""
    result: object = None
    error: Exception | None = None
    try:
        work = Work(token, lambda done, total: progressed(number, done, total))
        work.check()
        result = function(work)
    except Exception as caught:
        error = caught
    with suppress(RuntimeError):  # nobody is at home any more
        ended(number, result, error)


class Tasks(QObject):
    """Runs functions on their threads and calls back on the GUI thread.

    Signals: ``started(Task)``, ``progressed(Task, done, total)``, ``ended(Task)`` for the progress panel, and
    ``failed(Task, Exception)`` for errors that no ``failed`` callback took.
    """

    started = Signal(object)
    progressed = Signal(object, int, int)
    ended = Signal(object)
    failed = Signal(object, object)
    _arrived = Signal(int, object, object)
    _advanced = Signal(int, int, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._numbers = count(1)
        self._running: dict[int, Task[object]] = {}
        self._closed = False
        self._settled: Callable[[], None] | None = None
        # A pool of Qt keeps what it was given for good, and with it passwords and records.
        self._pools = {kind: ThreadPoolExecutor(threads, str(kind)) for kind, threads in _THREADS.items()}
        self._arrived.connect(self._arrive, Qt.ConnectionType.QueuedConnection)
        self._advanced.connect(self._advance, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        kind: TaskKind,
        function: Callable[[Work], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], bool] | None = None,
        *,
        label: str = "",
        cancellable: bool = False,
        quiet: bool = False,
    ) -> Task[T]:
        """Run ``function`` on a thread of ``kind``; then call ``done`` with its result on the GUI thread.

        An error goes to ``failed``, which returns whether it has told the user; otherwise the window tells. After
        :meth:`Task.cancel` neither is called, except that a write which ended first still reports ``done``.
        ``label`` is what the progress panel says once the work takes longer; ``cancellable`` gives it a Cancel
        button, so ``function`` must check. What is ``quiet`` nobody asked for, and no progress is shown.
        RuntimeError after :meth:`drain`.
        """
        if self._closed:
            raise RuntimeError("the window is closing; no new work is taken")
        task: Task[T] = Task(next(self._numbers), kind, label, cancellable, done, failed, quiet)
        self._running[task.number] = task  # type: ignore[assignment]
        self.started.emit(task)
        homeward = (self._arrived.emit, self._advanced.emit)
        self._pools[kind].submit(_carry_out, task.number, function, task.token, *homeward)
        return task

    @property
    def closed(self) -> bool:
        """Whether no new work is taken."""
        return self._closed

    @property
    def idle(self) -> bool:
        """Whether nothing is running and no result is under way."""
        return not self._running

    def settle(self, done: Callable[[], None]) -> None:
        """Cancel what only reads, let begun writes end, and call ``done`` once nothing runs; from the event loop."""
        for task in self._running.values():
            if task.kind is not TaskKind.WRITE:
                task.cancel()
        self._settled = done
        QTimer.singleShot(0, self, self._look_settled)

    def _look_settled(self) -> None:
        if self._settled is not None and self.idle:
            done, self._settled = self._settled, None
            done()

    def drain(self) -> None:
        """Take no new work, cancel what can be cancelled, and wait for the rest; a begun save is finished."""
        self._closed = True
        for task in self._running.values():
            task.cancel()
        for pool in self._pools.values():
            pool.shutdown()
        self._running.clear()

    def _arrive(self, number: int, result: object, error: object) -> None:
        task = self._running.pop(number, None)
        if task is None:
            return
        if self._settled is not None:
            QTimer.singleShot(0, self, self._look_settled)
        self.ended.emit(task)
        if isinstance(error, Cancelled):
            return
        stale = task.token.cancelled and task.kind is not TaskKind.WRITE
        if stale:
            return
        if isinstance(error, Exception):
            if task.failed is None or not task.failed(error):
                self.failed.emit(task, error)
            return
        task.done(result)

    def _advance(self, number: int, done: int, total: int) -> None:
        task = self._running.get(number)
        if task is not None:
            self.progressed.emit(task, done, total)


class LatestOnly:
    """Runs searches so that only the newest question is answered; older ones are dropped, even when they come late."""

    def __init__(self, tasks: Tasks, kind: TaskKind = TaskKind.READ) -> None:
        self._tasks = tasks
        self._kind = kind
        self._last: CancelToken | None = None

    def run(
        self,
        function: Callable[[Work], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], bool] | None = None,
    ) -> None:
        """Ask the newest question; see :meth:`Tasks.run`."""
        self.drop()
        self._last = self._tasks.run(self._kind, function, done, failed).token

    def drop(self) -> None:
        """Forget the question under way, as when the field was left."""
        if self._last is not None:
            self._last.cancel()
            self._last = None
