"""A task of a client: who does what by when; noted by itself, or changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from referral_desk.domain.calendar import is_working_day
from referral_desk.domain.conference import Task
from referral_desk.domain.drafts import Draft
from referral_desk.i18n import _
from referral_desk.services import tasks
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.forms.fields import TextField
from referral_desk.ui.forms.task_presenter import TaskPresenter
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.date_field import DateField
from referral_desk.ui.widgets.form import Form, NoteField
from referral_desk.ui.widgets.layouts import topped
from referral_desk.ui.workplace import Workplace


class TaskDialog(FormDialog):
    """``task`` None notes a new one. ``saved`` gets the stored one, ``removed`` one that was taken back."""

    draft_form = "task"

    def __init__(
        self,
        work: Workplace,
        client_id: int,
        task: Task | None,
        *,
        saved: Callable[[Task], None],
        removed: Callable[[Task], None] | None = None,
        at_day: bool = False,
        heading: str = "",
        parent: QWidget | None = None,
        draft: Draft | None = None,
    ) -> None:
        super().__init__(work, _("Change the task") if task else _("Note a task"), heading, parent, draft=draft)
        self._saved = saved
        self._removed = removed
        self._at_day = at_day
        self.presenter = TaskPresenter(client_id, task, "" if task else work.centre.staff_name)
        if draft is not None:
            self.presenter.take(draft.content)
        typed = self.presenter.draft
        self.form = Form(gap=0.7)
        self.what = NoteField(lines=2)
        self.what.setPlainText(typed.what)
        self.who = TextField(typed.who)
        self.due_on = DateField(today=work.centre.today, ahead=True)
        self.due_on.set_day(typed.due_on)
        self.form.add_row("what", _("What is to be done"), self.what, required=True)
        self.form.add_row("who", _("Who"), self.who, hint=_("A person or an institution."))
        self.form.add_row("due_on", _("By when"), self.due_on)
        if unread := self.presenter.typed("due_on"):
            self.due_on.type_in(unread)
        self.what.textChanged.connect(self._changed)
        self.who.textEdited.connect(self._changed)
        self.due_on.changed.connect(self._changed)
        if task is not None and removed is not None:
            self.add_button(Button(_("Take back this task"), self._remove, kind="danger", icon="remove"))
        self._explain()
        self.furnish(topped(self.form), (self.form,), size=(46, 25))

    def first_field(self) -> QWidget:
        return self.due_on if self._at_day else self.what

    def in_work(self) -> TaskPresenter:
        return self.presenter

    def draft_about(self) -> str:
        return f"c-{self.presenter.client_id}"

    def save(self) -> None:
        problems = self.presenter.problems()
        self.show_problems(problems)
        if problems:
            return
        centre, draft, task = self.work.centre, self.presenter.result(), self.presenter.task
        if task is None:
            self.store(lambda: tasks.save(centre, draft), self._saved)
        else:
            self.store(lambda: tasks.save(centre, draft, task_id=task.id, version=task.version), self._saved)

    def _remove(self) -> None:
        task, removed = self.presenter.task, self._removed
        if task is not None and removed is not None:
            self.store(lambda: tasks.remove(self.work.centre, task.id, version=task.version), removed)

    def _changed(self) -> None:
        self.presenter.put(
            replace(
                self.presenter.draft,
                what=self.what.toPlainText(),
                who=self.who.text(),
                due_on=self.due_on.day,
            )
        )
        self.presenter.unread("due_on", self.due_on.text(), self.due_on.problem)
        self._explain()

    def _explain(self) -> None:
        day = self.due_on.day
        closed = day is not None and not is_working_day(day, self.work.centre.is_holiday)
        words = _("The office is closed on this day.") if closed else _("It then stands on Today until it is done.")
        self.form.row("due_on").set_hint(words)
