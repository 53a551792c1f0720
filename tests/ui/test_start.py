"""What the program does without a command: the password of the remembered centre, or three ways to begin."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from referral_desk.db import vault
from referral_desk.db.errors import WrongRecoveryCode
from referral_desk.db.recovery import RecoveryCode
from referral_desk.i18n import Language, language
from referral_desk.services import centre as centre_service
from referral_desk.services import places, recovery
from referral_desk.services.centre import Centre
from referral_desk.services.demo import DemoCentre
from referral_desk.ui import start as start_module
from referral_desk.ui.desk import DeskWindow
from referral_desk.ui.dialogs.first_start import ChoicePanel
from referral_desk.ui.dialogs.recover import RecoverPanel
from referral_desk.ui.dialogs.recovery_code import RecoveryCodePanel
from referral_desk.ui.dialogs.set_up import SetUpPanel
from referral_desk.ui.dialogs.unlock import UnlockPanel
from referral_desk.ui.start import Start
from referral_desk.ui.theme import Theme
from tests.making import CHEAP, LOGIN, PASSWORD, NewCentre


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Test slots are cheaper than any real one may be."""
    real_open, real_create = centre_service.open_centre, centre_service.create_centre
    real_recover = recovery.recover
    cheap = {"cost": CHEAP, "minimum": CHEAP}
    monkeypatch.setattr(recovery, "confirm_code", partial(recovery.confirm_code, cost=CHEAP))
    monkeypatch.setattr(recovery, "recover", lambda *a, **k: real_recover(*a, **{**cheap, **k}))
    monkeypatch.setattr(centre_service, "open_centre", lambda *a, **k: real_open(*a, **{"minimum": CHEAP, **k}))
    monkeypatch.setattr(centre_service, "create_centre", lambda *a, **k: real_create(*a, **{"cost": CHEAP, **k}))


@pytest.fixture
def start(
    qtbot: QtBot, qapp: QApplication, theme: Theme, settings: QSettings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Start]:
    start = Start(qapp, theme, settings)
    qtbot.addWidget(start.window)
    yield start
    monkeypatch.undo()
    start._waiting = None
    start.window.close()
    if start.desk is not None:
        start.desk.close()
        start.desk.deleteLater()


def unlock_panel(start: Start) -> UnlockPanel:
    panel = start.window.panel
    assert isinstance(panel, UnlockPanel)
    return panel


def test_three_ways_are_offered_and_chosen_by_number(qtbot: QtBot, start: Start) -> None:
    start.offer()
    start.show()
    qtbot.waitUntil(start.window.isVisible)
    assert isinstance(start.window.panel, ChoicePanel)
    start.window.activateWindow()
    qtbot.waitUntil(start.window.isActiveWindow)
    qtbot.keyClick(start.window.panel.open_button, Qt.Key.Key_2)
    qtbot.waitUntil(lambda: isinstance(start.window.panel, SetUpPanel))


def test_the_only_login_is_filled_in(qtbot: QtBot, start: Start, new_folder: NewCentre) -> None:
    start.unlock(new_folder.folder)
    start.show()
    qtbot.waitUntil(lambda: unlock_panel(start).login.text() == LOGIN)
    assert unlock_panel(start).login.text() == LOGIN


def test_a_wrong_password_is_said_under_the_password(qtbot: QtBot, start: Start, new_folder: NewCentre) -> None:
    start.unlock(new_folder.folder, LOGIN)
    start.show()
    panel = unlock_panel(start)
    panel.password.setText("これは違う合言葉ですよね。")
    panel.open()
    assert panel.busy
    qtbot.waitUntil(lambda: not panel.busy)
    assert "ログイン" in panel.password_error or "login" in panel.password_error
    assert not panel.problem.text


def test_blank_fields_are_named_before_anything_is_tried(qtbot: QtBot, start: Start, new_folder: NewCentre) -> None:
    start.unlock(new_folder.folder, LOGIN)
    panel = unlock_panel(start)
    panel.open()
    assert panel.password_error
    assert not panel.busy


def test_a_folder_without_a_centre_asks_for_another_instead_of_a_password(
    qtbot: QtBot, start: Start, tmp_path: Path
) -> None:
    start.unlock(tmp_path / "nowhere")
    start.show()
    panel = unlock_panel(start)
    qtbot.waitUntil(lambda: bool(panel.problem.text))
    assert str(tmp_path / "nowhere") in panel.problem.text
    assert not panel.password.isVisible()
    assert panel.other_button.isVisible()


def test_a_damaged_folder_is_told_apart_from_a_wrong_password(
    qtbot: QtBot, start: Start, new_folder: NewCentre
) -> None:
    for name in ("keys.json", "keys-copy.json"):
        (new_folder.folder / name).write_bytes(b"\x00" * 64)
    start.unlock(new_folder.folder)
    start.show()
    panel = unlock_panel(start)
    qtbot.waitUntil(lambda: bool(panel.problem.text))
    assert not panel.password_error


def test_a_folder_of_a_newer_version_says_so(qtbot: QtBot, start: Start, new_folder: NewCentre) -> None:
    import hashlib
    import json

    from referral_desk.db.slots import VERSION, canonical

    for name in ("keys.json", "keys-copy.json"):
        content = json.loads((new_folder.folder / name).read_bytes())
        content.pop("sha256")
        content["version"] = VERSION + 1
        content["sha256"] = hashlib.sha256(canonical(content)).hexdigest()
        (new_folder.folder / name).write_text(json.dumps(content), encoding="utf-8")
    start.unlock(new_folder.folder)
    panel = unlock_panel(start)
    qtbot.waitUntil(lambda: bool(panel.problem.text))
    assert "新しい" in panel.problem.text or "newer" in panel.problem.text


def test_the_right_password_opens_the_desk_and_the_login_is_proposed_next_time(
    qtbot: QtBot, start: Start, new_folder: NewCentre, settings: QSettings
) -> None:
    start.unlock(new_folder.folder, LOGIN)
    start.show()
    panel = unlock_panel(start)
    panel.password.setText(PASSWORD)
    panel.open()
    qtbot.waitUntil(lambda: start.desk is not None and start.desk.isVisible())
    assert isinstance(start.desk, DeskWindow)
    assert start.desk.place is not None
    assert start.desk.place.page == "today"
    assert not start.window.isVisible()
    assert settings.value("login") == LOGIN


def test_a_chosen_folder_is_remembered_for_every_account_once_it_is_open(
    qtbot: QtBot, start: Start, new_folder: NewCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(new_folder.folder))
    start.choose_folder()
    panel = unlock_panel(start)
    assert places.known_centre() is None
    qtbot.waitUntil(lambda: panel.login.text() == LOGIN)
    panel.password.setText(PASSWORD)
    panel.open()
    qtbot.waitUntil(lambda: start.desk is not None)
    assert places.known_centre() == new_folder.folder


def test_the_window_speaks_the_centres_language_unless_another_was_asked_for(
    qtbot: QtBot, start: Start, centre: Centre
) -> None:
    from dataclasses import replace

    centre_service.save_settings(centre, replace(centre.settings, language="en"))
    start.enter(centre)
    assert language() is Language.EN


def test_choosing_the_other_language_shows_the_same_choice_in_it(qtbot: QtBot, start: Start) -> None:
    start.offer()
    start.show()
    start.window.language_button.click()
    qtbot.addWidget(start.window)
    assert language() is Language.EN
    assert isinstance(start.window.panel, ChoicePanel)
    assert start.window.panel.open_button.accessibleName() == "Open an existing centre"


def fill(panel: SetUpPanel, folder: Path) -> None:
    panel.particulars.name_field.setText("架空市保健所")
    panel.particulars.name_field.textEdited.emit("架空市保健所")
    panel.my_name.setText("見本 みどり")
    panel.my_job.setText("保健師")
    panel.login.setText(LOGIN)
    panel.secret.password.setText(PASSWORD)
    panel.secret.again.setText(PASSWORD)
    panel.folder.setText(str(folder))


def test_a_new_centre_is_set_up_its_code_noted_and_the_desk_opened(
    qtbot: QtBot, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start.set_up()
    start.show()
    panel = start.window.panel
    assert isinstance(panel, SetUpPanel)
    fill(panel, tmp_path / "new centre")
    panel.staff.add()
    panel.staff.name_field(0).setText("例田 桜")
    panel.set_up()
    assert panel.busy
    qtbot.waitUntil(lambda: isinstance(start.window.panel, RecoveryCodePanel), timeout=20_000)
    code_panel = start.window.panel
    assert isinstance(code_panel, RecoveryCodePanel)
    assert not code_panel.go_on.isEnabled()
    monkeypatch.setattr(QMessageBox, "exec", lambda _box: 0)
    start.window.close()
    assert start.window.isVisible(), "the code would have been lost"
    code_panel.tick.setChecked(True)
    code_panel.go_on.click()
    qtbot.waitUntil(lambda: start.desk is not None)
    assert isinstance(start.desk, DeskWindow)
    assert [member.name for member in start.desk.centre.settings.staff] == ["見本 みどり", "例田 桜"]
    assert start.desk.centre.me is not None
    assert places.known_centre() == tmp_path / "new centre"


def test_a_forgotten_password_is_replaced_with_the_code_the_new_code_noted_and_the_desk_opened(
    qtbot: QtBot, start: Start, new_folder: NewCentre
) -> None:
    start.unlock(new_folder.folder, LOGIN)
    start.show()
    unlock_panel(start).forgotten.emit(LOGIN)
    panel = start.window.panel
    assert isinstance(panel, RecoverPanel)
    qtbot.waitUntil(lambda: panel.login.code == LOGIN)
    panel.code.groups[0].typed.emit(new_folder.recovery_code)
    panel.secret.password.setText(PASSWORD + "そして猫")
    panel.secret.again.setText(PASSWORD + "そして猫")
    panel.recover()
    qtbot.waitUntil(lambda: isinstance(start.window.panel, RecoveryCodePanel), timeout=20_000)
    code_panel = start.window.panel
    assert isinstance(code_panel, RecoveryCodePanel)
    assert start.desk is None
    old = RecoveryCode.read(new_folder.recovery_code)
    assert vault.unlock_with_recovery(new_folder.folder, old, minimum=CHEAP) == new_folder.key
    code_panel.tick.setChecked(True)
    code_panel.go_on.click()
    qtbot.waitUntil(lambda: start.desk is not None)
    assert start.desk is not None
    assert start.desk.centre.login == LOGIN
    with pytest.raises(WrongRecoveryCode):
        vault.unlock_with_recovery(new_folder.folder, old, minimum=CHEAP)


def test_going_back_from_the_recovery_code_asks_for_the_password_again(
    qtbot: QtBot, start: Start, new_folder: NewCentre
) -> None:
    start.unlock(new_folder.folder, LOGIN)
    start.show()
    unlock_panel(start).forgotten.emit(LOGIN)
    panel = start.window.panel
    assert isinstance(panel, RecoverPanel)
    panel.back_button.click()
    assert unlock_panel(start).login.text() == LOGIN


def test_everything_missing_in_a_set_up_is_said_under_its_field(qtbot: QtBot, start: Start) -> None:
    start.set_up()
    panel = start.window.panel
    assert isinstance(panel, SetUpPanel)
    panel.secret.password.setText("短い")
    panel.set_up()
    assert panel.particulars.row("name").error
    assert panel.access.row("my_name").error
    assert panel.access.row("login").error
    assert panel.access.row("password").error
    assert not panel.busy


def test_two_different_passwords_are_refused(qtbot: QtBot, start: Start, tmp_path: Path) -> None:
    start.set_up()
    panel = start.window.panel
    assert isinstance(panel, SetUpPanel)
    fill(panel, tmp_path / "centre")
    panel.secret.again.setText(PASSWORD + "x")
    panel.set_up()
    assert panel.access.row("again").error
    assert not (tmp_path / "centre").exists()


def test_a_folder_that_holds_something_else_is_refused_and_nothing_is_lost(
    qtbot: QtBot, start: Start, tmp_path: Path
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("ours")
    start.set_up()
    panel = start.window.panel
    assert isinstance(panel, SetUpPanel)
    fill(panel, tmp_path / "full")
    panel.set_up()
    qtbot.waitUntil(lambda: not panel.busy)
    assert panel.problem.text
    assert panel.my_name.text() == "見本 みどり"


def test_the_demo_opens_without_a_password_and_is_gone_when_it_is_closed(qtbot: QtBot, start: Start) -> None:
    start.demo()
    start.show()
    qtbot.waitUntil(lambda: start.desk is not None, timeout=30_000)
    assert isinstance(start.desk, DeskWindow)
    folder = start.desk.centre.folder
    assert folder.exists()
    assert start.desk.demo_strip.accessibleName()
    start.desk.close()
    assert not folder.exists()


def test_a_desk_prepared_for_a_centre_is_none_for_the_demo(qtbot: QtBot, start: Start, new_folder: NewCentre) -> None:
    start.unlock(new_folder.folder, LOGIN)
    start.show()
    qtbot.keyClick(unlock_panel(start).password, Qt.Key.Key_A)
    start.demo()
    qtbot.waitUntil(lambda: start.desk is not None, timeout=20_000)
    assert start.desk is not None
    assert isinstance(start.desk.centre, DemoCentre)
    assert start.desk.demo_strip.accessibleName()
    start.desk.close()


def test_a_desk_prepared_while_the_password_was_typed_becomes_the_centres(
    qtbot: QtBot, start: Start, new_folder: NewCentre
) -> None:
    start.unlock(new_folder.folder, LOGIN)
    start.show()
    panel = unlock_panel(start)
    qtbot.keyClick(panel.password, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: start._prepared is not None and start._prepared.ready)
    panel.password.setText(PASSWORD)
    panel.open()
    qtbot.waitUntil(lambda: start.desk is not None and start.desk.place is not None)
    assert start.desk is not None
    assert start.desk.centre.settings.name in start.desk.windowTitle()
    assert start.desk.centre.folder == new_folder.folder
    start.desk.close()


def test_the_first_window_comes_up_without_the_database_library() -> None:
    statements = (
        "import sys\n"
        "import referral_desk.ui.start\n"
        "from referral_desk.services import places\n"
        "heavy = {'sqlalchemy', 'alembic', 'reportlab', 'openpyxl', 'pikepdf', 'typer', 'rich', 'argon2'}\n"
        "print(*sorted(heavy & {name.split('.')[0] for name in sys.modules}), 'PySide6.QtPdf' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", statements], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False"]


def test_the_demo_folder_does_not_stay_when_the_window_is_closed_meanwhile(
    qtbot: QtBot, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Path] = []
    real = start_module._demo

    def watched(work: object) -> Centre:
        opened = real(work)  # type: ignore[arg-type]
        made.append(opened.folder)
        return opened

    monkeypatch.setattr(start_module, "_demo", watched)
    start.demo()
    start.show()
    start.window.close()
    assert all(not folder.exists() for folder in made)
