"""Two parts of a page side by side, or under each other where the window is narrow or the text large."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from referral_desk.ui.look import px, space

_NARROW = 58.0


class Columns(QWidget):
    """Shows ``left`` and ``right`` with their ``shares`` of the width; stacks them below ``narrow`` text heights."""

    def __init__(
        self, left: QWidget, right: QWidget, *, shares: tuple[int, int] = (70, 30), narrow: float = _NARROW
    ) -> None:
        super().__init__()
        self._narrow = narrow
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        space(self._layout, 0.0, 1.4)
        self._layout.addWidget(left, shares[0])
        self._layout.addWidget(right, shares[1])
        self.setLayout(self._layout)
        for side in (left, right):
            side.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        return QSize(px(20), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        stacked = self.width() < px(self._narrow)
        direction = QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight
        if self._layout.direction() != direction:
            self._layout.setDirection(direction)
