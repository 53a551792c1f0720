"""What Administration shows of who may do what: users and passwords, locking, restricted records."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.centre import SafetySettings
from referral_desk.domain.restriction import Restriction
from referral_desk.domain.users import ROLE_NAMES, ROLE_WORDS, User, UserState
from referral_desk.i18n import _, render
from referral_desk.services import rekeying, restrictions, users
from referral_desk.ui.dialogs.change_password import ChangePasswordDialog
from referral_desk.ui.dialogs.renew_code import renew_code
from referral_desk.ui.dialogs.restrict import RestrictDialog
from referral_desk.ui.dialogs.safety_settings import SafetyDialog
from referral_desk.ui.dialogs.users import UsersDialog
from referral_desk.ui.tasks import LatestOnly
from referral_desk.ui.user_words import joined, user_line
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import Card, RowCard, SectionHeader, WarningPanel
from referral_desk.ui.widgets.facts import Fact, Facts
from referral_desk.ui.widgets.layouts import FlowBox, column
from referral_desk.ui.widgets.text import Label, show_if
from referral_desk.ui.workplace import Workplace


class UsersCard(QWidget):
    """Everyone sees what they may do and changes their own password; administrators see the users as well."""

    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self._work = work
        self.people = Facts(name=_("Users"))
        self.own = Facts(name=_("You"))
        self.users_button = Button(_("Change…"), self.open_users, icon="edit", compact=True)
        self.users_button.setAccessibleName(_("Change the users"))
        self.password_button = Button(_("Change my password…"), self.change_password, icon="lock")
        self.code_button = Button(_("New recovery code…"), self.renew_code)
        self._administers = work.may(Action.ADD_USER)
        self._reads = LatestOnly(work.tasks)
        self.due = WarningPanel(icon="lock")
        head = SectionHeader(_("Users") if self._administers else _("You"))
        if self._administers:
            head.add(self.users_button)
        buttons = FlowBox(self.password_button)
        if work.may(Action.RENEW_RECOVERY_CODE):
            buttons.add(self.code_button)
        card = Card(self.due, self.people if self._administers else self.own, buttons, gap=0.8)
        self.setLayout(column(head, card, gap=0.5))

    def show_settings(self) -> None:
        """Show who may open the centre, or what this person is."""
        centre = self._work.centre
        if self._administers:
            self._reads.run(lambda _work: (users.users(centre), rekeying.due(centre)), self._show_people)
            return
        role = centre.role
        self.own.show_facts(
            Fact(_("Name"), centre.staff_name),
            Fact(_("Login"), centre.login),
            Fact(_("Role"), render(ROLE_NAMES[role]) if role else ""),
            Fact(_("You may"), render(ROLE_WORDS[role]) if role else ""),
        )

    def _show_people(self, found: tuple[tuple[User, ...], rekeying.Due | None]) -> None:
        known, due = found
        here = [user for user in known if user.state is not UserState.LEFT]
        self.people.show_facts(*(Fact(user.name or "—", user_line(user)) for user in here))
        words = {
            rekeying.Due.LEFT: _("Somebody has left, and the keys are still to be renewed."),
            rekeying.Due.RESTORED: _(
                "These records were restored from a backup: whoever had a login then can log in again, also who has "
                "left since. Check the list, then renew the keys."
            ),
        }
        self.due.set_text(words[due] if due else "")

    def open_users(self) -> None:
        """Open the list of users."""
        dialog = UsersDialog(self._work, self.window())
        dialog.finished.connect(lambda _result: self.show_settings())
        dialog.open()

    def change_password(self) -> None:
        """Open the form that changes one's own password."""
        work = self._work
        ChangePasswordDialog(work, lambda: work.says.saved(_("Your password is changed.")), self.window()).open()

    def renew_code(self) -> None:
        """Make a new recovery code."""
        renew_code(self._work, self.window())


class LockingCard(QWidget):
    """When the window locks, for administrators to change."""

    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self._work = work
        self.facts = Facts(name=_("Locking"))
        self.change_button = Button(_("Change…"), self.change, icon="edit", compact=True)
        self.change_button.setAccessibleName(_("Change the locking"))
        work.permit(Action.CHANGE_SAFETY, self.change_button)
        head = SectionHeader(_("Locking"))
        head.add(self.change_button)
        self.setLayout(column(head, Card(self.facts), gap=0.5))

    def show_settings(self) -> None:
        """Show how the windows lock."""
        safety = self._work.centre.safety
        minutes = _("{count} minutes without a key press or mouse movement").format(count=safety.lock_after_minutes)
        self.facts.show_facts(
            Fact(_("Locks after"), minutes),
            Fact(_("Unlocking"), _("password, or a PIN for the day") if safety.quick_unlock else _("password")),
        )

    def change(self) -> None:
        """Open the form."""

        def saved(_settings: SafetySettings) -> None:
            self._work.says.saved(_("Saved how the window locks."))

        SafetyDialog(self._work, saved=saved, parent=self.window()).open()


class RestrictedCard(QWidget):
    """The restricted records, by number alone, for those who may change who is named; hidden where there are none."""

    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self._work = work
        self._reads = LatestOnly(work.tasks)
        self.shown: tuple[Restriction, ...] = ()
        self.rows = RowCard()
        head = SectionHeader(_("Restricted records"), _("numbers only"))
        self.setLayout(column(head, self.rows, gap=0.5))
        show_if(self, False)

    def read(self) -> None:
        """Read the list again."""
        centre = self._work.centre
        if self._work.may(Action.RESTRICT_CLIENT):
            self._reads.run(lambda _work: restrictions.restricted(centre), self._show)

    def _show(self, found: tuple[Restriction, ...]) -> None:
        self.shown = found
        self.rows.clear()
        names = {member.login: member.name for member in self._work.centre.settings.staff}
        for each in found:
            who = joined(names.get(login, login) for login in each.logins)
            words = Label(who or _("nobody any more: name somebody"), "" if who else "danger", wrap=True)
            change = Button(_("Change…"), partial(self.change, each), compact=True)
            change.setAccessibleName(_("Change who may see client {number}").format(number=each.number))
            number = Label(_("No. {number}").format(number=each.number), "strong")
            self.rows.add_row(number, words, change, stretch=1)
        show_if(self, bool(found))

    def change(self, restriction: Restriction) -> None:
        """Open the form of who may see a client."""

        def done(stored: Restriction) -> None:
            self._work.says.saved(_("Saved who may see client {number}.").format(number=stored.number))

        RestrictDialog(self._work, restriction, done, self.window()).open()
