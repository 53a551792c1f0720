"""What a page is: a place in the window that can be opened, refreshed, left, printed and saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from referral_desk.domain.changes import ChangeSet
from referral_desk.domain.drafts import Draft

NEW_REFERRAL = "new_referral"
"""The page that Ctrl+R opens; others lead there without loading it."""

AUDIT = "audit"
"""The audit trail; others lead there without loading it."""

ISSUED = "issued"
"""The register of issued papers; others lead there without loading it."""

CONFERENCES = "conferences"
"""The part of a client's page with her conferences and tasks."""

CONSENTS = "consents"
"""The part of a client's page with her consents and the disclosure log."""

BENEFITS = "benefits"
"""The part of a client's page with her benefits and who sent her; others lead there without loading it."""

HOUSEHOLD = "household"
"""The part of a client's page with her household and her supporters; others lead there without loading it."""

ECOMAP = "ecomap"
"""The part of a client's page with her eco-map; others lead there without loading it."""


SBIRTS = "sbirts"
"""The part of a client's page with her path of SBIRTS and her screenings; others lead there without loading it."""


@dataclass(frozen=True)
class Place:
    """Where one can go: a page by its id, and what it should show there (ids of records, a month as YYYY-MM).

    ``path``: the path of SBIRTS that a new referral is a step of.
    ``part``: which part of a client's page (see ``ui/pages/client_parts.py``) or which view of the tally
    (``tally_views.py``), "" for the one in view.
    """

    page: str
    client: int | None = None
    institution: int | None = None
    referral: int | None = None
    path: int | None = None
    month: str | None = None
    part: str = ""


class Page(QWidget):
    """A page. It stands in a scroll area; its words and buttons may be as many as they need.

    ``go`` asks the window to open a Place, ``leave`` to go back, ``state_changed`` to ask again what can be saved
    or printed.
    """

    go = Signal(object)
    leave = Signal()
    state_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "page")

    def title(self) -> str:
        """Return the page's name, for the window's title and the history."""
        raise NotImplementedError

    def help_text(self) -> str:
        """Return what F1 explains about this page, in plain text with blank lines between paragraphs."""
        raise NotImplementedError

    def open_place(self, place: Place) -> None:
        """Show what ``place`` says; called whenever one comes here."""

    def refresh(self, changes: ChangeSet, initiator: object) -> None:
        """Read again what ``changes`` touched; called on the page in view, or when it comes into view."""

    def unsaved(self) -> str:
        """Return what would be lost by leaving, as a sentence; "" if nothing."""
        return ""

    def keeps_unsaved(self) -> bool:
        """Whether opening another place keeps what is not saved, so that only going back and closing ask."""
        return False

    def discard(self) -> None:
        """Forget what is not saved; the user said so."""

    def resume(self, draft: Draft) -> None:
        """Open the form of ``draft`` again, filled as it was; called after :meth:`open_place` of its record."""

    def save_action(self) -> Callable[[], None] | None:
        """Return what Ctrl+Enter does now, or None."""
        return None

    def print_action(self) -> Callable[[], None] | None:
        """Return what Ctrl+P prints now, or None."""
        return None

    def take_focus(self) -> None:
        """Put the cursor where one begins; called after :meth:`open_place`."""
        self.setFocus()


@dataclass(frozen=True)
class PageSpec:
    """How the window gets a page: ``build`` is called when it is first opened; ``section`` is its rail entry.

    ``scrolls`` False is for a page that scrolls its own parts, such as a long list.
    """

    id: str
    section: str
    build: Callable[[], Page]
    scrolls: bool = True
