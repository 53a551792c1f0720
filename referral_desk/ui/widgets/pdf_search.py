"""Searching the text of a PDF that is shown: in any spelling, over line ends, page by page between key presses."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QKeyEvent, Qt
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QWidget

from referral_desk.domain.names import utf16_len
from referral_desk.domain.redaction_matching import Folded, fold, occurrences
from referral_desk.i18n import _
from referral_desk.ui.widgets.buttons import IconButton
from referral_desk.ui.widgets.layouts import row
from referral_desk.ui.widgets.pdf_pages import Found, PdfPages
from referral_desk.ui.widgets.search_field import SearchField
from referral_desk.ui.widgets.text import Label


class PdfSearch(QObject):
    """Finds a text in a document; ``changed`` comes as places are found and when the current one is another.

    Qt's own search finds neither a kanji beyond U+FFFF nor a word that goes on in the next line.
    """

    changed = Signal()

    def __init__(self, document: QPdfDocument, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._texts: dict[int, Folded] = {}
        self._sought = ""
        self._next_page = 0
        self.found: list[Found] = []
        self.current = -1
        self._turn = QTimer(self)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._search_page)

    @property
    def searching(self) -> bool:
        """Whether pages are left to be searched."""
        return self._turn.isActive()

    def forget(self) -> None:
        """Begin anew with another document."""
        self._texts.clear()
        self.search("")

    def search(self, text: str) -> None:
        """Search all pages for ``text``; "" finds nothing."""
        self._sought, self._next_page = text, 0
        self.found, self.current = [], -1
        if text.strip() and self._document.pageCount():
            self._turn.start()
        else:
            self._turn.stop()
        self.changed.emit()

    def step(self, places: int) -> None:
        """Go on, or back, by ``places``; from the last to the first."""
        if self.found:
            self.current = (self.current + places) % len(self.found)
            self.changed.emit()

    def _search_page(self) -> None:
        page = self._next_page
        self._next_page += 1
        if self._next_page >= self._document.pageCount():
            self._turn.stop()
        folded = self._texts.get(page)
        if folded is None:
            folded = self._texts[page] = fold(self._document.getAllText(page).text())
        for start, end in occurrences(folded, self._sought):
            self.found.append(self._place(page, folded.text, start, end))
        if self.current < 0 and self.found:
            self.current = 0
        self.changed.emit()

    def _place(self, page: int, text: str, start: int, end: int) -> Found:
        before = utf16_len(text[:start])
        selected = self._document.getSelectionAtIndex(page, before, utf16_len(text[start:end]))
        return Found(page, tuple(part.boundingRect() for part in selected.bounds()))


class PdfSearchBar(QWidget):
    """The row over the pages: what is sought, how many were found, on and back. Enter goes on, Esc closes it."""

    def __init__(self, search: PdfSearch, pages: PdfPages) -> None:
        super().__init__()
        self._search = search
        self._pages = pages
        self.field = SearchField(pages, name=_("Search in the document"), placeholder=_("Search in the document"))
        self.count = Label("", "muted")
        self.back = IconButton("chevron-up", _("Previous place (Shift+F3)"), lambda: search.step(-1))
        self.on = IconButton("chevron-down", _("Next place (F3)"), lambda: search.step(1))
        line = row(self.field, self.count, self.back, self.on, gap=0.4)
        line.addWidget(IconButton("close", _("Close the search"), self.leave))
        line.setStretch(0, 1)
        self.setLayout(line)
        self.field.searched.connect(search.search)
        self.field.accepted.connect(lambda: search.step(1))
        search.changed.connect(self._show)
        self._show()
        self.hide()

    def begin(self) -> None:
        """Open the row, with the cursor in it."""
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def leave(self) -> None:
        """Close the row and mark nothing any more."""
        self.field.clear()
        self.hide()
        self._pages.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        found, current = self._search.found, self._search.current
        words = ""
        if found:
            words = _("{number} of {count}").format(number=current + 1, count=len(found))
        elif self.field.query and not self._search.searching:
            words = _("Not found")
        self.count.setText(words)
        self.field.setAccessibleDescription(words)
        for button in (self.back, self.on):
            button.setEnabled(bool(found))
        self._pages.mark(found, current)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            event.accept()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._search.step(-1 if back else 1)
            event.accept()
        else:
            super().keyPressEvent(event)
