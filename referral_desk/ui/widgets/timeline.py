"""The list of a client's course: the newest at the top, a band for each year, notes in full."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter, QPen

from referral_desk.domain.course import section_of
from referral_desk.i18n import _
from referral_desk.ui.dates import calendar_year
from referral_desk.ui.look import colour, px
from referral_desk.ui.timeline_entries import TimelineEntry
from referral_desk.ui.widgets.tall_list import TallList
from referral_desk.ui.widgets.timeline_painter import TimelinePainter

Index = QModelIndex | QPersistentModelIndex
ENTRY_ROLE = int(Qt.ItemDataRole.UserRole)
_NO_PARENT = QModelIndex()


class TimelineModel(QAbstractListModel):
    """Shows entries; it never changes them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[TimelineEntry] = []

    @property
    def entries(self) -> tuple[TimelineEntry, ...]:
        """The entries on show."""
        return tuple(self._entries)

    def entry(self, row: int) -> TimelineEntry:
        """Return one of them."""
        return self._entries[row]

    def set_entries(self, entries: Sequence[TimelineEntry]) -> None:
        """Show other entries; rows that stay the same at the beginning and at the end are not touched."""
        before, after = self._entries, list(entries)
        same = min(len(before), len(after))
        head = next((row for row in range(same) if before[row] != after[row]), same)
        rest = same - head
        tail = next((row for row in range(rest) if before[-1 - row] != after[-1 - row]), rest)
        gone, come = len(before) - head - tail, after[head : len(after) - tail]
        if gone == len(come):
            self._entries[head : head + gone] = come
            if gone:
                self.dataChanged.emit(self.index(head), self.index(head + gone - 1), [])
            return
        if gone:
            self.beginRemoveRows(_NO_PARENT, head, head + gone - 1)
            del self._entries[head : head + gone]
            self.endRemoveRows()
        if come:
            self.beginInsertRows(_NO_PARENT, head, head + len(come) - 1)
            self._entries[head:head] = come
            self.endInsertRows()

    def append(self, entries: Sequence[TimelineEntry]) -> None:
        """Show older entries below those on show."""
        if entries:
            self.beginInsertRows(_NO_PARENT, len(self._entries), len(self._entries) + len(entries) - 1)
            self._entries.extend(entries)
            self.endInsertRows()

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


class Timeline(TallList):
    """The list. Enter or a double click opens an entry (``opened`` carries it)."""

    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.entries = TimelineModel(self)
        self._painter = TimelinePainter()
        self._today = date.max
        self.setModel(self.entries)
        self.setAccessibleName(_("Course"))
        self.doubleClicked.connect(self._open)

    def show_entries(self, entries: Sequence[TimelineEntry], today: date) -> None:
        """Show other entries; the cursor stays on the record it was on, and what is in view stays where it is."""
        at = self.currentIndex().data(ENTRY_ROLE)
        self._today = today
        self.entries.set_entries(entries)
        if not isinstance(at, TimelineEntry):
            return
        now = self.currentIndex().data(ENTRY_ROLE)
        if isinstance(now, TimelineEntry) and now.record == at.record:
            return
        row = next((row for row, entry in enumerate(entries) if entry.record == at.record), None)
        if row is not None:
            self.setCurrentIndex(self.entries.index(row))

    def sections(self) -> tuple[int | None, ...]:
        """Return the years that are on show, None for what is still to come, from the top."""
        return tuple(dict.fromkeys(section_of(entry.on, self._today) for entry in self.entries.entries))

    def go_to_section(self, section: int | None) -> None:
        """Put the cursor on the newest entry of a year (None: still to come), at the top of the view."""
        for row, entry in enumerate(self.entries.entries):
            if section_of(entry.on, self._today) == section:
                index = self.entries.index(row)
                self.setCurrentIndex(index)
                self.scrollTo(index, self.ScrollHint.PositionAtTop)
                self.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    # --- rows -------------------------------------------------------------------------------------------------------

    def guess_height(self, row: int) -> int:
        return self._painter.guess(self.entries.entry(row))

    def measure_height(self, row: int) -> int:
        return self._painter.height(self.entries.entry(row))

    def band_above(self, row: int) -> int:
        here = self._section(row)
        return 0 if row > 0 and self._section(row - 1) == here else self.band_height()

    def band_height(self) -> int:
        return round(QFontMetricsF(self.font()).height() * 1.5)

    def _section(self, row: int) -> int | None:
        return section_of(self.entries.entry(row).on, self._today)

    def forget_heights(self) -> None:
        self._painter.set_room(self.font(), self.viewport().width())
        super().forget_heights()

    def draw_row(self, painter: QPainter, row: int, rect: QRect, *, selected: bool) -> None:
        if selected:
            painter.fillRect(rect, colour("selection"))
            painter.fillRect(QRect(rect.left(), rect.top(), px(0.22), rect.height()), colour("focus"))
        painter.setPen(QPen(colour("line"), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        clip = QRectF(self.viewport().rect())
        self._painter.draw(painter, QRectF(rect), clip, self.entries.entry(row))

    def draw_band(self, painter: QPainter, row: int, rect: QRect) -> None:
        section = self._section(row)
        painter.fillRect(rect, colour("band"))
        painter.setPen(QPen(colour("line"), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        bold = QFont(self.font())
        bold.setBold(True)
        painter.setFont(bold)
        painter.setPen(colour("ink"))
        words = section_words(section)
        painter.drawText(rect.adjusted(px(0.9), 0, -px(0.9), 0), Qt.AlignmentFlag.AlignVCenter, words)

    # --- events -----------------------------------------------------------------------------------------------------

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
            self.forget_heights()


def section_words(section: int | None) -> str:
    """Return what the band over a year says; None is what is still to come."""
    return _("Coming") if section is None else calendar_year(section)
