"""The presenters of the two forms of a task: what is to be done, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from referral_desk.domain.conference import Task, TaskDraft, check_done, check_task
from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, message
from referral_desk.services.tasks import draft_of
from referral_desk.ui.forms.presenter import DraftPresenter


@dataclass(frozen=True)
class TypedTask:
    """A task as far as it is entered; ``task_id`` None for a new one."""

    task_id: int | None = None
    who: str = ""
    what: str = ""
    due_on: date | None = None


class TaskPresenter(DraftPresenter[TypedTask]):
    """Notes a task of a client, or changes one."""

    def __init__(self, client_id: int, task: Task | None, who: str = "") -> None:
        self.client_id = client_id
        self.task = task
        typed = TypedTask(task.id, task.who, task.what, task.due_on) if task else TypedTask(who=who)
        super().__init__(typed, stored=task is not None)

    def check(self) -> Iterable[Problem]:
        return check_task(self.result())

    def result(self) -> TaskDraft:
        """Return the task to store; what the form does not show stays as it was."""
        typed = self.draft
        if self.task is None:
            return TaskDraft(client_id=self.client_id, who=typed.who, what=typed.what, due_on=typed.due_on)
        return replace(draft_of(self.task), who=typed.who, what=typed.what, due_on=typed.due_on)


@dataclass(frozen=True)
class TypedResult:
    """What came of a task, as far as it is entered."""

    task_id: int
    done_on: date | None = None
    result: str = ""


class ResultPresenter(DraftPresenter[TypedResult]):
    """Says that a task is done, and what came of it."""

    def __init__(self, task: Task, today: date) -> None:
        self.task = task
        self._today = today
        super().__init__(TypedResult(task.id, today, task.result))

    def check(self) -> Iterable[Problem]:
        typed = self.draft
        if typed.done_on is None:
            yield Problem("done_on", message(N_("Enter the day.")))
            return
        yield from check_done(typed.done_on, self._today, None)
