"""Places for backups in tests, and the clock that says when one was made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from referral_desk.db import second_place
from referral_desk.domain.access import Role
from referral_desk.services.backups import back_up
from referral_desk.services.centre import Centre
from tests.making import new_centre

HOUR = timedelta(hours=1)


@dataclass
class Clock:
    """The PC's clock, which a test sets."""

    now: datetime = datetime(2026, 11, 24, 1, 2, 3, tzinfo=UTC)

    @classmethod
    def of(cls, centre: Centre) -> Clock:
        """Give a centre a clock of its own."""
        centre.clock = clock = cls()
        return clock

    def __call__(self) -> datetime:
        return self.now

    def forward(self, by: timedelta) -> None:
        """Let time pass."""
        self.now += by


def own(centre: Centre) -> Path:
    """Return the folder for backups in the data folder."""
    return centre.folder / "backups"


def files(place: Path) -> set[str]:
    """Return the names in a place for backups, what the program keeps there for itself left out."""
    return {path.name for path in place.iterdir()} - {second_place.SECOND_PLACE} if place.exists() else set()


def set_role(centre: Centre, role: Role | None) -> None:
    """Make everybody this."""
    with centre.sessions.write() as session:
        session.execute(text("UPDATE staff SET role = :role"), {"role": role})
    centre.refresh()


def foreign_backup(place: Path) -> Path:
    """Make a backup of another centre."""
    other = new_centre(place / "other").open()
    path = back_up(other).own.path
    other.close()
    return path
