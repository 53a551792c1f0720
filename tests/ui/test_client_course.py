"""The course on a client's page: what it says, narrowing, reading on, staying in place, and what entries open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from referral_desk.domain.benefit import BenefitDraft
from referral_desk.domain.changes import ChangeSet
from referral_desk.domain.codes import ContactService
from referral_desk.domain.contact import ContactDraft
from referral_desk.domain.course import EntryGroup, EntryKind
from referral_desk.i18n import Language, set_language
from referral_desk.services import benefits, clients, contacts, documents
from referral_desk.services.centre import Centre
from referral_desk.ui.course_words import worded
from referral_desk.ui.dates import calendar_year
from referral_desk.ui.dialogs.contact_correction import ContactCorrectionDialog
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.page import Place
from referral_desk.ui.pages.client_course import ClientCourse
from referral_desk.ui.pages.clients import ClientsPage
from referral_desk.ui.tasks import Tasks
from referral_desk.ui.theme import Theme
from referral_desk.ui.timeline_entries import TimelineEntry
from referral_desk.ui.widgets.handoff_badge import Warmness
from referral_desk.ui.widgets.timeline import Timeline, TimelineModel
from tests.course_life import FIVE_YEARS_AGO, SOAP, every_kind, many_contacts
from tests.making import LETTER, TODAY, add_client, add_contact, add_institution, add_referral
from tests.ui.record_pages import Desk, fill

HOSTILE = "𠮷田<b>&花子"


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme, tasks: Tasks, centre: Centre) -> Desk:
    return Desk(qtbot, centre, tasks)


def open_course(desk: Desk, client_id: int) -> ClientCourse:
    page = ClientsPage(desk.work)
    desk.show(page, Place("clients", client=client_id))
    return page.client.course


def shown(course: ClientCourse) -> tuple[TimelineEntry, ...]:
    return course.timeline.entries.entries


def all_measured(desk: Desk, timeline: Timeline) -> None:
    desk.qtbot.waitUntil(lambda: timeline.measured)


def say_something(desk: Desk, client_id: int, note: str, on: date = TODAY) -> None:
    """Store a contact and let the window hear of it."""
    draft = ContactDraft(client_id=client_id, on=on, service=ContactService.TELEPHONE, category="alcohol", note=note)
    desk.bus.publish(contacts.add(desk.centre, draft).changes)
    desk.settle()


def ends_soon(centre: Centre, client_id: int, days: int) -> ChangeSet:
    """Store a benefit that ends in so many days."""
    until = TODAY + timedelta(days=days)
    draft = BenefitDraft(client_id=client_id, kind="outpatient_support", since=TODAY - timedelta(days=300), until=until)
    return benefits.save(centre, draft).changes


# --- words ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", list(Language))
def test_every_kind_of_entry_is_told_in_both_languages(centre: Centre, lang: Language) -> None:
    set_language(lang)
    entries = worded(clients.page(centre, every_kind(centre)).course.entries, centre.codes)
    assert {entry.kind for entry in entries} == set(EntryKind)
    for entry in entries:
        assert entry.heading
        assert entry.heading in entry.spoken
        assert "{" not in entry.spoken


def test_a_talk_says_with_whom_how_long_who_wrote_it_and_the_note_as_it_was_written(centre: Centre) -> None:
    entries = worded(clients.page(centre, every_kind(centre)).course.entries, centre.codes)
    talk = next(entry for entry in entries if entry.kind is EntryKind.CONTACT)
    assert talk.heading == "電話相談"
    assert talk.text == SOAP
    for words in ("アルコール", "自殺関連", "家族", "母", "30", "見本 みどり", "本人未接触"):
        assert words in talk.beside


def test_each_handoff_of_a_referral_has_its_own_badge(centre: Centre) -> None:
    entries = worded(clients.page(centre, every_kind(centre)).course.entries, centre.codes)
    handoffs = [entry for entry in entries if entry.kind is EntryKind.HANDOFF]
    assert [(each.at, each.badge, each.warmness) for each in handoffs] == [
        ("14:30", "同席電話・オンライン", Warmness.WARM),
        ("10:00", "文書のみ", Warmness.COLD),
    ]


def test_a_year_in_which_the_era_changed_bears_both_names() -> None:
    assert calendar_year(2019) == "平成31年・令和元年(2019年)"
    assert calendar_year(2026) == "令和8年(2026年)"


# --- narrowing ------------------------------------------------------------------------------------------------------


def test_chips_narrow_the_course_to_their_kinds(desk: Desk, centre: Centre) -> None:
    course = open_course(desk, every_kind(centre))
    everything = shown(course)
    for group in EntryGroup:
        course.kinds.chip(group).click()
        assert {entry.group for entry in shown(course)} == {group}
        course.kinds.chip(group).click()
    assert shown(course) == everything
    assert course.amount.text() == f"{len(everything)}件"


def test_search_finds_what_was_said_five_years_ago_in_any_form_of_the_name(desk: Desk, centre: Centre) -> None:
    client = every_kind(centre)
    many_contacts(centre, client, 300)
    course = open_course(desk, client)
    for words in ("高橋氏", "五年前　髙橋", "令和3年5月12日"):
        fill(course.search, words)
        assert [entry.on for entry in shown(course) if "五年前" in entry.text] == [FIVE_YEARS_AGO]
    fill(course.search, "どこにもない")
    assert shown(course) == ()
    assert course.nothing.isVisible()
    QAbstractItemModelTester(course.timeline.entries, QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_a_course_with_nothing_in_it_says_what_to_do_first(desk: Desk, centre: Centre) -> None:
    course = open_course(desk, add_client(centre).id)
    assert course.nothing.isVisible()
    assert course.nothing.text()
    assert not course.amount.isVisible()
    assert not course.year_button.isEnabled()


# --- reading on -----------------------------------------------------------------------------------------------------


def test_all_years_are_read_on_behind_the_first_page_in_pieces(
    desk: Desk, centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("referral_desk.services.course.older.__kwdefaults__", {"limit": 70})
    client = every_kind(centre)
    many_contacts(centre, client, 400)
    course = open_course(desk, client)
    desk.settle()
    entries = shown(course)
    assert len(entries) == 400 + len(EntryKind) + 1, "all but the end of a benefit years ahead"
    assert len({entry.record for entry in entries}) == len(entries)
    assert [entry.on for entry in entries] == sorted((entry.on for entry in entries), reverse=True)
    assert course.amount.text() == f"{len(entries)}件"


def test_a_new_contact_comes_to_its_place_and_neither_cursor_nor_view_move(
    desk: Desk, centre: Centre, qtbot: QtBot
) -> None:
    client = add_client(centre).id
    many_contacts(centre, client, 250)
    course = open_course(desk, client)
    timeline = course.timeline
    all_measured(desk, timeline)
    timeline.go_to_section(TODAY.year - 1)
    wanted = shown(course)[timeline.currentIndex().row()]
    stands = timeline.visualRect(timeline.currentIndex()).top()
    resets: list[object] = []
    timeline.entries.modelReset.connect(lambda: resets.append(True))
    with qtbot.waitSignals([timeline.entries.rowsInserted], timeout=5_000):
        say_something(desk, client, "いま来た")
    assert shown(course)[0].text == "いま来た"
    assert len(shown(course)) == 251
    assert shown(course)[timeline.currentIndex().row()] == wanted
    all_measured(desk, timeline)
    assert timeline.visualRect(timeline.currentIndex()).top() == stands
    assert resets == []


def test_what_is_new_is_seen_where_the_top_is_in_view(desk: Desk, centre: Centre) -> None:
    client = add_client(centre).id
    many_contacts(centre, client, 150)
    course = open_course(desk, client)
    say_something(desk, client, "いま来た")
    assert course.timeline.verticalScrollBar().value() == 0
    assert course.timeline.visualRect(course.timeline.entries.index(0)).top() >= 0


def test_an_older_entry_that_was_added_is_there_after_the_change(desk: Desk, centre: Centre) -> None:
    client = add_client(centre).id
    many_contacts(centre, client, 250)
    course = open_course(desk, client)
    say_something(desk, client, "あとから書いた", TODAY - timedelta(days=401))
    assert [entry.text for entry in shown(course) if entry.text == "あとから書いた"]
    assert len(shown(course)) == 251


def test_another_clients_entries_are_gone_at_once(desk: Desk, centre: Centre) -> None:
    first, second = every_kind(centre), add_client(centre, name="例田 一朗").id
    many_contacts(centre, first, 250)
    add_contact(centre, second, note="例田の相談")
    page = ClientsPage(desk.work)
    desk.show(page, Place("clients", client=first))
    page.open_place(Place("clients", client=second))
    desk.settle()
    assert [entry.text for entry in shown(page.client.course)] == ["例田の相談"]
    assert page.client.course.amount.text() == "1件"


# --- the list -------------------------------------------------------------------------------------------------------


def test_the_keys_go_through_the_list_and_a_long_note_is_read_to_its_end(desk: Desk, centre: Centre) -> None:
    client = add_client(centre).id
    add_contact(centre, client, TODAY - timedelta(days=2), note="下")
    add_contact(centre, client, TODAY - timedelta(days=1), note="長い記録です。" * 570)
    add_contact(centre, client, TODAY, note="上")
    timeline = open_course(desk, client).timeline
    timeline.setFocus()
    QTest.keyClick(timeline, Qt.Key.Key_Home)
    QTest.keyClick(timeline, Qt.Key.Key_Down)
    long = timeline.entries.index(1)
    page = timeline.viewport().height()
    assert timeline.visualRect(long).height() > page
    seen, times = timeline.visualRect(long).top(), 0
    while timeline.currentIndex().row() == 1 and times < 200:
        assert timeline.visualRect(long).top() >= seen - page  # nothing is jumped over
        seen, times = timeline.visualRect(long).top(), times + 1
        QTest.keyClick(timeline, Qt.Key.Key_PageDown)
    assert timeline.currentIndex().row() == 2
    assert timeline.visualRect(long).bottom() <= page
    QTest.keyClick(timeline, Qt.Key.Key_End)
    assert timeline.visualRect(timeline.currentIndex()).bottom() <= page
    QTest.keyClick(timeline, Qt.Key.Key_Home)
    assert timeline.currentIndex().row() == 0


def test_whatever_is_clicked_is_what_stands_there(desk: Desk, centre: Centre) -> None:
    client = every_kind(centre)
    many_contacts(centre, client, 120)
    timeline = open_course(desk, client).timeline
    all_measured(desk, timeline)
    for value in (0, 333, 2_000, timeline.verticalScrollBar().maximum()):
        timeline.verticalScrollBar().setValue(value)
        index = timeline.indexAt(QPoint(40, timeline.viewport().height() // 2))
        middle = timeline.visualRect(index)
        QTest.mouseClick(timeline.viewport(), Qt.MouseButton.LeftButton, pos=middle.center())
        assert timeline.currentIndex() == index
        assert timeline.selectionModel().isSelected(index)
    assert not timeline.indexAt(QPoint(5, -1)).isValid()
    rects = [timeline.visualRect(timeline.entries.index(row)) for row in range(timeline.entries.rowCount())]
    assert all(below.top() > above.bottom() for above, below in pairwise(rects))


def test_scrolling_up_through_rows_not_yet_measured_moves_the_view_evenly(desk: Desk, centre: Centre) -> None:
    client = add_client(centre).id
    many_contacts(centre, client, 90)
    timeline = open_course(desk, client).timeline
    timeline.forget_heights()
    timeline._pauses.stop()
    bar = timeline.verticalScrollBar()
    bar.setValue(bar.maximum())
    timeline.grab()
    before = None
    for _turn in range(12):
        top = timeline.indexAt(QPoint(20, timeline.band_height() + 2))
        before = timeline.visualRect(top).top()
        wheel = QWheelEvent(
            QPointF(50, 50),
            QPointF(timeline.viewport().mapToGlobal(QPoint(50, 50))),
            QPoint(0, 90),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(timeline.viewport(), wheel)
        moved = timeline.visualRect(top).top() - before
        timeline.grab()
        assert timeline.visualRect(top).top() - before == moved
        assert 0 < moved <= timeline.viewport().height()


def test_the_end_of_a_benefit_shows_from_the_day_on_which_today_reminds_of_it(desk: Desk, centre: Centre) -> None:
    client = add_client(centre).id
    ends_soon(centre, client, 61)
    add_contact(centre, client)
    course = open_course(desk, client)
    assert [entry.kind for entry in shown(course)] == [EntryKind.CONTACT, EntryKind.BENEFIT]
    desk.bus.publish(ends_soon(centre, client, 60))
    desk.settle()
    assert shown(course)[0].on == TODAY + timedelta(days=60)


def test_the_years_lead_to_their_newest_entries(desk: Desk, centre: Centre) -> None:
    client = every_kind(centre)
    ends_soon(centre, client, 60)
    course = open_course(desk, client)
    menu = course.year_menu()
    assert [action.text() for action in menu.actions()] == ["これから", "令和8年(2026年)", "令和3年(2021年)"]
    menu.actions()[-1].trigger()
    assert shown(course)[course.timeline.currentIndex().row()].on == FIVE_YEARS_AGO
    menu.close()


def test_the_model_inserts_removes_and_changes_only_what_differs(qtbot: QtBot) -> None:
    model = TimelineModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)

    def line(number: int, text: str = "") -> TimelineEntry:
        return TimelineEntry(EntryKind.CONTACT, TODAY - timedelta(days=number), number, f"{number}", text=text)

    happened: list[tuple[str, int, int]] = []
    model.rowsInserted.connect(lambda _parent, first, last: happened.append(("in", first, last)))
    model.rowsRemoved.connect(lambda _parent, first, last: happened.append(("out", first, last)))
    model.dataChanged.connect(lambda first, last, _roles: happened.append(("new", first.row(), last.row())))
    ten = [line(number) for number in range(10)]
    model.set_entries(ten)
    model.set_entries([*ten[:4], line(99), *ten[4:]])
    model.set_entries(ten)
    model.set_entries([*ten[:3], replace(ten[3], text="別"), *ten[4:]])
    model.set_entries(ten[:2])
    model.append(ten[2:])
    model.append(())
    model.set_entries(ten)
    assert happened == [("in", 0, 9), ("in", 4, 4), ("out", 4, 4), ("new", 3, 3), ("out", 2, 9), ("in", 2, 9)]
    assert model.entries == tuple(ten)


def test_a_course_is_drawn_narrow_and_wide_with_hostile_words(desk: Desk, centre: Centre) -> None:
    client = every_kind(centre, HOSTILE)
    add_contact(centre, client, note=HOSTILE * 400 + "\n\n" + "W" * 3_000, with_name=HOSTILE * 3)
    timeline = open_course(desk, client).timeline
    for width in (1_400, 420, 180):
        timeline.resize(width, 500)
        all_measured(desk, timeline)
        assert not timeline.grab().isNull()


# --- opening --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        (EntryKind.CONFERENCE, "conferences"),
        (EntryKind.TASK, "conferences"),
        (EntryKind.SCREENING, "sbirts"),
        (EntryKind.STEP, "sbirts"),
        (EntryKind.CONSENT, "consents"),
        (EntryKind.WITHDRAWAL, "consents"),
        (EntryKind.DISCLOSURE, "consents"),
        (EntryKind.BENEFIT, "benefits"),
        (EntryKind.INBOUND, "benefits"),
    ],
)
def test_enter_leads_to_the_part_that_holds_the_record(desk: Desk, centre: Centre, kind: EntryKind, part: str) -> None:
    client = every_kind(centre)
    course = open_course(desk, client)
    enter(course, kind)
    assert desk.said.places == [Place("clients", client=client, part=part)]


@pytest.mark.parametrize(
    "kind", [EntryKind.REFERRAL, EntryKind.HANDOFF, EntryKind.CHECK, EntryKind.ATTEMPT, EntryKind.OUTCOME]
)
def test_enter_opens_the_referral_behind_an_entry(desk: Desk, centre: Centre, kind: EntryKind) -> None:
    client = every_kind(centre)
    course = open_course(desk, client)
    enter(course, kind)
    assert desk.said.places == [Place("referrals", referral=clients.page(centre, client).referrals[0].id)]


def test_enter_opens_a_contact_and_shows_a_paper(desk: Desk, centre: Centre) -> None:
    client = add_client(centre).id
    add_contact(centre, client, note="見る")
    referral = add_referral(centre, client, add_institution(centre).id, LETTER)
    documents.letter(centre, referral.id)
    course = open_course(desk, client)
    enter(course, EntryKind.CONTACT)
    desk.settle()
    desk.dialog(ContactCorrectionDialog).reject()
    enter(course, EntryKind.DOCUMENT)
    desk.settle()
    dialog = desk.dialog(PreviewDialog)
    assert dialog.preview.pdf.startswith(b"%PDF")
    dialog.close()


def enter(course: ClientCourse, kind: EntryKind) -> None:
    """Go to the newest entry of a kind and press Enter."""
    row = next(row for row, entry in enumerate(shown(course)) if entry.kind is kind)
    course.timeline.setCurrentIndex(course.timeline.entries.index(row))
    QTest.keyClick(course.timeline, Qt.Key.Key_Return)
