"""Changing one's own password: the old one, then the new one twice."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from referral_desk.db.errors import MustWait, WrongPassword
from referral_desk.domain.changes import ChangeSet, Saved
from referral_desk.domain.errors import Problem, Rejected
from referral_desk.domain.messages import N_, message
from referral_desk.i18n import _
from referral_desk.services import users
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.forms.fields import stacked
from referral_desk.ui.forms.password import NewPasswordFields, PasswordField
from referral_desk.ui.widgets.form import Form
from referral_desk.ui.workplace import Workplace

_WRONG = message(N_("This is not your present password. Type it again."))
_MISSING = message(N_("Enter your present password."))


class ChangePasswordDialog(FormDialog):
    """Changes the password of the person who works here; ``done`` is called when that is stored."""

    def __init__(self, work: Workplace, done: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(work, _("Change my password"), parent=parent)
        self._done = done
        self.old = PasswordField()
        form = Form()
        form.add_row("old", _("Present password"), self.old, required=True)
        self.passwords = NewPasswordFields(
            work.tasks, lambda: users.own_words(work.centre, work.centre.login), form, label=_("New password")
        )
        self.passwords.show_tick.box.toggled.connect(self.old.show_password)
        self.furnish(stacked(form), (form,), size=(50, 28))

    def first_field(self) -> QWidget:
        return self.old

    def unsaved(self) -> bool:
        return bool(self.old.text()) or self.passwords.changed

    def save(self) -> None:
        problems = self.passwords.problems()
        if not self.old.text():
            problems = [Problem("old", _MISSING), *problems]
        self.show_problems(problems)
        if problems:
            return
        centre, old, new = self.work.centre, self.old.text(), self.passwords.text

        def change() -> Saved[None]:
            try:
                users.change_password(centre, old, new)
            except MustWait:
                raise
            except WrongPassword as error:
                raise Rejected([Problem("old", _WRONG)]) from error
            return Saved(None, ChangeSet())

        self.store(change, lambda _nothing: self._done())
