"""Opening the list behind a figure, and coming back to it from the record that was opened out of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from referral_desk.domain.calendar import Period
from referral_desk.domain.figure_words import FigureWords
from referral_desk.domain.tally import Figure
from referral_desk.i18n import Language, _, language
from referral_desk.services.figure_lists import figure_words
from referral_desk.ui.dialogs.who import AskedFigure, ListPlace, WhoDialog
from referral_desk.ui.page import Place
from referral_desk.ui.pages.tally_compare import beside_words
from referral_desk.ui.pages.tally_view import Shown
from referral_desk.ui.workplace import Workplace

LIST = "list"
"""The part of the tally's page that stands for a list over it: going back to it opens the list again."""


class FigureLists:
    """The lists over the page ``over``; ``go`` opens a place of the window."""

    def __init__(self, work: Workplace, over: QWidget, go: Callable[[Place], None]) -> None:
        self._work = work
        self._over = over
        self._go = go
        self._left: tuple[AskedFigure, ListPlace] | None = None

    def words(self) -> FigureWords:
        """Return what words the figures in the window's language."""
        return figure_words(self._work.centre, Language(language()))

    def beside(self, shown: Shown, figure: Figure) -> str:
        """Return what the figure counted in the periods beside: 前の期間 8件・前年同期 5件・年度累計 63件."""
        words, parts = self.words(), []
        for each, label in beside_words().items():
            value = shown.beside(each.value, figure)
            if value is not None:
                parts.append(_("{period} {number}").format(period=label, number=words.number(figure, value)))
        return _(" · ").join(parts)

    def pointed(self, shown: Shown, figure: Figure) -> str:
        """Return the line on the figure under the cursor: what it is, what it counts, and what stands beside it."""
        words, value = self.words(), shown.beside("tally", figure)
        if value is None:
            return ""
        own = _("{name} {number}").format(name=words.name(figure), number=words.number(figure, value))
        return _("{figure} ({beside})").format(figure=own, beside=self.beside(shown, figure))

    def open(self, shown: Shown, period: Period, figure: Figure) -> None:
        """Open the list behind a figure."""
        beside = self.beside(shown, figure) if period == shown.period else ""
        self._open(AskedFigure(period, figure, shown.counted(period, figure), shown.narrowed, beside))

    def _open(self, asked: AskedFigure, at: ListPlace | None = None) -> None:
        dialog = WhoDialog(self._work, asked, self._over, at=at)

        def leave(place: ListPlace) -> None:
            self._go(Place("tally", part=LIST))
            self._left = (asked, place)

        dialog.left.connect(leave)
        dialog.go.connect(self._go)
        dialog.open()

    def come_back(self, shown: Shown | None) -> None:
        """Open the list again that one left for a record, at the same row; it is read anew."""
        if self._left is None:
            return
        (asked, at), self._left = self._left, None
        if shown is not None and asked.period == shown.period:
            counted = shown.counted(asked.period, asked.figure)
            asked = replace(asked, counted=asked.counted if counted is None else counted)
        self._open(asked, at)
