"""The legend under an eco-map, and the map as a small still picture."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from referral_desk.domain.ecomap import EcoMap, LegendEntry
from referral_desk.domain.ecomap_legend import LEGEND_LENGTH
from referral_desk.i18n import _
from referral_desk.ui.look import colour, look, px
from referral_desk.ui.widgets.ecomap_paint import paint_map, paint_sign
from referral_desk.ui.widgets.layouts import FlowBox, boxed, row
from referral_desk.ui.widgets.text import Label


class LegendSign(QWidget):
    """One sign as it stands on the map."""

    def __init__(self, entry: LegendEntry) -> None:
        super().__init__()
        self.entry = entry
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def _scale(self) -> float:
        return look().em / 13.0

    def sizeHint(self) -> QSize:
        length = LEGEND_LENGTH + 1 if self.entry.stroke else 16
        return QSize(round(length * self._scale()), px(1.4))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = self._scale()
        painter.scale(scale, scale)
        paint_sign(painter, self.entry, self.height() / scale / 2)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()


class Legend(FlowBox):
    """The signs with their words, in as many rows as they need."""

    def __init__(self) -> None:
        super().__init__(gap=0.9)
        self.setAccessibleName(_("Legend"))
        self.entries: tuple[LegendEntry, ...] = ()

    def show_legend(self, entries: tuple[LegendEntry, ...]) -> None:
        """Show other entries."""
        if entries == self.entries:
            return
        self.entries = entries
        self.clear()
        for entry in entries:
            self.add(boxed(row(LegendSign(entry), Label(entry.words, "hint"), gap=0.4)))


class EcoMapGlance(QWidget):
    """A map as a still picture; a click, or Enter, runs ``opened``."""

    def __init__(self, opened: Callable[[], None]) -> None:
        super().__init__()
        self._opened = opened
        self._map: EcoMap | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Eco-map, press Enter to open it"))

    def show_map(self, ecomap: EcoMap) -> None:
        """Show another map."""
        if ecomap != self._map:
            self._map = ecomap
            self.setAccessibleDescription("; ".join(node.subject.spoken for node in ecomap.nodes))
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(20), px(13))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(10), px(13))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(colour("focus"), 2) if self.hasFocus() else QPen(colour("line"), 1))
        painter.setBrush(colour("card"))
        painter.drawRoundedRect(frame, px(0.42), px(0.42))
        if self._map is None:
            return
        bounds = self._map.bounds
        room = frame.adjusted(px(0.4), px(0.4), -px(0.4), -px(0.4))
        scale = min(room.width() / bounds.width, room.height() / bounds.height, look().em / 9.0)
        painter.translate(room.center())
        painter.scale(scale, scale)
        painter.translate(-(bounds.left + bounds.right) / 2, -(bounds.top + bounds.bottom) / 2)
        paint_map(painter, self._map)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._opened()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and not event.modifiers():
            self._opened()
        else:
            super().keyPressEvent(event)
