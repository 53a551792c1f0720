"""Two parts beside each other, or under each other where the window is narrow or the zoom is large."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from referral_desk.ui.look import px, space


class SideBySide(QWidget):
    """``left`` and ``right`` share the width as ``shares``; below ``narrow`` text heights they stand in one column."""

    def __init__(
        self,
        left: QWidget,
        right: QWidget,
        *,
        narrow: float,
        shares: tuple[int, int] = (1, 1),
        gap: float = 1.2,
    ) -> None:
        super().__init__()
        self._narrow = narrow
        self._shares = shares
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        space(self._box, 0.0, gap)
        self._box.addWidget(left)
        self._box.addWidget(right)
        self.setLayout(self._box)
        self._turn(QBoxLayout.Direction.LeftToRight)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._turn(down if self.width() < px(self._narrow) else across)

    def minimumSizeHint(self) -> QSize:
        # One under the other is always possible, so the wider part alone decides.
        parts = [self._box.itemAt(index).minimumSize() for index in range(2)]
        return QSize(max(part.width() for part in parts), super().minimumSizeHint().height())

    def _turn(self, direction: QBoxLayout.Direction) -> None:
        self._box.setDirection(direction)
        across = direction is QBoxLayout.Direction.LeftToRight
        for index, share in enumerate(self._shares):
            self._box.setStretch(index, share if across else 0)
