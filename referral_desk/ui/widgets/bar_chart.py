"""Horizontal bars that compare shares, such as attended after a warm handoff and after information only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from referral_desk.ui.look import colour, px

BarStyle = Literal["warm", "plain", "hollow"]


@dataclass(frozen=True)
class Bar:
    """One bar: ``share`` in percent, 0–100, None where the base is 0; ``value`` and ``base`` are its words behind
    it, such as "79 %" and "n=188". ``low`` and ``high`` draw an interval as a line. ``code`` is what it stands for.
    """

    code: str
    label: str
    share: float | None
    value: str
    base: str = ""
    style: BarStyle = "plain"
    low: float | None = None
    high: float | None = None


class BarChart(QWidget):
    """Draws bars under each other; a click, or Up, Down and Enter, opens one (``opened`` with its code).

    Told apart by fill and outline as well as by colour, so that it reads in black and white.
    """

    opened = Signal(str)

    def __init__(self, bars: Sequence[Bar] = (), *, name: str, clickable: bool = False) -> None:
        super().__init__()
        self._bars: tuple[Bar, ...] = ()
        self._name = name
        self._at = 0
        self._clickable = clickable
        if clickable:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_bars(bars)

    @property
    def bars(self) -> tuple[Bar, ...]:
        """The bars on show."""
        return self._bars

    def set_bars(self, bars: Sequence[Bar]) -> None:
        """Show other bars."""
        self._bars = tuple(bars)
        self._at = min(self._at, max(0, len(self._bars) - 1))
        self.setAccessibleName(self._name)
        self.setAccessibleDescription("; ".join(f"{bar.label} {bar.value} {bar.base}".strip() for bar in self._bars))
        self.updateGeometry()
        self.update()

    def bar_rect(self, index: int) -> QRectF:
        """Return where the bar of share 100 would be drawn, in pixels of the widget."""
        top = index * self._line() + self._line() * 0.2
        left = self._label_width() + px(0.7)
        right = self.width() - self._value_width() - px(0.6)
        return QRectF(left, top, max(px(2), right - left), self._line() * 0.6)

    def _line(self) -> float:
        return float(px(2.2))

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.9)
        return font

    def _label_width(self) -> float:
        metrics = QFontMetricsF(self._small())
        return min(max((metrics.horizontalAdvance(bar.label) for bar in self._bars), default=0.0), self.width() * 0.4)

    def _value_width(self) -> float:
        bold = QFont(self.font())
        bold.setBold(True)
        words, small = QFontMetricsF(bold), QFontMetricsF(self._small())
        return max(
            (words.horizontalAdvance(bar.value) + small.horizontalAdvance(f" {bar.base}") for bar in self._bars),
            default=0.0,
        )

    def sizeHint(self) -> QSize:
        return QSize(px(24), round(len(self._bars) * self._line()) + px(0.2))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(14), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index, bar in enumerate(self._bars):
            self._paint_bar(painter, index, bar)

    def _paint_bar(self, painter: QPainter, index: int, bar: Bar) -> None:
        whole = self.bar_rect(index)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        small = self._small()
        painter.setFont(small)
        painter.setPen(colour("ink"))
        words = QFontMetricsF(small).elidedText(bar.label, Qt.TextElideMode.ElideRight, self._label_width() + 2)
        painter.drawText(QRectF(0, whole.top(), whole.left(), whole.height()), middle, words)
        share = min(max(bar.share or 0.0, 0.0), 100.0) / 100
        drawn = QRectF(whole.left(), whole.top(), whole.width() * share, whole.height())
        if bar.style == "hollow":
            pen = QPen(colour("cold_line"), 1.2)
            pen.setDashPattern([3, 2.2])
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("warm" if bar.style == "warm" else "bar"))
        if bar.share is not None and share > 0:
            painter.drawRect(drawn)
        end = drawn.right()
        if bar.low is not None and bar.high is not None:
            painter.setPen(QPen(colour("ink"), 1.2))
            y = whole.center().y()
            low, high = (whole.left() + whole.width() * value / 100 for value in (bar.low, bar.high))
            painter.drawLine(round(low), round(y), round(high), round(y))
            end = max(end, high)
        bold = QFont(self.font())
        bold.setBold(True)
        width = QFontMetricsF(bold).horizontalAdvance(bar.value)
        x = end + px(0.5)
        painter.setFont(bold)
        painter.setPen(colour("ink"))
        painter.drawText(QRectF(x, whole.top(), width + 2, whole.height()), middle, bar.value)
        painter.setFont(small)
        painter.setPen(colour("muted"))
        rest = QRectF(x + width, whole.top(), self.width() - x - width, whole.height())
        painter.drawText(rest, middle, f" {bar.base}")
        if self.hasFocus() and index == self._at:
            painter.setPen(QPen(colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            line = QRectF(1, index * self._line() + 1, self.width() - 2, self._line() - 2)
            painter.drawRoundedRect(line, px(0.3), px(0.3))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = int(event.position().y() // self._line())
        if self._clickable and 0 <= index < len(self._bars):
            self._at = index
            self.update()
            self.opened.emit(self._bars[index].code)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step and self._clickable:
            self._at = min(max(self._at + step, 0), len(self._bars) - 1)
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._bars and self._clickable:
            self.opened.emit(self._bars[self._at].code)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()
