"""The path of SBIRTS: what comes next, where somebody was lost, and what may be agreed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_desk.domain.codes import Goal, SbirtsStep, StepResult
from referral_desk.domain.errors import Problem
from referral_desk.domain.sbirts import (
    InterventionDraft,
    MeetingPlan,
    Path,
    PathDraft,
    PathStep,
    check_intervention,
    check_path,
    check_plan,
    check_step,
)
from referral_desk.resources import code_book

CODES = code_book()
TODAY = date(2026, 11, 24)
S, BI, RT, GROUP = SbirtsStep
DONE, NOT_NEEDED, POSTPONED, DECLINED = StepResult
AGREED = InterventionDraft(client_id=1, on=TODAY, target="alcohol", goal=Goal.LESS, drinks_per_day=2, drink_grams=10)


def path(*steps: tuple[SbirtsStep, StepResult], ending: str = "") -> Path:
    taken = tuple(
        PathStep(id=number, path_id=1, step=step, on=TODAY, result=result, note="", staff_name="例田")
        for number, (step, result) in enumerate(steps, start=1)
    )
    ended = TODAY if ending else None
    return Path(
        id=1,
        version=1,
        client_id=1,
        target="alcohol",
        started_on=date(2026, 11, 1),
        ended_on=ended,
        ending=ending,
        staff_name="例田",
        steps=taken,
    )


@pytest.mark.parametrize(
    ("steps", "following"),
    [
        ((), S),
        (((S, DONE),), BI),
        (((S, DONE), (BI, DONE)), RT),
        (((S, DONE), (BI, NOT_NEEDED)), RT),
        (((S, DONE), (BI, POSTPONED)), BI),
        (((S, DONE), (BI, DECLINED)), RT),
        (((S, POSTPONED), (BI, DONE)), RT),
        (((GROUP, DONE),), None),
        (((S, DONE), (BI, DONE), (RT, NOT_NEEDED)), GROUP),
        (((S, DONE), (BI, DECLINED), (RT, DECLINED), (GROUP, DECLINED)), None),
    ],
)
def test_the_next_step_is_the_first_that_is_neither_done_nor_declined_nor_passed(
    steps: tuple[tuple[SbirtsStep, StepResult], ...], following: SbirtsStep | None
) -> None:
    assert path(*steps).next_step is following


def test_a_step_that_was_done_once_stays_done() -> None:
    assert path((BI, DONE), (BI, DECLINED)).reached(BI) is DONE


def test_of_what_was_never_done_the_latest_word_counts() -> None:
    assert path((RT, DECLINED), (RT, POSTPONED)).reached(RT) is POSTPONED
    assert path().reached(S) is None


@pytest.mark.parametrize(
    ("steps", "ending", "lost"),
    [
        (((S, DONE), (BI, DECLINED)), "", BI),
        (((S, DONE), (BI, DECLINED), (RT, DONE)), "", None),
        (((S, DONE), (RT, DECLINED), (GROUP, DECLINED)), "", GROUP),
        (((S, DONE),), "lost", BI),
        (((S, DONE),), "goal_reached", None),
        (((S, DONE), (BI, DONE)), "", None),
    ],
)
def test_somebody_is_lost_where_nothing_was_done_after_a_no_or_contact_ended(
    steps: tuple[tuple[SbirtsStep, StepResult], ...], ending: str, lost: SbirtsStep | None
) -> None:
    assert path(*steps, ending=ending).lost_at is lost


@given(st.lists(st.tuples(st.sampled_from(SbirtsStep), st.sampled_from(StepResult)), max_size=8))
def test_nobody_is_lost_at_a_step_that_was_done_or_before_it(steps: list[tuple[SbirtsStep, StepResult]]) -> None:
    walked = path(*steps)
    order = list(SbirtsStep)
    done = [order.index(step) for step in order if walked.reached(step) is DONE]
    for step in (walked.lost_at, walked.next_step):
        assert step is None or not done or order.index(step) > max(done)


def test_a_path_that_ended_says_how_and_when() -> None:
    draft = PathDraft(client_id=1, target="alcohol", started_on=TODAY)
    assert check_path(draft, CODES, TODAY) == ()
    assert fields(check_path(replace(draft, ending="lost"), CODES, TODAY)) == {"ending"}
    assert fields(check_path(replace(draft, ended_on=TODAY), CODES, TODAY)) == {"ending"}
    assert check_path(replace(draft, ended_on=TODAY, ending="lost"), CODES, TODAY) == ()
    early = replace(draft, ended_on=date(2026, 11, 23), ending="lost")
    assert fields(check_path(early, CODES, TODAY)) == {"ended_on"}
    assert fields(check_path(replace(draft, target="weather"), CODES, TODAY)) == {"target"}
    assert fields(check_path(replace(draft, started_on=date(2026, 11, 25)), CODES, TODAY)) == {"started_on"}


def test_no_step_is_taken_on_a_path_that_has_ended_or_in_the_future() -> None:
    assert fields(check_step(path(ending="lost"), TODAY, DONE, TODAY)) == {"path_id"}
    assert fields(check_step(path(), date(2026, 11, 25), DONE, TODAY)) == {"on"}


def test_only_what_was_done_may_be_older_than_the_path() -> None:
    before = date(2026, 10, 1)
    assert check_step(path(), before, DONE, TODAY) == ()
    assert fields(check_step(path(), before, DECLINED, TODAY)) == {"on"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"goal": None}, "goal"),
        ({"goal": Goal.OTHER}, "goal_words"),
        ({"drinks_per_day": 51.0}, "drinks_per_day"),
        ({"drinks_per_day": -0.5}, "drinks_per_day"),
        ({"drink_grams": 0}, "drink_grams"),
        ({"dry_days": 8}, "dry_days"),
        ({"look_again_on": TODAY}, "look_again_on"),
        ({"looked_on": date(2026, 11, 25)}, "looked_on"),
        ({"on": date(2026, 11, 25)}, "on"),
        ({"target": ""}, "target"),
    ],
)
def test_what_cannot_be_agreed_stands_under_its_field(changes: dict[str, Any], field: str) -> None:
    assert check_intervention(AGREED, CODES, TODAY) == ()
    assert field in fields(check_intervention(replace(AGREED, **changes), CODES, TODAY))


def test_a_first_meeting_lies_after_the_referral_and_they_meet_before_it() -> None:
    plan = MeetingPlan(referral_id=1, on=TODAY, at="19:00", meet_time="18:40")
    assert check_plan(plan, TODAY) == ()
    assert fields(check_plan(replace(plan, on=date(2026, 11, 23)), TODAY)) == {"on"}
    assert fields(check_plan(replace(plan, meet_time="19:10"), TODAY)) == {"meet_time"}
    assert fields(check_plan(replace(plan, at="7時"), TODAY)) == {"at"}


def fields(problems: tuple[Problem, ...]) -> set[str]:
    return {problem.field for problem in problems}
