"""A full disk and a failing one, at every operation on a file."""

from __future__ import annotations

import errno
from collections.abc import Sequence

from tests.safety.disturbed import acknowledged, disturbed, judge_after
from tests.safety.ground import Ground, chooser, fork
from tests.safety.operations import OPERATIONS
from tests.safety.rows.courses import course
from tests.safety.rows.row import Row, place_of, seed_of
from tests.safety.shim.disk import CHANGES, Action, Kind
from tests.safety.verdict import Judge, Verdict

READING = CHANGES | Kind.READ


def every(ground: Ground, turn: int) -> Sequence[int]:
    """Return a seed for each operation of the disk in each of ours."""
    return [
        seed_of(number, place, turn)
        for number, operation in enumerate(OPERATIONS)
        if turn < operation.turns
        for place in range(1, course(ground, operation.name).count() + 1)
    ]


def trial(ground: Ground, seed: int) -> Verdict:
    """Let the disk fail once, or from then on, or in the middle of a write; a turn in five when reading, too."""
    number, place, turn = place_of(seed)
    operation = OPERATIONS[number]
    choose = chooser("disk-errors", seed)
    undisturbed = course(ground, operation.name)
    error = choose.choice((errno.ENOSPC, errno.EIO))
    action = choose.choice((Action.FAIL, Action.FAIL, Action.FAIL_FROM_NOW_ON, Action.SHORTEN))
    kinds = CHANGES
    if turn % 5 == 4:
        kinds, error, action = READING, errno.EIO, Action.FAIL
        place = choose.randint(1, undisturbed.count(READING))
    judge = Judge()
    with ground.copy(undisturbed.pattern) as case:
        process = fork(disturbed(ground, operation, case, lambda: ground.disk.plan(place, action, error, kinds)))
        words = process.listen_to_the_end()
        for word in words:
            if word.startswith("defect "):
                judge.unclear(f"{operation.name}: {word}")
        judge_after(undisturbed, case, acknowledged(words), judge, again=turn % 4 == 0)
        return judge.verdict()


ROW = Row("disk-errors", "a full or failing disk at every disk operation", trial, in_ci=300, in_soak=50, every=every)
