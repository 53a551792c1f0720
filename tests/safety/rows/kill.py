"""kill -9 of a real process at any moment, or between and within its disk operations."""

from __future__ import annotations

from tests.safety.disturbed import acknowledged, disturbed, judge_after
from tests.safety.ground import Ground, chooser, fork
from tests.safety.operations import OPERATIONS
from tests.safety.rows.courses import course
from tests.safety.rows.row import Row
from tests.safety.shim.disk import Action
from tests.safety.verdict import Judge, Verdict


def trial(ground: Ground, seed: int) -> Verdict:
    """Kill an operation: every other time from outside after a while, else at one of its disk operations."""
    operation = OPERATIONS[seed % len(OPERATIONS)]
    choose = chooser("kill", seed)
    undisturbed = course(ground, operation.name)
    judge = Judge()
    with ground.copy(undisturbed.pattern) as case:
        nth = choose.randint(1, undisturbed.count())
        action = choose.choice((Action.KILL, Action.KILL_HALFWAY))
        from_outside = choose.random() < 0.5

        def plan() -> None:
            if not from_outside:
                ground.disk.plan(nth, action)

        process = fork(disturbed(ground, operation, case, plan))
        if from_outside:
            process.listen_until(choose.randint(0, len(undisturbed.states) - 2))
            process.listen(choose.uniform(0, undisturbed.seconds / len(undisturbed.states)))
            words = process.kill()
        else:
            words = process.listen_to_the_end()
        for word in words:
            if not word.startswith("done "):
                judge.unclear(f"{operation.name}: {word}")
        judge_after(undisturbed, case, acknowledged(words), judge)
        return judge.verdict()


ROW = Row("kill", "kill -9 in every operation that writes", trial, in_ci=100, in_soak=3_000)
