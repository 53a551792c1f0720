"""Tables over row records: columns are declared, the model and the view are the same for all."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from referral_desk.ui.look import px
from referral_desk.ui.widgets.cell import CELL_ROLE, Cell, Tone
from referral_desk.ui.widgets.handoff_badge import Warmness
from referral_desk.ui.widgets.record_cells import RecordDelegate

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex
SortKey = str | int | float | tuple[str | int | float, ...]
_NO_PARENT = QModelIndex()


@dataclass(frozen=True)
class Column(Generic[R]):
    """A column: ``key`` names it for the program, ``label`` for people, ``display`` takes its words from a record.

    ``sort`` gives the value to sort by (none: the column does not sort). ``width`` is in text heights; ``stretch``
    takes the free width. ``figure`` aligns at the right with equal digits; ``link`` makes its cells open something
    (signal ``cell_opened``) and underlines them. ``spoken`` is what a screen reader calls the column, where the label
    alone does not say it.
    """

    key: str
    label: str
    display: Callable[[R], str]
    sort: Callable[[R], SortKey] | None = None
    width: float = 8.0
    stretch: bool = False
    figure: bool = False
    link: bool = False
    over: Callable[[R], str] | None = None
    under: Callable[[R], str] | None = None
    badge: Callable[[R], Warmness | None] | None = None
    tone: Callable[[R], Tone] | None = None
    spoken: str = ""

    def cell(self, record: R) -> Cell:
        """Return what the record's cell shows."""
        return Cell(
            self.display(record),
            self.over(record) if self.over else "",
            self.under(record) if self.under else "",
            self.badge(record) if self.badge else None,
            self.tone(record) if self.tone else "",
            self.figure,
            self.link,
            self.figure,
        )


class RecordTableModel(QAbstractTableModel, Generic[R]):
    """Shows records in declared columns; it never changes them."""

    def __init__(self, columns: Sequence[Column[R]], rows: Sequence[R] = (), parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._rows: list[R] = list(rows)
        self._sorted: tuple[int, Qt.SortOrder] | None = None

    @property
    def rows(self) -> tuple[R, ...]:
        """The records in the order on show."""
        return tuple(self._rows)

    def set_rows(self, rows: Sequence[R]) -> None:
        """Show other records, in the order given unless the user has sorted."""
        self.beginResetModel()
        self._rows = list(rows)
        if self._sorted is not None:
            self._sort_rows(*self._sorted)
        self.endResetModel()

    def append_rows(self, rows: Sequence[R]) -> None:
        """Add records at the end, as a long list is read bit by bit."""
        if rows:
            self.beginInsertRows(_NO_PARENT, len(self._rows), len(self._rows) + len(rows) - 1)
            self._rows.extend(rows)
            self.endInsertRows()

    def record(self, index: Index) -> R | None:
        """Return the record of a cell."""
        return self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        record = self.record(index)
        if record is None:
            return None
        column = self.columns[index.column()]
        if role == CELL_ROLE:
            return column.cell(record)
        if role == Qt.ItemDataRole.DisplayRole:
            return column.display(record)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.figure else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.AccessibleTextRole:
            cell = column.cell(record)
            words = " ".join(part for part in (cell.text, cell.over, cell.under) if part)
            return f"{column.spoken or column.label}: {words}"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.label
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.figure else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if not 0 <= column < len(self.columns) or self.columns[column].sort is None:
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        held = [(index, id(self._rows[index.row()])) for index in before]
        self._sorted = (column, order)
        self._sort_rows(column, order)
        places = {id(record): row for row, record in enumerate(self._rows)}
        self.changePersistentIndexList(before, [self.index(places[key], index.column()) for index, key in held])
        self.layoutChanged.emit()

    def _sort_rows(self, column: int, order: Qt.SortOrder) -> None:
        key = self.columns[column].sort
        if key is not None:
            self._rows.sort(key=key, reverse=order is Qt.SortOrder.DescendingOrder)


class RecordTable(QTableView, Generic[R]):
    """A table of records. Enter, Space or a double click opens the row (``opened``), in a link cell that cell
    (``cell_opened`` with the record and the column's key, also on a single click).

    ``fit_rows`` makes the table as high as its rows, for pages that scroll as a whole; ``cells`` lets the cursor
    stand on single cells, for tables of figures. ``end_near`` comes when one has scrolled to the last page, so that
    a long list can be read on.
    """

    opened = Signal(object)
    cell_opened = Signal(object, str)
    current_changed = Signal(object)
    end_near = Signal()

    def __init__(
        self,
        columns: Sequence[Column[R]],
        *,
        name: str,
        fit_rows: bool = False,
        cells: bool = False,
        row_height: float = 2.6,
    ) -> None:
        super().__init__()
        self.records: RecordTableModel[R] = RecordTableModel(columns, parent=self)
        self._fit_rows = fit_rows
        self._row_height = row_height
        self.setAccessibleName(name)
        self.setModel(self.records)
        self.setItemDelegate(RecordDelegate(self))
        behaviour = QAbstractItemView.SelectionBehavior
        self.setSelectionBehavior(behaviour.SelectItems if cells else behaviour.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(False)
        header.sectionClicked.connect(self._sort_by)
        self.clicked.connect(self._clicked)
        self.doubleClicked.connect(self._open)
        self.selectionModel().currentChanged.connect(lambda index, _old: self._current(index))
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self._measure()

    def set_rows(self, rows: Sequence[R]) -> None:
        """Show other records; the cursor stays on its row."""
        at = self.currentIndex()
        self.records.set_rows(rows)
        if at.isValid() and rows:
            self.setCurrentIndex(self.records.index(min(at.row(), len(rows) - 1), at.column()))
        self._measure()

    def append_rows(self, rows: Sequence[R]) -> None:
        """Add records at the end; cursor and scroll bar stay where they are."""
        self.records.append_rows(rows)

    def show_columns(self, keys: Container[str]) -> None:
        """Show only the columns with these keys; the free width goes to those of them that stretch."""
        for place, column in enumerate(self.records.columns):
            self.setColumnHidden(place, column.key not in keys)
        self._measure()

    def _scrolled(self, value: int) -> None:
        bar = self.verticalScrollBar()
        if value and value >= bar.maximum() - bar.pageStep():
            self.end_near.emit()

    def current(self) -> R | None:
        """Return the record under the cursor."""
        return self.records.record(self.currentIndex())

    def _current(self, index: QModelIndex) -> None:
        self.current_changed.emit(self.records.record(index))

    def _sort_by(self, section: int) -> None:
        if self.records.columns[section].sort is None:
            return
        header = self.horizontalHeader()
        down = header.isSortIndicatorShown() and header.sortIndicatorSection() == section
        down = down and header.sortIndicatorOrder() is Qt.SortOrder.AscendingOrder
        order = Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder
        header.setSortIndicatorShown(True)
        header.setSortIndicator(section, order)
        self.records.sort(section, order)

    def _clicked(self, index: QModelIndex) -> None:
        if self.records.columns[index.column()].link:
            self._open(index)

    def _open(self, index: QModelIndex) -> None:
        record = self.records.record(index)
        if record is None:
            return
        column = self.records.columns[index.column()]
        if column.link:
            self.cell_opened.emit(record, column.key)
        else:
            self.opened.emit(record)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "records"):
            self._measure()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        if self._fit_rows:
            hint.setHeight(self._whole_height())
        return hint

    def minimumSizeHint(self) -> QSize:
        return QSize(px(12), self._whole_height() if self._fit_rows else px(8))

    def _whole_height(self) -> int:
        rows = self.records.rowCount() * px(self._row_height)
        header = self.horizontalHeader()
        scrolls = header.length() > self.viewport().width()
        bar = self.horizontalScrollBar().sizeHint().height() if scrolls else 0
        return header.sizeHint().height() + rows + bar + 3

    def _measure(self) -> None:
        rows = self.verticalHeader()
        rows.setMinimumSectionSize(px(1))
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(px(self._row_height))
        header = self.horizontalHeader()
        columns = self.records.columns
        words = QFontMetricsF(header.font())
        widths = [max(px(column.width), round(words.horizontalAdvance(column.label)) + px(1.6)) for column in columns]
        seen = [index for index in range(len(columns)) if not self.isColumnHidden(index)]
        free = self.viewport().width() - sum(widths[index] for index in seen)
        stretched = [index for index in seen if columns[index].stretch]
        for index in stretched if free > 0 else ():
            widths[index] += free // len(stretched)
        for index in seen:
            header.resizeSection(index, widths[index])
        if self._fit_rows:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.setFixedHeight(self._whole_height())
