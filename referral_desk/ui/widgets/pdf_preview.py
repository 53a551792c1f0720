"""A document as it will be on paper, shown from memory: page, zoom, print, save."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QDir, QIODevice, QPointF, QSaveFile, Signal
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QFileDialog, QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.messages import N_, message
from referral_desk.i18n import _, render
from referral_desk.ui.printing import Note, print_pdf
from referral_desk.ui.tasks import TaskKind, Tasks
from referral_desk.ui.widgets.buttons import Button, IconButton
from referral_desk.ui.widgets.cards import WarningPanel
from referral_desk.ui.widgets.layouts import boxed, column, row
from referral_desk.ui.widgets.text import Label, show_if

_STEP = 1.25


def save_bytes(path: str, content: bytes) -> bool:
    """Write a file whole or not at all; False if the place cannot be written."""
    target = QSaveFile(path)
    if not target.open(QIODevice.OpenModeFlag.WriteOnly):
        return False
    target.write(QByteArray(content))
    return target.commit()


class PdfPreview(QWidget):
    """Shows a PDF; nothing is written unless the user says where.

    ``title`` names it in the printer's queue and ``file_name`` is what Save proposes: neither holds a client's
    name. Without ``saves`` it can be printed on paper only. ``note`` notes in the audit trail that it goes to a printer
    or into a file. ``saved`` carries the path, ``printed`` comes when the document was handed to the printer.
    """

    saved = Signal(str)
    printed = Signal()

    def __init__(
        self,
        tasks: Tasks,
        *,
        title: str = "",
        file_name: str = "document.pdf",
        saves: bool = True,
        note: Note | None = None,
    ) -> None:
        super().__init__()
        self._note = note
        self._saves = saves
        self._tasks = tasks
        self._title = title or _("Document")
        self._file_name = file_name
        self._pdf = b""
        self._data = QByteArray()
        self._device = QBuffer(self)
        self._document = QPdfDocument(self)
        self._view = QPdfView(self)
        self._view.setDocument(self._document)
        self._view.setPageMode(QPdfView.PageMode.MultiPage)
        self._view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self._view.setAccessibleName(_("Preview"))
        self._page = Label("", "muted")
        self._problem = WarningPanel(danger=True)
        self._previous = IconButton("chevron-left", _("Previous page"), lambda: self.turn(-1))
        self._next = IconButton("chevron-right", _("Next page"), lambda: self.turn(1))
        self._print = Button(
            _("Print…"), self.print_document, icon="print", keys="Ctrl P", kind="primary", compact=True
        )
        self._save = Button(_("Save as PDF…"), self.save_as, icon="export", compact=True)
        bar = row(self._previous, self._page, self._next, margins=(0, 0, 0, 0.2))
        bar.addSpacing(12)
        bar.addWidget(IconButton("zoom-out", _("Smaller"), lambda: self.zoom_by(1 / _STEP)))
        bar.addWidget(IconButton("zoom-in", _("Larger"), lambda: self.zoom_by(_STEP)))
        bar.addWidget(Button(_("Fit the width"), self.fit_width, kind="quiet", compact=True))
        bar.addStretch(1)
        bar.addWidget(self._save)
        show_if(self._save, saves)
        bar.addWidget(self._print)
        layout = column(boxed(bar), self._problem, self._view, gap=0.3)
        layout.setStretch(2, 1)
        self.setLayout(layout)
        self._view.pageNavigator().currentPageChanged.connect(lambda _page: self._say_page())
        self._say_page()

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

    def show_pdf(self, pdf: bytes, *, title: str = "", file_name: str = "") -> None:
        """Show another document."""
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
        self._say_page()

    def turn(self, pages: int) -> None:
        """Go on, or back, by ``pages``."""
        navigator = self._view.pageNavigator()
        target = min(max(navigator.currentPage() + pages, 0), max(0, self.page_count - 1))
        navigator.jump(target, QPointF(), self._view.zoomFactor())

    def zoom_by(self, factor: float) -> None:
        """Show it larger or smaller."""
        now = self._view.zoomFactor()
        if self._view.zoomMode() is QPdfView.ZoomMode.FitToWidth and self.page_count:
            points = self._document.pagePointSize(0).width()
            now = self._view.viewport().width() / (points * self.logicalDpiX() / 72)
        self._view.setZoomMode(QPdfView.ZoomMode.Custom)
        self._view.setZoomFactor(min(max(now * factor, 0.25), 5.0))

    def fit_width(self) -> None:
        """Show it as wide as the window."""
        self._view.setZoomMode(QPdfView.ZoomMode.FitToWidth)

    def print_document(self) -> None:
        """Ask the system's print dialog and print."""
        if self._pdf:
            print_pdf(
                self, self._tasks, self._pdf, self._title, self.printed.emit, to_file=self._saves, note=self._note
            )

    def save_as(self) -> None:
        """Ask where, and write the file there."""
        if not (self._pdf and self._saves):
            return
        start = QDir.home().filePath(self._file_name)
        path, _kind = QFileDialog.getSaveFileName(self, _("Save as PDF"), start, "PDF (*.pdf)")
        if not path:
            return
        pdf, note = self._pdf, self._note

        def save() -> bool:
            if note is not None:
                note(Action.SAVE_DOCUMENT)
            return save_bytes(path, pdf)

        def saved(written: bool) -> None:
            if written:
                self._problem.set_text("")
                self.saved.emit(path)
            else:
                self._problem.set_text(
                    render(message(N_("The file could not be written there. Choose another folder: {path}"), path=path))
                )

        self._tasks.run(TaskKind.DOCUMENT, lambda _work: save(), saved, label=_("Saving…"))

    def _say_page(self) -> None:
        count = self.page_count
        page = self._view.pageNavigator().currentPage() + 1 if count else 0
        self._page.setText(_("Page {page} of {count}").format(page=page, count=count) if count else "")
        self._previous.setEnabled(page > 1)
        self._next.setEnabled(page < count)
        for button in (self._print, self._save):
            button.setEnabled(bool(count))
