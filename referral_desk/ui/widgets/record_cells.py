"""How the cells of a record table are drawn: kana over the name, grey words under it, badges, equal digits."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from referral_desk.ui.look import colour, px
from referral_desk.ui.widgets.cell import CELL_ROLE, Cell
from referral_desk.ui.widgets.handoff_badge import badge_size, paint_badge
from referral_desk.ui.widgets.text import draw_figures, figures_width

_INK = {"": "ink", "strong": "ink", "muted": "muted", "struck": "muted", "danger": "danger", "warm": "warm_ink"}


class RecordDelegate(QStyledItemDelegate):
    """Draws :class:`Cell`; a hairline under every row, the focus as a bar at the left of the row."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        cell = index.data(CELL_ROLE)
        if not isinstance(cell, Cell):
            super().paint(painter, option, index)
            return
        rect = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, colour("selection"))
            self._mark(painter, rect, index)
        painter.setPen(QPen(colour("line"), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        inner = rect.adjusted(px(0.75), 0, -px(0.75), 0)
        if cell.badge is not None and cell.text:
            self._badge(painter, option.font, inner, cell)
        else:
            self._words(painter, option.font, inner, cell)
        painter.restore()

    def _mark(self, painter: QPainter, rect: QRectF, index: QModelIndex | QPersistentModelIndex) -> None:
        view = self.parent()
        if not isinstance(view, QTableView) or not view.hasFocus():
            return
        if view.selectionBehavior() is QTableView.SelectionBehavior.SelectItems:
            painter.setPen(QPen(colour("focus"), 2))
            painter.drawRect(rect.adjusted(1, 1, -2, -2))
        elif index.column() == 0:
            painter.fillRect(QRectF(rect.left(), rect.top(), px(0.22), rect.height()), colour("focus"))

    def _badge(self, painter: QPainter, font: QFont, rect: QRectF, cell: Cell) -> None:
        small = QFont(font)
        small.setPointSizeF(small.pointSizeF() * 0.92)
        bold = QFont(small)
        bold.setBold(True)
        size = badge_size(bold, cell.text)
        painter.setFont(small)
        place = QRectF(
            rect.left(), rect.center().y() - size.height() / 2, min(size.width(), rect.width()), size.height()
        )
        if cell.badge is not None:
            paint_badge(painter, place, cell.text, cell.badge)

    def _words(self, painter: QPainter, font: QFont, rect: QRectF, cell: Cell) -> None:
        main = QFont(font)
        main.setBold(cell.tone in ("strong", "danger", "warm"))
        main.setStrikeOut(cell.tone == "struck")
        main.setUnderline(cell.link and bool(cell.text.strip("0—–- ")))
        small = QFont(font)
        small.setPointSizeF(small.pointSizeF() * 0.78)
        lines: list[tuple[QFont, str, str]] = [(main, _INK[cell.tone], cell.text)]
        if cell.over:
            lines.insert(0, (small, "muted", cell.over))
        if cell.under:
            under = QFont(font)
            under.setPointSizeF(under.pointSizeF() * 0.88)
            lines.append((under, "muted", cell.under))
        heights = [QFontMetricsF(line).height() * 1.12 for line, _ink, _text in lines]
        y = rect.center().y() - sum(heights) / 2
        for (line, ink, text), height in zip(lines, heights, strict=True):
            painter.setFont(line)
            painter.setPen(colour(ink))
            place = QRectF(rect.left(), y, rect.width(), height)
            if cell.figure and figures_width(line, text) <= rect.width():
                draw_figures(painter, place, text, right=cell.right)
            else:
                shown = QFontMetricsF(line).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
                side = Qt.AlignmentFlag.AlignRight if cell.right else Qt.AlignmentFlag.AlignLeft
                painter.drawText(place, int(side | Qt.AlignmentFlag.AlignVCenter), shown)
            y += height
