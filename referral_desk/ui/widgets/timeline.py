"""The list of a client's course: date at the left, what happened at the right, notes in full."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter, QPen, QTextLayout, QTextOption
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from referral_desk.i18n import _
from referral_desk.ui.dates import short_date
from referral_desk.ui.look import colour, px
from referral_desk.ui.timeline_entries import TimelineEntry
from referral_desk.ui.widgets.handoff_badge import badge_size, paint_badge

Index = QModelIndex | QPersistentModelIndex
ENTRY_ROLE = int(Qt.ItemDataRole.UserRole)
_NO_PARENT = QModelIndex()
_WIDE_DATE = date(2028, 12, 27)
_OPEN_LINES = 1.3
_BATCH = 80
_HEIGHTS_KEPT = 2_000


class TimelineModel(QAbstractListModel):
    """Shows entries; it never changes them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[TimelineEntry, ...] = ()

    @property
    def entries(self) -> tuple[TimelineEntry, ...]:
        """The entries on show."""
        return self._entries

    def set_entries(self, entries: Sequence[TimelineEntry]) -> None:
        """Show other entries."""
        self.beginResetModel()
        self._entries = tuple(entries)
        self.endResetModel()

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._entries):
            return None
        entry = self._entries[index.row()]
        if role == ENTRY_ROLE:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.heading
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return entry.spoken
        return None


class TimelineDelegate(QStyledItemDelegate):
    """Draws one entry; notes wrap and are never cut. Heights are kept until width, font or entries change."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view
        self._heights: dict[tuple[TimelineEntry, int, float], int] = {}

    def forget_heights(self) -> None:
        """Measure every entry anew."""
        self._heights.clear()

    def _width(self) -> int:
        return max(px(14), self._view.viewport().width())

    def _date_width(self, base: QFont) -> float:
        return QFontMetricsF(base).horizontalAdvance(short_date(_WIDE_DATE)) + px(1.0)

    def _fonts(self, base: QFont) -> tuple[QFont, QFont]:
        bold = QFont(base)
        bold.setBold(True)
        small = QFont(base)
        small.setPointSizeF(small.pointSizeF() * 0.92)
        return bold, small

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        entry = index.data(ENTRY_ROLE)
        if not isinstance(entry, TimelineEntry):
            return super().sizeHint(option, index)
        width = self._width()
        key = (entry, width, option.font.pointSizeF())
        if key not in self._heights:
            if len(self._heights) > _HEIGHTS_KEPT:
                self._heights.clear()
            self._heights[key] = round(self._lay_out(None, QRectF(0, 0, width, 0), option.font, entry))
        return QSize(width, self._heights[key])

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry = index.data(ENTRY_ROLE)
        if not isinstance(entry, TimelineEntry):
            return
        rect = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected and self._view.hasFocus():
            painter.fillRect(rect, colour("selection"))
            painter.fillRect(QRectF(rect.left(), rect.top(), px(0.22), rect.height()), colour("focus"))
        painter.setPen(QPen(colour("line"), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setFont(option.font)
        painter.setPen(colour("muted"))
        line = QFontMetricsF(option.font).height() * _OPEN_LINES
        head = max(line, self._badge_height(option.font) if entry.badge else 0.0)
        place = QRectF(rect.left() + px(0.9), rect.top() + px(0.5), self._date_width(option.font), head)
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), short_date(entry.on))
        self._lay_out(painter, rect, option.font, entry)
        painter.restore()

    def _badge_height(self, base: QFont) -> float:
        _bold, small = self._fonts(base)
        return float(badge_size(small, "").height())

    def _lay_out(self, painter: QPainter | None, rect: QRectF, base: QFont, entry: TimelineEntry) -> float:
        """Draw an entry (measure only, without a painter) and return its height."""
        bold, small = self._fonts(base)
        left = rect.left() + px(0.9) + self._date_width(base)
        right = rect.right() - px(0.9)
        y = rect.top() + px(0.5)
        line = QFontMetricsF(base).height() * _OPEN_LINES
        x = left
        if entry.badge and entry.warmness:
            strong = QFont(small)
            strong.setBold(True)
            size = badge_size(strong, entry.badge)
            if painter is not None:
                painter.setFont(small)
                paint_badge(painter, QRectF(x, y, size.width(), size.height()), entry.badge, entry.warmness)
            x += size.width() + px(0.6)
            line = max(line, size.height())
        y = self._words(painter, bold, QRectF(x, y, right - x, line), entry.heading, left, entry.beside, base)
        if entry.text:
            y = _wrapped(painter, base, left, y, right - left, entry.text)
        return y + px(0.5) - rect.top()

    def _words(
        self, painter: QPainter | None, bold: QFont, rect: QRectF, heading: str, left: float, beside: str, base: QFont
    ) -> float:
        """Draw heading and what stands beside it; the latter goes to a line of its own where it does not fit."""
        heading_width = QFontMetricsF(bold).horizontalAdvance(heading)
        beside_width = QFontMetricsF(base).horizontalAdvance(beside)
        right = rect.right()
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        if heading_width > rect.width() and rect.left() > left:
            rect = QRectF(left, rect.bottom(), right - left, QFontMetricsF(base).height() * _OPEN_LINES)
        if painter is not None:
            painter.setFont(bold)
            painter.setPen(colour("ink"))
            shown = QFontMetricsF(bold).elidedText(heading, Qt.TextElideMode.ElideRight, rect.width())
            painter.drawText(rect, middle, shown)
        if not beside:
            return rect.bottom()
        x = rect.left() + heading_width + px(0.8)
        if x + beside_width <= right:
            if painter is not None:
                painter.setFont(base)
                painter.setPen(colour("muted"))
                painter.drawText(QRectF(x, rect.top(), right - x, rect.height()), middle, beside)
            return rect.bottom()
        return _wrapped(painter, base, left, rect.bottom(), right - left, beside, "muted")


def _wrapped(
    painter: QPainter | None, font: QFont, left: float, top: float, width: float, text: str, ink: str = "ink"
) -> float:
    """Draw ``text`` over as many lines as it needs and return where it ends."""
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    height = QFontMetricsF(font).height() * _OPEN_LINES
    y = top
    if painter is not None:
        painter.setPen(colour(ink))
    for paragraph in text.split("\n"):
        layout = QTextLayout(paragraph or " ", font)
        layout.setTextOption(option)
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1.0, width))
            line.setPosition(QPointF(0, y - top))
            y += height
        layout.endLayout()
        if painter is not None:
            layout.draw(painter, QPointF(left, top))
    return y


class Timeline(QListView):
    """The list. Enter or a double click opens an entry (``opened`` carries it)."""

    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.entries = TimelineModel(self)
        self._painter = TimelineDelegate(self)
        self.setModel(self.entries)
        self.setItemDelegate(self._painter)
        self.setAccessibleName(_("Course"))
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setLayoutMode(QListView.LayoutMode.Batched)  # long notes are measured bit by bit, the window never waits
        self.setBatchSize(_BATCH)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.doubleClicked.connect(self._open)

    def show_entries(self, entries: Sequence[TimelineEntry]) -> None:
        """Show other entries; the cursor stays on the entry it was on."""
        at = self.currentIndex().data(ENTRY_ROLE)
        self.entries.set_entries(entries)
        if at in self.entries.entries:
            self.setCurrentIndex(self.entries.index(self.entries.entries.index(at)))

    def _open(self, index: QModelIndex) -> None:
        entry = index.data(ENTRY_ROLE)
        if isinstance(entry, TimelineEntry):
            self.opened.emit(entry)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._painter.forget_heights()
            self.scheduleDelayedItemsLayout()
