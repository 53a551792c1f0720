"""The eco-map in the window: nodes that can be walked through, opened, dragged, and the ties between."""

from __future__ import annotations

from html import escape
from math import hypot

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsScene,
    QGraphicsView,
    QScrollArea,
    QStyleOptionGraphicsItem,
    QWidget,
)

from referral_desk.domain.ecomap import FARTHEST, Core, EcoMap, EcoNode, EcoTie, Opens
from referral_desk.i18n import _
from referral_desk.ui.look import colour, look, px
from referral_desk.ui.widgets.ecomap_paint import outline, paint_core, paint_node, paint_tie

_EDGE = 6.0
_CLICKABLE = 12.0
_NUDGE = 12.0
_ZOOM_STEP = 1.15
_MOST_ZOOM, _LEAST_ZOOM = 4.0, 0.25
_READ_EASILY = 0.86
"""How large a name on the map is in a fitted view, in heights of running text."""

_SETTLE = 700
"""Milliseconds after the last Shift+arrow at which a node's place is handed on to be kept."""

_ARROWS = {
    Qt.Key.Key_Left: QPointF(-1, 0),
    Qt.Key.Key_Right: QPointF(1, 0),
    Qt.Key.Key_Up: QPointF(0, -1),
    Qt.Key.Key_Down: QPointF(0, 1),
}


class TieItem(QGraphicsItem):
    """A tie; a click on it says how it is recorded."""

    def __init__(self, tie: EcoTie) -> None:
        super().__init__()
        self.tie = tie
        self.marked = False
        self._shape = outline(tie.stroke, _CLICKABLE)
        self.setZValue(0)

    def boundingRect(self) -> QRectF:
        return self._shape.boundingRect().adjusted(-_EDGE, -_EDGE, _EDGE, _EDGE)

    def shape(self) -> QPainterPath:
        return self._shape

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,  # noqa: ARG002
        widget: QWidget | None = None,  # noqa: ARG002
    ) -> None:
        paint_tie(painter, self.tie, marked=self.marked)


class CoreItem(QGraphicsItem):
    """The client in the middle."""

    def __init__(self, core: Core) -> None:
        super().__init__()
        self.core = core
        self.setZValue(1)

    def boundingRect(self) -> QRectF:
        reach = self.core.radius + 2
        return QRectF(-reach, -reach, 2 * reach, 2 * reach)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,  # noqa: ARG002
        widget: QWidget | None = None,  # noqa: ARG002
    ) -> None:
        paint_core(painter, self.core)


class NodeItem(QGraphicsItem):
    """One node; it follows the mouse where it may be dragged."""

    def __init__(self, node: EcoNode, *, movable: bool) -> None:
        super().__init__()
        self.node = node
        self.marked = False
        self.setPos(node.x, node.y)
        self.setZValue(2)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIsMovable, movable)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemSendsGeometryChanges)
        opens = node.subject.opens is not Opens.NOTHING
        self.setCursor(Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor)
        self.setToolTip(f"<qt>{escape(node.subject.spoken)}</qt>")

    def boundingRect(self) -> QRectF:
        node = self.node
        return QRectF(-node.width / 2, -node.height / 2, node.width, node.height).adjusted(-_EDGE, -_EDGE, _EDGE, _EDGE)

    def itemChange(self, change: QGraphicsItem.GraphicsItemChange, value: object) -> object:
        if change is QGraphicsItem.GraphicsItemChange.ItemPositionChange and isinstance(value, QPointF):
            return QPointF(*_within(value))
        return super().itemChange(change, value)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,  # noqa: ARG002
        widget: QWidget | None = None,  # noqa: ARG002
    ) -> None:
        paint_node(painter, self.node, marked=self.marked)


def _within(place: QPointF) -> tuple[float, float]:
    """Return a place no farther from the client than one may be kept."""
    return (
        min(max(place.x(), -FARTHEST[0]), FARTHEST[0]),
        min(max(place.y(), -FARTHEST[1]), FARTHEST[1]),
    )


class EcoMapView(QGraphicsView):
    """Shows an :class:`EcoMap`. One Tab stop after another goes round the nodes; arrows go to the nearest in their
    direction, Shift with an arrow moves a node, Enter opens it, the menu key shows what can be done with it.

    ``opened`` carries the key of a node, ``tie_opened`` that of a tie's node with where on the screen it was clicked,
    ``menu_wanted`` likewise for a node; ``moved`` key, x and y of one that was dragged, in map units.
    """

    opened = Signal(str)
    tie_opened = Signal(str, object)
    menu_wanted = Signal(str, object)
    moved = Signal(str, float, float)

    def __init__(self, *, movable: bool) -> None:
        super().__init__()
        self._movable = movable
        self._map: EcoMap | None = None
        self._nodes: list[NodeItem] = []
        self._ties: dict[str, TieItem] = {}
        self._at: str = ""
        self._fitted = True
        self._pressed_at: QPointF | None = None
        self._scene = QGraphicsScene(self)
        self.setScene(self._scene)
        self.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("role", "card")
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setAccessibleName(_("Eco-map"))
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLE)
        self._settling.timeout.connect(self.settle)
        self._nudged = ""

    # --- what is shown --------------------------------------------------------------------------------------------

    @property
    def ecomap(self) -> EcoMap | None:
        """The map on show."""
        return self._map

    @property
    def current(self) -> str:
        """The key of the node that has the focus, "" for none."""
        return self._at

    def show_map(self, ecomap: EcoMap) -> None:
        """Show a map; the node in hand stays in hand if it is still there."""
        if ecomap == self._map:
            self._put_back()
            return
        self._settling.stop()
        self._nudged = ""
        self._map = ecomap
        self._scene.clear()
        self._ties = {tie.key: TieItem(tie) for tie in ecomap.ties}
        self._nodes = [NodeItem(node, movable=self._movable) for node in ecomap.nodes]
        for item in (*self._ties.values(), CoreItem(ecomap.core), *self._nodes):
            self._scene.addItem(item)
        bounds = ecomap.bounds
        self._scene.setSceneRect(
            QRectF(bounds.left, bounds.top, bounds.width, bounds.height).adjusted(-_EDGE, -_EDGE, _EDGE, _EDGE)
        )
        if self._at not in {item.node.key for item in self._nodes}:
            self._at = ""
        self._mark()
        if self._fitted:
            self.fit()

    def clear(self) -> None:
        """Show nothing."""
        self._settling.stop()
        self._nudged = self._at = ""
        self._map = None
        self._scene.clear()
        self._nodes, self._ties = [], {}
        self._fitted = True

    def item_of(self, key: str) -> NodeItem:
        """Return the item of a node; KeyError where there is none."""
        for item in self._nodes:
            if item.node.key == key:
                return item
        raise KeyError(key)

    def sizeHint(self) -> QSize:
        return QSize(px(46), px(26))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(16), px(14))

    # --- zoom -----------------------------------------------------------------------------------------------------

    def fit(self) -> None:
        """Show the whole map; it stays whole when the window changes."""
        self._fitted = True
        rect = self._scene.sceneRect()
        if rect.isEmpty() or self.viewport().width() < 2:
            return
        self._ask_for_height(rect)
        room = self.viewport().rect()
        scale = min(room.width() / rect.width(), room.height() / rect.height(), self._largest())
        self.resetTransform()
        self.scale(scale, scale)
        self.centerOn(rect.center())

    def _ask_for_height(self, rect: QRectF) -> None:
        """Be as high as a map needs whose words are read easily, or that fills the width; the page scrolls."""
        scale = min(self.viewport().width() / rect.width(), self._largest() * _READ_EASILY)
        wanted = min(max(round(rect.height() * scale), px(14)), px(44))
        if self.minimumHeight() != wanted:
            self.setMinimumHeight(wanted)

    def zoom_by(self, factor: float) -> None:
        """Make the map larger or smaller, within what is still of use."""
        now = self.transform().m11()
        wanted = min(max(now * factor, _LEAST_ZOOM), _MOST_ZOOM * self._largest())
        self._fitted = False
        self.scale(wanted / now, wanted / now)

    def _largest(self) -> float:
        """Words of a node in the size of running text: larger than this nothing is shown without being asked."""
        return look().em / 9.0

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(_ZOOM_STEP if event.angleDelta().y() > 0 else 1 / _ZOOM_STEP)
            event.accept()
        elif self._fitted:
            event.ignore()  # the page scrolls
        else:
            super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fitted:
            self.fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.PaletteChange):
            self.setBackgroundBrush(colour("card"))
            self.updateGeometry()
            self.viewport().update()
            if self._fitted:
                self.fit()

    # --- mouse ----------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self._pressed_at = event.position()
        item = self.itemAt(event.position().toPoint())
        if isinstance(item, NodeItem):
            self._go_to(item.node.key, reveal=False)  # nothing may move under a mouse that is about to drag

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        pressed, self._pressed_at = self._pressed_at, None
        if pressed is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        moved = self._moved_item()
        still = hypot(event.position().x() - pressed.x(), event.position().y() - pressed.y()) < px(0.35)
        if moved is not None and not still:
            self.moved.emit(moved.node.key, moved.pos().x(), moved.pos().y())
            return
        if moved is not None:
            moved.setPos(moved.node.x, moved.node.y)
        item = self.itemAt(event.position().toPoint())
        if isinstance(item, NodeItem):
            self._open(item.node)
        elif isinstance(item, TieItem):
            self.tie_opened.emit(item.tie.key, event.globalPosition().toPoint())

    def _put_back(self) -> None:
        """Let a node that was moved, and is no longer being moved, stand where the map says."""
        moved = self._moved_item()
        if moved is not None and self._pressed_at is None and not self._nudged:
            moved.setPos(moved.node.x, moved.node.y)

    def _moved_item(self) -> NodeItem | None:
        """Return the node that stands elsewhere than the map says."""
        for item in self._nodes:
            if item.pos() != QPointF(item.node.x, item.node.y):
                return item
        return None

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            self._menu_of_current()
            return
        item = self.itemAt(event.pos())
        if isinstance(item, NodeItem):
            self._go_to(item.node.key)
            self.menu_wanted.emit(item.node.key, event.globalPos())
        elif isinstance(item, TieItem):
            self.menu_wanted.emit(item.tie.key, event.globalPos())

    def _menu_of_current(self) -> None:
        if self._at:
            item = self.item_of(self._at)
            below = self.mapFromScene(item.pos() + QPointF(0, item.node.height / 2))
            self.menu_wanted.emit(self._at, self.viewport().mapToGlobal(below))

    # --- keyboard ---------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _ARROWS and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._nudge(_ARROWS[key])
        elif key in _ARROWS:
            self._step(_ARROWS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() and self._at:
            self._open(self.item_of(self._at).node)
        elif key is Qt.Key.Key_Space and self._at:
            self._menu_of_current()
        elif key is Qt.Key.Key_Plus:
            self.zoom_by(_ZOOM_STEP)
        elif key is Qt.Key.Key_Minus:
            self.zoom_by(1 / _ZOOM_STEP)
        elif key is Qt.Key.Key_0:
            self.fit()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 - Qt's name
        """Go round the nodes with Tab, and out of the map after the last."""
        keys = [item.node.key for item in self._nodes]
        if self.hasFocus() and keys:
            at = keys.index(self._at) if self._at in keys else None
            to = (0 if next else len(keys) - 1) if at is None else at + (1 if next else -1)
            if 0 <= to < len(keys):
                self._go_to(keys[to])
                return True
        return super().focusNextPrevChild(next)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._nodes and event.reason() is Qt.FocusReason.BacktabFocusReason:
            self._go_to(self._nodes[-1].node.key)
        elif self._nodes and (not self._at or event.reason() is Qt.FocusReason.TabFocusReason):
            self._go_to(self._nodes[0].node.key)
        self._mark()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.settle()
        self._mark()

    def _open(self, node: EcoNode) -> None:
        if node.subject.opens is not Opens.NOTHING:
            self.opened.emit(node.key)

    def _step(self, direction: QPointF) -> None:
        """Go to the nearest node that lies in this direction."""
        if not self._at:
            if self._nodes:
                self._go_to(self._nodes[0].node.key)
            return
        here = self.item_of(self._at).pos()
        best: tuple[float, str] | None = None
        for item in self._nodes:
            way = item.pos() - here
            along = way.x() * direction.x() + way.y() * direction.y()
            across = abs(way.x() * direction.y()) + abs(way.y() * direction.x())
            if item.node.key != self._at and along > 1 and across < 2.5 * along:
                rank = along + 1.6 * across
                if best is None or rank < best[0]:
                    best = (rank, item.node.key)
        if best is not None:
            self._go_to(best[1])

    def _go_to(self, key: str, *, reveal: bool = True) -> None:
        if self._nudged and key != self._nudged:
            self.settle()
        self._at = key
        item = self.item_of(key)
        self._mark()
        if reveal:
            self._reveal(item)
        self.setAccessibleName(_("Eco-map: {node}").format(node=item.node.subject.spoken))
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.NameChanged))

    def _reveal(self, item: NodeItem) -> None:
        """Bring a node into view, in the map and on the page that scrolls."""
        if not self._fitted:
            self.ensureVisible(item, px(1), px(1))
        around = self.parentWidget()
        while around is not None and not isinstance(around, QScrollArea):
            around = around.parentWidget()
        page = around.widget() if around is not None else None
        if around is not None and page is not None:
            at = self.viewport().mapTo(page, self.mapFromScene(item.pos()))
            around.ensureVisible(at.x(), at.y(), px(6), px(4))

    def _mark(self) -> None:
        for item in self._nodes:
            marked = item.node.key == self._at and self.hasFocus()
            if marked != item.marked:
                item.marked = marked
                item.update()
        for key, tie in self._ties.items():
            marked = key == self._at and self.hasFocus()
            if marked != tie.marked:
                tie.marked = marked
                tie.update()

    def _nudge(self, direction: QPointF) -> None:
        if not self._movable or not self._at:
            return
        item = self.item_of(self._at)
        item.setPos(item.pos() + direction * _NUDGE)
        self._nudged = self._at
        self._settling.start()

    def settle(self) -> None:
        """Hand on where a node was moved to with the keyboard, if one was."""
        self._settling.stop()
        key, self._nudged = self._nudged, ""
        if key:
            item = self.item_of(key)
            self.moved.emit(key, item.pos().x(), item.pos().y())
