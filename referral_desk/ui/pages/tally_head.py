"""The head of the tally: which period, whether it is due, and the commands; in narrow windows one above the other."""

from __future__ import annotations

from PySide6.QtWidgets import QSizePolicy, QWidget

from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.layouts import FlowBox, column
from referral_desk.ui.widgets.side_by_side import SideBySide
from referral_desk.ui.widgets.text import Label, show_if

_NARROW = 66


class TallyHead(QWidget):
    """Title, when the period is to be submitted, its state, and compact commands in the order in which they came."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = Label(title, "title")
        self.due = Label("", "muted")
        self.state = Label("", "strong")
        self.commands = FlowBox(gap=0.35)
        words = FlowBox(self.title, self.due, self.state, gap=0.8)
        self.setLayout(column(SideBySide(words, self.commands, narrow=_NARROW, stretch=(1, 0), gap=0.6)))
        flowing = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        flowing.setHeightForWidth(True)
        self.setSizePolicy(flowing)

    def add(self, *buttons: Button) -> None:
        """Put commands at the end."""
        for button in buttons:
            self.commands.add(button)

    def set_text(self, title: str, due: str) -> None:
        """Change the period and when it is to be submitted; "" leaves that out."""
        self.title.setText(title)
        self.due.setText(due)
        show_if(self.due, bool(due))

    def set_state(self, state: str) -> None:
        """Change what has become of the period, such as submitted; "" leaves it out."""
        self.state.setText(state)
        show_if(self.state, bool(state))
