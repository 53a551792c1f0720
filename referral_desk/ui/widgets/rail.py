"""The rail at the left: the six pages with icon and word, and how much waits on a page."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QSizePolicy

from referral_desk.i18n import _
from referral_desk.ui import icons
from referral_desk.ui.look import colour, px
from referral_desk.ui.widgets.layouts import column
from referral_desk.ui.widgets.text import set_tooltip


class RailButton(QAbstractButton):
    """One page of the rail."""

    def __init__(self, action: QAction, icon: str, keys: str) -> None:
        super().__init__()
        self._icon = icon
        self._keys = keys
        self._count = 0
        self._narrow = False
        self.setText(action.text())
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.set_count(0)

    def set_count(self, count: int) -> None:
        """Say how much waits here; 0 shows nothing."""
        self._count = count
        waiting = _("{count} overdue").format(count=count) if count else ""
        self.setAccessibleName(f"{self.text()} {waiting}".strip())
        set_tooltip(self, f"{self.accessibleName()} ({self._keys})")
        self.update()

    def set_narrow(self, narrow: bool) -> None:
        """Show the icon without the word."""
        self._narrow = narrow
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        words = QFontMetricsF(self.font()).horizontalAdvance(self.text())
        return QSize(px(3.6) if self._narrow else max(px(10), round(words) + px(5.2)), px(3.05))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        if self.isChecked():
            painter.fillRect(rect, colour("rail_active"))
            painter.fillRect(QRectF(0, 0, px(0.27), rect.height()), colour("rail_mark"))
        elif self.underMouse():
            painter.fillRect(rect, colour("rail_hover"))
        ink = colour("rail_ink")
        side = px(1.35)
        x = (rect.width() - side) / 2 if self._narrow else px(1.4)
        icons.paint(painter, QRectF(x, rect.center().y() - side / 2, side, side), self._icon, ink)
        if not self._narrow:
            font = QFont(self.font())
            font.setBold(self.isChecked())
            painter.setFont(font)
            painter.setPen(ink)
            place = QRectF(x + side + px(0.75), 0, rect.width(), rect.height())
            painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), self.text())
        if self._count:
            self._paint_count(painter, rect)
        if self.hasFocus():
            painter.setPen(QPen(ink, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(3, 3, -3, -3), 4, 4)

    def _paint_count(self, painter: QPainter, rect: QRectF) -> None:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.8)
        font.setBold(True)
        words = str(self._count) if self._count < 100 else "99+"
        height = QFontMetricsF(font).height() * 1.3
        width = max(height * 1.25, QFontMetricsF(font).horizontalAdvance(words) + height * 0.7)
        top = rect.top() + px(0.2) if self._narrow else rect.center().y() - height / 2
        right = rect.right() - (px(0.3) if self._narrow else px(0.9))
        pill = QRectF(right - width, top, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("danger"))
        painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.setFont(font)
        painter.setPen(colour("on_danger"))
        painter.drawText(pill, int(Qt.AlignmentFlag.AlignCenter), words)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()


class Rail(QFrame):
    """The column of pages; Up and Down move between them, Space opens."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "rail")
        self.setAccessibleName(_("Pages"))
        self._group = QButtonGroup(self)
        self._buttons: dict[str, RailButton] = {}
        self._column = column(margins=(0, 0.9, 0, 0.5), gap=0)
        self._column.addStretch(1)
        self.setLayout(self._column)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def add(self, section: str, action: QAction, icon: str, keys: str, run: Callable[[], None]) -> None:
        """Add a page's entry at the end."""
        button = RailButton(action, icon, keys)
        button.clicked.connect(lambda _checked=False: run())
        self._group.addButton(button)
        self._buttons[section] = button
        self._column.insertWidget(self._column.count() - 1, button)

    def mark(self, section: str) -> None:
        """Show which page is open."""
        if section in self._buttons:
            self._buttons[section].setChecked(True)

    def button(self, section: str) -> RailButton:
        """Return a page's entry; KeyError if there is none."""
        return self._buttons[section]

    def set_narrow(self, narrow: bool) -> None:
        """Show icons only, where the window is narrow."""
        for button in self._buttons.values():
            button.set_narrow(narrow)
