"""Before a letter goes out: one look and one key; what is left out stays out, nothing else is added."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from referral_desk.domain.codes import ConsentKind, LegalBasis, Paper
from referral_desk.domain.disclosing import Agreed, Permission
from referral_desk.domain.documents.postage import Address
from referral_desk.domain.outgoing import Confirmation, OutgoingItem, Standing
from referral_desk.resources import code_book
from referral_desk.services import clients, consents, documents, referrals
from referral_desk.services.centre import Centre
from referral_desk.services.outgoing import Outgoing
from referral_desk.ui.dialogs.outgoing import OutgoingDialog
from referral_desk.ui.dialogs.papers import show_paper
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.forms.outgoing_presenter import LONGEST, OutgoingPresenter
from referral_desk.ui.page import Place
from referral_desk.ui.tasks import Tasks
from tests.making import TODAY, add_client, add_consent, add_institution, add_referral
from tests.ui.record_pages import Desk

TO = Address("510-0000", ("架空市例町2-2",), ("架空市福祉事務所\u3000御中",))
ITEMS = (
    OutgoingItem("name", Standing.NEEDED, "見本 花子"),
    OutgoingItem("household", Standing.BEYOND, "母と二人"),
    OutgoingItem("history", Standing.NOT_COVERED, "経" * (LONGEST + 1)),
    OutgoingItem("request", Standing.NEEDED, "見学"),
)
ALLOWED = Permission(
    LegalBasis.CONSENT, frozenset({"name", "household", "request"}), 1, agreed=Agreed(ConsentKind.ORAL, TODAY)
)
SEEN = Outgoing(1, 1, ITEMS, ("birth_and_sex",), ALLOWED, TO, None)


def presented(**changes: object) -> OutgoingPresenter:
    return OutgoingPresenter(replace(SEEN, **changes), code_book(), TODAY)  # type: ignore[arg-type]


# --- what is decided ------------------------------------------------------------------------------------------------


def test_what_is_told_stands_first_and_what_is_left_out_last() -> None:
    assert [line.code for line in presented().lines()] == ["name", "request", "household", "history"]


def test_an_item_is_left_out_or_added_but_never_one_that_is_not_covered_nor_the_name_taken_away() -> None:
    presenter = presented()
    assert presenter.choice().items == {"name", "request"}
    presenter.tell("request", on=False)
    presenter.tell("household", on=True)
    presenter.tell("history", on=True)
    presenter.tell("name", on=False)
    assert presenter.choice().items == {"name", "household"}
    assert presenter.choice().to == TO


def test_what_the_revoked_letter_left_out_is_not_ticked_again_and_that_is_said() -> None:
    again = presented(before=frozenset({"name", "household"}))
    assert again.choice().items == {"name"}
    assert "依頼" in again.left_out_words()
    assert presented().left_out_words() == ""


def test_every_item_says_its_ground() -> None:
    grounds = {line.code: line.ground for line in presented().lines()}
    assert grounds["name"] == "R8.11.24(火)の同意"
    assert "必要な範囲を超え" in grounds["household"]
    assert "同意に含まれていない" in grounds["history"]
    law = {line.code: line.ground for line in presented(allowed=Permission(LegalBasis.BY_LAW, ALLOWED.items)).lines()}
    assert law["name"] == code_book().legal_bases.label(LegalBasis.BY_LAW, "ja")
    assert "必要最小限" in law["history"]


def test_a_long_text_is_cut_on_the_screen_only() -> None:
    line = presented().lines()[-1]
    assert len(line.words) == LONGEST + 1
    assert line.words.endswith("…")
    assert len(line.whole) == LONGEST + 1


def test_what_the_receiver_needs_and_nobody_recorded_is_said() -> None:
    assert "生年月日・性別" in presented().unknown_words()
    assert presented(unknown=()).unknown_words() == ""


@pytest.mark.parametrize(
    ("confirmed", "words"),
    [
        (None, "まだ確認されていません"),
        (Confirmation(TO, TODAY, "見本 みどり"), "今日、見本 みどりが確認済み"),
        (Confirmation(TO, TODAY - timedelta(days=3), "見本 みどり"), "前回の確認"),
        (Confirmation(Address("", ("別の町",), TO.names), TODAY, "見本 みどり"), "変更されています"),
    ],
)
def test_it_says_who_looked_at_the_receiver_and_when(confirmed: Confirmation | None, words: str) -> None:
    presenter = presented(confirmed=confirmed)
    assert words in presenter.receiver_words()
    assert presenter.confirmed is words.startswith("今日")


# --- the window -----------------------------------------------------------------------------------------------------


class LetterDesk(Desk):
    """A desk with a page over which letters are asked for."""

    def __init__(self, qtbot: QtBot, centre: Centre, tasks: Tasks) -> None:
        super().__init__(qtbot, centre, tasks)
        self.over = QWidget()
        qtbot.addWidget(self.over)

    def ask(self, referral_id: int) -> None:
        show_paper(self.work, referrals.get(self.centre, referral_id), Paper.LETTER, self.over)
        self.settle()

    def look(self, referral_id: int) -> OutgoingDialog:
        """Ask for the letter, and return what is shown before it goes out."""
        self.ask(referral_id)
        return self.dialog(OutgoingDialog)


@pytest.fixture
def desk(qtbot: QtBot, theme: object, tasks: Tasks, centre: Centre) -> LetterDesk:
    add_client(centre, household="母と二人", address="遠山町1-1")
    add_institution(centre, kind="day_service", address="架空市例町2-2")
    return LetterDesk(qtbot, centre, tasks)


def test_the_normal_case_is_one_look_and_one_key(desk: LetterDesk, centre: Centre) -> None:
    dialog = desk.look(add_referral(centre, 1, 1, request="実習").id)
    shown = " ".join(label.text() for label in dialog.findChildren(QLabel))
    for words in ("架空市福祉事務所", "架空市例町2-2", "遠山町1-1", "実習"):
        assert words in shown
    desk.save(dialog)
    desk.dialog(PreviewDialog).reject()
    assert len(clients.page(centre, 1).documents) == 1


def test_enter_alone_and_esc_issue_nothing(desk: LetterDesk, centre: Centre) -> None:
    dialog = desk.look(add_referral(centre, 1, 1).id)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.isVisible()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    desk.settle()
    assert clients.page(centre, 1).documents == ()


def test_what_is_unticked_is_not_told_and_what_is_ticked_besides_is(desk: LetterDesk, centre: Centre) -> None:
    add_consent(centre, items=("name", "address_and_phone", "household", "request"))
    dialog = desk.look(add_referral(centre, 1, 1, request="実習", background="経過", consent=None).id)
    assert not dialog.ticks["name"].isEnabled()
    assert not dialog.ticks["history"].isEnabled()
    assert not dialog.ticks["household"].isChecked()
    dialog.ticks["household"].click()
    dialog.ticks["address_and_phone"].click()
    desk.save(dialog)
    desk.dialog(PreviewDialog).reject()
    assert set(consents.page(centre, 1).disclosures[0].items) == {"name", "household", "request"}


def test_the_receiver_is_confirmed_once_a_day(desk: LetterDesk, centre: Centre) -> None:
    first, second = add_referral(centre, 1, 1), add_referral(centre, 1, 1)
    dialog = desk.look(first.id)
    assert dialog.issue_button.label == "宛先を確認して発行"
    desk.save(dialog)
    desk.dialog(PreviewDialog).reject()
    again = desk.look(second.id)
    assert again.issue_button.label == "文書を発行"
    again.reject()


def test_a_wrong_receiver_leads_to_its_entry_and_nothing_is_issued(desk: LetterDesk, centre: Centre) -> None:
    dialog = desk.look(add_referral(centre, 1, 1).id)
    dialog._to_entry()
    assert desk.said.places[-1] == Place("institutions", institution=1)
    assert clients.page(centre, 1).documents == ()


def test_a_letter_that_was_issued_is_shown_again_without_a_look(desk: LetterDesk, centre: Centre) -> None:
    referral = add_referral(centre, 1, 1)
    documents.letter(centre, referral.id)
    desk.ask(referral.id)
    assert desk.no_dialog(OutgoingDialog)
    desk.dialog(PreviewDialog).reject()
