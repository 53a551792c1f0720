"""The list of clients and the form that logs one."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from referral_desk.domain.client import ClientDraft
from referral_desk.domain.codes import PublicAssistance, Sex
from referral_desk.i18n import Language, set_language
from referral_desk.services import clients
from referral_desk.services.centre import Centre
from referral_desk.ui.client_words import (
    age_words,
    benefit_words,
    birth_long,
    birth_short,
    contact_rules,
)
from referral_desk.ui.dialogs.client import ClientDialog
from referral_desk.ui.forms.client_presenter import ClientPresenter
from referral_desk.ui.page import Place
from referral_desk.ui.pages.clients import ClientsPage
from referral_desk.ui.tasks import Tasks
from referral_desk.ui.theme import Theme
from referral_desk.ui.widgets import paged_list
from referral_desk.ui.widgets.buttons import Button
from tests.making import TODAY, add_client, add_contact, add_institution, add_referral, client_draft
from tests.ui.record_pages import Desk, fill, labels

HOSTILE = "𠮷田<b>&花子"


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme, tasks: Tasks, centre: Centre, monkeypatch: pytest.MonkeyPatch) -> Desk:
    # A test that fails with a form half filled must not wait for an answer.
    monkeypatch.setattr("referral_desk.ui.dialogs.form_dialog.ask", lambda *_args, **_kwargs: True)
    return Desk(qtbot, centre, tasks)


def open_list(desk: Desk) -> ClientsPage:
    page = ClientsPage(desk.work, lambda: desk.said.words.append("import"))
    desk.show(page, Place("clients"))
    return page


def names(page: ClientsPage) -> list[str]:
    return [row.name for row in page.list.table.records.rows]


def new_dialog(desk: Desk) -> ClientDialog:
    page = open_list(desk)
    page.new_client()
    return desk.dialog(ClientDialog)


# --- words --------------------------------------------------------------------------------------------------------


def test_a_birth_date_reads_in_eras_and_a_year_alone_as_such() -> None:
    born = date(1985, 4, 12)
    assert birth_long(born, exact=True) == "昭和60年4月12日"
    assert birth_short(born, exact=True) == "S60.4.12"
    assert birth_short(date(1985, 1, 1), exact=False) == "S60"
    assert birth_short(None, exact=True) == ""
    set_language(Language.EN)
    assert birth_short(born, exact=True) == "12 Apr 1985"
    assert age_words(born, TODAY) == "41 years"


def test_what_must_not_be_done_on_the_phone_is_named_first_and_is_restrictive() -> None:
    set_language(Language.EN)
    rules = contact_rules(client_draft(may_call=True, may_leave_message=False, contact_caution="mobile only"))
    assert [(rule.text, rule.restrictive) for rule in rules] == [
        ("Leave no message, mobile only", True),
        ("May be called", False),
    ]


def test_where_nobody_asked_that_is_said_and_is_not_red() -> None:
    (rule,) = contact_rules(client_draft())
    assert not rule.restrictive
    assert rule.text


def test_only_benefits_that_are_had_are_flags(centre: Centre) -> None:
    set_language(Language.EN)
    draft = client_draft(public_assistance=PublicAssistance.RECEIVING)
    assert benefit_words(draft, centre.codes) == ("Public assistance",)
    assert benefit_words(client_draft(public_assistance=PublicAssistance.NONE), centre.codes) == ()


# --- the presenter ------------------------------------------------------------------------------------------------


def test_an_anonymous_client_needs_neither_name_nor_kana() -> None:
    presenter = ClientPresenter(None, TODAY)
    presenter.put(ClientDraft(anonymous=True))
    assert presenter.problems() == ()


def test_a_date_that_cannot_be_read_is_a_problem_of_its_field() -> None:
    from referral_desk.domain.messages import message

    presenter = ClientPresenter(None, TODAY)
    presenter.put(client_draft())
    presenter.unread("birth", "someday", message("not a date"))
    assert [problem.field for problem in presenter.problems()] == ["birth"]
    presenter.unread("birth", "", None)
    assert presenter.problems() == ()


# --- the list -----------------------------------------------------------------------------------------------------


def test_the_list_shows_kana_age_caution_and_open_referrals(desk: Desk, centre: Centre) -> None:
    client = add_client(centre, sex=Sex.FEMALE, contact_caution="家族には内緒")
    place = add_institution(centre)
    add_contact(centre, client.id, date(2026, 11, 13))
    add_referral(centre, client.id, place.id)
    page = open_list(desk)
    model = page.list.table.records
    cells = {column.key: column.cell(model.rows[0]) for column in model.columns}
    assert cells["name"].over == "ミホン\u3000ハナコ"
    assert cells["birth"].text == "S60.4.12"
    assert cells["phone"].text == "△ 090-0000-0000"
    assert cells["phone"].under == "家族には内緒"
    assert cells["last_contact"].text == "R8.11.13(金)"
    assert cells["open_referrals"].text == "1"
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)


@pytest.mark.parametrize("typed", ["ハナコ", "はなこ", "ﾊﾅｺ", "hanako", "花子", "00001", "0900000", "S60.4.12"])
def test_any_part_finds_a_client_while_one_types(desk: Desk, centre: Centre, typed: str) -> None:
    add_client(centre)
    add_client(centre, name="例田 一朗", kana="レイタ イチロウ", phone="059-000-1111", birth=None)
    page = open_list(desk)
    fill(page.list.search, typed)
    desk.settle()
    assert names(page) == ["見本 花子"]


def test_enter_opens_the_only_one_left_and_the_row_under_the_cursor(desk: Desk, centre: Centre) -> None:
    first = add_client(centre)
    second = add_client(centre, name="見本 太郎", kana="ミホン タロウ")
    page = open_list(desk)
    fill(page.list.search, "みほん")
    desk.settle()
    QTest.keyClick(page.list.search, Qt.Key.Key_Return)
    assert desk.said.places == []
    assert page.list.table.hasFocus()
    QTest.keyClick(page.list.table, Qt.Key.Key_Down)
    QTest.keyClick(page.list.table, Qt.Key.Key_Return)
    assert desk.said.places == [Place("clients", client=first.id)]  # はなこ stands after たろう
    fill(page.list.search, "tarou")
    desk.settle()
    QTest.keyClick(page.list.search, Qt.Key.Key_Return)
    assert desk.said.places[-1] == Place("clients", client=second.id)


def test_esc_empties_the_search_field_before_it_goes_back(desk: Desk, centre: Centre) -> None:
    add_client(centre)
    page = open_list(desk)
    fill(page.list.search, "nobody")
    desk.settle()
    assert names(page) == []
    QTest.keyClick(page.list.search, Qt.Key.Key_Escape)
    desk.settle()
    assert names(page) == ["見本 花子"]


def test_an_empty_centre_says_what_to_do_first(desk: Desk) -> None:
    page = open_list(desk)
    assert page.list.empty
    assert not page.list.search.isVisible()
    (button,) = [each for each in page.findChildren(Button) if "CSV" in each.label]
    button.click()
    assert desk.said.words == ["import"]


def test_a_long_list_is_read_on_while_one_scrolls(desk: Desk, centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paged_list, "PAGE_OF_ROWS", 30)
    for number in range(70):
        add_client(centre, name=f"見本 {number:03}", kana=f"ミホン {number:03}")
    page = open_list(desk)
    assert len(names(page)) == 30
    assert "70" in page.list.count.text()
    bar = page.list.table.verticalScrollBar()
    for wanted in (60, 70, 70):
        bar.setValue(bar.maximum())
        desk.settle()
        assert len(names(page)) == wanted
    assert len(set(names(page))) == 70


def test_the_list_follows_a_change_made_elsewhere(desk: Desk, centre: Centre) -> None:
    page = open_list(desk)
    saved = clients.save(centre, client_draft())
    desk.bus.publish(saved.changes)
    desk.settle()
    assert names(page) == ["見本 花子"]
    assert not page.list.empty


# --- the form -----------------------------------------------------------------------------------------------------


def test_a_client_is_logged_and_her_page_opened(desk: Desk, centre: Centre) -> None:
    dialog = new_dialog(desk)
    fill(dialog.form.name, HOSTILE)
    fill(dialog.form.kana, "よしだ はなこ")
    fill(dialog.form.birth, "S60.4.12")
    dialog.form.sex.chip("female").click()
    dialog.form.asked["may_leave_message"].chip("no").click()
    desk.save(dialog)
    (row,) = clients.rows(centre)
    stored = clients.get(centre, row.id)
    assert (stored.name, stored.kana, stored.birth) == (HOSTILE, "ヨシダ\u3000ハナコ", date(1985, 4, 12))
    assert stored.may_leave_message is False
    assert stored.may_call is None
    assert stored.registered_on == TODAY
    assert desk.said.places == [Place("clients", client=row.id)]
    assert HOSTILE in desk.said.words[-1]
    assert desk.no_dialog(ClientDialog)


def test_errors_stand_under_their_field_and_the_first_gets_the_cursor(desk: Desk, centre: Centre) -> None:
    dialog = new_dialog(desk)
    fill(dialog.form.birth, "2030-01-01")
    fill(dialog.form.phone, "12")
    desk.save(dialog)
    left = dialog.form.forms[0]
    assert left.row("name").error
    assert left.row("kana").error
    assert left.row("birth").error
    assert dialog.form.name.hasFocus()
    fill(dialog.form.name, "見本 花子")
    fill(dialog.form.kana, "ミホン ハナコ")
    fill(dialog.form.birth, "")
    desk.save(dialog)
    assert not left.row("name").error
    assert left.row("phone").error
    assert dialog.form.phone.hasFocus()
    assert clients.count(centre) == 0


def test_the_age_stands_under_the_birth_date_while_one_types(desk: Desk) -> None:
    dialog = new_dialog(desk)
    fill(dialog.form.birth, "S60.4.12")
    assert "41" in dialog.presenter.age
    fill(dialog.form.birth, "1985")
    assert dialog.presenter.draft.birth_exact is False
    dialog.presenter.put(ClientDraft())
    dialog.presenter.unread("birth", "", None)
    dialog.reject()


def test_somebody_who_may_be_the_same_is_shown_while_one_types(desk: Desk, centre: Centre) -> None:
    known = add_client(centre, name=HOSTILE, kana="ヨシダ ハナコ")
    dialog = new_dialog(desk)
    assert not dialog.same.isVisible()
    fill(dialog.form.kana, "よしだはなこ")
    desk.qtbot.waitUntil(lambda: not dialog.looking)
    desk.settle()
    assert dialog.same.isVisible()
    assert any(HOSTILE in words for words in labels(dialog.same))
    dialog.presenter.put(ClientDraft())
    dialog.same.opened.emit(known.id)
    assert desk.said.places == [Place("clients", client=known.id)]
    assert desk.no_dialog(ClientDialog)


def test_districts_in_use_are_offered_and_any_other_can_be_typed(desk: Desk, centre: Centre) -> None:
    add_client(centre, district="北部")
    dialog = new_dialog(desk)
    fill(dialog.form.district.line, "𠮷<b>&区")
    desk.settle()
    box = dialog.form.district
    assert [box.itemText(place) for place in range(box.count())] == ["北部"]
    assert box.currentText() == "𠮷<b>&区"
    fill(dialog.form.name, "架空 花子")
    fill(dialog.form.kana, "かくうはなこ")
    desk.save(dialog)
    assert sorted(clients.districts(centre)) == ["北部", "𠮷<b>&区"]


def test_a_record_changed_elsewhere_is_not_written_over(desk: Desk, centre: Centre) -> None:
    client = add_client(centre)
    dialog = ClientDialog(desk.work, client, saved=lambda _client: None, open_other=lambda _id: None)
    desk.qtbot.addWidget(dialog)
    dialog.show()
    clients.save(centre, client_draft(name="例田 花子"), client_id=client.id)
    fill(dialog.form.name, "架空 花子")
    desk.save(dialog)
    assert dialog.isVisible()
    assert dialog.problem_panel.text
    assert clients.get(centre, client.id).name == "例田 花子"
    dialog.presenter.put(ClientPresenter(client, TODAY).draft)
    dialog.reject()


def test_closing_asks_only_when_something_would_be_lost(
    desk: Desk, centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def ask(_parent: object, _title: str, text: str, _yes: str, _no: str, *, danger: bool = False) -> bool:
        asked.append(text)
        return len(asked) > 1

    monkeypatch.setattr("referral_desk.ui.dialogs.form_dialog.ask", ask)
    dialog = new_dialog(desk)
    fill(dialog.form.name, "見本")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert desk.no_dialog(ClientDialog)
    assert len(asked) == 2


@pytest.mark.parametrize("lang", list(Language))
def test_the_client_form_opens_in_both_languages(desk: Desk, centre: Centre, lang: Language) -> None:
    set_language(lang)
    client = add_client(centre, name=HOSTILE)
    dialog = ClientDialog(desk.work, client, saved=lambda _client: None, open_other=lambda _id: None)
    desk.qtbot.addWidget(dialog)
    dialog.show()
    assert any(HOSTILE in words for words in labels(dialog))
    dialog.reject()
    assert not dialog.isVisible()
