"""The genogram of a household on the screen: the same geometry as on paper, with symbols that open a client's page."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from referral_desk.domain.documents.genogram_page import GenogramDrawing, SymbolWords
from referral_desk.domain.genogram import Genogram, LegendEntry, Shape, Symbol
from referral_desk.domain.genogram_signs import Sign, sign
from referral_desk.ui.look import colour, px
from referral_desk.ui.widgets.layouts import FlowBox

UNIT = 2.3
"""The size of a symbol in text heights where there is room."""
SMALLEST_UNIT = 1.7
_DASH = (4.0, 3.0)
_DOTS = (1.0, 3.0)
_EMPTY = GenogramDrawing(Genogram(0, 0, (), (), ()), (), ())


class GenogramView(QWidget):
    """Draws a household. A click on a symbol, or the arrows and Enter, sends ``opened`` with its place in it.

    It grows smaller with the room, but stays legible: below that the page scrolls.
    """

    opened = Signal(int)

    def __init__(self, *, name: str) -> None:
        super().__init__()
        self._drawing = _EMPTY
        self._at = 0
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def drawing(self) -> GenogramDrawing:
        """What is on show."""
        return self._drawing

    def show_drawing(self, drawing: GenogramDrawing) -> None:
        """Show a household; the client in view is the one the cursor begins at."""
        self._drawing = drawing
        symbols = drawing.genogram.symbols
        self._at = next((number for number, symbol in enumerate(symbols) if symbol.client), 0)
        self.setAccessibleDescription("; ".join(self.words_of(symbol) for symbol in symbols))
        self.updateGeometry()
        self.update()

    def words_of(self, symbol: Symbol) -> str:
        """Return the words of a symbol on one line, as a screen reader says them."""
        words = self._drawing.words[symbol.place]
        return " ".join(part for part in (words.relation, words.name, words.inside) if part)

    # --- measures -----------------------------------------------------------------------------------------------

    def unit(self, width: float | None = None) -> float:
        """Return the size of a symbol in pixels at a width of the widget, its own where none is given."""
        drawn = self._drawing.genogram
        room = self.width() if width is None else width
        if not drawn.width:
            return float(px(UNIT))
        return min(max(room / drawn.width, px(SMALLEST_UNIT)), px(UNIT))

    def place(self, x: float, y: float) -> QPointF:
        """Return where a point of the geometry lies, in pixels of the widget."""
        unit = self.unit()
        left = max(0.0, (self.width() - self._drawing.genogram.width * unit) / 2)
        return QPointF(left + x * unit, y * unit)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(self._drawing.genogram.height * self.unit(width))

    def sizeHint(self) -> QSize:
        drawn = self._drawing.genogram
        return QSize(round(drawn.width * px(UNIT)), round(drawn.height * px(UNIT)))

    def minimumSizeHint(self) -> QSize:
        drawn = self._drawing.genogram
        return QSize(round(drawn.width * px(SMALLEST_UNIT)), round(drawn.height * px(SMALLEST_UNIT)))

    # --- drawing ------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), colour("card"))
        drawn = self._drawing.genogram
        for loop in drawn.loops:
            pen = QPen(colour("muted"), 1.2)
            pen.setDashPattern(_DASH)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolygon(QPolygonF([self.place(x, y) for x, y in loop]))
        for line in drawn.lines:
            _draw_line(painter, self.place(line.x1, line.y1), self.place(line.x2, line.y2), dotted=line.dotted)
        for number, symbol in enumerate(drawn.symbols):
            self._paint_symbol(painter, symbol, self._drawing.words[symbol.place])
            if self.hasFocus() and number == self._at:
                self._paint_focus(painter, symbol)

    def _paint_symbol(self, painter: QPainter, symbol: Symbol, words: SymbolWords) -> None:
        unit = self.unit()
        drawn = sign(symbol.shape, client=symbol.client, deceased=symbol.deceased)
        middle = self.place(symbol.x, symbol.y)
        draw_sign(painter, drawn, middle, unit)
        if words.inside:
            natural = QFontMetricsF(self._font(0.38 * unit)).horizontalAdvance(words.inside)
            painter.setFont(self._font(0.38 * unit * min(1.0, 0.64 * unit / natural)))
            painter.setPen(colour("ink"))
            box = QRectF(middle.x() - unit / 2, middle.y() + (drawn.words_y - 0.5) * unit, unit, unit)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words.inside)
        left, top, width, height = symbol.label
        corner = self.place(left, top)
        lines = [(words.name, 0.4 * unit, "ink"), (words.relation, 0.34 * unit, "muted")]
        lines = [line for line in lines if line[0].strip()]
        for number, (written, size, ink) in enumerate(lines):
            text = " ".join(written.split())
            natural = QFontMetricsF(self._font(size)).horizontalAdvance(text)
            font = self._font(size * min(1.0, max(0.75, width * unit / natural)))
            metrics = QFontMetricsF(font)
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width * unit + 1)
            room = min(metrics.horizontalAdvance(text) + unit * 0.12, width * unit)
            y = corner.y() + number * height * unit / 2
            box = QRectF(corner.x() + (width * unit - room) / 2, y, room, height * unit / 2)
            painter.fillRect(box, colour("card"))
            painter.setFont(font)
            painter.setPen(colour(ink))
            painter.drawText(box.adjusted(-2, -2, 2, 2), int(Qt.AlignmentFlag.AlignCenter), text)

    def _font(self, height: float) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(max(7, round(height)))
        return font

    def _paint_focus(self, painter: QPainter, symbol: Symbol) -> None:
        unit = self.unit()
        middle = self.place(symbol.x, symbol.y)
        painter.setPen(QPen(colour("focus"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(
            QRectF(middle.x() - unit * 0.68, middle.y() - unit * 0.68, unit * 1.36, unit * 1.3), px(0.3), px(0.3)
        )

    # --- mouse and keyboard -------------------------------------------------------------------------------------

    def symbol_at(self, x: float, y: float) -> Symbol | None:
        """Return the symbol under a point of the widget."""
        origin, unit = self.place(0, 0), self.unit()
        return self._drawing.genogram.at((x - origin.x()) / unit, (y - origin.y()) / unit)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        symbol = self.symbol_at(event.position().x(), event.position().y())
        if symbol is not None and event.button() is Qt.MouseButton.LeftButton:
            self._at = self._drawing.genogram.symbols.index(symbol)
            self.update()
            self.opened.emit(symbol.place)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip:
            at = self.mapFromGlobal(self.cursor().pos())
            symbol = self.symbol_at(at.x(), at.y())
            QToolTip.showText(self.mapToGlobal(QPoint(at)), self.words_of(symbol) if symbol else "", self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        symbols = self._drawing.genogram.symbols
        if symbols and key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._at = self._next(key)
            self.update()
        elif symbols and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(symbols[self._at].place)
        else:
            super().keyPressEvent(event)

    def _next(self, key: Qt.Key) -> int:
        """Return the nearest symbol in the direction of an arrow; the same one where there is none."""
        symbols = self._drawing.genogram.symbols
        here = symbols[self._at]
        upright = key in (Qt.Key.Key_Up, Qt.Key.Key_Down)
        sense = 1 if key in (Qt.Key.Key_Right, Qt.Key.Key_Down) else -1

        def far(symbol: Symbol) -> tuple[float, float]:
            return abs(symbol.y - here.y), abs(symbol.x - here.x)

        ahead = [
            number
            for number, symbol in enumerate(symbols)
            if ((symbol.y - here.y) if upright else (symbol.x - here.x)) * sense > 0.1
            and (upright or abs(symbol.y - here.y) < 0.1)
        ]
        return min(ahead, key=lambda number: far(symbols[number]), default=self._at)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()


def draw_sign(painter: QPainter, drawn: Sign, middle: QPointF, unit: float) -> None:
    """Draw the outlines of a symbol around its middle, and the cross of somebody deceased."""
    painter.setPen(QPen(colour("ink"), 1.5))

    def at(x: float, y: float) -> QPointF:
        return QPointF(middle.x() + x * unit, middle.y() + y * unit)

    for number, polygon in enumerate(drawn.polygons):
        painter.setBrush(colour("card") if number == 0 else Qt.BrushStyle.NoBrush)
        painter.drawPolygon(QPolygonF([at(x, y) for x, y in polygon]))
    for number, radius in enumerate(drawn.radii):
        painter.setBrush(colour("card") if number == 0 else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(middle, radius * unit, radius * unit)
    for stroke in drawn.strokes:
        painter.drawLine(at(stroke.x1, stroke.y1), at(stroke.x2, stroke.y2))


def _draw_line(painter: QPainter, start: QPointF, end: QPointF, *, dotted: bool) -> None:
    pen = QPen(colour("ink"), 1.5)
    if dotted:
        pen.setDashPattern(_DOTS)
    painter.setPen(pen)
    painter.drawLine(start, end)


class LegendSign(QWidget):
    """One sign of the legend with its words."""

    def __init__(self, entry: LegendEntry, words: str) -> None:
        super().__init__()
        self._entry, self._words = entry, words
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.88)
        return font

    def sizeHint(self) -> QSize:
        return QSize(px(2.0) + round(QFontMetricsF(self._small()).horizontalAdvance(self._words)) + 2, px(1.5))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(px(0.85), self.height() / 2)
        entry, reach = self._entry, px(0.75)
        if entry.line == "together":
            pen = QPen(colour("muted"), 1.2)
            pen.setDashPattern(_DASH)
            painter.setPen(pen)
            painter.drawRect(QRectF(middle.x() - reach, middle.y() - px(0.45), 2 * reach, px(0.9)))
        elif entry.line:
            start, end = QPointF(middle.x() - reach, middle.y()), QPointF(middle.x() + reach, middle.y())
            _draw_line(painter, start, end, dotted=entry.line == "dotted")
        else:
            shape = entry.shape or Shape.TRIANGLE
            draw_sign(painter, sign(shape, client=entry.client, deceased=entry.deceased), middle, px(1.0))
        painter.setFont(self._small())
        painter.setPen(colour("muted"))
        words = QRectF(px(2.0), 0, self.width() - px(2.0), self.height())
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), self._words)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()


class GenogramLegend(FlowBox):
    """What the signs mean, in as many lines as it takes."""

    def __init__(self) -> None:
        super().__init__(gap=0.7)

    def show_drawing(self, drawing: GenogramDrawing) -> None:
        """Explain the signs of a household."""
        self.clear()
        for entry, words in drawing.legend:
            self.add(LegendSign(entry, words))
