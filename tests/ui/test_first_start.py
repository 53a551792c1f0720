"""The words of the first windows: staff, the folder."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from referral_desk.domain.centre import StaffMember
from referral_desk.ui.dialogs.set_up import SetUpPanel
from referral_desk.ui.forms.centre_staff import StaffList
from referral_desk.ui.tasks import Tasks

pytestmark = pytest.mark.usefixtures("theme", "_english")


def test_a_member_with_a_login_cannot_be_taken_away(qtbot: QtBot) -> None:
    staff = StaffList([StaffMember(name="見本 みどり", login="midori"), StaffMember(name="例田 桜")])
    qtbot.addWidget(staff)
    staff.remove(1)
    assert [each.name for each in staff.members] == ["見本 みどり"]


def test_blank_lines_of_the_staff_list_are_left_out(qtbot: QtBot, tasks: Tasks) -> None:
    panel = SetUpPanel(tasks, lambda _wanted: (_ for _ in ()).throw(AssertionError))
    qtbot.addWidget(panel)
    panel.my_name.setText("見本 みどり")
    panel.login.setText("midori")
    panel.staff.add()
    panel.staff.add()
    panel.staff.name_field(1).setText("例田 桜")
    assert [each.name for each in panel.wanted().settings.staff] == ["見本 みどり", "例田 桜"]


def test_the_folder_proposed_says_who_reaches_it(qtbot: QtBot, tasks: Tasks) -> None:
    panel = SetUpPanel(tasks, lambda _wanted: (_ for _ in ()).throw(AssertionError))
    qtbot.addWidget(panel)
    hint = panel.folder.accessibleDescription()
    assert hint == "Every account of this PC reaches this folder."
    panel.folder.setText("/home/nobody/records")
    assert panel.folder.accessibleDescription() != hint
