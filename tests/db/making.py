"""Sets up a centre for tests, with the cheapest key derivation there is."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from referral_desk.db import folder as data_folder
from referral_desk.db import migrate, vault
from referral_desk.db.engine import create_engine

CHEAP = vault.KdfCost(memory_kib=8, time_cost=1, lanes=1)
LOGIN = "hanako"
PASSWORD = "みほんのとても長い合言葉。"


@dataclass(frozen=True)
class MadeCentre:
    """A centre as set-up leaves it: closed."""

    place: Path
    key: vault.DataKey
    code: vault.RecoveryCode

    @property
    def database(self) -> Path:
        return data_folder.database_path(self.place)

    def copied_to(self, place: Path) -> MadeCentre:
        """Copy it while nobody has it open."""
        shutil.copytree(self.place, place)
        return replace(self, place=place)


def make_centre(place: Path, *, shared: bool = False) -> MadeCentre:
    with data_folder.create_folder(place, shared=shared) as stage:
        key, code = vault.create(stage, LOGIN, PASSWORD, CHEAP)
        engine = create_engine(data_folder.database_path(stage), key, create=True)
        migrate.upgrade(engine, stage)
        engine.dispose()
    return MadeCentre(place, key, code)
