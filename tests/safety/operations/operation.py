"""An operation in steps, and what its steps share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from referral_desk.db.slots import DataKey
from referral_desk.services import clients
from referral_desk.services.centre import Centre, open_with_key
from tests.making import LOGIN, NewCentre, client_draft, today
from tests.safety.contents import contents, trail
from tests.safety.ground import Case


class Step(NamedTuple):
    """One thing a person does; ``do`` returns once the program has said that it is done."""

    name: str
    do: Callable[[], object]


State = Mapping[str, object]
"""What is there, by parts that are each old or new: what lies in different files may be a step apart, by design.

A part that is AtLeast must hold what it held after the last acknowledged step.
"""


def records_of(centre: Centre) -> State:
    """Return what an open centre holds; all of its records are one part."""
    return {"records": contents(centre), "trail": trail(centre)}


def key_of(case: Case) -> DataKey:
    """Return the key that the centre was set up with."""
    return case.centre.key


def look_at_records(case: Case) -> State:
    """Return what the centre holds after a restart."""
    with closing(case.centre.open()) as centre:
        return records_of(centre)


def save_once_more(case: Case, key: DataKey | None = None) -> None:
    """Save a client, and find it."""
    opened = open_with_key(case.centre.folder, LOGIN, key or case.centre.key, today=today)
    with closing(opened) as centre:
        number = clients.save(centre, client_draft(number="後")).record.number
        assert clients.count(centre, number) == 1


@dataclass(frozen=True)
class Operation:
    """An operation, the centre it begins with, and what a restarted program sees of it."""

    name: str
    pattern: Callable[[Path], NewCentre]
    steps: Callable[[Case], list[Step]]
    look: Callable[[Case], State] = look_at_records
    again: Callable[[Case], object] = save_once_more
    """What must go well after a restart, whatever happened before."""
    key: Callable[[Case], DataKey] = key_of
    """The key that the centre has afterwards."""
    turns: int = 50
    """How often a long run goes over it at most, where it disturbs every disk operation."""


@dataclass
class Window:
    """A program at work on a case: what its steps share."""

    case: Case
    _centre: Centre | None = None

    def open(self) -> None:
        """Open the centre."""
        self._centre = self.case.centre.open()

    def close(self) -> None:
        """Close it."""
        if self._centre is not None:
            self._centre.close()
            self._centre = None

    @property
    def centre(self) -> Centre:
        """The open centre."""
        assert self._centre is not None
        return self._centre

    def between(self, *steps: Step) -> list[Step]:
        """Return the steps with opening before and closing after them."""
        return [Step("open", self.open), *steps, Step("close", self.close)]
