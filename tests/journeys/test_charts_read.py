"""A journey: a nurse reads in the charts that calls together help, goes to the names with the keyboard, and prints."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from referral_desk.domain.calendar import Period
from referral_desk.domain.codes import Outcome
from referral_desk.services import documents, tallies
from referral_desk.services.centre import Centre
from referral_desk.ui.dialogs.who import WhoDialog
from referral_desk.ui.main_window import MainWindow
from referral_desk.ui.page import Place
from referral_desk.ui.pages.tally import TallyPage
from referral_desk.ui.pages.tally_charts import ChartsView
from referral_desk.ui.pages.tally_views import CHARTS
from referral_desk.ui.widgets.chart_view import ChartView
from tests.journeys.conftest import OpenWindow
from tests.making import CALL, LEAFLET, add_client, add_institution, add_referral

OCTOBER = date(2026, 10, 1)


class Nurse:
    """What somebody at the desk does and sees on the page of the tally."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self.qtbot, self.window = qtbot, window

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: self.window.tasks.idle)

    def page(self) -> TallyPage:
        page = self.window.page()
        assert isinstance(page, TallyPage)
        return page

    def charts(self) -> ChartsView:
        self.window.go(Place("tally", month="2026-10", part=CHARTS))
        self.qtbot.waitUntil(lambda: self.page().shown is not None and self.window.tasks.idle)
        view = self.page().view(CHARTS)
        assert isinstance(view, ChartsView)
        return view

    def press(self, chart: ChartView, *keys: Qt.Key) -> None:
        chart.setFocus()
        for key in keys:
            self.qtbot.keyClick(chart, key)


@pytest.fixture
def nurse(open_window: OpenWindow, qtbot: QtBot, centre: Centre) -> Nurse:
    group = add_institution(centre, name="架空断酒会", kind="self_help_group")
    for number in range(24):
        client = add_client(centre, name=f"例田 {number}", kana="レイタ")
        on = OCTOBER + timedelta(days=number)
        warm = number < 12
        came = Outcome.FIRST_ATTENDED if number < 11 or number == 23 else Outcome.NO_SHOW
        add_referral(centre, client.id, group.id, CALL if warm else LEAFLET, on=on, outcome=came, outcome_on=on)
    window = open_window(centre)
    nurse = Nurse(qtbot, window)
    nurse.settle()
    return nurse


def test_from_a_sentence_to_the_names_behind_it_and_onto_paper(nurse: Nurse, centre: Centre, tmp_path: Path) -> None:
    charts = nurse.charts()
    shown = charts.attended.view.chart
    assert shown is not None
    sentence = "同席・同行でつないだ紹介の92%が参加（情報提供のみは8%）"
    assert shown.says.title == sentence

    nurse.press(charts.attended.view, Qt.Key.Key_End, Qt.Key.Key_Return)
    (dialog,) = [each for each in nurse.window.findChildren(WhoDialog) if each.isVisible()]
    nurse.qtbot.waitUntil(lambda: bool(dialog.table.records.rows) and nurse.window.tasks.idle)
    assert [row.client_name for row in dialog.table.records.rows] == ["例田 23"]
    dialog.reject()

    nurse.qtbot.keyClick(charts.attended.turn, Qt.Key.Key_Space)
    table = charts.attended.table
    assert table is not None
    assert table.isVisible()
    assert table.records.rows[0].cells[:4] == ("同席・同行", "12", "11", "91.7%")

    nurse.press(charts.trend.view, Qt.Key.Key_Left, Qt.Key.Key_Return)
    nurse.qtbot.waitUntil(
        lambda: nurse.page().shown is not None and nurse.page().shown.period == Period.month(2026, 9)  # type: ignore[union-attr]
    )
    nurse.settle()
    assert charts.trend.view.chart is not None
    assert charts.trend.view.chart.says.title == ""

    pdf = documents.tally_pdf(centre, tallies.tally(centre, Period.month(2026, 10)))
    pages = pypdfium2.PdfDocument(pdf)
    words = "".join(page.get_textpage().get_text_range() for page in pages)
    pages.close()
    assert sentence in words.replace("\r\n", "")
