"""Paths of SBIRTS: begin, take steps, end; what was agreed in brief interventions; the first meeting of a group.

A referral becomes a step as it is saved: ``referrals.refer`` is told the path it belongs to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from referral_desk.db.queries import clients, referrals, restrictions, sbirts
from referral_desk.db.session import Session
from referral_desk.domain.access import Action
from referral_desk.domain.changes import ChangeSet, Saved
from referral_desk.domain.codes import Paper, SbirtsStep, StepResult
from referral_desk.domain.errors import Problem, Rejected
from referral_desk.domain.messages import N_, message
from referral_desk.domain.referral import Referral
from referral_desk.domain.revision import Correction
from referral_desk.domain.sbirts import (
    Intervention,
    InterventionDraft,
    MeetingPlan,
    Path,
    PathDraft,
    PathStep,
    check_intervention,
    check_path,
    check_plan,
    check_step,
)
from referral_desk.services import revisions
from referral_desk.services.centre import Centre, about
from referral_desk.services.clients import CHANGED_ELSEWHERE
from referral_desk.services.lookup import found

PATH_KIND, INTERVENTION_KIND = "sbirts_path", "intervention"
"""Under which earlier versions are kept."""

_NO_CLIENT = message(N_("This client is no longer there."))
_PATH_GONE = message(N_("This path is no longer there."))
_STEP_GONE = message(N_("This step is no longer there."))
_GONE = message(N_("What was agreed is no longer there."))
_REFERRAL_GONE = message(N_("This referral is no longer there."))
_OTHER_CLIENT = Problem("client_id", message(N_("This stays with its client.")))
_HAS_STEPS = Problem("path_id", message(N_("This path has steps. End it instead of taking it back.")))
_NO_REASON = Problem("reason", message(N_("Say why it is taken back.")))


@dataclass(frozen=True)
class PathsOfClient:
    """What the page shows: the open paths first, every brief intervention, and the referrals that are steps.

    ``plans`` are the first meetings that were fixed, by referral; ``corrections`` are of the interventions.
    """

    paths: tuple[Path, ...]
    interventions: tuple[Intervention, ...]
    referrals: Mapping[int, Referral]
    plans: Mapping[int, MeetingPlan]
    corrections: Mapping[int, tuple[Correction, ...]]


def of_client(centre: Centre, client_id: int) -> PathsOfClient:
    """Return a client's paths with what belongs to them. Raises NotFound, NotAllowed."""
    with centre.read() as session:
        found(clients.get(session, client_id), _NO_CLIENT)
        paths = sbirts.of_client(session, client_id)
        agreed = sbirts.interventions_of(session, client_id)
        ids = {step.referral_id for path in paths for step in path.steps if step.referral_id is not None}
        made = {each: found(referrals.get(session, each), _REFERRAL_GONE) for each in sorted(ids)}
        plans = sbirts.plans_of(session, sorted(ids))
        corrected = {
            each.id: revisions.of_record(session, INTERVENTION_KIND, each.id, draft_of(each)) for each in agreed
        }
    centre.note(Action.READ_CLIENT, client=client_id, detail={"part": "sbirts"})
    return PathsOfClient(paths, agreed, made, plans, corrected)


# --- paths -----------------------------------------------------------------------------------------------------------


def save_path(
    centre: Centre, draft: PathDraft, *, path_id: int | None = None, version: int | None = None
) -> Saved[Path]:
    """Begin a path (``path_id`` None), or change, end or open one again, which stays with its client.

    Raises Rejected: rules broken, or a path that another window changed since ``version``; NotFound, NotAllowed.
    """
    problems = check_path(draft, centre.codes, centre.today())
    if problems:
        raise Rejected(problems)
    with centre.write(Action.SAVE_PATH) as session:
        found(clients.get(session, draft.client_id), _NO_CLIENT)
        if path_id is None:
            stored = sbirts.add_path(session, draft, centre.staff_name)
        else:
            row = found(sbirts.path_row(session, path_id), _PATH_GONE)
            before = _visible_path(session, path_id)
            if before.client_id != draft.client_id:
                raise Rejected([_OTHER_CLIENT])
            if version is not None and row.version != version:
                raise Rejected([CHANGED_ELSEWHERE])
            if path_draft(before) != draft:
                revisions.keep(centre, session, PATH_KIND, path_id, row.client_id, path_draft(before))
            stored = sbirts.write_path(session, row, draft)
        about(session, client=stored.client_id, record=f"p-{stored.id}", detail={"new": path_id is None})
    return Saved(stored, _changes(stored.client_id))


def remove_path(centre: Centre, path_id: int) -> Saved[Path]:
    """Take back a path that was begun by mistake; it must have no steps. Raises Rejected, NotFound, NotAllowed."""
    with centre.write(Action.SAVE_PATH) as session:
        row = found(sbirts.path_row(session, path_id), _PATH_GONE)
        removed = _visible_path(session, path_id)
        if removed.steps:
            raise Rejected([_HAS_STEPS])
        sbirts.remove_path(session, row)
        about(session, client=removed.client_id, record=f"p-{path_id}", detail={"removed": True})
    return Saved(removed, _changes(removed.client_id))


def take_step(
    centre: Centre,
    path_id: int,
    step: SbirtsStep,
    result: StepResult,
    *,
    on: date | None = None,
    note: str = "",
    screening_id: int | None = None,
) -> Saved[PathStep]:
    """Note what became of a step, ``on`` that day (today for None); a screening may be named that it was.

    Raises Rejected, NotFound, NotAllowed.
    """
    with centre.write(Action.SAVE_PATH) as session:
        path = _visible_path(session, path_id)
        taken = add_step(centre, session, path, step, result, on=on, note=note, screening_id=screening_id)
        about(session, client=path.client_id, record=f"p-{path_id}", detail={"step": step.value})
    return Saved(taken, _changes(path.client_id))


def undo_step(centre: Centre, step_id: int) -> Saved[PathStep]:
    """Take back a step; the record it left, a screening or a referral, stays. Raises NotFound, NotAllowed."""
    with centre.write(Action.SAVE_PATH) as session:
        row = found(sbirts.step_row(session, step_id), _STEP_GONE)
        path = _visible_path(session, row.path_id)
        taken = next(step for step in path.steps if step.id == step_id)
        sbirts.remove_step(session, row)
        about(session, client=path.client_id, record=f"p-{path.id}", detail={"removed": True})
    return Saved(taken, _changes(path.client_id))


def add_step(
    centre: Centre,
    session: Session,
    path: Path,
    step: SbirtsStep,
    result: StepResult,
    *,
    on: date | None = None,
    note: str = "",
    screening_id: int | None = None,
    intervention_id: int | None = None,
    referral_id: int | None = None,
) -> PathStep:
    """Add a step within the caller's unit of work, which has asked whether the person may. Raises Rejected."""
    day = on or centre.today()
    problems = check_step(path, day, result, centre.today())
    if problems:
        raise Rejected(problems)
    return sbirts.add_step(
        session,
        {
            "path_id": path.id,
            "step": step,
            "on": day,
            "result": result,
            "note": note.strip(),
            "staff_name": centre.staff_name,
            "screening_id": screening_id,
            "intervention_id": intervention_id,
            "referral_id": referral_id,
        },
    )


def add_referral_step(centre: Centre, session: Session, path_id: int, referral: Referral) -> None:
    """Make a new referral a step of a path: to a group, or to treatment. Raises Rejected, NotFound, NotAllowed."""
    path = _visible_path(session, path_id)
    if path.client_id != referral.client_id:
        raise Rejected([_OTHER_CLIENT])
    group = centre.codes.institution_kinds[referral.institution_kind].paper is Paper.CARD
    step = SbirtsStep.SELF_HELP_GROUP if group else SbirtsStep.REFERRAL_TO_TREATMENT
    add_step(centre, session, path, step, StepResult.DONE, on=referral.on, referral_id=referral.id)


# --- brief interventions ---------------------------------------------------------------------------------------------


def save_intervention(
    centre: Centre,
    draft: InterventionDraft,
    *,
    intervention_id: int | None = None,
    version: int | None = None,
    path_id: int | None = None,
) -> Saved[Intervention]:
    """Store what was agreed (``intervention_id`` None), as a step of ``path_id`` if given, or correct it.

    What a corrected one said is kept. Raises Rejected, NotFound, NotAllowed.
    """
    problems = check_intervention(draft, centre.codes, centre.today())
    if problems:
        raise Rejected(problems)
    with centre.write(Action.SAVE_INTERVENTION) as session:
        found(clients.get(session, draft.client_id), _NO_CLIENT)
        if intervention_id is None:
            stored = sbirts.add_intervention(session, draft, centre.staff_name)
            if path_id is not None:
                path = _visible_path(session, path_id)
                if path.client_id != draft.client_id:
                    raise Rejected([_OTHER_CLIENT])
                step = SbirtsStep.BRIEF_INTERVENTION
                add_step(centre, session, path, step, StepResult.DONE, on=draft.on, intervention_id=stored.id)
        else:
            stored = _rewrite(centre, session, intervention_id, draft, version)
        about(session, client=stored.client_id, record=f"bi-{stored.id}", detail={"new": intervention_id is None})
    return Saved(stored, _changes(stored.client_id))


def looked_again(
    centre: Centre, intervention_id: int, result: str, *, on: date | None = None, again_on: date | None = None
) -> Saved[Intervention]:
    """Note what came of looking at it again; with ``again_on`` it stays open and comes up again on that day.

    Raises Rejected, NotFound, NotAllowed.
    """
    today = centre.today()
    day = on or today
    with centre.write(Action.SAVE_INTERVENTION) as session:
        before = _visible(session, intervention_id)
        words = "\n".join(part for part in (before.looked_result, result.strip()) if part)
        if again_on is None:
            draft = replace(draft_of(before), looked_on=day, looked_result=words)
        else:
            draft = replace(draft_of(before), look_again_on=again_on, looked_result=words)
        problems = list(check_intervention(draft, centre.codes, today))
        if again_on is not None and again_on <= today:
            problems.append(Problem("again_on", message(N_("Choose a later day."))))
        if problems:
            raise Rejected(problems)
        stored = _rewrite(centre, session, intervention_id, draft, None)
        about(session, client=stored.client_id, record=f"bi-{stored.id}", detail={"new": False})
    return Saved(stored, _changes(stored.client_id))


def remove_intervention(
    centre: Centre, intervention_id: int, reason: str, *, version: int | None = None
) -> Saved[Intervention]:
    """Take back what was recorded by mistake, with the step that it was; what it said is kept.

    Raises Rejected where no reason is given or another window changed it since ``version``; NotFound, NotAllowed.
    """
    if not reason.strip():
        raise Rejected([_NO_REASON])
    with centre.write(Action.SAVE_INTERVENTION) as session:
        removed = _visible(session, intervention_id)
        if version is not None and removed.version != version:
            raise Rejected([CHANGED_ELSEWHERE])
        revisions.keep(
            centre,
            session,
            INTERVENTION_KIND,
            intervention_id,
            removed.client_id,
            draft_of(removed),
            reason=reason,
            removed=True,
        )
        sbirts.remove_intervention(session, found(sbirts.intervention_row(session, intervention_id), _GONE))
        about(session, client=removed.client_id, record=f"bi-{intervention_id}", detail={"removed": True})
    return Saved(removed, _changes(removed.client_id))


# --- the first meeting -----------------------------------------------------------------------------------------------


def plan_meeting(centre: Centre, plan: MeetingPlan) -> Saved[MeetingPlan]:
    """Store the meeting that a client goes to first, in the place of the one fixed before.

    Raises Rejected, NotFound, NotAllowed.
    """
    with centre.write(Action.PLAN_MEETING) as session:
        referral = found(referrals.get(session, plan.referral_id), _REFERRAL_GONE)
        store_plan(session, plan, referral)
        about(session, client=referral.client_id, record=f"r-{referral.id}")
    return Saved(plan, ChangeSet.of(referral=referral.id, client=referral.client_id, sbirts=referral.client_id))


def store_plan(session: Session, plan: MeetingPlan, referral: Referral) -> None:
    """Store the first meeting within the caller's unit of work. Raises Rejected."""
    problems = check_plan(plan, referral.on)
    if problems:
        raise Rejected(problems)
    sbirts.store_plan(session, replace(plan, referral_id=referral.id))


def plan_of(centre: Centre, referral_id: int) -> MeetingPlan | None:
    """Return the meeting fixed with a referral, None where none was. Raises NotFound, NotAllowed."""
    with centre.look() as session:
        found(referrals.get(session, referral_id), _REFERRAL_GONE)
        return sbirts.plan(session, referral_id)


# --- what the above share --------------------------------------------------------------------------------------------


def path_draft(path: Path) -> PathDraft:
    """Return what staff can write of a stored path."""
    return PathDraft(**{name: getattr(path, name) for name in PathDraft.__dataclass_fields__})


def draft_of(intervention: Intervention) -> InterventionDraft:
    """Return what staff can write of a stored brief intervention."""
    return InterventionDraft(**{name: getattr(intervention, name) for name in InterventionDraft.__dataclass_fields__})


def _rewrite(
    centre: Centre, session: Session, intervention_id: int, draft: InterventionDraft, version: int | None
) -> Intervention:
    before = _visible(session, intervention_id)
    if before.client_id != draft.client_id:
        raise Rejected([_OTHER_CLIENT])
    if version is not None and before.version != version:
        raise Rejected([CHANGED_ELSEWHERE])
    if draft_of(before) != draft:
        revisions.keep(centre, session, INTERVENTION_KIND, intervention_id, before.client_id, draft_of(before))
    return sbirts.write_intervention(session, found(sbirts.intervention_row(session, intervention_id), _GONE), draft)


def _visible_path(session: Session, path_id: int) -> Path:
    path = found(sbirts.path(session, path_id), _PATH_GONE)
    restrictions.check_visible(session, path.client_id)
    return path


def _visible(session: Session, intervention_id: int) -> Intervention:
    intervention = found(sbirts.intervention(session, intervention_id), _GONE)
    restrictions.check_visible(session, intervention.client_id)
    return intervention


def _changes(client_id: int) -> ChangeSet:
    return ChangeSet.of(sbirts=client_id, client=client_id)
