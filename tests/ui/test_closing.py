"""Closing a record and opening it again on the client's page; the list of what is due for disposal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from referral_desk.domain.access import Role
from referral_desk.domain.client import Client
from referral_desk.domain.closing import ClosingDraft
from referral_desk.domain.users import UserDraft
from referral_desk.i18n import Language, set_language
from referral_desk.services import clients, closing, disposal, users
from referral_desk.services.centre import Centre, open_centre
from referral_desk.ui.dialogs.closing import CloseDialog, ReopenDialog
from referral_desk.ui.dialogs.disposal import DisposalDialog
from referral_desk.ui.page import Place
from referral_desk.ui.pages.clients import ClientsPage
from referral_desk.ui.tasks import Tasks
from referral_desk.ui.theme import Theme
from referral_desk.ui.widgets.cards import Flag
from tests.making import CHEAP, TODAY, add_client, add_institution, add_referral
from tests.ui.record_pages import Desk, fill, labels

SECOND = "べつのみほんの長い合言葉。"
LONG_AGO = date(2019, 6, 1)


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme, tasks: Tasks, centre: Centre, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr("referral_desk.ui.dialogs.form_dialog.ask", lambda *_args, **_kwargs: True)
    monkeypatch.setattr("referral_desk.ui.dialogs.disposal.ask", lambda *_args, **_kwargs: True)
    return Desk(qtbot, centre, tasks)


@pytest.fixture
def akane(centre: Centre) -> Iterator[Centre]:
    users.add_user(centre, UserDraft(login="akane", role=Role.MANAGER, name="例田 茜"), SECOND, cost=CHEAP)
    other = open_centre(centre.folder, "akane", SECOND, minimum=CHEAP, today=centre.today)
    yield other
    other.close()


def open_client(desk: Desk, client_id: int) -> ClientsPage:
    page = ClientsPage(desk.work)
    desk.show(page, Place("clients", client=client_id))
    return page


def flags(page: ClientsPage) -> list[str]:
    return [words for flag in page.client.findChildren(Flag) for words in labels(flag)]


def test_a_record_is_closed_with_a_reason_and_says_so_in_its_head(desk: Desk, centre: Centre) -> None:
    client, office = add_client(centre), add_institution(centre)
    add_referral(centre, client.id, office.id, follow_up_on=TODAY)
    page = open_client(desk, client.id)
    page.client.closing.button.click()
    dialog = desk.dialog(CloseDialog)
    desk.settle()
    assert "進行中の紹介1件" in dialog.still_open.text
    dialog.save()
    assert dialog.form.row("reason").error
    dialog.reason.chip("settled").click()
    desk.save(dialog)
    assert any("終結" in words for words in flags(page))
    assert page.client.closing.button.text().startswith("再開")


def test_a_closing_is_undone_from_the_message(desk: Desk, centre: Centre) -> None:
    client = add_client(centre)
    page = open_client(desk, client.id)
    page.client.closing.ask()
    dialog = desk.dialog(CloseDialog)
    dialog.reason.chip("moved").click()
    desk.save(dialog)
    assert desk.said.undo is not None
    desk.said.undo()
    desk.settle()
    assert not any("終結" in words for words in flags(page))
    assert closing.of_client(centre, client.id) == ()


def test_a_day_before_the_newest_entry_is_refused_under_its_field(desk: Desk, centre: Centre) -> None:
    client, office = add_client(centre), add_institution(centre)
    add_referral(centre, client.id, office.id)
    page = open_client(desk, client.id)
    page.client.closing.ask()
    dialog = desk.dialog(CloseDialog)
    fill(dialog.on, "R8.11.1")
    dialog.reason.chip("moved").click()
    dialog.save()
    desk.settle()
    assert "この日より後" in dialog.form.row("on").error
    assert dialog.isVisible()


def test_a_closed_record_is_opened_again(desk: Desk, centre: Centre) -> None:
    client = add_client(centre)
    closing.close(centre, client.id, ClosingDraft(on=TODAY, reason="settled"))
    page = open_client(desk, client.id)
    page.client.closing.button.click()
    dialog = desk.dialog(ReopenDialog)
    dialog.reason.setPlainText("再び相談があった")
    desk.save(dialog)
    assert clients.get(centre, client.id).closed_on is None


def old_record(centre: Centre) -> Client:
    client = add_client(centre, name="見本 旧子")
    return closing.close(centre, client.id, ClosingDraft(on=LONG_AGO, reason="settled")).record


def opened(desk: Desk) -> DisposalDialog:
    dialog = DisposalDialog(desk.work)
    desk.qtbot.addWidget(dialog)
    dialog.show()
    desk.settle()
    return dialog


@pytest.mark.parametrize("language", Language)
def test_an_empty_list_says_so(desk: Desk, language: Language) -> None:
    set_language(language)
    dialog = opened(desk)
    assert dialog.nothing.isVisible()
    assert dialog.none_gone.isVisible()
    assert not dialog.dispose_button.isEnabled()


def test_one_proposes_and_cannot_agree_herself(desk: Desk, centre: Centre) -> None:
    old_record(centre)
    dialog = opened(desk)
    QAbstractItemModelTester(dialog.due.records, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert not dialog.dispose_button.isEnabled()
    dialog.propose_button.click()
    desk.settle()
    assert not dialog.propose_button.isEnabled()
    assert not dialog.dispose_button.isEnabled()
    assert "二人" in dialog.dispose_button.toolTip()
    dialog.withdraw_button.click()
    desk.settle()
    assert dialog.propose_button.isEnabled()


def test_another_one_agrees_and_the_certificate_is_there(desk: Desk, centre: Centre, akane: Centre) -> None:
    old = old_record(centre)
    disposal.propose(akane, old.id)
    dialog = opened(desk)
    QAbstractItemModelTester(dialog.gone.records, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert dialog.dispose_button.isEnabled()
    dialog.dispose_button.click()
    desk.settle()
    assert dialog.due.records.rows == ()
    (gone,) = dialog.gone.records.rows
    assert (gone.client_number, gone.proposed_by, gone.approved_by) == (old.number, "例田 茜", "見本 みどり")
    assert dialog.print_button.isEnabled()


def test_what_changed_meanwhile_is_said_and_the_list_is_read_again(desk: Desk, centre: Centre, akane: Centre) -> None:
    old = old_record(centre)
    disposal.propose(akane, old.id)
    dialog = opened(desk)
    disposal.withdraw(akane, old.id)
    dialog.dispose_button.click()
    desk.settle()
    assert "起案" in dialog.problem.text
    assert dialog.propose_button.isEnabled()
