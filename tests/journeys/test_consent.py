"""A letter that may not go out, the consent that lets it go, the log of it, and the withdrawal that stops the next."""

from __future__ import annotations

from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from referral_desk.domain.codes import LegalBasis
from referral_desk.services import clients, consents, referrals
from referral_desk.services.centre import Centre
from referral_desk.ui.desk import DeskWindow
from referral_desk.ui.dialogs.basis import BasisDialog
from referral_desk.ui.dialogs.consent import ConsentDialog, WithdrawDialog
from referral_desk.ui.dialogs.outgoing import OutgoingDialog
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.page import Place
from referral_desk.ui.pages.client_consents import ClientConsents
from referral_desk.ui.pages.clients import ClientsPage
from referral_desk.ui.pages.referrals import ReferralsPage
from tests.journeys.conftest import OpenWindow
from tests.making import LEAFLET, add_client, add_institution, referral_draft

D = TypeVar("D", bound=QDialog)


class Nurse:
    """What she does in the window, in her words."""

    def __init__(self, qtbot: QtBot, window: DeskWindow) -> None:
        self._qtbot, self._window = qtbot, window

    def settle(self) -> None:
        self._qtbot.waitUntil(lambda: self._window.tasks.idle)

    def sees(self, kind: type[D]) -> D:
        found = [each for each in QApplication.topLevelWidgets() if isinstance(each, kind) and each.isVisible()]
        assert len(found) == 1, kind.__name__
        return found[0]

    def asks_for_the_letter(self, referral_id: int) -> None:
        self._window.go(Place("referrals", referral=referral_id))
        self.settle()
        page = self._window.page()
        assert isinstance(page, ReferralsPage)
        page.referral.print_paper()
        self.settle()

    def looks_at_the_consents(self, client_id: int) -> ClientConsents:
        self._window.go(Place("clients", client=client_id, part="consents"))
        self.settle()
        return self.consents_in_view()

    def consents_in_view(self) -> ClientConsents:
        page = self._window.page()
        assert isinstance(page, ClientsPage)
        part = page.client.part("consents")
        assert isinstance(part, ClientConsents)
        assert part.isVisible()
        return part

    def saves(self, dialog: QDialog) -> None:
        dialog.activateWindow()
        self._qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
        QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        self.settle()

    def closes(self, dialog: QDialog) -> None:
        with self._qtbot.waitSignal(dialog.destroyed):
            dialog.reject()


@pytest.fixture
def nurse(open_window: OpenWindow, qtbot: QtBot, centre: Centre) -> Nurse:
    window = open_window(centre)
    nurse = Nurse(qtbot, window)
    nurse.settle()
    return nurse


def test_no_letter_without_consent_then_one_with_it_and_none_after_the_withdrawal(centre: Centre, nurse: Nurse) -> None:
    client, office = add_client(centre), add_institution(centre)
    unasked = referral_draft(client.id, office.id, consent=None, background="借金の相談")
    first = referrals.refer(centre, unasked, LEAFLET).record
    second = referrals.refer(centre, unasked, LEAFLET).record

    nurse.asks_for_the_letter(first.id)
    question = nurse.sees(BasisDialog)
    question.record_button.click()
    nurse.settle()

    part = nurse.consents_in_view()
    part.record_button.click()
    form = nurse.sees(ConsentDialog)
    form.form.chips.chip(f"i-{office.id}").click()
    for item in ("name", "request"):
        form.form.items.chip(item).click()
    nurse.saves(form)
    assert len(part.given.rows) == 1

    nurse.asks_for_the_letter(first.id)
    look = nurse.sees(OutgoingDialog)
    assert not look.ticks["history"].isEnabled()
    nurse.saves(look)
    nurse.closes(nurse.sees(PreviewDialog))
    part = nurse.looks_at_the_consents(client.id)
    (entry,) = part.log.records.rows
    assert (entry.receiver, entry.basis, entry.items) == (office.name, LegalBasis.CONSENT, ("name", "request"))
    assert "借金" not in clients.page(centre, client.id).documents[0].content

    part.withdraw(consents.page(centre, client.id).consents[0])
    withdrawal = nurse.sees(WithdrawDialog)
    withdrawal.reason.setPlainText("電話で申出")
    nurse.saves(withdrawal)

    nurse.asks_for_the_letter(second.id)
    question = nurse.sees(BasisDialog)
    assert "撤回" in question.why.text
    nurse.closes(question)
    assert len(consents.page(centre, client.id).disclosures) == 1
    assert len(clients.page(centre, client.id).documents) == 1
