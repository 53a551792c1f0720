"""Choosing meeting times: the words, the next dates, several times, what is missing, and the way back into the form."""

from __future__ import annotations

from datetime import datetime, time

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from referral_desk.domain.schedule import MeetingTime
from referral_desk.domain.schedule_choices import ODD, Pattern
from referral_desk.domain.schedule_text import parse_schedule
from referral_desk.i18n import Language, set_language
from referral_desk.services import institutions
from referral_desk.services.centre import Centre
from referral_desk.ui.dialogs.institution import InstitutionDialog
from referral_desk.ui.dialogs.meeting_times import MeetingTimesDialog
from referral_desk.ui.forms.meeting_times_presenter import MeetingTimesPresenter
from referral_desk.ui.page import Place
from referral_desk.ui.pages.institutions import InstitutionsPage
from referral_desk.ui.tasks import Tasks
from referral_desk.ui.theme import Theme
from tests.making import TODAY, add_institution
from tests.ui.record_pages import Desk, fill

Taken = list[tuple[MeetingTime, ...]]


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme, tasks: Tasks, centre: Centre, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr("referral_desk.ui.dialogs.form_dialog.ask", lambda *_args, **_kwargs: True)
    return Desk(qtbot, centre, tasks)


def opened(desk: Desk, words: str, taken: Taken) -> MeetingTimesDialog:
    dialog = MeetingTimesDialog(desk.work, parse_schedule(words), taken.append)
    desk.qtbot.addWidget(dialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    dialog.open()
    return dialog


def error(dialog: MeetingTimesDialog, field: str) -> str:
    return dialog.forms[0].row(field).error


def test_choosing_says_the_words_and_the_next_five_dates(desk: Desk) -> None:
    taken: Taken = []
    dialog = opened(desk, "", taken)
    assert not dialog.dates.text()
    dialog.weekdays.chip("1").click()
    fill(dialog.start, "1900")
    fill(dialog.end, "21:00")
    assert dialog.words.text() == "毎週火 19:00-21:00"
    assert dialog.dates.text().count("19:00") == 5
    dialog.every.setCurrentIndex(dialog.every.findData("2"))
    dialog.every.activated.emit(dialog.every.currentIndex())
    desk.save(dialog)
    assert error(dialog, "begins")
    assert taken == []
    fill(dialog.begins, "R8.12.1")
    assert "R8.12.15(火)" in dialog.dates.text()
    assert "R8.12.8" not in dialog.dates.text()
    desk.save(dialog)
    assert taken == [parse_schedule("隔週火 19:00-21:00（R8.12.1から）")]


def test_what_was_written_comes_back_as_choices_and_unchanged(desk: Desk) -> None:
    taken: Taken = []
    words = "奇数月第2・最終土 13:30（休止8/10-8/20、家族、会場「例町<集会所>」）；月末 10:00（祝日休み、年末年始休み）"
    dialog = opened(desk, words, taken)
    assert dialog.pattern.value() == Pattern.NTH_WEEKDAY
    assert dialog.every.currentData() == ODD
    assert dialog.weeks.chosen() == ("2", "-1")
    assert (dialog.pauses.text(), dialog.venue.text()) == ("8/10-8/20", "例町<集会所>")
    dialog._go_to(1)
    assert dialog.last_day.isChecked()
    assert dialog.holidays.isChecked()
    assert dialog.new_year.isChecked()
    assert not dialog.unsaved()
    desk.save(dialog)
    assert taken == [parse_schedule(words)]


def test_times_are_added_and_taken_out_and_a_blank_one_is_left_out(desk: Desk) -> None:
    taken: Taken = []
    dialog = opened(desk, "毎週火 19:00-21:00；毎週木 10:00", taken)
    dialog.take_out_button.click()
    dialog._add()
    assert dialog.presenter.at == 1
    desk.save(dialog)
    assert taken == [parse_schedule("毎週木 10:00")]


def test_the_first_time_that_is_not_finished_is_shown(desk: Desk) -> None:
    taken: Taken = []
    dialog = opened(desk, "毎週火 19:00-21:00；毎週木 10:00", taken)
    fill(dialog.end, "18:00")
    dialog._go_to(1)
    desk.save(dialog)
    assert dialog.presenter.at == 0
    assert error(dialog, "end")
    assert taken == []


def test_a_time_that_is_over_says_that_no_meeting_comes(centre: Centre) -> None:
    over = parse_schedule("毎週火 19:00（R8.3.31まで）")
    presenter = MeetingTimesPresenter(over, datetime.combine(TODAY, time(9)), centre.is_holiday)
    assert presenter.words(0)
    assert presenter.coming() == ()


@pytest.mark.parametrize("lang", list(Language))
def test_the_words_come_back_into_the_form_and_are_stored(desk: Desk, centre: Centre, lang: Language) -> None:
    set_language(lang)
    group = add_institution(centre, kind="self_help_group", schedule=parse_schedule("毎週火 19:00-21:00"))
    page = InstitutionsPage(desk.work)
    desk.show(page, Place("institutions", institution=group.id))
    page.institution.edit()
    form = desk.dialog(InstitutionDialog)
    fill(form.form.schedule, "毎週火 21:00-19:00")
    assert "19:00-21:00" in form.form.forms[1].row("schedule").error  # an example of what is right
    form.form.choose_button.click()
    chooser = desk.dialog(MeetingTimesDialog)
    assert chooser.presenter.words(0)  # the words that could be read last
    chooser.weekdays.chip("3").click()
    desk.save(chooser)
    assert form.form.schedule.text() == "毎週火・木 19:00-21:00"
    assert not form.form.forms[1].row("schedule").error
    desk.save(form)
    assert institutions.get(centre, group.id).schedule == parse_schedule("毎週火・木 19:00-21:00")
