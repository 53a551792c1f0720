"""Things beside each other that stand under each other where it is narrow, as at 200 %."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from referral_desk.ui.look import px, space


class SideBySide(QWidget):
    """A row that becomes a column below ``narrow`` text heights; ``stretch`` shares out the width of the row."""

    def __init__(self, *widgets: QWidget, stretch: Sequence[int], narrow: float, gap: float = 0.6) -> None:
        super().__init__()
        self._narrow = narrow
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        space(self._line, 0.0, gap)
        for widget, share in zip(widgets, stretch, strict=True):
            self._line.addWidget(widget, share)
        self.setLayout(self._line)

    @property
    def stacked(self) -> bool:
        """Whether they stand under each other now."""
        return self._line.direction() is QBoxLayout.Direction.TopToBottom

    def minimumSizeHint(self) -> QSize:
        # Under each other is always possible, so the widest part alone decides.
        items = [self._line.itemAt(index) for index in range(self._line.count())]
        width = max((item.minimumSize().width() for item in items if item is not None), default=0)
        return QSize(width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._turn()

    def _turn(self) -> None:
        down = self.width() < px(self._narrow)
        direction = QBoxLayout.Direction.TopToBottom if down else QBoxLayout.Direction.LeftToRight
        if self._line.direction() is not direction:
            self._line.setDirection(direction)
