"""An operation done undisturbed, for comparison, and done in a process that something happens to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from time import monotonic

from referral_desk.db import soundness
from tests.safety.contents import AtLeast, difference
from tests.safety.ground import TOLD, Case, Ground, Job, Say, copy_tree, fork, in_a_word
from tests.safety.operations.operation import Operation, State
from tests.safety.shim.disk import CHANGES, Action, Done, Kind, read_log
from tests.safety.shim.replay import files_by_inode
from tests.safety.verdict import Judge

NEVER = 1 << 40


@dataclass
class Course:
    """How an operation goes when nothing happens."""

    ground: Ground
    operation: Operation

    @property
    def pattern(self) -> Case:
        """The case it begins with."""
        return self.ground.pattern(self.operation.pattern)

    @cached_property
    def states(self) -> list[State]:
        """What a restarted program sees before the first step, and after each."""
        with self.ground.copy(self.pattern) as case:
            steps = self.operation.steps(case)
            states = [self._seen(case)]
            for step in steps:
                step.do()
                states.append(self._seen(case))
        return states

    def _seen(self, case: Case) -> State:
        with self.ground.folder() as place:
            copy_tree(case.place, place)
            for left in place.rglob("*-shm"):
                left.unlink()
            return self.operation.look(case.at(place))

    @cached_property
    def seconds(self) -> float:
        """How long it takes."""
        return self._measured[0]

    def count(self, kinds: Kind = CHANGES) -> int:
        """Return how many operations of these kinds the disk does for it."""
        if kinds not in self._counts:
            self._measure(kinds)
        return self._counts[kinds]

    @cached_property
    def _counts(self) -> dict[Kind, int]:
        return {}

    @cached_property
    def _measured(self) -> tuple[float, int]:
        return self._measure(CHANGES)

    def _measure(self, kinds: Kind) -> tuple[float, int]:
        with self.ground.copy(self.pattern) as case:
            began = monotonic()
            words = fork(undisturbed(self.ground, self.operation, case, kinds)).listen_to_the_end()
            seconds = monotonic() - began
        assert words[-1].startswith("count "), words
        self._counts[kinds] = int(words[-1].split()[1])
        return seconds, self._counts[kinds]

    @cached_property
    def log(self) -> tuple[list[Done], dict[int, str], Path]:
        """What it does to the disk, the files it begins with, and the folder it worked in."""
        with self.ground.copy(self.pattern) as case:
            steps = self.operation.steps(case)
            before = self.ground.scratch / f"before-{self.operation.name}"
            before.mkdir()
            copy_tree(case.place, before)
            files = files_by_inode(case.place)
            path = self.ground.scratch / f"log-{self.operation.name}"

            def job(say: Say) -> None:
                self.ground.disk.watch(case.place)
                self.ground.disk.log_to(path)
                for step in steps:
                    step.do()
                    self.ground.disk.mark(step.name)

            words = fork(job).listen_to_the_end()
            assert words == [], words
            return read_log(path), files, case.place

    @property
    def before(self) -> Path:
        """The folder as it was before the first operation of the log."""
        return self.ground.scratch / f"before-{self.operation.name}"


def undisturbed(ground: Ground, operation: Operation, case: Case, kinds: Kind) -> Job:
    """Return a job that does the operation and says at the end how often the disk was used."""
    steps = operation.steps(case)

    def job(say: Say) -> None:
        ground.disk.watch(case.place)
        ground.disk.plan(NEVER, Action.FAIL, kinds=kinds)
        for step in steps:
            step.do()
        say(f"count {ground.disk.count()}")

    return job


def disturbed(ground: Ground, operation: Operation, case: Case, plan: Callable[[], None]) -> Job:
    """Return a job that does the operation on a disk with a ``plan`` and says each step that is done.

    A step that says it failed is tried once more on a disk that is well again, as a person would.
    """
    steps = operation.steps(case)

    def job(say: Say) -> None:
        ground.disk.watch(case.place)
        plan()
        for step in steps:
            try:
                step.do()
            except TOLD as fault:
                say(in_a_word(fault))
                ground.disk.calm()
                step.do()
            say(f"done {step.name}")

    return job


def acknowledged(words: list[str]) -> int:
    """Return how many steps were said to be done."""
    return sum(word.startswith("done ") for word in words)


def judge_after(course: Course, case: Case, steps: int, judge: Judge, *, again: bool = True) -> None:
    """Restart on what is left and see whether the first ``steps`` are there, nothing is half, and (``again``) work
    goes on.
    """
    operation = course.operation
    try:
        state = operation.look(case)
    except Exception as error:
        judge.lost(f"it does not open: {in_a_word(error)}")
        return
    for part, found in state.items():
        right = [each[part] for each in course.states[steps : steps + 2]]
        if isinstance(found, AtLeast):
            if not found >= right[0]:
                judge.lost(f"{part} after {steps} steps: {difference(found, right[0])}")
        elif found not in right:
            earlier = any(found == each[part] for each in course.states[:steps])
            (judge.lost if earlier else judge.half_done)(f"{part} after {steps} steps: {difference(found, right[0])}")
    for centre in {case.centre.folder, *(path.parent for path in case.place.glob("*/keys.json"))}:
        key = operation.key(case) if centre == case.centre.folder else None
        for finding in soundness.check(centre, key, deep=True):
            if finding.severity is soundness.Severity.DAMAGE:
                judge.silently_wrong(f"the check finds {finding.code} in {centre.name}")
    try:
        if again:
            operation.again(case)
    except Exception as error:
        judge.lost(f"no more work is possible: {in_a_word(error)}")
