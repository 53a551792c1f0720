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


def make_funnel(paths: Iterable[FunnelPath]) -> Funnel:
    """Count paths."""
    counted = tuple(paths)
    introduced = [path for path in counted if path.results[SbirtsStep.SELF_HELP_GROUP] is StepResult.DONE]
    warm = [path for path in introduced if path.mode is not None and path.mode.warm]
    other = [path for path in introduced if path.mode is not None and not path.mode.warm]
    return Funnel(
        paths=len(counted),
        persons=len({path.person for path in counted}),
        rows=tuple(_row(step, counted) for step in SbirtsStep),
        warm=len(warm),
        warm_attended=sum(path.attended for path in warm),
        other=len(other),
        other_attended=sum(path.attended for path in other),
    )


def _row(step: SbirtsStep, paths: tuple[FunnelPath, ...]) -> FunnelRow:
    def having(result: StepResult | None) -> int:
        return sum(path.results[step] is result for path in paths)

    done = having(StepResult.DONE)
    return FunnelRow(
        step=step,
        done=done,
        not_needed=having(StepResult.NOT_NEEDED),
        postponed=having(StepResult.POSTPONED),
        declined=having(StepResult.DECLINED),
        open=having(None),
        lost=sum(_lost_at(path) is step for path in paths),
        share=rate(done, len(paths)),
    )


def _lost_at(path: FunnelPath) -> SbirtsStep | None:
    """The last step that was declined, if nothing was done after it."""
    for step in reversed(SbirtsStep):
        if path.results[step] is StepResult.DONE:
            return None
        if path.results[step] is StepResult.DECLINED:
            return step
    return None
