"""What ``make soak`` says at the end: a table of zeros, or how to see again what was found."""

from __future__ import annotations

from tests.safety.programme import Result, code_now
from tests.safety.rows import BY_NAME, CONTROLS
from tests.safety.soak import held, table
from tests.safety.verdict import Judge, Verdict

KILL = BY_NAME["kill"]
(CONTROL,) = CONTROLS


def result(row: str, verdict: Verdict, *seeds: int, code: str = "") -> Result:
    return Result(row, verdict, seeds, 61.0, code or code_now())


def test_a_row_without_harm_holds_and_says_nothing_more() -> None:
    good = result("kill", Verdict(trials=3_000))
    assert held(KILL, good)
    head, row, total = table([KILL], {"kill": good}).splitlines()
    assert head.split()[:4] == ["fault", "trials", "lost", "half-done"]
    assert row.split()[-7:] == ["3,000", "0", "0", "0", "0", "61", "kill"]
    assert total == "1 minutes in all"


def test_a_row_with_harm_says_what_and_how_to_see_it_again() -> None:
    judge = Judge()
    judge.lost("client 甲-1")
    judge.lost("client 甲-2")
    found = result("kill", judge.verdict() + Verdict(trials=2), 7)
    assert (found.verdict.trials, found.verdict.lost) == (3, 1)
    assert not held(KILL, found)
    said = table([KILL], {"kill": found})
    assert "lost: client 甲-1" in said
    assert "make soak ROW=kill SEED=7" in said


def test_a_control_that_finds_nothing_proves_nothing() -> None:
    assert held(CONTROL, result(CONTROL.name, Verdict(trials=60, lost=40)))
    silent = result(CONTROL.name, Verdict(trials=60))
    assert not held(CONTROL, silent)
    assert "prove nothing" in table([CONTROL], {CONTROL.name: silent})


def test_a_row_that_ran_on_other_code_is_marked() -> None:
    said = table([KILL], {"kill": result("kill", Verdict(), code="older")})
    assert "kill *" in said
    assert "* ran on other code" in said
