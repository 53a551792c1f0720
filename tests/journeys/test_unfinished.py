"""The power goes while a nurse types: at the next start her referral is offered, opened, completed, and saved once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from referral_desk.domain.codes import ConsentKind, HandoffMode
from referral_desk.services import drafts, referrals
from referral_desk.ui.desk import DeskWindow
from referral_desk.ui.drafts import reopen
from referral_desk.ui.pages.new_referral import NewReferralPage
from referral_desk.ui.pages.today import TodayPage
from referral_desk.ui.widgets.buttons import Button
from tests.journeys.conftest import OpenWindow
from tests.journeys.dying_window import REQUEST
from tests.making import NewCentre, add_client, add_institution

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9")
ROOT = Path(__file__).parents[2]


@pytest.fixture
def killed(new_folder: NewCentre) -> NewCentre:
    """A centre whose window was killed in the middle of a referral."""
    centre = new_folder.open()
    client = add_client(centre, number="00012")
    institution = add_institution(centre, name="架空断酒会 中央支部", kind="self_help_group")
    centre.close()
    arguments = [str(new_folder.folder), new_folder.key.secret.hex(), str(client.id), str(institution.id)]
    command = [sys.executable, "-m", "tests.journeys.dying_window", *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as window:
        assert window.stdout is not None
        said = window.stdout.readline()
        os.kill(window.pid, signal.SIGKILL)
    assert said == "kept\n"
    return new_folder


@pytest.fixture
def desk(open_window: OpenWindow, qtbot: QtBot, killed: NewCentre) -> DeskWindow:
    window = open_window(killed.open())
    reopen(window, at_once=False)
    qtbot.waitUntil(lambda: window.tasks.idle)
    return window


def test_half_a_referral_survives_the_death_of_its_process(qtbot: QtBot, desk: DeskWindow) -> None:
    today = desk.page()
    assert isinstance(today, TodayPage)
    (opening,) = [each for each in today.unfinished.findChildren(Button) if each.label == "開く"]
    assert opening.isVisible()
    assert "00012" in opening.accessibleName()

    opening.click()
    qtbot.waitUntil(lambda: desk.tasks.idle)
    page = desk.page()
    assert isinstance(page, NewReferralPage)
    assert page.form.request.toPlainText() == REQUEST
    assert page.form.client.text() == "見本 花子"
    assert page.form.institution.text() == "架空断酒会 中央支部"
    page.form.press("5")
    page.save()
    qtbot.waitUntil(lambda: desk.tasks.idle)

    (row,) = referrals.rows(desk.centre)
    stored = referrals.get(desk.centre, row.id)
    assert stored.mode is HandoffMode.THREE_WAY_CALL
    assert stored.consent is ConsentKind.ORAL
    assert stored.request == REQUEST
    assert drafts.of_person(desk.centre) == ()
