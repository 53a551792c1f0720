"""How many came through each step of SBIRTS, and where they were lost.

What is counted are the paths that began in the period, as far as they have come; a closed month keeps how far they had
come when it was submitted. A path is one person and one problem, so a person may stand behind two.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from referral_desk.domain.codes import SbirtsStep, StepResult
from referral_desk.domain.tally_counts import FunnelPath, rate


@dataclass(frozen=True)
class FunnelRow:
    """One step: how many did it, passed it, put it off, said no, and of how many nothing is noted; ``share`` of all.

    ``lost``: those who said no here and did nothing after it.
    """

    step: SbirtsStep
    done: int
    not_needed: int
    postponed: int
    declined: int
    open: int
    lost: int
    share: float | None


@dataclass(frozen=True)
class Funnel:
    """The steps in their order, of how many paths and persons, and who came to a group after which introduction."""

    paths: int
    persons: int
    rows: tuple[FunnelRow, ...]
    warm: int
    warm_attended: int
    other: int
    other_attended: int

    @property
    def warm_rate(self) -> float | None:
        """How many came after a warm introduction, in percent; None where there was none."""
        return rate(self.warm_attended, self.warm)

    @property
    def other_rate(self) -> float | None:
        """How many came after any other introduction, in percent."""
        return rate(self.other_attended, self.other)


STEP_COLUMNS = ("done", "not_needed", "postponed", "declined", "open", "lost")
WARM, OTHER = "warm", "other"
"""The rows of those who were introduced to a group by a warm handoff, and by any other."""


def stands_behind(path: FunnelPath, code: str, column: str) -> bool:
    """Say whether a path is counted by a figure.

    ``code`` is a step with one of ``STEP_COLUMNS``, WARM or OTHER with "introduced" or "attended", or "" for all paths.
    """
    if not code:
        return True
    if code in (WARM, OTHER):
        introduced = path.results[SbirtsStep.SELF_HELP_GROUP] is StepResult.DONE and path.mode is not None
        if not introduced or path.mode is None or path.mode.warm is not (code == WARM):
            return False
        return path.attended or column == "introduced"
    step = SbirtsStep(code)
    if column == "lost":
        return _lost_at(path) is step
    return path.results[step] is (None if column == "open" else StepResult(column))


def make_funnel(paths: Iterable[FunnelPath]) -> Funnel:
    """Count paths."""
    counted = tuple(paths)

    def count(code: str, column: str) -> int:
        return sum(stands_behind(path, code, column) for path in counted)

    def row(step: SbirtsStep) -> FunnelRow:
        found = {column: count(step, column) for column in STEP_COLUMNS}
        return FunnelRow(step=step, share=rate(found["done"], len(counted)), **found)

    return Funnel(
        paths=len(counted),
        persons=len({path.person for path in counted}),
        rows=tuple(row(step) for step in SbirtsStep),
        warm=count(WARM, "introduced"),
        warm_attended=count(WARM, "attended"),
        other=count(OTHER, "introduced"),
        other_attended=count(OTHER, "attended"),
    )


def _lost_at(path: FunnelPath) -> SbirtsStep | None:
    """The last step that was declined, if nothing was done after it."""
    for step in reversed(SbirtsStep):
        if path.results[step] is StepResult.DONE:
            return None
        if path.results[step] is StepResult.DECLINED:
            return step
    return None
