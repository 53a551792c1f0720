"""A journey: the city asks for its own form; it is copied from the national one, loses a row, and is printed."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from referral_desk.services import closed_months, report_form_files
from referral_desk.services.centre import Centre
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.dialogs.report_profile import ReportProfileDialog
from referral_desk.ui.main_window import MainWindow
from referral_desk.ui.page import Place
from referral_desk.ui.pages.tally import TallyPage
from referral_desk.ui.pages.tally_form import FormView
from referral_desk.ui.pages.tally_views import FORM
from tests.journeys.conftest import OpenWindow
from tests.making import add_client, add_contact
from tests.ui.record_pages import fill

D = TypeVar("D", bound=QDialog)


class Nurse:
    """What somebody at the desk does and sees on the page of the tally."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self.qtbot, self.window = qtbot, window

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: self.window.tasks.idle)

    def forms(self) -> FormView:
        self.window.go(Place("tally", month="2026-10"))
        self.settle()
        page = self.window.page()
        assert isinstance(page, TallyPage)
        view = page.choose_view(FORM)
        assert isinstance(view, FormView)
        self.qtbot.waitUntil(lambda: view.read_now is not None and self.window.tasks.idle)
        return view

    def dialog(self, kind: type[D]) -> D:
        (found,) = [each for each in self.window.findChildren(kind) if each.isVisible()]
        found.activateWindow()
        self.qtbot.waitUntil(lambda: QApplication.activeWindow() is found)
        self.settle()
        return found


@pytest.fixture
def nurse(open_window: OpenWindow, qtbot: QtBot, centre: Centre) -> Nurse:
    hanako = add_client(centre)
    add_contact(centre, hanako.id, date(2026, 10, 5), category="alcohol")
    add_contact(centre, hanako.id, date(2026, 10, 6), category="epilepsy")
    window = open_window(centre)
    nurse = Nurse(qtbot, window)
    nurse.settle()
    return nurse


def test_a_copied_form_loses_a_row_and_is_printed_as_submitted(
    nurse: Nurse, centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = closed_months.close_month(centre, 2026, 10).record
    view = nurse.forms()
    QTest.keyClick(view.copy_button, Qt.Key.Key_Return)
    editor = nurse.dialog(ReportProfileDialog)
    fill(editor.name, "架空市 月次報告書")
    epilepsy = next(place for place, row in enumerate(editor.profile.rows) if row.codes == ("epilepsy",))
    editor.rows.choose(epilepsy)
    QTest.keyClick(editor.rows.remove_button, Qt.Key.Key_Return)
    QTest.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    nurse.settle()
    assert view.table is not None
    figures = {row.label: row.figures for row in view.table.records.rows}
    assert "てんかん" not in figures
    assert figures["計"][-2:] == ("1", "1")
    assert "てんかん" in view._caution.text

    drawn: list[bytes] = []
    drawing = report_form_files.form_pdf
    monkeypatch.setattr(
        report_form_files, "form_pdf", lambda *given, **named: drawn.append(drawing(*given, **named)) or drawn[-1]
    )
    nurse.window.activateWindow()
    nurse.qtbot.waitUntil(lambda: QApplication.activeWindow() is nurse.window)
    QTest.keyClick(nurse.window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    nurse.settle()
    preview = nurse.dialog(PreviewDialog)
    assert preview.windowTitle() == "架空市 月次報告書"
    preview.reject()
    text = pypdfium2.PdfDocument(drawn[0])[0].get_textpage().get_text_range().replace("\r\n", "")
    assert closed.head in text
    assert "提出時の数値" in text
    assert "行のない区分: てんかん" in text
