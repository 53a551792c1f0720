"""Tasks: noted, done in one tap, tried in vain, put off; each of these can be taken back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from referral_desk.db.models import TaskTable
from referral_desk.db.queries import clients, conferences, restrictions, tasks
from referral_desk.db.session import Session
from referral_desk.domain import followup
from referral_desk.domain.access import Action
from referral_desk.domain.audit import Detail
from referral_desk.domain.changes import ChangeSet, Saved
from referral_desk.domain.conference import Task, TaskDraft, TaskRow, check_done, check_task
from referral_desk.domain.errors import Problem, Rejected
from referral_desk.domain.messages import N_, message
from referral_desk.services import revisions
from referral_desk.services.centre import Centre, about
from referral_desk.services.clients import CHANGED_ELSEWHERE
from referral_desk.services.lookup import found

KIND = "task"
"""Under which earlier versions are kept."""

_GONE = message(N_("This task is no longer there."))
_DONE = message(N_("This task is done already."))
_NO_CLIENT = message(N_("This client is no longer there."))
_OTHER_CLIENT = Problem("client_id", message(N_("A task stays with its client.")))


@dataclass(frozen=True)
class TaskUndo:
    """How a task stood before a tap; ``left`` is the version that the tap left it at."""

    task_id: int
    before: TaskDraft
    left: int


def rows(centre: Centre) -> tuple[TaskRow, ...]:
    """Return every open task: the earliest day first, those without a day last."""
    today = centre.today()
    with centre.look() as session:
        return tasks.open_rows(session, today)


def get(centre: Centre, task_id: int) -> Task:
    """Return one task. Raises NotFound, NotAllowed."""
    with centre.read() as session:
        task = found(tasks.get(session, task_id), _GONE)
        restrictions.check_visible(session, task.client_id)
    centre.note(Action.READ_CLIENT, client=task.client_id, detail={"part": "conferences"})
    return task


def save(centre: Centre, draft: TaskDraft, *, task_id: int | None = None, version: int | None = None) -> Saved[Task]:
    """Store a new task (``task_id`` None) or changes of one; what a changed one said before is kept.

    Raises Rejected: rules broken, or (with ``version``) a record that another window changed meanwhile; NotFound,
    NotAllowed.
    """
    with centre.write(Action.SAVE_TASK) as session:
        found(clients.get(session, draft.client_id), _NO_CLIENT)
        problems = check_task(draft, _conference_day(session, draft))
        if problems:
            raise Rejected(problems)
        if task_id is None:
            stored = tasks.add(session, draft)
        else:
            row = _row(session, task_id)
            if row.client_id != draft.client_id:
                raise Rejected([_OTHER_CLIENT])
            if version is not None and row.version != version:
                raise Rejected([CHANGED_ELSEWHERE])
            before = _draft(session, row)
            if before != draft:
                revisions.keep(centre, session, KIND, task_id, row.client_id, before)
            stored = tasks.write(session, row, draft)
        conferences.task_changed(session, stored.conference_id)
        _about(session, stored.client_id, stored.id, {"new": task_id is None})
    return Saved(stored, _changes(stored))


def done(centre: Centre, task_id: int, *, result: str = "", on: date | None = None) -> Saved[TaskUndo]:
    """Note that a task is done, ``on`` that day (today for None), with what came of it.

    Raises Rejected for a day to come or before the conference, NotFound where it is gone or done meanwhile,
    NotAllowed.
    """
    day = on or centre.today()
    with centre.write(Action.SAVE_TASK) as session:
        row = _open(session, task_id)
        before = _draft(session, row)
        problems = check_done(day, centre.today(), _conference_day(session, before))
        after = replace(before, done_on=day, result=result.strip() or before.result)
        problems += check_task(after)
        if problems:
            raise Rejected(problems)
        return _moved(session, row, before, after, {"done": True})


def tried(centre: Centre, task_id: int) -> Saved[TaskUndo]:
    """Note that somebody tried and could not; the day moves on by two working days, as at a follow-up.

    Raises NotFound where it is gone or done meanwhile, NotAllowed.
    """
    with centre.write(Action.SAVE_TASK) as session:
        row = _open(session, task_id)
        before = _draft(session, row)
        later = followup.after_failed_attempt(centre.today(), centre.is_holiday)
        return _moved(session, row, before, replace(before, due_on=later, attempts=before.attempts + 1), {})


def postpone(centre: Centre, task_id: int, due_on: date) -> Saved[TaskUndo]:
    """Set another day. Raises Rejected for one that is over, NotFound, NotAllowed."""
    if due_on < centre.today():
        raise Rejected([Problem("due_on", message(N_("Choose today or a later day.")))])
    with centre.write(Action.SAVE_TASK) as session:
        row = _open(session, task_id)
        before = _draft(session, row)
        after = replace(before, due_on=due_on)
        problems = check_task(after, _conference_day(session, after))
        if problems:
            raise Rejected(problems)
        return _moved(session, row, before, after, {})


def undo(centre: Centre, before: TaskUndo) -> ChangeSet:
    """Put a task back to how it stood ``before`` a tap.

    Raises NotFound where it is gone, Rejected where somebody changed it since, NotAllowed.
    """
    with centre.write(Action.SAVE_TASK) as session:
        row = _row(session, before.task_id)
        if row.version != before.left:
            raise Rejected([CHANGED_ELSEWHERE])
        stored = tasks.write(session, row, before.before)
        conferences.task_changed(session, stored.conference_id)
        _about(session, stored.client_id, stored.id, {"undone": True})
    return _changes(stored)


def remove(centre: Centre, task_id: int, *, version: int | None = None) -> Saved[Task]:
    """Take back a task that was noted by mistake; what it said is kept.

    Raises Rejected where another window changed it since ``version``, NotFound, NotAllowed.
    """
    with centre.write(Action.SAVE_TASK) as session:
        row = _row(session, task_id)
        if version is not None and row.version != version:
            raise Rejected([CHANGED_ELSEWHERE])
        removed = found(tasks.get(session, task_id), _GONE)
        revisions.keep(centre, session, KIND, task_id, row.client_id, _draft(session, row), removed=True)
        tasks.remove(session, row)
        conferences.task_changed(session, removed.conference_id)
        _about(session, removed.client_id, task_id, {"removed": True})
    return Saved(removed, _changes(removed))


def draft_of(task: Task) -> TaskDraft:
    """Return a stored task as it would be entered."""
    return TaskDraft(**{name: getattr(task, name) for name in TaskDraft.__dataclass_fields__})


def _moved(session: Session, row: TaskTable, before: TaskDraft, after: TaskDraft, detail: Detail) -> Saved[TaskUndo]:
    stored = tasks.write(session, row, after)
    conferences.task_changed(session, stored.conference_id)
    _about(session, stored.client_id, stored.id, detail)
    return Saved(TaskUndo(stored.id, before, stored.version), _changes(stored))


def _row(session: Session, task_id: int) -> TaskTable:
    row = found(tasks.row_of(session, task_id), _GONE)
    restrictions.check_visible(session, row.client_id)
    return row


def _open(session: Session, task_id: int) -> TaskTable:
    row = _row(session, task_id)
    return found(row if row.done_on is None else None, _DONE)


def _draft(session: Session, row: TaskTable) -> TaskDraft:
    return draft_of(found(tasks.get(session, row.id), _GONE))


def _conference_day(session: Session, draft: TaskDraft) -> date | None:
    if draft.conference_id is None:
        return None
    return found(
        conferences.row_of(session, draft.conference_id), message(N_("This conference is no longer there."))
    ).on


def _about(session: Session, client_id: int, task_id: int, detail: Detail) -> None:
    about(session, client=client_id, record=f"k-{task_id}", detail=detail)


def _changes(task: Task) -> ChangeSet:
    changes = ChangeSet.of(task=task.id, client=task.client_id)
    return changes | ChangeSet.of(conference=task.conference_id) if task.conference_id is not None else changes
