"""Where the rows of a long list stand, while some heights are known and others guessed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from referral_desk.ui.widgets.row_places import RowPlaces


def places(*heights: int) -> RowPlaces:
    made = RowPlaces()
    made.insert(0, heights)
    return made


def test_rows_stand_under_one_another_with_their_bands() -> None:
    rows = places(10, 20, 30)
    rows.set_band(0, 5)
    rows.set_band(2, 5)
    assert [rows.top(row) for row in range(4)] == [0, 15, 35, 70]
    assert rows.end == 70


def test_the_row_at_a_place_is_the_nearest_beyond_the_ends_and_none_in_an_empty_list() -> None:
    rows = places(10, 20, 30)
    assert [rows.row_at(y) for y in (-5, 0, 9, 10, 29, 30, 59, 60, 999)] == [0, 0, 0, 1, 1, 2, 2, 2, 2]
    assert RowPlaces().row_at(3) == -1
    assert RowPlaces().end == 0


def test_a_measured_row_moves_those_below_it() -> None:
    rows = places(10, 10, 10)
    rows.set_height(1, 50)
    assert (rows.top(1), rows.top(2), rows.end) == (10, 60, 70)
    assert [rows.known(row) for row in range(3)] == [False, True, False]
    rows.guess(1, [12])
    assert (rows.end, rows.known(1)) == (32, False)


def test_what_is_not_measured_is_found_from_the_top_also_after_rows_came_and_went() -> None:
    rows = places(1, 1, 1)
    for row in range(3):
        assert rows.next_unknown() == row
        rows.set_height(row, 2)
    assert rows.next_unknown() is None
    rows.insert(1, [7, 7])
    assert rows.next_unknown() == 1
    rows.remove(1, 2)
    assert rows.next_unknown() is None
    assert rows.heights == [2, 2, 2]


@given(st.lists(st.integers(1, 90), min_size=1, max_size=40), st.integers(-10, 4_000))
def test_a_place_lies_in_the_row_that_is_named(heights: list[int], y: int) -> None:
    rows = places(*heights)
    row = rows.row_at(y)
    if 0 <= y < rows.end:
        assert rows.top(row) <= y < rows.top(row + 1)
    else:
        assert row == (0 if y < 0 else len(heights) - 1)
