"""The page of the audit trail: filters, folding, reading on, verifying, the month's printout."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from referral_desk.db import audit
from referral_desk.domain.access import Action, Happening, Role
from referral_desk.domain.audit import AuditEvent, AuditFilter
from referral_desk.domain.audit_review import ACTIONS_OF_KIND, ActionKind
from referral_desk.domain.changes import ChangeSet
from referral_desk.i18n import Language, set_language
from referral_desk.services.centre import Centre
from referral_desk.ui.dialogs.audit_report import AuditReportDialog
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.page import Place
from referral_desk.ui.pages import audit as audit_page
from referral_desk.ui.pages.audit import AuditPage
from referral_desk.ui.pages.clients import ClientsPage
from referral_desk.ui.tasks import Tasks
from tests.making import LOGIN, add_client
from tests.ui.record_pages import Desk

pytestmark = pytest.mark.usefixtures("theme")

NOON = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.fixture
def desk(qtbot: QtBot, tasks: Tasks, centre: Centre) -> Desk:
    """Two clients; one was looked at three times in a row, then by way of a search, and a login failed."""
    add_client(centre)
    add_client(centre, name="例田 一朗", kana="レイダ イチロウ")
    look = AuditEvent(Action.READ_CLIENT, 1)
    with centre.sessions.write() as session:
        session.execute(text("DELETE FROM audit"))
    for minutes, event in enumerate(
        (
            AuditEvent(Happening.FAILED_LOGIN, detail={"login": "ichiro", "at": NOON.isoformat()}),
            look,
            look,
            look,
            AuditEvent(Action.READ_CLIENT, 2),
            AuditEvent(Action.SEARCH_RECORDS, None, "clients", {"found": 2, "ids": [1, 2]}),
            AuditEvent(Action.EXPORT_LEDGER, None, "clients", {"format": "csv"}),
        )
    ):
        centre.clock = lambda at=NOON + timedelta(minutes=minutes): at  # type: ignore[misc]
        centre.append(event)
    centre.clock = lambda: NOON + timedelta(days=1)
    set_language(Language.EN)
    return Desk(qtbot, centre, tasks)


def opened(desk: Desk, client: int | None = None) -> AuditPage:
    page = AuditPage(desk.work)
    desk.show(page, Place("audit", client=client))
    return page


def said(page: AuditPage) -> list[str]:
    return [line.what for line in page.table.records.rows]


def trail(centre: Centre) -> list[str]:
    with centre.read() as session:
        return [row.action for row in audit.rows(session, AuditFilter())]


# --- what is shown --------------------------------------------------------------------------------------------------


def test_the_trail_is_shown_newest_first_with_repeated_looks_folded(desk: Desk) -> None:
    page = opened(desk)
    assert said(page) == [
        "Reviewed the audit trail",
        "Exported a ledger",
        "Searched",
        "Looked at a client",
        "Looked at a client",
        "Wrong password at a login",
    ]
    folded = page.table.records.rows[4]
    assert (folded.client, folded.detail) == ("00001 見本 花子", "3 times, 12:01 to 12:03")
    assert (folded.who, folded.login, folded.when) == ("見本 みどり", LOGIN, "24 Nov 2026 12:03")
    assert page.count.text() == "8 entries"
    page.fold.setChecked(False)
    desk.settle()
    assert said(page).count("Looked at a client") == 4


def test_a_wrong_password_is_of_who_tried_it(desk: Desk) -> None:
    line = opened(desk).table.records.rows[-1]
    assert (line.who, line.tone) == ("ichiro", "danger")


def test_looking_at_the_trail_is_noted_once_and_not_with_every_row(desk: Desk) -> None:
    page = opened(desk)
    page.refresh(ChangeSet.all(), None)
    desk.settle()
    assert trail(desk.centre).count(Action.REVIEW_AUDIT) == 1


def test_a_long_trail_is_read_on_without_a_gap(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_page, "AT_ONCE", 3)
    page = opened(desk)
    while page._below is not None:
        page.table.end_near.emit()
        desk.settle()
    assert said(page) == [
        "Reviewed the audit trail",
        "Exported a ledger",
        "Searched",
        "Looked at a client",
        "Looked at a client",
        "Looked at a client",
        "Wrong password at a login",
    ]
    page.table.end_near.emit()
    desk.settle()
    assert len(said(page)) == 7
    assert trail(desk.centre).count(Action.REVIEW_AUDIT) == 1


def test_the_tables_model_keeps_qts_rules(desk: Desk) -> None:
    page = opened(desk)
    tester = QAbstractItemModelTester(page.table.records, QAbstractItemModelTester.FailureReportingMode.Fatal)
    page.read()
    desk.settle()
    page.table.append_rows(page.table.records.rows)
    assert tester.model() is page.table.records


# --- filters --------------------------------------------------------------------------------------------------------


def test_opened_from_a_client_only_who_looked_at_that_record_is_shown(desk: Desk) -> None:
    page = opened(desk, client=2)
    assert said(page) == ["Reviewed the audit trail", "Searched", "Looked at a client"]
    assert page.client.text() == "00002 例田 一朗"


def test_a_client_in_the_table_leads_to_all_entries_of_that_client(desk: Desk) -> None:
    page = opened(desk)
    page.table.cell_opened.emit(page.table.records.rows[3], "client")
    desk.settle()
    assert page.wanted() == AuditFilter(client_id=2)
    assert said(page) == ["Reviewed the audit trail", "Searched", "Looked at a client"]


def test_a_client_is_found_by_typing_and_that_is_a_search(desk: Desk) -> None:
    page = opened(desk)
    page.client.setFocus()
    QTest.keyClicks(page.client, "reida")
    desk.qtbot.waitUntil(lambda: len(page.client.list.rows) == 1)
    page.client.list.picked.emit(page.client.list.rows[0])
    desk.settle()
    assert page.wanted().client_id == 2
    assert trail(desk.centre)[:2] == [Action.REVIEW_AUDIT, Action.SEARCH_RECORDS]


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        (ActionKind.HANDING_OUT, ["Exported a ledger"]),
        (ActionKind.LOGGING_IN, ["Wrong password at a login"]),
        (ActionKind.CHANGING, []),
    ],
)
def test_a_kind_of_action_is_shown_alone(desk: Desk, kind: ActionKind, shown: list[str]) -> None:
    page = opened(desk)
    page.kind.choose(kind.value)
    page.kind.picked.emit(kind.value)
    desk.settle()
    assert page.wanted().actions == ACTIONS_OF_KIND[kind]
    assert said(page) == shown


def test_a_person_is_shown_alone_with_the_wrong_passwords_tried_under_that_name(desk: Desk) -> None:
    page = opened(desk)
    assert [page.person.itemData(index) for index in range(page.person.count())] == ["", LOGIN]
    page.person.addItem("例田 一朗", "ichiro")
    page.person.choose("ichiro")
    page.person.picked.emit("ichiro")
    desk.settle()
    assert said(page) == ["Wrong password at a login"]


def test_days_narrow_the_trail_once_they_are_typed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AuditPage, "settled_after", 1)
    page = opened(desk)
    page.last.type_in("2026-11-24")
    desk.qtbot.waitUntil(lambda: len(said(page)) == 5)
    assert said(page)[0] == "Exported a ledger"
    page.first.type_in("2026-11-25")
    desk.qtbot.waitUntil(lambda: said(page) == [])
    page.last.type_in("rubbish")
    assert "rubbish" in page._rows["last"].error


def test_show_everything_takes_every_filter_away(desk: Desk) -> None:
    page = opened(desk, client=2)
    page.kind.choose(ActionKind.SAFETY.value)
    page.first.set_day(NOON.date())
    page.show_everything()
    desk.settle()
    assert page.wanted() == AuditFilter()
    assert len(said(page)) == 7


# --- verifying and printing -----------------------------------------------------------------------------------------


@pytest.fixture
def dialogs(qtbot: QtBot) -> Iterator[list[QDialog]]:
    """Dialogs to be closed at the end."""
    opened_dialogs: list[QDialog] = []
    yield opened_dialogs
    for dialog in opened_dialogs:
        dialog.close()


def test_verifying_says_that_the_trail_is_whole(desk: Desk) -> None:
    page = opened(desk)
    page.verify_button.click()
    desk.settle()
    assert page.whole.text.startswith("The audit trail is whole: 9 entries, its end is 9-")
    assert page.broken.text == ""


def test_verifying_names_the_first_broken_entry_in_red(desk: Desk) -> None:
    with desk.centre.sessions.write() as session:
        session.execute(text("UPDATE audit SET client_id = 2 WHERE number = 3"))
    page = opened(desk)
    page.verify_button.click()
    desk.settle()
    assert page.whole.text == ""
    assert page.broken.text.startswith("Entry 3 of the audit trail was changed")


def test_the_months_printout_is_made_shown_and_noted_when_it_is_saved(
    desk: Desk, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, dialogs: list[QDialog]
) -> None:
    target = tmp_path_factory.mktemp("out") / "audit.pdf"
    monkeypatch.setattr("PySide6.QtWidgets.QFileDialog.getSaveFileName", lambda *_: (str(target), ""))
    page = opened(desk)
    ask = AuditReportDialog(desk.work, page)
    desk.qtbot.addWidget(ask)
    assert ask.month.text() == "2026-10"
    ask.month.setText("nonsense")
    ask.show_button.click()
    assert "nonsense" in ask._row.error
    ask.month.setText("2026-11")
    ask.show_button.click()
    desk.qtbot.waitUntil(lambda: page.findChild(PreviewDialog) is not None, timeout=20_000)
    shown = page.findChild(PreviewDialog)
    assert shown is not None
    dialogs.append(shown)
    with desk.qtbot.waitSignal(shown.preview.saved):
        shown.preview.save_as()
    assert target.read_bytes().startswith(b"%PDF")
    assert trail(desk.centre)[:2] == [Action.SAVE_DOCUMENT, Action.REVIEW_AUDIT]


# --- the way there --------------------------------------------------------------------------------------------------


def as_role(centre: Centre, role: Role) -> None:
    with centre.sessions.write() as session:
        session.execute(text("UPDATE staff SET role = :role"), {"role": role.value})
    centre.refresh()


@pytest.mark.parametrize(("role", "may"), [(Role.MANAGER, True), (Role.STAFF, False)])
def test_from_a_client_those_who_may_review_see_who_looked(desk: Desk, role: Role, may: bool) -> None:
    as_role(desk.centre, role)
    page = ClientsPage(desk.work)
    desk.show(page, Place("clients", client=1))
    assert page.client.looked_button.isVisibleTo(page) is may
    page.client.looked_button.click()
    assert desk.said.places == [Place("audit", client=1)]


def test_a_page_opened_without_the_right_to_shows_nothing_and_tells_why(desk: Desk) -> None:
    as_role(desk.centre, Role.STAFF)
    page = AuditPage(desk.work)
    with desk.qtbot.waitSignal(desk.tasks.failed):
        desk.show(page, Place("audit"))
    assert said(page) == []
