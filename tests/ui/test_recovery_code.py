"""The recovery code on the screen and on its sheet: printed, never copied, saved, or lost by a slip."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLabel, QMessageBox
from pytestqt.qtbot import QtBot

from referral_desk.db.errors import StorageFault
from referral_desk.domain.messages import message
from referral_desk.reports.fonts import MissingGlyphs
from referral_desk.ui.dialogs import recovery_code
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.dialogs.recovery_code import RecoveryCodeDialog, RecoveryCodePanel
from referral_desk.ui.printing import PrintingFailed
from referral_desk.ui.tasks import Tasks

pytestmark = pytest.mark.usefixtures("theme", "_english")

CODE = "ABCD1-ABCD2-ABCD3-ABCD4-ABCD5-ABCD6-ABCD7-ABCD8"
SELECTABLE = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard


@pytest.fixture
def panel(qtbot: QtBot, tasks: Tasks, two_pages: bytes) -> Iterator[RecoveryCodePanel]:
    panel = RecoveryCodePanel(tasks, CODE, lambda: two_pages, "The centre is set up.")
    qtbot.addWidget(panel)
    panel.show()
    yield panel
    for preview in previews():
        preview.accept()


def previews() -> list[PreviewDialog]:
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, PreviewDialog) and each.isVisible()]


def shown_sheet(qtbot: QtBot, panel: RecoveryCodePanel) -> PreviewDialog:
    panel.print_button.click()
    qtbot.waitUntil(lambda: bool(previews()))
    return previews()[0]


def test_the_code_stands_in_its_groups_and_cannot_be_copied(panel: RecoveryCodePanel) -> None:
    shown = [label for label in panel.findChildren(QLabel) if label.text() in CODE.split("-")]
    assert [label.text() for label in shown] == CODE.split("-")
    assert not any(label.textInteractionFlags() & SELECTABLE for label in panel.findChildren(QLabel))


def test_going_on_needs_the_tick_that_the_code_is_kept(qtbot: QtBot, panel: RecoveryCodePanel) -> None:
    assert not panel.go_on.isEnabled()
    panel.tick.setChecked(True)
    with qtbot.waitSignal(panel.noted):
        panel.go_on.click()


def test_the_sheet_is_shown_from_memory_and_can_be_printed_but_not_saved(
    qtbot: QtBot, panel: RecoveryCodePanel, two_pages: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: asked.append("save") or ("", ""))
    preview = shown_sheet(qtbot, panel).preview
    assert preview.pdf == two_pages
    assert preview._print.isEnabled()
    assert not preview._save.isVisible()
    preview.save_as()
    assert not asked


def test_a_document_of_a_client_can_still_be_saved(qtbot: QtBot, tasks: Tasks, two_pages: bytes) -> None:
    dialog = PreviewDialog(tasks, two_pages, title="Letter", file_name="letter.pdf")
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.preview._save.isVisible()


@pytest.mark.parametrize("to_file", [False, True])
def test_the_print_dialog_offers_a_file_only_where_saving_is_allowed(
    qtbot: QtBot, tasks: Tasks, two_pages: bytes, monkeypatch: pytest.MonkeyPatch, to_file: bool
) -> None:
    offered: list[bool] = []

    def refuse(dialog: QPrintDialog) -> int:
        offered.append(dialog.testOption(QAbstractPrintDialog.PrintDialogOption.PrintToFile))
        return QDialog.DialogCode.Rejected

    monkeypatch.setattr(QPrintDialog, "exec", refuse)
    dialog = PreviewDialog(tasks, two_pages, title="Sheet", saves=to_file)
    qtbot.addWidget(dialog)
    dialog.preview.print_document()
    assert offered == [to_file]


def test_a_printer_that_writes_a_file_gets_nothing_where_saving_is_not_allowed(
    qtbot: QtBot, tasks: Tasks, two_pages: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def accept(dialog: QPrintDialog) -> int:
        dialog.printer().setOutputFileName(str(tmp_path / "sheet.pdf"))
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(QPrintDialog, "exec", accept)
    dialog = PreviewDialog(tasks, two_pages, title="Sheet", saves=False)
    qtbot.addWidget(dialog)
    with qtbot.waitSignal(tasks.failed) as failed:
        dialog.preview.print_document()
    assert isinstance(failed.args[1], PrintingFailed)
    assert not list(tmp_path.glob("*.pdf"))


def test_the_panel_says_that_the_sheet_went_to_the_printer(qtbot: QtBot, panel: RecoveryCodePanel) -> None:
    assert not panel.printed.isVisible()
    shown_sheet(qtbot, panel).preview.printed.emit()
    assert panel.printed.isVisible()


def test_a_sheet_that_cannot_be_made_says_why_and_may_be_tried_again(qtbot: QtBot, tasks: Tasks) -> None:
    def fails() -> bytes:
        raise MissingGlyphs("\ue000")

    panel = RecoveryCodePanel(tasks, CODE, fails, "The centre is set up.")
    qtbot.addWidget(panel)
    panel.show()
    panel.print_button.click()
    qtbot.waitUntil(lambda: bool(panel.problem.text))
    assert "cannot be printed" in panel.problem.text
    assert panel.print_button.isEnabled()


@pytest.fixture
def dialog(qtbot: QtBot, tasks: Tasks, two_pages: bytes, stored: list[str]) -> RecoveryCodeDialog:
    dialog = RecoveryCodeDialog(tasks, CODE, lambda: two_pages, lambda: stored.append(CODE))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog, before_close_func=lambda _dialog: dialog.hide())
    dialog.open()
    return dialog


@pytest.fixture
def stored() -> list[str]:
    return []


def test_a_new_code_is_stored_only_when_it_is_confirmed_to_be_kept(
    qtbot: QtBot, dialog: RecoveryCodeDialog, stored: list[str]
) -> None:
    dialog.panel.tick.setChecked(True)
    assert stored == []
    with qtbot.waitSignal(dialog.accepted):
        dialog.panel.go_on.click()
        assert dialog.panel.busy
    assert stored == [CODE]


def test_a_dialog_with_a_new_code_closes_without_it_only_when_it_is_given_up(
    dialog: RecoveryCodeDialog, stored: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QMessageBox, "exec", lambda _box: 0)
    dialog.panel.tick.setChecked(True)
    dialog.reject()
    assert dialog.isVisible()
    dialog.close()
    assert dialog.isVisible()
    monkeypatch.setattr(recovery_code, "may_leave", lambda _parent, *, in_force: not in_force)
    dialog.reject()
    assert not dialog.isVisible()
    assert stored == []


def test_a_new_code_that_cannot_be_stored_says_why_and_stays_on_show(
    qtbot: QtBot, tasks: Tasks, two_pages: bytes
) -> None:
    def fails() -> None:
        raise StorageFault(message("The disk is full."))

    panel = RecoveryCodePanel(tasks, CODE, lambda: two_pages, "This is the new one.", fails)
    qtbot.addWidget(panel)
    panel.show()
    panel.tick.setChecked(True)
    with qtbot.assertNotEmitted(panel.noted):
        panel.go_on.click()
        qtbot.waitUntil(lambda: bool(panel.problem.text))
    assert panel.problem.text == "The disk is full."
    assert panel.go_on.isEnabled()
