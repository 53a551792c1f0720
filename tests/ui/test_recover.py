"""The way in with the recovery code: typed from its sheet, each group judged at once, and a new password."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from referral_desk.db.errors import FolderDamaged, WrongRecoveryCode
from referral_desk.db.recovery import RecoveryCode
from referral_desk.domain.documents.recovery_sheet import WAY_IN
from referral_desk.domain.errors import Problem, Rejected
from referral_desk.domain.messages import message
from referral_desk.i18n import Language, _, set_language, translator
from referral_desk.ui.dialogs.recover import RecoverPanel
from referral_desk.ui.dialogs.unlock import UnlockPanel
from referral_desk.ui.forms.recovery_code import GROUPS, RecoveryCodeFields
from referral_desk.ui.tasks import Tasks

pytestmark = pytest.mark.usefixtures("theme", "_english")

CODE = RecoveryCode(bytes(range(20))).text()
SHEET = CODE.split("-")
PASSWORD = "みほんのとても長い合言葉。"
FOLDER = Path("/nowhere/centre")


@pytest.fixture
def fields(qtbot: QtBot) -> RecoveryCodeFields:
    fields = RecoveryCodeFields()
    qtbot.addWidget(fields)
    fields.show()
    fields.activateWindow()
    qtbot.waitUntil(fields.isActiveWindow)
    fields.setFocus()
    return fields


def focused(fields: RecoveryCodeFields) -> int:
    return next((number for number, field in enumerate(fields.groups, start=1) if field.hasFocus()), 0)


def type_on(qtbot: QtBot, fields: RecoveryCodeFields, text: str) -> None:
    for key in text:
        qtbot.keyClicks(fields.groups[focused(fields) - 1], key)


def test_a_code_is_typed_in_one_go_without_leaving_the_keys(qtbot: QtBot, fields: RecoveryCodeFields) -> None:
    type_on(qtbot, fields, "".join(SHEET).lower())
    assert fields.text == CODE
    assert focused(fields) == GROUPS
    assert fields.check() is None


def test_look_alikes_and_full_width_letters_are_forgiven(qtbot: QtBot, fields: RecoveryCodeFields) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) for c in SHEET[0].lower().replace("0", "o").replace("1", "l"))
    fields.groups[0].setText(wide)
    fields.groups[0].textEdited.emit(wide)
    assert fields.groups[0].text() == SHEET[0]
    assert focused(fields) == 2


def test_a_wrong_group_is_named_as_soon_as_it_is_full_and_keeps_the_cursor(
    qtbot: QtBot, fields: RecoveryCodeFields
) -> None:
    type_on(qtbot, fields, "".join(SHEET[:2]))
    wrong = SHEET[2][:4] + ("X" if SHEET[2][4] != "X" else "Y")
    type_on(qtbot, fields, wrong[:4])
    assert fields.problem is None
    type_on(qtbot, fields, wrong[4])
    assert fields.problem is not None
    assert fields.problem.values["group"] == 3
    assert focused(fields) == 3
    assert fields.groups[2].property("wrong")
    assert "Group 3" in fields.groups[2].accessibleDescription()


def test_a_corrected_group_is_right_at_once(qtbot: QtBot, fields: RecoveryCodeFields) -> None:
    type_on(qtbot, fields, SHEET[0][:4] + ("X" if SHEET[0][4] != "X" else "Y"))
    assert fields.problem is not None
    qtbot.keyClick(fields.groups[0], Qt.Key.Key_Backspace)
    type_on(qtbot, fields, SHEET[0][4])
    assert fields.problem is None
    assert not fields.groups[0].property("wrong")
    assert fields._marks[0].isVisible()


def test_who_corrects_the_beginning_of_a_group_stays_in_it(qtbot: QtBot, fields: RecoveryCodeFields) -> None:
    type_on(qtbot, fields, SHEET[0][1:])
    fields.groups[0].setCursorPosition(0)
    type_on(qtbot, fields, SHEET[0][0])
    assert fields.groups[0].text() == SHEET[0]
    assert focused(fields) == 1


def test_backspace_at_the_beginning_goes_back_a_group(qtbot: QtBot, fields: RecoveryCodeFields) -> None:
    type_on(qtbot, fields, SHEET[0])
    qtbot.keyClick(fields.groups[1], Qt.Key.Key_Backspace)
    assert focused(fields) == 1
    assert fields.groups[0].text() == SHEET[0]


def test_a_whole_code_may_be_pasted_with_dashes_and_blanks(qtbot: QtBot, fields: RecoveryCodeFields) -> None:
    QGuiApplication.clipboard().setText(f"  {CODE.lower()} \n")
    fields.groups[0].selectAll()
    qtbot.keySequence(fields.groups[0], "Ctrl+V")
    assert fields.text == CODE
    assert fields.problem is None


def test_one_key_too_many_never_overwrites_the_next_group(qtbot: QtBot, fields: RecoveryCodeFields) -> None:
    type_on(qtbot, fields, "".join(SHEET))
    fields.groups[3].setFocus()
    fields.groups[3].setCursorPosition(2)
    type_on(qtbot, fields, "Z")
    assert fields.groups[4].text() == SHEET[4]
    assert fields.problem is not None
    assert fields.problem.values["group"] == 4


def test_a_group_left_unfinished_is_said_to_be_when_it_is_left(qtbot: QtBot, fields: RecoveryCodeFields) -> None:
    type_on(qtbot, fields, SHEET[0][:3])
    assert fields.problem is None
    fields.groups[4].setFocus()
    assert fields.problem is not None
    assert fields.problem.values == {"group": 1, "expected": 5, "found": 3}


def test_groups_swapped_by_the_eye_are_found(qtbot: QtBot, fields: RecoveryCodeFields) -> None:
    fields.groups[0].typed.emit("-".join([SHEET[1], SHEET[0], *SHEET[2:]]))
    assert fields.check() is not None


# --- the page ---------------------------------------------------------------------------------------------------


class Asked:
    """Stands for the service; remembers what it was asked."""

    def __init__(self, answer: object = ("centre", "NEW")) -> None:
        self.calls: list[tuple[object, ...]] = []
        self.answer = answer

    def __call__(self, *arguments: object) -> object:
        self.calls.append(arguments)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def page(qtbot: QtBot, tasks: Tasks, asked: Asked, login: str = "midori") -> RecoverPanel:
    panel = RecoverPanel(tasks, lambda _folder: ("midori", "sakura"), asked, FOLDER, login)  # type: ignore[arg-type]
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitUntil(lambda: tasks.idle)
    return panel


def fill(panel: RecoverPanel, code: str = CODE, password: str = PASSWORD) -> None:
    panel.code.groups[0].typed.emit(code)
    panel.secret.password.setText(password)
    panel.secret.again.setText(password)


def test_code_login_and_password_are_handed_over_and_the_new_code_comes_back(qtbot: QtBot, tasks: Tasks) -> None:
    asked = Asked()
    panel = page(qtbot, tasks, asked)
    fill(panel)
    with qtbot.waitSignal(panel.recovered) as recovered:
        panel.recover_button.click()
        assert panel.busy
        assert not panel.form.isEnabled()
    assert recovered.args == ["centre", "NEW"]
    assert asked.calls == [(FOLDER, CODE, "midori", PASSWORD)]
    assert panel.code.empty
    assert not panel.secret.changed


def test_a_login_that_is_none_of_the_centre_has_to_be_chosen(qtbot: QtBot, tasks: Tasks) -> None:
    asked = Asked()
    panel = page(qtbot, tasks, asked, login="somebody")
    assert not panel.login.code
    fill(panel)
    panel.recover()
    assert panel.form.row("login").error
    assert not asked.calls
    panel.login.choose("sakura")
    panel.recover()
    qtbot.waitUntil(lambda: bool(asked.calls))
    assert asked.calls[0][2] == "sakura"


def test_the_only_login_is_chosen(qtbot: QtBot, tasks: Tasks) -> None:
    panel = RecoverPanel(tasks, lambda _folder: ("midori",), Asked(), FOLDER)  # type: ignore[arg-type]
    qtbot.addWidget(panel)
    qtbot.waitUntil(lambda: panel.login.code == "midori")


def test_everything_missing_is_said_under_its_field_and_the_first_group_gets_the_cursor(
    qtbot: QtBot, tasks: Tasks
) -> None:
    panel = page(qtbot, tasks, Asked(), login="")
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    panel.recover()
    for name in ("code", "login", "password"):
        assert panel.form.row(name).error
    assert panel.code.groups[0].hasFocus()
    assert not panel.busy


def test_a_mistyped_group_gets_the_cursor_and_nothing_is_tried(qtbot: QtBot, tasks: Tasks) -> None:
    asked = Asked()
    panel = page(qtbot, tasks, asked)
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    mistyped = [*SHEET]
    mistyped[5] = mistyped[5][::-1] if mistyped[5] != mistyped[5][::-1] else "00000"
    fill(panel, "-".join(mistyped))
    panel.recover()
    assert "Group 6" in panel.form.row("code").error
    assert panel.code.groups[5].hasFocus()
    assert not asked.calls


def test_a_void_code_is_said_under_the_code_until_it_is_changed(qtbot: QtBot, tasks: Tasks) -> None:
    panel = page(qtbot, tasks, Asked(WrongRecoveryCode(message("This is not the code."))))
    fill(panel)
    panel.recover()
    qtbot.waitUntil(lambda: bool(panel.form.row("code").error))
    assert not panel.busy
    assert panel.changed
    panel.code.groups[0].typed.emit(SHEET[0][:3])
    assert not panel.form.row("code").error


def test_a_password_that_the_centre_refuses_is_said_under_it(qtbot: QtBot, tasks: Tasks) -> None:
    panel = page(qtbot, tasks, Asked(Rejected([Problem("password", message("Too easy."))])))
    fill(panel)
    panel.recover()
    qtbot.waitUntil(lambda: panel.form.row("password").error == "Too easy.")


def test_a_folder_that_is_damaged_is_said_at_the_top(qtbot: QtBot, tasks: Tasks) -> None:
    panel = page(qtbot, tasks, Asked(FolderDamaged(message("The keys are damaged."))))
    fill(panel)
    panel.recover()
    qtbot.waitUntil(lambda: panel.problem.text == "The keys are damaged.")


def test_going_back_asks_for_nothing_while_nothing_is_typed(qtbot: QtBot, tasks: Tasks) -> None:
    panel = page(qtbot, tasks, Asked())
    assert not panel.changed
    with qtbot.waitSignal(panel.back):
        panel.back_button.click()
    panel.code.groups[0].typed.emit("A")
    assert panel.changed


@pytest.mark.parametrize("lang", list(Language))
def test_the_link_under_the_password_is_called_as_on_the_sheet_and_takes_the_login_along(
    qtbot: QtBot, tasks: Tasks, lang: Language
) -> None:
    set_language(lang)
    panel = UnlockPanel(tasks, lambda _folder: ("midori",), Asked(), FOLDER, "midori")  # type: ignore[arg-type]
    qtbot.addWidget(panel)
    panel.show()
    assert panel.forgotten_link.text() == translator(lang)(WAY_IN) == _(WAY_IN)
    with qtbot.waitSignal(panel.forgotten) as forgotten:
        qtbot.keyClick(panel.forgotten_link, Qt.Key.Key_Return)
    assert forgotten.args == ["midori"]


def test_a_locked_window_offers_its_password_only(qtbot: QtBot, tasks: Tasks) -> None:
    panel = UnlockPanel(tasks, lambda _: ("midori",), Asked(), FOLDER, "midori", locked_by="x")  # type: ignore[arg-type]
    qtbot.addWidget(panel)
    panel.show()
    assert not panel.forgotten_link.isVisible()
