"""A form that is to be opened again as soon as the record it is about has been read."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from referral_desk.domain.drafts import Draft


class Returning:
    """Waits with one draft until ``view`` shows its record, then calls ``open_form``.

    Where one looked elsewhere meanwhile, nothing is opened: the draft stays where it is.
    """

    def __init__(self, view: QWidget, open_form: Callable[[Draft], None]) -> None:
        self._view = view
        self._open_form = open_form
        self._draft: Draft | None = None

    def expect(self, draft: Draft) -> None:
        """Open the form of ``draft`` when the record is there."""
        self._draft = draft

    def forget(self) -> None:
        """Open nothing: another record is shown, or the record is not there."""
        self._draft = None

    def arrived(self) -> None:
        """Say that the record is on show."""
        draft, self._draft = self._draft, None
        if draft is not None and self._view.isVisible():
            self._open_form(draft)
