"""The warm parent of processes to be killed, and how long the tests go on."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.safety.killing import WarmParent

SOAK = bool(os.environ.get("REFERRAL_DESK_SOAK"))


def pytest_configure(config: pytest.Config) -> None:
    """Announce the mark that says how often a test runs."""
    config.addinivalue_line("markers", "rounds(in_ci, in_soak): how often a test that asks for round_number runs")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for ``round_number`` runs as often as its mark ``rounds(in CI, in soak)`` says."""
    if "round_number" in metafunc.fixturenames:
        mark = metafunc.definition.get_closest_marker("rounds")
        assert mark is not None
        metafunc.parametrize("round_number", range(mark.args[1] if SOAK else mark.args[0]))


@pytest.fixture(scope="session")
def warm_parent() -> Iterator[WarmParent]:
    """The process that forks children; they need no time to import anything."""
    with WarmParent() as parent:
        yield parent
