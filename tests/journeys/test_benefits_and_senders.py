"""Two journeys: a certificate runs out and is renewed from Today; the welfare office sends her and gets its reply."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from referral_desk.domain.engagement import EngagementDraft
from referral_desk.services import benefits, engagements, inbound
from referral_desk.services.centre import Centre
from referral_desk.ui.dialogs.benefit import BenefitDialog
from referral_desk.ui.dialogs.engagement import EngagementDialog
from referral_desk.ui.dialogs.inbound import InboundDialog, ReplyDialog
from referral_desk.ui.main_window import MainWindow
from referral_desk.ui.page import BENEFITS, Place
from referral_desk.ui.pages.client_benefits import ClientBenefits
from referral_desk.ui.pages.clients import ClientsPage
from referral_desk.ui.pages.institutions import InstitutionsPage
from referral_desk.ui.pages.today import TodayPage
from referral_desk.ui.widgets.cards import Flag
from tests.journeys.conftest import OpenWindow
from tests.making import TODAY, add_client, add_institution
from tests.ui.record_pages import fill

D = TypeVar("D", bound=QDialog)


class Nurse:
    """What somebody at the desk does and sees."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self.qtbot, self.window = qtbot, window

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: self.window.tasks.idle)

    def go(self, place: Place) -> QWidget:
        self.window.go(place)
        self.settle()
        page = self.window.page()
        assert page is not None
        return page

    def today(self) -> TodayPage:
        page = self.go(Place("today"))
        assert isinstance(page, TodayPage)
        self.qtbot.waitUntil(lambda: page.settled)
        return page

    def client(self, client_id: int) -> ClientsPage:
        page = self.go(Place("clients", client=client_id))
        assert isinstance(page, ClientsPage)
        return page

    def form(self, kind: type[D]) -> D:
        (found,) = [each for each in self.window.findChildren(kind) if each.isVisible()]
        return found

    def save(self, form: QDialog) -> None:
        kind = type(form)
        form.activateWindow()
        self.qtbot.waitUntil(lambda: QApplication.activeWindow() is form)
        QTest.keyClick(form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        self.settle()
        assert not [each for each in self.window.findChildren(kind) if each.isVisible()]


@pytest.fixture
def nurse(open_window: OpenWindow, qtbot: QtBot, centre: Centre) -> Nurse:
    window = open_window(centre)
    nurse = Nurse(qtbot, window)
    nurse.settle()
    return nurse


def test_a_certificate_that_runs_out_comes_up_is_renewed_in_one_tap_and_is_gone(nurse: Nurse, centre: Centre) -> None:
    client = add_client(centre, name="見本 花子")
    page = nurse.client(client.id)
    page.client.chosen_part.chip(BENEFITS).click()
    part = page.client.part(BENEFITS)
    assert isinstance(part, ClientBenefits)
    part.add_button.click()
    form = nurse.form(BenefitDialog)
    form.form.kind.chip("disability_certificate").click()
    form.form.grade.chip("2級").click()
    fill(form.form.since, "R6.12.1")
    nurse.save(form)
    assert "R8.11.30まで" in " ".join(row.accessibleName() for row in nurse.today().expiring.rows)

    (row,) = nurse.today().expiring.rows
    row.buttons[0].click()
    nurse.settle()
    assert nurse.today().expiring.rows == ()
    old, new = benefits.of_client(centre, client.id)
    assert (old.until, new.since, new.until) == (date(2026, 11, 30), date(2026, 12, 1), date(2028, 11, 30))
    words = [flag.accessibleName() for flag in nurse.client(client.id).client.findChildren(Flag)]
    assert "手帳 2級 ～令和8年11月" in words

    nurse.window.undo_bar.undo()
    nurse.settle()
    assert len(nurse.today().expiring.rows) == 1


def test_the_welfare_office_sends_her_we_owe_a_reply_and_give_it(nurse: Nurse, centre: Centre) -> None:
    client = add_client(centre, name="見本 花子")
    office = add_institution(centre, verified_on=TODAY)
    engagements.mark(centre, EngagementDraft(client_id=client.id, institution_id=office.id))
    page = nurse.client(client.id)
    page.client.board.tile("welfare_office").click()
    nurse.form(EngagementDialog).sent_button.click()
    nurse.settle()
    form = nurse.form(InboundDialog)
    assert form.form.institution.text() == office.name
    fill(form.form.sender_name, "例田ケースワーカー")
    form.form.channel.chip("telephone").click()
    form.form.came_along.click()
    form.form.request.setPlainText("飲酒の相談にのってほしい。")
    fill(form.form.reply_due_on, "+7")
    nurse.save(form)
    (stored,) = inbound.of_client(centre, client.id)
    assert (stored.institution_id, stored.came_along) == (office.id, True)
    assert stored.reply_due_on == TODAY + timedelta(days=7)

    place = nurse.go(Place("institutions", institution=office.id))
    assert isinstance(place, InstitutionsPage)
    assert place.institution.sent.model().rowCount() == 1

    (row,) = nurse.today().owed.rows
    assert "例田ケースワーカー" in row.accessibleName()
    row.buttons[0].click()
    reply = nurse.form(ReplyDialog)
    reply.text.setPlainText("受診につながりました。")
    nurse.save(reply)
    assert nurse.today().owed.rows == ()
    (answered,) = inbound.of_client(centre, client.id)
    assert (answered.replied_on, answered.reply) == (TODAY, "受診につながりました。")
