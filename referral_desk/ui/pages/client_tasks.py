"""What is to be done for a client: open tasks with their day, each done in one tap; below them what is done."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.changes import ChangeSet, Saved
from referral_desk.domain.client import Client
from referral_desk.domain.conference import Task
from referral_desk.domain.drafts import Draft, read_draft
from referral_desk.i18n import _, ngettext
from referral_desk.services import tasks
from referral_desk.services.conferences import ConferencesOfClient
from referral_desk.services.tasks import TaskUndo
from referral_desk.ui.conference_words import due_words, in_short
from referral_desk.ui.dialogs.task import TaskDialog
from referral_desk.ui.dialogs.task_result import TaskResultDialog
from referral_desk.ui.forms.task_presenter import TypedResult, TypedTask
from referral_desk.ui.tasks import TaskKind
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import RowCard, SectionHeader
from referral_desk.ui.widgets.layouts import FlowBox, boxed, column
from referral_desk.ui.widgets.text import Label, show_if
from referral_desk.ui.workplace import Workplace

DONE_SHOWN = 10


class ClientTasks(QWidget):
    """The tasks of one client."""

    draft_forms = (TaskDialog.draft_form, TaskResultDialog.draft_form)

    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self._work = work
        self._client: Client | None = None
        self._tasks: tuple[Task, ...] = ()
        self.add_button = Button(_("Note a task"), self.note, compact=True, icon="add")
        work.permit(Action.SAVE_TASK, self.add_button)
        self.open_tasks = RowCard()
        self.done_tasks = RowCard()
        self._nothing = Label(_("There is no open task."), "muted", wrap=True)
        self._done_head = SectionHeader(_("Done tasks"))
        head = SectionHeader(_("Open tasks"))
        head.add(self.add_button)
        parts = column(head, self._nothing, self.open_tasks, self._done_head, self.done_tasks, gap=0.45)
        parts.addStretch(1)
        self.setLayout(parts)

    def clear(self) -> None:
        """Show nothing."""
        self._client, self._tasks = None, ()
        for card in (self.open_tasks, self.done_tasks):
            card.clear()
        for widget in (self.open_tasks, self.done_tasks, self._done_head, self._nothing):
            show_if(widget, False)

    def show_tasks(self, client: Client, read: ConferencesOfClient) -> None:
        """Show the tasks of a client: the open ones by their day, of the done ones the last."""
        self.clear()
        self._client, self._tasks = client, read.tasks
        still_open = [task for task in read.tasks if task.done_on is None]
        done = sorted((task for task in read.tasks if task.done_on), key=lambda task: (task.done_on, task.id))
        for task in still_open:
            self.open_tasks.add_row(self._entry(task))
        for task in reversed(done[-DONE_SHOWN:]):
            self.done_tasks.add_row(self._done_entry(task))
        show_if(self.open_tasks, bool(still_open))
        show_if(self._nothing, not still_open)
        show_if(self.done_tasks, bool(done))
        show_if(self._done_head, bool(done))

    def _entry(self, task: Task) -> QWidget:
        what = in_short(task.what)
        due, over = due_words(task, self._work.centre.today())
        about = [due]
        if task.who.strip():
            about.insert(0, task.who.strip())
        if task.attempts:
            tried = ngettext("could not {count} time", "could not {count} times", task.attempts).format(
                count=task.attempts
            )
            about.append(tried)
        done = Button(_("Done"), partial(self._done, task), compact=True, tooltip=_("Store: done today"))
        result = Button(_("Done, and…"), partial(self.finish, task), compact=True, tooltip=_("Say what came of it"))
        tried_button = Button(
            _("Could not"),
            partial(self._tried, task),
            compact=True,
            tooltip=_("Log that it was tried and could not be done; the day moves on"),
        )
        change = Button(_("Change…"), partial(self.change, task), compact=True)
        buttons = (done, result, tried_button, change)
        for button in buttons:
            button.setAccessibleName(f"{button.label} {what}")
        self._work.permit(Action.SAVE_TASK, *buttons)
        words = Label(" · ".join(about), "danger" if over else "muted", wrap=True)
        return boxed(column(Label(what, "strong", wrap=True), words, FlowBox(*buttons, gap=0.35), gap=0.3))

    def _done_entry(self, task: Task) -> QWidget:
        words, _over = due_words(task, self._work.centre.today())
        about = [task.who.strip(), words]
        lines: list[QWidget] = [
            Label(in_short(task.what), "muted", wrap=True),
            Label(" · ".join(part for part in about if part), "hint", wrap=True),
        ]
        if task.result.strip():
            lines.append(Label(in_short(task.result), "hint", wrap=True))
        return boxed(column(*lines, gap=0.2))

    # --- commands -----------------------------------------------------------------------------------------------

    def note(self, draft: Draft | None = None) -> None:
        """Open the form of a new task."""
        self._open(None, draft)

    def change(self, task: Task, draft: Draft | None = None) -> None:
        """Open a task."""
        self._open(task, draft)

    def _open(self, task: Task | None, draft: Draft | None) -> None:
        if self._client is None:
            return
        TaskDialog(
            self._work,
            self._client.id,
            task,
            saved=lambda stored: self._work.says.saved(
                _("Saved the task “{what}”.").format(what=in_short(stored.what, 30))
            ),
            removed=self._removed,
            heading=self._client.name,
            parent=self.window(),
            draft=draft,
        ).open()

    def finish(self, task: Task, draft: Draft | None = None) -> None:
        """Ask what came of a task."""
        TaskResultDialog(
            self._work,
            task,
            in_short(task.what),
            lambda undo: self._said(_("The task is done."), undo),
            parent=self.window(),
            draft=draft,
        ).open()

    def open_again(self, draft: Draft) -> None:
        """Open a form as it was kept."""
        if draft.form == TaskResultDialog.draft_form:
            wanted: int | None = read_draft(TypedResult, draft.content).draft.task_id
        else:
            wanted = read_draft(TypedTask, draft.content).draft.task_id
        task = next((each for each in self._tasks if each.id == wanted), None)
        if draft.form == TaskResultDialog.draft_form:
            if task is not None:
                self.finish(task, draft)
        elif task is not None or wanted is None:
            self._open(task, draft)

    def _done(self, task: Task) -> None:
        centre = self._work.centre
        self._tap(lambda: tasks.done(centre, task.id), _("The task is done."))

    def _tried(self, task: Task) -> None:
        centre = self._work.centre
        self._tap(lambda: tasks.tried(centre, task.id), _("Logged that it could not be done. The day has moved on."))

    def _tap(self, function: Callable[[], Saved[TaskUndo]], words: str) -> None:
        self._work.write(function, lambda undo: self._said(words, undo))

    def _said(self, words: str, undo: TaskUndo) -> None:
        self._work.says.saved(words, lambda: self._undo(undo))

    def _undo(self, undo: TaskUndo) -> None:
        centre = self._work.centre
        self._work.tasks.run(TaskKind.WRITE, lambda _work: tasks.undo(centre, undo), self._undone)

    def _undone(self, changes: ChangeSet) -> None:
        self._work.publish(changes)
        self._work.says.saved(_("Taken back"))

    def _removed(self, removed: Task) -> None:
        centre, draft = self._work.centre, tasks.draft_of(removed)

        def undo() -> None:
            self._work.write(
                lambda: tasks.save(centre, draft), lambda _stored: self._work.says.saved(_("The task is there again."))
            )

        self._work.says.saved(_("The task was taken back."), undo)
