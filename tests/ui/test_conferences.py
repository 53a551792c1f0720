"""The part of a client's page with conferences and tasks, their forms, and the dialog of the sheet."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from referral_desk.domain.codes import HandoffMode, LegalBasis
from referral_desk.domain.conference import Attendee, ConferenceEntry, TaskDraft, TaskLine
from referral_desk.domain.engagement import EngagementDraft
from referral_desk.services import conferences, engagements, referrals, tasks
from referral_desk.services.centre import Centre
from referral_desk.ui.dialogs.conference import ConferenceDialog
from referral_desk.ui.dialogs.conference_sheet import ConferenceSheetDialog
from referral_desk.ui.dialogs.handoff import HandoffDialog
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.dialogs.task import TaskDialog
from referral_desk.ui.dialogs.task_result import TaskResultDialog
from referral_desk.ui.page import CONFERENCES, Place
from referral_desk.ui.pages.client_conferences import ClientConferences
from referral_desk.ui.pages.clients import ClientsPage
from referral_desk.ui.pages.today import TodayPage
from referral_desk.ui.theme import Theme
from referral_desk.ui.widgets.buttons import Button
from tests.making import LEAFLET, TODAY, add_client, add_institution, add_referral
from tests.ui.record_pages import Desk, fill, labels

HOSTILE = "𠮷田<b>&花子"


@pytest.fixture
def desk(
    qtbot: QtBot, theme: Theme, request: pytest.FixtureRequest, centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> Desk:
    monkeypatch.setattr("referral_desk.ui.dialogs.form_dialog.ask", lambda *_args, **_kwargs: True)
    add_client(centre, name=HOSTILE)
    add_institution(centre, contact_name="例田 一朗")
    return Desk(qtbot, centre, request.getfixturevalue("tasks"))


def entry(**changes: object) -> ConferenceEntry:
    made = ConferenceEntry(
        client_id=1,
        kind="individual_support",
        on=TODAY,
        client_present=True,
        plan="長い方針。" * 800,
        attendees=(Attendee("例田 一朗", "相談員", 1),),
        tasks=(TaskLine(who="例田", what="移送費を確認する", due_on=TODAY),),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def opened(desk: Desk) -> ClientConferences:
    page = ClientsPage(desk.work)
    desk.show(page, Place("clients", client=1, part=CONFERENCES))
    part = page.client.part(CONFERENCES)
    assert isinstance(part, ClientConferences)
    desk.qtbot.waitUntil(lambda: part.shown is not None)
    return part


def press(desk: Desk, over: QWidget, label: str) -> None:
    """Press a button as soon as it is in sight."""

    def found() -> list[Button]:
        return [each for each in over.findChildren(Button) if each.label == label and each.isVisibleTo(over)]

    desk.qtbot.waitUntil(lambda: bool(found()))
    found()[0].click()


# --- the form -------------------------------------------------------------------------------------------------------


def test_a_conference_is_recorded_with_the_keyboard_and_can_be_taken_back(desk: Desk, centre: Centre) -> None:
    engagements.mark(centre, EngagementDraft(client_id=1, institution_id=1))
    part = opened(desk)
    part.record()
    dialog = desk.dialog(ConferenceDialog)
    desk.settle()
    form = dialog.form
    QTest.keyClick(form.kind.chip("individual_support"), Qt.Key.Key_Space)
    fill(form.at, "10時30分")
    QTest.keyClick(form.attendees.quick_buttons()[1], Qt.Key.Key_Return)
    assert form.attendees.role_field(0).hasFocus()
    fill(form.attendees.role_field(0), "ケースワーカー")
    QTest.keyClick(form.client_present.chip("yes"), Qt.Key.Key_Space)
    QTest.keyClick(form.tasks.add_button, Qt.Key.Key_Return)
    assert form.tasks.what_field(0).hasFocus()
    fill(form.tasks.what_field(0), HOSTILE)
    fill(form.tasks.day_field(0), "+7")
    desk.save(dialog)
    (stored,) = conferences.of_client(centre, 1).conferences
    assert stored.at == "10:30"
    assert stored.attendees == (Attendee("例田 一朗", "ケースワーカー", 1, "架空市福祉事務所", "welfare_office"),)
    assert [(task.what, task.due_on) for task in stored.tasks] == [(HOSTILE, TODAY + timedelta(days=7))]
    desk.qtbot.waitUntil(lambda: HOSTILE in labels(part))
    desk.undo()
    desk.settle()
    assert conferences.of_client(centre, 1).conferences == ()


def test_whoever_was_added_is_not_offered_again_and_comes_back_when_taken_away(desk: Desk, centre: Centre) -> None:
    engagements.mark(centre, EngagementDraft(client_id=1, institution_id=1))
    opened(desk).record()
    dialog = desk.dialog(ConferenceDialog)
    desk.settle()
    attendees = dialog.form.attendees
    offered = [each.label for each in attendees.quick_buttons()]
    assert offered == ["見本 みどり", "架空市福祉事務所(例田 一朗)", "本人"]
    attendees.quick_buttons()[1].click()
    assert [each.label for each in attendees.quick_buttons()] == ["見本 みどり", "本人"]
    attendees.remove(0)
    assert [each.label for each in attendees.quick_buttons()] == offered
    dialog.done(0)


def test_the_ground_is_asked_only_without_the_client_and_proposed_by_law_for_the_livelihood_act(desk: Desk) -> None:
    opened(desk).record()
    dialog = desk.dialog(ConferenceDialog)
    form = dialog.form
    assert form.form.row("basis").isHidden()
    form.client_present.chip("no").click()
    assert not form.form.row("basis").isHidden()
    assert form.basis.value() is None
    form.kind.chip("livelihood_support").click()
    assert form.basis.value() == LegalBasis.BY_LAW
    form.client_present.chip("yes").click()
    assert form.form.row("basis").isHidden()
    assert dialog.presenter.entry(TODAY).basis is None
    dialog.done(0)


def test_what_is_missing_is_said_under_its_field_and_nothing_is_stored(desk: Desk, centre: Centre) -> None:
    opened(desk).record()
    dialog = desk.dialog(ConferenceDialog)
    form = dialog.form
    form.tasks.add()
    fill(form.tasks.who_field(0), "例田")
    fill(form.tasks.day_field(0), "きのうのきのう")
    form.attendees.add()
    fill(form.attendees.institution_field(0), "名簿にない相談所")
    fill(form.at, "昼ごろ")
    desk.save(dialog)
    for field in ("kind", "client_present", "tasks", "attendees", "at"):
        assert form.form.row(field).error, field
    assert not form.form.row("basis").error
    assert conferences.of_client(centre, 1).conferences == ()
    dialog.done(0)


def test_a_correction_says_who_and_why_and_taking_back_needs_a_reason(desk: Desk, centre: Centre) -> None:
    conferences.save(centre, entry())
    part = opened(desk)
    assert part.shown is not None
    part.change(part.shown.conferences[0])
    dialog = desk.dialog(ConferenceDialog)
    dialog.form.texts["issues"].setPlainText("受診")
    fill(dialog.form.reason, "書き忘れ")
    desk.save(dialog)
    desk.settle()
    desk.qtbot.waitUntil(lambda: any("1回訂正" in words and "書き忘れ" in words for words in labels(part)))
    part.change(part.shown.conferences[0])
    dialog = desk.dialog(ConferenceDialog)
    press(desk, dialog, "この会議の記録を取り消す")
    desk.settle()
    assert dialog.form.form.row("reason").error
    fill(dialog.form.reason, "別の人の会議")
    press(desk, dialog, "この会議の記録を取り消す")
    desk.settle()
    assert conferences.of_client(centre, 1).conferences == ()
    desk.undo()
    desk.settle()
    assert len(conferences.of_client(centre, 1).conferences) == 1


# --- tasks ----------------------------------------------------------------------------------------------------------


def test_a_task_is_noted_done_and_taken_back_on_the_clients_page(desk: Desk, centre: Centre) -> None:
    part = opened(desk)
    part.tasks.note()
    dialog = desk.dialog(TaskDialog)
    desk.save(dialog)
    assert dialog.form.row("what").error
    dialog.what.setPlainText("窓口に電話する")
    fill(dialog.due_on, "+1")
    desk.save(dialog)
    desk.settle()
    (row,) = tasks.rows(centre)
    assert (row.what, row.who) == ("窓口に電話する", centre.staff_name)
    press(desk, part.tasks, "済んだ")
    desk.settle()
    assert tasks.rows(centre) == ()
    desk.undo()
    desk.settle()
    assert len(tasks.rows(centre)) == 1
    press(desk, part.tasks, "結果を書く…")
    result = desk.dialog(TaskResultDialog)
    result.outcome.setPlainText("来週また電話する")
    desk.save(result)
    desk.settle()
    assert tasks.rows(centre) == ()
    desk.qtbot.waitUntil(lambda: "来週また電話する" in labels(part))


def test_tasks_stand_on_today_with_their_taps_and_are_counted(desk: Desk, centre: Centre) -> None:
    for days, what in ((-3, "過ぎた課題"), (0, "今日の課題"), (3, "これからの課題")):
        tasks.save(centre, TaskDraft(client_id=1, what=what, due_on=TODAY + timedelta(days=days)))
    tasks.save(centre, TaskDraft(client_id=1, what="いつかの課題"))
    counted: list[int] = []
    page = TodayPage(desk.work, counted.append)
    desk.show(page, Place("today"))
    desk.qtbot.waitUntil(lambda: page.settled)
    assert counted[-1] == 2
    for section, what in (
        (page.overdue, "過ぎた課題"),
        (page.due, "今日の課題"),
        (page.coming, "これからの課題"),
        (page.waiting, "いつかの課題"),
    ):
        (row,) = section.rows
        assert what in row.accessibleName()
    press(desk, page.overdue.rows[0], "できず")
    desk.settle()
    desk.qtbot.waitUntil(lambda: page.settled and not page.overdue.rows)
    desk.undo()
    desk.settle()
    desk.qtbot.waitUntil(lambda: page.settled and len(page.overdue.rows) == 1)
    press(desk, page.overdue.rows[0], "日を変える…")
    desk.settle()
    dialog = desk.dialog(TaskDialog)
    fill(dialog.due_on, "+2")
    desk.save(dialog)
    desk.settle()
    desk.qtbot.waitUntil(lambda: page.settled and not page.overdue.rows)
    press(desk, page.due.rows[0], "済んだ")
    desk.settle()
    desk.qtbot.waitUntil(lambda: page.settled and not page.due.rows)
    assert counted[-1] == 0


def test_a_tap_on_a_task_that_is_gone_leaves_the_desk_right(desk: Desk, centre: Centre) -> None:
    task = tasks.save(centre, TaskDraft(client_id=1, what="電話", due_on=TODAY)).record
    page = TodayPage(desk.work, lambda _count: None)
    desk.show(page, Place("today"))
    desk.qtbot.waitUntil(lambda: page.settled)
    tasks.remove(centre, task.id)
    press(desk, page.due.rows[0], "済んだ")
    desk.settle()
    desk.qtbot.waitUntil(lambda: page.settled and not page.due.rows)


# --- the handoff and the sheet --------------------------------------------------------------------------------------


def test_a_receiver_at_the_table_offers_a_warm_handoff_that_is_filled_in(desk: Desk, centre: Centre) -> None:
    referral = add_referral(centre, 1, 1, LEAFLET, on=TODAY - timedelta(days=9))
    conferences.save(centre, entry(at="13:30"))
    part = opened(desk)
    press(desk, part, "つなぎを記録…")
    dialog = desk.dialog(HandoffDialog)
    assert dialog.rows.entry.receiver_name == "例田 一朗"
    assert dialog.rows.entry.at == "13:30"
    desk.save(dialog)
    desk.settle()
    assert referrals.get(centre, referral.id).mode is HandoffMode.INTRODUCED_IN_PERSON
    desk.qtbot.waitUntil(lambda: part.offers.count() == 0)


def test_the_full_sheet_goes_into_the_log_when_it_is_saved_and_only_then(
    desk: Desk, centre: Centre, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    conferences.save(centre, entry())
    part = opened(desk)
    assert part.shown is not None
    part.print_sheet(part.shown.conferences[0])
    dialog = desk.dialog(ConferenceSheetDialog)
    desk.settle()
    ((attendee, box),) = dialog.told_boxes
    assert attendee.institution_id == 1
    assert box.isChecked()
    dialog.show_sheet()
    desk.settle()
    preview = desk.dialog(PreviewDialog)
    assert disclosures_of(centre) == []
    target = f"{tmp_path}/sheet.pdf"
    monkeypatch.setattr("referral_desk.ui.widgets.pdf_preview.QFileDialog.getSaveFileName", lambda *_args: (target, ""))
    preview.preview.save_as()
    desk.settle()
    preview.preview.save_as()
    desk.settle()
    assert disclosures_of(centre) == ["架空市福祉事務所"]
    preview.accept()
    desk.settle()
    assert any("1機関" in words for words in desk.said.words)


def disclosures_of(centre: Centre) -> list[str]:
    from referral_desk.db.queries import disclosures as queries

    with centre.read() as session:
        return [each.receiver for each in queries.of_client(session, 1)]


def test_doubtful_places_are_listed_before_the_sheet_without_names_is_shown(desk: Desk, centre: Centre) -> None:
    conferences.save(centre, entry(shared="隣の例沢さんが来た。", plan=""))
    part = opened(desk)
    assert part.shown is not None
    part.print_sheet(part.shown.conferences[0])
    dialog = desk.dialog(ConferenceSheetDialog)
    desk.settle()
    dialog.choose("without")
    (box,) = dialog.doubt_boxes
    assert "例沢" in box.text()
    assert box.isChecked()
    dialog.show_sheet()
    desk.settle()
    desk.dialog(PreviewDialog).accept()
    desk.settle()


def test_another_clients_conferences_are_gone_at_once(desk: Desk, centre: Centre) -> None:
    conferences.save(centre, entry())
    other = add_client(centre, name="例田 一朗")
    part = opened(desk)
    assert part.held.rows
    page = ClientsPage(desk.work)
    desk.show(page, Place("clients", client=other.id, part=CONFERENCES))
    shown = page.client.part(CONFERENCES)
    assert isinstance(shown, ClientConferences)
    assert shown.shown is not None
    assert not shown.held.rows
    assert not shown.tasks.open_tasks.rows
