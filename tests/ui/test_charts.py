"""Charts in the window: gone through and opened by mouse and keyboard, told to a screen reader, turned into tables."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from referral_desk import resources
from referral_desk.domain.calendar import Period
from referral_desk.domain.chart_attended import AttendedChart, AttendedCount, attended_chart
from referral_desk.domain.chart_categories import Beside, categories_chart
from referral_desk.domain.chart_flow import FlowChart, FlowCount, flow_chart
from referral_desk.domain.chart_outcomes import OutcomesChart, outcomes_chart
from referral_desk.domain.chart_trend import MonthOfHandoffs, TrendChart, trend_chart
from referral_desk.domain.chart_words import ChartWords
from referral_desk.domain.charts import LEAST_WIDTH, Opens
from referral_desk.domain.codes import HandoffMode, Outcome
from referral_desk.domain.tally import Figure, FigureKind, ModeRow, ShareRow
from referral_desk.i18n import _
from referral_desk.services import tallies
from referral_desk.services.centre import Centre
from referral_desk.ui.change_bus import ChangeBus
from referral_desk.ui.look import colour
from referral_desk.ui.page import Place
from referral_desk.ui.pages.tally import TallyPage
from referral_desk.ui.pages.tally_charts import ChartsView
from referral_desk.ui.pages.tally_views import CHARTS
from referral_desk.ui.tasks import Tasks
from referral_desk.ui.theme import Scheme, Theme
from referral_desk.ui.widgets.chart_card import ChartCard
from referral_desk.ui.widgets.chart_view import ChartView
from referral_desk.ui.workplace import Workplace
from tests.making import CALL, LEAFLET, add_client, add_contact, add_institution, add_referral
from tests.ui.test_tally import Said

CODES = resources.code_book()
WORDS = ChartWords(CODES, "ja", _)
MONTH = Period.month(2026, 10)


def attended(period: Period | None = MONTH, warm: int = 149) -> AttendedChart:
    counts = [AttendedCount("warm", warm, 188), AttendedCount("contact", 4, 9), AttendedCount("information", 63, 203)]
    return attended_chart(counts, WORDS, period=period)


def trend(months: int = 13) -> TrendChart:
    return trend_chart([MonthOfHandoffs(Period.month(2025, 1 + n), n, 20) for n in range(months)], WORDS)


def outcomes() -> OutcomesChart:
    rows = [
        ModeRow(HandoffMode.ACCOMPANIED, 20, 5, None, 4, None, 3),
        ModeRow(HandoffMode.LETTER_ONLY, 8, 8, None, 0, None),
    ]
    return outcomes_chart(rows, WORDS, about="", period=MONTH)


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> ChartView:
    view = ChartView(name="Attended")
    qtbot.addWidget(view)
    view.resize(460, 100)
    view.show_chart(attended())
    view.show()
    qtbot.waitExposed(view)
    return view


# --- the view -------------------------------------------------------------------------------------------------------


def test_a_click_opens_what_the_mark_stands_for(qtbot: QtBot, view: ChartView) -> None:
    with qtbot.waitSignal(view.opened) as opened:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.place_of("contact").toPoint())
    assert opened.args == [Opens(MONTH, Figure(FigureKind.ATTENDED_AFTER, "contact", "attended"))]


def test_beside_all_marks_and_with_another_button_nothing_opens(qtbot: QtBot, view: ChartView) -> None:
    spy = QSignalSpy(view.opened)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(5, view.height() - 1))
    qtbot.mouseClick(view, Qt.MouseButton.RightButton, pos=view.place_of("warm").toPoint())
    assert spy.count() == 0


def test_arrows_go_from_mark_to_mark_and_enter_opens(qtbot: QtBot, view: ChartView) -> None:
    view.setFocus()
    keys = []
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Home, Qt.Key.Key_End):
        qtbot.keyClick(view, key)
        keys.append(view.current.key if view.current else "")
    assert keys == ["contact", "information", "information", "contact", "warm", "information"]
    with qtbot.waitSignal(view.opened) as opened:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert opened.args[0].figure.code == "information"


def test_a_shortcut_is_left_to_the_window(qtbot: QtBot, view: ChartView) -> None:
    spy = QSignalSpy(view.opened)
    qtbot.keyClick(view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert spy.count() == 0


def test_in_stacked_bars_left_and_right_stay_in_the_row(qtbot: QtBot, view: ChartView) -> None:
    view.show_chart(outcomes())
    view.setFocus()
    keys = []
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Up):
        qtbot.keyClick(view, key)
        keys.append(view.current.key if view.current else "")
    assert keys[:3] == ["accompanied otherwise", "accompanied declined", "letter_only attended"]
    assert keys[3].startswith("accompanied")


def test_months_are_walked_through_from_the_last_one(qtbot: QtBot, view: ChartView) -> None:
    view.show_chart(trend(12))
    view.setFocus()
    assert view.current is not None
    assert view.current.key == "2025-12"
    qtbot.keyClick(view, Qt.Key.Key_Left)
    with qtbot.waitSignal(view.opened) as opened:
        qtbot.keyClick(view, Qt.Key.Key_Space)
    assert opened.args == [Opens(Period.month(2025, 11))]


def test_a_screen_reader_gets_the_sentence_the_table_and_each_mark(qtbot: QtBot, view: ChartView) -> None:
    chart = attended()
    assert chart.says.title in view.accessibleDescription()
    assert "188" in view.accessibleDescription()
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert view.accessibleName() == f"Attended: {chart.bars[1].spoken}"


def test_marks_that_lead_nowhere_take_no_focus(view: ChartView) -> None:
    view.show_chart(attended(period=None))
    assert view.focusPolicy() is Qt.FocusPolicy.NoFocus


def test_the_cursor_stays_on_its_mark_when_figures_change(qtbot: QtBot, view: ChartView) -> None:
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Down)
    view.show_chart(attended(warm=20))
    assert view.current is not None
    assert view.current.key == "contact"


def test_a_chart_is_as_high_as_it_needs_and_laid_out_for_its_width(view: ChartView, theme: Theme) -> None:
    drawing = view.drawing
    assert drawing is not None
    assert view.height() == pytest.approx(drawing.height * view.width() / drawing.width, abs=1)
    view.resize(900, 100)
    wider = view.drawing
    assert wider is not None
    assert wider.width > drawing.width
    theme.set_zoom(200)
    larger = view.drawing
    assert larger is not None
    assert larger.width == pytest.approx(wider.width / 2, rel=0.1)


def test_less_room_than_any_chart_needs_draws_it_smaller(view: ChartView) -> None:
    view.resize(120, 100)
    assert view.drawing is not None
    assert view.drawing.width == LEAST_WIDTH
    assert view.place_of("warm").x() < 120


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
def test_only_the_warm_bar_is_amber(view: ChartView, theme: Theme, scheme: Scheme) -> None:
    theme.set_scheme(scheme)
    image: QImage = view.grab().toImage()

    def colours_of(key: str) -> set[str]:
        row = round(view.place_of(key).y()) - 4  # above the whisker
        return {QColor(image.pixel(x, row)).name() for x in range(image.width())}

    amber = colour("warm").name()
    assert amber in colours_of("warm")
    assert amber not in colours_of("contact") | colours_of("information")


# --- the card -------------------------------------------------------------------------------------------------------


@pytest.fixture
def card(qtbot: QtBot, theme: Theme) -> ChartCard:
    card = ChartCard("Attended")
    qtbot.addWidget(card)
    card.resize(520, 400)
    card.show_chart(attended())
    card.show()
    qtbot.waitExposed(card)
    return card


def test_a_card_turns_into_its_table_and_back(qtbot: QtBot, card: ChartCard) -> None:
    assert not card.as_table
    qtbot.keyClick(card.turn, Qt.Key.Key_Space)
    assert card.as_table
    assert card.table is not None
    assert card.table.isVisible()
    assert [row.cells for row in card.table.records.rows] == [row.cells for row in attended().table.rows]
    QAbstractItemModelTester(card.table.records, QAbstractItemModelTester.FailureReportingMode.Fatal)
    qtbot.keyClick(card.turn, Qt.Key.Key_Space)
    assert card.view.isVisible()


def test_a_figure_of_the_table_opens_its_names_and_a_share_nothing(qtbot: QtBot, card: ChartCard) -> None:
    card.turn_over()
    assert card.table is not None
    spy = QSignalSpy(card.opened)
    row = card.table.records.rows[2]
    card.table.cell_opened.emit(row, "1")
    card.table.cell_opened.emit(row, "3")
    assert spy.count() == 1
    assert spy.at(0) == [Opens(MONTH, Figure(FigureKind.ATTENDED_AFTER, "information", "referrals"))]


def test_the_table_stays_on_show_when_its_columns_change(card: ChartCard) -> None:
    card.turn_over()
    for label in ("前月", "前の期間"):
        rows = [ShareRow("alcohol", 4, 100.0)]
        beside = Beside(label, Period.month(2026, 9), {})
        card.show_chart(categories_chart(rows, beside, WORDS, about="", period=MONTH))
        assert card.as_table
        assert card.table is not None
        assert card.table.records.columns[3].label == label


def test_a_chart_of_nothing_says_so(card: ChartCard) -> None:
    empty: FlowChart = flow_chart([], WORDS, about="", period=MONTH)
    card.show_chart(empty)
    assert not card.turn.isEnabled()
    assert not card.view.isVisible()
    card.show_chart(flow_chart([FlowCount("a", "𠮷田<b>&", 1, 0)], WORDS, about="", period=MONTH))
    assert card.turn.isEnabled()
    assert card.view.isVisible()


# --- the page -------------------------------------------------------------------------------------------------------


@pytest.fixture
def page(qtbot: QtBot, theme: Theme, tasks: Tasks, centre: Centre) -> TallyPage:
    hanako = add_client(centre)
    taro = add_client(centre, name="例田 太郎", kana="レイタ タロウ")
    group = add_institution(centre, name="架空断酒会", kind="self_help_group")
    on = date(2026, 10, 5)
    add_contact(centre, hanako.id, on, category="alcohol")
    add_referral(centre, hanako.id, group.id, CALL, on=on, outcome=Outcome.FIRST_ATTENDED, outcome_on=date(2026, 10, 9))
    add_referral(centre, taro.id, group.id, LEAFLET, on=on, outcome=Outcome.NO_SHOW, outcome_on=date(2026, 10, 9))
    page = TallyPage(Workplace(centre, tasks, ChangeBus(), Said()))
    qtbot.addWidget(page)
    page.open_place(Place("tally", part=CHARTS))
    qtbot.waitUntil(lambda: page.shown is not None and tasks.idle)
    return page


def charts(page: TallyPage) -> ChartsView:
    view = page.choose_view(CHARTS)
    assert isinstance(view, ChartsView)
    return view


def test_a_place_leads_to_the_charts(page: TallyPage) -> None:
    assert page.chosen_view.value() == CHARTS


@pytest.mark.parametrize(
    ("card", "key", "figure"),
    [
        ("attended", "warm", Figure(FigureKind.ATTENDED_AFTER, "warm", "attended")),
        ("outcomes", "information_only otherwise", Figure(FigureKind.MODE, "information_only", "otherwise")),
        ("categories", "alcohol", Figure(FigureKind.CATEGORY, "alcohol", "contacts")),
        ("flow", "self_help_group out", Figure(FigureKind.HANDOFFS, "self_help_group", "referrals")),
    ],
)
def test_every_mark_asks_for_its_names(page: TallyPage, card: str, key: str, figure: Figure) -> None:
    view = charts(page)
    spy = QSignalSpy(view.asked)
    shown: ChartView = getattr(view, card).view
    mark = next(mark for mark in shown.drawing.marks if mark.key == key) if shown.drawing else None
    assert mark is not None
    shown.opened.emit(mark.opens)
    assert spy.at(0)[0] == figure
    assert spy.at(0)[1].last == MONTH.last


def test_as_many_stand_behind_a_mark_as_its_table_says(page: TallyPage, centre: Centre) -> None:
    for card in charts(page).cards():
        assert card.table is not None
        for row in card.table.records.rows:
            for cell, opens in zip(row.cells, row.opens, strict=True):
                if opens is not None and opens.figure is not None:
                    behind = tallies.names_behind(centre, opens.period, opens.figure)
                    assert len(behind) == int(cell.replace(",", "")), (row, opens)


def test_a_month_of_the_trend_is_shown(qtbot: QtBot, page: TallyPage) -> None:
    view = charts(page).trend.view
    assert view.drawing is not None
    view.opened.emit(view.drawing.marks[-2].opens)
    qtbot.waitUntil(lambda: page.shown is not None and page.shown.period == Period.month(2026, 9))


def test_every_chart_of_an_empty_centre_says_nothing(qtbot: QtBot, theme: Theme, tasks: Tasks, centre: Centre) -> None:
    page = TallyPage(Workplace(centre, tasks, ChangeBus(), Said()))
    qtbot.addWidget(page)
    page.open_place(Place("tally", part=CHARTS))
    qtbot.waitUntil(lambda: page.shown is not None and tasks.idle)
    titles = [card.view.chart.says.title for card in charts(page).cards() if card.view.chart]
    assert titles == [""] * 5


def test_tab_goes_from_chart_to_chart(qtbot: QtBot, page: TallyPage) -> None:
    page.resize(1000, 1400)
    page.show()
    qtbot.waitExposed(page)
    page.activateWindow()
    charts(page).trend.view.setFocus()
    passed: list[QWidget | None] = []
    for _step in range(7):
        passed.append(page.focusWidget())
        qtbot.keyClick(page.focusWidget() or page, Qt.Key.Key_Tab)
    views = [card.view for card in charts(page).cards()]
    assert [each for each in passed if each in views] == views[:4]


def test_a_point_outside_is_no_mark(view: ChartView) -> None:
    assert view._under(QPointF(-5, -5)) is None
