"""The panel on Today that offers what was left unfinished: each entry can be opened again or discarded."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from referral_desk.domain.drafts import Draft
from referral_desk.i18n import _
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import RowCard, SectionHeader
from referral_desk.ui.widgets.layouts import column
from referral_desk.ui.widgets.text import ElidedLabel, show_if
from referral_desk.ui.workplace import Workplace


class UnfinishedPanel(QWidget):
    """Hidden while nothing was left unfinished."""

    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self._work = work
        self._card = RowCard()
        head = SectionHeader(_("You have unfinished entries"), _("kept while you typed; not saved yet"))
        self.setLayout(column(head, self._card, gap=0.1))
        work.drafts.left_changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        left = self._work.drafts.left
        self._card.clear()
        for draft in left:
            self._add(draft)
        show_if(self, bool(left))

    def _add(self, draft: Draft) -> None:
        from referral_desk.ui.draft_forms import words_of  # noqa: PLC0415 - knows every form, and seldom one is left

        words = words_of(draft)
        first = not self._card.rows
        opening = Button(
            _("Open"),
            partial(self._work.drafts.opening.emit, draft),
            kind="primary" if first else "plain",
            compact=True,
        )
        opening.setAccessibleName(_("Open: {what}").format(what=words))
        discarding = Button(_("Discard"), partial(self._discard, draft, words), compact=True)
        discarding.setAccessibleName(_("Discard: {what}").format(what=words))
        self._card.add_row(ElidedLabel(words), opening, discarding)

    def _discard(self, draft: Draft, words: str) -> None:
        drafts = self._work.drafts
        drafts.discard(draft)
        self._work.says.saved(_("Discarded: {what}").format(what=words), lambda: drafts.keep_again(draft))
