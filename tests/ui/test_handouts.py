"""What goes to the printer or into a file is noted just before, and does not go where it cannot be noted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from referral_desk.db import audit
from referral_desk.domain.access import Action
from referral_desk.domain.audit import AuditFilter, Handout
from referral_desk.domain.codes import Paper
from referral_desk.services import audit as review
from referral_desk.services.centre import Centre
from referral_desk.ui import printing
from referral_desk.ui.dialogs.outgoing import OutgoingDialog
from referral_desk.ui.dialogs.papers import show_paper
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.tasks import Tasks
from referral_desk.ui.theme import Theme
from tests.making import add_client, add_institution, add_referral
from tests.ui.record_pages import Desk

pytestmark = pytest.mark.usefixtures("theme")

LETTER = Handout("letter", 1, "r-1")


class NoEntry(Exception):
    """What a full disk does to the audit trail."""


@pytest.fixture
def spooled(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What the spooler got; the print dialog is answered with its first printer."""
    got: list[bytes] = []
    monkeypatch.setattr(QPrintDialog, "exec", lambda _dialog: QDialog.DialogCode.Accepted)
    monkeypatch.setattr(printing.shutil, "which", lambda _name: "/usr/bin/lp")
    monkeypatch.setattr(printing.QPrinter, "printerName", lambda _printer: "office")
    monkeypatch.setattr(printing, "spool", lambda _command, pdf: got.append(pdf))
    return got


@pytest.fixture
def target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the file dialog is answered to save."""
    path = tmp_path / "letter.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    return path


def preview(qtbot: QtBot, tasks: Tasks, pdf: bytes, note: Callable[[Action], None]) -> PreviewDialog:
    dialog = PreviewDialog(tasks, pdf, title="Letter", file_name="letter.pdf", note=note)
    qtbot.addWidget(dialog)
    return dialog


def noted(centre: Centre) -> list[tuple[str, int | None, str, dict[str, object]]]:
    with centre.read() as session:
        rows = audit.rows(session, AuditFilter(actions=(Action.PRINT_DOCUMENT, Action.SAVE_DOCUMENT)))
    return [(row.action, row.client_id, row.record, dict(row.detail)) for row in rows]


def test_what_goes_to_the_printer_is_noted_as_printed(
    qtbot: QtBot, tasks: Tasks, centre: Centre, two_pages: bytes, spooled: list[bytes]
) -> None:
    dialog = preview(qtbot, tasks, two_pages, lambda action: review.handed_out(centre, action, LETTER))
    with qtbot.waitSignal(dialog.preview.printed):
        dialog.preview.print_document()
    assert spooled == [two_pages]
    assert noted(centre) == [(Action.PRINT_DOCUMENT, 1, "r-1", {"kind": "letter"})]


def test_a_printer_that_writes_a_file_saves(
    qtbot: QtBot, tasks: Tasks, two_pages: bytes, spooled: list[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def accept(dialog: QPrintDialog) -> int:
        dialog.printer().setOutputFileName(str(tmp_path / "letter.pdf"))
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(QPrintDialog, "exec", accept)
    actions: list[Action] = []
    dialog = preview(qtbot, tasks, two_pages, actions.append)
    with qtbot.waitSignal(dialog.preview.printed):
        dialog.preview.print_document()
    assert actions == [Action.SAVE_DOCUMENT]
    assert spooled == []


def test_what_is_saved_is_noted_before_the_file_is_there(
    qtbot: QtBot, tasks: Tasks, centre: Centre, two_pages: bytes, target: Path
) -> None:
    there: list[bool] = []

    def note(action: Action) -> None:
        there.append(target.exists())
        review.handed_out(centre, action, LETTER)

    dialog = preview(qtbot, tasks, two_pages, note)
    with qtbot.waitSignal(dialog.preview.saved) as saved:
        dialog.preview.save_as()
    assert saved.args == [str(target)]
    assert target.read_bytes() == two_pages
    assert there == [False]
    assert noted(centre) == [(Action.SAVE_DOCUMENT, 1, "r-1", {"kind": "letter"})]


def test_what_cannot_be_noted_is_neither_printed_nor_saved(
    qtbot: QtBot, tasks: Tasks, two_pages: bytes, spooled: list[bytes], target: Path
) -> None:
    def refuse(_action: Action) -> None:
        raise NoEntry

    dialog = preview(qtbot, tasks, two_pages, refuse)
    for go in (dialog.preview.print_document, dialog.preview.save_as):
        with qtbot.waitSignal(tasks.failed) as failed:
            go()
        assert isinstance(failed.args[1], NoEntry)
    assert spooled == []
    assert not target.exists()


def test_a_file_that_cannot_be_written_there_is_told_in_the_preview(
    qtbot: QtBot, tasks: Tasks, two_pages: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = tmp_path / "missing" / "letter.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(nowhere), ""))
    dialog = preview(qtbot, tasks, two_pages, lambda _action: None)
    dialog.preview.save_as()
    qtbot.waitUntil(lambda: str(nowhere) in dialog.preview.problem)


@pytest.mark.parametrize(("paper", "kind"), [(Paper.LETTER, "letter"), (Paper.CARD, "card")])
def test_a_referrals_paper_is_noted_with_whose_it_is(
    qtbot: QtBot, theme: Theme, tasks: Tasks, centre: Centre, target: Path, paper: Paper, kind: str
) -> None:
    desk = Desk(qtbot, centre, tasks)
    client = add_client(centre)
    kinds = {Paper.LETTER: "welfare_office", Paper.CARD: "self_help_group"}
    place = add_institution(centre, kind=kinds[paper], target="alcohol" if paper is Paper.CARD else "")
    referral = add_referral(centre, client.id, place.id)
    parent = QDialog()
    qtbot.addWidget(parent)
    show_paper(desk.work, referral, paper, parent)
    if paper is Paper.LETTER:
        desk.settle()
        desk.dialog(OutgoingDialog).issue_button.click()
    qtbot.waitUntil(lambda: parent.findChild(PreviewDialog) is not None)
    shown = parent.findChild(PreviewDialog)
    assert shown is not None
    with qtbot.waitSignal(shown.preview.saved):
        shown.preview.save_as()
    assert noted(centre) == [(Action.SAVE_DOCUMENT, client.id, "r-1", {"kind": kind})]
