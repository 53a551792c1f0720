"""Shows work that takes longer than a moment: what it is, how far it is, and Cancel."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QProgressBar, QVBoxLayout

from referral_desk.i18n import _
from referral_desk.ui.tasks import Task, Tasks
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.layouts import row
from referral_desk.ui.widgets.text import ElidedLabel, show_if


class _Line(QFrame):
    def __init__(self, task: Task[object]) -> None:
        super().__init__()
        self.setProperty("role", "footer")
        words = task.label or _("Working…")
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(words)
        line = row(ElidedLabel(words), self._bar, margins=(1.1, 0.35, 1.1, 0.35), gap=0.9)
        line.setStretch(0, 2)
        line.setStretch(1, 3)
        if task.cancellable:
            self.cancel = Button(_("Cancel"), self.stop, compact=True)
            line.addWidget(self.cancel)
        self.setLayout(line)
        self._task = task

    def advance(self, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def stop(self) -> None:
        self.cancel.setEnabled(False)
        self.cancel.set_label(_("Stopping…"))
        self._task.cancel()


class ProgressPanel(QFrame):
    """A bar for each piece of work that has lasted for ``after`` milliseconds; it never blocks the window."""

    def __init__(self, tasks: Tasks, *, after: int = 700) -> None:
        super().__init__()
        self._after = after
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._waiting: dict[int, QTimer] = {}
        self._lines: dict[int, _Line] = {}
        self._far: dict[int, tuple[int, int]] = {}
        tasks.started.connect(self._started)
        tasks.progressed.connect(self._progressed)
        tasks.ended.connect(self._ended)
        self.hide()

    @property
    def shown(self) -> int:
        """How many pieces of work are on show."""
        return len(self._lines)

    def cancel(self, number: int) -> None:
        """Press the Cancel button of a piece of work on show; KeyError if it shows none of that number."""
        self._lines[number].stop()

    def _started(self, task: Task[object]) -> None:
        if task.quiet:
            return
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(lambda: self._show(task))
        self._waiting[task.number] = timer
        timer.start(self._after)

    def _show(self, task: Task[object]) -> None:
        self._waiting.pop(task.number).deleteLater()
        line = _Line(task)
        self._lines[task.number] = line
        if task.number in self._far:
            line.advance(*self._far[task.number])
        self._column.addWidget(line)
        self.show()

    def _progressed(self, task: Task[object], done: int, total: int) -> None:
        self._far[task.number] = (done, total)
        if task.number in self._lines:
            self._lines[task.number].advance(done, total)

    def _ended(self, task: Task[object]) -> None:
        self._far.pop(task.number, None)
        timer = self._waiting.pop(task.number, None)
        if timer is not None:
            timer.stop()
            timer.deleteLater()
        line = self._lines.pop(task.number, None)
        if line is not None:
            line.hide()
            line.deleteLater()
        show_if(self, bool(self._lines))
