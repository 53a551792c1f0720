"""Words that open something and are shortened where they do not fit."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from referral_desk.ui.look import colour, px
from referral_desk.ui.widgets.text import ElidedLabel


class LinkLabel(ElidedLabel):
    """A link for mouse and keyboard: a click, Enter or Space calls ``run``."""

    def __init__(self, text: str, run: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(text, "link")
        self.setParent(parent)
        self._run = run
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(text)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # a label would hand it to what lies behind

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._run()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._run()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        words = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        width = self.fontMetrics().horizontalAdvance(words)
        line = self.fontMetrics().ascent() + px(0.12) + (self.height() - self.fontMetrics().height()) // 2
        painter.setPen(QPen(colour("accent_ink"), 1))
        painter.drawLine(0, line, min(width, self.width()), line)
        if self.hasFocus():
            painter.setPen(QPen(colour("focus"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), px(0.25), px(0.25))
