"""A page larger than A4 on the printer: A3 is proposed, and on smaller paper it is drawn smaller instead of cut."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from PySide6.QtCore import QBuffer, QByteArray, QSize
from PySide6.QtGui import QPageSize
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from referral_desk.reports.drawing import Box, Info, Sheet, paint
from referral_desk.reports.fonts import Face
from referral_desk.ui import printing
from referral_desk.ui.printing import draw, spool_job
from referral_desk.ui.tasks import CancelToken, Tasks, Work

A3, A4 = (1191.0, 842.0), (842.0, 595.0)


def page(size: tuple[float, float]) -> bytes:
    """Return one page with a black square in its lower right corner."""
    sheet = Sheet(*size)
    sheet.marks.append(Box(size[0] - 100, 0, 100, 100, fill=0.0))
    return paint([sheet], Info("試し", "架空市保健所", "ja", Face.GOTHIC))


@pytest.mark.parametrize(("size", "paper"), [(A3, QPageSize.PageSizeId.A3), (A4, QPageSize.PageSizeId.A4)])
def test_the_paper_of_a_large_page_is_proposed(
    qtbot: QtBot,
    tasks: Tasks,
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[float, float],
    paper: QPageSize.PageSizeId,
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    sizes: list[QPageSize.PageSizeId] = []

    def refuse(dialog: QPrintDialog) -> QDialog.DialogCode:
        sizes.append(dialog.printer().pageLayout().pageSize().id())
        return QDialog.DialogCode.Rejected

    monkeypatch.setattr(QPrintDialog, "exec", refuse)
    printing.print_pdf(parent, tasks, page(size), "Calendar", lambda: None)
    assert sizes == [paper]


def test_the_spooler_is_told_the_large_paper_and_no_other() -> None:
    printer = QPrinter()
    assert not any(word.startswith("media=") for word in spool_job(printer, "Letter").command("lp"))
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A3))
    assert "media=A3" in spool_job(printer, "Calendar").command("lp")


@pytest.mark.parametrize("size", [A3, A4])
def test_on_a4_nothing_of_a_large_page_is_cut(tmp_path: Path, size: tuple[float, float]) -> None:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    draw(printer, page(size), Work(CancelToken(), lambda _done, _total: None))
    printed = (tmp_path / "out.pdf").read_bytes()
    with pikepdf.open(io.BytesIO(printed)) as opened:
        assert len(opened.pages) == 1
    data = QByteArray(printed)
    document, device = QPdfDocument(), QBuffer(data)
    device.open(QBuffer.OpenModeFlag.ReadOnly)
    document.load(device)
    image = document.render(0, QSize(842, 595))
    assert image.pixelColor(835, 588).lightness() < 40
    assert image.pixelColor(600, 588).lightness() > 200 or image.pixelColor(600, 588).alpha() == 0
