"""The pages of a PDF on the screen: zoomed, turned by keys, with the places that were found marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QPainter, QPaintEvent, QTransform, QWheelEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QWidget

from referral_desk.i18n import _

ZOOM_STEP = 1.25
_SMALLEST, _LARGEST = 0.25, 5.0
_POINTS = 72.0
_MARKER, _FRAME = QColor(0xBF, 0xE3, 0xDE), QColor(0x0B, 0x6B, 0x63)
"""On paper, which is white in either scheme."""


@dataclass(frozen=True)
class Found:
    """One place where what is sought stands: its page, counted from 0, and its parts in points from the upper left."""

    page: int
    parts: tuple[QRectF, ...]


class PdfPages(QPdfView):
    """Shows a document page below page; ``zoomed`` carries how large, in per cent.

    Home and End go to its ends, Page Up and Page Down a screen on, or a page where whole pages are shown; Ctrl with
    the wheel zooms.
    """

    zoomed = Signal(int)

    def __init__(self, document: QPdfDocument, parent: QWidget) -> None:
        super().__init__(parent)
        self._found: Sequence[Found] = ()
        self._current = -1
        self.setDocument(document)
        self.setPageMode(QPdfView.PageMode.MultiPage)
        self.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        # A page across that just fits beside the bar needs none without it: bar and page would change for ever.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Preview"))

    # --- how large --------------------------------------------------------------------------------------------------

    @property
    def scale(self) -> float:
        """How many times its real size the page in view is shown."""
        page = self.pageNavigator().currentPage()
        points = self._size(page).width()
        return self._page_size(page).width() / (points * self._resolution()) if points else 1.0

    def zoom_by(self, factor: float) -> None:
        """Show it larger or smaller."""
        wanted = min(max(self.scale * factor, _SMALLEST), _LARGEST)
        middle = self._middle()
        self.setZoomFactor(wanted)
        self.setZoomMode(QPdfView.ZoomMode.Custom)
        self._go_to_middle(middle)
        self.zoomed.emit(round(wanted * 100))

    def fit(self, mode: QPdfView.ZoomMode) -> None:
        """Show it as wide as the window, or whole pages."""
        middle = self._middle()
        self.setZoomMode(mode)
        self._go_to_middle(middle)
        if mode is QPdfView.ZoomMode.FitInView:
            self.go(self.pageNavigator().currentPage())
        self.zoomed.emit(round(self.scale * 100))

    def _middle(self) -> float:
        """Return which part of the whole document lies above the middle of what is seen."""
        down, half = self.verticalScrollBar(), self.viewport().height() / 2
        return (down.value() + half) / max(1.0, down.maximum() + 2 * half)

    def _go_to_middle(self, part: float) -> None:
        down, half = self.verticalScrollBar(), self.viewport().height() / 2
        down.setValue(round(part * (down.maximum() + 2 * half) - half))

    # --- where ------------------------------------------------------------------------------------------------------

    def go(self, page: int) -> None:
        """Show the top of a page, counted from 0; the nearest one if there is none."""
        count = self._pages()
        if count:
            self.pageNavigator().jump(min(max(page, 0), count - 1), QPointF(), self.zoomFactor())

    def mark(self, found: Sequence[Found], current: int) -> None:
        """Mark the places that were found, the one of that number more strongly, and bring that into sight."""
        self._found, self._current = found, current
        self.viewport().update()
        if not 0 <= current < len(found) or not found[current].parts:
            return
        place = self._placed(found[current])[0]
        room = QRectF(self.viewport().rect())
        if not room.contains(place):
            down, across = self.verticalScrollBar(), self.horizontalScrollBar()
            down.setValue(down.value() + round(place.center().y() - room.height() / 3))
            across.setValue(across.value() + round(place.center().x() - room.width() / 2))

    def _pages(self) -> int:
        document = self.document()
        return document.pageCount() if document is not None else 0

    def _size(self, page: int) -> QRectF:
        document = self.document()
        return QRectF(QPointF(), document.pagePointSize(page)) if document is not None else QRectF()

    @staticmethod
    def _resolution() -> float:
        return QGuiApplication.primaryScreen().logicalDotsPerInch() / _POINTS

    def _page_size(self, page: int) -> QSize:
        """Return how large a page is shown, in pixels, as the view itself reckons it."""
        natural = (self._size(page).size() * self._resolution()).toSize()
        margins, room = self.documentMargins(), self.viewport().size()
        across = room.width() - margins.left() - margins.right()
        if self.zoomMode() is QPdfView.ZoomMode.Custom:
            return (self._size(page).size() * self._resolution() * self.zoomFactor()).toSize()
        if self.zoomMode() is QPdfView.ZoomMode.FitToWidth:
            return natural * (across / max(1, natural.width()))
        return natural.scaled(QSize(across, room.height() - self.pageSpacing()), Qt.AspectRatioMode.KeepAspectRatio)

    def _placed(self, found: Found) -> list[QRectF]:
        """Return where the parts of a place lie in the viewport."""
        margins = self.documentMargins()
        sizes = [self._page_size(page) for page in range(self._pages())]
        top = margins.top() + sum(size.height() + self.pageSpacing() for size in sizes[: found.page])
        widest = max(size.width() for size in sizes) + margins.left() + margins.right()
        size = sizes[found.page]
        left = (max(widest, self.viewport().width()) - size.width()) / 2
        scale = size.width() / self._size(found.page).width()
        move = QTransform.fromTranslate(
            left - self.horizontalScrollBar().value(), top - self.verticalScrollBar().value()
        ).scale(scale, scale)
        return [move.mapRect(part) for part in found.parts]

    # --- Qt ---------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._found:
            return
        painter = QPainter(self.viewport())
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)  # the text stays black
        for number, found in enumerate(self._found):
            if found.page >= self._pages():
                continue
            current = number == self._current
            for place in self._placed(found):
                around = place.adjusted(-2, -2, 2, 2)
                painter.fillRect(around, _MARKER)
                if current:  # framed as well: not by colour alone
                    painter.setPen(_FRAME)
                    painter.drawRect(around)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        whole = self.zoomMode() is QPdfView.ZoomMode.FitInView
        page = self.pageNavigator().currentPage()
        down = self.verticalScrollBar()
        if plain and event.key() == Qt.Key.Key_Home:
            down.setValue(down.minimum())
        elif plain and event.key() == Qt.Key.Key_End:
            down.setValue(down.maximum())
        elif plain and whole and event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.go(page + (1 if event.key() == Qt.Key.Key_PageDown else -1))
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            turned = event.angleDelta().y() / 120
            if turned:
                self.zoom_by(ZOOM_STEP**turned)
            event.accept()
            return
        super().wheelEvent(event)
