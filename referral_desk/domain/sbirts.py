"""SBIRTS: screening, brief intervention, referral to treatment, self-help group: a path one leaves and comes back to.

Source: docs/domain.md, "SBIRTS". The path is what staff and one client do about one problem; its steps are
what happened, each on a day. A step may be done again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from referral_desk.domain.codes import Goal, SbirtsStep, StepResult


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
