"""Every row of the programme of faults holds, a sample of its trials each time; ``make soak`` holds them all."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.safety.programme import Result
from tests.safety.rows import CONTROLS, PROGRAMME
from tests.safety.soak import held, table

Run = Callable[[str], Result]


@pytest.mark.parametrize("row", PROGRAMME, ids=lambda row: row.name)
def test_nothing_is_lost_half_done_silently_wrong_or_unclear_after_a_fault(row, found_by: Run) -> None:
    found = found_by(row.name)
    assert found.verdict.trials >= row.in_ci
    assert held(row, found), table([row], {row.name: found})


@pytest.mark.parametrize("row", CONTROLS, ids=lambda row: row.name)
def test_the_trials_find_harm_where_there_is_some(row, found_by: Run) -> None:
    found = found_by(row.name)
    assert found.verdict.lost > found.verdict.trials / 4
