"""The way in when a password is forgotten: the recovery code, whose password is replaced, and the new one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QProgressBar, QWidget

from referral_desk.db.errors import WrongRecoveryCode
from referral_desk.domain.errors import NotReadable, Problem, Rejected
from referral_desk.domain.messages import N_, message
from referral_desk.i18n import _, render
from referral_desk.ui.dialogs.telling import in_words
from referral_desk.ui.dialogs.unlock import Look
from referral_desk.ui.forms.fields import CodeBox
from referral_desk.ui.forms.password import NewPasswordFields
from referral_desk.ui.forms.recovery_code import RecoveryCodeFields
from referral_desk.ui.look import px
from referral_desk.ui.tasks import TaskKind, Tasks
from referral_desk.ui.widgets.buttons import Button, press_with
from referral_desk.ui.widgets.cards import Card, WarningPanel
from referral_desk.ui.widgets.form import Form
from referral_desk.ui.widgets.layouts import boxed, column, row
from referral_desk.ui.widgets.text import ElidedLabel, Label, show_if

if TYPE_CHECKING:
    from referral_desk.services.centre import Centre

Recover = Callable[[Path, str, str, str], "tuple[Centre, str]"]
"""Opens the centre in a folder with the code, gives a login a new password, and returns the next code, which opens
nothing yet; off the GUI thread."""


class RecoverPanel(QWidget):
    """One page: code, login, new password. ``recovered`` carries the open centre and its new code; ``back`` goes back.

    ``login`` is chosen beforehand where it is one of the centre's.
    """

    recovered = Signal(object, str)
    back = Signal()

    def __init__(self, tasks: Tasks, look: Look, recover: Recover, folder: Path, login: str = "") -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._tasks = tasks
        self._recover = recover
        self._busy = False
        self._wanted = login
        self._logins: tuple[str, ...] = ()
        self.folder = folder
        self.form = Form(gap=0.6)
        self.code = RecoveryCodeFields()
        self.form.add_row(
            "code",
            _("Recovery code"),
            self.code,
            required=True,
            hint=_("The eight groups of the newest sheet, in capital or small letters."),
        )
        self.login = CodeBox((), blank=_("Please choose"))
        self.form.add_row("login", _("Login"), self.login, required=True, hint=_("Who gets the new password."))
        self.secret = NewPasswordFields(tasks, lambda: self._logins, self.form, label=_("New password"))
        self.problem = WarningPanel(danger=True)
        self.recover_button = Button(_("Replace the password"), self.recover, kind="primary", keys="Ctrl Enter")
        self.back_button = Button(_("Back"), self.back.emit, kind="quiet", keys="Esc")
        press_with(self, self.recover_button, "Ctrl+Return", "Ctrl+Enter")
        press_with(self, self.back_button, "Esc")
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("Replacing the password…"))
        self._bar.hide()
        self.code.changed.connect(self._say_code)
        self._put_together()
        tasks.run(TaskKind.READ, lambda _work: look(folder), self._found, self._folder_fault)

    def _put_together(self) -> None:
        where = ElidedLabel(str(self.folder), "hint")
        where.setAccessibleName(_("Data folder: {folder}").format(folder=self.folder))
        buttons = row(self._bar, self.back_button, self.recover_button, gap=0.8)
        buttons.setStretch(0, 1)
        buttons.insertStretch(0, 0)
        card = Card(
            boxed(column(Label(_("Open with the recovery code"), "title"), where, gap=0.5)),
            self.problem,
            self.form,
            WarningPanel(
                _(
                    "A new code is shown next, with its sheet to be printed. As soon as you confirm that it is noted, "
                    "the code typed here is void."
                ),
                icon="info",
            ),
            boxed(buttons),
            padding=1.6,
            gap=0.9,
        )
        card.setMinimumWidth(px(24))
        card.setMaximumWidth(px(54))
        line = row(card, margins=(1.5, 1.0, 1.5, 1.2))
        line.insertStretch(0, 1)
        line.setStretch(1, 12)
        line.addStretch(1)
        whole = column()
        whole.addStretch(1)
        whole.addLayout(line)
        whole.addStretch(2)
        self.setLayout(whole)

    @property
    def busy(self) -> bool:
        """Whether the password is being replaced."""
        return self._busy

    @property
    def changed(self) -> bool:
        """Whether something was typed that would be lost."""
        return self.secret.changed or not self.code.empty

    # --- looking at the folder ----------------------------------------------------------------------------------

    def _found(self, logins: tuple[str, ...]) -> None:
        self._logins = logins
        for login in logins:
            self.login.addItem(login, login)
        self.login.choose(logins[0] if len(logins) == 1 else self._wanted)

    def _folder_fault(self, error: Exception) -> bool:
        words = in_words(error)
        self.problem.set_text(words)
        return bool(words)

    # --- recovering ---------------------------------------------------------------------------------------------

    def _say_code(self) -> None:
        problem = self.code.problem
        self.form.row("code").set_error(render(problem) if problem else "")

    def recover(self) -> None:
        """Replace the password, or say what is missing."""
        if self._busy:
            return
        problems = self._problems()
        self._show(problems)
        if problems:
            return
        self._set_busy(True)
        recover, folder = self._recover, self.folder
        code, login, password = self.code.text, self.login.code, self.secret.text
        self._tasks.run(
            TaskKind.WRITE, lambda _work: recover(folder, code, login, password), self._is_open, self._refused
        )

    def _problems(self) -> list[Problem]:
        problems = []
        wrong = self.code.check()
        if wrong is not None:
            problems.append(Problem("code", wrong))
        if not self.login.code:
            problems.append(Problem("login", message(N_("Choose who gets the new password."))))
        return problems + self.secret.problems()

    def _show(self, problems: list[Problem]) -> None:
        rest = self.form.show_problems(problems)
        self.problem.set_text(" ".join(render(each.message) for each in rest))

    def _is_open(self, made: tuple[Centre, str]) -> None:
        self.code.clear()
        self.secret.clear()
        self.recovered.emit(*made)

    def _refused(self, error: Exception) -> bool:
        self._set_busy(False)
        if isinstance(error, Rejected):
            self._show(list(error.problems))
            return True
        if isinstance(error, WrongRecoveryCode | NotReadable):
            self._show([Problem("code", error.message)])
            return True
        words = in_words(error)
        self.problem.set_text(words)
        return bool(words)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        for widget in (self.form, self.back_button, self.recover_button):
            widget.setEnabled(not busy)
        self.recover_button.set_label(_("Replacing the password…") if busy else _("Replace the password"))
        show_if(self._bar, busy)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)
