"""The 95 % interval after Wilson, against published values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_desk.domain.interval import Interval, too_few_to_read, wilson


@pytest.mark.parametrize(
    ("part", "base", "low", "high"),
    [
        (81, 263, 25.5, 36.6),  # these four: Newcombe, Statistics in Medicine 17 (1998), table I, method 3
        (15, 148, 6.2, 16.0),
        (0, 20, 0.0, 16.1),
        (1, 29, 0.6, 17.2),
        (5, 10, 23.7, 76.3),
        (10, 10, 72.2, 100.0),
        (1, 1, 20.7, 100.0),
        (500_000, 1_000_000, 49.9, 50.1),
    ],
)
def test_the_interval_is_wilsons(part: int, base: int, low: float, high: float) -> None:
    assert wilson(part, base) == Interval(low, high)


def test_without_a_base_there_is_no_interval() -> None:
    assert wilson(0, 0) is None


@pytest.mark.parametrize(("part", "base"), [(-1, 3), (4, 3)])
def test_what_is_no_part_is_a_defect(part: int, base: int) -> None:
    with pytest.raises(ValueError, match="no part"):
        wilson(part, base)


@given(base=st.integers(1, 100_000), share=st.floats(0, 1))
def test_it_holds_the_share_stays_between_0_and_100_and_mirrors(base: int, share: float) -> None:
    part = round(base * share)
    interval, mirrored = wilson(part, base), wilson(base - part, base)
    assert interval is not None
    assert mirrored is not None
    assert 0 <= interval.low <= part / base * 100 + 0.05
    assert part / base * 100 - 0.05 <= interval.high <= 100
    assert interval.low == pytest.approx(100 - mirrored.high, abs=0.1001)


def test_fewer_than_ten_are_too_few() -> None:
    assert [too_few_to_read(base) for base in (0, 9, 10)] == [True, True, False]
