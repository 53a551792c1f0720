"""Looking at a document before it is printed: finding, turning, zooming, saving with a password, printing as before."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from PySide6.QtCore import QPointF, QSettings, Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from referral_desk.reports.drawing import Info, Sheet, TextMark, paint
from referral_desk.reports.fonts import Face
from referral_desk.reports.layout import Line, measure, single_line, squeezed, with_reading
from referral_desk.ui import printing
from referral_desk.ui.dialogs.pdf_password import PdfPasswordDialog
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.print_memory import PrintChoices, PrintMemory
from referral_desk.ui.printing import spool_job
from referral_desk.ui.tasks import Tasks
from referral_desk.ui.widgets.pdf_preview import PdfPreview
from tests.ui.test_widgets import shown

pytestmark = pytest.mark.usefixtures("theme")


@pytest.fixture(scope="module")
def letter() -> bytes:
    """Three pages: a name with its reading above it, a word that goes on in the next line, nothing."""
    atoms = [
        *single_line("御本人　", Face.MINCHO, 12).atoms,
        with_reading("髙橋", "タカハシ", Face.MINCHO, 12),
        *single_line("　", Face.MINCHO, 12).atoms,
        with_reading("𠮷子", "ヨシコ", Face.MINCHO, 12),
        *single_line("　様", Face.MINCHO, 12).atoms,
    ]
    named = Line(tuple(squeezed(atoms)), measure(atoms))
    sheets = [Sheet(595, 842), Sheet(595, 842), Sheet(595, 842)]
    sheets[0].marks.append(TextMark(80, 700, named))
    for y, text in ((600, "十月から家賃を滞"), (580, "納している。家賃は")):
        sheets[1].marks.append(TextMark(80, y, single_line(text, Face.MINCHO, 12)))
    return paint(sheets, Info("試し", "架空市保健所", "ja", Face.MINCHO))


@pytest.fixture
def preview(qtbot: QtBot, tasks: Tasks, letter: bytes) -> PdfPreview:
    widget = PdfPreview(tasks, title="Letter", kind="letter")
    shown(qtbot, widget)
    widget.resize(900, 700)
    widget.show_pdf(letter)
    return widget


def found(qtbot: QtBot, preview: PdfPreview, text: str) -> list[int]:
    """Return the pages on which ``text`` is found, once all are searched."""
    preview.search_bar.begin()
    preview.search_bar.field.setText(text)
    qtbot.waitUntil(lambda: not preview.search.searching)
    return [place.page for place in preview.search.found]


@pytest.mark.parametrize("text", ["髙橋", "高橋", "髙橋　𠮷子", "吉子", "𠮷子　様", "たかはし", "ヨシコ"])
def test_a_name_with_its_reading_above_is_found_in_any_spelling(qtbot: QtBot, preview: PdfPreview, text: str) -> None:
    assert found(qtbot, preview, text) == [0]


def test_a_page_across_comes_to_rest_at_every_height_of_the_window(qtbot: QtBot, preview: PdfPreview) -> None:
    preview.show_pdf(paint([Sheet(842, 595)], Info("試し", "架空市保健所", "ja", Face.GOTHIC)))
    pages = preview.pages
    beside = pages.verticalScrollBar().sizeHint().width()
    for height in range(560, 760, 4):
        preview.resize(900, height)
        QApplication.processEvents()
        assert pages.verticalScrollBar().isVisible()
        assert pages.viewport().width() <= pages.width() - beside


def test_a_word_that_goes_on_in_the_next_line_is_found(qtbot: QtBot, preview: PdfPreview) -> None:
    assert found(qtbot, preview, "家賃を滞納") == [1]
    assert len(preview.search.found[0].parts) == 2


def test_what_is_found_is_counted_and_gone_through_in_a_ring(qtbot: QtBot, preview: PdfPreview) -> None:
    assert found(qtbot, preview, "家賃") == [1, 1]
    assert preview.search_bar.count.text() == "2件中1件目"
    preview.search.step(1)
    assert preview.search_bar.count.text() == "2件中2件目"
    preview.search.step(1)
    assert preview.search_bar.count.text() == "2件中1件目"
    assert found(qtbot, preview, "診断書") == []
    assert preview.search_bar.count.text() == "見つかりません"


def test_the_mark_lies_on_the_word_however_the_page_is_shown(qtbot: QtBot, preview: PdfPreview) -> None:
    found(qtbot, preview, "家賃は")
    for show in (preview.fit_width, preview.fit_page, lambda: preview.zoom_by(2)):
        show()
        preview.pages.mark(preview.search.found, 0)
        place = preview.pages._placed(preview.search.found[0])[0]
        assert preview.pages.viewport().rect().contains(place.toRect())
        qtbot.waitUntil(lambda place=place: is_dark(preview, place.center(), place.width() / 3))


def is_dark(preview: PdfPreview, at: QPointF, around: float) -> bool:
    """Return whether there is ink near a point of the pages."""
    picture = preview.pages.viewport().grab().toImage()
    y, left, right = round(at.y()), round(at.x() - around), round(at.x() + around)
    row = [picture.pixelColor(x, y).lightness() for x in range(left, right)]
    return min(row) < 100 < max(row)


def test_a_document_without_the_text_marks_nothing_after_another_was_shown(
    qtbot: QtBot, preview: PdfPreview, two_pages: bytes
) -> None:
    assert found(qtbot, preview, "家賃")
    preview.show_pdf(two_pages)
    assert preview.search.found == []


def test_escape_closes_the_search_and_not_the_window(qtbot: QtBot, tasks: Tasks, letter: bytes) -> None:
    dialog = PreviewDialog(tasks, letter, title="Letter")
    shown(qtbot, dialog)
    bar = dialog.preview.search_bar
    bar.begin()
    bar.field.setText("家賃")
    qtbot.keyClick(bar.field, Qt.Key.Key_Escape)
    qtbot.keyClick(bar.field, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    assert dialog.isVisible()


def test_keys_go_to_either_end_and_a_number_to_its_page(qtbot: QtBot, preview: PdfPreview) -> None:
    navigator = preview.pages.pageNavigator()
    qtbot.keyClick(preview.pages, Qt.Key.Key_End)
    assert navigator.currentPage() == 2
    qtbot.keyClick(preview.pages, Qt.Key.Key_Home)
    assert navigator.currentPage() == 0
    preview._page.setText("２")
    qtbot.keyClick(preview._page, Qt.Key.Key_Return)
    assert navigator.currentPage() == 1
    preview.fit_page()
    qtbot.keyClick(preview.pages, Qt.Key.Key_PageDown)
    assert navigator.currentPage() == 2
    assert preview._page.text() == "3"


def test_the_page_in_view_stays_in_view_when_it_is_enlarged(preview: PdfPreview) -> None:
    preview.pages.go(1)
    for show in (lambda: preview.zoom_by(2), preview.fit_page, preview.fit_width):
        show()
        assert preview.pages.pageNavigator().currentPage() == 1
        assert preview._page.text() == "2"


def test_it_is_enlarged_from_what_is_shown(preview: PdfPreview) -> None:
    preview.fit_page()
    before = preview.pages.scale
    preview.zoom_by(1.25)
    assert preview.pages.scale == pytest.approx(1.25 * before, rel=0.01)
    preview.fit_width()
    assert preview.pages.scale > before


# --- a password -------------------------------------------------------------------------------------------------------


def test_a_pdf_saved_with_a_password_opens_with_that_only(
    qtbot: QtBot, tasks: Tasks, letter: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "letter.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    dialog = PreviewDialog(tasks, letter, title="Letter")
    shown(qtbot, dialog)
    dialog.preview.password_wanted.emit()
    asking = dialog.findChild(PdfPasswordDialog)
    assert asking is not None
    asking.save()
    assert asking.isVisible()  # nothing typed
    for field in (asking.passwords.password, asking.passwords.again):
        field.setText("ひみつの 見本の ことば 七つ")
    with qtbot.waitSignal(dialog.preview.saved):
        asking.save()
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(target)
    with pikepdf.open(target, password="ひみつの 見本の ことば 七つ") as opened:
        assert opened.encryption.bits == 256
        assert len(opened.pages) == 3
    with pikepdf.open(io.BytesIO(dialog.preview.pdf)):
        pass  # what is on show is not encrypted


# --- printing as the last time ----------------------------------------------------------------------------------------


@pytest.fixture
def memory(tmp_path: Path) -> PrintMemory:
    return PrintMemory(QSettings(str(tmp_path / "printing.ini"), QSettings.Format.IniFormat))


CHOICES = PrintChoices(
    "office", QPrinter.PaperSource.Lower, 2, QPrinter.DuplexMode.DuplexLongSide, QPrinter.ColorMode.GrayScale
)


def test_each_kind_of_document_is_printed_as_the_last_time(memory: PrintMemory) -> None:
    memory.remember("letter", CHOICES)
    assert memory.choices("letter") == CHOICES
    assert memory.choices("card") is None
    memory.remember("", CHOICES)
    assert memory.choices("") is None


def test_a_file_edited_by_hand_proposes_nothing(memory: PrintMemory) -> None:
    memory.remember("letter", CHOICES)
    memory._settings.setValue("letter/duplex", "sideways")
    assert memory.choices("letter") is None


def test_a_printer_that_is_gone_is_not_proposed_but_copies_are() -> None:
    printer = QPrinter()
    before = printer.printerName()
    CHOICES.propose(printer, [])
    assert printer.printerName() == before
    assert printer.copyCount() == 2
    assert printer.colorMode() is QPrinter.ColorMode.GrayScale


def test_what_is_chosen_in_the_dialog_is_proposed_the_next_time(
    qtbot: QtBot, preview: PdfPreview, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposed: list[int] = []

    def accept(dialog: QPrintDialog) -> int:
        proposed.append(dialog.printer().copyCount())
        dialog.printer().setCopyCount(3)
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(QPrintDialog, "exec", accept)
    monkeypatch.setattr(printing.shutil, "which", lambda _name: "/usr/bin/lp")
    monkeypatch.setattr(printing.QPrinter, "printerName", lambda _printer: "office")
    monkeypatch.setattr(printing, "spool", lambda _command, _pdf: None)
    monkeypatch.setattr(printing.QPrinter, "outputFileName", lambda _printer: "")
    for _time in range(2):
        with qtbot.waitSignal(preview.printed):
            preview.print_document()
    assert proposed == [1, 3]


def test_tray_and_grey_reach_the_spooler(monkeypatch: pytest.MonkeyPatch) -> None:
    printer = QPrinter()
    printer.setColorMode(QPrinter.ColorMode.GrayScale)
    monkeypatch.setattr(QPrinter, "paperSource", lambda _self: QPrinter.PaperSource.Lower)
    command = spool_job(printer, "Letter").command("lp")
    assert "InputSlot=Lower" in command
    assert "print-color-mode=monochrome" in command
