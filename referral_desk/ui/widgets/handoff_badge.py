"""The sign of warm and cold: two filled circles that overlap, two hollow ones apart, always with the word."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from referral_desk.i18n import _
from referral_desk.ui.look import colour, px


class Warmness(StrEnum):
    """How a badge shows a handoff; one still to come is not cold."""

    WARM = "warm"
    COLD = "cold"
    TO_COME = "to_come"


def badge_size(font: QFont, text: str) -> QSize:
    """Return the size of a badge that says ``text``."""
    height = QFontMetricsF(font).height()
    return QSize(round(QFontMetricsF(font).horizontalAdvance(text) + height * 2.9), round(height * 1.6))


def paint_badge(painter: QPainter, rect: QRectF, text: str, state: Warmness) -> None:
    """Draw a badge into ``rect`` with the painter's font; it reads without colour."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = QFont(painter.font())
    font.setBold(state is Warmness.WARM)
    height = QFontMetricsF(font).height()
    pill = rect.adjusted(0.75, 0.75, -0.75, -0.75)
    if state is Warmness.WARM:
        painter.setPen(QPen(colour("warm"), 1.2))
        painter.setBrush(colour("warm_soft"))
    else:
        pen = QPen(colour("cold_line"), 1.2)
        pen.setDashPattern([3, 2.2] if state is Warmness.COLD else [1, 2.2])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
    radius = height * 0.32
    left = QPointF(rect.left() + height * 0.95, rect.center().y())
    if state is Warmness.WARM:
        painter.setPen(Qt.PenStyle.NoPen)
        back = QColor(colour("warm"))
        painter.setBrush(back)
        painter.drawEllipse(left + QPointF(radius * 1.15, 0), radius, radius)
        painter.setBrush(colour("warm_front"))
        painter.drawEllipse(left, radius, radius)
    elif state is Warmness.COLD:
        painter.setPen(QPen(colour("cold_ink"), 1.3))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(left - QPointF(radius * 0.35, 0), radius * 0.85, radius * 0.85)
        painter.drawEllipse(left + QPointF(radius * 1.95, 0), radius * 0.85, radius * 0.85)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("cold_ink"))
        for step in range(3):
            painter.drawEllipse(left + QPointF(radius * (step * 0.85 - 0.1), 0), radius * 0.25, radius * 0.25)
    painter.setFont(font)
    painter.setPen(colour("warm_ink" if state is Warmness.WARM else "cold_ink"))
    words = rect.adjusted(height * 2.15, 0, -height * 0.4, 0)
    shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, words.width() + 2)
    painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), shown)
    painter.restore()


class HandoffBadge(QWidget):
    """The badge as a widget; ``text`` is the mode's word, ``large`` the one beside the referral form."""

    def __init__(self, text: str = "", state: Warmness = Warmness.COLD, *, large: bool = False) -> None:
        super().__init__()
        self._text = text
        self._state = state
        self._large = large
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_handoff(text, state)

    @property
    def state(self) -> Warmness:
        """What it shows."""
        return self._state

    @property
    def text(self) -> str:
        """The word it shows."""
        return self._text

    def show_handoff(self, text: str, state: Warmness) -> None:
        """Show another handoff."""
        self._text, self._state = text, state
        word = {
            Warmness.WARM: _("Warm handoff"),
            Warmness.COLD: _("Not warm"),
            Warmness.TO_COME: _("Still to come"),
        }[state]
        self.setAccessibleName(text if text == word else f"{word}: {text}")
        self.updateGeometry()
        self.update()

    def _font(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * (1.15 if self._large else 0.92))
        return font

    def sizeHint(self) -> QSize:
        font = self._font()
        font.setBold(True)
        return badge_size(font, self._text) + (QSize(px(0.3), px(0.3)) if self._large else QSize(0, 0))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setFont(self._font())
        paint_badge(painter, QRectF(self.rect()), self._text, self._state)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()
