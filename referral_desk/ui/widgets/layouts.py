"""Rows, columns and flowing rows whose distances are text heights, so that they follow the zoom."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QLayoutItem, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from referral_desk.ui.look import space

Margins = tuple[float, float, float, float] | float


def column(*widgets: QWidget, margins: Margins = 0.0, gap: float = 0.5) -> QVBoxLayout:
    """Return a column of widgets; margins and gap in text heights."""
    layout = QVBoxLayout()
    space(layout, margins, gap)
    for widget in widgets:
        layout.addWidget(widget)
    return layout


def in_the_middle(content: QWidget | QLayout, share: int = 6) -> QVBoxLayout:
    """Return a layout with ``content`` a little above the middle; ``share`` of eight parts wide, 0: as it wants."""
    line = row(margins=(1.5, 1.0, 1.5, 1.2))
    line.addStretch(1)
    if isinstance(content, QWidget):
        line.addWidget(content, share)
    else:
        line.addLayout(content, share)
    line.addStretch(1)
    whole = column()
    whole.addStretch(1)
    whole.addLayout(line)
    whole.addStretch(2)
    return whole


def row(*widgets: QWidget, margins: Margins = 0.0, gap: float = 0.5) -> QHBoxLayout:
    """Return a row of widgets; margins and gap in text heights."""
    layout = QHBoxLayout()
    space(layout, margins, gap)
    for widget in widgets:
        layout.addWidget(widget)
    return layout


def topped(widget: QWidget) -> QWidget:
    """Return a plain widget that keeps ``widget`` at its top, whatever height it gets."""
    layout = column(widget)
    layout.addStretch(1)
    return boxed(layout)


def boxed(layout: QLayout) -> QWidget:
    """Return a plain widget that holds ``layout``."""
    widget = QWidget()
    widget.setLayout(layout)
    return widget


def scrolling(body: QWidget, footer: QWidget) -> QVBoxLayout:
    """Return the layout of a window in which ``body`` scrolls where there is little room, and ``footer`` stays."""
    layout = column(scrolled(boxed(column(body, margins=(0, 0, 0.7, 0)))), footer, margins=1.2, gap=0.7)
    layout.setStretch(0, 1)
    return layout


def scrolled(page: QWidget) -> QScrollArea:
    """Return an area in which ``page`` scrolls as a whole where it gets less room than it needs."""
    page.setProperty("role", "page")
    area = QScrollArea()
    area.setWidget(page)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


def clear(layout: QLayout) -> None:
    """Take every widget and inner layout out of ``layout`` and delete it."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)
            inner.deleteLater()


class FlowLayout(QLayout):
    """A row that goes on in the next line where the width ends, as chips and buttons do at 200 %."""

    def __init__(self, parent: QWidget | None = None, gap: float = 0.5) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        space(self, 0.0, gap)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        widths = [item.sizeHint().width() for item in self._shown()]
        height = max((item.sizeHint().height() for item in self._shown()), default=0)
        return QSize(sum(widths) + self.spacing() * max(0, len(widths) - 1), height)

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._shown():
            size = size.expandedTo(item.minimumSize())
        return size

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        gap = self.spacing()
        x, y, line = rect.x(), rect.y(), 0
        pending: list[tuple[QLayoutItem, int, QSize]] = []

        def place() -> None:
            for item, left, size in pending:
                if move:
                    item.setGeometry(QRect(QPoint(left, y + (line - size.height()) // 2), size))
            pending.clear()

        for item in self._shown():
            size = item.sizeHint().boundedTo(QSize(max(rect.width(), 1), 1 << 20))
            if item.hasHeightForWidth():  # chips that flow themselves
                size.setHeight(item.heightForWidth(size.width()))
            if pending and x + size.width() > rect.right() + 1:
                place()
                x, y, line = rect.x(), y + line + gap, 0
            pending.append((item, x, size))
            x += size.width() + gap
            line = max(line, size.height())
        place()
        return y + line - rect.y()


class FlowBox(QWidget):
    """A widget whose children flow."""

    def __init__(self, *widgets: QWidget, gap: float = 0.5) -> None:
        super().__init__()
        self.flow = FlowLayout(self, gap)
        for widget in widgets:
            self.flow.addWidget(widget)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, widget: QWidget) -> None:
        """Put one more widget at the end."""
        self.flow.addWidget(widget)

    def clear(self) -> None:
        """Take all widgets out and delete them."""
        clear(self.flow)
