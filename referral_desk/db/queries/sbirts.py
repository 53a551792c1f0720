"""Paths of SBIRTS with their steps, brief interventions, and the first meeting that was fixed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from referral_desk.db import records
from referral_desk.db.models import (
    ClientTable,
    InterventionTable,
    MeetingPlanTable,
    PathStepTable,
    PathTable,
    ScreeningTable,
)
from referral_desk.db.queries.restrictions import hidden
from referral_desk.domain.sbirts import (
    Intervention,
    InterventionDraft,
    LookAgain,
    MeetingPlan,
    Path,
    PathDraft,
    PathStep,
)

# --- paths and steps -------------------------------------------------------------------------------------------------


def path(session: Session, path_id: int) -> Path | None:
    """Return one path with its steps, None where there is none."""
    row = session.get(PathTable, path_id)
    return _paths(session, [row])[0] if row is not None else None


def path_row(session: Session, path_id: int) -> PathTable | None:
    """Return a path's row to change, None where there is none."""
    return session.get(PathTable, path_id)


def of_client(session: Session, client_id: int) -> tuple[Path, ...]:
    """Return all paths of a client with their steps: the open ones first, then the latest."""
    query = select(PathTable).where(PathTable.client_id == client_id)
    order = (PathTable.ended_on.is_not(None), PathTable.started_on.desc(), PathTable.id.desc())
    return _paths(session, session.scalars(query.order_by(*order)).all())


def paths(session: Session, ids: Sequence[int]) -> tuple[Path, ...]:
    """Return the paths with these ids, of whomever; the caller shows what it may."""
    return _paths(session, session.scalars(select(PathTable).where(PathTable.id.in_(ids)).order_by(PathTable.id)).all())


def clients(session: Session) -> frozenset[int]:
    """Return the ids of all clients of whom there is a path, a brief intervention or a screening."""
    whose = (table.client_id for table in (PathTable, InterventionTable, ScreeningTable))
    return frozenset(session.scalars(union(*map(select, whose))))


def begun_between(session: Session, first: date, last: date) -> tuple[Path, ...]:
    """Return all paths that began between two days, both included."""
    query = select(PathTable).where(PathTable.started_on.between(first, last))
    return _paths(session, session.scalars(query.order_by(PathTable.started_on, PathTable.id)).all())


def add_path(session: Session, draft: PathDraft, staff_name: str) -> Path:
    """Store a new path, without steps."""
    row = PathTable(**records.values_of(PathDraft, draft), staff_name=staff_name)
    session.add(row)
    session.flush()
    return _paths(session, [row])[0]


def write_path(session: Session, row: PathTable, draft: PathDraft) -> Path:
    """Store ``draft`` in the place of what a path said."""
    _write(row, records.values_of(PathDraft, draft))
    session.flush()
    return _paths(session, [row])[0]


def remove_path(session: Session, row: PathTable) -> None:
    """Delete a path that has no steps."""
    session.delete(row)
    session.flush()


def add_step(session: Session, values: dict[str, Any]) -> PathStep:
    """Store a step of a path."""
    row = PathStepTable(**values)
    session.add(row)
    session.flush()
    return records.shared(PathStep, row)


def step_row(session: Session, step_id: int) -> PathStepTable | None:
    """Return a step's row, None where there is none."""
    return session.get(PathStepTable, step_id)


def remove_step(session: Session, row: PathStepTable) -> None:
    """Delete a step that was noted by mistake."""
    session.delete(row)
    session.flush()


def _paths(session: Session, rows: Sequence[PathTable]) -> tuple[Path, ...]:
    steps: defaultdict[int, list[PathStep]] = defaultdict(list)
    query = select(PathStepTable).where(PathStepTable.path_id.in_([row.id for row in rows]))
    for row in session.scalars(query.order_by(PathStepTable.on, PathStepTable.id)):
        steps[row.path_id].append(records.shared(PathStep, row))
    return tuple(records.shared(Path, row, steps=tuple(steps[row.id])) for row in rows)


# --- brief interventions ---------------------------------------------------------------------------------------------


def intervention(session: Session, intervention_id: int) -> Intervention | None:
    """Return one brief intervention, None where there is none."""
    row = session.get(InterventionTable, intervention_id)
    return records.shared(Intervention, row) if row is not None else None


def intervention_row(session: Session, intervention_id: int) -> InterventionTable | None:
    """Return a brief intervention's row to change, None where there is none."""
    return session.get(InterventionTable, intervention_id)


def interventions_of(session: Session, client_id: int) -> tuple[Intervention, ...]:
    """Return all brief interventions of a client, the latest first."""
    query = select(InterventionTable).where(InterventionTable.client_id == client_id)
    rows = session.scalars(query.order_by(InterventionTable.on.desc(), InterventionTable.id.desc()))
    return tuple(records.shared(Intervention, row) for row in rows)


def add_intervention(session: Session, draft: InterventionDraft, staff_name: str) -> Intervention:
    """Store a new brief intervention."""
    row = InterventionTable(**records.values_of(InterventionDraft, draft), staff_name=staff_name)
    session.add(row)
    session.flush()
    return records.shared(Intervention, row)


def write_intervention(session: Session, row: InterventionTable, draft: InterventionDraft) -> Intervention:
    """Store ``draft`` in the place of what was agreed before."""
    _write(row, records.values_of(InterventionDraft, draft))
    session.flush()
    return records.shared(Intervention, row)


def remove_intervention(session: Session, row: InterventionTable) -> None:
    """Delete a brief intervention, and the steps that it was."""
    for step in session.scalars(select(PathStepTable).where(PathStepTable.intervention_id == row.id)):
        session.delete(step)
    session.flush()
    session.delete(row)
    session.flush()


def to_look_again(session: Session, today: date) -> tuple[LookAgain, ...]:
    """Return what is to be looked at again of clients the person may see, the earliest day first."""
    table, client = InterventionTable, ClientTable
    query = (
        select(
            table.id.label("intervention_id"),
            client.id.label("client_id"),
            client.number.label("client_number"),
            client.name.label("client_name"),
            client.kana.label("client_kana"),
            client.birth.label("client_birth"),
            table.target,
            table.goal,
            table.look_again_on,
        )
        .join(client, client.id == table.client_id)
        .where(
            table.looked_on.is_(None),
            table.look_again_on.is_not(None),
            client.closed_on.is_(None),
            table.client_id.not_in(hidden(session)),
        )
        .order_by(table.look_again_on, table.id)
    )
    return tuple(
        records.shared(LookAgain, row, days_over=(today - row.look_again_on).days) for row in session.execute(query)
    )


# --- the first meeting -----------------------------------------------------------------------------------------------


def plan(session: Session, referral_id: int) -> MeetingPlan | None:
    """Return the meeting fixed with a referral, None where none was."""
    row = session.get(MeetingPlanTable, referral_id)
    return records.shared(MeetingPlan, row) if row is not None else None


def plans_of(session: Session, referral_ids: Sequence[int]) -> dict[int, MeetingPlan]:
    """Return the meetings fixed with referrals, by the referral's id."""
    query = select(MeetingPlanTable).where(MeetingPlanTable.referral_id.in_(referral_ids))
    return {row.referral_id: records.shared(MeetingPlan, row) for row in session.scalars(query)}


def store_plan(session: Session, plan: MeetingPlan) -> None:
    """Store the meeting fixed with a referral, in the place of the one there was."""
    row = session.get(MeetingPlanTable, plan.referral_id)
    values = records.values_of(MeetingPlan, plan)
    if row is None:
        session.add(MeetingPlanTable(**values))
    else:
        _write(row, values)
    session.flush()


def remove_plan(session: Session, referral_id: int) -> None:
    """Delete the meeting fixed with a referral, if there is one."""
    row = session.get(MeetingPlanTable, referral_id)
    if row is not None:
        session.delete(row)
        session.flush()


def _write(row: PathTable | InterventionTable | MeetingPlanTable, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
