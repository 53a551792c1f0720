"""The words of the first windows: the recovery code, the folder."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from referral_desk.domain.centre import StaffMember
from referral_desk.ui.dialogs.recovery_code import RecoveryCodePanel
from referral_desk.ui.dialogs.set_up import SetUpPanel
from referral_desk.ui.forms.centre_staff import StaffList
from referral_desk.ui.tasks import Tasks

pytestmark = pytest.mark.usefixtures("theme", "_english")

CODE = "ABCD1-ABCD2-ABCD3-ABCD4-ABCD5-ABCD6-ABCD7-ABCD8"


def test_the_recovery_code_stands_in_its_groups_and_cannot_be_copied(qtbot: QtBot) -> None:
    panel = RecoveryCodePanel(CODE)
    qtbot.addWidget(panel)
    shown = [label for label in panel.findChildren(QLabel) if label.text() in CODE.split("-")]
    assert [label.text() for label in shown] == CODE.split("-")
    selectable = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    assert not any(label.textInteractionFlags() & selectable for label in shown)


def test_going_on_needs_the_tick_that_the_code_is_noted(qtbot: QtBot) -> None:
    panel = RecoveryCodePanel(CODE)
    qtbot.addWidget(panel)
    assert not panel.go_on.isEnabled()
    panel.tick.setChecked(True)
    with qtbot.waitSignal(panel.noted):
        panel.go_on.click()


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
