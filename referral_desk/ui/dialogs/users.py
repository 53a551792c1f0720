"""The list of users: who may open the centre, as what; adding, changing, taking away."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtWidgets import QDialog, QScrollArea, QWidget

from referral_desk.domain.access import Role
from referral_desk.domain.messages import Message
from referral_desk.domain.users import User, UserState, why_password_stays, why_role_stays, why_user_stays
from referral_desk.i18n import _, render
from referral_desk.services import rekeying, users
from referral_desk.ui.dialogs.rekeying import RekeyDialog
from referral_desk.ui.dialogs.telling import ask, in_words
from referral_desk.ui.dialogs.user_forms import AddUserDialog, ResetPasswordDialog, RoleDialog
from referral_desk.ui.forms.fields import stacked
from referral_desk.ui.look import px
from referral_desk.ui.user_words import role_words, state_words
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import WarningPanel
from referral_desk.ui.widgets.cell import Tone
from referral_desk.ui.widgets.layouts import FlowBox, boxed, row, scrolling
from referral_desk.ui.widgets.record_table import Column, RecordTable
from referral_desk.ui.widgets.text import Label, set_tooltip
from referral_desk.ui.workplace import Workplace


class UsersDialog(QDialog):
    """Lists every login; what cannot be done with the one under the cursor says why."""

    def __init__(self, work: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(_("Users"))
        self._work = work
        self.table: RecordTable[User] = RecordTable(_columns(), name=_("Users"), fit_rows=True, row_height=2.7)
        self.table.current_changed.connect(lambda _user: self._moved())
        self.table.opened.connect(lambda _user: self._open())
        self.add_button = Button(_("Add…"), self.add, icon="add")
        self.role_button = Button(_("Role…"), self.change_role)
        self.password_button = Button(_("New password…"), self.reset_password)
        self.leave_button = Button(_("Has left…"), self.remove)
        self.renew_button = Button(_("Renew the keys…"), self.renew)
        self.due = WarningPanel(icon="lock")
        self.problem = WarningPanel(danger=True)
        close = Button(_("Close"), self.accept, keys="Esc")
        heading = Label(_("Who may open the centre"), "title")
        remark = Label(
            _("Everyone has a login of their own, so that the records show who read and who changed them."),
            "muted",
            wrap=True,
        )
        commands = FlowBox(self.add_button, self.role_button, self.password_button, self.leave_button)
        footer = row(self.renew_button, gap=0.6)
        footer.addStretch(1)
        footer.addWidget(close)
        parts = (heading, remark, self.due, self.problem, commands, self.table)
        self.setLayout(scrolling(stacked(*parts, gap=0.7), boxed(footer)))
        room = self.screen().availableGeometry()
        self.resize(min(px(62), room.width() - px(2)), min(px(38), room.height() - px(3)))
        self._show_choices()
        self.read()

    # --- reading ------------------------------------------------------------------------------------------------

    def read(self) -> None:
        """Read the list again."""
        centre = self._work.centre
        self._work.read(lambda: (users.users(centre), rekeying.due(centre)), self._show, self._failed)

    def _show(self, found: tuple[tuple[User, ...], rekeying.Due | None]) -> None:
        known, due = found
        first = not self.table.records.rows
        self.table.set_rows(known)
        words = {
            rekeying.Due.LEFT: _(
                "Somebody’s login was taken away, and the keys have not been renewed since. Whoever kept a copy of the "
                "key could still open a copy of the records file. Renew the keys."
            ),
            rekeying.Due.RESTORED: _(
                "These records were restored from a backup: whoever had a login then can log in again, also who has "
                "left since. Check the list, then renew the keys."
            ),
        }
        self.due.set_text(words[due] if due else "")
        if first and known:
            self.table.setCurrentIndex(self.table.records.index(0, 0))
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_choices()

    def _failed(self, error: Exception) -> bool:
        words = in_words(error)
        self.problem.set_text(words)
        self.read_again_quietly()
        return bool(words)

    def read_again_quietly(self) -> None:
        """Show how the list stands after something went wrong; a second fault says nothing new."""
        centre = self._work.centre
        self._work.read(lambda: (users.users(centre), rekeying.due(centre)), self._show, lambda _error: True)

    def _moved(self) -> None:
        self._show_choices()
        area, at = self.findChild(QScrollArea), self.table.currentIndex()
        body = area.widget() if area is not None else None
        if area is not None and body is not None and at.isValid():
            row_at = self.table.visualRect(at).translated(self.table.viewport().mapTo(body, QPoint(0, 0)))
            area.ensureVisible(0, row_at.top(), 0, 0)
            area.ensureVisible(0, row_at.bottom(), 0, 0)

    def _show_choices(self) -> None:
        user, known, who = self.table.current(), self.table.records.rows, self._work.centre.login
        nobody = _("Choose a user in the list first.")
        reasons: dict[Button, Message | None] = {}
        if user is not None:
            reasons = {
                self.role_button: why_role_stays(user, known, who, Role.READ_ONLY),
                self.password_button: why_password_stays(user, who),
                self.leave_button: why_user_stays(user, known, who),
            }
        for button in (self.role_button, self.password_button, self.leave_button):
            why = reasons.get(button)
            words = nobody if user is None else render(why) if why else ""
            button.setEnabled(not words)
            set_tooltip(button, words)
            button.setAccessibleDescription(words)
        unknown = user is not None and user.state is UserState.UNKNOWN
        self.leave_button.set_label(_("Take away…") if unknown else _("Has left…"))

    # --- doing --------------------------------------------------------------------------------------------------

    def _open(self) -> None:
        if self.role_button.isEnabled():
            self.change_role()

    def add(self) -> None:
        """Open the form of a new user."""
        AddUserDialog(self._work, self._said(_("{name} may log in now, as {login}.")), self._changing()).open()

    def change_role(self) -> None:
        """Open the choice of another role."""
        user = self.table.current()
        if user is not None:
            RoleDialog(self._work, user, self._said(_("Changed the role of {name}.")), self._changing()).open()

    def reset_password(self) -> None:
        """Open the form of a new password."""
        user = self.table.current()
        if user is not None:
            done = self._said(_("{name} has a new password."))
            ResetPasswordDialog(self._work, user, done, self._changing()).open()

    def remove(self) -> None:
        """Take the login away, and renew the keys."""
        user = self.table.current()
        if user is None:
            return
        name = user.name or user.login
        words = _(
            "{name} can no longer open the centre from this moment on. The name stays in the records, and the login "
            "is never given to anybody else.\n\nThen the keys are renewed, so that a copy of the old key is worth "
            "nothing. Nobody else may have the centre open meanwhile."
        ).format(name=name)
        if not ask(
            self,
            _("{name} has left").format(name=name),
            words,
            _("Take the login away"),
            _("Cancel"),
            danger=True,
        ):
            return
        self.problem.set_text("")
        centre, login = self._work.centre, user.login
        self._work.write(lambda: users.remove_user(centre, login), self._removed, self._failed)

    def _removed(self, user: User) -> None:
        self._work.says.saved(_("The login {login} opens nothing any more.").format(login=user.login))
        self.table.setCurrentIndex(QModelIndex())  # the list is sorted anew: in this row stands somebody else now
        self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)  # in the list it would choose its first row
        self.read()
        self.renew(at_once=True)

    def renew(self, *, at_once: bool = False) -> None:
        """Open the window that renews the keys."""
        RekeyDialog(self._work, self._renewed, self, at_once=at_once).open()

    def _renewed(self) -> None:
        self._work.says.saved(_("The keys are renewed."))
        self.read()

    def _changing(self) -> QWidget:
        self.problem.set_text("")
        return self

    def _said(self, words: str) -> Callable[[User], None]:
        def done(user: User) -> None:
            self._work.says.saved(words.format(name=user.name, login=user.login))
            self.read()

        return done


def _columns() -> tuple[Column[User], ...]:
    def tone(user: User) -> Tone:
        return "" if user.works_here else "muted"

    return (
        Column(
            "name",
            _("Name"),
            lambda user: user.name or "—",
            under=lambda user: user.job_title,
            width=13,
            stretch=True,
            tone=tone,
        ),
        Column("login", _("Login"), lambda user: user.login, width=10, tone=tone),
        Column("role", _("Role"), role_words, width=11, tone=tone),
        Column("state", _("State"), lambda user: state_words(user) or _("works here"), width=13, tone=tone),
    )
