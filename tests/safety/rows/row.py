"""One row of the programme: a fault, its trial, and how many trials there are."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.safety.ground import Ground
from tests.safety.verdict import Verdict

Trial = Callable[[Ground, int], Verdict]
Seeds = Callable[[Ground, int], Sequence[int]]


@dataclass(frozen=True)
class Row:
    """A fault and the trial that shows what becomes of it; the same seed gives the same trial."""

    name: str
    fault: str
    trial: Trial
    in_ci: int
    """How many seeds a short run takes."""
    in_soak: int = 0
    """How many a long one takes; for "every operation", how often it goes over all of them."""
    every: Seeds | None = None
    """The seeds of the nth turn over every disk operation, where that is what the row is about."""

    def seeds(self, ground: Ground, *, soak: bool) -> Sequence[int]:
        """Return the seeds of a run; a short one takes a sample of every operation."""
        if self.every is None:
            return range(self.in_soak if soak else self.in_ci)
        if soak:
            return [seed for turn in range(self.in_soak) for seed in self.every(ground, turn)]
        all_turns = [seed for turn in range(TURNS_IN_CI) for seed in self.every(ground, turn)]
        return sorted(random.Random(self.name).sample(all_turns, min(self.in_ci, len(all_turns))))


PLACES = 10_000
TURNS = 100
TURNS_IN_CI = 5


def seed_of(operation: int, place: int, turn: int) -> int:
    """Return the seed of a turn at the nth place of an operation."""
    return (operation * PLACES + place) * TURNS + turn


def place_of(seed: int) -> tuple[int, int, int]:
    """Return operation, place and turn of such a seed."""
    rest, turn = divmod(seed, TURNS)
    return *divmod(rest, PLACES), turn
