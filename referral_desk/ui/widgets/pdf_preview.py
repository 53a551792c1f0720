"""A document as it will be on paper, shown from memory: page, zoom, search, print, save."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QBuffer, QByteArray, QDir, QIODevice, QRegularExpression, QSaveFile, Qt, Signal
from PySide6.QtGui import QKeySequence, QRegularExpressionValidator, QShortcut
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.messages import N_, message
from referral_desk.i18n import _, render
from referral_desk.ui.look import px
from referral_desk.ui.printing import Note, print_pdf
from referral_desk.ui.tasks import TaskKind, Tasks
from referral_desk.ui.widgets.buttons import Button, IconButton
from referral_desk.ui.widgets.cards import WarningPanel
from referral_desk.ui.widgets.layouts import FlowBox, boxed, column, row
from referral_desk.ui.widgets.pdf_pages import ZOOM_STEP, PdfPages
from referral_desk.ui.widgets.pdf_search import PdfSearch, PdfSearchBar
from referral_desk.ui.widgets.text import Label, show_if


def save_bytes(path: str, content: bytes) -> bool:
    """Write a file whole or not at all; False if the place cannot be written."""
    target = QSaveFile(path)
    if not target.open(QIODevice.OpenModeFlag.WriteOnly):
        return False
    target.write(QByteArray(content))
    return target.commit()


class PageField(QLineEdit):
    """The page in view; another number, full-width digits too, and Enter go there."""

    def __init__(self, go: Callable[[int], None]) -> None:
        super().__init__()
        self._go = go
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9０-９]{0,4}"), self))
        self.setAccessibleName(_("Page"))
        self.setFixedWidth(px(3.4))
        self.editingFinished.connect(self._entered)
        self._shown = ""

    def show_page(self, page: int, count: int) -> None:
        """Show a page, counted from 0, of ``count``."""
        self._shown = str(page + 1) if count else ""
        self.setText(self._shown)
        self.setEnabled(count > 1)

    def _entered(self) -> None:
        typed = self.text()
        self.setText(self._shown)
        if typed and typed != self._shown:
            self._go(int(typed) - 1)


class PdfPreview(QWidget):
    """Shows a PDF; nothing is written unless the user says where.

    ``title`` names it in the printer's queue and ``file_name`` is what Save proposes: neither holds a client's
    name. Without ``saves`` it can be printed on paper only, without ``prints`` not at all. ``note`` notes in the audit
    trail that it goes to a printer or into a file. ``kind`` is the kind of document, for which the print dialog's
    choices are remembered. ``saved`` carries the path, ``printed`` comes when the document was handed to the printer,
    ``password_wanted`` when it is to be saved with a password: whoever shows it asks for one and calls
    :meth:`save_as`.

    Ctrl+F searches, F3 and Shift+F3 go on and back; Ctrl with +, - and 0 zoom.
    """

    saved = Signal(str)
    printed = Signal()
    password_wanted = Signal()

    def __init__(
        self,
        tasks: Tasks,
        *,
        title: str = "",
        file_name: str = "document.pdf",
        saves: bool = True,
        prints: bool = True,
        note: Note | None = None,
        kind: str = "",
    ) -> None:
        super().__init__()
        self._note = note
        self._kind = kind
        self._saves = saves
        self._prints = prints
        self._tasks = tasks
        self._title = title or _("Document")
        self._file_name = file_name
        self._pdf = b""
        self._data = QByteArray()
        self._device = QBuffer(self)
        self._document = QPdfDocument(self)
        self.pages = PdfPages(self._document, self)
        self.search = PdfSearch(self._document, self)
        self.search_bar = PdfSearchBar(self.search, self.pages)
        self.setFocusProxy(self.pages)
        self._problem = WarningPanel(danger=True)
        layout = column(self._bar(), self.search_bar, self._problem, self.pages, gap=0.3)
        layout.setStretch(3, 1)
        self.setLayout(layout)
        self.pages.pageNavigator().currentPageChanged.connect(lambda _page: self._say_page())
        for keys, run in (
            ("Ctrl+F", self.search_bar.begin),
            ("F3", lambda: self.search.step(1)),
            ("Shift+F3", lambda: self.search.step(-1)),
            ("Ctrl++", lambda: self.zoom_by(ZOOM_STEP)),
            ("Ctrl+=", lambda: self.zoom_by(ZOOM_STEP)),
            ("Ctrl+-", lambda: self.zoom_by(1 / ZOOM_STEP)),
            ("Ctrl+0", self.fit_width),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(run)
        self._say_page()

    def _bar(self) -> QWidget:
        """Return the row of buttons; it breaks where the window is narrow or the text large."""
        self._page = PageField(self.pages.go)
        self._count = Label("", "muted")
        self._previous = IconButton("chevron-left", _("Previous page"), lambda: self.turn(-1))
        self._next = IconButton("chevron-right", _("Next page"), lambda: self.turn(1))
        self._zoom = Label("", "muted")
        self._zoom.hide()
        self.pages.zoomed.connect(self._say_zoom)
        self._print = Button(
            _("Print…"), self.print_document, icon="print", keys="Ctrl P", kind="primary", compact=True
        )
        self._save = Button(_("Save as PDF…"), self.save_as, icon="export", compact=True)
        self._save_locked = Button(
            _("With a password…"),
            self.password_wanted.emit,
            icon="lock",
            compact=True,
            tooltip=_("Save as a PDF that opens with a password only (AES-256)"),
        )
        for button in (self._save, self._save_locked):
            show_if(button, self._saves)
        show_if(self._print, self._prints)
        turning = boxed(row(self._previous, self._page, self._count, self._next, gap=0.3))
        smaller = IconButton("zoom-out", _("Smaller (Ctrl+-)"), lambda: self.zoom_by(1 / ZOOM_STEP))
        larger = IconButton("zoom-in", _("Larger (Ctrl++)"), lambda: self.zoom_by(ZOOM_STEP))
        zooming = boxed(row(smaller, self._zoom, larger, gap=0.3))
        return FlowBox(
            turning,
            zooming,
            Button(_("Fit the width"), self.fit_width, kind="quiet", compact=True),
            Button(_("Whole page"), self.fit_page, kind="quiet", compact=True),
            IconButton("search", _("Search in the document (Ctrl+F)"), self.search_bar.begin),
            self._save,
            self._save_locked,
            self._print,
            gap=0.6,
        )

    @property
    def pdf(self) -> bytes:
        """The document on show, b"" for none."""
        return self._pdf

    @property
    def page_count(self) -> int:
        """How many pages it has."""
        return self._document.pageCount()

    @property
    def problem(self) -> str:
        """What is wrong with the document or with saving it, "" if nothing."""
        return self._problem.text

    def show_pdf(self, pdf: bytes, *, title: str = "", file_name: str = "", stays: bool = False) -> None:
        """Show another document; ``stays`` keeps what is in view where it is, for one that hardly differs."""
        across, down = self.pages.horizontalScrollBar(), self.pages.verticalScrollBar()
        place = (across.value(), down.value())
        self._title = title or self._title
        self._file_name = file_name or self._file_name
        self._document.close()
        self._device.close()
        self._pdf = pdf
        self._data = QByteArray(pdf)
        self._device.setBuffer(self._data)
        self._device.open(QIODevice.OpenModeFlag.ReadOnly)
        self._document.load(self._device)
        broken = bool(pdf) and self._document.pageCount() < 1
        self._problem.set_text(_("This document cannot be shown.") if broken else "")
        self.search.forget()
        if stays:
            across.setValue(place[0])
            down.setValue(place[1])
        self._say_page()

    def turn(self, pages: int) -> None:
        """Go on, or back, by ``pages``."""
        self.pages.go(self.pages.pageNavigator().currentPage() + pages)

    def zoom_by(self, factor: float) -> None:
        """Show it larger or smaller."""
        self.pages.zoom_by(factor)

    def fit_width(self) -> None:
        """Show it as wide as the window."""
        self.pages.fit(QPdfView.ZoomMode.FitToWidth)

    def fit_page(self) -> None:
        """Show whole pages."""
        self.pages.fit(QPdfView.ZoomMode.FitInView)

    def print_document(self) -> None:
        """Ask the system's print dialog and print."""
        if self._pdf:
            print_pdf(
                self,
                self._tasks,
                self._pdf,
                self._title,
                self.printed.emit,
                to_file=self._saves,
                note=self._note,
                kind=self._kind,
            )

    def save_as(self, password: str = "") -> None:
        """Ask where, and write the file there; with a ``password`` encrypted, so that it opens with that only."""
        if not (self._pdf and self._saves):
            return
        start = QDir.home().filePath(self._file_name)
        path, _kind = QFileDialog.getSaveFileName(self, _("Save as PDF"), start, "PDF (*.pdf)")
        if not path:
            return
        pdf, note = self._pdf, self._note

        def save() -> bool:
            content = pdf
            if password:
                from referral_desk.reports.render import encrypt  # noqa: PLC0415 - ReportLab, only where it is needed

                content = encrypt(pdf, password)
            if note is not None:
                note(Action.SAVE_DOCUMENT)
            return save_bytes(path, content)

        def saved(written: bool) -> None:
            if written:
                self._problem.set_text("")
                self.saved.emit(path)
            else:
                self._problem.set_text(
                    render(message(N_("The file could not be written there. Choose another folder: {path}"), path=path))
                )

        self._tasks.run(TaskKind.DOCUMENT, lambda _work: save(), saved, label=_("Saving…"))

    def _say_zoom(self, per_cent: int) -> None:
        self._zoom.setText(f"{per_cent}%")
        self._zoom.show()

    def _say_page(self) -> None:
        count = self.page_count
        page = self.pages.pageNavigator().currentPage() if count else 0
        self._page.show_page(page, count)
        self._count.setText(_("of {count}").format(count=count) if count else "")
        self._previous.setEnabled(page > 0)
        self._next.setEnabled(page + 1 < count)
        for button in (self._print, self._save, self._save_locked):
            button.setEnabled(bool(count))
