"""The words of the first windows: passwords, the recovery code, the folder."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from referral_desk.domain.centre import StaffMember
from referral_desk.ui.dialogs.recovery_code import RecoveryCodePanel
from referral_desk.ui.dialogs.set_up import SetUpPanel
from referral_desk.ui.forms.centre_staff import StaffList
from referral_desk.ui.forms.password import PasswordField, ShowPassword, password_problems, strength_words
from referral_desk.ui.tasks import Tasks

pytestmark = pytest.mark.usefixtures("theme", "_english")

CODE = "ABCD1-ABCD2-ABCD3-ABCD4-ABCD5-ABCD6-ABCD7-ABCD8"


def test_a_short_password_says_how_many_characters_are_missing() -> None:
    assert strength_words("見本の合言葉") == "7 more characters are needed."


@pytest.mark.parametrize("password", ["aaaaaaaaaaaaaaaa", "1234567890123456", "abababababababab"])
def test_a_long_password_of_few_letters_is_called_easy_to_guess(password: str) -> None:
    assert "easy to guess" in strength_words(password)


def test_a_sentence_is_called_good_and_a_longer_one_very_good() -> None:
    assert strength_words("みほんのとても長い合言葉。").startswith("Good")
    assert strength_words("架空の町の丘の上で三時に会いましょう、傘を持って。") == "Very good."
    assert strength_words("") == ""


def test_twelve_characters_are_too_few_and_thirteen_are_enough() -> None:
    assert [each.field for each in password_problems("x" * 12, "x" * 12)] == ["password"]
    assert not password_problems("x" * 13, "x" * 13)
    assert [each.field for each in password_problems("x" * 13, "x" * 14)] == ["again"]


def test_a_password_is_hidden_until_it_is_asked_for(qtbot: QtBot) -> None:
    field = PasswordField()
    show = ShowPassword(field)
    for widget in (field, show):
        qtbot.addWidget(widget)
    assert field.echoMode() is QLineEdit.EchoMode.Password
    show.box.setChecked(True)
    assert field.echoMode() is QLineEdit.EchoMode.Normal


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
