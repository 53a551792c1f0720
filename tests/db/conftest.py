"""A data folder with the cheapest key derivation, and its open engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from referral_desk.db import folder as data_folder
from tests.db.making import MadeCentre, make_centre


@pytest.fixture(scope="session")
def made_pattern(tmp_path_factory: pytest.TempPathFactory) -> MadeCentre:
    """A closed centre that the tests copy: setting one up takes a hundred times as long."""
    return make_centre(tmp_path_factory.mktemp("made") / "centre")


@pytest.fixture
def made(made_pattern: MadeCentre, tmp_path: Path) -> MadeCentre:
    return made_pattern.copied_to(tmp_path / "centre")


@pytest.fixture
def engine(made: MadeCentre) -> Iterator[Engine]:
    opened = data_folder.open_folder(made.place, made.key)
    yield opened
    opened.dispose()
