"""What forms and the keeper of drafts are to each other; :class:`Drafts` itself keeps nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from PySide6.QtCore import QObject, Signal

from referral_desk.domain.drafts import Draft

T = TypeVar("T")


class DraftSource(Protocol):
    """A form that can be kept while it is in work."""

    @property
    def draft_form(self) -> str:
        """Which form it is, as ``ui/draft_forms.py`` lists them; "" for one that must never be kept."""

    def draft_about(self) -> str:
        """Return whose record it is about: "c-57", "r-12", "i-3", or "" for a new one."""

    def draft_content(self) -> str | None:
        """Return what ``write_draft`` makes of it; None while nothing is in work."""


class Drafts(QObject):
    """What pages and dialogs ask of the keeper. This one does nothing, for one that stands without a desk.

    ``left_changed``: the entries left from before are others now. ``opening`` carries one that is to be opened again.
    """

    left_changed = Signal()
    opening = Signal(object)

    @property
    def left(self) -> tuple[Draft, ...]:
        """What was left unfinished before and is not open again, the newest first."""
        return ()

    def register(self, source: DraftSource, draft: Draft | None = None) -> None:
        """Keep ``source`` from now on; ``draft`` is where it was kept before, if it was."""

    def release(self, source: DraftSource) -> None:
        """Forget ``source`` and what was kept of it: it was saved, or given up."""

    def set_aside(self, source: DraftSource, named: str) -> bool:
        """Keep ``source`` as it stands, to be opened again later, for one that closes unsaved; False: it is not kept.

        ``named`` is what its draft is called by, as :class:`Draft` has it.
        """
        del source, named
        return False

    def saving(self, source: DraftSource, function: Callable[[], T]) -> Callable[[], T]:
        """Return ``function``, which saves what stands in ``source``, so that its draft goes with the save."""
        del source
        return function

    def ended(self, source: DraftSource, *, stored: bool) -> None:
        """Say how the save of ``source`` ended."""

    def discard(self, draft: Draft) -> None:
        """Throw away what was left from before."""

    def keep_again(self, draft: Draft) -> None:
        """Take :meth:`discard` back."""
