"""The rows of Today about benefits that run out and replies that we owe: one tap, its Undo, the keyboard."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from referral_desk.domain.benefit import BenefitDraft
from referral_desk.domain.inbound import InboundDraft
from referral_desk.services import benefits, inbound
from referral_desk.services.centre import Centre
from referral_desk.ui.dialogs.inbound import ReplyDialog
from referral_desk.ui.page import BENEFITS, Place
from referral_desk.ui.tasks import Tasks
from tests.making import TODAY, add_client, add_institution
from tests.ui.test_today import TodayDesk

pytestmark = pytest.mark.usefixtures("theme")

CERTIFICATE = BenefitDraft(
    client_id=1, kind="disability_certificate", grade="2級", since=date(2024, 12, 1), until=date(2026, 11, 30)
)
SUPPORT = BenefitDraft(client_id=1, kind="outpatient_support", until=TODAY - timedelta(days=24))
SENT = InboundDraft(client_id=1, institution_id=1, on=date(2026, 11, 1), request="近況を" * 40)


@pytest.fixture
def desk(qtbot: QtBot, centre: Centre, tasks: Tasks, monkeypatch: pytest.MonkeyPatch) -> TodayDesk:
    monkeypatch.setattr("referral_desk.ui.dialogs.form_dialog.ask", lambda *_args, **_kwargs: True)
    add_client(centre)
    add_institution(centre, verified_on=TODAY)
    return TodayDesk(qtbot, centre, tasks)


def said(desk: TodayDesk) -> list[str]:
    return [row.accessibleName() for row in desk.page.expiring.rows]


def test_what_has_run_out_stands_first_and_says_since_when(desk: TodayDesk, centre: Centre) -> None:
    benefits.save(centre, CERTIFICATE)
    benefits.save(centre, SUPPORT)
    desk.open()
    first, second = said(desk)
    assert "自立支援医療" in first
    assert "24日超" in first
    assert "手帳 2級 R8.11.30まで あと6日" in second
    assert "見本 花子" in second
    assert desk.counts[-1] == 0


def test_the_next_row_has_the_focus_after_one_is_done_by_its_button(desk: TodayDesk, centre: Centre) -> None:
    benefits.save(centre, CERTIFICATE)
    benefits.save(centre, SUPPORT)
    desk.open()
    first, second = desk.page.expiring.rows
    first.buttons[0].setFocus(Qt.FocusReason.TabFocusReason)
    desk.tap(first, 0)
    (left,) = desk.page.expiring.rows
    assert second.record_key == left.record_key
    assert QApplication.focusWidget() is left


def test_renewed_in_one_tap_and_taken_back(desk: TodayDesk, centre: Centre) -> None:
    benefits.save(centre, CERTIFICATE)
    desk.open()
    (row,) = desk.page.expiring.rows
    desk.tap(row, 0)
    assert said(desk) == []
    assert desk.said.words == ["見本 花子：手帳 2級を更新しました（R8.12.1～R10.11.30）"]
    assert [each.until for each in benefits.of_client(centre, 1)] == [date(2026, 11, 30), date(2028, 11, 30)]
    desk.undo()
    assert len(said(desk)) == 1
    assert len(benefits.of_client(centre, 1)) == 1


def test_what_is_over_is_settled_in_one_tap_and_taken_back(desk: TodayDesk, centre: Centre) -> None:
    benefits.save(centre, SUPPORT)
    desk.open()
    (row,) = desk.page.expiring.rows
    desk.tap(row, 1)
    assert said(desk) == []
    assert benefits.of_client(centre, 1)[0].settled
    desk.undo()
    assert len(said(desk)) == 1


def test_a_tap_on_what_somebody_renewed_meanwhile_stores_nothing_and_reads_again(
    desk: TodayDesk, centre: Centre
) -> None:
    stored = benefits.save(centre, CERTIFICATE).record
    desk.open()
    (row,) = desk.page.expiring.rows
    benefits.renew(centre, stored.id)
    desk.tap(row, 0)
    assert len(benefits.of_client(centre, 1)) == 2
    assert said(desk) == []


def test_enter_and_the_numbers_work_as_on_every_row(desk: TodayDesk, centre: Centre) -> None:
    benefits.save(centre, CERTIFICATE)
    inbound.save(centre, replace(SENT, reply_due_on=TODAY))
    desk.open()
    (reply,), (row,) = desk.page.owed.rows, desk.page.expiring.rows
    reply.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(reply, Qt.Key.Key_Down)
    assert row.hasFocus()
    QTest.keyClick(row, Qt.Key.Key_Return)
    assert desk.said.places == [Place("clients", client=1, part=BENEFITS)]
    QTest.keyClick(row, Qt.Key.Key_1)
    desk.settle()
    assert said(desk) == []


def test_an_overdue_reply_is_counted_and_settled_with_a_short_text(desk: TodayDesk, centre: Centre) -> None:
    inbound.save(centre, replace(SENT, reply_due_on=TODAY - timedelta(days=2)))
    inbound.save(centre, replace(SENT, institution_id=None, sender="架空町駐在所<b>", reply_due_on=TODAY))
    inbound.save(centre, replace(SENT, reply_due_on=TODAY + timedelta(days=3)))
    desk.open()
    names = [row.accessibleName() for row in desk.page.owed.rows]
    assert ["2日超" in names[0], "今日" in names[1], "あと3日" in names[2]] == [True, True, True]
    assert "架空町駐在所<b>" in names[1]
    assert desk.counts[-1] == 2
    desk.page.owed.rows[0].buttons[0].click()
    dialog = desk.dialog(ReplyDialog)
    dialog.text.setPlainText("面接しました。")
    desk.save(dialog)
    assert len(desk.page.owed.rows) == 2
    assert desk.counts[-1] == 1
    assert [each.reply for each in inbound.of_client(centre, 1) if each.replied_on] == ["面接しました。"]
    desk.undo()
    assert len(desk.page.owed.rows) == 3
