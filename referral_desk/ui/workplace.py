"""What every page is handed: the open centre, the threads, and how to tell the user what was saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from PySide6.QtCore import QSettings
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.changes import ChangeSet, Saved
from referral_desk.services.centre import Centre
from referral_desk.ui.change_bus import ChangeBus
from referral_desk.ui.page import Place
from referral_desk.ui.permits import forbid
from referral_desk.ui.tasks import Task, TaskKind, Tasks
from referral_desk.ui.unfinished import Drafts

T = TypeVar("T")
Failed = Callable[[Exception], bool]


class Says(Protocol):
    """Where words to the user appear; the main window is one."""

    def saved(self, text: str, undo: Callable[[], None] | None = None) -> None:
        """Say what was saved, with the command that takes it back."""

    def tell(self, text: str) -> None:
        """Say something that stays until it is closed; "" takes it away."""

    def go(self, place: Place) -> bool:
        """Open a place; False if the user chose to stay."""


@dataclass(frozen=True)
class Workplace:
    """One open centre in one window. Pages read and write through it and never on the GUI thread.

    ``drafts`` keeps forms in work; by itself it keeps nothing. ``settings`` is what this PC remembers,
    such as how far its printer is off; None: nothing is remembered.
    """

    centre: Centre
    tasks: Tasks
    bus: ChangeBus
    says: Says
    drafts: Drafts = field(default_factory=Drafts)
    settings: QSettings | None = None

    def read(self, function: Callable[[], T], done: Callable[[T], None], failed: Failed | None = None) -> Task[T]:
        """Run a service that only reads; ``done`` gets its result on the GUI thread."""
        return self.tasks.run(TaskKind.READ, lambda _work: function(), done, failed)

    def write(
        self,
        function: Callable[[], Saved[T]],
        done: Callable[[T], None],
        failed: Failed | None = None,
        *,
        initiator: object = None,
    ) -> Task[Saved[T]]:
        """Run a service that stores something; ``done`` gets the record, then every view hears of the change."""

        def stored(saved: Saved[T]) -> None:
            done(saved.record)
            self.bus.publish(saved.changes, initiator)

        return self.tasks.run(TaskKind.WRITE, lambda _work: function(), stored, failed)

    def may(self, action: Action) -> bool:
        """Whether the person's role allows ``action``."""
        return self.centre.may(action)

    def permit(self, action: Action, *targets: QWidget | QAction | None) -> None:
        """Disable buttons and commands for good, with the reason, where the role does not allow ``action``."""
        if not self.may(action):
            forbid(*(target for target in targets if target is not None))

    def publish(self, changes: ChangeSet, initiator: object = None) -> None:
        """Tell every view what changed, for writes that did not go through :meth:`write`."""
        self.bus.publish(changes, initiator)
