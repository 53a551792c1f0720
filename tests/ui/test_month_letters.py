"""A month's letters in the window: looked at, issued, stopped midway, printed together, saved one by one."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from referral_desk.db.errors import StorageFull
from referral_desk.domain.access import Action, Role
from referral_desk.domain.audit import AuditFilter
from referral_desk.domain.codes import ConsentKind
from referral_desk.domain.messages import message
from referral_desk.reports.render import Document
from referral_desk.services import audit, clients, documents
from referral_desk.services.centre import Centre
from referral_desk.ui.dialogs.month_letters import MonthLettersDialog
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.page import Place
from referral_desk.ui.pages.referrals import ReferralsPage
from referral_desk.ui.tasks import Tasks
from tests.making import TODAY, add_client, add_institution, add_referral
from tests.services.test_audit import set_role
from tests.ui.record_pages import Desk

pytestmark = pytest.mark.usefixtures("theme")


class LettersDesk(Desk):
    """A desk with the letters of October 2026 before it."""

    def __init__(self, qtbot: QtBot, centre: Centre, tasks: Tasks) -> None:
        super().__init__(qtbot, centre, tasks)
        self.over = QWidget()
        qtbot.addWidget(self.over)

    def letters(self, year: int = 2026, month: int = 10) -> MonthLettersDialog:
        self.window = MonthLettersDialog(self.work, year, month, self.over)
        self.window.go.connect(self.said.go)
        self.window.open()
        self.settle()
        return self.window

    def issued(self) -> int:
        return len(clients.page(self.centre, 1).documents)

    def noted(self, action: Action) -> list[str]:
        return [row.record for row in audit.rows(self.centre, AuditFilter(actions=(action,))).rows]


@pytest.fixture
def desk(qtbot: QtBot, centre: Centre, tasks: Tasks) -> LettersDesk:
    """October: three letters to issue, one without consent, one to a group."""
    add_client(centre)
    add_institution(centre, address="架空市例町2-2")
    add_institution(centre, name="AA架空グループ", kind="self_help_group", target="alcohol")
    for day in (1, 2, 3):
        add_referral(centre, 1, 1, on=date(2026, 10, day))
    add_referral(centre, 1, 1, on=date(2026, 10, 4), consent=ConsentKind.NONE)
    add_referral(centre, 1, 2, on=date(2026, 10, 5))
    return LettersDesk(qtbot, centre, tasks)


def test_the_list_says_what_will_be_issued_and_why_the_rest_will_not(desk: LettersDesk) -> None:
    dialog = desk.letters()
    QAbstractItemModelTester(dialog.table.records)
    assert dialog.summary.text() == "これから発行：3件　発行済：0件　発行できない：2件"
    assert dialog.issue_button.label == "宛先を確認して3通を発行"
    assert not dialog.print_button.isEnabled()
    dialog.table.setCurrentIndex(dialog.table.records.index(3, 0))
    assert "同意" in dialog.detail.text()
    assert desk.issued() == 0


def test_one_key_issues_all_and_what_was_issued_is_printed_in_one(desk: LettersDesk) -> None:
    dialog = desk.letters()
    desk.save(dialog)
    assert desk.issued() == 3
    assert "3通を発行しました" in dialog.outcome.text
    assert dialog.summary.text() == "これから発行：0件　発行済：3件　発行できない：2件"
    assert not dialog.issue_button.isEnabled()
    dialog.print_button.click()
    desk.settle()
    preview = desk.dialog(PreviewDialog)
    desk.qtbot.waitUntil(lambda: preview.preview.page_count >= 3)
    assert desk.noted(Action.PRINT_DOCUMENT) == []
    preview.reject()


def test_what_was_issued_until_a_stop_stays_issued_and_the_window_says_so(
    desk: LettersDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = desk.letters()
    render = documents.render

    def stopping(content: Document) -> bytes:
        assert dialog._task is not None
        dialog._task.cancel()
        return render(content)

    monkeypatch.setattr(documents, "render", stopping)
    dialog.issue_button.click()
    assert dialog.stop_button.isVisible()
    assert dialog.bar.isVisible()
    desk.settle()
    assert desk.issued() == 1
    assert "3通のうち1通は発行済み" in dialog.outcome.text
    assert dialog.summary.text().startswith("これから発行：2件　発行済：1件")
    monkeypatch.undo()
    desk.save(dialog)
    assert desk.issued() == 3


def test_a_fault_midway_is_told_and_what_came_out_until_then_is_shown_as_issued(
    desk: LettersDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = desk.letters()
    whole = documents.letters_of_month

    def breaks_off(*arguments: Any, **named: Any) -> object:
        whole(*arguments, **{**named, "chosen": {1: None}})
        raise StorageFull(message("The disk is full."))

    monkeypatch.setattr(documents, "letters_of_month", breaks_off)
    desk.save(dialog)
    assert dialog.outcome.text == "The disk is full."
    assert dialog.summary.text().startswith("これから発行：2件　発行済：1件")
    assert not dialog.busy


def test_esc_stops_before_it_closes(desk: LettersDesk) -> None:
    dialog = desk.letters()
    dialog.issue_button.click()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    desk.settle()
    assert "通は発行済み" in dialog.outcome.text or "3通を発行" in dialog.outcome.text
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_each_letter_is_written_into_a_folder_and_noted(
    desk: LettersDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    dialog = desk.letters()
    desk.save(dialog)
    dialog.save_button.click()
    desk.settle()
    assert sorted(path.name for path in tmp_path.glob("*.pdf")) == [f"letter-2026-0000{n}.pdf" for n in (1, 2, 3)]
    assert sorted(desk.noted(Action.SAVE_DOCUMENT)) == ["r-1", "r-2", "r-3"]
    assert "暗号化されていません" in dialog.outcome.text


def test_letters_that_were_issued_before_are_printed_as_they_were(desk: LettersDesk, centre: Centre) -> None:
    documents.letter(centre, 1)
    documents.letter(centre, 2)
    dialog = desk.letters()
    assert dialog.print_button.label == "発行済の2通を印刷…"
    dialog.print_button.click()
    desk.settle()
    desk.dialog(PreviewDialog).reject()
    assert desk.issued() == 2


def test_a_folder_that_cannot_be_written_is_said(
    desk: LettersDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "nowhere"))
    dialog = desk.letters()
    desk.save(dialog)
    dialog.save_button.click()
    desk.settle()
    assert "letter-2026-00001.pdf" in dialog.outcome.text


def test_another_month_is_a_press_away(desk: LettersDesk) -> None:
    dialog = desk.letters(2027, 1)
    assert dialog.summary.text() == "この月の日付の紹介はありません。"
    for _press in range(3):
        dialog.before_button.click()
        desk.settle()
    assert len(dialog.letters) == 5
    dialog.after_button.click()
    desk.settle()
    assert dialog.letters == ()


def test_enter_on_a_row_leads_to_its_referral_and_issues_nothing(desk: LettersDesk) -> None:
    dialog = desk.letters()
    dialog.table.setCurrentIndex(dialog.table.records.index(3, 0))
    QTest.keyClick(dialog.table, Qt.Key.Key_Return)
    assert desk.said.places[-1] == Place("referrals", referral=4, client=1)
    assert desk.issued() == 0


def test_the_page_of_referrals_opens_this_months_letters_for_who_may_issue(
    qtbot: QtBot, centre: Centre, tasks: Tasks, desk: LettersDesk
) -> None:
    page = ReferralsPage(desk.work)
    desk.show(page, Place("referrals"))
    page.letters_button.click()
    desk.settle()
    dialog = desk.dialog(MonthLettersDialog)
    assert dialog._month == (TODAY.year, TODAY.month)
    dialog.reject()
    set_role(centre, Role.READ_ONLY)
    assert not ReferralsPage(desk.work).letters_button.isEnabled()
