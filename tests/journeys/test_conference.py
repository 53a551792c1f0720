"""A conference with two tasks is recorded; both come up on Today, one is done, one stays; the sheets are printed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from referral_desk.domain.engagement import EngagementDraft
from referral_desk.services import conferences, engagements, tasks
from referral_desk.services.centre import Centre
from referral_desk.ui.desk import DeskWindow
from referral_desk.ui.dialogs.conference import ConferenceDialog
from referral_desk.ui.dialogs.conference_sheet import ConferenceSheetDialog
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.page import CONFERENCES, Place
from referral_desk.ui.pages.client_conferences import ClientConferences
from referral_desk.ui.pages.clients import ClientsPage
from referral_desk.ui.pages.today import TodayPage
from referral_desk.ui.widgets.buttons import Button
from tests.journeys.conftest import OpenWindow
from tests.making import TODAY, add_client, add_institution
from tests.ui.record_pages import fill

D = TypeVar("D", bound=QDialog)
NAMES = ("見本", "花子", "ミホン", "ハナコ", "例田", "架空市福祉事務所", "090-0000-0000")


@pytest.fixture
def window(open_window: OpenWindow, centre: Centre) -> DeskWindow:
    client = add_client(centre)
    office = add_institution(centre, contact_name="例田 一朗")
    engagements.mark(centre, EngagementDraft(client_id=client.id, institution_id=office.id))
    return open_window(centre)


def settle(qtbot: QtBot, window: DeskWindow) -> None:
    qtbot.waitUntil(lambda: window.tasks.idle)


def dialog(kind: type[D]) -> D:
    (found,) = [each for each in QApplication.topLevelWidgets() if isinstance(each, kind) and each.isVisible()]
    return found


def press(qtbot: QtBot, over: QWidget, label: str) -> None:
    """Press a button as soon as it is in sight."""

    def found() -> list[Button]:
        return [each for each in over.findChildren(Button) if each.label == label and each.isVisibleTo(over)]

    qtbot.waitUntil(lambda: bool(found()))
    found()[0].click()


def text_of(path: Path) -> str:
    with pypdfium2.PdfDocument(path.read_bytes()) as pages:
        return "".join("".join(page.get_textpage().get_text_range() for page in pages).split())


def test_a_conference_its_tasks_on_today_and_its_two_sheets(
    qtbot: QtBot, centre: Centre, window: DeskWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.go(Place("clients", client=1, part=CONFERENCES))
    settle(qtbot, window)
    page = window.page()
    assert isinstance(page, ClientsPage)
    part = page.client.part(CONFERENCES)
    assert isinstance(part, ClientConferences)
    press(qtbot, part, "会議を記録")
    form_dialog = dialog(ConferenceDialog)
    settle(qtbot, window)
    form = form_dialog.form
    form.kind.chip("individual_support").click()
    fill(form.on, (TODAY - timedelta(days=7)).isoformat())
    press(qtbot, form.attendees, "架空市福祉事務所(例田 一朗)")
    form.client_present.chip("yes").click()
    form.texts["shared"].setPlainText("見本花子さん(090-0000-0000)は夜に眠れない。ミホン ハナコ本人の希望は例会。")
    for line, (what, day) in enumerate((("移送費を確認する", TODAY - timedelta(days=2)), ("例会に同行する", TODAY))):
        form.tasks.add()
        fill(form.tasks.what_field(line), what)
        fill(form.tasks.who_field(line), "例田")
        fill(form.tasks.day_field(line), day.isoformat())
    QTest.keyClick(form_dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, window)
    assert len(conferences.of_client(centre, 1).conferences) == 1

    window.go(Place("today"))
    settle(qtbot, window)
    today = window.page()
    assert isinstance(today, TodayPage)
    qtbot.waitUntil(lambda: today.settled and len(today.overdue.rows) == 1 and len(today.due.rows) == 1)
    press(qtbot, today.due.rows[0], "済んだ")
    settle(qtbot, window)
    qtbot.waitUntil(lambda: today.settled and not today.due.rows)
    assert [row.what for row in tasks.rows(centre)] == ["移送費を確認する"]
    assert "移送費を確認する" in today.overdue.rows[0].accessibleName()
    assert [row.what for row in today.desk.tasks_overdue] == ["移送費を確認する"]  # type: ignore[union-attr]

    window.go(Place("clients", client=1, part=CONFERENCES))
    settle(qtbot, window)
    sheets = {}
    for which in ("full", "without"):
        qtbot.waitUntil(lambda: part.shown is not None and bool(part.held.rows))
        press(qtbot, part, "資料…")
        asked = dialog(ConferenceSheetDialog)
        settle(qtbot, window)
        asked.choose(which)
        asked.show_sheet()
        settle(qtbot, window)
        preview = dialog(PreviewDialog)
        sheets[which] = tmp_path / f"{which}.pdf"
        monkeypatch.setattr(
            "referral_desk.ui.widgets.pdf_preview.QFileDialog.getSaveFileName",
            lambda *_args, path=sheets[which]: (str(path), ""),
        )
        preview.preview.save_as()
        settle(qtbot, window)
        preview.accept()
        settle(qtbot, window)
    full, without = text_of(sheets["full"]), text_of(sheets["without"])
    assert all(name in full for name in ("見本花子", "例田一朗", "架空市福祉事務所", "移送費を確認する"))
    assert not [name for name in NAMES if name in without]
    assert "利用者Aさん((電話番号))は夜に眠れない。利用者A本人の希望は例会。" in without
    assert "移送費を確認する" in without
