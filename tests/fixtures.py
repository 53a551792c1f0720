"""Fixtures that several folders share: a centre with nothing in it yet, open, on its own folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from referral_desk.services.centre import Centre
from tests.making import NewCentre, new_centre


@pytest.fixture(scope="session")
def centre_pattern(tmp_path_factory: pytest.TempPathFactory) -> NewCentre:
    """A closed, empty centre that the tests copy: setting one up takes a hundred times as long."""
    return new_centre(tmp_path_factory.mktemp("pattern") / "centre")


@pytest.fixture
def new_folder(centre_pattern: NewCentre, tmp_path: Path) -> NewCentre:
    """An empty centre of the test's own, closed."""
    return centre_pattern.copied_to(tmp_path / "centre")


@pytest.fixture
def centre(new_folder: NewCentre) -> Iterator[Centre]:
    """An empty centre of the test's own, open; today is ``tests.making.TODAY``."""
    opened = new_folder.open()
    yield opened
    opened.close()
