"""Things beside each other that stand under each other where the window is narrow or the zoom is large."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from referral_desk.ui.look import px, space


class SideBySide(QWidget):
    """The ``widgets`` share the width as ``stretch`` says (none: equally); below ``narrow`` text heights they stand
    in one column.
    """

    def __init__(self, *widgets: QWidget, narrow: float, stretch: Sequence[int] = (), gap: float = 1.2) -> None:
        super().__init__()
        self._narrow = narrow
        self._stretch = tuple(stretch) or (1,) * len(widgets)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        space(self._box, 0.0, gap)
        for widget in widgets:
            self._box.addWidget(widget)
        self.setLayout(self._box)
        self._turn(QBoxLayout.Direction.LeftToRight)

    @property
    def stacked(self) -> bool:
        """Whether they stand under each other now."""
        return self._box.direction() is QBoxLayout.Direction.TopToBottom

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def minimumSizeHint(self) -> QSize:
        # One under the other is always possible, so the widest part alone decides.
        items = (self._box.itemAt(index) for index in range(self._box.count()))
        parts = [item.minimumSize() for item in items if item is not None]
        return QSize(max((part.width() for part in parts), default=0), super().minimumSizeHint().height())

    def _fit(self) -> None:
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._turn(down if self.width() < px(self._narrow) else across)

    def _turn(self, direction: QBoxLayout.Direction) -> None:
        self._box.setDirection(direction)
        across = direction is QBoxLayout.Direction.LeftToRight
        for index, share in enumerate(self._stretch):
            self._box.setStretch(index, share if across else 0)
