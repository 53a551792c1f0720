"""No cell of an anonymised data set stands for fewer than a few people, and nothing is counted twice."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_desk.domain.small_cells import ANY, Counted, without_small_cells


def people(count: int, *codes: str, first: int = 0) -> list[Counted]:
    return [Counted(codes, f"p{first + number}") for number in range(count)]


def test_a_cell_of_enough_people_stays_as_it_is() -> None:
    assert without_small_cells(people(5, "office", "f"), (1,)).cells == ((("office", "f"), 5),)


def test_many_entries_of_few_people_are_still_few_people() -> None:
    rows = [Counted(("office", "f"), "p1", 40), Counted(("office", "f"), "p2", 40)]
    given_out = without_small_cells(rows, (1,))
    assert given_out.cells == ()
    assert given_out.left_out


def test_small_cells_lose_a_code_and_go_together() -> None:
    rows = people(3, "office", "f") + people(2, "office", "m", first=3) + people(9, "group", "f", first=5)
    cells = dict(without_small_cells(rows, (1,)).cells)
    assert cells == {("office", ANY): 5, ("group", "f"): 9}


def test_what_is_small_to_the_end_is_left_out_and_that_is_said() -> None:
    given_out = without_small_cells(people(4, "office", "f"), (1, 0))
    assert (given_out.cells, given_out.left_out) == ((), True)


def test_a_smallest_of_one_is_no_protection() -> None:
    with pytest.raises(ValueError, match="one person"):
        without_small_cells([], (0,), smallest=1)


ROWS = st.lists(
    st.builds(
        Counted,
        st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.sampled_from("fm")),
        st.sampled_from([f"p{number}" for number in range(12)]),
        st.integers(1, 3),
    ),
    max_size=60,
)


@given(rows=ROWS, smallest=st.integers(2, 6), loses=st.permutations([0, 1, 2]))
def test_every_cell_has_enough_people_behind_it_and_counts_what_there_is(
    rows: list[Counted], smallest: int, loses: list[int]
) -> None:
    given_out = without_small_cells(rows, loses, smallest)
    assert sum(count for _codes, count in given_out.cells) <= sum(row.count for row in rows)
    assert given_out.left_out or sum(count for _codes, count in given_out.cells) == sum(row.count for row in rows)
    for codes, count in given_out.cells:
        behind: defaultdict[str, int] = defaultdict(int)
        for row in rows:
            if all(mine in (ANY, its) for mine, its in zip(codes, row.codes, strict=True)):
                behind[row.person] += row.count
        assert len(behind) >= smallest
        assert count <= sum(behind.values())
