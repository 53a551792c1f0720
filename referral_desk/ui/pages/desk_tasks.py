"""The tasks on Today: their rows between the follow-ups, and what a tap on one does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.changes import ChangeSet, Saved
from referral_desk.domain.conference import Task, TaskRow
from referral_desk.domain.followup import FollowUpRow
from referral_desk.i18n import _, language, ngettext
from referral_desk.services import tasks
from referral_desk.services.tasks import TaskUndo
from referral_desk.ui.dates import short_date
from referral_desk.ui.page import CONFERENCES, Place
from referral_desk.ui.pages.desk_rows import DeskRow, RowButton, RowContent
from referral_desk.ui.tasks import TaskKind
from referral_desk.ui.workplace import Workplace

DueRecord = FollowUpRow | TaskRow
"""What may be due: the check of a referral, or a task."""


def by_day(follow_ups: Sequence[FollowUpRow], due_tasks: Sequence[TaskRow]) -> tuple[DueRecord, ...]:
    """Return both in one list, the earliest day first; of one day the follow-ups first."""
    both: tuple[DueRecord, ...] = (*follow_ups, *due_tasks)
    return tuple(sorted(both, key=lambda row: row.due_on or date.max))


class TaskTaps(QObject):
    """Builds rows of tasks and carries out taps on them; ``go`` asks to open a place. ``page`` is their window's."""

    go = Signal(object)

    def __init__(self, workplace: Workplace, page: QWidget) -> None:
        super().__init__(page)
        self._work = workplace
        self._centre = workplace.centre
        self._page = page

    def row(self, record: TaskRow, over: str, failed: Callable[[], None]) -> DeskRow:
        """Return the row of a task; ``over`` says how late it is, ``failed`` is called where a tap was not stored."""

        def tap(function: Callable[[], Saved[TaskUndo]], words: str) -> None:
            self._tap(desk_row, function, words, failed)

        content = RowContent(
            record.client_name,
            record.client_kana,
            record.client_birth,
            " ".join(record.what.split()),
            self._note(record),
            over=over,
            danger=record.days_over > 0,
        )
        buttons = (
            RowButton(
                _("Done"),
                _("Store: done today"),
                lambda: tap(lambda: tasks.done(self._centre, record.task_id), self._done_words(record)),
                primary=record.due_on is not None and record.days_over >= 0,
            ),
            RowButton(
                _("Could not"),
                _("Log that it was tried and could not be done; the day moves on"),
                lambda: tap(lambda: tasks.tried(self._centre, record.task_id), self._tried_words(record)),
            ),
            RowButton(_("Other day…"), _("Choose another day"), lambda: self.change(record.task_id, at_day=True)),
        )
        desk_row = DeskRow(
            content,
            self._centre.today(),
            buttons,
            open_client=lambda: self.go.emit(self._place(record)),
            open_place=lambda: self.go.emit(self._place(record)),
            menu=lambda button: self.menu(record, button),
        )
        desk_row.record_key = record
        for button in desk_row.buttons:
            self._work.permit(Action.SAVE_TASK, button)
        return desk_row

    def _note(self, record: TaskRow) -> str:
        parts = []
        if record.attempts:
            parts.append(
                ngettext("could not {count} time", "could not {count} times", record.attempts).format(
                    count=record.attempts
                )
            )
        if record.who.strip():
            parts.append(record.who.strip())
        if record.conference_on is not None:
            kind = self._centre.codes.conference_kinds.label(record.conference_kind, language())
            parts.append(_("{kind} of {day}").format(kind=kind, day=short_date(record.conference_on)))
        else:
            parts.append(_("Task"))
        return " · ".join(parts)

    @staticmethod
    def _place(record: TaskRow) -> Place:
        return Place("clients", client=record.client_id, part=CONFERENCES)

    @staticmethod
    def _done_words(record: TaskRow) -> str:
        return _("{name}: the task is done").format(name=record.client_name)

    @staticmethod
    def _tried_words(record: TaskRow) -> str:
        return _("{name}: logged that it could not be done. The day has moved on.").format(name=record.client_name)

    # --- taps -------------------------------------------------------------------------------------------------

    def _tap(
        self, desk_row: DeskRow, function: Callable[[], Saved[TaskUndo]], words: str, failed: Callable[[], None]
    ) -> None:
        def refused(_error: Exception) -> bool:
            desk_row.set_busy(busy=False)
            failed()
            return False

        desk_row.set_busy(busy=True)
        self._work.write(function, lambda undo: self.said(words, undo), refused, initiator=self._page)

    def said(self, words: str, undo: TaskUndo) -> None:
        """Say what was stored, with the command that takes it back."""
        self._work.says.saved(words, lambda: self._undo(undo))

    def _undo(self, undo: TaskUndo) -> None:
        self._work.tasks.run(TaskKind.WRITE, lambda _work: tasks.undo(self._centre, undo), self._undone)

    def _undone(self, changes: ChangeSet) -> None:
        self._work.publish(changes, self._page)
        self._work.says.saved(_("Taken back"))

    def change(self, task_id: int, *, at_day: bool = False) -> None:
        """Open the form of a task, the cursor in its day or in what is to be done."""

        def show(task: Task) -> None:
            from referral_desk.ui.dialogs.task import TaskDialog  # noqa: PLC0415 - the start does without

            TaskDialog(
                self._work,
                task.client_id,
                task,
                saved=lambda stored: self._work.says.saved(_("Saved the task “{what}”.").format(what=_short(stored))),
                at_day=at_day,
                parent=self._page.window(),
            ).open()

        self._work.read(lambda: tasks.get(self._centre, task_id), show)

    def finish(self, task_id: int, heading: str) -> None:
        """Ask what came of a task, and on which day it was done."""
        from referral_desk.ui.dialogs.task_result import TaskResultDialog  # noqa: PLC0415 - the start does without

        def show(task: Task) -> None:
            TaskResultDialog(
                self._work,
                task,
                heading,
                lambda undo: self.said(_("The task is done."), undo),
                parent=self._page.window(),
            ).open()

        self._work.read(lambda: tasks.get(self._centre, task_id), show)

    def menu(self, record: TaskRow, button: QWidget) -> None:
        """Offer to say what came of it, to change it, and the conference."""
        menu = QMenu(button)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        heading = f"{record.client_name}  {' '.join(record.what.split())}"
        finish = menu.addAction(_("Done, and say what came of it…"), lambda: self.finish(record.task_id, heading))
        change = menu.addAction(_("Change the task…"), lambda: self.change(record.task_id))
        self._work.permit(Action.SAVE_TASK, finish, change)
        menu.addSeparator()
        menu.addAction(_("Open conferences and tasks"), lambda: self.go.emit(self._place(record)))
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))


_SHORT = 30


def _short(task: Task) -> str:
    words = " ".join(task.what.split())
    return words if len(words) <= _SHORT else words[:_SHORT] + "…"
