"""A power cut after every operation on a file: what was not synced is lost, torn, or there."""

from __future__ import annotations

from collections.abc import Sequence

from tests.safety.disturbed import Course, judge_after
from tests.safety.ground import Ground, chooser
from tests.safety.operations import OPERATIONS
from tests.safety.operations.records import UNSYNCED
from tests.safety.rows.courses import course
from tests.safety.rows.row import Row, place_of, seed_of
from tests.safety.shim.disk import Kind
from tests.safety.shim.replay import PowerCut, Survives
from tests.safety.verdict import Judge, Verdict

WAYS = tuple(Survives)


def every(ground: Ground, turn: int) -> Sequence[int]:
    """Return a seed for the moment after each operation of the disk in each of ours."""
    return [
        seed_of(number, place, turn)
        for number, operation in enumerate(OPERATIONS)
        if turn < operation.turns
        for place in range(1, len(course(ground, operation.name).log[0]) + 1)
    ]


def trial(ground: Ground, seed: int) -> Verdict:
    """Cut the power once, in the way the seed says, and start again on what is left."""
    number, place, turn = place_of(seed)
    judge = Judge()
    cut(ground, course(ground, OPERATIONS[number].name), place, turn, judge)
    return judge.verdict()


def cut(ground: Ground, undisturbed: Course, place: int, turn: int, judge: Judge) -> None:
    """Judge the disk after ``place`` operations."""
    log, files, folder = undisturbed.log
    choose = chooser(f"power-cut {undisturbed.operation.name} {place}", turn)
    done = log[:place]
    steps = sum(each.kind is Kind.MARK for each in done)
    with ground.folder() as left:
        PowerCut(undisturbed.before, done, folder, files).leave(left, WAYS[turn % len(WAYS)], choose)
        judge_after(undisturbed, undisturbed.pattern.at(left), steps, judge, again=turn % 4 == 0)


def trial_without_syncs(ground: Ground, seed: int) -> Verdict:
    """Cut the power on saves that do not wait for the disk: this must lose what was acknowledged."""
    judge = Judge()
    undisturbed = course(ground, UNSYNCED.name)
    place = chooser("power-cut without syncs", seed).randint(1, len(undisturbed.log[0]))
    cut(ground, undisturbed, place, seed, judge)
    return judge.verdict()


ROW = Row("power-cut", "a power cut after every disk operation", trial, in_ci=500, in_soak=50, every=every)
CONTROL = Row(
    "power-cut-control",
    "a power cut where saves do not wait for the disk, which must lose",
    trial_without_syncs,
    60,
    600,
)
