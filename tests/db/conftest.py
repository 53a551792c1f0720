"""A data folder with the cheapest key derivation, and its open engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from referral_desk.db import folder as data_folder
from tests.db.making import MadeCentre, make_centre


@pytest.fixture
def made(tmp_path: Path) -> MadeCentre:
    return make_centre(tmp_path / "centre")


@pytest.fixture
def engine(made: MadeCentre) -> Iterator[Engine]:
    opened = data_folder.open_folder(made.place, made.key)
    yield opened
    opened.dispose()
