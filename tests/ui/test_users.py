"""The windows of users: adding, roles, passwords, leaving with new keys; locking; who may see a record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from threading import Event

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot

from referral_desk.db import vault
from referral_desk.db.errors import FolderInUse, WrongPassword
from referral_desk.domain.access import Action, Role
from referral_desk.domain.messages import message
from referral_desk.domain.restriction import Restriction
from referral_desk.domain.users import User, UserDraft, UserState
from referral_desk.services import clients, recovery, rekeying, restrictions, users
from referral_desk.services.centre import Centre, SafetySettings, open_centre
from referral_desk.ui.change_bus import ChangeBus
from referral_desk.ui.dialogs import renew_code
from referral_desk.ui.dialogs import restrict as restrict_dialogs
from referral_desk.ui.dialogs import users as user_dialogs
from referral_desk.ui.dialogs.change_password import ChangePasswordDialog
from referral_desk.ui.dialogs.recovery_code import RecoveryCodeDialog
from referral_desk.ui.dialogs.rekeying import RekeyDialog
from referral_desk.ui.dialogs.restrict import RestrictDialog
from referral_desk.ui.dialogs.safety_settings import SafetyDialog
from referral_desk.ui.dialogs.user_forms import AddUserDialog, ResetPasswordDialog, RoleDialog
from referral_desk.ui.dialogs.users import UsersDialog
from referral_desk.ui.pages.access_cards import RestrictedCard, UsersCard
from referral_desk.ui.tasks import Tasks
from referral_desk.ui.workplace import Workplace
from tests.making import CHEAP, LOGIN, PASSWORD, NewCentre, add_client
from tests.ui.record_pages import Said

pytestmark = pytest.mark.usefixtures("theme", "_english")

OTHER, OTHER_PASSWORD = "ichiro", "べつのみほんの長い合言葉。"
NEW_PASSWORD = "あたらしいみほんの合言葉。"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Derive keys cheaply where the windows ask for the usual cost."""
    for name in ("add_user", "reset_password", "renew_recovery_code"):
        monkeypatch.setattr(users, name, partial(getattr(users, name), cost=CHEAP))
    monkeypatch.setattr(users, "change_password", partial(users.change_password, cost=CHEAP, minimum=CHEAP))


@pytest.fixture(autouse=True)
def _yes(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (user_dialogs, restrict_dialogs, renew_code):
        monkeypatch.setattr(module, "ask", lambda *_words, **_more: True)


@pytest.fixture
def said() -> Said:
    return Said()


@pytest.fixture
def work(tasks: Tasks, centre: Centre, said: Said) -> Workplace:
    users.add_user(centre, UserDraft(login=OTHER, role=Role.STAFF, name="例田 一朗"), OTHER_PASSWORD)
    return Workplace(centre, tasks, ChangeBus(), said)


@pytest.fixture
def listed(qtbot: QtBot, work: Workplace) -> Iterator[UsersDialog]:
    dialog = UsersDialog(work)
    dialog.show()
    idle(qtbot, work)
    yield dialog
    dialog.close()


def idle(qtbot: QtBot, work: Workplace) -> None:
    qtbot.waitUntil(lambda: work.tasks.idle, timeout=10_000)


def opened(kind: type) -> object:
    """Return the window of ``kind`` that is on show."""
    found = [each for each in QApplication.topLevelWidgets() if isinstance(each, kind) and each.isVisible()]
    assert len(found) == 1
    return found[0]


def choose(dialog: UsersDialog, login: str) -> None:
    logins = [user.login for user in dialog.table.records.rows]
    dialog.table.setCurrentIndex(dialog.table.records.index(logins.index(login), 0))


def opens(centre: Centre, login: str, password: str) -> bool:
    try:
        open_centre(centre.folder, login, password, minimum=CHEAP).close()
    except vault.WrongPassword:
        return False
    return True


def rows(dialog: UsersDialog) -> list[tuple[str, ...]]:
    model = dialog.table.records
    return [
        tuple(str(model.index(line, place).data()) for place in range(model.columnCount()))
        for line in range(model.rowCount())
    ]


# The list


def test_the_list_says_who_has_which_login_and_role(listed: UsersDialog) -> None:
    assert rows(listed) == [
        ("見本 みどり", LOGIN, "administrator", "works here"),
        ("例田 一朗", OTHER, "staff", "works here"),
    ]
    QAbstractItemModelTester(listed.table.records, QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_what_cannot_be_done_with_a_user_is_off_and_says_why(listed: UsersDialog) -> None:
    choose(listed, LOGIN)
    for button in (listed.role_button, listed.password_button, listed.leave_button):
        assert not button.isEnabled()
        assert button.accessibleDescription() in button.toolTip()
    assert "Another administrator" in listed.role_button.toolTip()
    assert "Change my password" in listed.password_button.toolTip()
    choose(listed, OTHER)
    for button in (listed.role_button, listed.password_button, listed.leave_button):
        assert button.isEnabled()
        assert button.toolTip() == button.accessibleDescription() == ""


def test_the_list_follows_the_cursor_where_there_is_little_room(
    qtbot: QtBot, listed: UsersDialog, work: Workplace
) -> None:
    for number in range(20):
        vault.add_user(work.centre.folder, work.centre.key, f"stranger{number}", PASSWORD, cost=CHEAP)
    listed.read()
    idle(qtbot, work)
    listed.resize(600, 400)
    QApplication.processEvents()
    area = listed.findChild(QScrollArea)
    assert area is not None
    choose(listed, "stranger19")
    end = listed.table.viewport().mapTo(
        area.widget(), listed.table.visualRect(listed.table.currentIndex()).bottomLeft()
    )
    shown = area.verticalScrollBar().value()
    assert shown <= end.y() <= shown + area.viewport().height()
    assert shown > 0


def test_a_new_user_is_added_and_listed(qtbot: QtBot, listed: UsersDialog, work: Workplace, said: Said) -> None:
    listed.add()
    form = opened(AddUserDialog)
    assert isinstance(form, AddUserDialog)
    form.name.setText("例田 二郎")
    form.login.setText("jiro")
    form.role.choose(Role.MANAGER)
    form.passwords.password.setText(NEW_PASSWORD)
    form.passwords.again.setText(NEW_PASSWORD)
    form.save()
    idle(qtbot, work)
    assert ("例田 二郎", "jiro", "manager", "works here") in rows(listed)
    assert said.words == ["例田 二郎 may log in now, as jiro."]
    assert opens(work.centre, "jiro", NEW_PASSWORD)


def test_what_is_wrong_with_a_new_user_stands_under_its_field(
    qtbot: QtBot, listed: UsersDialog, work: Workplace
) -> None:
    form = AddUserDialog(work, lambda _user: None)
    qtbot.addWidget(form)
    form.login.setText("MIDORI")
    form.passwords.password.setText(NEW_PASSWORD)
    form.passwords.again.setText(NEW_PASSWORD + "x")
    form.save()
    assert form._form.row("again").error
    form.passwords.again.setText(NEW_PASSWORD)
    form.save()
    idle(qtbot, work)
    assert "taken" in form._form.row("login").error
    assert form._form.row("name").error
    assert [user.login for user in users.users(work.centre)] == [LOGIN, OTHER]


def test_somebody_in_the_staff_list_needs_no_name_again(qtbot: QtBot, work: Workplace) -> None:
    from dataclasses import replace

    from referral_desk.domain.centre import StaffMember
    from referral_desk.services.centre import save_settings

    listed = (*work.centre.settings.staff, StaffMember(name="例田 三郎"))
    save_settings(work.centre, replace(work.centre.settings, staff=listed))
    added: list[User] = []
    form = AddUserDialog(work, added.append)
    form.show()
    form.person.setCurrentIndex(1)
    assert not form.name.isVisible()
    form.login.setText("saburo")
    form.passwords.password.setText(NEW_PASSWORD)
    form.passwords.again.setText(NEW_PASSWORD)
    form.save()
    idle(qtbot, work)
    assert [(user.name, user.login) for user in added] == [("例田 三郎", "saburo")]


def test_a_role_is_chosen_with_what_it_may_do_beside_it(qtbot: QtBot, listed: UsersDialog, work: Workplace) -> None:
    choose(listed, OTHER)
    listed.change_role()
    form = opened(RoleDialog)
    assert isinstance(form, RoleDialog)
    assert form.role.role is Role.STAFF
    form.role.choose(Role.READ_ONLY)
    form.save()
    idle(qtbot, work)
    assert rows(listed)[1][2] == "read only"


def test_a_new_password_is_given(qtbot: QtBot, listed: UsersDialog, work: Workplace) -> None:
    choose(listed, OTHER)
    listed.reset_password()
    form = opened(ResetPasswordDialog)
    assert isinstance(form, ResetPasswordDialog)
    form.passwords.password.setText(NEW_PASSWORD)
    form.passwords.again.setText(NEW_PASSWORD)
    form.save()
    idle(qtbot, work)
    assert opens(work.centre, OTHER, NEW_PASSWORD)
    assert not opens(work.centre, OTHER, OTHER_PASSWORD)


# Leaving


def test_who_has_left_opens_nothing_and_the_keys_are_renewed_at_once(
    qtbot: QtBot, listed: UsersDialog, work: Workplace, said: Said
) -> None:
    before = work.centre.key
    choose(listed, OTHER)
    listed.remove()
    idle(qtbot, work)
    assert rows(listed)[1] == ("例田 一朗", OTHER, "staff", "has left")
    assert work.centre.key != before
    assert not opens(work.centre, OTHER, OTHER_PASSWORD)
    renewed = opened(RekeyDialog)
    assert isinstance(renewed, RekeyDialog)
    assert renewed.heading.text() == "The keys are renewed."
    assert "old keys" in renewed.old_backups.text
    assert "Make a new backup now" in renewed.old_backups.text
    assert "recovery sheet stays valid" in renewed.old_backups.text
    assert renewed.backup_button.isVisible()
    assert rekeying.due(work.centre) is None
    assert listed.due.text == ""
    assert renewed.known_code.isVisible()
    assert "may have seen the sheet" in renewed.known_code.text
    renewed.code_button.click()
    idle(qtbot, work)
    shown = opened(RecoveryCodeDialog)
    assert isinstance(shown, RecoveryCodeDialog)
    shown.panel.tick.setChecked(True)
    with qtbot.waitSignal(shown.accepted):
        shown.panel.go_on.click()
    assert not renewed.known_code.isVisible()
    assert not recovery.may_be_known(work.centre)
    renewed.back_up()
    idle(qtbot, work)
    assert list((work.centre.folder / "backups").iterdir())
    assert renewed.heading.text() == "The keys are renewed, and a backup under the new keys is made."
    assert "Make a new backup now" not in renewed.old_backups.text
    assert "recovery sheet stays valid" in renewed.old_backups.text
    renewed.close_button.click()
    assert "The keys are renewed." in said.words
    assert listed.table.current() is None, "nobody else is chosen by chance"
    assert not listed.leave_button.isEnabled()
    assert clients.count(work.centre) == 0
    assert opens(work.centre, LOGIN, PASSWORD) is True


def test_where_another_program_has_the_centre_open_it_says_so_and_the_list_reminds(
    qtbot: QtBot, listed: UsersDialog, work: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    rekey = rekeying.rekey

    def in_use(*_arguments: object, **_more: object) -> Centre:
        raise FolderInUse(message("Somebody has it open."))

    monkeypatch.setattr(rekeying, "rekey", in_use)
    choose(listed, OTHER)
    listed.remove()
    idle(qtbot, work)
    dialog = opened(RekeyDialog)
    assert isinstance(dialog, RekeyDialog)
    assert (dialog.heading.text(), dialog.problem.text) == ("The keys were not renewed.", "Somebody has it open.")
    assert "Renew the keys." in listed.due.text
    monkeypatch.setattr(rekeying, "rekey", rekey)
    dialog.start_button.click()
    idle(qtbot, work)
    assert dialog.heading.text() == "The keys are renewed."
    assert listed.due.text == ""
    dialog.close()


def test_renewing_can_be_stopped_and_the_window_stays_until_then(
    qtbot: QtBot, work: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    rekey, before = rekeying.rekey, work.centre.key
    dialogs: list[RekeyDialog] = []
    started = Event()

    def stopped(centre: Centre, *, progress: Callable[[int, int], None]) -> Centre:
        started.wait(10)
        dialogs[0]._task.cancel()  # type: ignore[union-attr]
        return rekey(centre, progress=progress)

    monkeypatch.setattr(rekeying, "rekey", stopped)
    dialog = RekeyDialog(work, lambda: pytest.fail("renewed"))
    dialogs.append(dialog)
    dialog.show()
    dialog.start()
    started.set()
    assert dialog.busy
    dialog.reject()
    assert not dialog.close()
    assert dialog.isVisible()
    idle(qtbot, work)
    assert dialog.heading.text() == "Stopped. All is as it was before."
    assert dialog.start_button.isVisible()
    assert work.centre.key == before
    dialog.close()


def test_a_login_without_a_password_and_one_of_nobody_are_shown_as_such(
    qtbot: QtBot, work: Workplace, listed: UsersDialog
) -> None:
    vault.add_user(work.centre.folder, work.centre.key, "stranger", PASSWORD, cost=CHEAP)
    vault.remove_user(work.centre.folder, work.centre.key, OTHER)
    listed.read()
    idle(qtbot, work)
    assert {(row[1], row[3]) for row in rows(listed)} == {
        (LOGIN, "works here"),
        (OTHER, "no password yet"),
        ("stranger", "belongs to nobody; take it away"),
    }
    choose(listed, "stranger")
    assert listed.leave_button.label == "Take away…"
    assert (listed.role_button.isEnabled(), listed.password_button.isEnabled()) == (False, False)
    assert users.users(work.centre)[2].state is UserState.UNKNOWN


# Oneself


def test_ones_own_password_is_changed_and_a_wrong_old_one_is_said_under_its_field(
    qtbot: QtBot, work: Workplace
) -> None:
    done: list[bool] = []
    dialog = ChangePasswordDialog(work, lambda: done.append(True))
    qtbot.addWidget(dialog)
    dialog.save()
    assert dialog._forms[0].row("old").error == "Enter your present password."
    dialog.old.setText("wrong")
    dialog.passwords.password.setText(NEW_PASSWORD)
    dialog.passwords.again.setText(NEW_PASSWORD)
    dialog.save()
    idle(qtbot, work)
    assert dialog._forms[0].row("old").error == "This is not your present password. Type it again."
    dialog.old.setText(PASSWORD)
    dialog.save()
    idle(qtbot, work)
    assert done == [True]
    assert opens(work.centre, LOGIN, NEW_PASSWORD)


def code_opens(centre: Centre, code: str) -> bool:
    try:
        vault.unlock_with_recovery(centre.folder, vault.RecoveryCode.read(code), minimum=CHEAP)
    except WrongPassword:
        return False
    return True


def test_a_new_recovery_code_is_shown_once_after_asking_and_the_old_one_is_valid_until_it_is_confirmed(
    qtbot: QtBot, work: Workplace, new_folder: NewCentre
) -> None:
    card = UsersCard(work)
    qtbot.addWidget(card)
    card.show()
    card.renew_code()
    idle(qtbot, work)
    shown = opened(RecoveryCodeDialog)
    assert isinstance(shown, RecoveryCodeDialog)
    assert code_opens(work.centre, new_folder.recovery_code)
    shown.panel.tick.setChecked(True)
    with qtbot.waitSignal(shown.accepted):
        shown.panel.go_on.click()
    assert not code_opens(work.centre, new_folder.recovery_code)


@pytest.mark.parametrize("role", [Role.READ_ONLY, Role.STAFF, Role.MANAGER])
def test_who_does_not_administer_sees_what_she_may_do_and_nobody_else(
    qtbot: QtBot, tasks: Tasks, work: Workplace, role: Role
) -> None:
    users.change_role(work.centre, OTHER, role)
    centre = open_centre(work.centre.folder, OTHER, OTHER_PASSWORD, minimum=CHEAP)
    card = UsersCard(Workplace(centre, tasks, ChangeBus(), Said()))
    qtbot.addWidget(card)
    card.show()
    card.show_settings()
    assert [fact.value for fact in card.own.facts][:2] == ["例田 一朗", OTHER]
    assert not card.people.isVisible()
    assert not card.users_button.isVisible()
    assert not card.code_button.isVisible()
    assert card.password_button.isVisible()
    centre.close()


def test_who_administers_sees_every_login_and_that_the_keys_are_to_be_renewed(qtbot: QtBot, work: Workplace) -> None:
    users.add_user(work.centre, UserDraft(login="jiro", role=Role.MANAGER, name="例田 二郎"), OTHER_PASSWORD)
    vault.remove_user(work.centre.folder, work.centre.key, "jiro")
    card = UsersCard(work)
    qtbot.addWidget(card)
    card.show()
    card.show_settings()
    idle(qtbot, work)
    assert [(fact.label, fact.value) for fact in card.people.facts] == [
        ("見本 みどり", "midori · administrator"),
        ("例田 一朗", "ichiro · staff"),
        ("例田 二郎", "jiro · manager · no password yet"),
    ]
    assert card.due.text == ""
    users.remove_user(work.centre, OTHER)
    card.show_settings()
    idle(qtbot, work)
    assert [fact.label for fact in card.people.facts] == ["見本 みどり", "例田 二郎"]
    assert card.due.text == "Somebody has left, and the keys are still to be renewed."
    users.add_user(work.centre, UserDraft(login="saburo", name="例田 三郎"), OTHER_PASSWORD, cost=CHEAP)
    rekeying.rekey(work.centre)
    with work.centre.write(Action.RESTORE):
        pass
    card.show_settings()
    idle(qtbot, work)
    assert "restored from a backup" in card.due.text


# Locking


def test_when_the_window_locks_is_stored(qtbot: QtBot, work: Workplace) -> None:
    saved: list[SafetySettings] = []
    dialog = SafetyDialog(work, saved=saved.append)
    qtbot.addWidget(dialog)
    dialog.minutes.type_in(61)
    dialog.save()
    assert dialog._forms[0].row("lock_after_minutes").error == "Enter 1 to 60 minutes."
    dialog.minutes.type_in(5)
    dialog.pin.setChecked(True)
    dialog.save()
    idle(qtbot, work)
    assert saved == [SafetySettings(lock_after_minutes=5, quick_unlock=True)]
    assert work.centre.safety == saved[0]


# Who may see a record


def test_a_record_is_restricted_and_listed_by_number_and_opened_again(
    qtbot: QtBot, work: Workplace, said: Said
) -> None:
    client = add_client(work.centre)
    done: list[Restriction] = []
    dialog = RestrictDialog(work, Restriction(client.id, client.number, ()), done.append, restricted=False)
    dialog.show()
    assert dialog.named == (LOGIN,)
    dialog.ticks[LOGIN].setChecked(False)
    dialog.save()
    assert "at least one" in dialog._forms[0].row("logins").error
    dialog.ticks[OTHER].setChecked(True)
    dialog.save()
    idle(qtbot, work)
    assert done == [Restriction(client.id, client.number, (OTHER,))]

    card = RestrictedCard(work)
    qtbot.addWidget(card)
    card.read()
    idle(qtbot, work)
    assert card.shown == (done[0],)
    card.change(card.shown[0])
    again = opened(RestrictDialog)
    assert isinstance(again, RestrictDialog)
    assert again.named == (OTHER,)
    again.lift()
    idle(qtbot, work)
    assert restrictions.restricted(work.centre) == ()
    assert said.words == [f"Saved who may see client {client.number}."]
