"""The head of the tally: which period, whether it is due, and the commands; one above the other where room is short."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from referral_desk.ui.look import px, space
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.layouts import FlowBox
from referral_desk.ui.widgets.text import Label, show_if

_GAP = 0.6


class TallyHead(QWidget):
    """Title, when the period is to be submitted, its state, and compact commands in the order in which they came."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = Label(title, "title")
        self.due = Label("", "muted")
        self.state = Label("", "strong")
        self.commands = FlowBox(gap=0.35)
        self._words = FlowBox(self.title, self.due, self.state, gap=0.8)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        space(self._box, 0.0, _GAP)
        self._box.addWidget(self._words, 1)
        self._box.addWidget(self.commands)
        self.setLayout(self._box)
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
        self._fit()

    def set_state(self, state: str) -> None:
        """Change what has become of the period, such as submitted; "" leaves it out."""
        self.state.setText(state)
        show_if(self.state, bool(state))
        self._fit()

    @property
    def stacked(self) -> bool:
        """Whether the commands stand under the title now."""
        return self._box.direction() is QBoxLayout.Direction.TopToBottom

    def minimumSizeHint(self) -> QSize:
        parts = (self._words.minimumSizeHint(), self.commands.minimumSizeHint())
        return QSize(max(part.width() for part in parts), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        wanted = self._words.sizeHint().width() + px(_GAP) + self.commands.sizeHint().width()
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._box.setDirection(across if wanted <= self.width() else down)
        self._box.setStretch(0, 1 if wanted <= self.width() else 0)
