"""How the window words a path of SBIRTS: its steps, what came of them, what was agreed. Plain Python."""

from __future__ import annotations

from referral_desk.domain.codes import CodeBook, SbirtsStep, StepResult
from referral_desk.domain.documents.goal_sheet import goal_words
from referral_desk.domain.sbirts import Intervention, MeetingPlan, Path, PathStep
from referral_desk.i18n import _, language
from referral_desk.ui.dates import short_date

LETTERS = {
    SbirtsStep.SCREENING: "S",
    SbirtsStep.BRIEF_INTERVENTION: "BI",
    SbirtsStep.REFERRAL_TO_TREATMENT: "RT",
    SbirtsStep.SELF_HELP_GROUP: "S",
}


def path_words(path: Path, codes: CodeBook) -> str:
    """Return what a path is about: アルコール(家族) R8.11.1(日)から."""
    about = codes.targets.label(path.target, language())
    if path.for_family:
        about = _("{target}, for the family").format(target=about)
    if path.ended_on is None:
        return _("{about}, since {day}").format(about=about, day=short_date(path.started_on))
    return _("{about}, {first} to {last}").format(
        about=about, first=short_date(path.started_on), last=short_date(path.ended_on)
    )


def state_words(path: Path, step: SbirtsStep, codes: CodeBook) -> str:
    """Return how far a step has come: done on a day, what was said, next, or not yet."""
    taken = [each for each in path.steps if each.step is step]
    result = path.reached(step)
    if result is StepResult.DONE:
        last = next(each for each in reversed(taken) if each.result is StepResult.DONE)
        return _("Done on {day}").format(day=short_date(last.on))
    if result is not None:
        label = codes.step_results.label(result, language())
        return _("{result} ({day})").format(result=label, day=short_date(taken[-1].on))
    return _("Next") if path.open and path.next_step is step else _("Not yet")


def step_note(each: PathStep) -> str:
    """Return who noted a step, and what she wrote."""
    return "  ".join(part for part in (each.staff_name, each.note) if part)


def agreed_words(agreed: Intervention) -> str:
    """Return what was agreed on one line."""
    parts = [goal_words(agreed, _)]
    if agreed.drinks_per_day is not None:
        parts.append(_("{drinks} drinks a day at most").format(drinks=f"{agreed.drinks_per_day:g}"))
    if agreed.dry_days is not None:
        parts.append(_("{days} days a week without").format(days=agreed.dry_days))
    return " ・ ".join(part for part in parts if part) if language() == "ja" else " · ".join(filter(None, parts))


def plan_words(plan: MeetingPlan) -> str:
    """Return the first meeting that was fixed: day, place, where to meet, who comes along."""
    parts = [f"{short_date(plan.on)} {plan.at}".strip(), plan.venue]
    meet = f"{plan.meet_time} {plan.meet_at}".strip()
    if meet:
        parts.append(_("meet {where}").format(where=meet))
    if plan.companion:
        parts.append(_("with {name}").format(name=plan.companion))
    return "  ".join(part for part in parts if part)
