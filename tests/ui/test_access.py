"""Giving a person everything that is held about her, from the print menu of her page."""

from __future__ import annotations

import json
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from referral_desk.domain.access import Action, Role
from referral_desk.domain.audit import AuditFilter
from referral_desk.domain.codes import SpokeWith
from referral_desk.i18n import Language, set_language
from referral_desk.services import audit, consents
from referral_desk.services.access_request import HeldFormat
from referral_desk.services.centre import Centre
from referral_desk.ui.dialogs.access import AccessDialog
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.page import Place
from referral_desk.ui.pages.clients import ClientsPage
from referral_desk.ui.theme import Theme
from tests.making import add_client, add_contact
from tests.ui.record_pages import Desk, labels

HOSTILE = "𠮷田<b>&花子"


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme, request: pytest.FixtureRequest, centre: Centre) -> Desk:
    add_client(centre, name=HOSTILE)
    add_contact(centre, 1, note="母の話の印", spoke_with=SpokeWith.FAMILY)
    add_contact(centre, 1, note="本人の話の印", spoke_with=SpokeWith.CLIENT)
    return Desk(qtbot, centre, request.getfixturevalue("tasks"))


def page_of(desk: Desk) -> ClientsPage:
    page = ClientsPage(desk.work)
    desk.show(page, Place("clients", client=1))
    desk.qtbot.waitUntil(lambda: page.client.client is not None)
    return page


def opened(desk: Desk) -> AccessDialog:
    """The dialog as the print menu opens it."""
    page = page_of(desk)
    menu = page.client.print_menu()
    next(each for each in menu.actions() if "本人への開示" in each.text()).trigger()
    return desk.dialog(AccessDialog)


def entries(centre: Centre) -> list[str]:
    return [each.method for each in consents.page(centre, 1).disclosures]


def given(centre: Centre) -> list[dict[str, object]]:
    rows = audit.rows(centre, AuditFilter()).rows
    return [dict(row.detail) for row in rows if row.action == Action.GIVE_ACCESS]


@pytest.mark.parametrize("third_party", [True, False])
def test_the_paper_is_looked_at_first_and_logged_when_it_is_saved(
    desk: Desk, centre: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, third_party: bool
) -> None:
    dialog = opened(desk)
    dialog.third_party.setChecked(third_party)
    desk.save(dialog)
    preview = desk.dialog(PreviewDialog)
    assert HOSTILE not in preview.windowTitle()
    assert entries(centre) == []
    target = tmp_path / "held.pdf"
    monkeypatch.setattr(
        "referral_desk.ui.widgets.pdf_preview.QFileDialog.getSaveFileName", lambda *_a, **_k: (str(target), "")
    )
    for _time in range(2):
        preview.preview.save_as()
        desk.settle()
    assert entries(centre) == ["access_request"]
    assert given(centre) == [{"kind": "disclosure", "format": "pdf", "third_party": third_party}]
    with pypdfium2.PdfDocument(target) as pages:
        text = "".join(each.get_textpage().get_text_range() for each in pages)
    assert ("母の話の印" in text) is third_party
    assert "本人の話の印" in text
    preview.accept()
    desk.settle()
    assert "個人情報提供記録に記録しました。" in desk.said.words


def test_json_is_written_and_logged(
    desk: Desk, centre: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = opened(desk)
    dialog.formats.set_chosen([HeldFormat.JSON])
    target = tmp_path / "held.json"
    monkeypatch.setattr("referral_desk.ui.dialogs.access.ask_where", lambda *_a: target)
    desk.save(dialog)
    assert desk.no_dialog(AccessDialog)
    held = json.loads(target.read_text(encoding="utf-8"))
    assert held["client"]["name"] == HOSTILE
    assert [each["value"] for each in held["third_party"]] == ["母の話の印"]
    assert entries(centre) == ["access_request"]


def test_esc_gives_nothing_out(desk: Desk, centre: Centre) -> None:
    dialog = opened(desk)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    desk.settle()
    assert desk.no_dialog(AccessDialog)
    assert entries(centre) == []


@pytest.mark.parametrize(("role", "offered"), [(Role.STAFF, False), (Role.MANAGER, True)])
def test_only_managers_find_it_in_the_menu(
    desk: Desk, centre: Centre, monkeypatch: pytest.MonkeyPatch, role: Role, *, offered: bool
) -> None:
    page = page_of(desk)
    monkeypatch.setattr(type(centre), "role", role)
    texts = [each.text() for each in page.client.print_menu().actions()]
    assert any("本人への開示" in each for each in texts) is offered


@pytest.mark.parametrize(("language", "word"), [(Language.JA, "第三者"), (Language.EN, "Third parties")])
def test_it_says_what_to_heed_in_both_languages(desk: Desk, language: Language, word: str) -> None:
    page = page_of(desk)
    set_language(language)
    page.client.give_access()
    dialog = desk.dialog(AccessDialog)
    said = " ".join(labels(dialog))
    assert word in said
    assert HOSTILE in said
    dialog.close()


def test_where_it_cannot_be_written_nothing_is_logged_and_the_dialog_stays(
    desk: Desk, centre: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = opened(desk)
    dialog.formats.set_chosen([HeldFormat.JSON])
    monkeypatch.setattr("referral_desk.ui.dialogs.access.ask_where", lambda *_a: tmp_path / "gone" / "held.json")
    desk.save(dialog)
    assert desk.dialog(AccessDialog) is dialog
    assert entries(centre) == []
    dialog.close()
