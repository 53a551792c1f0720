"""The list of suggestions under a field: rich rows, drawn over the window, never taking the keyboard or the IME."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from referral_desk.ui import icons
from referral_desk.ui.look import colour, px
from referral_desk.ui.widgets.layouts import column
from referral_desk.ui.widgets.text import Label, show_if

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
_ROLE = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True)
class Suggestion(Generic[T_co]):
    """One row: what it stands for, its main words, the words in grey beside and at the right, an icon's name."""

    value: T_co
    main: str
    secondary: str = ""
    aside: str = ""
    icon: str = ""


def _small(font: QFont) -> QFont:
    small = QFont(font)
    small.setPointSizeF(small.pointSizeF() * 0.88)
    return small


class _Painter(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(super().sizeHint(option, index).width(), px(2.5))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row = index.data(_ROLE)
        if not isinstance(row, Suggestion):
            return
        view = self.parent()
        chosen = isinstance(view, QListView) and view.currentIndex().row() == index.row()
        rect = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen:
            painter.fillRect(rect, colour("selection"))
            painter.fillRect(QRectF(rect.left(), rect.top(), px(0.2), rect.height()), colour("accent"))
        x, right = rect.left() + px(0.8), rect.right() - px(0.8)
        if row.icon:
            side = px(1.15)
            icons.paint(painter, QRectF(x, rect.center().y() - side / 2, side, side), row.icon, colour("muted"))
            x += side + px(0.5)
        small = _small(option.font)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        if row.aside:
            width = QFontMetricsF(small).horizontalAdvance(row.aside)
            painter.setFont(small)
            painter.setPen(colour("muted"))
            painter.drawText(QRectF(right - width, rect.top(), width + 2, rect.height()), middle, row.aside)
            right -= width + px(0.8)
        x += self._words(painter, option.font, "ink", QRectF(x, rect.top(), right - x, rect.height()), row.main)
        x += px(0.7)
        if row.secondary and x < right:
            self._words(painter, small, "muted", QRectF(x, rect.top(), right - x, rect.height()), row.secondary)
        painter.restore()

    def _words(self, painter: QPainter, font: QFont, ink: str, rect: QRectF, words: str) -> float:
        metrics = QFontMetricsF(font)
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, max(0.0, rect.width()))
        painter.setFont(font)
        painter.setPen(colour(ink))
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), shown)
        return metrics.horizontalAdvance(shown)


class SuggestionList(QFrame, Generic[T]):
    """A frame over the window, placed under (or above) its field; the field forwards the keys."""

    picked = Signal(object)

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        self.setProperty("role", "popup")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._field = field
        self._model = QStandardItemModel(self)
        self._view = QListView()
        self._view.setProperty("flat", True)
        self._view.setModel(self._model)
        self._view.setItemDelegate(_Painter(self._view))
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._view.setUniformItemSizes(True)
        self._view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._view.clicked.connect(self._clicked)
        self._nothing = Label("", "muted")
        self._nothing.setContentsMargins(px(0.8), px(0.5), px(0.8), px(0.5))
        self.setLayout(column(self._view, self._nothing, margins=0.15, gap=0))
        field.destroyed.connect(self.deleteLater)  # it was given to the window, and must not outlive its field
        self.hide()

    @property
    def rows(self) -> tuple[Suggestion[T], ...]:
        """The rows on show."""
        return tuple(self._model.item(index).data(_ROLE) for index in range(self._model.rowCount()))

    def offer(self, rows: Sequence[Suggestion[T]], nothing: str) -> None:
        """Show ``rows``, the first one marked; ``nothing`` is said where there is none ("" hides the list)."""
        self._model.clear()
        for row in rows:
            item = QStandardItem()
            item.setData(row, _ROLE)
            spoken = " ".join(part for part in (row.main, row.secondary, row.aside) if part)
            item.setData(spoken, int(Qt.ItemDataRole.AccessibleTextRole))
            self._model.appendRow(item)
        if not rows and not nothing:
            self.hide()
            return
        show_if(self._view, bool(rows))
        show_if(self._nothing, not rows)
        self._nothing.setText(nothing)
        if rows:
            self._view.setCurrentIndex(self._model.index(0, 0))
        self._place()

    def move(self, step: int) -> None:  # type: ignore[override]
        """Mark the row ``step`` further, round the end."""
        count = self._model.rowCount()
        if count:
            index = self._model.index((self._view.currentIndex().row() + step) % count, 0)
            self._view.setCurrentIndex(index)
            self._view.viewport().update()

    def current(self) -> Suggestion[T] | None:
        """Return the marked row."""
        row = self._view.currentIndex().data(_ROLE) if self.isVisible() and self._model.rowCount() else None
        return row if isinstance(row, Suggestion) else None

    def _clicked(self, index: QModelIndex) -> None:
        row = index.data(_ROLE)
        if isinstance(row, Suggestion):
            self.picked.emit(row)

    def _wanted_width(self) -> int:
        """Return the width in which each row shows whole, so that the number at its end is read; at most 46 heights."""
        font, small = QFontMetricsF(self._view.font()), QFontMetricsF(_small(self._view.font()))
        widest = 0.0
        for each in self.rows:
            words = font.horizontalAdvance(each.main) + small.horizontalAdvance(each.secondary)
            beside = small.horizontalAdvance(each.aside) + px(0.8) if each.aside else 0.0
            widest = max(widest, words + beside + (px(1.15) + px(0.5) if each.icon else 0))
        return min(round(widest) + 2 * px(0.8) + px(0.7) + px(1.4), px(46))

    def _place(self) -> None:
        window = self._field.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        top_left = self._field.mapTo(window, QPoint(0, 0))
        below = top_left.y() + self._field.height() + px(0.15)
        wanted = min(self._model.rowCount(), 8) * px(2.5) + px(0.3) + 4 if self._model.rowCount() else px(2.6)
        room_below = window.height() - below - px(0.5)
        room_above = top_left.y() - px(0.5)
        width = min(max(self._field.width(), px(26), self._wanted_width()), window.width() - px(1))
        x = max(0, min(top_left.x(), window.width() - width - px(0.5)))
        if wanted <= room_below or room_below >= room_above:
            self.setGeometry(x, below, width, min(wanted, max(room_below, px(2.6))))
        else:
            height = min(wanted, room_above)
            self.setGeometry(x, top_left.y() - height - px(0.15), width, height)
        self.show()
        self.raise_()
