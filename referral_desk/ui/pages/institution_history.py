"""On an institution's page: who changed what of its entry, and when."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from referral_desk.i18n import _, ngettext
from referral_desk.services.institutions import InstitutionPage
from referral_desk.ui.institution_words import told
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import SectionHeader
from referral_desk.ui.widgets.correction_history import CorrectionHistory
from referral_desk.ui.widgets.layouts import clear, column
from referral_desk.ui.widgets.text import show_if
from referral_desk.ui.workplace import Workplace

_SHOWN_AT_FIRST = 5
"""Changes that stand on the page at once: what is older is asked for less often."""


class InstitutionHistory(QWidget):
    """The changes of one entry, the newest first, the older ones behind a button; hidden while there is none."""

    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self._work = work
        self._page: InstitutionPage | None = None
        self._whole = False
        self.more = Button("", self.show_all, kind="quiet")
        self._cards = column(gap=0.45)
        whole = column(gap=0.45)
        whole.addLayout(self._cards)
        whole.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.setLayout(whole)
        self.cards: CorrectionHistory | None = None

    def show_page(self, page: InstitutionPage) -> None:
        """Show the history of the institution in view; that of another one begins short again."""
        if self._page is None or self._page.institution.id != page.institution.id:
            self._whole = False
        self._page = page
        self._show()

    def show_all(self) -> None:
        """Show the older changes too."""
        self._whole = True
        self._show()

    def _show(self) -> None:
        assert self._page is not None
        history = self._page.history
        shown = history if self._whole else history[:_SHOWN_AT_FIRST]
        clear(self._cards)
        counted = ngettext("{count} change", "{count} changes", len(history)).format(count=f"{len(history):,}")
        words = told(shown, self._work.centre.codes, self._page.names)
        self.cards = CorrectionHistory(words, SectionHeader(_("History of the entry"), counted))
        self._cards.addWidget(self.cards)
        left = len(history) - len(shown)
        self.more.set_label(
            ngettext("Show {count} older change", "Show {count} older changes", left).format(count=left)
        )
        show_if(self.more, left > 0)
        show_if(self, bool(history))
