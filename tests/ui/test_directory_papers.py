"""Papers of the directory in the window: chosen, shown, noted when they are printed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from referral_desk.domain.access import Action
from referral_desk.domain.codes import Attendees
from referral_desk.domain.directory_filter import EVERYTHING, DirectoryFilter
from referral_desk.domain.institution_parts import ServedArea
from referral_desk.domain.schedule_text import parse_schedule
from referral_desk.services import audit
from referral_desk.services import directory_pages as service
from referral_desk.services.centre import Centre
from referral_desk.services.documents import Issued
from referral_desk.ui.dialogs.meeting_calendar import A3, MeetingCalendarDialog
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.page import Place
from referral_desk.ui.pages.institutions import InstitutionsPage
from referral_desk.ui.tasks import Tasks
from referral_desk.ui.theme import Theme
from tests.making import add_institution
from tests.ui.record_pages import Desk, fill


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme, tasks: Tasks, centre: Centre) -> Desk:
    add_institution(
        centre,
        name="架空断酒会",
        kind="self_help_group",
        target="alcohol",
        attendees=Attendees.CLIENT,
        schedule=parse_schedule("毎週火 19:00-21:00"),
        areas=(ServedArea(name="見本町"),),
    )
    return Desk(qtbot, centre, tasks)


@pytest.fixture
def page(desk: Desk) -> InstitutionsPage:
    page = InstitutionsPage(desk.work)
    desk.show(page, Place("institutions"))
    return page


def calendar_of(desk: Desk, page: InstitutionsPage) -> MeetingCalendarDialog:
    page.papers.show_calendar()
    dialog = desk.dialog(MeetingCalendarDialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    desk.settle()
    return dialog


def test_ctrl_p_offers_what_can_be_printed_of_the_directory(desk: Desk, page: InstitutionsPage) -> None:
    assert page.print_action() is not None
    assert "例会カレンダー…" in [action.text() for action in page.papers.menu().actions()]


def test_the_calendar_shows_this_month_and_follows_what_is_chosen(desk: Desk, page: InstitutionsPage) -> None:
    dialog = calendar_of(desk, page)
    today = desk.centre.today()
    assert dialog.month == (today.year, today.month)
    shown = [dialog.preview.pdf]
    for change in (
        dialog.later.click,
        lambda: (dialog.target.choose("gambling"), dialog.make()),
        lambda: dialog.paper.chip(A3).click(),
    ):
        change()
        desk.settle()
        shown.append(dialog.preview.pdf)
    assert len(set(shown)) == 4
    assert not dialog.making
    dialog.earlier.click()
    desk.settle()
    assert dialog.month == (today.year, today.month)
    dialog.accept()


def test_the_calendar_offers_the_kinds_and_areas_that_the_directory_has(desk: Desk, page: InstitutionsPage) -> None:
    dialog = calendar_of(desk, page)
    assert [dialog.kind.itemData(place) for place in range(dialog.kind.count())] == ["", "self_help_group"]
    assert [dialog.area.itemText(place) for place in range(dialog.area.count())] == ["見本町"]
    before = dialog.preview.pdf
    dialog.area.line.setText("試山村")
    dialog.area.line.editingFinished.emit()
    desk.settle()
    assert dialog.preview.pdf != before
    dialog.accept()


def test_printing_the_calendar_is_noted_and_looking_is_not(desk: Desk, page: InstitutionsPage) -> None:
    before = audit.head(desk.centre).number
    dialog = calendar_of(desk, page)
    assert audit.head(desk.centre).number == before
    dialog._note(Action.PRINT_DOCUMENT)
    assert audit.head(desk.centre).number == before + 1
    dialog.accept()


def test_the_directory_is_printed_whole_or_as_the_list_shows_it(
    desk: Desk, page: InstitutionsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, DirectoryFilter]] = []
    make = service.directory_pages

    def noted(centre: Centre, text: str, narrowed: DirectoryFilter, **values: object) -> Issued:
        asked.append((text, narrowed))
        return make(centre, text, narrowed, **values)  # type: ignore[arg-type]

    monkeypatch.setattr(service, "directory_pages", noted)

    def offered() -> list[QAction]:
        return [action for action in page.papers.menu().actions() if action.text().startswith("台帳")]

    assert [action.text() for action in offered()] == ["台帳（すべての機関）"]
    fill(page.list.search, "断酒")
    desk.settle()
    for action in offered():
        action.trigger()
        desk.settle()
        desk.dialog(PreviewDialog).reject()
    assert asked == [("断酒", EVERYTHING), ("", EVERYTHING)]
