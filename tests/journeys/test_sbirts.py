"""Alcohol, step by step: screened, agreed, treatment put off, introduced to a group on the phone; left and resumed."""

from __future__ import annotations

from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel
from pytestqt.qtbot import QtBot

from referral_desk.domain.codes import HandoffMode, SbirtsStep, StepResult
from referral_desk.domain.schedule_text import parse_schedule
from referral_desk.services import documents, followups, sbirts, screenings
from referral_desk.services.centre import Centre
from referral_desk.ui.desk import DeskWindow
from referral_desk.ui.dialogs.intervention import InterventionDialog, LookAgainDialog
from referral_desk.ui.dialogs.path_ending import PathEndingDialog
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.dialogs.screening import ScreeningDialog
from referral_desk.ui.page import SBIRTS, Place
from referral_desk.ui.pages.client_sbirts import ClientSbirts
from referral_desk.ui.pages.clients import ClientsPage
from referral_desk.ui.pages.new_referral import NewReferralPage
from referral_desk.ui.pages.referrals import ReferralsPage
from tests.journeys.conftest import OpenWindow
from tests.making import TODAY, add_client, add_institution
from tests.ui.record_pages import fill

D = TypeVar("D", bound=QDialog)


@pytest.fixture
def window(open_window: OpenWindow, centre: Centre) -> DeskWindow:
    add_client(centre)
    add_institution(
        centre,
        name="架空断酒会",
        kana="カクウダンシュカイ",
        kind="self_help_group",
        target="alcohol",
        contact_name="先輩の方",
        schedule=parse_schedule("毎週火 19:00-21:00"),
        venue="公民館",
    )
    return open_window(centre)


def dialog(kind: type[D]) -> D:
    (found,) = [each for each in QApplication.topLevelWidgets() if isinstance(each, kind) and each.isVisible()]
    return found


def part_of(qtbot: QtBot, window: DeskWindow) -> ClientSbirts:
    window.go(Place("clients", client=1, part=SBIRTS))
    page = window.page()
    assert isinstance(page, ClientsPage)
    part = page.client.part(SBIRTS)
    assert isinstance(part, ClientSbirts)
    qtbot.waitUntil(lambda: part.shown is not None and window.tasks.idle)
    return part


def test_the_whole_path_with_its_group_phoned_from_the_room(qtbot: QtBot, centre: Centre, window: DeskWindow) -> None:
    part = part_of(qtbot, window)
    part.begin_buttons["alcohol", False].setFocus()
    part.begin_buttons["alcohol", False].click()
    qtbot.waitUntil(lambda: part.path is not None and window.tasks.idle)
    assert window.focusWidget() is part.steps.buttons[SbirtsStep.SCREENING, "do"]  # Enter goes on

    # S: ten digits and Save
    part.steps.buttons[SbirtsStep.SCREENING, "do"].click()
    form = dialog(ScreeningDialog)
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    for digit in "4321022204":
        QTest.keyClicks(QApplication.focusWidget(), digit)
    form.save()
    qtbot.waitUntil(lambda: bool(screenings.of_client(centre, 1).screenings) and window.tasks.idle)
    (screened,) = screenings.of_client(centre, 1).screenings
    assert (screened.total, screened.items, screened.zone) == (20, (4, 3, 2, 1, 0, 2, 2, 2, 0, 4), "dependence")

    # BI: what the score suggests is proposed, the sheet is shown
    qtbot.waitUntil(lambda: part.path is not None and part.path.next_step is SbirtsStep.BRIEF_INTERVENTION)
    part.steps.buttons[SbirtsStep.BRIEF_INTERVENTION, "do"].click()
    agreeing = dialog(InterventionDialog)
    assert agreeing.presenter.draft.goal is not None
    agreeing.form.helps.setPlainText("炭酸水を買う")
    agreeing.save()
    qtbot.waitUntil(lambda: window.tasks.idle)
    qtbot.waitUntil(lambda: part.shown is not None and len(part.shown.interventions) == 1)
    assert part.shown is not None
    part.print_sheet(part.shown.interventions[0])
    qtbot.waitUntil(lambda: any(isinstance(each, PreviewDialog) for each in QApplication.topLevelWidgets()))
    dialog(PreviewDialog).close()

    # RT: not today; left, and come back to
    part.steps.buttons[SbirtsStep.REFERRAL_TO_TREATMENT, StepResult.POSTPONED].click()
    qtbot.waitUntil(lambda: window.tasks.idle)
    window.go(Place("today"))
    part = part_of(qtbot, window)
    assert part.path is not None
    assert part.path.next_step is SbirtsStep.REFERRAL_TO_TREATMENT

    # S: the group, on the phone with the client in the room
    part.steps.buttons[SbirtsStep.SELF_HELP_GROUP, "do"].click()
    pane = window.page()
    assert isinstance(pane, NewReferralPage)
    qtbot.waitUntil(lambda: window.tasks.idle)
    assert pane.presenter.entry.client_id == 1
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    field = pane.form.institution
    field.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClicks(field, "kakuu")
    qtbot.waitUntil(lambda: field.list.isVisible() and bool(field.list.rows))
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: pane.form.plan.meetings.isVisible() and window.tasks.idle)
    for key in "125":
        pane.form.press(key)
    first = pane.form.plan.meetings.codes[0]
    pane.form.plan.meetings.chip(first).click()
    fill(pane.form.plan.place, "駅の改札前")
    fill(pane.form.plan.meet_time, "18:40")
    fill(pane.form.plan.companion, "先輩の方")
    pane.form.consent.chip("oral").click()
    pane.save()
    qtbot.waitUntil(lambda: window.tasks.idle)

    (path,) = sbirts.of_client(centre, 1).paths
    assert path.reached(SbirtsStep.SELF_HELP_GROUP) is StepResult.DONE
    referral_id = path.steps[-1].referral_id
    assert referral_id is not None
    assert sbirts.of_client(centre, 1).referrals[referral_id].mode is HandoffMode.THREE_WAY_CALL
    plan = sbirts.plan_of(centre, referral_id)
    assert plan is not None
    assert (plan.meet_at, plan.meet_time, plan.companion, plan.venue) == ("駅の改札前", "18:40", "先輩の方", "公民館")
    (follow_up,) = followups.of_referral(centre, referral_id)
    assert (follow_up.due_on - plan.on).days >= 1
    assert documents.card(centre, referral_id).pdf.startswith(b"%PDF")

    # what was agreed stands on the referral's page, for the day it is asked after
    window.go(Place("referrals", referral=referral_id))
    page = window.page()
    assert isinstance(page, ReferralsPage)
    qtbot.waitUntil(lambda: page.referral.page is not None and window.tasks.idle)
    told = " ".join(label.text() for label in page.referral.texts.findChildren(QLabel))
    assert all(words in told for words in ("駅の改札前", "18:40", "先輩の方", "公民館"))


def test_what_was_agreed_is_looked_at_again_and_the_path_ends_and_goes_on(
    qtbot: QtBot, centre: Centre, window: DeskWindow
) -> None:
    part = part_of(qtbot, window)
    part.begin_buttons["gambling", True].click()
    qtbot.waitUntil(lambda: part.path is not None and window.tasks.idle)
    assert part.path is not None
    part.agree(part.path)
    agreeing = dialog(InterventionDialog)
    agreeing.form.goal.chip("none").click()
    agreeing.save()
    qtbot.waitUntil(lambda: part.shown is not None and len(part.shown.interventions) == 1 and window.tasks.idle)
    assert part.shown is not None
    agreed = part.shown.interventions[0]
    assert agreed.drinks_per_day is None
    part.look_again(agreed)
    looking = dialog(LookAgainDialog)
    looking.save()
    assert looking.form.row("result").error
    looking.words.setPlainText("一度も行かなかった")
    looking.save()
    qtbot.waitUntil(lambda: sbirts.of_client(centre, 1).interventions[0].looked_on == TODAY)
    part.end()
    ending = dialog(PathEndingDialog)
    ending.ending.chip("goal_reached").click()
    ending.save()
    qtbot.waitUntil(lambda: part.path is None and window.tasks.idle)
    assert sbirts.of_client(centre, 1).paths[0].ending == "goal_reached"
    window.undo_bar.undo()
    qtbot.waitUntil(lambda: part.path is not None and window.tasks.idle)
