"""Lists and searches in the audit trail: a list when it is opened, a search once it has settled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from referral_desk.db import audit
from referral_desk.db.errors import StorageFull
from referral_desk.domain.access import Action
from referral_desk.domain.audit import AuditFilter
from referral_desk.domain.changes import ChangeSet
from referral_desk.domain.messages import message
from referral_desk.services import audit as trail
from referral_desk.services.centre import Centre
from referral_desk.ui.desk import DeskWindow, open_desk
from referral_desk.ui.page import Place
from referral_desk.ui.pages.clients import ClientsPage
from referral_desk.ui.pages.institutions import InstitutionsPage
from referral_desk.ui.pages.new_referral import NewReferralPage
from referral_desk.ui.pages.referrals import ReferralsPage
from referral_desk.ui.pages.today import TodayPage
from referral_desk.ui.settled_search import SettledSearch
from referral_desk.ui.tasks import Tasks
from referral_desk.ui.theme import Theme
from tests.making import TODAY, add_client, add_institution, add_referral
from tests.ui.record_pages import Desk, fill

Entry = tuple[str, int | None, str, dict[str, object]]
QUICK, NEVER = 1, 1_000_000


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme, tasks: Tasks, centre: Centre) -> Desk:
    return Desk(qtbot, centre, tasks)


@pytest.fixture(autouse=True)
def never(monkeypatch: pytest.MonkeyPatch) -> None:
    """No search settles by itself unless a test says so."""
    monkeypatch.setattr(SettledSearch, "interval", NEVER)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SettledSearch, "interval", QUICK)


def people(centre: Centre) -> None:
    for name, kana in (
        ("見本 花子", "ミホン ハナコ"),
        ("見本 月子", "ミホン ツキコ"),
        ("例田 一朗", "レイダ イチロウ"),
    ):
        add_client(centre, name=name, kana=kana)


def entries(centre: Centre, *actions: Action) -> list[Entry]:
    wanted = AuditFilter(actions=actions or (Action.LIST_RECORDS, Action.SEARCH_RECORDS))
    with centre.read() as session:
        rows = audit.rows(session, wanted)
    return [(row.action, row.client_id, row.record, dict(row.detail)) for row in reversed(rows)]


def searches(centre: Centre) -> list[Entry]:
    return entries(centre, Action.SEARCH_RECORDS)


def search(what: str, *ids: int) -> Entry:
    only = ids[0] if what == "clients" and len(ids) == 1 else None
    return (Action.SEARCH_RECORDS, only, what, {"found": len(ids), "ids": list(ids)})


def opened(what: str, shown: int) -> Entry:
    return (Action.LIST_RECORDS, None, what, {"shown": shown})


# --- settling -------------------------------------------------------------------------------------------------------


def test_a_search_is_noted_once_it_has_settled_and_not_before(desk: Desk, quick: None) -> None:
    settled = SettledSearch(desk.work, "clients", desk.tasks)
    settled.showed("み", [1, 2, 3], 3)
    settled.showed("みほ", [1, 2], 2)
    settled.showed("みほんは", [1], 1)
    assert searches(desk.centre) == []
    desk.qtbot.waitUntil(lambda: searches(desk.centre) == [search("clients", 1)])


def test_opening_a_result_settles_the_search_at_once(desk: Desk) -> None:
    settled = SettledSearch(desk.work, "clients", desk.tasks)
    settled.showed("みほん", [1, 2], 2)
    settled.settle()
    settled.settle()
    desk.settle()
    assert searches(desk.centre) == [search("clients", 1, 2)]


def test_the_same_words_shown_again_are_no_other_search_but_the_same_words_sought_again_are(desk: Desk) -> None:
    settled = SettledSearch(desk.work, "clients", desk.tasks)
    for text in ("みほん", "みほん", "れい", "みほん"):
        settled.showed(text, [1], 1)
        settled.settle()
    desk.settle()
    assert searches(desk.centre) == [search("clients", 1)] * 3


def test_words_that_were_taken_back_before_the_search_settled_are_none(desk: Desk) -> None:
    settled = SettledSearch(desk.work, "clients", desk.tasks)
    settled.showed("みほん", [1], 1)
    settled.showed("", [1, 2, 3], 3)
    assert not settled.pending
    settled.settle()
    desk.settle()
    assert searches(desk.centre) == []


def test_a_search_that_finds_many_is_noted_without_naming_them(desk: Desk) -> None:
    settled = SettledSearch(desk.work, "clients", desk.tasks)
    settled.showed("み", list(range(1, 201)), 431)
    settled.settle()
    desk.settle()
    assert searches(desk.centre) == [(Action.SEARCH_RECORDS, None, "clients", {"found": 431, "ids": []})]


# --- pages ----------------------------------------------------------------------------------------------------------


def test_a_list_is_noted_when_it_is_opened_and_not_when_it_is_read_again(desk: Desk) -> None:
    people(desk.centre)
    page = ClientsPage(desk.work)
    desk.show(page, Place("clients"))
    assert entries(desk.centre) == [opened("clients", 3)]
    page.refresh(ChangeSet.all(), None)
    desk.settle()
    assert entries(desk.centre) == [opened("clients", 3)]
    page.open_place(Place("clients", client=1))
    page.open_place(Place("clients"))
    desk.settle()
    assert entries(desk.centre) == [opened("clients", 3)] * 2


def test_a_list_that_was_read_before_is_shown_again_only_when_that_is_noted(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(desk.centre)
    page = ClientsPage(desk.work)
    desk.show(page, Place("clients"))
    listed, fails, begun, go_on = trail.listed, [True], Event(), Event()

    def slow(centre: Centre, what: str, shown: int) -> None:
        begun.set()
        go_on.wait(10)
        if fails:
            raise StorageFull(message("The disk is full."))
        listed(centre, what, shown)

    monkeypatch.setattr(trail, "listed", slow)
    page.open_place(Place("clients", client=1))
    page.open_place(Place("clients"))
    desk.qtbot.waitUntil(begun.is_set)
    assert not page.list.table.isVisible()
    go_on.set()
    desk.settle()
    assert not page.list.table.isVisible()
    fails.clear()
    page.open_place(Place("clients"))
    desk.settle()
    assert page.list.table.isVisible()
    assert entries(desk.centre) == [opened("clients", 3)] * 2


def test_the_list_of_institutions_is_noted_its_searches_are_not(desk: Desk, quick: None) -> None:
    add_institution(desk.centre)
    page = InstitutionsPage(desk.work)
    desk.show(page, Place("institutions"))
    fill(page.list.search, "福祉")
    desk.settle()
    assert not page.list.settled_search.pending
    assert entries(desk.centre) == [opened("institutions", 1)]


def test_a_search_in_the_list_of_clients_is_noted_before_the_client_who_was_found(desk: Desk) -> None:
    people(desk.centre)
    page = ClientsPage(desk.work)
    desk.show(page, Place("clients"))
    fill(page.list.search, "いちろ")
    desk.settle()
    assert searches(desk.centre) == []
    page.list.search.accepted.emit()
    desk.settle()
    assert desk.said.places[-1] == Place("clients", client=3)
    assert searches(desk.centre) == [search("clients", 3)]


def test_a_search_in_the_list_of_referrals_names_the_referrals(desk: Desk, quick: None) -> None:
    people(desk.centre)
    office = add_institution(desk.centre)
    for client in (1, 3):
        add_referral(desk.centre, client, office.id)
    page = ReferralsPage(desk.work)
    desk.show(page, Place("referrals"))
    fill(page.list.search, "いちろ")
    desk.qtbot.waitUntil(lambda: searches(desk.centre) == [search("referrals", 2)])
    assert entries(desk.centre, Action.LIST_RECORDS) == [opened("referrals", 2)]


def test_today_is_noted_once_a_day(desk: Desk) -> None:
    people(desk.centre)
    add_referral(desk.centre, 1, add_institution(desk.centre).id, follow_up_on=TODAY)
    page = TodayPage(desk.work, lambda _count: None)
    desk.show(page, Place("today"))
    page.open_place(Place("today"))
    page.refresh(ChangeSet.all(), None)
    desk.settle()
    assert entries(desk.centre) == [opened("today", 1)]
    desk.centre.today = lambda: TODAY + timedelta(days=1)
    page.refresh(ChangeSet.all(), None)
    desk.settle()
    assert entries(desk.centre) == [opened("today", 1)] * 2


# --- the window -----------------------------------------------------------------------------------------------------


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, theme: Theme, centre: Centre, tmp_path: Path) -> Iterator[DeskWindow]:
    people(centre)
    window = open_desk(qapp, theme, QSettings(str(tmp_path / "w.ini"), QSettings.Format.IniFormat), centre)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.waitUntil(lambda: window.tasks.idle)
    yield window
    window.close()
    window.deleteLater()


def test_the_finder_notes_whom_it_found(qtbot: QtBot, window: DeskWindow) -> None:
    finder = window.header.search
    finder.setFocus()
    QTest.keyClicks(finder, "reida")
    qtbot.waitUntil(lambda: any(row.value == Place("clients", client=3) for row in finder.list.rows))
    assert searches(window.centre) == []
    finder.list.picked.emit(finder.list.rows[0])
    qtbot.waitUntil(lambda: window.tasks.idle)
    assert searches(window.centre) == [search("clients", 3)]


def test_a_command_sought_in_the_finder_is_no_search_for_a_client(qtbot: QtBot, window: DeskWindow) -> None:
    finder = window.header.search
    finder.setFocus()
    QTest.keyClicks(finder, "zzz")
    qtbot.waitUntil(lambda: window.tasks.idle)
    assert not window.client_search.pending


def test_choosing_the_client_of_a_new_referral_notes_whom_the_field_found(qtbot: QtBot, window: DeskWindow) -> None:
    window.go(Place("new_referral"))
    qtbot.waitUntil(lambda: window.tasks.idle)
    page = window.page()
    assert isinstance(page, NewReferralPage)
    field = page.form.client
    field.setFocus()
    QTest.keyClicks(field, "mihon")
    qtbot.waitUntil(lambda: len(field.list.rows) == 2)
    found = [row.value for row in field.list.rows]
    field.list.picked.emit(field.list.rows[0])
    qtbot.waitUntil(lambda: window.tasks.idle)
    assert searches(window.centre) == [search("clients", *found)]


def test_what_was_sought_last_is_noted_when_the_window_closes_and_then_that_it_did(
    qtbot: QtBot, window: DeskWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    left: list[Entry] = []
    close = window.centre.close

    def look_and_close() -> None:
        left.extend(entries(window.centre, Action.SEARCH_RECORDS, Action.LOG_OUT))
        close()

    monkeypatch.setattr(window.centre, "close", look_and_close)
    finder = window.header.search
    finder.setFocus()
    QTest.keyClicks(finder, "reida")
    qtbot.waitUntil(lambda: window.client_search.pending)
    window.close()
    assert left == [search("clients", 3), (Action.LOG_OUT, None, "", {})]
