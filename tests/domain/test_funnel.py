"""The funnel of SBIRTS: who came through each step, who was lost, who came to a group."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from referral_desk.domain.codes import HandoffMode, SbirtsStep, StepResult
from referral_desk.domain.funnel import make_funnel
from referral_desk.domain.tally_counts import FunnelPath

S, BI, RT, GROUP = SbirtsStep
DONE, NOT_NEEDED, POSTPONED, DECLINED = StepResult


def path(
    *results: StepResult | None, person: str = "1", mode: HandoffMode | None = None, attended: bool = False
) -> FunnelPath:
    return FunnelPath(person, "alcohol", dict(zip(SbirtsStep, results, strict=True)), mode, attended)


def test_a_person_with_two_paths_is_one_person() -> None:
    funnel = make_funnel([path(DONE, None, None, None), path(DONE, DONE, None, None)])
    assert (funnel.paths, funnel.persons) == (2, 1)
    assert [row.done for row in funnel.rows] == [2, 1, 0, 0]
    assert [row.share for row in funnel.rows] == [100.0, 50.0, 0.0, 0.0]


def test_somebody_is_lost_at_the_last_no_if_nothing_was_done_after_it() -> None:
    funnel = make_funnel([path(DONE, DECLINED, None, None), path(DONE, DECLINED, None, DONE)])
    assert [row.lost for row in funnel.rows] == [0, 1, 0, 0]
    assert [row.declined for row in funnel.rows] == [0, 2, 0, 0]


def test_who_came_is_told_apart_by_how_she_was_introduced() -> None:
    warm, cold = HandoffMode.THREE_WAY_CALL, HandoffMode.INFORMATION_ONLY
    funnel = make_funnel(
        [
            path(DONE, DONE, None, DONE, mode=warm, attended=True),
            path(DONE, DONE, None, DONE, mode=warm),
            path(DONE, DONE, None, DONE, mode=cold),
            path(DONE, DONE, None, DONE),  # still to come
        ]
    )
    assert (funnel.warm, funnel.warm_attended, funnel.warm_rate) == (2, 1, 50.0)
    assert (funnel.other, funnel.other_attended, funnel.other_rate) == (1, 0, 0.0)


def test_without_paths_there_is_no_share() -> None:
    funnel = make_funnel([])
    assert (funnel.paths, funnel.persons, funnel.warm_rate) == (0, 0, None)
    assert all(row.share is None for row in funnel.rows)


@given(st.lists(st.tuples(*(st.sampled_from([None, *StepResult]) for _step in SbirtsStep)), max_size=12))
def test_every_path_stands_in_one_column_of_each_step(walked: list[tuple[StepResult | None, ...]]) -> None:
    funnel = make_funnel([path(*results) for results in walked])
    for row in funnel.rows:
        assert row.done + row.not_needed + row.postponed + row.declined + row.open == funnel.paths
        assert row.lost <= row.declined
