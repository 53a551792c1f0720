"""The page *Tally* in the window: its figures, who stands behind them, other periods, files."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from referral_desk.db import audit
from referral_desk.db.errors import StorageFull
from referral_desk.domain.access import Action
from referral_desk.domain.audit import AuditFilter
from referral_desk.domain.calendar import Period
from referral_desk.domain.codes import Outcome
from referral_desk.domain.messages import message
from referral_desk.services import audit as trail
from referral_desk.services.centre import Centre
from referral_desk.ui.change_bus import ChangeBus
from referral_desk.ui.dialogs.period import PeriodDialog
from referral_desk.ui.dialogs.who import WhoDialog
from referral_desk.ui.files import NotWritten, write_file
from referral_desk.ui.page import Place
from referral_desk.ui.pages.tally import TallyPage
from referral_desk.ui.pages.tally_breakdown import BreakdownView
from referral_desk.ui.pages.tally_handoffs import HandoffsView
from referral_desk.ui.pages.tally_lists import LIST
from referral_desk.ui.pages.tally_people import PeopleView
from referral_desk.ui.pages.tally_services import ServicesView
from referral_desk.ui.pages.tally_view import months_earlier
from referral_desk.ui.pages.tally_views import BREAKDOWN, HANDOFFS, PEOPLE, SERVICES
from referral_desk.ui.tasks import Tasks
from referral_desk.ui.theme import Theme
from referral_desk.ui.workplace import Workplace
from tests.making import CALL, LEAFLET, add_client, add_contact, add_institution, add_referral

OCTOBER = date(2026, 10, 5)


@dataclass
class Said:
    """What the window would have said."""

    words: list[str] = field(default_factory=list)

    def saved(self, text: str, undo: object = None) -> None:
        self.words.append(text)

    def tell(self, text: str) -> None:
        self.words.append(text)

    def go(self, place: Place) -> bool:
        self.words.append(place.page)
        return True


@pytest.fixture
def page(qtbot: QtBot, theme: Theme, tasks: Tasks, centre: Centre) -> TallyPage:
    hanako = add_client(centre)
    taro = add_client(centre, name="例田 太郎", kana="レイタ タロウ")
    group = add_institution(centre, name="架空断酒会", kind="self_help_group")
    add_contact(centre, hanako.id, OCTOBER, category="alcohol", factors=("disaster",))
    add_contact(centre, hanako.id, OCTOBER)
    add_referral(
        centre, hanako.id, group.id, CALL, on=OCTOBER, outcome=Outcome.FIRST_ATTENDED, outcome_on=date(2026, 10, 9)
    )
    add_referral(centre, taro.id, group.id, LEAFLET, on=OCTOBER)
    said = Said()
    page = TallyPage(Workplace(centre, tasks, ChangeBus(), said))
    page.said = said  # type: ignore[attr-defined]
    qtbot.addWidget(page)
    page.open_place(Place("tally"))
    qtbot.waitUntil(lambda: page.shown is not None and tasks.idle)
    return page


def handoffs(page: TallyPage) -> HandoffsView:
    view = page.choose_view(HANDOFFS)
    assert isinstance(view, HandoffsView)
    return view


def services(page: TallyPage) -> ServicesView:
    view = page.choose_view(SERVICES)
    assert isinstance(view, ServicesView)
    return view


def people(page: TallyPage) -> PeopleView:
    view = page.choose_view(PEOPLE)
    assert isinstance(view, PeopleView)
    return view


def dialog_of(page: TallyPage, kind: type[QDialog]) -> QDialog:
    return next(child for child in page.findChildren(kind) if child.isVisible())


def test_the_page_opens_at_the_month_to_be_submitted(page: TallyPage) -> None:
    assert page.shown is not None
    assert page.shown.period == Period.month(2026, 10)
    assert handoffs(page).handoffs.records.rows[-1].warm_rate == 50.0
    assert handoffs(page).handoffs.records.rows[0].code == "self_help_group"


def test_every_figure_opens_its_names(qtbot: QtBot, page: TallyPage) -> None:
    handoffs(page).handoffs.cell_opened.emit(handoffs(page).handoffs.records.rows[-1], "warm")
    dialog = dialog_of(page, WhoDialog)
    qtbot.waitUntil(lambda: bool(dialog.table.records.rows))  # type: ignore[attr-defined]
    assert [row.client_name for row in dialog.table.records.rows] == ["見本 花子"]  # type: ignore[attr-defined]
    assert dialog.heading.text() == "つなぎ全体のウォームハンドオフ 1件、令和8年10月"  # type: ignore[attr-defined]
    went: list[Place] = []
    page.go.connect(went.append)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Return)  # type: ignore[attr-defined]
    assert went == [Place("tally", part=LIST), Place("referrals", referral=1)]  # Back leads to the list


def test_a_figure_of_persons_lists_each_person_once(qtbot: QtBot, page: TallyPage) -> None:
    service = next(row for row in services(page).services.records.rows if row.code == "consultation")
    assert (service.contacts, service.persons) == (2, 1)
    services(page).services.cell_opened.emit(service, "persons")
    dialog = dialog_of(page, WhoDialog)
    qtbot.waitUntil(lambda: bool(dialog.table.records.rows))  # type: ignore[attr-defined]
    assert len(dialog.table.records.rows) == 1  # type: ignore[attr-defined]


def test_services_without_persons_show_a_dash_and_open_nothing(page: TallyPage) -> None:
    telephone = next(row for row in services(page).services.records.rows if row.code == "telephone")
    column = next(column for column in services(page).services.records.columns if column.key == "persons")
    assert column.display(telephone) == "—"
    services(page).services.cell_opened.emit(telephone, "persons")
    assert not [child for child in page.findChildren(WhoDialog) if child.isVisible()]


def test_other_months_years_and_runs_of_months(qtbot: QtBot, page: TallyPage) -> None:
    page._step(-1)
    qtbot.waitUntil(lambda: page.shown is not None and page.shown.period == Period.month(2026, 9))
    page._to_fiscal_year()
    qtbot.waitUntil(lambda: page.shown is not None and page.shown.period == Period.fiscal_year(2026))
    page._ask_period()
    dialog = dialog_of(page, PeriodDialog)
    dialog.first.setText("2026-10")  # type: ignore[attr-defined]
    dialog.last.setText("2026-08")  # type: ignore[attr-defined]
    dialog._accept()  # type: ignore[attr-defined]
    assert dialog.isVisible()
    dialog.last.setText("2026-11")  # type: ignore[attr-defined]
    dialog._accept()  # type: ignore[attr-defined]
    wanted = Period.months((2026, 10), (2026, 11))
    qtbot.waitUntil(lambda: page.shown is not None and page.shown.period == wanted)


def test_any_run_of_days_can_be_asked_for(qtbot: QtBot, page: TallyPage) -> None:
    page._ask_period()
    dialog = dialog_of(page, PeriodDialog)
    dialog.first.setText("R8.10.5")  # type: ignore[attr-defined]
    for wrong in ("2026-10-32", "いつか", "2026", "2026-10-04"):
        dialog.last.setText(wrong)  # type: ignore[attr-defined]
        dialog._accept()  # type: ignore[attr-defined]
        assert dialog.isVisible(), wrong
    dialog.last.setText("2026-10-07")  # type: ignore[attr-defined]
    dialog._accept()  # type: ignore[attr-defined]
    wanted = Period(date(2026, 10, 5), date(2026, 10, 7))
    qtbot.waitUntil(lambda: page.shown is not None and page.shown.period == wanted)
    assert page.header.title.text() == "令和8年10月5日〜令和8年10月7日 集計"
    assert page.header.due.isHidden()
    page._step(-1)
    before = Period(date(2026, 10, 2), date(2026, 10, 4))
    qtbot.waitUntil(lambda: page.shown is not None and page.shown.period == before)


def test_the_chart_opens_the_handoffs_of_a_year(qtbot: QtBot, page: TallyPage) -> None:
    view = handoffs(page).chart
    view.resize(400, 200)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.place_of("warm").toPoint())
    dialog = dialog_of(page, WhoDialog)
    qtbot.waitUntil(lambda: bool(dialog.table.records.rows))  # type: ignore[attr-defined]
    assert [row.client_name for row in dialog.table.records.rows] == ["見本 花子"]  # type: ignore[attr-defined]


def test_the_tally_is_saved_as_a_workbook_and_as_csv(
    qtbot: QtBot, page: TallyPage, tasks: Tasks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for ending, start in (("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf")):
        target = tmp_path / f"tally.{ending}"
        monkeypatch.setattr("referral_desk.ui.pages.tally.ask_where", lambda *_asked, target=target: target)
        page._save(ending)
        qtbot.waitUntil(lambda: tasks.idle)
        assert target.read_bytes().startswith(start)
        assert not list(tmp_path.glob(".*"))
    wanted = AuditFilter(actions=(Action.SAVE_DOCUMENT,))
    with page._work.centre.read() as session:
        assert [dict(row.detail) for row in audit.rows(session, wanted)] == [{"kind": "tally"}] * 2


def test_a_tally_that_cannot_be_noted_is_not_saved(
    qtbot: QtBot, page: TallyPage, tasks: Tasks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> None:
        raise StorageFull(message("The disk is full."))

    target = tmp_path / "tally.csv"
    monkeypatch.setattr("referral_desk.ui.pages.tally.ask_where", lambda *_asked: target)
    monkeypatch.setattr(trail, "handed_out", refuse)
    page._save("csv")
    qtbot.waitUntil(lambda: tasks.idle)
    assert not target.exists()


def test_a_file_that_cannot_be_written_is_said_and_nothing_is_left(tmp_path: Path) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / "taken").mkdir()
    with pytest.raises(NotWritten):
        write_file(folder / "taken", b"figures")
    assert [each.name for each in folder.iterdir()] == ["taken"]


def test_the_tables_keep_qts_rules(page: TallyPage) -> None:
    for table in (
        handoffs(page).handoffs,
        handoffs(page).modes,
        services(page).services,
        services(page).categories,
        services(page).factors,
        people(page).benefits,
    ):
        QAbstractItemModelTester(table.records, QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_months_are_counted_over_years() -> None:
    assert months_earlier((2026, 1), 1) == (2025, 12)
    assert months_earlier((2026, 12), -1) == (2027, 1)


def test_anonymised_counts_are_saved_from_the_breakdown(
    qtbot: QtBot, page: TallyPage, tasks: Tasks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "anonymised.xlsx"
    monkeypatch.setattr("referral_desk.ui.pages.tally_breakdown.ask_where", lambda *_asked: target)
    view = page.choose_view(BREAKDOWN)
    assert isinstance(view, BreakdownView)
    view.research_button.click()
    qtbot.waitUntil(lambda: tasks.idle)
    assert target.read_bytes().startswith(b"PK")
