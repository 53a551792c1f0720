"""Backups while one works: made quietly when one is due, and what is known of them told to every view."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from referral_desk.domain.backups import EVERY, BackupState
from referral_desk.i18n import _, render
from referral_desk.services.centre import Centre
from referral_desk.ui.dialogs.telling import in_words
from referral_desk.ui.tasks import Task, TaskKind, Tasks, Work

if TYPE_CHECKING:
    from referral_desk.services.backups import MadeBackup

FIRST_MS = 20_000
"""How long after the window opened the first look is taken: what is in view comes first."""

EVERY_MS = 120_000
"""How often it looks whether a backup is due; the rule itself is the domain's."""


class Telling(Protocol):
    """Where words to the user appear; the main window is one."""

    def saved(self, text: str) -> None:
        """Say what was done."""

    def tell(self, text: str) -> None:
        """Say something that stays until it is closed."""


class BackupWatch(QObject):
    """Makes the backups of one open centre, once it was started.

    ``changed`` comes with a BackupState whenever one was read; ``state`` is the last, None before the first.
    """

    changed = Signal(object)

    def __init__(self, centre: Centre, tasks: Tasks, says: Telling, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._centre = centre
        self._tasks = tasks
        self._says = says
        self._quiet: Task[MadeBackup | None] | None = None
        self._asked: Task[MadeBackup] | None = None
        self._not_before = 0.0
        self.automatic = False
        self.state: BackupState | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        tasks.ended.connect(self._ended)

    @property
    def busy(self) -> bool:
        """Whether a backup is being made that somebody asked for."""
        return self._asked is not None

    def start(self) -> None:
        """Make backups from now on, when one is due."""
        self.automatic = True
        self._timer.start(FIRST_MS)

    def stop(self) -> None:
        """Begin no further backup; one that is being made is stopped with the tasks."""
        self._timer.stop()

    def look(self) -> None:
        """Read how it stands with the backups, and tell; behind a place that does not answer nothing else waits."""
        centre = self._centre
        self._tasks.run(TaskKind.BACKUP, lambda _work: _state(centre), self._know, _ignore, quiet=True)

    def _know(self, state: BackupState) -> None:
        self.state = state
        self.changed.emit(state)

    # --- by itself ----------------------------------------------------------------------------------------------

    def _tick(self) -> None:
        self._timer.start(EVERY_MS)
        if self._quiet is not None or self._asked is not None or time.monotonic() < self._not_before:
            return
        centre = self._centre
        self._quiet = self._tasks.run(
            TaskKind.BACKUP, lambda work: _if_due(centre, work), self._looked_after, self._failed, quiet=True
        )

    def _looked_after(self, made: MadeBackup | None) -> None:
        if made is not None and made.fault is not None:
            self._says.tell(render(made.fault.message))
            self._rest()
        self.look()

    def _failed(self, error: Exception) -> bool:
        self._rest()
        self.look()
        words = in_words(error)
        if words:
            self._says.tell(words)
        return bool(words)

    def _rest(self) -> None:
        """Try again by itself only after a while: the same words every two minutes help nobody."""
        self._not_before = time.monotonic() + EVERY.total_seconds()

    # --- because somebody asked ---------------------------------------------------------------------------------

    def back_up_now(self) -> None:
        """Make a backup, with progress and Cancel."""
        if self._asked is not None:
            return
        if self._quiet is not None:
            self._quiet.cancel()
        centre = self._centre
        self._asked = self._tasks.run(
            TaskKind.BACKUP,
            lambda work: _back_up(centre, work),
            self._made,
            self._not_made,
            label=_("Making a backup…"),
            cancellable=True,
        )

    def _ended(self, task: Task[object]) -> None:
        if task is self._quiet:
            self._quiet = None
        elif task is self._asked:
            self._asked = None
            self.look()

    def _made(self, made: MadeBackup) -> None:
        self._not_before = 0.0
        if made.fault is not None:
            self._says.tell(render(made.fault.message))
        elif made.second is not None:
            self._says.saved(_("The backup is made and tested, in the second place as well."))
        else:
            self._says.saved(_("The backup is made and tested."))

    def _not_made(self, error: Exception) -> bool:
        words = in_words(error)
        if words:
            self._says.tell(words)
        return bool(words)


# The service is loaded where it runs: what is in view comes first.


def _state(centre: Centre) -> BackupState:
    from referral_desk.services import backups  # noqa: PLC0415

    return backups.state(centre)


def _if_due(centre: Centre, work: Work) -> MadeBackup | None:
    from referral_desk.services import backups  # noqa: PLC0415

    return backups.back_up_if_due(centre, progress=work.progress)


def _back_up(centre: Centre, work: Work) -> MadeBackup:
    from referral_desk.services import backups  # noqa: PLC0415

    return backups.back_up(centre, progress=work.progress)


def _ignore(_error: Exception) -> bool:
    """Say nothing of what could not be read: what is wrong shows where one works."""
    return True
