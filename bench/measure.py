"""Timing two things in turn, so that a busy machine slows both."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Comparison:
    """One line of the table: medians in seconds, and how many times the reference ours may take."""

    name: str
    reference: float
    ours: float
    limit: float

    @property
    def ratio(self) -> float:
        """How many times the reference's time ours takes."""
        return self.ours / self.reference

    @property
    def within(self) -> bool:
        """Whether the ratio keeps the limit."""
        return self.ratio <= self.limit

    def line(self) -> str:
        """Return the line as it is printed."""
        times = f"{self.reference * 1000:>9.1f} ms{self.ours * 1000:>9.1f} ms"
        return f"{self.name:44}{times}{self.ratio:>8.2f}{self.limit:>8.1f}"


def seconds(action: Callable[[], object]) -> float:
    """Return the wall time of one call, in seconds."""
    begin = time.perf_counter()
    action()
    return time.perf_counter() - begin


def median_of(times: Sequence[float]) -> float:
    """Return the median of times in seconds."""
    return statistics.median(times)


def compare(
    name: str,
    reference: Callable[[], float],
    ours: Callable[[], float],
    *,
    limit: float,
    rounds: int,
    warm_up: int = 1,
) -> Comparison:
    """Run both alternately; each returns the seconds it took. The first ``warm_up`` rounds are not counted."""
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(warm_up + rounds):
        pair = (reference(), ours())
        if turn >= warm_up:
            times[0].append(pair[0])
            times[1].append(pair[1])
    return Comparison(name, statistics.median(times[0]), statistics.median(times[1]), limit)
