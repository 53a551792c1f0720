"""The programme of faults in its short form: its workers start with the first test that asks for them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import pytest

from tests.safety.programme import Programme, Result, programme
from tests.safety.shim.disk import compiler


@pytest.fixture(scope="session")
def running_programme() -> Iterator[Programme]:
    """The workers that hold the trials."""
    if sys.platform != "linux" or compiler() is None:
        pytest.skip("the trials need Linux and a C compiler (tools/system-packages.sh --tests)")
    with programme() as running:
        yield running


@pytest.fixture
def found_by(running_programme: Programme) -> Callable[[str], Result]:
    """Holds the short run of a row and says what it found."""

    def run(row: str) -> Result:
        return running_programme.run(row, running_programme.seeds(row, soak=False))

    return run
