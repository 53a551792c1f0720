"""A task is done: on which day, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from referral_desk.domain.conference import Task
from referral_desk.domain.drafts import Draft
from referral_desk.i18n import _
from referral_desk.services import tasks
from referral_desk.services.tasks import TaskUndo
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.forms.task_presenter import ResultPresenter
from referral_desk.ui.widgets.date_field import DateField
from referral_desk.ui.widgets.form import Form, NoteField
from referral_desk.ui.widgets.layouts import topped
from referral_desk.ui.workplace import Workplace


class TaskResultDialog(FormDialog):
    """``done`` gets what takes it back."""

    draft_form = "task_result"

    def __init__(
        self,
        work: Workplace,
        task: Task,
        heading: str,
        done: Callable[[TaskUndo], None],
        *,
        parent: QWidget | None = None,
        draft: Draft | None = None,
    ) -> None:
        super().__init__(work, _("The task is done"), heading, parent, draft=draft)
        self._done = done
        self.presenter = ResultPresenter(task, work.centre.today())
        if draft is not None:
            self.presenter.take(draft.content)
        typed = self.presenter.draft
        self.form = Form(gap=0.7)
        self.outcome = NoteField(lines=3)
        self.outcome.setPlainText(typed.result)
        self.done_on = DateField(today=work.centre.today)
        self.done_on.set_day(typed.done_on)
        self.form.add_row("result", _("What came of it"), self.outcome, hint=_("May stay blank."))
        self.form.add_row("done_on", _("Done on"), self.done_on, required=True)
        if unread := self.presenter.typed("done_on"):
            self.done_on.type_in(unread)
        self.outcome.textChanged.connect(self._changed)
        self.done_on.changed.connect(self._changed)
        self.furnish(topped(self.form), (self.form,), size=(44, 22))

    def first_field(self) -> QWidget:
        return self.outcome

    def in_work(self) -> ResultPresenter:
        return self.presenter

    def draft_about(self) -> str:
        return f"c-{self.presenter.task.client_id}"

    def save(self) -> None:
        problems = self.presenter.problems()
        self.show_problems(problems)
        typed = self.presenter.draft
        if problems:
            return
        centre = self.work.centre
        self.store(lambda: tasks.done(centre, typed.task_id, result=typed.result, on=typed.done_on), self._done)

    def _changed(self) -> None:
        self.presenter.put(replace(self.presenter.draft, result=self.outcome.toPlainText(), done_on=self.done_on.day))
        self.presenter.unread("done_on", self.done_on.text(), self.done_on.problem)
