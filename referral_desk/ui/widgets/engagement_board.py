"""The engagement board: a tile for each headline kind and domain of life, its state as a drawn sign and a word."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from referral_desk.domain.codes import CodeBook
from referral_desk.domain.engagement import BoardState, BoardTile
from referral_desk.i18n import _, language
from referral_desk.ui.board_words import entry_name, entry_words, person_words, spoken, state_words
from referral_desk.ui.look import colour, px, space
from referral_desk.ui.widgets.text import set_tooltip

_TILE_WIDTH = 11.5
_ENTRIES_SHOWN = 2


def paint_sign(painter: QPainter, centre: QPointF, radius: float, state: BoardState, ink: QColor) -> None:
    """Draw the sign of a state: filled, half filled or hollow circle, cross, dash."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(ink, max(1.4, radius * 0.28))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    box = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
    match state:
        case BoardState.ENGAGED:
            painter.setBrush(ink)
            painter.drawEllipse(box)
        case BoardState.REFERRED:
            painter.drawEllipse(box)
            painter.setBrush(ink)
            painter.drawPie(box, 90 * 16, 180 * 16)
        case BoardState.NOT_YET:
            painter.drawEllipse(box)
        case BoardState.DECLINED:
            arm = radius * 0.8
            painter.drawLine(centre + QPointF(-arm, -arm), centre + QPointF(arm, arm))
            painter.drawLine(centre + QPointF(-arm, arm), centre + QPointF(arm, -arm))
        case BoardState.ENDED:
            painter.drawLine(centre + QPointF(-radius, 0), centre + QPointF(radius, 0))
    painter.restore()


class Tile(QAbstractButton):
    """One tile. It says everything it shows to a screen reader, with the state as a word."""

    def __init__(self, tile: BoardTile, codes: CodeBook) -> None:
        super().__init__()
        self._codes = codes
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.show_tile(tile)

    def show_tile(self, tile: BoardTile) -> None:
        """Show another state of the same tile."""
        self.tile = tile
        words = spoken(tile, self._codes)
        self.setAccessibleName(words)
        self.setAccessibleDescription(_("Press Enter to mark it."))
        set_tooltip(self, " / ".join(self.lines()))
        self.updateGeometry()
        self.update()

    def lines(self) -> tuple[str, ...]:
        """Return the lines under the state: institutions, and how many more there are."""
        entries = self.tile.entries
        if len(entries) == 1:
            return tuple(words for words in (entry_name(entries[0], self._codes), person_words(entries[0])) if words)
        shown = [entry_words(entry, self._codes, self.tile) for entry in entries[:_ENTRIES_SHOWN]]
        if len(entries) > _ENTRIES_SHOWN:
            shown.append(_("and {count} more").format(count=len(entries) - _ENTRIES_SHOWN))
        return tuple(shown)

    def _fonts(self) -> tuple[QFont, QFont, QFont]:
        label, state, line = QFont(self.font()), QFont(self.font()), QFont(self.font())
        label.setPointSizeF(label.pointSizeF() * 0.88)
        state.setBold(self.tile.state in (BoardState.ENGAGED, BoardState.REFERRED))
        line.setPointSizeF(line.pointSizeF() * 0.88)
        return label, state, line

    def _heights(self) -> tuple[float, float, float]:
        label, state, line = (QFontMetricsF(font).height() for font in self._fonts())
        return label * 1.25, state * 1.35, line * 1.3

    def sizeHint(self) -> QSize:
        label, state, line = self._heights()
        return QSize(px(_TILE_WIDTH), round(label + state + line * len(self.lines())) + px(1.15))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(8), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._frame(painter)
        label_font, state_font, line_font = self._fonts()
        label, state, line = self._heights()
        left, width = px(0.8), self.width() - 2 * px(0.8)
        y = float(px(0.55))
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.setFont(label_font)
        painter.setPen(colour("muted"))
        name = QFontMetricsF(label_font).elidedText(
            self.tile.label(language()), Qt.TextElideMode.ElideRight, float(width)
        )
        painter.drawText(QRectF(left, y, width, label), middle, name)
        y += label
        live = self.tile.state in (BoardState.ENGAGED, BoardState.REFERRED)
        ink = colour("ink" if live else "muted")
        radius = px(0.36)
        paint_sign(painter, QPointF(left + radius + 1, y + state / 2), radius, self.tile.state, ink)
        painter.setFont(state_font)
        painter.setPen(ink)
        words = state_words(self.tile.state, self._codes)
        x = left + 2 * radius + px(0.5)
        painter.drawText(QRectF(x, y, width - (x - left), state), middle, words)
        if any(entry.warm for entry in self.tile.entries):
            self._warm_sign(painter, x + QFontMetricsF(state_font).horizontalAdvance(words) + px(0.5), y + state / 2)
        y += state
        painter.setFont(line_font)
        painter.setPen(colour("ink" if live else "muted"))
        for text in self.lines():
            short = QFontMetricsF(line_font).elidedText(text, Qt.TextElideMode.ElideRight, float(width))
            painter.drawText(QRectF(left, y, width, line), middle, short)
            y += line

    def _frame(self, painter: QPainter) -> None:
        state = self.tile.state
        live = state in (BoardState.ENGAGED, BoardState.REFERRED)
        pen = QPen(colour("accent_ink" if live else "line"), 1.3 if live else 1.0)
        if state is BoardState.REFERRED:
            pen.setDashPattern([3, 2.2])
        fill = colour("accent_soft") if live else colour("card")
        if self.underMouse() and not live:
            fill = colour("hover")
        if self.hasFocus():
            pen = QPen(colour("focus"), 2.4)
        painter.setPen(pen)
        painter.setBrush(fill)
        radius = px(0.42)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.3, 1.3, -1.3, -1.3), radius, radius)

    def _warm_sign(self, painter: QPainter, x: float, y: float) -> None:
        """The two circles that overlap; the word stands in the tile's accessible name and in the timeline."""
        radius = px(0.34)
        painter.setPen(QPen(colour("warm"), 1.1))
        painter.setBrush(colour("warm_soft"))
        pill = QRectF(x, y - px(0.6), px(2.1), px(1.2))
        if pill.right() > self.width() - px(0.4):
            return
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("warm"))
        painter.drawEllipse(QPointF(pill.center().x() + radius * 0.6, y), radius, radius)
        painter.setBrush(colour("warm_front"))
        painter.drawEllipse(QPointF(pill.center().x() - radius * 0.6, y), radius, radius)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.click()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()  # arrows belong to the board
        else:
            super().keyPressEvent(event)


class EngagementBoard(QWidget):
    """Tiles in as many columns as fit. One Tab stop; arrows go from tile to tile, Enter or Space opens one
    (``opened`` carries its BoardTile).
    """

    opened = Signal(object)

    def __init__(self, codes: CodeBook) -> None:
        super().__init__()
        self._codes = codes
        self._tiles: list[Tile] = []
        self._columns = 0
        self._grid = QGridLayout()
        space(self._grid, 0.0, 0.6)
        self.setLayout(self._grid)
        self.setAccessibleName(_("Institutions in the client’s life"))

    @property
    def tiles(self) -> tuple[Tile, ...]:
        """The tiles in their order."""
        return tuple(self._tiles)

    def tile(self, code: str) -> Tile:
        """Return the tile of a headline kind or a domain; KeyError if there is none."""
        for tile in self._tiles:
            if tile.tile.code == code:
                return tile
        raise KeyError(code)

    def show_board(self, board: Sequence[BoardTile]) -> None:
        """Show the tiles; where the same tiles stand already they only change, and keep the focus."""
        if [tile.tile.code for tile in self._tiles] == [each.code for each in board]:
            for tile, each in zip(self._tiles, board, strict=True):
                if tile.tile != each:
                    tile.show_tile(each)
            self._level()
            return
        for tile in self._tiles:
            self._grid.removeWidget(tile)
            tile.hide()
            tile.deleteLater()
        self._tiles = []
        for index, each in enumerate(board):
            tile = Tile(each, self._codes)
            tile.setFocusPolicy(Qt.FocusPolicy.StrongFocus if index == 0 else Qt.FocusPolicy.ClickFocus)
            tile.clicked.connect(lambda _on=False, tile=tile: self._clicked(tile))
            self._tiles.append(tile)
        self._columns = 0
        self._arrange()

    def _clicked(self, tile: Tile) -> None:
        self._rove(tile)
        self.opened.emit(tile.tile)

    def _rove(self, chosen: Tile) -> None:
        for tile in self._tiles:
            tile.setFocusPolicy(Qt.FocusPolicy.StrongFocus if tile is chosen else Qt.FocusPolicy.ClickFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        columns = max(1, self._columns)
        step = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -columns,
            Qt.Key.Key_Down: columns,
        }.get(Qt.Key(event.key()), 0)
        at = next((index for index, tile in enumerate(self._tiles) if tile.hasFocus()), None)
        if step == 0 or at is None:
            super().keyPressEvent(event)
            return
        to = at + step
        if 0 <= to < len(self._tiles):
            self._rove(self._tiles[to])
            self._tiles[to].setFocus(Qt.FocusReason.TabFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._arrange()
            self._level()

    def _arrange(self) -> None:
        gap = self._grid.horizontalSpacing()
        columns = max(1, (self.width() + gap) // (px(_TILE_WIDTH) + gap))
        columns = min(columns, len(self._tiles) or 1)
        if columns == self._columns:
            return
        self._columns = columns
        for tile in self._tiles:
            self._grid.removeWidget(tile)
        for index, tile in enumerate(self._tiles):
            self._grid.addWidget(tile, index // columns, index % columns)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self._level()

    def _level(self) -> None:
        """Give the tiles of one row the same height."""
        columns = max(1, self._columns)
        for start in range(0, len(self._tiles), columns):
            line = self._tiles[start : start + columns]
            height = max(tile.sizeHint().height() for tile in line)
            for tile in line:
                tile.setFixedHeight(height)

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(px(8), hint.height())
