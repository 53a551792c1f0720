"""Items of a screening by their numbers, a row of scores each: a digit or a tap answers and goes on to the next."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QWidget

from referral_desk.i18n import _
from referral_desk.ui.look import space
from referral_desk.ui.widgets.layouts import clear
from referral_desk.ui.widgets.text import Label
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips


class ScoreRows(QWidget):
    """``answered`` comes with the item's number and its score, or None where it was taken back."""

    answered = Signal(int, object)

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[ToggleChips] = []
        self._grid = QGridLayout()
        space(self._grid, 0.0, 0.25)
        self._grid.setColumnStretch(1, 1)
        self.setLayout(self._grid)

    def show_items(self, item_scores: Sequence[Sequence[int]], answers: Sequence[int | None]) -> None:
        """Show a row for each item with the scores it allows, and what was answered."""
        if [row.codes for row in self.rows] != [[str(score) for score in scores] for scores in item_scores]:
            self._build(item_scores)
        for row, answer in zip(self.rows, answers, strict=True):
            row.set_chosen([] if answer is None else [str(answer)])

    def _build(self, item_scores: Sequence[Sequence[int]]) -> None:
        clear(self._grid)
        self.rows = []
        for number, scores in enumerate(item_scores, start=1):
            words = _("Item {number}").format(number=number)
            chips = ToggleChips([Choice(str(score), str(score)) for score in scores], name=words, first_number=0)
            chips.changed.connect(partial(self._changed, number))
            chips.tapped.connect(partial(self._tapped, number))
            label = Label(words)
            self._grid.addWidget(label, number, 0, Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(chips, number, 1)
            self.rows.append(chips)
        if self.rows:
            self.setFocusProxy(self.rows[0])

    def _changed(self, number: int) -> None:
        code = self.rows[number - 1].value()
        self.answered.emit(number, None if code is None else int(code))

    def _tapped(self, number: int) -> None:
        if self.rows[number - 1].value() is not None:  # a digit after a tap would overwrite what was tapped
            self._go_on(number - 1)

    def _go_on(self, at: int) -> None:
        if at + 1 < len(self.rows):
            self.rows[at + 1].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.focusNextChild()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = self._row_with_focus()
        if at is None or not event.text() or event.text() not in self.rows[at].codes:
            super().keyPressEvent(event)
            return
        self.rows[at].set_chosen([event.text()])
        self._changed(at + 1)
        self._go_on(at)

    def _row_with_focus(self) -> int | None:
        focus = QApplication.focusWidget()
        return next((at for at, row in enumerate(self.rows) if focus is not None and row.isAncestorOf(focus)), None)
