"""Somebody asks who stands behind a figure: list, record, back to the list, on paper, in a file."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from referral_desk.db import audit
from referral_desk.domain.audit import AuditFilter
from referral_desk.services.centre import Centre
from referral_desk.ui.desk import DeskWindow
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.dialogs.who import WhoDialog
from referral_desk.ui.page import Place
from referral_desk.ui.pages.clients import ClientsPage
from referral_desk.ui.pages.tally import TallyPage
from referral_desk.ui.pages.tally_services import ServicesView
from referral_desk.ui.pages.tally_views import SERVICES
from tests.journeys.conftest import OpenWindow
from tests.making import add_client, add_contact


@pytest.fixture
def window(open_window: OpenWindow, centre: Centre) -> DeskWindow:
    for number in range(1, 4):
        client = add_client(centre, name=f"見本 {number}郎", kana="ミホン", birth=date(1980, 1, number))
        add_contact(centre, client.id, date(2026, 10, number), category="alcohol")
    return open_window(centre)


def seen(kind: type[QDialog]) -> QDialog:
    (found,) = (each for each in QApplication.topLevelWidgets() if isinstance(each, kind) and each.isVisible())
    return found


def listed(qtbot: QtBot, window: DeskWindow) -> WhoDialog:
    dialog = seen(WhoDialog)
    assert isinstance(dialog, WhoDialog)
    qtbot.waitUntil(lambda: bool(dialog.table.records.rows) and window.tasks.idle)
    return dialog


def test_from_a_figure_to_a_record_and_back_and_out_by_number(
    qtbot: QtBot, window: DeskWindow, centre: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.go(Place("tally"))
    page = window.page()
    assert isinstance(page, TallyPage)
    qtbot.waitUntil(lambda: page.shown is not None and window.tasks.idle)
    view = page.choose_view(SERVICES)
    assert isinstance(view, ServicesView)
    alcohol = next(row for row, each in enumerate(view.categories.records.rows) if each.code == "alcohol")
    view.categories.setCurrentIndex(view.categories.records.index(alcohol, 1))
    view.categories.setFocus()
    QTest.keyClick(view.categories, Qt.Key.Key_Return)

    dialog = listed(qtbot, window)
    assert dialog.heading.text() == "相談(アルコール)の延人員 3件、令和8年10月"
    QTest.keyClick(dialog.table, Qt.Key.Key_Down)
    QTest.keyClick(dialog.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(window.page(), ClientsPage) and window.tasks.idle)
    assert window.place == Place("clients", client=2)
    assert not [each for each in QApplication.topLevelWidgets() if isinstance(each, WhoDialog) and each.isVisible()]

    window.back()
    assert window.page() is page
    dialog = listed(qtbot, window)
    qtbot.waitUntil(lambda: dialog.table.currentIndex().row() == 1)
    assert dialog.heading.text() == "相談(アルコール)の延人員 3件、令和8年10月"

    QTest.keyClick(dialog, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(dialog.findChildren(PreviewDialog)))
    preview = seen(PreviewDialog)
    assert isinstance(preview, PreviewDialog)
    document = pypdfium2.PdfDocument(io.BytesIO(preview.preview.pdf))
    text = document[0].get_textpage().get_text_range()
    document.close()
    assert "00002" in text
    assert "見本" not in text.replace("見本 みどり", "")  # who made it stands in the foot
    preview.close()

    target = tmp_path / "list.csv"
    monkeypatch.setattr("referral_desk.ui.dialogs.who.ask_where", lambda *_asked: target)
    dialog.csv_button.click()
    qtbot.waitUntil(lambda: target.exists() and window.tasks.idle)
    rows = list(csv.reader(io.StringIO(target.read_text("utf-8-sig"))))
    assert rows[0] == ["日付", "利用者番号", "方法", "相談内容"]
    assert [row[1] for row in rows[1:]] == ["00001", "00002", "00003"]
    with centre.read() as session:
        (saved,) = audit.rows(session, AuditFilter(actions=("save_document",)))
        read = audit.rows(session, AuditFilter(actions=("read_figures",)))
    assert dict(saved.detail) == {"kind": "figure_list"}
    assert [row.detail["figure"] for row in read if row.detail["figure"] == "category"] == ["category", "category"]

    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    window.go(Place("today"))
    window.go(Place("tally"))
    qtbot.waitUntil(lambda: window.tasks.idle)
    assert not [each for each in QApplication.topLevelWidgets() if isinstance(each, WhoDialog) and each.isVisible()]
