"""Merging in the window: propose, compare, choose, merge, find by the old number, take back."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from referral_desk.db.queries.merging import moved_tables
from referral_desk.domain.client import Client
from referral_desk.domain.engagement import EngagementDraft
from referral_desk.domain.merging import HOUSEHOLD, MERGE_FIELDS, Keep
from referral_desk.services import clients, engagements, restrictions
from referral_desk.services.centre import Centre
from referral_desk.ui.dialogs.merge import MergeDialog
from referral_desk.ui.merge_words import _MOVED_WORDS, field_words, value_words
from referral_desk.ui.page import Place
from referral_desk.ui.pages import merging_commands
from referral_desk.ui.pages.client import ClientView
from referral_desk.ui.pages.clients import ClientsPage
from referral_desk.ui.tasks import Tasks
from referral_desk.ui.theme import Theme
from referral_desk.ui.widgets.buttons import Button
from tests.making import LOGIN, add_client, add_contact, add_institution
from tests.ui.record_pages import Desk, labels


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme, tasks: Tasks, centre: Centre) -> Desk:
    return Desk(qtbot, centre, tasks)


@pytest.fixture
def kept(centre: Centre) -> Client:
    return add_client(centre, number="00012", note="先の記録")


@pytest.fixture
def other(centre: Centre, kept: Client) -> Client:
    return add_client(centre, number="00345", birth=None, phone="090-0000-0009", note="𠮷<b>&")


def opened(desk: Desk, client: Client) -> ClientView:
    page = ClientsPage(desk.work)
    desk.show(page, Place("clients", client=client.id))
    return page.client


def asked(desk: Desk, client: Client) -> MergeDialog:
    opened(desk, client).merging.ask()
    desk.settle()
    return desk.dialog(MergeDialog)


def test_every_table_that_moves_has_its_words() -> None:
    assert {table.name for table in moved_tables()} == set(_MOVED_WORDS)


def test_likely_records_are_proposed_and_compared_field_by_field(
    desk: Desk, centre: Centre, kept: Client, other: Client
) -> None:
    add_contact(centre, other.id)
    add_contact(centre, other.id, date(2026, 11, 1))
    dialog = asked(desk, kept)
    assert not dialog.save_button.isEnabled()
    compare = next(each for each in dialog.proposed.findChildren(Button) if each.label == "比べる")
    compare.click()
    desk.settle()
    comparison = dialog.comparison
    assert comparison is not None
    assert comparison.choices == {"birth": Keep.KEPT, "phone": Keep.OTHER, "note": Keep.BOTH}
    assert "𠮷<b>&" in labels(comparison)
    assert dialog.moves.text() == "相談記録 2件"
    assert dialog.unsaved() is False
    comparison.row("phone").chips.chip(Keep.KEPT).click()
    assert [value.property("role") for value in comparison.row("phone").values] == ["", "muted"]
    assert dialog.unsaved()
    desk.save(dialog)
    assert desk.no_dialog(MergeDialog)
    now = clients.get(centre, kept.id)
    assert (now.phone, now.note) == (kept.phone, "先の記録\n𠮷<b>&")


def test_merged_found_by_the_old_number_and_taken_back_from_the_toast(
    desk: Desk, centre: Centre, kept: Client, other: Client
) -> None:
    view = opened(desk, kept)
    view.merging.ask()
    dialog = desk.dialog(MergeDialog)
    dialog.choose(other.id)
    desk.settle()
    desk.save(dialog)
    assert "旧番号 00345" in view.identity.text()
    assert [row.former_numbers for row in clients.suggestions(centre, "00345", limit=5)] == [("00345",)]
    desk.undo()
    assert "旧番号" not in view.identity.text()
    assert clients.get(centre, other.id).number == "00345"
    assert desk.said.words[-1] == "No.00012 と No.00345 を、もとの二つの記録に戻しました。"


def test_taken_back_from_the_page_later_after_asking(
    desk: Desk, centre: Centre, kept: Client, other: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = opened(desk, kept)
    view.merging.ask()
    dialog = desk.dialog(MergeDialog)
    dialog.choose(other.id)
    desk.settle()
    desk.save(dialog)
    menu = view.merging.menu()
    assert [action.text() for action in menu.actions()] == ["重複を統合…", "No.00345 の統合を元に戻す…"]
    answers = iter([False, True])
    monkeypatch.setattr(merging_commands, "ask", lambda *_words, **_more: next(answers))
    menu.actions()[1].trigger()
    desk.settle()
    assert [row.number for row in clients.rows(centre)] == ["00012"]
    menu.actions()[1].trigger()
    desk.settle()
    assert [row.number for row in clients.rows(centre)] == ["00012", "00345"]
    menu.close()


def test_what_is_to_be_heeded_stands_below(desk: Desk, centre: Centre, kept: Client, other: Client) -> None:
    office = add_institution(centre)
    for client in (kept, other):
        engagements.mark(centre, EngagementDraft(client_id=client.id, institution_id=office.id))
    restrictions.restrict(centre, other.id, [LOGIN])
    dialog = asked(desk, kept)
    dialog.choose(other.id)
    desk.settle()
    said = " ".join(labels(dialog))
    assert "どちらの記録にも 架空市福祉事務所 との関わりがあります" in said
    assert "統合した記録を閲覧できるのは次の職員だけになります：見本 みどり" in said
    dialog.reject()


def test_a_record_is_not_merged_with_itself(desk: Desk, kept: Client) -> None:
    dialog = asked(desk, kept)
    dialog.choose(kept.id)
    desk.settle()
    assert "同じ記録どうしは統合できません" in dialog.hindrance.text
    assert not dialog.save_button.isEnabled()
    dialog.save()
    assert dialog.isVisible()
    dialog.reject()


def test_the_command_is_shown_to_those_who_lead(desk: Desk, centre: Centre, kept: Client) -> None:
    assert opened(desk, kept).merging.button.isVisible()
    with centre.sessions.write() as session:
        session.execute(text("UPDATE staff SET role = 'staff'"))
    centre.refresh()
    assert not opened(desk, kept).merging.button.isVisible()


def test_everything_is_reached_with_the_keyboard(desk: Desk, kept: Client, other: Client) -> None:
    dialog = asked(desk, kept)
    dialog.choose(other.id)
    desk.settle()
    comparison = dialog.comparison
    assert comparison is not None
    assert comparison.rows[0].chips.chip(Keep.KEPT).hasFocus()
    desk.qtbot.keyClick(comparison.rows[0].chips.chip(Keep.KEPT), Qt.Key.Key_Right)
    assert comparison.choices["birth"] is Keep.OTHER
    assert comparison.rows[0].chips.accessibleName() == "生年月日：残すほう"
    dialog.comparison = None
    dialog.reject()


def test_every_field_that_is_compared_has_its_words_and_values(desk: Desk, kept: Client) -> None:
    for field in MERGE_FIELDS:
        assert field_words(field.name)
        assert value_words(field, kept, desk.centre.codes)
    assert field_words(HOUSEHOLD)
