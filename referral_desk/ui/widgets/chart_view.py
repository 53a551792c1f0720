"""A chart in the window: laid out for the width there is, walked through with the arrows, opened by click or Enter."""

from __future__ import annotations

from html import escape
from math import ceil

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from referral_desk.domain.charts import LEAST_WIDTH, Chart, Drawing, Mark
from referral_desk.ui.look import look, px
from referral_desk.ui.widgets.chart_paint import paint_drawing, paint_focus, rect

_UNITS_PER_EM = 10.0
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class ChartView(QWidget):
    """Shows a :class:`Chart`, as high as it needs. Tab enters it; arrows, Home and End go from mark to mark.

    ``opened`` carries what a mark leads to (:class:`~referral_desk.domain.charts.Opens`). A chart whose marks lead
    nowhere takes no focus. A screen reader gets the sentence above the chart and its whole table, then each mark.
    """

    opened = Signal(object)

    def __init__(self, *, name: str) -> None:
        super().__init__()
        self._name = name
        self._chart: Chart | None = None
        self._drawing: Drawing | None = None
        self._at = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setAccessibleName(name)

    @property
    def chart(self) -> Chart | None:
        """The chart on show."""
        return self._chart

    @property
    def drawing(self) -> Drawing | None:
        """The geometry on show."""
        return self._drawing

    @property
    def current(self) -> Mark | None:
        """The mark that Enter opens."""
        marks = self._drawing.marks if self._drawing else ()
        return marks[self._at] if self._at < len(marks) else None

    def show_chart(self, chart: Chart) -> None:
        """Show another chart; the cursor stays on its mark if that is still there."""
        if chart == self._chart:
            return
        before = self.current
        self._chart = chart
        self._lay_out()
        marks = self._drawing.marks if self._drawing else ()
        keys = [mark.key for mark in marks]
        if before is not None and before.key in keys:
            self._at = keys.index(before.key)
        else:
            self._at = len(marks) - 1 if chart.says.key == "trend" and marks else 0
        clickable = any(mark.opens for mark in marks)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if clickable else Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self._name)
        self.setAccessibleDescription(". ".join(part for part in (chart.says.title, chart.table.in_words()) if part))

    def place_of(self, key: str) -> QPointF:
        """Return the middle of a mark in pixels of the widget; KeyError where there is none."""
        for mark in self._drawing.marks if self._drawing else ():
            if mark.key == key:
                return rect(mark.place).center() * self._scale()
        raise KeyError(key)

    # --- geometry -------------------------------------------------------------------------------------------------

    def _unit(self) -> float:
        """Return how many pixels a unit has where words are as large as those around."""
        return look().em / _UNITS_PER_EM

    def _scale(self) -> float:
        """Return how many pixels a unit has: fewer only where the widget is too narrow for any chart."""
        return self._unit() if self._drawing is None else self.width() / self._drawing.width

    def _lay_out(self) -> None:
        if self._chart is None:
            return
        self._drawing = self._chart.drawn(max(self.width() / self._unit(), LEAST_WIDTH))
        height = ceil(self._drawing.height * self._scale())
        if self.minimumHeight() != height:
            self.setFixedHeight(height)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(26), max(self.minimumHeight(), px(2)))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(12), self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.PaletteChange):
            self._lay_out()
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        if self._drawing is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self._scale(), self._scale())
        paint_drawing(painter, self._drawing)
        if self.hasFocus() and self.current is not None:
            paint_focus(painter, self.current.place)

    # --- mouse ----------------------------------------------------------------------------------------------------

    def _under(self, at: QPointF) -> int | None:
        if self._drawing is None:
            return None
        mark = self._drawing.mark_at(at.x() / self._scale(), at.y() / self._scale())
        return None if mark is None else self._drawing.marks.index(mark)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        under = self._under(event.position())
        opens = under is not None and self._drawing is not None and self._drawing.marks[under].opens
        self.setCursor(Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        under = self._under(event.position())
        if under is None or event.button() is not Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        self._go_to(under)
        self._open()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            under = self._under(QPointF(event.pos()))
            if under is None or self._drawing is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), f"<qt>{escape(self._drawing.marks[under].spoken)}</qt>", self)
            return True
        return super().event(event)

    # --- keyboard -------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        marks = self._drawing.marks if self._drawing else ()
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or not marks:
            super().keyPressEvent(event)
        elif key in _ARROWS:
            self._step(*_ARROWS[key])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._go_to(0 if key is Qt.Key.Key_Home else len(marks) - 1)
        elif key in _ENTER:
            self._open()
        else:
            super().keyPressEvent(event)

    def _step(self, across: int, down: int) -> None:
        """Go to the nearest mark in a direction; where none lies there, to the one before or after."""
        current, drawing = self.current, self._drawing
        if current is None or drawing is None:
            return
        here = rect(current.place).center()
        best: tuple[float, int] | None = None
        for number, mark in enumerate(drawing.marks):
            way = rect(mark.place).center() - here
            along, aside = way.x() * across + way.y() * down, abs(way.x() * down) + abs(way.y() * across)
            if number != self._at and along > 1 and (down or aside < current.place.height / 2):
                rank = along + (0.2 if down else 1.0) * aside
                if best is None or rank < best[0]:
                    best = (rank, number)
        beside = self._at + across + down
        if best is not None:
            self._go_to(best[1])
        elif 0 <= beside < len(drawing.marks):
            self._go_to(beside)

    def _go_to(self, number: int) -> None:
        self._at = number
        self.update()
        mark = self.current
        if mark is not None:
            self.setAccessibleName(f"{self._name}: {mark.spoken}")
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.NameChanged))

    def _open(self) -> None:
        mark = self.current
        if mark is not None and mark.opens is not None:
            self.opened.emit(mark.opens)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._go_to(self._at)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()
