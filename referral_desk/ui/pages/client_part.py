"""One part of a client's page below the board, such as her course: chosen with a chip, built when first chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from referral_desk.domain.drafts import Draft
from referral_desk.services.clients import ClientPage
from referral_desk.ui.workplace import Workplace


class ClientPart(QWidget):
    """A part. ``go`` asks the window to open a place.

    ``draft_forms`` are the forms that are opened here again after a crash (see ``ui/draft_forms.py``).
    """

    go = Signal(object)
    draft_forms: tuple[str, ...] = ()

    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self.work = work

    def show_client(self, page: ClientPage) -> None:
        """Show what belongs to this client; called when the part comes into view and after every change of her.

        Whatever is not in ``page`` the part reads itself, off the GUI thread; what stood there of another client must
        be gone when this returns.
        """
        raise NotImplementedError

    def open_again(self, draft: Draft) -> None:
        """Open the form of ``draft``, one of ``draft_forms``, filled as it was; called after :meth:`show_client`."""

    def take_focus(self) -> None:
        """Put the cursor where one begins."""
        self.setFocus()

    @contextmanager
    def keeping_focus(self) -> Iterator[None]:
        """Keep the focus in this part while what had it is built anew; Qt would send it on to wherever, and scroll."""
        before = self.window().focusWidget()
        inside = before is not None and self.isAncestorOf(before)
        yield
        now = self.window().focusWidget()
        if inside and (now is None or not now.isVisible() or not self.isAncestorOf(now)):
            self.take_focus()


@dataclass(frozen=True)
class PartSpec:
    """How the page gets a part: ``label`` and ``build`` are called when the window speaks its language.

    ``forms`` repeats the part's ``draft_forms``, so that it need not be built to be found.
    """

    id: str
    label: Callable[[], str]
    build: Callable[[Workplace], ClientPart]
    forms: tuple[str, ...] = ()
