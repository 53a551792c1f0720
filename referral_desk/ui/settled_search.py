"""Searches as the audit trail notes them: once one has settled, not with every letter that is typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer

from referral_desk.domain.audit import NAMED_AT_MOST
from referral_desk.ui.workplace import Workplace

NAMED = NAMED_AT_MOST + 1
"""So many rows tell whether they are few enough to be named."""


class SettledSearch(QObject):
    """Notes searches among ``what`` ("clients", "referrals"), off the GUI thread.

    A search settles ``interval`` milliseconds after its answer, or at once with :meth:`settle`, when one of its rows
    is opened. Shown again for the same words it is the same search.
    """

    interval = 1_500

    def __init__(self, work: Workplace, what: str, parent: QObject) -> None:
        super().__init__(parent)
        self._work = work
        self._what = what
        self._pending: tuple[tuple[int, ...], int] | None = None
        self._text = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(self.interval)
        self._timer.timeout.connect(self.settle)

    @property
    def pending(self) -> bool:
        """Whether a search is on show that is not noted yet."""
        return self._pending is not None

    def showed(self, text: str, ids: Sequence[int], total: int) -> None:
        """Say that the rows found for ``text`` are on show, ``total`` in all; "" is no search."""
        if text == self._text:
            return
        self._text = text
        self._pending = (tuple(ids[:NAMED]), total) if text else None
        if text:
            self._timer.start()
        else:
            self._timer.stop()

    def settle(self) -> None:
        """Note the search on show now, if it is not noted yet."""
        if self.pending and not self._work.tasks.closed:
            note = self.let_go()
            self._work.read(note, _noted)

    def let_go(self) -> Callable[[], None]:
        """Return what notes the search on show, on any thread, and forget it; for the end of the window."""
        self._timer.stop()
        pending, self._pending = self._pending, None
        centre, what = self._work.centre, self._what

        def note() -> None:
            if pending is not None:
                from referral_desk.services import audit  # noqa: PLC0415 - the start does without

                audit.searched(centre, what, *pending)

        return note


def _noted(_nothing: None) -> None:
    """Say nothing: what cannot be noted is told by the window."""
