"""Paints an eco-map in the window: the shapes, strokes and words of the frozen map, in the colours of the look.

The painter works in map units. Everything is told apart by shape, thickness and dashes; amber only marks what was
handed over warmly, beside its sign.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPainterPathStroker,
    QPen,
    QPolygonF,
)

from referral_desk.domain.ecomap import (
    SYMBOL_RADIUS,
    Core,
    EcoMap,
    EcoNode,
    EcoTie,
    LegendEntry,
    NodeLine,
    Point,
    Shape,
    Sign,
    Standing,
    Stroke,
)
from referral_desk.ui.fonts import FAMILIES
from referral_desk.ui.look import colour

_LETTERS = 40
"""The pixel size words are laid out in before they are scaled to map units: Qt's sizes are whole numbers."""

_WARM_SIGN = 2.1
"""The width of the sign of a warm handoff with its gap, in letter heights."""

Arrows = Sequence[tuple[Point, Point, Point]]


def paint_map(painter: QPainter, ecomap: EcoMap) -> None:
    """Paint a whole map, ties below nodes."""
    for tie in ecomap.ties:
        paint_tie(painter, tie)
    paint_core(painter, ecomap.core)
    for node in ecomap.nodes:
        painter.save()
        painter.translate(node.x, node.y)
        paint_node(painter, node)
        painter.restore()


def paint_tie(painter: QPainter, tie: EcoTie, *, marked: bool = False) -> None:
    """Paint a tie; ``marked`` in the accent, for the one under the mouse or of the node in hand."""
    paint_stroke(painter, tie.stroke, tie.arrows, colour("accent_ink" if marked else "ink"))


def paint_stroke(painter: QPainter, stroke: Stroke, arrows: Arrows, ink: QColor) -> None:
    """Paint a line with its arrow heads."""
    pen = QPen(ink, stroke.thickness)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if stroke.dash:
        pen.setDashPattern([length / stroke.thickness for length in stroke.dash])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(polygon(stroke.points))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    for arrow in arrows:
        painter.drawPolygon(polygon(arrow))


def polygon(points: Sequence[Point]) -> QPolygonF:
    """Return points as Qt wants them."""
    return QPolygonF([QPointF(x, y) for x, y in points])


def paint_core(painter: QPainter, core: Core) -> None:
    """Paint the client around (0, 0): a circle with a double outline, her name and age."""
    painter.setBrush(colour("card"))
    painter.setPen(QPen(colour("ink"), 1.6))
    painter.drawEllipse(QPointF(0, 0), core.radius, core.radius)
    painter.setPen(QPen(colour("ink"), 0.8))
    painter.drawEllipse(QPointF(0, 0), core.radius - 3.2, core.radius - 3.2)
    for line in core.lines:
        paint_words(painter, line, colour("ink"))


def paint_node(painter: QPainter, node: EcoNode, *, marked: bool = False) -> None:
    """Paint a node around (0, 0); ``marked`` with the ring of the focus."""
    past = node.subject.standing is Standing.PAST
    ink = colour("muted" if past else "ink")
    box = QRectF(-node.width / 2, -node.height / 2, node.width, node.height)
    if marked:
        painter.setPen(QPen(colour("focus"), 2.4))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(-3.5, -3.5, 3.5, 3.5), 9, 9)
    if node.subject.is_person:
        middle = QPointF(0, node.symbol_y)
        paint_person(painter, node.subject.shape, middle, SYMBOL_RADIUS, ink, deceased=node.subject.deceased)
    else:
        referred = node.subject.standing is Standing.REFERRED
        pen = QPen(colour("warm") if node.subject.warm else ink, 1.5 if node.subject.warm else 1.1)
        if referred:
            pen.setDashPattern([3.6, 2.4])
        painter.setPen(pen)
        painter.setBrush(colour("card"))
        painter.drawRoundedRect(box, 7, 7)
    for line in node.lines:
        paint_words(painter, line, colour("warm_ink") if line.warm else ink)


def paint_person(
    painter: QPainter, shape: Shape, middle: QPointF, radius: float, ink: QColor, *, deceased: bool = False
) -> None:
    """Paint a person's symbol: square, circle or triangle, crossed for one who died."""
    painter.setPen(QPen(ink, radius / 13))
    painter.setBrush(colour("card"))
    x, y = middle.x(), middle.y()
    if shape is Shape.MAN:
        painter.drawRect(QRectF(x - radius, y - radius, 2 * radius, 2 * radius))
    elif shape is Shape.WOMAN:
        painter.drawEllipse(middle, radius, radius)
    else:
        painter.drawPolygon(polygon(((x, y - radius), (x + radius, y + radius * 0.8), (x - radius, y + radius * 0.8))))
    if deceased:
        reach = radius * 0.95
        painter.drawLine(QPointF(x - reach, y - reach), QPointF(x + reach, y + reach))
        painter.drawLine(QPointF(x - reach, y + reach), QPointF(x + reach, y - reach))


def paint_words(painter: QPainter, line: NodeLine, ink: QColor) -> None:
    """Paint one line centred on x = 0, set smaller where it would be wider than its room."""
    font = QFont(list(FAMILIES))
    font.setPixelSize(_LETTERS)
    font.setBold(line.strong)
    metrics = QFontMetricsF(font)
    sign = _WARM_SIGN * line.size if line.warm else 0.0
    wide = metrics.horizontalAdvance(line.text) * line.size / _LETTERS
    scale = line.size / _LETTERS * min(1.0, (line.room - sign) / wide if wide else 1.0)
    left = -(metrics.horizontalAdvance(line.text) * scale + sign) / 2
    painter.save()
    painter.translate(left + sign, line.y)
    painter.scale(scale, scale)
    painter.setFont(font)
    painter.setPen(ink)
    painter.drawText(QPointF(0, metrics.capHeight() / 2), line.text)
    painter.restore()
    if line.warm:
        paint_warm_sign(painter, QPointF(left, line.y), 0.42 * line.size)


def paint_warm_sign(painter: QPainter, left: QPointF, radius: float) -> None:
    """Paint the two circles that overlap."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour("warm"))
    painter.drawEllipse(QPointF(left.x() + 2.4 * radius, left.y()), radius, radius)
    painter.setBrush(colour("warm_front"))
    painter.drawEllipse(QPointF(left.x() + radius, left.y()), radius, radius)


def paint_sign(painter: QPainter, entry: LegendEntry, middle: float) -> None:
    """Paint a sign of the legend from x = 0, its middle at ``middle``, in map units."""
    ink = colour("ink")
    painter.save()
    painter.translate(0, middle)
    if entry.stroke is not None:
        paint_stroke(painter, entry.stroke, entry.arrows, ink)
    elif entry.sign is Sign.WARM:
        paint_warm_sign(painter, QPointF(0, 0), 4.2)
    else:
        shapes = {Sign.MAN: Shape.MAN, Sign.WOMAN: Shape.WOMAN, Sign.DECEASED: Shape.MAN}
        shape = shapes.get(entry.sign, Shape.UNKNOWN)
        painter.setBrush(QBrush())
        paint_person(painter, shape, QPointF(7, 0), 5.5, ink, deceased=entry.sign is Sign.DECEASED)
    painter.restore()


def outline(stroke: Stroke, width: float) -> QPainterPath:
    """Return the strip of ``width`` around a line, in which a click meets it."""
    path = QPainterPath()
    path.addPolygon(polygon(stroke.points))
    pen = QPen()
    pen.setWidthF(width)
    return QPainterPathStroker(pen).createStroke(path)
