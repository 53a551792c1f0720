"""The directory of institutions, one entry, and its form."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLabel, QMenu
from pytestqt.qtbot import QtBot

from referral_desk.domain.codes import Anonymity, Attendees, Capacity
from referral_desk.domain.engagement import EngagementDraft
from referral_desk.domain.institution import draft_of
from referral_desk.domain.institution_parts import ServedArea
from referral_desk.domain.retiring import Retirement
from referral_desk.domain.schedule_text import parse_schedule
from referral_desk.i18n import Language, set_language
from referral_desk.services import engagements, institutions, retiring
from referral_desk.services.centre import Centre
from referral_desk.ui.dialogs.institution import InstitutionDialog
from referral_desk.ui.dialogs.retire import RetireDialog
from referral_desk.ui.dialogs.told import ToldDialog
from referral_desk.ui.forms.institution import ENTRY, FURTHER
from referral_desk.ui.forms.institution_presenter import InstitutionPresenter
from referral_desk.ui.institution_words import coming_meetings, meeting_words, stale_words
from referral_desk.ui.page import Place
from referral_desk.ui.pages.institutions import InstitutionsPage
from referral_desk.ui.tasks import Tasks
from referral_desk.ui.theme import Theme
from tests.making import TODAY, add_client, add_institution, add_referral, institution_draft
from tests.ui.record_pages import Desk, fill, labels

HOSTILE = "𠮷田<b>&の会"
TUESDAYS = parse_schedule("毎週火 19:00-21:00")
MORNING, EVENING = datetime.combine(TODAY, time(9)), datetime.combine(TODAY, time(20))


def no_holidays(_day: date) -> bool:
    return False


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme, tasks: Tasks, centre: Centre, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr("referral_desk.ui.dialogs.form_dialog.ask", lambda *_args, **_kwargs: True)
    return Desk(qtbot, centre, tasks)


def open_directory(desk: Desk) -> InstitutionsPage:
    page = InstitutionsPage(desk.work)
    desk.show(page, Place("institutions"))
    return page


def open_entry(desk: Desk, institution_id: int) -> InstitutionsPage:
    page = InstitutionsPage(desk.work)
    desk.show(page, Place("institutions", institution=institution_id))
    return page


def names(page: InstitutionsPage) -> list[str]:
    return [row.name for row in page.list.table.records.rows]


# --- words --------------------------------------------------------------------------------------------------------


def test_the_next_meetings_follow_from_the_meeting_times() -> None:
    coming = coming_meetings(TUESDAYS, EVENING, 2, no_holidays)
    assert [meeting_words(meeting) for meeting in coming] == ["R8.12.1(火) 19:00", "R8.12.8(火) 19:00"]
    assert coming_meetings((), MORNING, 3, no_holidays) == ()


def test_an_entry_is_stale_once_the_centres_days_are_over_or_it_was_never_verified() -> None:
    assert stale_words(TODAY, TODAY, 180) == ""
    assert "R8.3.28" in stale_words(date(2026, 3, 28), TODAY, 180)
    assert stale_words(None, TODAY, 180)


def test_meeting_times_are_read_while_they_are_typed(centre: Centre) -> None:
    presenter = InstitutionPresenter(None, centre.codes, MORNING, centre.is_holiday)
    presenter.put(replace(presenter.draft, name="架空断酒会", kind="self_help_group"))
    presenter.put_schedule("毎週火 19:")
    assert [problem.field for problem in presenter.problems()] == ["schedule"]
    presenter.put_schedule("毎週火 19:00-21:00")
    assert presenter.problems() == ()
    assert "R8.11.24(火) 19:00" in presenter.schedule_understood
    presenter.put_schedule("")
    assert presenter.draft.schedule == ()


# --- the directory ------------------------------------------------------------------------------------------------


def test_the_directory_shows_meeting_freshness_and_open_referrals(desk: Desk, centre: Centre) -> None:
    group = add_institution(
        centre, name=HOSTILE, kind="self_help_group", target="alcohol", schedule=TUESDAYS, venue="見本町公民館"
    )
    add_referral(centre, add_client(centre).id, group.id)
    page = open_directory(desk)
    model = page.list.table.records
    cells = {column.key: column.cell(model.rows[0]) for column in model.columns}
    assert cells["name"].text == HOSTILE
    assert cells["kind"].under == "アルコール"
    assert cells["meeting"].text.startswith("R8.")
    assert cells["meeting"].under == "見本町公民館"
    assert cells["verified"].text.startswith("△")
    assert cells["verified"].under
    assert cells["open_referrals"].text == "1"
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_search_and_kind_narrow_the_directory(desk: Desk, centre: Centre) -> None:
    add_institution(centre)
    add_institution(centre, name="架空断酒会", kana="カクウダンシュカイ", kind="self_help_group")
    page = open_directory(desk)
    fill(page.list.search, "kakuu")
    desk.settle()
    assert len(names(page)) == 2
    page.filter.kind.choose("self_help_group")
    page.filter.kind.picked.emit("self_help_group")
    desk.settle()
    assert names(page) == ["架空断酒会"]
    page.filter.kind.choose("other")
    page.filter.kind.picked.emit("other")
    fill(page.list.search, "")
    desk.settle()
    assert names(page) == []
    assert not page.list.empty  # filtered, not empty: the way back must stay in view
    page.filter.kind.choose("self_help_group")
    page.filter.kind.picked.emit("self_help_group")
    page.filter.capacity.choose("full")
    page.filter.capacity.picked.emit("full")
    desk.settle()
    # there is such a group: only none that is full
    assert any("絞り込み" in label.text() for label in page.list.findChildren(QLabel) if label.isVisible())


def test_old_and_unlisted_entries_fade_and_say_so_in_words(desk: Desk, centre: Centre) -> None:
    add_institution(centre, name="ア", kana="ア", verified_on=TODAY, capacity=Capacity.FREE, capacity_on=TODAY)
    add_institution(centre, name="イ", kana="イ", verified_on=date(2026, 1, 5), capacity=Capacity.FULL)
    add_institution(centre, name="ウ", kana="ウ", verified_on=TODAY, listed=False, unlisted_reason="本人の希望")
    page = open_directory(desk)
    model = page.list.table.records
    fresh, old, unlisted = ({column.key: column.cell(row) for column in model.columns} for row in model.rows)
    assert (fresh["name"].tone, fresh["capacity"].text, fresh["capacity"].under) == ("", "空きあり", "R8.11.24(火)")
    assert centre.staff_name in fresh["verified"].under
    assert (old["name"].tone, old["capacity"].under) == ("muted", "古い・要確認")
    assert "要再確認" in old["verified"].under
    assert (unlisted["name"].tone, unlisted["capacity"].under) == ("muted", "掲載しない")


def test_filters_work_together_with_the_search_and_are_cleared_at_once(desk: Desk, centre: Centre) -> None:
    add_institution(centre, verified_on=TODAY, areas=(ServedArea(name="架空市"),))
    add_institution(centre, name="架空断酒会", kind="self_help_group", schedule=TUESDAYS, capacity=Capacity.FREE)
    page = open_directory(desk)
    choices = page.filter
    for box, code, found in (
        (choices.meets_on, "1", ["架空断酒会"]),
        (choices.capacity, "free", ["架空断酒会"]),
        (choices.municipality, "架空市", []),
    ):
        box.choose(code)
        box.picked.emit(code)
        desk.settle()
        assert names(page) == found
    assert not page.list.empty
    choices.clear_button.click()
    desk.settle()
    assert len(names(page)) == 2
    choices.stale.chip("stale").click()
    desk.settle()
    assert names(page) == ["架空断酒会"]


def test_the_menu_of_a_row_notes_what_was_told_on_the_phone(desk: Desk, centre: Centre) -> None:
    office = add_institution(centre, contact_name="例田 一朗")
    page = open_directory(desk)
    page.list.table.customContextMenuRequested.emit(QPoint(5, 5))
    (menu,) = [each for each in page.list.table.findChildren(QMenu) if each.isVisible()]
    offered = {each.text(): each for each in menu.actions()}
    assert {"開く", "ここへつなぐ", "今日確認した", "空きあり", "待機あり", "満員", "不明"} <= set(offered)
    offered["満員"].trigger()
    menu.close()
    desk.settle()
    assert institutions.get(centre, office.id).capacity is Capacity.FULL
    assert page.list.table.records.rows[0].capacity is Capacity.FULL
    desk.undo()
    assert page.list.table.records.rows[0].capacity is Capacity.UNKNOWN


def test_enter_opens_the_entry_under_the_cursor(desk: Desk, centre: Centre) -> None:
    office = add_institution(centre)
    page = open_directory(desk)
    QTest.keyClick(page.list.search, Qt.Key.Key_Down)
    QTest.keyClick(page.list.table, Qt.Key.Key_Return)
    assert desk.said.places == [Place("institutions", institution=office.id)]


def test_an_empty_directory_offers_the_first_entry(desk: Desk, centre: Centre) -> None:
    page = open_directory(desk)
    assert page.list.empty
    page.new_institution()
    dialog = desk.dialog(InstitutionDialog)
    fill(dialog.form.name, HOSTILE)
    dialog.form.kind.choose("self_help_group")
    dialog.form.kind.picked.emit("self_help_group")
    dialog.form.attendees.chip(Attendees.ANYONE).click()
    dialog.form.anonymity.chip(Anonymity.ANONYMOUS).click()
    fill(dialog.form.schedule, "毎週火 19:00-21:00；第2土 13:30")
    desk.save(dialog)
    (row,) = institutions.rows(centre)
    stored = institutions.get(centre, row.id)
    assert (stored.name, len(stored.schedule)) == (HOSTILE, 2)
    assert (stored.attendees, stored.anonymity) == (Attendees.ANYONE, Anonymity.ANONYMOUS)
    assert desk.said.places == [Place("institutions", institution=row.id)]
    assert not page.list.empty


# --- one entry ----------------------------------------------------------------------------------------------------


def test_the_page_says_first_how_to_hand_over_warmly_here(desk: Desk, centre: Centre) -> None:
    group = add_institution(
        centre,
        name=HOSTILE,
        kind="self_help_group",
        contact_name="例田さん",
        contact_hours="毎日 18:00-21:00",
        phone="090-0000-0340",
        handoff_note="最初は<入口>で待ち合わせる。",
        schedule=TUESDAYS,
    )
    page = open_entry(desk, group.id)
    warm = " ".join(labels(page.institution.warm))
    for words in ("例田さん", "毎日 18:00-21:00", "090-0000-0340", "最初は<入口>で待ち合わせる。"):
        assert words in warm
    assert any("毎週火 19:00-21:00" in words for words in labels(page.institution.meetings))
    assert HOSTILE in labels(page.institution)


def test_verified_today_ends_the_warning_and_undo_puts_the_former_day_back(desk: Desk, centre: Centre) -> None:
    office = add_institution(centre, verified_on=date(2026, 1, 5))
    page = open_entry(desk, office.id)
    assert page.institution.stale.text
    page.institution.verify_button.click()
    desk.settle()
    assert institutions.get(centre, office.id).verified_on == TODAY
    assert not page.institution.stale.text
    assert not page.institution.verify_button.isEnabled()
    desk.undo()
    assert institutions.get(centre, office.id).verified_on == date(2026, 1, 5)
    assert page.institution.stale.text


def test_a_check_with_a_name_and_its_undo_leave_no_name_of_the_other_check(desk: Desk, centre: Centre) -> None:
    office = add_institution(centre, contact_name="例田 一朗", verified_on=date(2026, 1, 5), verified_with="試山 緑")
    institutions.save(centre, replace(draft_of(office), verified_by="見本 茂"), institution_id=office.id)
    page = open_entry(desk, office.id)
    page.institution.verify_with()
    (menu,) = [each for each in page.institution.with_button.findChildren(QMenu) if each.isVisible()]
    assert [each.text() for each in menu.actions()] == ["例田 一朗に確認", "試山 緑に確認", "ほかの人に確認…"]
    menu.actions()[0].trigger()
    menu.close()
    desk.settle()
    stored = institutions.get(centre, office.id)
    assert (stored.verified_on, stored.verified_with) == (TODAY, "例田 一朗")
    desk.undo()
    back = institutions.get(centre, office.id)
    assert (back.verified_on, back.verified_by, back.verified_with) == (date(2026, 1, 5), "見本 茂", "試山 緑")


def test_how_full_it_is_takes_one_tap_and_can_be_taken_back(desk: Desk, centre: Centre) -> None:
    office = add_institution(centre, capacity=Capacity.FREE, capacity_on=date(2026, 9, 1), capacity_note="若干名")
    page = open_entry(desk, office.id)
    assert "若干名" in page.institution.capacity_told.text()
    page.institution.capacities[Capacity.FREE].click()  # the same again is news of today
    desk.settle()
    told = institutions.get(centre, office.id)
    assert (told.capacity, told.capacity_on, told.capacity_note) == (Capacity.FREE, TODAY, "")
    desk.undo()
    assert institutions.get(centre, office.id).capacity_on == date(2026, 9, 1)
    page.institution.capacities[Capacity.FULL].click()
    desk.settle()
    assert "満員" in page.institution.capacity_told.text()


def test_one_call_checks_the_entry_and_asks_for_room(desk: Desk, centre: Centre) -> None:
    office = add_institution(centre)
    page = open_entry(desk, office.id)
    page.institution.words_button.click()
    desk.settle()
    dialog = desk.dialog(ToldDialog)
    dialog.words.setText("来月から")
    desk.save(dialog)
    assert dialog.form.row("capacity").error  # words about what?
    dialog.capacity.chip(Capacity.WAITING_LIST).click()
    dialog.by.line.setText("例田 <一朗>")
    desk.save(dialog)
    stored = institutions.get(centre, office.id)
    assert (stored.verified_on, stored.verified_with) == (TODAY, "例田 <一朗>")
    assert (stored.capacity, stored.capacity_note) == (Capacity.WAITING_LIST, "例田 <一朗> / 来月から")
    desk.undo()
    assert institutions.get(centre, office.id).verified_on is None


def test_the_referrals_to_an_institution_open_from_its_page(desk: Desk, centre: Centre) -> None:
    office, other = add_institution(centre), add_institution(centre, name="別の機関")
    client = add_client(centre, name="𠮷田<b>&花子")
    referral = add_referral(centre, client.id, office.id)
    add_referral(centre, client.id, other.id)
    page = open_entry(desk, office.id)
    table = page.institution.referrals
    assert [row.id for row in table.records.rows] == [referral.id]
    table.setCurrentIndex(table.records.index(0, 1))
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert desk.said.places == [Place("referrals", referral=referral.id)]
    QAbstractItemModelTester(table.records, QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_refer_here_leads_to_the_pane_with_this_institution(desk: Desk, centre: Centre) -> None:
    office = add_institution(centre)
    page = open_entry(desk, office.id)
    page.institution.refer_button.click()
    assert desk.said.places == [Place("new_referral", institution=office.id)]


def test_a_meeting_time_that_cannot_be_read_is_told_under_its_field(desk: Desk, centre: Centre) -> None:
    group = add_institution(centre, kind="self_help_group", schedule=TUESDAYS)
    page = open_entry(desk, group.id)
    page.institution.edit_button.click()
    dialog = desk.dialog(InstitutionDialog)
    assert dialog.form.schedule.text() == "毎週火 19:00-21:00"
    fill(dialog.form.schedule, "毎週火 21:00-19:00")
    row = dialog.form.forms[1].row("schedule")
    assert row.error
    desk.save(dialog)
    assert dialog.isVisible()
    assert dialog.form.schedule.hasFocus()
    fill(dialog.form.schedule, "毎週木 19:00-21:00")
    assert not row.error
    desk.save(dialog)
    assert institutions.get(centre, group.id).schedule == parse_schedule("毎週木 19:00-21:00")


def test_a_name_that_is_taken_is_told_under_the_name(desk: Desk, centre: Centre) -> None:
    add_institution(centre)
    other = add_institution(centre, name="架空市役所", kind="municipality")
    page = open_entry(desk, other.id)
    page.institution.edit()
    dialog = desk.dialog(InstitutionDialog)
    fill(dialog.form.name, institution_draft().name)
    desk.save(dialog)
    assert dialog.form.forms[0].row("name").error
    dialog.reject()


def test_the_form_shows_the_part_in_which_something_is_wrong(desk: Desk, centre: Centre) -> None:
    group = add_institution(centre, kind="self_help_group")
    page = open_entry(desk, group.id)
    page.institution.edit()
    dialog = desk.dialog(InstitutionDialog)
    form = dialog.form
    assert not form.details.isVisible()
    form.part.chip(FURTHER).click()
    assert form.details.isVisible()
    assert not form.name.isVisible()
    form.details.listed.click()
    form.part.chip(ENTRY).click()
    desk.save(dialog)
    assert form.details.isVisible()  # a reason is missing there
    fill(form.name, "")
    desk.save(dialog)
    assert form.name.hasFocus()
    dialog.reject()


def test_another_day_of_the_last_check_clears_the_name_beside_the_former_one(centre: Centre) -> None:
    stored = add_institution(centre, verified_on=date(2026, 1, 5), verified_with="例田 一朗")
    presenter = InstitutionPresenter(stored, centre.codes, MORNING, centre.is_holiday)
    presenter.put_verified(TODAY)
    assert presenter.draft.verified_with == ""
    presenter.put_verified(date(2026, 1, 5))
    assert not presenter.changed
    presenter.put(replace(presenter.draft, verified_with="試山 緑"))
    presenter.put_verified(TODAY)
    assert presenter.draft.verified_with == "試山 緑"


@pytest.mark.parametrize("lang", list(Language))
def test_the_entry_and_its_form_open_in_both_languages(desk: Desk, centre: Centre, lang: Language) -> None:
    set_language(lang)
    page = open_entry(desk, add_institution(centre, name=HOSTILE, schedule=TUESDAYS).id)
    assert page.help_text()
    page.institution.edit()
    dialog = desk.dialog(InstitutionDialog)
    assert any(HOSTILE in words for words in labels(dialog))
    dialog.reject()


# --- its history --------------------------------------------------------------------------------------------------


def test_the_page_tells_who_changed_what_of_the_entry_newest_first(desk: Desk, centre: Centre) -> None:
    stored = add_institution(centre)
    institutions.save(centre, institution_draft(schedule=TUESDAYS, note="一行目\n二行目"), institution_id=stored.id)
    institutions.save(
        centre,
        institution_draft(schedule=TUESDAYS, note="一行目\n別の行", listed=False, unlisted_reason="休止中"),
        institution_id=stored.id,
    )
    view = open_entry(desk, stored.id).institution
    assert view.history.cards is not None
    newest, oldest = view.history.cards.corrections
    assert newest.who == centre.staff_name
    assert [(each.label, each.words) for each in newest.fields] == [
        ("掲載", "はい → いいえ"),
        ("掲載しない理由", "— → 休止中"),
        ("備考", "－ 二行目\n＋ 別の行"),
    ]
    assert ("開催日時", "— → 毎週火 19:00-21:00") in [(each.label, each.words) for each in oldest.fields]
    assert not view.history.more.isVisibleTo(view)


def test_older_changes_stand_behind_a_button(desk: Desk, centre: Centre) -> None:
    stored = add_institution(centre)
    for fee in range(7):
        institutions.save(centre, institution_draft(fee=f"{fee}円"), institution_id=stored.id)
    history = open_entry(desk, stored.id).institution.history
    assert history.cards is not None
    assert len(history.cards.corrections) == 5
    history.more.click()
    assert len(history.cards.corrections) == 7
    assert not history.more.isVisibleTo(history)


def test_an_entry_that_was_never_changed_shows_no_history(desk: Desk, centre: Centre) -> None:
    stored = add_institution(centre)
    view = open_entry(desk, stored.id).institution
    assert not view.history.isVisibleTo(view)


# --- no longer there ----------------------------------------------------------------------------------------------


def test_marking_names_who_is_left_there_and_undo_takes_it_back(desk: Desk, centre: Centre) -> None:
    stored, client = add_institution(centre), add_client(centre)
    add_referral(centre, client.id, stored.id)
    engagements.mark(centre, EngagementDraft(client_id=client.id, institution_id=stored.id))
    page = open_entry(desk, stored.id)
    page.institution.more.ask()
    dialog = desk.dialog(RetireDialog)
    desk.settle()
    assert f"続いている紹介（1件）：{client.name}（R8.11.24(火)）" in dialog.left_there.text
    assert f"関わりのある方（1人）：{client.name}" in dialog.left_there.text
    dialog.save()
    desk.settle()
    assert dialog.form.row("reason").error
    dialog.reason.setPlainText("閉院")
    dialog.save()
    desk.settle()
    assert institutions.get(centre, stored.id).defunct_reason == "閉院"
    assert "閉院" in page.institution.standing.panel.text
    assert not page.institution.refer_button.isEnabled()
    desk.undo()
    assert institutions.get(centre, stored.id).defunct_on is None
    assert page.institution.refer_button.isEnabled()
    assert not page.institution.standing.isVisibleTo(page)


def test_what_took_its_place_is_one_click_away(desk: Desk, centre: Centre) -> None:
    stored, other = add_institution(centre), add_institution(centre, name="架空市福祉総合窓口")
    retiring.retire(centre, stored.id, Retirement(TODAY, "統合", other.id))
    page = open_entry(desk, stored.id)
    assert other.name in page.institution.standing.successor.text()
    page.institution.standing.successor.click()
    assert desk.said.places[-1] == Place("institutions", institution=other.id)
    page.institution.refer()
    assert desk.said.places[-1] == Place("new_referral")


def test_a_name_that_is_not_chosen_from_the_directory_is_asked_about(desk: Desk, centre: Centre) -> None:
    stored = add_institution(centre)
    page = open_entry(desk, stored.id)
    page.institution.more.ask()
    dialog = desk.dialog(RetireDialog)
    dialog.reason.setPlainText("統合")
    fill(dialog.successor, "どこかの窓口")
    dialog.save()
    desk.settle()
    assert dialog.form.row("successor").error
    assert institutions.get(centre, stored.id).defunct_on is None


def test_the_directory_lists_those_no_longer_there_only_when_asked(desk: Desk, centre: Centre) -> None:
    stored = add_institution(centre)
    add_institution(centre, name="架空断酒会", kana="カクウダンシュカイ", kind="self_help_group")
    retiring.retire(centre, stored.id, Retirement(TODAY, "閉院"))
    page = open_directory(desk)
    assert names(page) == ["架空断酒会"]
    page.filter.retired.setChecked(True)
    desk.settle()
    assert set(names(page)) == {"架空断酒会", stored.name}


def test_what_is_no_longer_there_can_be_there_again(desk: Desk, centre: Centre) -> None:
    stored = add_institution(centre)
    retiring.retire(centre, stored.id, Retirement(TODAY, "閉院"))
    page = open_entry(desk, stored.id)
    (command,) = [each for each in page.institution.more.menu().actions() if each.text() == "廃止を取り消す"]
    command.trigger()
    desk.settle()
    assert institutions.get(centre, stored.id).defunct_on is None
    desk.undo()
    assert institutions.get(centre, stored.id).defunct_reason == "閉院"
