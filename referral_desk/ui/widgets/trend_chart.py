"""A line of percentages over months, such as the warm rate of thirteen months."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from referral_desk.ui.look import colour, px


@dataclass(frozen=True)
class Point:
    """One month: ``code`` is YYYY-MM, ``label`` its short name, ``share`` in percent, None where the base is 0."""

    code: str
    label: str
    share: float | None


class TrendChart(QWidget):
    """Draws points from left to right, 0 to 100 percent; a click, or Left, Right and Enter, opens a month.

    A month without a base leaves a gap: nothing is drawn that was not counted.
    """

    opened = Signal(str)

    def __init__(self, *, name: str) -> None:
        super().__init__()
        self._points: tuple[Point, ...] = ()
        self._at = 0
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def points(self) -> tuple[Point, ...]:
        """The points on show."""
        return self._points

    def set_points(self, points: Sequence[Point]) -> None:
        """Show other months; the last one is marked."""
        self._points = tuple(points)
        self._at = max(0, len(self._points) - 1)
        words = (f"{point.label} {point.share}%" for point in self._points if point.share is not None)
        self.setAccessibleDescription("; ".join(words))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(24), px(9.5))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(12), px(9.5))

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.85)
        return font

    def _plot(self) -> QRectF:
        metrics = QFontMetricsF(self._small())
        left = metrics.horizontalAdvance("100%") + px(0.5)
        height = metrics.height()
        return QRectF(left, height, self.width() - left - px(1.2), self.height() - 2.6 * height)

    def _place(self, index: int) -> QPointF:
        plot = self._plot()
        step = plot.width() / max(1, len(self._points) - 1)
        share = self._points[index].share or 0.0
        return QPointF(plot.left() + index * step, plot.bottom() - plot.height() * share / 100)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_grid(painter)
        if not self._points:
            return
        painter.setPen(QPen(colour("warm"), 2.2))
        for index in range(1, len(self._points)):
            if self._points[index - 1].share is not None and self._points[index].share is not None:
                painter.drawLine(self._place(index - 1), self._place(index))
        last = len(self._points) - 1
        for index, point in enumerate(self._points):
            if point.share is None:
                continue
            radius = px(0.34) if index == last else px(0.18)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("warm"))
            painter.drawEllipse(self._place(index), radius, radius)
        self._paint_words(painter, last)
        if self.hasFocus():
            painter.setPen(QPen(colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(self._place(self._at), px(0.6), px(0.6))

    def _paint_grid(self, painter: QPainter) -> None:
        plot = self._plot()
        painter.setFont(self._small())
        for share in (0, 50, 100):
            y = plot.bottom() - plot.height() * share / 100
            painter.setPen(QPen(colour("line"), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(colour("muted"))
            box = QRectF(0, y - px(0.7), plot.left() - px(0.4), px(1.4))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), f"{share}%")

    def _paint_words(self, painter: QPainter, last: int) -> None:
        plot = self._plot()
        painter.setFont(self._small())
        painter.setPen(colour("muted"))
        top = plot.bottom() + px(0.4)
        for index in sorted({0, last // 2, last}):
            x = self._place(index).x()
            box = QRectF(x - px(4), top, px(8), px(1.5))
            if index == last:
                box.moveRight(self.width() - 1)
            flag = Qt.AlignmentFlag.AlignRight if index == last else Qt.AlignmentFlag.AlignHCenter
            if index == 0:
                box.moveLeft(0)
                flag = Qt.AlignmentFlag.AlignLeft
            painter.drawText(box, int(flag), self._points[index].label)
        share = self._points[last].share
        if share is not None:
            bold = QFont(self.font())
            bold.setBold(True)
            painter.setFont(bold)
            painter.setPen(colour("warm_ink"))
            at = self._place(last)
            above = at.y() > plot.top() + px(1.6)
            box = QRectF(self.width() - px(6) - 1, at.y() - px(1.9) if above else at.y() + px(0.5), px(6), px(1.5))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignRight), f"{share}%")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._points:
            return
        plot = self._plot()
        step = plot.width() / max(1, len(self._points) - 1)
        index = round((event.position().x() - plot.left()) / step) if step else 0
        self._at = min(max(index, 0), len(self._points) - 1)
        self.update()
        self.opened.emit(self._points[self._at].code)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if step and self._points:
            self._at = min(max(self._at + step, 0), len(self._points) - 1)
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._points:
            self.opened.emit(self._points[self._at].code)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()
