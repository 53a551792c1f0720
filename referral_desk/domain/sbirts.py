"""SBIRTS: screening, brief intervention, referral to treatment, self-help group: a path one leaves and comes back to.

Source: docs/domain.md, "SBIRTS". The path is what staff and one client do about one problem; its steps are
what happened, each on a day. A step may be done again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from referral_desk.domain.codes import CodeBook, Goal, SbirtsStep, StepResult
from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, message

DRINKS_LIMIT = 50
"""More drinks a day than this is a slip of the keyboard."""

_AFTER_TODAY = message(N_("This day lies in the future."))


LOST_ENDINGS = ("declined", "lost")
"""Codes of the list path_endings that say that the client was lost on the way."""


@dataclass(frozen=True, kw_only=True)
class PathDraft:
    """One path.

    ``target`` is a code of the list targets; ``for_family``: the client is a relative of who has the problem.
    ``ending`` is a code of the list path_endings, "" while ``ended_on`` is None.
    """

    client_id: int
    target: str
    started_on: date
    for_family: bool = False
    ended_on: date | None = None
    ending: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class PathStep:
    """One thing that happened on a path; at most one of the three ids says which record it left."""

    id: int
    path_id: int
    step: SbirtsStep
    on: date
    result: StepResult
    note: str
    staff_name: str
    screening_id: int | None = None
    intervention_id: int | None = None
    referral_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Path(PathDraft):
    """A stored path with its steps, by day and then order of entry."""

    id: int
    version: int
    staff_name: str
    steps: tuple[PathStep, ...] = ()

    @property
    def open(self) -> bool:
        """Whether staff are still on it."""
        return self.ended_on is None

    def reached(self, step: SbirtsStep) -> StepResult | None:
        """What became of ``step``: done if it ever was, else what was noted last; None where nothing was."""
        results = [each.result for each in self.steps if each.step is step]
        if StepResult.DONE in results:
            return StepResult.DONE
        return results[-1] if results else None

    @property
    def next_step(self) -> SbirtsStep | None:
        """The first step that is neither done nor declined nor not needed; None where no step is left.

        A step that was put off comes again. Once a later step is done, those before it are passed.
        """
        ahead: SbirtsStep | None = None
        for step in reversed(SbirtsStep):
            result = self.reached(step)
            if result is StepResult.DONE:
                break
            if result in (None, StepResult.POSTPONED):
                ahead = step
        return ahead

    @property
    def lost_at(self) -> SbirtsStep | None:
        """The step at which the client was lost: declined with nothing done after it, or, on a path that has ended
        otherwise than well, the one that would have come next. None where she is not lost.
        """
        for step in reversed(SbirtsStep):
            result = self.reached(step)
            if result is StepResult.DONE:
                break
            if result is StepResult.DECLINED:
                return step
        return self.next_step if self.ending in LOST_ENDINGS else None


@dataclass(frozen=True, kw_only=True)
class InterventionDraft:
    """What was agreed in a brief intervention.

    ``drinks_per_day`` at most, of ``drink_grams`` grams of alcohol each; ``dry_days`` a week, 0 to 7; both None where
    not agreed. ``look_again_on``: when staff look at it together with the client; ``looked_on`` and ``looked_result``
    say what came of it.
    """

    client_id: int
    on: date
    target: str
    goal: Goal | None = None
    goal_words: str = ""
    drinks_per_day: float | None = None
    drink_grams: int = 0
    dry_days: int | None = None
    what_helps: str = ""
    look_again_on: date | None = None
    looked_on: date | None = None
    looked_result: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Intervention(InterventionDraft):
    """A stored brief intervention."""

    id: int
    version: int
    staff_name: str


@dataclass(frozen=True, kw_only=True)
class MeetingPlan:
    """Which meeting the client goes to first: fixed on the phone with the group.

    ``on`` and ``at`` ("19:00") are the meeting's, in ``venue``; ``meet_at`` says where to meet before, ``meet_time``
    when ("18:40"), ``companion`` who comes along.
    """

    referral_id: int
    on: date
    at: str = ""
    venue: str = ""
    meet_at: str = ""
    meet_time: str = ""
    companion: str = ""
    note: str = ""


@dataclass(frozen=True)
class LookAgain:
    """A brief intervention to be looked at again; ``days_over`` is positive when overdue, negative when to come."""

    intervention_id: int
    client_id: int
    client_number: str
    client_name: str
    client_kana: str
    client_birth: date | None
    target: str
    goal: Goal | None
    look_again_on: date
    days_over: int


def check_path(draft: PathDraft, codes: CodeBook, today: date) -> tuple[Problem, ...]:
    """Return what is wrong with a path, field by field; empty when it may be stored."""
    problems = []
    if draft.target not in codes.targets:
        problems.append(Problem("target", message(N_("Choose what it is about."))))
    if draft.started_on > today:
        problems.append(Problem("started_on", _AFTER_TODAY))
    if (draft.ended_on is None) is not (draft.ending == "") or (
        draft.ending and draft.ending not in codes.path_endings
    ):
        problems.append(Problem("ending", message(N_("Say how it ended, and when."))))
    if draft.ended_on is not None and draft.ended_on < draft.started_on:
        problems.append(Problem("ended_on", message(N_("It ends before it begins."))))
    elif draft.ended_on is not None and draft.ended_on > today:
        problems.append(Problem("ended_on", _AFTER_TODAY))
    return tuple(problems)


def check_step(path: Path, on: date, result: StepResult, today: date) -> tuple[Problem, ...]:
    """Return what speaks against noting ``result`` of a step ``on`` a day."""
    problems = []
    if not path.open:
        problems.append(Problem("path_id", message(N_("This path has ended. Open it again first."))))
    if on > today:
        problems.append(Problem("on", _AFTER_TODAY))
    elif on < path.started_on and result is not StepResult.DONE:  # a screening may be older than the path
        problems.append(Problem("on", message(N_("This lies before the beginning of the path."))))
    return tuple(problems)


def check_intervention(draft: InterventionDraft, codes: CodeBook, today: date) -> tuple[Problem, ...]:
    """Return what is wrong with what was agreed, field by field; empty when it may be stored."""
    problems = []
    if draft.target not in codes.targets:
        problems.append(Problem("target", message(N_("Choose what it is about."))))
    if draft.on > today:
        problems.append(Problem("on", _AFTER_TODAY))
    if draft.goal is None:
        problems.append(Problem("goal", message(N_("Choose what was agreed."))))
    elif draft.goal is Goal.OTHER and not draft.goal_words.strip():
        problems.append(Problem("goal_words", message(N_("Write what was agreed."))))
    if draft.drinks_per_day is not None and not 0 <= draft.drinks_per_day <= DRINKS_LIMIT:
        problems.append(Problem("drinks_per_day", message(N_("Enter 0 to {limit} drinks."), limit=DRINKS_LIMIT)))
    if draft.drinks_per_day is not None and draft.drink_grams <= 0:
        problems.append(Problem("drink_grams", message(N_("Say how much alcohol one drink holds."))))
    if draft.dry_days is not None and not 0 <= draft.dry_days <= 7:
        problems.append(Problem("dry_days", message(N_("Enter 0 to 7 days."))))
    if draft.look_again_on is not None and draft.look_again_on <= draft.on:
        problems.append(Problem("look_again_on", message(N_("Look at it again on a later day."))))
    if draft.looked_on is not None and not draft.on <= draft.looked_on <= today:
        problems.append(Problem("looked_on", message(N_("This lies before the conversation, or in the future."))))
    return tuple(problems)


def check_plan(plan: MeetingPlan, referred_on: date) -> tuple[Problem, ...]:
    """Return what is wrong with the first meeting that was fixed, field by field."""
    problems = []
    if plan.on < referred_on:
        problems.append(Problem("on", message(N_("The meeting lies before the referral."))))
    for field in ("at", "meet_time"):
        written = getattr(plan, field)
        if written and not _is_clock(written):
            problems.append(Problem(field, message(N_("Write the time like 19:00."))))
    if plan.meet_time and plan.at and not problems and plan.meet_time > plan.at:
        problems.append(Problem("meet_time", message(N_("They would meet after the meeting has begun."))))
    return tuple(problems)


def _is_clock(written: str) -> bool:
    """Whether ``written`` is HH:MM, two digits each."""
    try:
        return f"{time.fromisoformat(written):%H:%M}" == written
    except ValueError:
        return False
