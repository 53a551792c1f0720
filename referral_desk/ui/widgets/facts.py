"""Lines of label and value under each other."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from referral_desk.ui.look import px, space
from referral_desk.ui.widgets.layouts import clear
from referral_desk.ui.widgets.text import Label

NONE = "—"


@dataclass(frozen=True)
class Fact:
    """One line of a card: what it is, and what it says."""

    label: str
    value: str


class Facts(QWidget):
    """Lines of label and value under each other, the labels in grey."""

    def __init__(self, *, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._grid = QGridLayout()
        space(self._grid, 0.0, 0.4)
        self._grid.setColumnStretch(1, 1)
        self.setLayout(self._grid)
        self.facts: tuple[Fact, ...] = ()

    def show_facts(self, *facts: Fact) -> None:
        """Show these lines instead of those before."""
        clear(self._grid)
        self.facts = facts
        for line, fact in enumerate(facts):
            top = Qt.AlignmentFlag.AlignTop
            label = Label(fact.label, "muted")
            label.setContentsMargins(0, 0, px(0.8), 0)
            self._grid.addWidget(label, line, 0, top)
            value = Label(fact.value or NONE, "" if fact.value else "muted", wrap=True, selectable=True)
            self._grid.addWidget(value, line, 1, top)
