"""The forms about one user: a new login, another role, a new password."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from referral_desk.domain.access import Role
from referral_desk.domain.centre import StaffMember
from referral_desk.domain.users import User, UserDraft
from referral_desk.i18n import _
from referral_desk.services import users
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.forms.fields import DropDown, TextField, stacked
from referral_desk.ui.forms.password import NewPasswordFields
from referral_desk.ui.forms.role_choice import RoleChoice
from referral_desk.ui.widgets.form import Form
from referral_desk.ui.workplace import Workplace

Done = Callable[[User], None]


class PersonBox(DropDown):
    """Who gets the login: somebody new, or one of the staff without a login."""

    def __init__(self, staff: Sequence[StaffMember]) -> None:
        super().__init__()
        self.addItem(_("Somebody new"), None)
        for member in staff:
            self.addItem(" ".join(part for part in (member.name, member.job_title) if part), member.id)

    @property
    def staff_id(self) -> int | None:
        """The staff member chosen, None for somebody new."""
        chosen = self.currentData()
        return chosen if isinstance(chosen, int) else None


class AddUserDialog(FormDialog):
    """Gives somebody a login, a role and a first password; ``done`` gets the user."""

    def __init__(self, work: Workplace, done: Done, parent: QWidget | None = None) -> None:
        remark = _(
            "Tell the person this first password yourself, not by post or e-mail; the person then changes it under "
            "“Change my password”."
        )
        super().__init__(work, _("New user"), remark, parent)
        self._done = done
        without = [member for member in work.centre.settings.staff if not member.login]
        self.person = PersonBox(without)
        self.person.currentIndexChanged.connect(self._person_chosen)
        self.name = TextField(placeholder=_("e.g. 見本 花子"))
        self.job_title = TextField(placeholder=_("e.g. 保健師"))
        self.login = TextField()
        self.role = RoleChoice(Role.STAFF)
        form = Form()
        form.add_row("staff_id", _("Person"), self.person)
        form.add_row("name", _("Name"), self.name, required=True)
        form.add_row("job_title", _("Job title"), self.job_title)
        form.add_row(
            "login",
            _("Login"),
            self.login,
            required=True,
            hint=_("What the person types to log in, such as the surname in Latin letters. It never changes."),
        )
        form.add_row("role", _("Role"), self.role)
        self.passwords = NewPasswordFields(work.tasks, self._own_words, form, label=_("First password"))
        self._form = form
        self.furnish(stacked(form), (form,), size=(56, 52))

    def _own_words(self) -> tuple[str, ...]:
        return users.own_words(self.work.centre, self.login.text(), self.name.text())

    def _person_chosen(self) -> None:
        new = self.person.staff_id is None
        for name in ("name", "job_title"):
            line = self._form.row(name)
            line.setVisible(new)
            line.label.setVisible(new)

    @property
    def draft(self) -> UserDraft:
        """What is entered, besides the password."""
        draft = UserDraft(login=self.login.text().strip(), role=self.role.role, staff_id=self.person.staff_id)
        if draft.staff_id is not None:
            return draft
        return replace(draft, name=self.name.text(), job_title=self.job_title.text())

    def first_field(self) -> QWidget:
        return self.person if self.person.count() > 1 else self.name

    def unsaved(self) -> bool:
        return self.draft != UserDraft() or self.passwords.changed

    def save(self) -> None:
        problems = self.passwords.problems()
        self.show_problems(problems)
        if not problems:
            centre, draft, password = self.work.centre, self.draft, self.passwords.text
            self.store(lambda: users.add_user(centre, draft, password), self._done)


class RoleDialog(FormDialog):
    """Gives ``user`` another role; ``done`` gets the changed user."""

    def __init__(self, work: Workplace, user: User, done: Done, parent: QWidget | None = None) -> None:
        remark = _("The change counts from the person’s next step on.")
        super().__init__(work, _("Role of {name}").format(name=user.name), remark, parent)
        self._user = user
        self._done = done
        self.role = RoleChoice(user.role or Role.STAFF)
        form = Form()
        form.add_row("role", _("Role"), self.role)
        self.furnish(stacked(form), (form,), size=(52, 30))

    def first_field(self) -> QWidget:
        return self.role

    def unsaved(self) -> bool:
        return self.role.role is not self._user.role

    def save(self) -> None:
        if not self.unsaved():
            self.reject()
            return
        centre, login, role = self.work.centre, self._user.login, self.role.role
        self.store(lambda: users.change_role(centre, login, role), self._done)


class ResetPasswordDialog(FormDialog):
    """Gives ``user`` a new password without the old one; ``done`` gets the user."""

    def __init__(self, work: Workplace, user: User, done: Done, parent: QWidget | None = None) -> None:
        remark = _(
            "The old password opens nothing from then on. Tell the person the new one yourself, not by post or e-mail."
        )
        super().__init__(work, _("New password for {name}").format(name=user.name), remark, parent)
        self._user = user
        self._done = done
        form = Form()
        self.passwords = NewPasswordFields(
            work.tasks, lambda: users.own_words(work.centre, user.login, user.name), form, label=_("New password")
        )
        self.furnish(stacked(form), (form,), size=(50, 26))

    def first_field(self) -> QWidget:
        return self.passwords.password

    def unsaved(self) -> bool:
        return self.passwords.changed

    def save(self) -> None:
        problems = self.passwords.problems()
        self.show_problems(problems)
        if not problems:
            centre, login, password = self.work.centre, self._user.login, self.passwords.text
            self.store(lambda: users.reset_password(centre, login, password), self._done)
