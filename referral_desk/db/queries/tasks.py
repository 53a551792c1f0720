"""Tasks: what somebody does for a client by a day, agreed in a conference or noted by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from referral_desk.db import records
from referral_desk.db.models import ClientTable, ConferenceTable, TaskTable
from referral_desk.db.queries.restrictions import hidden
from referral_desk.domain.conference import Task, TaskDraft, TaskLine, TaskRow


def get(session: Session, task_id: int) -> Task | None:
    """Return one task, None where there is none."""
    row = session.get(TaskTable, task_id)
    return records.shared(Task, row) if row is not None else None


def row_of(session: Session, task_id: int) -> TaskTable | None:
    """Return a task's row to change, None where there is none."""
    return session.get(TaskTable, task_id)


def of_client(session: Session, client_id: int) -> tuple[Task, ...]:
    """Return all tasks of a client, done or not: the earliest day first, those without a day last."""
    query = select(TaskTable).where(TaskTable.client_id == client_id)
    rows = session.scalars(query.order_by(TaskTable.due_on.is_(None), TaskTable.due_on, TaskTable.id))
    return tuple(records.shared(Task, row) for row in rows)


def of_conferences(session: Session, conference_ids: Sequence[int]) -> defaultdict[int, list[Task]]:
    """Return the tasks that each conference agreed, in the order of entry."""
    found: defaultdict[int, list[Task]] = defaultdict(list)
    query = select(TaskTable).where(TaskTable.conference_id.in_(conference_ids)).order_by(TaskTable.id)
    for row in session.scalars(query):
        if row.conference_id is not None:
            found[row.conference_id].append(records.shared(Task, row))
    return found


def count_open(session: Session, client_id: int) -> int:
    """Return how many of a client's tasks are not done."""
    query = select(func.count()).where(TaskTable.client_id == client_id, TaskTable.done_on.is_(None))
    return session.scalar(query) or 0


def counts(session: Session) -> dict[int, int]:
    """Return by client how many tasks there are, done or not."""
    query = select(TaskTable.client_id, func.count()).group_by(TaskTable.client_id)
    return {row[0]: row[1] for row in session.execute(query)}


def open_rows(session: Session, today: date) -> tuple[TaskRow, ...]:
    """Return every open task that the person may see: the earliest day first, those without a day last."""
    task, client, conference = TaskTable, ClientTable, ConferenceTable
    query = (
        select(
            task.id,
            client.id,
            client.number,
            client.name,
            client.kana,
            client.birth,
            task.conference_id,
            conference.kind,
            conference.on,
            task.who,
            task.what,
            task.due_on,
            task.attempts,
        )
        .join(client, client.id == task.client_id)
        .outerjoin(conference, conference.id == task.conference_id)
        .where(task.done_on.is_(None), task.client_id.not_in(hidden(session)))
        .order_by(task.due_on.is_(None), task.due_on, task.id)
    )
    return tuple(_row(tuple(found), today) for found in session.execute(query))


def add(session: Session, draft: TaskDraft) -> Task:
    """Store a new task."""
    row = TaskTable(**records.values_of(TaskDraft, draft))
    session.add(row)
    session.flush()
    return records.shared(Task, row)


def write(session: Session, row: TaskTable, draft: TaskDraft) -> Task:
    """Store ``draft`` in the place of what a task said."""
    for name, value in records.values_of(TaskDraft, draft).items():
        setattr(row, name, value)
    session.flush()
    return records.shared(Task, row)


def remove(session: Session, row: TaskTable) -> None:
    """Delete a task that was noted by mistake."""
    session.delete(row)
    session.flush()


def store_lines(session: Session, conference: ConferenceTable, lines: Sequence[TaskLine]) -> None:
    """Store the tasks of a conference: new lines are added, known ones changed, those left out deleted.

    Whether a task that is known is done stays as it is.
    """
    known = {row.id: row for row in session.scalars(select(TaskTable).where(TaskTable.conference_id == conference.id))}
    for line in lines:
        row = known.pop(line.id, None) if line.id is not None else None
        if row is not None:
            row.who, row.what, row.due_on = line.who, line.what, line.due_on
        else:
            draft = TaskDraft(
                client_id=conference.client_id,
                conference_id=conference.id,
                who=line.who,
                what=line.what,
                due_on=line.due_on,
                done_on=line.done_on,
                result=line.result,
            )
            session.add(TaskTable(**records.values_of(TaskDraft, draft)))
            session.flush()
    for row in known.values():
        session.delete(row)
    session.flush()


def remove_of_conference(session: Session, conference_id: int) -> None:
    """Delete the tasks of a conference that is taken back."""
    session.execute(delete(TaskTable).where(TaskTable.conference_id == conference_id))


def _row(found: tuple[object, ...], today: date) -> TaskRow:
    *before, due_on, attempts = found
    over = (today - due_on).days if isinstance(due_on, date) else 0
    values = dict(zip(_COLUMNS, before, strict=True))
    values["conference_kind"] = values["conference_kind"] or ""
    return TaskRow(**values, due_on=due_on, days_over=over, attempts=attempts)  # type: ignore[arg-type]


_COLUMNS = (
    "task_id",
    "client_id",
    "client_number",
    "client_name",
    "client_kana",
    "client_birth",
    "conference_id",
    "conference_kind",
    "conference_on",
    "who",
    "what",
)
