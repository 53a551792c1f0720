"""Printing a PDF: the file itself goes to the spooler where there is one; elsewhere its pages are drawn in bands."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize, QSizeF, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument, QPdfDocumentRenderOptions
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.messages import N_, Message, message
from referral_desk.i18n import _
from referral_desk.ui.print_memory import PrintChoices, PrintMemory
from referral_desk.ui.tasks import TaskKind, Tasks, Work

_BAND_PIXELS = 4_000_000
_LONGER_THAN_A4 = 900.0
"""Points: A4 is 842 long, A3 1191."""
_SLACK = 1.01
"""Paper that is smaller by no more than this is the same size, rounded."""

SPOOLER_SECONDS = 60.0
"""How long the spooler may take to accept a document; a print server that is away would be waited for without end."""

_TRAYS = frozenset(
    {
        QPrinter.PaperSource.Upper,
        QPrinter.PaperSource.Lower,
        QPrinter.PaperSource.Middle,
        QPrinter.PaperSource.Manual,
        QPrinter.PaperSource.Envelope,
        QPrinter.PaperSource.LargeCapacity,
        QPrinter.PaperSource.Cassette,
    }
)
"""The trays that CUPS knows by the names Qt has for them."""

Note = Callable[[Action], None]
"""Notes that a document is printed or saved, on any thread; what it raises keeps the document from going."""


class PrintingFailed(Exception):
    """The printer or the spooler refused; ``message`` says what to do."""

    def __init__(self, why: Message) -> None:
        super().__init__(why.text)
        self.message = why


@dataclass(frozen=True)
class SpoolJob:
    """What the spooler is told: printer, copies, pages ("" for all), two sides, tray, grey only, paper; "" for any."""

    printer: str
    copies: int
    pages: str
    sides: str
    title: str
    tray: str = ""
    grey: bool = False
    media: str = ""

    def command(self, program: str) -> list[str]:
        """Return the command line of CUPS's ``lp``; the document comes on standard input."""
        words = [program, "-d", self.printer, "-n", str(self.copies), "-t", self.title, "-o", f"sides={self.sides}"]
        if self.pages:
            words += ["-P", self.pages]
        if self.tray:
            words += ["-o", f"InputSlot={self.tray}"]
        if self.media:
            words += ["-o", f"media={self.media}"]
        if self.grey:
            words += ["-o", "print-color-mode=monochrome"]
        return [*words, "--", "-"]


def spool_job(printer: QPrinter, title: str) -> SpoolJob:
    """Return what the dialog's choices mean for the spooler."""
    sides = {
        QPrinter.DuplexMode.DuplexLongSide: "two-sided-long-edge",
        QPrinter.DuplexMode.DuplexShortSide: "two-sided-short-edge",
    }.get(printer.duplex(), "one-sided")
    first, last = printer.fromPage(), printer.toPage()
    pages = f"{first}-{last}" if first else ""
    source = printer.paperSource()
    return SpoolJob(
        printer.printerName(),
        max(1, printer.copyCount()),
        pages,
        sides,
        title,
        tray=source.name if source in _TRAYS else "",
        grey=printer.colorMode() is QPrinter.ColorMode.GrayScale,
        media="A3" if printer.pageLayout().pageSize().id() is QPageSize.PageSizeId.A3 else "",
    )


def print_pdf(
    parent: QWidget,
    tasks: Tasks,
    pdf: bytes,
    title: str,
    printed: Callable[[], None],
    *,
    to_file: bool = True,
    note: Note | None = None,
    kind: str = "",
) -> None:
    """Ask the system's print dialog and print off the GUI thread; ``printed`` is called once it is handed over.

    ``title`` is what the printer's queue shows: never a client's name. Without ``to_file`` the dialog offers no file
    instead of a printer. ``note`` notes in the audit trail, just before, whether it goes to a printer or into a file.
    ``kind`` is the kind of document: what was chosen for it the last time is proposed, and what is chosen now is
    remembered ("": neither).
    """
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    _propose_paper(printer, pdf)
    memory = PrintMemory()
    memory.propose(kind, printer)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(_("Print"))
    dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange, on=True)
    dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintToFile, on=to_file)
    if dialog.exec() != QPrintDialog.DialogCode.Accepted:
        return
    if not printer.outputFileName():
        memory.remember(kind, PrintChoices.of(printer))
    spooler = shutil.which("lp")
    to_spooler = spooler is not None and not printer.outputFileName() and bool(printer.printerName())

    def work(job: Work) -> None:
        if printer.outputFileName() and not to_file:
            raise PrintingFailed(message(N_("This may only be printed on paper. Choose a printer.")))
        if note is not None:
            note(Action.SAVE_DOCUMENT if printer.outputFileName() else Action.PRINT_DOCUMENT)
        if to_spooler and spooler is not None:
            spool(spool_job(printer, title).command(spooler), pdf)
        else:
            draw(printer, pdf, job)

    tasks.run(TaskKind.DOCUMENT, work, lambda _done: printed(), label=_("Printing…"), cancellable=True)


def _propose_paper(printer: QPrinter, pdf: bytes) -> None:
    """Choose A3 for a document that is larger than A4; everything else goes onto the printer's own paper."""
    data = QByteArray(pdf)
    device = QBuffer(data)
    device.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(device)
    size = document.pagePointSize(0)
    if max(size.width(), size.height()) > _LONGER_THAN_A4:
        printer.setPageSize(QPageSize(QPageSize.PageSizeId.A3))
        printer.setPageOrientation(_orientation(document))
    document.close()
    device.close()


def spool(command: list[str], pdf: bytes) -> None:
    """Hand ``pdf`` to the spooler; PrintingFailed with the spooler's words if it refuses, or if it does not answer."""
    try:
        result = subprocess.run(command, input=pdf, capture_output=True, check=False, timeout=SPOOLER_SECONDS)
    except subprocess.TimeoutExpired:
        raise PrintingFailed(
            message(
                N_(
                    "The printer did not answer within a minute. See whether it is switched on and connected, and "
                    "print again."
                )
            )
        ) from None
    if result.returncode:
        words = result.stderr.decode("utf-8", "replace").strip()
        raise PrintingFailed(message(N_("The printer did not take the document: {reason}"), reason=words))


def draw(printer: QPrinter, pdf: bytes, work: Work) -> None:
    """Draw the pages onto ``printer`` band by band, so that one page never fills the memory; on any thread."""
    data = QByteArray(pdf)
    device = QBuffer(data)
    device.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(device)
    first = max(1, printer.fromPage())
    last = printer.toPage() or document.pageCount()
    printer.setFullPage(True)
    printer.setPageOrientation(_orientation(document))
    painter = QPainter()
    if not painter.begin(printer):
        raise PrintingFailed(message(N_("The printer cannot be opened. Is it switched on and connected?")))
    try:
        for page in range(first - 1, min(last, document.pageCount())):
            work.progress(page, document.pageCount())
            if page > first - 1:
                printer.newPage()
            _draw_page(painter, printer, document, page, work)
    finally:
        painter.end()
        document.close()
        device.close()


def _orientation(document: QPdfDocument) -> QPageLayout.Orientation:
    size = document.pagePointSize(0)
    wide = size.width() > size.height()
    return QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait


def _on_paper(points: QSizeF, printer: QPrinter) -> QSize:
    """Return how large a page is drawn, in dots: as it is, or smaller where the paper is, so that nothing is cut."""
    dots = printer.resolution() / 72
    natural = QSize(round(points.width() * dots), round(points.height() * dots))
    paper = printer.pageLayout().fullRectPixels(printer.resolution()).size()
    if natural.width() > paper.width() * _SLACK or natural.height() > paper.height() * _SLACK:
        return natural.scaled(paper, Qt.AspectRatioMode.KeepAspectRatio)
    return natural


def _draw_page(painter: QPainter, printer: QPrinter, document: QPdfDocument, page: int, work: Work) -> None:
    whole = _on_paper(document.pagePointSize(page), printer)
    band = max(64, _BAND_PIXELS // max(1, whole.width()))
    for top in range(0, whole.height(), band):
        work.check()
        height = min(band, whole.height() - top)
        options = QPdfDocumentRenderOptions()
        options.setScaledSize(whole)
        options.setScaledClipRect(QRect(0, top, whole.width(), height))
        image = document.render(page, QSize(whole.width(), height), options)
        painter.drawImage(0, top, image)
