"""The window of an open centre: its pages, its finder, its commands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDropEvent, QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from referral_desk.domain.access import Action
from referral_desk.domain.audit import AuditFilter
from referral_desk.domain.centre import KindDraft
from referral_desk.i18n import Language, set_language
from referral_desk.services import audit, drafts
from referral_desk.services import centre as centre_service
from referral_desk.services.centre import Centre, open_with_key
from referral_desk.ui.backup_words import moment
from referral_desk.ui.desk import DeskWindow, open_desk
from referral_desk.ui.dialogs.client import ClientDialog
from referral_desk.ui.dialogs.import_files import ImportDialog
from referral_desk.ui.page import Place
from referral_desk.ui.pages.new_referral import NewReferralPage
from referral_desk.ui.theme import Theme
from tests.making import LOGIN, add_client, add_institution, add_referral

PAGES = ("today", "clients", "institutions", "referrals", "tally", "administration", "new_referral", "audit")


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication, theme: Theme, centre: Centre, tmp_path: Path) -> Iterator[DeskWindow]:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    window = open_desk(qapp, theme, settings, centre)
    assert isinstance(window, DeskWindow)
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.waitUntil(lambda: window.tasks.idle)
    yield window
    window.close()
    window.deleteLater()


def settle(qtbot: QtBot, desk: DeskWindow) -> None:
    qtbot.waitUntil(lambda: desk.tasks.idle, timeout=10_000)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_on_an_empty_centre_and_explains_itself(qtbot: QtBot, desk: DeskWindow, page: str) -> None:
    desk.go(Place(page))
    settle(qtbot, desk)
    shown = desk.page()
    assert shown is not None
    assert shown.title()
    assert shown.help_text()


def test_the_desk_opens_at_today_with_the_centre_and_the_person_in_its_head(desk: DeskWindow) -> None:
    assert desk.place == Place("today")
    assert "架空市保健所 精神保健係" in desk.windowTitle()


@pytest.mark.usefixtures("_english")
def test_restored_records_say_in_head_and_title_that_they_were_restored(desk: DeskWindow, centre: Centre) -> None:
    assert "estored" not in desk.windowTitle()
    assert desk.centre.restored_lately is None
    centre.note(Action.RESTORE)
    del centre.restored_lately
    desk.show_centre()
    words = f"Restored records ({moment(audit.rows(centre, AuditFilter()).rows[0].at)}) 架空市保健所"
    assert desk.windowTitle().startswith(words)
    assert desk.header._centre.text().startswith(words)


def search(qtbot: QtBot, desk: DeskWindow, text: str) -> list[object]:
    desk.actions_registry.action("find").trigger()
    typed = QInputMethodEvent()
    typed.setCommitString(text)
    QApplication.sendEvent(desk.header.search, typed)
    settle(qtbot, desk)
    qtbot.waitUntil(desk.header.search.list.isVisible)
    return [row.value for row in desk.header.search.list.rows]


def test_the_finder_finds_clients_by_kana_and_institutions_by_name(qtbot: QtBot, desk: DeskWindow) -> None:
    client = add_client(desk.centre)
    institution = add_institution(desk.centre, name="ミホン診療所", kana="ミホンシンリョウジョ")
    assert search(qtbot, desk, "みほん")[:2] == [
        Place("clients", client=client.id),
        Place("institutions", institution=institution.id),
    ]


def test_the_finder_finds_a_client_by_number_and_opens_her(qtbot: QtBot, desk: DeskWindow) -> None:
    client = add_client(desk.centre, number="00312")
    assert search(qtbot, desk, "00312")[0] == Place("clients", client=client.id)
    qtbot.keyClick(desk.header.search, Qt.Key.Key_Return)
    settle(qtbot, desk)
    assert desk.place == Place("clients", client=client.id)


def test_the_finder_finds_commands(qtbot: QtBot, desk: DeskWindow) -> None:
    set_language(Language.JA)
    assert "tally" in search(qtbot, desk, "tally")


def test_a_new_referral_takes_over_the_client_in_view(qtbot: QtBot, desk: DeskWindow) -> None:
    client = add_client(desk.centre)
    desk.go(Place("clients", client=client.id))
    settle(qtbot, desk)
    desk.actions_registry.action("new_referral").trigger()
    assert desk.place is not None
    assert (desk.place.page, desk.place.client) == ("new_referral", client.id)


def test_a_new_client_is_logged_from_anywhere(qtbot: QtBot, desk: DeskWindow) -> None:
    desk.go(Place("tally"))
    desk.actions_registry.action("new_client").trigger()
    dialog = next(each for each in desk.findChildren(ClientDialog))
    assert dialog.isVisible()
    dialog.reject()


def test_the_rail_counts_what_is_due_or_overdue(qtbot: QtBot, desk: DeskWindow) -> None:
    from datetime import timedelta

    from referral_desk.domain.changes import ChangeSet

    client, institution = add_client(desk.centre), add_institution(desk.centre)
    today = desk.centre.today()
    add_referral(desk.centre, client.id, institution.id, follow_up_on=today, on=today - timedelta(days=3))
    desk.work.publish(ChangeSet.all())
    settle(qtbot, desk)
    assert "1" in desk.rail.button("today").accessibleName()


def drop(desk: DeskWindow, path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    none = Qt.KeyboardModifier.NoModifier
    event = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, none)
    desk.dropEvent(event)


def test_a_table_dropped_on_the_window_opens_its_import(qtbot: QtBot, desk: DeskWindow, tmp_path: Path) -> None:
    table = tmp_path / "機関.csv"
    table.write_text("機関名,種別\n見本クリニック,医療機関\n", encoding="utf-8")
    drop(desk, table)
    settle(qtbot, desk)
    dialog = next(each for each in desk.findChildren(ImportDialog))
    assert dialog.path == table
    dialog.reject()


def test_something_else_dropped_on_the_window_is_left_alone(qtbot: QtBot, desk: DeskWindow, tmp_path: Path) -> None:
    drop(desk, tmp_path / "photo.png")
    assert not desk.findChildren(ImportDialog)


def test_a_kind_added_by_the_centre_is_there_on_pages_that_were_open_before(qtbot: QtBot, desk: DeskWindow) -> None:
    desk.go(Place("institutions"))
    desk.go(Place("administration"))
    settle(qtbot, desk)
    draft = KindDraft(ja="飲酒を語る会", domain="peers")
    desk.work.write(lambda: centre_service.add_kind(desk.centre, draft), lambda _kind: None)
    settle(qtbot, desk)
    qtbot.waitUntil(lambda: "own_1" in desk.centre.codes.institution_kinds)
    desk.go(Place("institutions"))
    settle(qtbot, desk)
    page = desk.page()
    assert page is not None
    assert page.filter.kind.findData("own_1") > 0  # type: ignore[attr-defined]


def test_closing_the_window_closes_the_centre(qtbot: QtBot, desk: DeskWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[bool] = []
    monkeypatch.setattr(desk.centre, "close", lambda: closed.append(True))
    desk.close()
    assert closed == [True]


def test_closing_keeps_an_unfinished_referral_for_the_next_start(
    qtbot: QtBot, desk: DeskWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def answer(_parent: object, _title: str, words: str, *_buttons: object, **_named: object) -> bool:
        asked.append(words)
        return True

    monkeypatch.setattr("referral_desk.ui.desk.ask", answer)
    desk.new_referral()
    page = desk.page()
    assert isinstance(page, NewReferralPage)
    page.presenter.change(request="同行してほしい")
    centre = desk.centre
    folder, key = centre.folder, centre.key
    assert desk.close()
    assert "控え" in asked[0]
    again = open_with_key(folder, LOGIN, key)
    qtbot.waitUntil(lambda: bool(drafts.of_person(again)))
    assert json.loads(drafts.of_person(again)[0].content)["draft"]["request"] == "同行してほしい"
    again.close()
