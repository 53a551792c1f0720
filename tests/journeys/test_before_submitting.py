"""Before submitting: the line says that something was entered twice, leads there, and goes once it is taken out."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from referral_desk.domain.calendar import Period
from referral_desk.domain.codes import Sex, SpokeWith
from referral_desk.domain.quality import CheckKind
from referral_desk.services import tallies
from referral_desk.ui.desk import DeskWindow
from referral_desk.ui.dialogs.contact_correction import ContactCorrectionDialog
from referral_desk.ui.page import Place
from referral_desk.ui.pages.quality_group import MEND
from referral_desk.ui.pages.tally import TallyPage
from referral_desk.ui.pages.tally_quality import QualityView
from referral_desk.ui.pages.tally_views import QUALITY
from referral_desk.ui.widgets.link_label import LinkLabel
from tests.journeys.conftest import OpenWindow
from tests.journeys.test_log_client import CTRL, Person
from tests.making import NewCentre, add_client, add_contact

OCTOBER = Period.month(2026, 10)


@pytest.fixture
def window(open_window: OpenWindow, new_folder: NewCentre) -> DeskWindow:
    centre = new_folder.open()
    add_client(centre, sex=Sex.FEMALE)
    for _time in range(2):
        add_contact(centre, 1, date(2026, 10, 5), spoke_with=SpokeWith.CLIENT, minutes=30, note="電話で近況を聞く。")
    return open_window(centre)


def test_a_contact_entered_twice_is_found_opened_taken_out_and_the_line_says_that_all_is_well(
    qtbot: QtBot, window: DeskWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("referral_desk.ui.dialogs.contact_correction.ask", lambda *_words, **_more: True)
    person, centre = Person(qtbot, window), window.centre
    assert tallies.tally(centre, OCTOBER).contacts == 2

    # Ctrl+5: last month, to be submitted. The line over the figures leads to what may have been entered twice.
    person.press(Qt.Key.Key_5, CTRL)
    person.settle()
    page = window.page()
    assert isinstance(page, TallyPage)
    qtbot.waitUntil(page.quality.isVisible)
    assert page.quality.words == "提出前の点検: 同じ日の二重入力かもしれない 1件"
    (link,) = page.quality.findChildren(LinkLabel)
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    person.settle()
    view = page.view(QUALITY)
    assert isinstance(view, QualityView)
    table = view.groups[CheckKind.DOUBLE_ENTRY].table
    assert QApplication.focusWidget() is table

    # One click opens the entry; it is the same call, so it is taken out, with a reason.
    keys = [column.key for column in table.records.columns]
    place = table.visualRect(table.records.index(0, keys.index(MEND))).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    person.until(ContactCorrectionDialog)
    opened = QApplication.activeWindow()
    assert isinstance(opened, ContactCorrectionDialog)
    person.tab_to(opened.reason)
    person.type("二重入力")
    person.tab_to(opened.remove_button)
    person.press(Qt.Key.Key_Space)
    person.settle()

    # The list and the line have gone, without leaving the page; the figures count it once.
    assert window.page() is page
    assert page.chosen_view.value() == QUALITY
    qtbot.waitUntil(view.groups[CheckKind.DOUBLE_ENTRY].isHidden)
    qtbot.waitUntil(lambda: page.quality.words == "提出前の点検: 気になる点はありません")
    assert page.shown is not None
    assert page.shown.tally.contacts == tallies.tally(centre, OCTOBER).contacts == 1

    # Another month was entered as it should be, and going there and back finds the same.
    window.go(Place("tally", month="2026-11"))
    person.settle()
    assert page.quality.words == "提出前の点検: 気になる点はありません"
