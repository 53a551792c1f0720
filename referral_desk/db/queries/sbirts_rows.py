"""The paths of SBIRTS that count in a period: live ones of open months, and those of closed months as submitted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from referral_desk.db.models import ClientTable, FrozenPathTable, PathTable, ReferralTable, StaffTable
from referral_desk.db.queries import sbirts
from referral_desk.db.queries.batches import batches
from referral_desk.db.queries.tally_rows import Columns, TallyRows, age_at, narrowing
from referral_desk.domain.codes import HandoffMode, SbirtsStep, StepResult
from referral_desk.domain.sbirts import Path
from referral_desk.domain.tally_counts import FunnelPath


def counted_paths(session: Session, rows: TallyRows) -> tuple[FunnelPath, ...]:
    """Return the paths that began in the period; narrowed by who keeps them and by the person, by nothing else."""
    found: list[FunnelPath] = []
    if rows.open_months:
        found.extend(_live(session, rows))
    if rows.closed or rows.left:
        found.extend(_frozen(session, rows))
    return tuple(found)


def as_counted(session: Session, paths: Sequence[Path]) -> dict[int, FunnelPath]:
    """Return by id how paths count as they stand now."""
    referrals = {step.referral_id for path in paths for step in path.steps if step.referral_id is not None}
    handed_over = _handed_over(session, sorted(referrals))
    return {path.id: _counted(path, handed_over) for path in paths}


def _live(session: Session, rows: TallyRows) -> Iterable[FunnelPath]:
    path, client, staff = PathTable, ClientTable, StaffTable
    query = select(path.id).where(rows.in_open_months(path.started_on))
    if rows.narrowed.of_person:
        of_person: Columns = {
            "sex": client.sex,
            "age": age_at(client.birth, path.started_on),
            "district": client.district,
        }
        query = query.join(client, client.id == path.client_id).where(*narrowing(of_person, rows.narrowed))
    if rows.narrowed.staff is not None:
        query = query.outerjoin(staff, staff.name == path.staff_name)
        query = query.where(*narrowing({"staff": staff.id}, rows.narrowed))
    ids = sorted(set(session.scalars(query)))
    for some in batches(ids):
        yield from as_counted(session, sbirts.paths(session, some)).values()


def _frozen(session: Session, rows: TallyRows) -> Iterable[FunnelPath]:
    frozen = FrozenPathTable
    of_row: Columns = {
        "sex": frozen.sex,
        "age": frozen.age,
        "district": frozen.district,
        "staff": frozen.staff_id,
    }
    query = select(frozen).where(
        rows.in_closed_months(frozen.closed_month_id, frozen.on, frozen.path_id), *narrowing(of_row, rows.narrowed)
    )
    for row in session.scalars(query):
        results = {step: _result(getattr(row, step.value)) for step in SbirtsStep}
        yield FunnelPath(row.person, row.target, results, row.mode, row.attended, row.on)


def _result(written: str) -> StepResult | None:
    return StepResult(written) if written else None


def _counted(path: Path, handed_over: dict[int, tuple[HandoffMode | None, bool]]) -> FunnelPath:
    results = {step: path.reached(step) for step in SbirtsStep}
    groups = [
        handed_over[step.referral_id]
        for step in path.steps
        if step.step is SbirtsStep.SELF_HELP_GROUP and step.referral_id in handed_over
    ]
    modes = [mode for mode, _attended in groups if mode is not None]
    warmest = min(modes, key=list(HandoffMode).index, default=None)
    attended = any(attended for _mode, attended in groups)
    return FunnelPath(str(path.client_id), path.target, results, warmest, attended, path.started_on)


def _handed_over(session: Session, ids: Sequence[int]) -> dict[int, tuple[HandoffMode | None, bool]]:
    found: dict[int, tuple[HandoffMode | None, bool]] = {}
    for some in batches(ids):
        query = select(ReferralTable.id, ReferralTable.mode, ReferralTable.outcome)
        for row in session.execute(query.where(ReferralTable.id.in_(some))):
            found[row.id] = (row.mode, row.outcome.attended)
    return found
