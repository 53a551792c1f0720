"""What the window offers to whom: who only reads finds nothing to change anywhere; the rest is off with its reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from referral_desk.domain.access import Action, Role, may
from referral_desk.domain.users import UserDraft
from referral_desk.services import documents, users
from referral_desk.services.centre import Centre, open_centre
from referral_desk.ui.desk import DeskWindow, open_desk
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.page import Place
from referral_desk.ui.permits import reason
from referral_desk.ui.theme import Theme
from referral_desk.ui.widgets.engagement_board import Tile
from tests.making import CALL, CHEAP, NOT_YET, TODAY, add_client, add_contact, add_institution, add_referral

pytestmark = pytest.mark.usefixtures("_english")

LOGIN, PASSWORD = "kumiko", "べつのみほんの長い合言葉。"


@dataclass
class Reader:
    """The desk of somebody with one role, on a centre in which everything can be pressed."""

    qtbot: QtBot
    desk: DeskWindow
    places: dict[str, Place]

    def go(self, place: Place) -> None:
        self.desk.go(place)
        self.settle()

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: self.desk.tasks.idle, timeout=10_000)
        page = self.desk.page()
        settled = getattr(type(page), "settled", None)
        if settled is not None:
            self.qtbot.waitUntil(lambda: page.settled)  # type: ignore[union-attr]
        QApplication.processEvents()  # what was put into a layout is shown in the next turn

    def buttons(self) -> list[QAbstractButton]:
        """Every button of the page in view that can be pressed."""
        page = self.desk.page()
        assert page is not None
        return [each for each in page.findChildren(QAbstractButton) if each.isVisibleTo(page) and each.isEnabled()]

    def dialogs(self) -> list[QWidget]:
        return [
            each for each in QApplication.topLevelWidgets() if isinstance(each, QDialog | QMenu) and each.isVisible()
        ]

    def close_dialogs(self) -> None:
        for each in self.dialogs():
            each.close()
        QApplication.processEvents()


@pytest.fixture
def reader(
    request: pytest.FixtureRequest,
    qtbot: QtBot,
    qapp: QApplication,
    theme: Theme,
    centre: Centre,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Reader]:
    role = getattr(request, "param", Role.READ_ONLY)
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: True)
    for place in ("main_window", "desk"):
        monkeypatch.setattr(f"referral_desk.ui.{place}.ask", lambda *_words, **_more: True)
    users.add_user(centre, UserDraft(login=LOGIN, role=role, name="例田 久美子"), PASSWORD, cost=CHEAP)
    client, quiet = add_client(centre), add_client(centre, name="例田 静", kana="レイダ シズカ")
    stale = add_institution(centre)
    referral = add_referral(centre, client.id, stale.id, CALL, follow_up_on=TODAY)
    add_referral(centre, client.id, stale.id, NOT_YET)
    add_contact(centre, client.id)
    add_contact(centre, quiet.id, on=TODAY.replace(month=7))
    documents.letter(centre, referral.id)
    opened = open_centre(centre.folder, LOGIN, PASSWORD, minimum=CHEAP, today=centre.today)
    desk = open_desk(qapp, theme, QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat), opened)
    desk.resize(1366, 768)
    desk.show()
    places = {
        "today": Place("today"),
        "clients": Place("clients"),
        "client": Place("clients", client=client.id),
        "institutions": Place("institutions"),
        "institution": Place("institutions", institution=stale.id),
        "referrals": Place("referrals"),
        "referral": Place("referrals", referral=referral.id),
        "tally": Place("tally", month="2026-11"),
        "administration": Place("administration"),
        "new_referral": Place("new_referral", client=client.id, institution=stale.id),
    }
    reader = Reader(qtbot, desk, places)
    reader.settle()
    yield reader
    reader.close_dialogs()
    desk.close()
    desk.deleteLater()


PLACES = (
    *("today", "clients", "client", "institutions", "institution"),
    *("referrals", "referral", "tally", "administration", "new_referral"),
)
READS = {action.value for action in Action if may(Role.READ_ONLY, action)}
COMMANDS = {
    "new_referral": Action.SAVE_REFERRAL,
    "record_contact": Action.SAVE_CONTACT,
    "new_client": Action.SAVE_CLIENT,
    "new_institution": Action.SAVE_INSTITUTION,
    "import_files": Action.IMPORT_LEDGER,
    "export_files": Action.EXPORT_LEDGER,
}


@pytest.mark.parametrize("name", PLACES)
def test_whatever_who_only_reads_presses_changes_prints_and_exports_nothing(reader: Reader, name: str) -> None:
    place = reader.places[name]
    reader.go(place)
    pressed = []
    count = len(reader.buttons())
    for index in range(count):
        reader.go(place)
        buttons = reader.buttons()
        if index >= len(buttons):
            break
        button = buttons[index]
        pressed.append(button.accessibleName() or button.text())
        button.click()
        reader.settle()
        forms = [type(each).__name__ for each in reader.dialogs() if isinstance(each, FormDialog)]
        assert set(forms) <= {"ChangePasswordDialog", "PeriodDialog"}, pressed[-1]
        for menu in (each for each in reader.dialogs() if isinstance(each, QMenu)):
            offered = [action.text() for action in menu.actions() if action.isEnabled() and action.text()]
            assert offered == ["Open the referral"], pressed[-1]
        assert reader.desk.told in ("", reason()), pressed[-1]
        assert bool(reader.desk.told) is isinstance(button, Tile), pressed[-1]
        reader.desk.tell("")
        reader.close_dialogs()
    assert pressed or name not in ("today", "client", "referral", "tally", "administration")
    with reader.desk.centre.read() as session:
        mine = session.scalars(text("SELECT DISTINCT action FROM audit WHERE login = :me"), {"me": LOGIN}).all()
    assert set(mine) <= READS


@pytest.mark.parametrize("name", PLACES)
def test_what_is_off_for_who_only_reads_says_why(reader: Reader, name: str) -> None:
    reader.go(reader.places[name])
    page = reader.desk.page()
    assert page is not None
    off = [each for each in page.findChildren(QPushButton) if each.isVisibleTo(page) and not each.isEnabledTo(page)]
    assert {each.toolTip() for each in off} <= {f"<qt>{reason()}</qt>"}
    assert {each.accessibleDescription() for each in off} <= {reason()}
    assert off or name == "nowhere"


@pytest.mark.parametrize("reader", list(Role), indirect=True, ids=[role.value for role in Role])
def test_a_command_is_on_where_the_role_allows_it(reader: Reader) -> None:
    reader.go(reader.places["client"])
    role = reader.desk.centre.role
    actions = reader.desk.actions_registry
    actions.update()
    for name, action in COMMANDS.items():
        command = actions.action(name)
        assert command.isEnabled() is may(role, action), name
        assert (command.toolTip() == reason()) is not may(role, action), name
    for place, needed in (
        ("client", Action.ISSUE_DOCUMENT),
        ("referral", Action.ISSUE_DOCUMENT),
        ("tally", Action.PRINT_DOCUMENT),
    ):
        reader.go(reader.places[place])
        actions.update()
        assert actions.action("print").isEnabled() is may(role, needed), place
    reader.go(reader.places["new_referral"])
    actions.update()
    assert actions.action("save").isEnabled() is may(role, Action.SAVE_REFERRAL)
    administration = reader.places["administration"]
    reader.go(administration)
    words = {each.accessibleName() for each in reader.buttons()}
    assert ("Change the users" in words) is may(role, Action.ADD_USER)
    assert ("Change the locking" in words) is may(role, Action.CHANGE_SAFETY)
    assert ("Change the staff" in words) is may(role, Action.CHANGE_CENTRE)
    assert "Change my password…" in words
    assert ("New recovery code…" in words) is may(role, Action.RENEW_RECOVERY_CODE)


def test_a_ledger_dropped_by_who_only_reads_is_not_taken(reader: Reader, tmp_path: Path) -> None:
    ledger = tmp_path / "clients.csv"
    ledger.write_text("利用者番号,氏名\n1,見本 三郎\n", encoding="utf-8")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(ledger))])
    copy, left, plain = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QDropEvent(QPointF(9, 9), copy, mime, left, plain)
    reader.desk.dropEvent(event)
    assert reader.dialogs() == []


def test_a_page_that_enables_its_buttons_again_does_not_enable_what_the_role_forbids(reader: Reader) -> None:
    reader.go(reader.places["institution"])
    page = reader.desk.page()
    verify = page.institution.verify_button  # type: ignore[union-attr]
    verify.setEnabled(True)
    assert not verify.isEnabled()
    parent = verify.parentWidget()
    parent.setEnabled(False)
    parent.setEnabled(True)
    assert not verify.isEnabled()
