"""What a trial of the fault programme finds; four kinds of harm, and the sentence that says what it was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Verdict:
    """How many trials, and how many harms they did; ``why`` says it in words, a line each."""

    trials: int = 1
    lost: int = 0
    """Something acknowledged is gone, or the centre does not open any more."""
    half_done: int = 0
    """A change is there in part."""
    silently_wrong: int = 0
    """Something reads differently from what was written, or damage was not found."""
    unclear: int = 0
    """A person was told nothing, or something that is no help: a defect's traceback, a wrong reason."""
    why: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        """Whether all held."""
        return not (self.lost or self.half_done or self.silently_wrong or self.unclear)

    def __add__(self, other: Verdict) -> Verdict:
        """Return both together."""
        return Verdict(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(Verdict)))


NOTHING = Verdict(trials=0)


class Judge:
    """Collects what one trial finds."""

    def __init__(self) -> None:
        self._found: list[tuple[str, str]] = []

    def lost(self, why: str) -> None:
        """Something acknowledged is gone."""
        self._found.append(("lost", why))

    def half_done(self, why: str) -> None:
        """A change is there in part."""
        self._found.append(("half_done", why))

    def silently_wrong(self, why: str) -> None:
        """Something reads differently from what was written."""
        self._found.append(("silently_wrong", why))

    def unclear(self, why: str) -> None:
        """A person was not told, or not rightly."""
        self._found.append(("unclear", why))

    @property
    def content(self) -> bool:
        """Whether nothing was found so far."""
        return not self._found

    def verdict(self, trials: int = 1) -> Verdict:
        """Return what was found; a trial counts once in each column."""
        return Verdict(trials, *(int(kind in self._kinds()) for kind in _KINDS), tuple(map(": ".join, self._found)))

    def _kinds(self) -> Iterable[str]:
        return {kind for kind, _ in self._found}


_KINDS = ("lost", "half_done", "silently_wrong", "unclear")
