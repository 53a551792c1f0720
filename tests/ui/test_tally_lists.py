"""The lists behind the tally's figures in the window, what stands beside figures, what narrows them, and the paper."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from referral_desk.db import audit
from referral_desk.domain.access import Action
from referral_desk.domain.audit import AuditFilter
from referral_desk.domain.calendar import Period
from referral_desk.domain.changes import ChangeSet
from referral_desk.domain.codes import SbirtsStep, StepResult
from referral_desk.domain.figure_list import Order
from referral_desk.domain.sbirts import PathDraft
from referral_desk.domain.tally import ContactBehind, Figure, FigureKind
from referral_desk.domain.tally_filter import EVERYTHING
from referral_desk.i18n import Language, set_language
from referral_desk.services import clients, sbirts, tallies
from referral_desk.services.centre import Centre
from referral_desk.ui.change_bus import ChangeBus
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.dialogs.tally_print import NAMES, NUMBERS, PAGE, TallyPrintDialog
from referral_desk.ui.dialogs.who import AskedFigure, ListPlace, WhoDialog
from referral_desk.ui.page import Place
from referral_desk.ui.pages.tally import TallyPage
from referral_desk.ui.pages.tally_breakdown import BreakdownView
from referral_desk.ui.pages.tally_compare import BesideChips
from referral_desk.ui.pages.tally_handoffs import HandoffsView
from referral_desk.ui.pages.tally_people import PeopleView
from referral_desk.ui.pages.tally_services import ServicesView
from referral_desk.ui.pages.tally_views import BREAKDOWN, HANDOFFS, PEOPLE, SERVICES
from referral_desk.ui.tasks import Tasks
from referral_desk.ui.theme import Theme
from referral_desk.ui.workplace import Workplace
from tests.making import CALL, LEAFLET, add_client, add_contact, add_institution, add_referral

OCTOBER = Period.month(2026, 10)
CONTACTS = Figure(FigureKind.CONTACTS, "", "contacts")


class Said:
    """What the window would have said."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def saved(self, text: str, undo: object = None) -> None:
        self.words.append(text)

    def tell(self, text: str) -> None:
        self.words.append(text)

    def go(self, place: Place) -> bool:
        self.words.append(place.page)
        return True


@pytest.fixture
def work(centre: Centre, tasks: Tasks, theme: Theme) -> Workplace:
    hanako = add_client(centre)
    taro = add_client(centre, name="例田 太郎", kana="レイタ タロウ")
    group = add_institution(centre, name="架空断酒会", kind="self_help_group")
    for on in ("2026-10-05", "2026-10-06", "2026-09-07", "2025-10-02", "2026-05-11", "2026-05-12"):
        add_contact(centre, hanako.id, date.fromisoformat(on))
    add_contact(centre, taro.id, date(2026, 10, 1), category="drugs")
    add_referral(centre, hanako.id, group.id, CALL, on=date(2026, 10, 5))
    add_referral(centre, taro.id, group.id, LEAFLET, on=date(2026, 9, 5))
    return Workplace(centre, tasks, ChangeBus(), Said())


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def page(qtbot: QtBot, work: Workplace, settings: QSettings) -> TallyPage:
    page = TallyPage(work, settings)
    qtbot.addWidget(page)
    page.open_place(Place("tally"))
    qtbot.waitUntil(lambda: page.shown is not None and work.tasks.idle)
    return page


def who(qtbot: QtBot, work: Workplace, figure: Figure = CONTACTS, *, at: ListPlace | None = None) -> WhoDialog:
    dialog = WhoDialog(work, AskedFigure(OCTOBER, figure), at=at)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(lambda: bool(dialog.table.records.rows) and work.tasks.idle)
    return dialog


def numbers(dialog: WhoDialog) -> list[str]:
    return [row.client_number for row in dialog.table.records.rows]


def noted(work: Workplace, *actions: str) -> list[dict[str, object]]:
    with work.centre.read() as session:
        return [dict(row.detail) for row in reversed(audit.rows(session, AuditFilter(actions=actions)))]


# --- the list ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "heading"),
    [
        (Language.JA, "相談等の全体の延人員 3件、令和8年10月"),
        (Language.EN, "All counselling: contacts counted 3 records, Oct 2026"),
    ],
)
def test_the_heading_says_which_figure_of_which_period(
    qtbot: QtBot, work: Workplace, language: Language, heading: str
) -> None:
    set_language(language)
    assert who(qtbot, work).heading.text() == heading


def test_it_shows_the_columns_that_say_something(qtbot: QtBot, work: Workplace) -> None:
    for figure, shown in (
        (CONTACTS, ["date", "number", "name", "what"]),
        (Figure(FigureKind.CONTACTS, "", "persons"), ["number", "name"]),
        (Figure(FigureKind.HANDOFFS, "", "referrals"), ["date", "number", "name", "what", "mode", "outcome"]),
    ):
        table = who(qtbot, work, figure).table
        columns = table.records.columns
        assert [each.key for place, each in enumerate(columns) if not table.isColumnHidden(place)] == shown
        QAbstractItemModelTester(table.records, QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_the_whole_list_is_searched_and_sorted(qtbot: QtBot, work: Workplace) -> None:
    dialog = who(qtbot, work)
    assert numbers(dialog) == ["00002", "00001", "00001"]
    dialog.sort_by(Order.NUMBER)
    qtbot.waitUntil(lambda: numbers(dialog) == ["00001", "00001", "00002"])
    header = dialog.table.horizontalHeader()
    header.sectionClicked.emit(1)
    qtbot.waitUntil(lambda: numbers(dialog) == ["00002", "00001", "00001"])
    assert header.isSortIndicatorShown()
    assert header.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder
    qtbot.keyClicks(dialog.list.search, "reita")
    qtbot.waitUntil(lambda: numbers(dialog) == ["00002"] and work.tasks.idle)
    assert dialog.list.count.text() == "3件中 1件"
    dialog.list.search.setText("ななし")
    qtbot.waitUntil(lambda: numbers(dialog) == [])


def test_a_list_of_many_is_read_bit_by_bit(qtbot: QtBot, work: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    many = tuple(ContactBehind(n, f"{n:05}", f"例 {n}", "レイ", None, None, "") for n in range(1, 100_001))
    monkeypatch.setattr(tallies, "names_behind", lambda *_asked: many)
    dialog = who(qtbot, work)
    assert len(dialog.table.records.rows) == 200
    assert dialog.list.count.text() == "100,000件"
    bar = dialog.table.verticalScrollBar()
    bar.setValue(bar.maximum())
    qtbot.waitUntil(lambda: len(dialog.table.records.rows) == 400)
    dialog.sort_by(Order.NUMBER, descending=True)
    qtbot.waitUntil(lambda: numbers(dialog)[:1] == ["100000"], timeout=20_000)
    assert len(dialog.table.records.rows) == 200


def test_a_record_that_is_gone_opens_nothing(qtbot: QtBot, work: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = ContactBehind(0, "", "", "", date(2026, 10, 5), None, "")
    monkeypatch.setattr(tallies, "names_behind", lambda *_asked: (gone,))
    dialog = who(qtbot, work)
    name = next(each for each in dialog.table.records.columns if each.key == "name")
    assert name.display(gone) == "(記録は廃棄済み)"
    went: list[object] = []
    dialog.go.connect(went.append)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    assert went == []
    assert dialog.isVisible()
    assert work.says.words == ["記録は廃棄済みのため、開けません。"]  # type: ignore[attr-defined]


def test_who_may_be_seen_by_others_only_is_counted_and_told_as_a_number(qtbot: QtBot, work: Workplace) -> None:
    dialog = WhoDialog(work, AskedFigure(OCTOBER, CONTACTS, counted=5))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(lambda: bool(dialog.table.records.rows) and work.tasks.idle)
    assert dialog.heading.text() == "相談等の全体の延人員 5件、令和8年10月"
    assert dialog.left_out.text == "このうち2件は、閲覧を限られた利用者のため、一覧に出ません。"


def test_one_comes_back_to_the_row_and_the_search_that_one_left(qtbot: QtBot, work: Workplace) -> None:
    dialog = who(qtbot, work)
    dialog.sort_by(Order.DATE, descending=True)
    qtbot.waitUntil(lambda: work.tasks.idle)
    dialog.list.search.setText("花子")
    qtbot.waitUntil(lambda: numbers(dialog) == ["00001", "00001"] and work.tasks.idle)
    dialog.table.setCurrentIndex(dialog.table.records.index(1, 0))
    left: list[ListPlace] = []
    dialog.left.connect(left.append)
    with qtbot.waitSignal(dialog.go) as opened:
        qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    assert opened.args == [Place("clients", client=1)]
    assert left == [ListPlace("花子", Order.DATE, True, 1)]
    again = who(qtbot, work, at=left[0])
    assert again.list.search.text() == "花子"
    assert numbers(again) == ["00001", "00001"]
    assert again.table.currentIndex().row() == 1


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    found = "".join(each.get_textpage().get_text_range() for each in document)
    document.close()
    return found


def preview_over(dialog: WhoDialog) -> PreviewDialog:
    return next(each for each in dialog.findChildren(PreviewDialog) if each.isVisible())


def test_it_prints_by_number_unless_names_are_asked_for(qtbot: QtBot, work: Workplace) -> None:
    dialog = who(qtbot, work)
    for name in ("", "with names"):
        if name:
            dialog.contents.chip("names").click()
        dialog.print_list()
        qtbot.waitUntil(
            lambda: work.tasks.idle and any(each.isVisible() for each in dialog.findChildren(PreviewDialog))
        )
        preview = preview_over(dialog)
        text = text_of(preview.preview.pdf)
        assert ("花子" in text) is bool(name)
        assert ("取扱注意" in text) is bool(name)
        assert preview.preview._note is not None
        preview.preview._note(Action.PRINT_DOCUMENT)
        preview.close()
        qtbot.waitUntil(lambda: not dialog.findChildren(PreviewDialog))
    assert noted(work, Action.PRINT_DOCUMENT) == [{"kind": "figure_list"}, {"kind": "figure_list_names"}]


def test_it_is_saved_as_a_workbook_and_as_csv_and_noted(
    qtbot: QtBot, work: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = who(qtbot, work)
    proposed: list[str] = []

    def ask(_parent: object, _title: str, name: str) -> Path:
        proposed.append(name)
        return tmp_path / name

    monkeypatch.setattr("referral_desk.ui.dialogs.who.ask_where", ask)
    dialog.excel_button.click()
    qtbot.waitUntil(lambda: work.tasks.idle)
    dialog.contents.chip("names").click()
    dialog.csv_button.click()
    qtbot.waitUntil(lambda: work.tasks.idle)
    assert proposed == ["list-2026-10.xlsx", "list-2026-10-names.csv"]
    assert (tmp_path / proposed[0]).read_bytes().startswith(b"PK")
    assert "見本 花子" in (tmp_path / proposed[1]).read_text("utf-8-sig")
    assert noted(work, Action.SAVE_DOCUMENT) == [{"kind": "figure_list"}, {"kind": "figure_list_names"}]


# --- beside figures ---------------------------------------------------------------------------------------------------


def shown_keys(table: object) -> list[str]:
    columns = table.records.columns  # type: ignore[attr-defined]
    return [each.key for place, each in enumerate(columns) if not table.isColumnHidden(place)]  # type: ignore[attr-defined]


def test_the_columns_beside_are_chosen_and_remembered_for_each_person(
    qtbot: QtBot, page: TallyPage, settings: QSettings
) -> None:
    view = page.view(SERVICES)
    assert isinstance(view, ServicesView)
    assert "before" in shown_keys(view.services)
    assert "year_ago" not in shown_keys(view.services)
    page.beside.chip("year_ago").click()
    page.beside.chip("year_to_date").click()
    page.beside.chip("before").click()
    assert shown_keys(view.services)[-2:] == ["year_ago", "year_to_date"]
    assert BesideChips(settings, "midori").chosen() == ("year_ago", "year_to_date")
    assert BesideChips(settings, "somebody else").chosen() == ("before",)


def test_the_columns_beside_hold_the_other_periods(page: TallyPage) -> None:
    view = page.view(SERVICES)
    assert isinstance(view, ServicesView)
    total = view.services.records.rows[-1]
    columns = {each.key: each.display(total) for each in view.services.records.columns}
    assert (columns["contacts"], columns["before"], columns["year_ago"], columns["year_to_date"]) == (
        "3",
        "1",
        "1",
        "6",
    )
    handed = page.view(HANDOFFS)
    assert isinstance(handed, HandoffsView)
    rates = {each.key: each.display(handed.handoffs.records.rows[-1]) for each in handed.handoffs.records.columns}
    assert (rates["rate"], rates["before"], rates["year_to_date"]) == ("100.0%", "0.0%", "50.0%")


def test_the_persons_of_the_year_are_counted_once(page: TallyPage) -> None:
    assert page.shown is not None
    persons = Figure(FigureKind.CONTACTS, "", "persons_reported")
    assert page.shown.beside("year_to_date", persons) == 2
    assert page.shown.counted(OCTOBER, persons) == 2
    assert page.shown.counted(Period.month(2026, 9), persons) is None


def test_the_breakdown_opens_the_lists_of_staff_age_sex_and_district(
    qtbot: QtBot, page: TallyPage, work: Workplace
) -> None:
    view = page.choose_view(BREAKDOWN)
    assert isinstance(view, BreakdownView)
    for table, row, told in (
        (view.staff, 0, "相談(担当:見本 みどり)の実人員 2人、令和8年10月"),
        (view.districts, 0, "相談(地区:記録なし)の実人員 2人、令和8年10月"),
        (view.ages, 2, "相談(40〜64歳)の実人員 2人、令和8年10月"),
    ):
        assert table.records.rows[row].persons == 2
        table.cell_opened.emit(table.records.rows[row], "persons")
        dialog = next(each for each in page.findChildren(WhoDialog) if each.isVisible())
        qtbot.waitUntil(lambda dialog=dialog: bool(dialog.table.records.rows) and work.tasks.idle)
        assert dialog.heading.text() == told
        dialog.reject()
    columns = {each.key: each.display(view.staff.records.rows[0]) for each in view.staff.records.columns}
    assert [columns[key] for key in ("contacts", "before", "year_ago", "year_to_date")] == ["3", "1", "1", "6"]
    assert [row.code for row in view.inbound.records.rows] == [""]


def test_how_things_stand_on_a_day_has_no_year_to_date(page: TallyPage) -> None:
    view = page.view(PEOPLE)
    assert isinstance(view, PeopleView)
    assert "year_to_date" not in [each.key for each in view.benefits.records.columns]


def test_the_figure_under_the_cursor_is_told_with_what_stands_beside_it(page: TallyPage) -> None:
    view = page.choose_view(SERVICES)
    assert isinstance(view, ServicesView)
    last = len(view.services.records.rows) - 1
    view.services.setCurrentIndex(view.services.records.index(last, 1))
    told = "相談等の全体の延人員 3件(前の期間 1件・前年同期 1件・年度累計 6件)"
    assert page._pointed.text() == told
    view.services.setCurrentIndex(view.services.records.index(last, 0))
    assert page._pointed.text().startswith("数字を選ぶと")


# --- narrowing --------------------------------------------------------------------------------------------------------


def test_a_filter_narrows_every_figure_and_says_so(qtbot: QtBot, page: TallyPage, work: Workplace) -> None:
    page.filter_chip.chip("filter").click()
    qtbot.waitUntil(lambda: work.tasks.idle)
    assert page.filter.open
    assert page.filter.staff.findText("見本 みどり") > 0
    page.filter.category.setCurrentIndex(page.filter.category.findData("drugs"))
    page.filter.category.picked.emit("drugs")
    qtbot.waitUntil(lambda: page.shown is not None and page.shown.narrowed.category == "drugs" and work.tasks.idle)
    assert page.shown is not None
    assert (page.shown.tally.contacts, page.shown.year_to_date.contacts) == (1, 1)
    assert page.filter.panel.text.startswith("絞り込み中(相談内容:薬物)。提出する数字ではありません。")
    assert page._file_name("csv") == "tally-2026-10-narrowed.csv"
    page.filter_chip.chip("filter").click()
    assert not page.filter.open
    assert page.filter.panel.text
    page.filter.clear()
    qtbot.waitUntil(lambda: page.shown is not None and page.shown.narrowed == EVERYTHING and work.tasks.idle)
    assert page.filter.panel.text == ""


def test_the_list_of_a_narrowed_figure_is_narrowed_and_says_so(qtbot: QtBot, page: TallyPage, work: Workplace) -> None:
    page.filter.category.choose("drugs")
    page.filter.category.picked.emit("drugs")
    qtbot.waitUntil(lambda: page.shown is not None and page.shown.narrowed.category == "drugs" and work.tasks.idle)
    view = page.choose_view(SERVICES)
    assert isinstance(view, ServicesView)
    view.services.cell_opened.emit(view.services.records.rows[-1], "contacts")
    dialog = next(each for each in page.findChildren(WhoDialog) if each.isVisible())
    qtbot.waitUntil(lambda: bool(dialog.table.records.rows) and work.tasks.idle)
    assert numbers(dialog) == ["00002"]
    assert dialog.narrowed.text.startswith("絞り込み中(相談内容:薬物)")


def test_districts_are_offered_as_they_are_recorded(qtbot: QtBot, page: TallyPage, work: Workplace) -> None:
    centre = work.centre
    stored = clients.get(centre, 2)
    clients.save(centre, _in_district(stored, "見本地区"), client_id=stored.id, version=stored.version)
    page.filter.show_choosers(True)
    qtbot.waitUntil(lambda: page.filter.district.findText("見本地区") > 0)
    page.filter.district.setCurrentIndex(page.filter.district.findText("見本地区"))
    assert page.filter.narrowed.district == "見本地区"
    page.filter.district.setCurrentIndex(page.filter.district.findText("記録なし"))
    assert page.filter.narrowed.district == ""


def _in_district(stored: object, district: str) -> object:
    from referral_desk.domain.client import ClientDraft

    values = {name: getattr(stored, name) for name in ClientDraft.__dataclass_fields__}
    return ClientDraft(**{**values, "district": district})


# --- the paper --------------------------------------------------------------------------------------------------------


def printing(qtbot: QtBot, page: TallyPage) -> TallyPrintDialog:
    page._print()
    dialog = next(each for each in page.findChildren(TallyPrintDialog) if each.isVisible())
    qtbot.waitUntil(lambda: bool(dialog.preview.pdf) and not dialog.making, timeout=20_000)
    return dialog


def test_the_paper_gets_its_lists_where_they_are_asked_for(qtbot: QtBot, page: TallyPage, work: Workplace) -> None:
    dialog = printing(qtbot, page)
    assert "別紙" not in text_of(dialog.preview.pdf)
    for wanted, kind in ((PAGE, "tally"), (NUMBERS, "tally_lists"), (NAMES, "tally_lists_names")):
        if wanted != PAGE:
            dialog.lists.chip(wanted).click()
            qtbot.waitUntil(lambda: not dialog.making, timeout=20_000)
            assert "別紙 明細 令和8年10月" in text_of(dialog.preview.pdf)
        assert ("花子" in text_of(dialog.preview.pdf)) is (wanted == NAMES)
        dialog._note(Action.PRINT_DOCUMENT)
        assert noted(work, Action.PRINT_DOCUMENT)[-1] == {"kind": kind}
    dialog.lists.chip(PAGE).click()
    qtbot.waitUntil(lambda: not dialog.making, timeout=20_000)
    assert "別紙" not in text_of(dialog.preview.pdf)


def test_making_the_lists_can_be_stopped_and_leaves_what_was_on_show(
    qtbot: QtBot, page: TallyPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = printing(qtbot, page)
    before = dialog.preview.pdf
    monkeypatch.setattr(
        "referral_desk.services.tally_appendix.tally_with_lists",
        lambda *_asked, progress, **_more: [progress(0, 1) for _forever in iter(lambda: 0, 1)],
    )
    dialog.lists.chip(NUMBERS).click()
    assert dialog.making
    qtbot.waitUntil(lambda: dialog.progress.shown == 1, timeout=5_000)
    assert dialog._making is not None
    dialog.progress.cancel(dialog._making.number)
    qtbot.waitUntil(lambda: not dialog.making)
    assert dialog.lists.value() == PAGE
    assert dialog.preview.pdf == before


def test_the_figures_of_the_sbirts_funnel_open_who_is_behind_them(
    qtbot: QtBot, page: TallyPage, work: Workplace
) -> None:
    begun = PathDraft(client_id=1, target="alcohol", started_on=date(2026, 10, 5))
    path = sbirts.save_path(work.centre, begun).record
    sbirts.save_path(work.centre, replace(begun, target="gambling", started_on=date(2026, 10, 6)))
    sbirts.take_step(work.centre, path.id, SbirtsStep.SCREENING, StepResult.DECLINED)
    page.refresh(ChangeSet.of(client=1), None)
    view = page.choose_view(BREAKDOWN)
    assert isinstance(view, BreakdownView)
    qtbot.waitUntil(lambda: bool(view.sbirts.records.rows) and view.sbirts.records.rows[0].lost == 1)

    def listed() -> tuple[str, list[str]]:
        dialog = next(each for each in page.findChildren(WhoDialog) if each.isVisible())
        qtbot.waitUntil(lambda: bool(dialog.table.records.rows) and work.tasks.idle)
        columns = {each.key: each for each in dialog.table.records.columns}
        told = dialog.heading.text(), [columns["what"].display(row) for row in dialog.table.records.rows]
        dialog.reject()
        return told

    view.sbirts.cell_opened.emit(view.sbirts.records.rows[0], "lost")
    heading, problems = listed()
    assert "1件" in heading
    assert problems == ["アルコール"]
    view.paths_button.click()
    assert listed()[1] == ["アルコール", "ギャンブル"]
    view.persons_button.click()
    heading, problems = listed()
    assert "1人" in heading
    assert problems == [""]
