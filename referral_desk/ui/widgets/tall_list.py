"""A list of rows of unequal heights that is there at once, however long it is.

Qt's own list measures every row before it shows one, and again whenever one is added. This one guesses the heights,
measures what comes into view, and the rest in the pauses; what stands at the top stays where it is meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    QTimer,
)
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QHideEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView

from referral_desk.ui.look import px
from referral_desk.ui.widgets.row_places import RowPlaces

Index = QModelIndex | QPersistentModelIndex
_SLICE = 0.006
"""Seconds of measuring between two looks at what the person does."""

_STEP = 3.0


class TallList(QListView):
    """Subclasses say how high a row is (:meth:`guess_height`, :meth:`measure_height`) and draw it.

    A row may have a band above it (:meth:`band_above`), such as a year; the band of the topmost row stays in sight.
    """

    def __init__(self) -> None:
        super().__init__()
        self._rows = RowPlaces()
        self._moving = False
        self._pauses = QTimer(self)
        self._pauses.setInterval(0)
        self._pauses.timeout.connect(self._measure_a_while)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # rows keep their width, and height
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)

    # --- what a subclass says ---------------------------------------------------------------------------------------

    def guess_height(self, row: int) -> int:
        """Return about how high a row is, at next to no cost."""
        raise NotImplementedError

    def measure_height(self, row: int) -> int:
        """Return how high a row is, without its band."""
        raise NotImplementedError

    def band_above(self, row: int) -> int:
        """Return how high the band above a row is, 0 where it has none."""
        raise NotImplementedError

    def draw_row(self, painter: QPainter, row: int, rect: QRect, *, selected: bool) -> None:
        """Draw a row into ``rect``, its band left out."""
        raise NotImplementedError

    def draw_band(self, painter: QPainter, row: int, rect: QRect) -> None:
        """Draw the band under which ``row`` stands."""
        raise NotImplementedError

    def band_height(self) -> int:
        """Return how high the band is that stays at the top, 0 for none."""
        raise NotImplementedError

    # --- heights ----------------------------------------------------------------------------------------------------

    @property
    def measured(self) -> bool:
        """Whether every height is known."""
        return self._rows.next_unknown() is None

    def rows_arrived(self, first: int, amount: int) -> None:
        """Make room for rows that the model has now."""
        with self._standing_still(first, amount):
            self._rows.insert(first, [self.guess_height(row) for row in range(first, first + amount)])
            self._look_at_bands(first, first + amount + 1)
        self._go_on()

    def rows_gone(self, first: int, amount: int) -> None:
        """Close up where rows were."""
        with self._standing_still(first, -amount):
            self._rows.remove(first, amount)
            self._look_at_bands(first, first + 1)
        self._go_on()

    def rows_changed(self, first: int, last: int) -> None:
        """Measure rows anew that say something else now."""
        with self._standing_still():
            self._rows.guess(first, [self.guess_height(row) for row in range(first, last + 1)])
            self._look_at_bands(first, last + 2)
        self._go_on()

    def forget_heights(self) -> None:
        """Measure all rows anew, after another width or font."""
        with self._standing_still():
            self._rows.guess(0, [self.guess_height(row) for row in range(len(self._rows))])
            self._look_at_bands(0, len(self._rows))
        self._go_on()

    def _look_at_bands(self, first: int, beyond: int) -> None:
        for row in range(first, min(beyond, len(self._rows))):
            self._rows.set_band(row, self.band_above(row))

    def _measure(self, row: int) -> None:
        if not self._rows.known(row):
            self._rows.set_height(row, self.measure_height(row))

    def _measure_what_shows(self) -> None:
        """Measure the rows in view, keeping the topmost of them where it is."""
        beyond = self.verticalOffset() + self.viewport().height()
        row = self._rows.row_at(self.verticalOffset())
        if row < 0:
            return
        y = self._rows.top(row)
        with self._standing_still():
            while row < len(self._rows) and y < beyond:
                self._measure(row)
                y += self._rows.bands[row] + self._rows.heights[row]
                row += 1

    def _measure_what_comes_from_above(self, dy: int) -> None:
        """Measure what scrolling upwards brings into view, so that what was at the top moves by ``dy`` and no more."""
        bar = self.verticalScrollBar()
        top = bar.value()
        row = self._rows.row_at(top + dy)
        y = self._rows.top(row) if row >= 0 else 0
        grown = 0
        while row > 0 and y > top:
            row -= 1
            before = self._rows.heights[row]
            self._measure(row)
            grown += self._rows.heights[row] - before
            y -= self._rows.bands[row] + self._rows.heights[row]
        if grown:
            with self._quietly():
                self.updateGeometries()
                bar.setValue(top + grown)

    def _measure_a_while(self) -> None:
        """Measure some rows, then let the person go on; stop when all are measured."""
        until = perf_counter() + _SLICE
        with self._standing_still():
            while (row := self._rows.next_unknown()) is not None and perf_counter() < until:
                self._measure(row)
        if self.measured:
            self._pauses.stop()

    def _go_on(self) -> None:
        if not self.measured and self.isVisible():
            self._pauses.start()
        self.viewport().update()

    @contextmanager
    def _quietly(self) -> Iterator[None]:
        """Move the scroll bar although nobody scrolls."""
        self._moving = True
        try:
            yield
        finally:
            self._moving = False

    @contextmanager
    def _standing_still(self, first: int = 0, amount: int = 0) -> Iterator[None]:
        """Keep the topmost row where it is on the screen while heights change, or rows from ``first`` on move.

        At the very top the list stays at the top, so that what is new there is seen.
        """
        bar = self.verticalScrollBar()
        top = bar.value()
        row = self._rows.row_at(top) if top > 0 else -1
        within = top - self._rows.top(row) if row >= 0 else 0
        yield
        if row >= first and row >= 0:
            row = max(first, row + amount)
        with self._quietly():
            self.updateGeometries()
            if 0 <= row < len(self._rows):
                bar.setValue(self._rows.top(row) + within)

    # --- what Qt asks a list ----------------------------------------------------------------------------------------

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        if model is not None:
            model.rowsInserted.connect(lambda _parent, first, last: self.rows_arrived(first, last - first + 1))
            model.rowsRemoved.connect(lambda _parent, first, last: self.rows_gone(first, last - first + 1))
            model.dataChanged.connect(lambda first, last, _roles: self.rows_changed(first.row(), last.row()))

    def doItemsLayout(self) -> None:
        self.updateGeometries()
        self.viewport().update()

    def reset(self) -> None:
        super().reset()
        self._rows = RowPlaces()
        self.verticalScrollBar().setValue(0)
        model = self.model()
        if model is not None and model.rowCount():
            self.rows_arrived(0, model.rowCount())

    def updateGeometries(self) -> None:
        bar = self.verticalScrollBar()
        page = self.viewport().height()
        bar.setRange(0, max(0, self._rows.end - page))
        bar.setPageStep(max(1, page - self.band_height()))
        bar.setSingleStep(px(_STEP))

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def horizontalOffset(self) -> int:
        return 0

    def visualRect(self, index: Index) -> QRect:
        row = index.row()
        if not index.isValid() or row >= len(self._rows):
            return QRect()
        top = self._rows.top(row) + self._rows.bands[row] - self.verticalOffset()
        return QRect(0, top, self.viewport().width(), self._rows.heights[row])

    def indexAt(self, point: QPoint) -> QModelIndex:
        y = point.y() + self.verticalOffset()
        row = self._rows.row_at(y)
        if row < 0 or y >= self._rows.end or point.y() < 0:
            return QModelIndex()
        return self.model().index(row, 0)

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        if not index.isValid() or index.row() >= len(self._rows):
            return
        self._measure(index.row())
        self.updateGeometries()
        rect = self.visualRect(index)
        above, page = self.band_height(), self.viewport().height()
        bar = self.verticalScrollBar()
        beyond = rect.bottom() + 1 - page
        to_top = rect.top() - above
        if hint is QAbstractItemView.ScrollHint.PositionAtTop or to_top < 0:
            bar.setValue(bar.value() + to_top)
        elif beyond > 0:
            bar.setValue(bar.value() + min(beyond, to_top))

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:  # noqa: ARG002
        rows = len(self._rows)
        if not rows:
            return QModelIndex()
        at = self.currentIndex().row()
        actions = QAbstractItemView.CursorAction
        if action is actions.MoveHome:
            to = 0
        elif action is actions.MoveEnd:
            to = rows - 1
        elif at < 0:
            to = max(0, self._rows.row_at(self.verticalOffset()))
        elif action in (actions.MoveDown, actions.MoveNext):
            to = at + 1
        elif action in (actions.MoveUp, actions.MovePrevious):
            to = at - 1
        elif action in (actions.MovePageDown, actions.MovePageUp):
            page = self.verticalScrollBar().pageStep()
            down = action is actions.MovePageDown
            to = self._rows.row_at(self._rows.top(at) + (page if down else -page))
            to = max(to, at + 1) if down else min(to, at - 1)
        else:
            to = at
        return self.model().index(min(max(0, to), rows - 1), 0)

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        top, bottom = self.indexAt(rect.topLeft()), self.indexAt(rect.bottomLeft())
        chosen = QItemSelection(top, bottom if bottom.isValid() else top) if top.isValid() else QItemSelection()
        self.selectionModel().select(chosen, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        region = QRegion()
        for index in selection.indexes():
            region = region.united(self.visualRect(index))
        return region

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if QAccessible.isActive() and current.isValid() and self.hasFocus():
            event = QAccessibleEvent(self, QAccessible.Event.Focus)
            event.setChild(current.row())
            QAccessible.updateAccessibility(event)

    # --- events -----------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier and self._read_on(Qt.Key(event.key())):
            return
        super().keyPressEvent(event)

    def _read_on(self, key: Qt.Key) -> bool:
        """Scroll within the current row where it is longer than the view, so that all of it can be read."""
        downwards = {Qt.Key.Key_Down: True, Qt.Key.Key_PageDown: True, Qt.Key.Key_Up: False, Qt.Key.Key_PageUp: False}
        if key not in downwards:
            return False
        rect = self.visualRect(self.currentIndex())
        bar, above, page = self.verticalScrollBar(), self.band_height(), self.viewport().height()
        step = bar.singleStep() if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) else bar.pageStep()
        if rect.isNull() or rect.bottom() < above or rect.top() > page:
            return False
        left = rect.bottom() + 1 - page if downwards[key] else above - rect.top()
        if left <= 0:
            return False
        bar.setValue(bar.value() + (min(step, left) if downwards[key] else -min(step, left)))
        return True

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: ARG002
        if not self._moving and dy > 0:
            self._measure_what_comes_from_above(dy)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        QAbstractItemView.resizeEvent(self, event)
        if event.size().width() != event.oldSize().width():
            self.forget_heights()
        else:
            self.updateGeometries()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._go_on()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._pauses.stop()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - all of it is drawn, it is one screen
        self._measure_what_shows()
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rows, offset = self._rows, self.verticalOffset()
        page, width = self.viewport().height(), self.viewport().width()
        first = row = rows.row_at(offset)
        current = self.currentIndex().row() if self.hasFocus() else -1
        next_band = page
        while 0 <= row < len(rows) and rows.top(row) - offset < page:
            top, band = rows.top(row) - offset, rows.bands[row]
            if band:
                self.draw_band(painter, row, QRect(0, top, width, band))
                if row > first:
                    next_band = min(next_band, top)
            self.draw_row(painter, row, QRect(0, top + band, width, rows.heights[row]), selected=row == current)
            row += 1
        height = self.band_height()
        if first >= 0 and height and offset > rows.top(first):
            self.draw_band(painter, first, QRect(0, min(0, next_band - height), width, height))
        painter.end()
