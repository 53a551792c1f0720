"""The end of a closed window: it is gone at once, and the process ends when all is written and the backup is made."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QProgressBar, QWidget

from referral_desk.db.errors import StorageFault
from referral_desk.domain.access import Action
from referral_desk.domain.errors import NotAllowed
from referral_desk.i18n import _, render
from referral_desk.services import backups
from referral_desk.services.backups import MadeBackup
from referral_desk.services.centre import Centre
from referral_desk.ui.dialogs.telling import in_words, tell
from referral_desk.ui.look import px
from referral_desk.ui.tasks import Task, TaskKind, Tasks
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.layouts import boxed, column, row
from referral_desk.ui.widgets.text import Label

AFTER_MS = 1_000
"""How long the backup may take before anybody hears of it."""


class ClosingNote(QWidget):
    """A small window: a backup is being made; ``cancelled`` when the person does not want to wait."""

    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.setWindowTitle(_("Referral Desk"))
        self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
        heading = Label(_("Making a backup…"), "section")
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(heading.text())
        self.cancel_button = Button(_("Close without a backup"), self.cancel, compact=True)
        buttons = row(self.cancel_button)
        buttons.insertStretch(0, 1)
        words = Label(_("Everything is saved. This window goes away when today’s backup is made."), "muted", wrap=True)
        self.setLayout(column(heading, words, self.bar, boxed(buttons), margins=1.3, gap=0.7))
        self.setFixedWidth(px(26))

    def advance(self, done: int, total: int) -> None:
        """Show how far it is."""
        self.bar.setRange(0, 1_000)
        self.bar.setValue(done * 1_000 // max(1, total))

    def cancel(self) -> None:
        """Do not wait for the backup."""
        self.cancel_button.setEnabled(False)
        self.cancel_button.set_label(_("Stopping…"))
        self.cancelled.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()  # it goes by itself; its × means the same as the button
        if self.cancel_button.isEnabled():
            self.cancel()


def put_down(centre: Centre, last: Callable[[], None]) -> None:
    """Do what comes ``last``, and note that the person has left; what cannot be written keeps nobody."""
    with suppress(StorageFault):  # then what was given up is offered once more
        last()
    with suppress(StorageFault, NotAllowed):
        centre.note(Action.LOG_OUT)


class ClosingBackup(QObject):
    """Does what comes ``last``, makes the due backup, then closes the centre; keeps the process alive meanwhile.

    Another window or an import that is writing is waited for here, with nothing in sight that could freeze.
    """

    ended = Signal()

    def __init__(self, centre: Centre, last: Callable[[], None]) -> None:
        super().__init__(QApplication.instance())
        self._centre = centre
        QApplication.setQuitOnLastWindowClosed(False)
        self.note: ClosingNote | None = None
        self._tasks = Tasks(self)
        self._tasks.progressed.connect(self._progressed)
        self._tasks.ended.connect(self._stopped)
        self._task: Task[MadeBackup | None] | None = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self._show_note)
        self._tasks.run(
            TaskKind.WRITE,
            lambda _work: put_down(centre, last),
            lambda _none: self._back_up(),
            self._failed,
            quiet=True,
        )

    def _back_up(self) -> None:
        centre = self._centre
        self._task = self._tasks.run(
            TaskKind.BACKUP,
            lambda work: backups.back_up_if_due(centre, closing=True, progress=work.progress),
            self._made,
            self._failed,
            quiet=True,
        )
        self._patience.start(AFTER_MS)

    def _show_note(self) -> None:
        self.note = ClosingNote()
        if self._task is not None:
            self.note.cancelled.connect(self._task.cancel)
        self.note.show()

    def _progressed(self, _task: Task[object], done: int, total: int) -> None:
        if self.note is not None:
            self.note.advance(done, total)

    def _stopped(self, task: Task[object]) -> None:
        if task.token.cancelled:
            self._end()

    def _made(self, made: MadeBackup | None) -> None:
        self._end(render(made.fault.message) if made is not None and made.fault is not None else "")

    def _failed(self, error: Exception) -> bool:
        words = in_words(error)
        self._end(words)
        return bool(words)

    def _end(self, words: str = "") -> None:
        """Close the centre, say what went wrong, and let the process end."""
        self._patience.stop()
        self._tasks.drain()
        self._centre.close()
        note, self.note = self.note, None
        if words:
            tell(note, _("No backup was made"), words)
        if note is not None:
            note.hide()
            note.deleteLater()
        QApplication.setQuitOnLastWindowClosed(True)
        if not any(window.isVisible() for window in QApplication.topLevelWidgets()):
            QApplication.quit()
        self.ended.emit()
        self.deleteLater()
