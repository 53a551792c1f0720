"""Who may be the same person, shown while a new client is typed: in the audit trail before it is shown, once."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from referral_desk.db import audit
from referral_desk.db.errors import StorageFault
from referral_desk.domain.access import Action
from referral_desk.domain.audit import AuditFilter
from referral_desk.domain.client import ClientDraft
from referral_desk.domain.closing import ClosingDraft
from referral_desk.domain.messages import message
from referral_desk.services import audit as trail
from referral_desk.services import closing
from referral_desk.services.centre import Centre
from referral_desk.ui.dialogs.client import ClientDialog
from referral_desk.ui.dialogs.likely_same import LikelySame
from referral_desk.ui.page import Place
from referral_desk.ui.tasks import Tasks
from referral_desk.ui.theme import Theme
from referral_desk.ui.widgets.buttons import Button
from tests.making import TODAY, add_client
from tests.ui.record_pages import Desk, fill, labels
from tests.ui.unfinished_forms import Office

Noted = list[tuple[int | None, object]]


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme, tasks: Tasks, centre: Centre) -> Desk:
    return Desk(qtbot, centre, tasks)


@pytest.fixture
def dialog(desk: Desk, centre: Centre) -> ClientDialog:
    dialog = ClientDialog(desk.work, None, saved=lambda _client: None, open_other=lambda _id: None)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    desk.qtbot.addWidget(dialog, before_close_func=give_up)
    dialog.show()
    return dialog


def give_up(dialog: ClientDialog) -> None:
    """Empty the form, or closing it would ask whether to lose it."""
    dialog.presenter.put(ClientDraft())
    dialog.presenter.unread("birth", "", None)


def noted(centre: Centre) -> Noted:
    with centre.read() as session:
        rows = audit.rows(session, AuditFilter(actions=(Action.SEARCH_RECORDS,)))
    return [(row.client_id, row.detail["ids"]) for row in reversed(rows)]


def looked(desk: Desk, dialog: ClientDialog) -> None:
    """Wait until it was looked who may be the same as what stands in the form now."""
    desk.qtbot.waitUntil(lambda: not dialog.looking)
    desk.settle()


def test_who_may_be_the_same_is_noted_before_it_is_shown_and_once_for_the_same_people(
    desk: Desk, centre: Centre, dialog: ClientDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = add_client(centre, name="例田 花子", kana="レイダ ハナコ", phone="090-0000-0001").id
    other = add_client(centre, name="例田 月子", kana="レイダ ツキコ", phone="090-0000-0002").id
    known: list[Noted] = []
    offer = LikelySame.offer

    def look(same: LikelySame, found: tuple[object, ...]) -> None:
        known.append(noted(centre))
        offer(same, found)  # type: ignore[arg-type] - what it is called with

    monkeypatch.setattr(LikelySame, "offer", look)
    first, later = (one, [one]), (other, [other])
    for field, text, expected in (
        (dialog.form.name, "例田", []),
        (dialog.form.name, "例田 花子", [first]),
        (dialog.form.kana, "れいだ はなこ", [first]),
        (dialog.form.name, "例田 花", [first]),
        (dialog.form.phone, "090-0000-0001", [first]),
        (dialog.form.kana, "れいだ", [first]),
        (dialog.form.name, "例田", [first]),
        (dialog.form.phone, "090-0000-0002", [first, later]),
    ):
        fill(field, text)
        looked(desk, dialog)
        assert known[-1] == noted(centre) == expected


def test_who_may_be_the_same_is_not_shown_where_it_cannot_be_noted(
    desk: Desk, centre: Centre, dialog: ClientDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_client(centre, name="例田 花子", kana="レイダ ハナコ")

    def refuse(*_args: object) -> None:
        raise StorageFault(message("The disk is full."))

    monkeypatch.setattr(trail, "searched", refuse)
    fill(dialog.form.name, "例田 花子")
    looked(desk, dialog)
    assert not dialog.same.isVisible()


def test_it_says_why_and_that_a_record_is_closed(desk: Desk, centre: Centre, dialog: ClientDialog) -> None:
    stored = add_client(centre, name="髙例 花子", kana="タカレイ ハナコ", birth=date(1985, 4, 12))
    closing.close(centre, stored.id, ClosingDraft(on=TODAY, reason="moved"))
    fill(dialog.form.name, "高例 花子")
    fill(dialog.form.kana, "たかれい はなこ")
    fill(dialog.form.birth, "S60.12.4")
    looked(desk, dialog)
    assert dialog.same.isVisible()
    said = labels(dialog.same)
    assert "髙例 花子  タカレイ　ハナコ  S60.4.12  41歳  No.00001" in said
    assert "氏名が同じ · 生年月日がほぼ同じ · R8.11.24(火) 終了" in said


def test_who_is_somebody_else_is_put_aside_for_this_form(desk: Desk, centre: Centre, dialog: ClientDialog) -> None:
    ids = [add_client(centre, name="例田 花子", kana="レイダ ハナコ", birth=None).id for _turn in range(5)]
    fill(dialog.form.name, "例田 花子")
    looked(desk, dialog)
    assert [each.id for each in dialog.same.found] == ids
    assert "ほか2件" in labels(dialog.same)
    button(dialog, "例田 花子さんは別人").click()
    desk.settle()
    assert [each.id for each in dialog.same.found] == ids[1:]
    assert noted(centre)[-1] == (None, ids[1:4])
    fill(dialog.form.kana, "れいだ はなこ")
    looked(desk, dialog)
    assert [each.id for each in dialog.same.found] == ids[1:]


def test_late_answers_to_what_stood_there_before_are_not_shown(
    desk: Desk, centre: Centre, dialog: ClientDialog
) -> None:
    add_client(centre, name="例田 花子", kana="レイダ ハナコ")
    fill(dialog.form.name, "例田 花子")
    dialog._look_for_same()
    fill(dialog.form.name, "見本 月子")
    dialog._look_for_same()
    looked(desk, dialog)
    assert dialog.same.found == ()


def test_nothing_is_looked_for_while_somebody_is_typing(desk: Desk, centre: Centre, dialog: ClientDialog) -> None:
    for text in ("例", "例田", "例田 花"):
        fill(dialog.form.name, text)
        assert dialog.looking
        assert desk.tasks.idle


def button(dialog: ClientDialog, name: str) -> Button:
    return next(each for each in dialog.findChildren(Button) if each.accessibleName() == name and each.isVisible())


def test_opening_the_other_record_keeps_what_was_typed(office: Office) -> None:
    office.desk.new_client()
    form = office.form()
    assert isinstance(form, ClientDialog)
    fill(form.form.name, "見本 花子")
    form.form.note.setPlainText("電話の途中")
    office.qtbot.waitUntil(form.same.isVisible)
    office.settle()
    button(form, "見本 花子さんを開く").click()
    office.settle()
    assert office.desk.place == Place("clients", client=office.records.client)
    assert office.left() == ["client"]
    assert len(office.offered()) == 1
    office.panel_buttons("開く")[0].click()
    office.settle()
    again = office.form()
    assert isinstance(again, ClientDialog)
    assert (again.form.name.text(), again.form.note.toPlainText()) == ("見本 花子", "電話の途中")
    again.reject()
    office.settle()
    assert office.left() == []
