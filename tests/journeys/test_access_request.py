"""A client asks to see her record: the manager looks through it, leaves out what others said, and prints it."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from referral_desk.domain.codes import SpokeWith
from referral_desk.services import consents
from referral_desk.services.centre import Centre
from referral_desk.ui.desk import DeskWindow
from referral_desk.ui.dialogs.access import AccessDialog
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.page import Place
from referral_desk.ui.pages.clients import ClientsPage
from tests.journeys.conftest import OpenWindow
from tests.making import add_client, add_contact


@pytest.fixture
def window(open_window: OpenWindow, centre: Centre) -> DeskWindow:
    add_client(centre)
    add_contact(centre, 1, note="母の話の印", spoke_with=SpokeWith.FAMILY)
    add_contact(centre, 1, note="本人の話の印", spoke_with=SpokeWith.CLIENT)
    return open_window(centre)


def seen(kind: type[QDialog]) -> QDialog:
    (found,) = (each for each in QApplication.topLevelWidgets() if isinstance(each, kind) and each.isVisible())
    return found


def test_a_client_who_asks_gets_her_record_without_what_her_mother_said(
    qtbot: QtBot, window: DeskWindow, centre: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.go(Place("clients", client=1))
    qtbot.waitUntil(lambda: window.tasks.idle)
    page = window.page()
    assert isinstance(page, ClientsPage)
    (give,) = (each for each in page.client.print_menu().actions() if "本人への開示" in each.text())
    give.trigger()
    dialog = seen(AccessDialog)
    assert isinstance(dialog, AccessDialog)
    dialog.third_party.setFocus()
    QTest.keyClick(dialog.third_party, Qt.Key.Key_Space)
    dialog.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.tasks.idle)
    preview = seen(PreviewDialog)
    assert isinstance(preview, PreviewDialog)
    target = tmp_path / "held.pdf"
    monkeypatch.setattr(
        "referral_desk.ui.widgets.pdf_preview.QFileDialog.getSaveFileName", lambda *_a, **_k: (str(target), "")
    )
    preview.preview.save_as()
    qtbot.waitUntil(lambda: window.tasks.idle)
    preview.accept()
    qtbot.waitUntil(lambda: window.tasks.idle)
    with pypdfium2.PdfDocument(io.BytesIO(target.read_bytes())) as pages:
        text = "".join(each.get_textpage().get_text_range() for each in pages)
    assert "本人の話の印" in text
    assert "母" not in text
    (entry,) = consents.page(centre, 1).disclosures
    assert (entry.method, entry.note) == ("access_request", "第三者に関する記載を除いたもの")
