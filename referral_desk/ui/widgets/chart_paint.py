"""Paints a chart in the window: the shapes of its frozen geometry, in the colours of the look.

The painter works in chart units. Everything is told apart by pattern; amber only marks warm handoffs.
"""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from referral_desk.domain.charts import Align, Area, Box, Dot, Drawing, Fill, Ink, Shape, Stroke, Word
from referral_desk.ui.fonts import FAMILIES
from referral_desk.ui.look import colour

_LETTERS = 40
"""The pixel size words are laid out in before they are scaled to chart units: Qt's sizes are whole numbers."""

_DASH = (2.6, 2.0)
_LINE = 0.9
_PATTERN = 0.8

_INKS = {Ink.INK: "ink", Ink.SOFT: "muted", Ink.GRID: "line", Ink.PAPER: "card"}


def paint_drawing(painter: QPainter, drawing: Drawing) -> None:
    """Paint all shapes in their order."""
    for shape in drawing.shapes:
        _paint(painter, shape)


def paint_focus(painter: QPainter, place: Box) -> None:
    """Paint the ring of the focus around a mark, inside its place."""
    painter.setPen(QPen(colour("focus"), 1.6))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect(place).adjusted(0.8, 0.8, -0.8, -0.8), 2.5, 2.5)


def rect(box: Box) -> QRectF:
    """Return a rectangle as Qt wants it."""
    return QRectF(box.left, box.top, box.width, box.height)


def _paint(painter: QPainter, shape: Shape) -> None:
    match shape:
        case Area():
            _paint_area(painter, shape)
        case Stroke():
            _paint_stroke(painter, shape)
        case Dot():
            _paint_dot(painter, shape)
        case Word():
            paint_word(painter, shape)


def _ink(ink: Ink, *, word: bool = False) -> QColor:
    if ink is Ink.WARM:
        return colour("warm_ink" if word else "warm")
    return colour(_INKS[ink])


def _paint_area(painter: QPainter, area: Area) -> None:
    box = rect(area.box)
    if area.fill is Fill.FILLED:
        painter.fillRect(box, colour("warm" if area.warm else "bar"))
        return
    line = colour("cold_ink")
    pen = QPen(line, _LINE)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    if area.fill is Fill.HOLLOW:
        pen.setDashPattern([length / _LINE for length in _DASH])
    edge = min(_LINE, box.width(), box.height()) / 2
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(box.adjusted(edge, edge, -edge, -edge))
    painter.setPen(QPen(line, _PATTERN))
    painter.drawLines([QLineF(QPointF(*one), QPointF(*other)) for one, other in area.pattern()])


def _paint_stroke(painter: QPainter, stroke: Stroke) -> None:
    pen = QPen(_ink(stroke.ink), stroke.thickness)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if stroke.dash:
        pen.setDashPattern([length / stroke.thickness for length in stroke.dash])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in stroke.points]))


def _paint_dot(painter: QPainter, dot: Dot) -> None:
    painter.setPen(QPen(_ink(dot.ink), 1.2))
    painter.setBrush(colour("card") if dot.hollow else _ink(dot.ink))
    painter.drawEllipse(QPointF(dot.x, dot.y), dot.radius - 0.6, dot.radius - 0.6)


def paint_word(painter: QPainter, word: Word) -> None:
    """Paint one line of text, set smaller where it would be wider than its room."""
    font = QFont(list(FAMILIES))
    font.setPixelSize(_LETTERS)
    font.setBold(word.strong)
    metrics = QFontMetricsF(font)
    wide = metrics.horizontalAdvance(word.text) * word.size / _LETTERS
    fit = min(1.0, word.room / wide) if wide else 1.0
    scale = word.size / _LETTERS * fit
    left = word.x - wide * fit * {Align.LEFT: 0.0, Align.CENTRE: 0.5, Align.RIGHT: 1.0}[word.align]
    painter.save()
    painter.translate(left, word.y)
    painter.scale(scale, scale)
    painter.setFont(font)
    painter.setPen(_ink(word.ink, word=True))
    painter.drawText(QPointF(0, metrics.capHeight() / 2), word.text)
    painter.restore()
