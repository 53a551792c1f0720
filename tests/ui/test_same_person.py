"""Who may be the same person, shown while a new client is typed: in the audit trail before it is shown, once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from referral_desk.db import audit
from referral_desk.db.errors import StorageFault
from referral_desk.domain.access import Action
from referral_desk.domain.audit import AuditFilter
from referral_desk.domain.client import ClientDraft
from referral_desk.domain.messages import message
from referral_desk.services import audit as trail
from referral_desk.services.centre import Centre
from referral_desk.ui.dialogs.client import ClientDialog, LikelySame
from referral_desk.ui.tasks import Tasks
from referral_desk.ui.theme import Theme
from tests.making import add_client
from tests.ui.record_pages import Desk, fill

Noted = list[tuple[int | None, object]]


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme, tasks: Tasks, centre: Centre) -> Desk:
    return Desk(qtbot, centre, tasks)


@pytest.fixture
def dialog(desk: Desk, centre: Centre) -> ClientDialog:
    dialog = ClientDialog(desk.work, None, saved=lambda _client: None, open_other=lambda _id: None)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    desk.qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def noted(centre: Centre) -> Noted:
    with centre.read() as session:
        rows = audit.rows(session, AuditFilter(actions=(Action.SEARCH_RECORDS,)))
    return [(row.client_id, row.detail["ids"]) for row in reversed(rows)]


def close(dialog: ClientDialog) -> None:
    dialog.presenter.put(ClientDraft())
    dialog.reject()


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
    first, both = (one, [one]), (None, [one, other])
    for field, text, expected in (
        (dialog.form.name, "例田", []),
        (dialog.form.name, "例田 花子", [first]),
        (dialog.form.kana, "れいだ はなこ", [first]),
        (dialog.form.name, "例田 花", [first]),
        (dialog.form.phone, "090-0000-0002", [first, both]),
    ):
        fill(field, text)
        desk.settle()
        assert known[-1] == noted(centre) == expected
    close(dialog)


def test_who_may_be_the_same_is_not_shown_where_it_cannot_be_noted(
    desk: Desk, centre: Centre, dialog: ClientDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_client(centre, name="例田 花子", kana="レイダ ハナコ")

    def refuse(*_args: object) -> None:
        raise StorageFault(message("The disk is full."))

    monkeypatch.setattr(trail, "searched", refuse)
    fill(dialog.form.name, "例田 花子")
    desk.settle()
    assert not dialog.same.isVisible()
    close(dialog)
