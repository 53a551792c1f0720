"""Opening a centre: login and password; a wrong password is told apart from a folder that cannot be used."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QProgressBar, QWidget

from referral_desk.db.errors import (
    FolderDamaged,
    FolderMissing,
    MustWait,
    StorageDamaged,
    StorageFault,
    TamperedSlots,
    WrongPassword,
)
from referral_desk.i18n import _, render
from referral_desk.ui.forms.fields import TextField
from referral_desk.ui.forms.password import PasswordField, ShowPassword
from referral_desk.ui.look import px
from referral_desk.ui.tasks import TaskKind, Tasks
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import Card, WarningPanel
from referral_desk.ui.widgets.form import FormRow
from referral_desk.ui.widgets.layouts import FlowBox, boxed, column, in_the_middle, row
from referral_desk.ui.widgets.link_label import LinkLabel
from referral_desk.ui.widgets.text import ElidedLabel, Label, show_if

if TYPE_CHECKING:
    from referral_desk.services.centre import Centre

_LEAD_BACK = (FolderDamaged, FolderMissing, StorageDamaged, TamperedSlots)
"""What a restored backup is a way out of."""

Look = Callable[[Path], tuple[str, ...]]
"""Returns the logins of the centre in a folder, or raises what stands against opening it; off the GUI thread."""
Open = Callable[[Path, str, str], "Centre"]
"""Opens the centre in a folder for a login and its password; runs off the GUI thread."""


class UnlockPanel(QWidget):
    """Asks for login and password of the centre in ``folder``.

    ``locked_by`` is who locked the window: then no other ways are offered, and whoever has a login may go on.
    ``words`` stand above the fields at first, such as why a PIN does not unlock any more.
    ``typing`` comes when a password is being typed, ``opened`` carries the open centre, ``forgotten`` the
    login whose password is to be replaced with the recovery code; ``other_folder``, ``set_up``, ``demo`` and, where
    the records are damaged, ``restore`` are the other ways.
    """

    opened = Signal(object)
    typing = Signal()
    forgotten = Signal(str)
    other_folder = Signal()
    set_up = Signal()
    demo = Signal()
    restore = Signal()

    def __init__(
        self,
        tasks: Tasks,
        look: Look,
        open_centre: Open,
        folder: Path,
        login: str = "",
        *,
        locked_by: str = "",
        words: str = "",
    ) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._tasks = tasks
        self._open_centre = open_centre
        self._busy = False
        self._locked_by = locked_by
        self._waiting = QTimer(self)
        self._waiting.setInterval(1000)
        self._waiting.timeout.connect(self._second)
        self._seconds = 0
        self.folder = folder
        self.login = TextField(login)
        self.password = PasswordField()
        self._login_row = FormRow(_("Login"), self.login)
        self._password_row = FormRow(_("Password"), self.password)
        self.show_tick = ShowPassword(self.password)
        self.problem = WarningPanel(danger=True)
        self.restore_button = self.problem.add_button(_("Restore a backup…"), self.restore.emit)
        self.problem.set_text(words)
        show_if(self.restore_button, False)
        self.open_button = Button(_("Open"), self.open, kind="primary", keys="Enter")
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("Opening…"))
        self._bar.hide()
        self._where = ElidedLabel(str(folder), "hint")
        self._where.setAccessibleName(_("Data folder: {folder}").format(folder=folder))
        self._put_together()
        self.login.returnPressed.connect(self.open)
        self.password.returnPressed.connect(self.open)
        self.password.textEdited.connect(lambda _text: self.typing.emit())
        looking = tasks.run(TaskKind.READ, lambda _work: look(folder), self._found, self._folder_fault)
        self.destroyed.connect(looking.cancel)

    def _help_words(self) -> str:
        if self._locked_by:
            return _("Somebody else can go on with a login of their own. Password forgotten? Ask the administrator.")
        return _("Password forgotten? Ask the administrator for a new one.")

    def _put_together(self) -> None:
        self.forgotten_link = LinkLabel(
            _("The administrator forgot it, too: use the recovery code"),
            lambda: self.forgotten.emit(self.login.text().strip()),
        )
        show_if(self.forgotten_link, not self._locked_by)
        fields = column(
            self._login_row.label,
            self._login_row,
            self._password_row.label,
            self._password_row,
            self.show_tick,
            Label(self._help_words(), "hint", wrap=True),
            self.forgotten_link,
            gap=0.45,
        )
        self._fields = boxed(fields)
        buttons = row(self._bar, self.open_button, gap=0.8)
        buttons.setStretch(0, 1)
        buttons.insertStretch(0, 0)
        self._buttons = boxed(buttons)
        below = Label(self._locked_by, "hint") if self._locked_by else self._where
        card = Card(
            boxed(column(Label(_("Locked") if self._locked_by else _("Open the centre"), "title"), below, gap=0.5)),
            self.problem,
            self._fields,
            self._buttons,
            padding=1.6,
            gap=0.9,
        )
        card.setMinimumWidth(px(24))
        card.setMaximumWidth(px(38))
        self.other_button = Button(_("Open another folder…"), self.other_folder.emit, kind="quiet", compact=True)
        self.set_up_button = Button(_("Set up a new centre"), self.set_up.emit, kind="quiet", compact=True)
        self.demo_button = Button(_("Look around in the demo"), self.demo.emit, kind="quiet", compact=True)
        ways = FlowBox(self.other_button, self.set_up_button, self.demo_button, gap=0.3)
        ways.setMaximumWidth(px(38))
        show_if(ways, not self._locked_by)
        middle = column(card, ways, gap=0.7)
        self.setLayout(in_the_middle(middle))

    @property
    def busy(self) -> bool:
        """Whether the centre is being opened."""
        return self._busy

    @property
    def password_error(self) -> str:
        """What stands under the password."""
        return self._password_row.error

    # --- looking at the folder ----------------------------------------------------------------------------------

    def _found(self, logins: tuple[str, ...]) -> None:
        if not self.login.text() and len(logins) == 1:
            self.login.setText(logins[0])
            if self.login.hasFocus():
                self.password.setFocus(Qt.FocusReason.OtherFocusReason)

    def _folder_fault(self, error: Exception) -> bool:
        if not isinstance(error, StorageFault):
            return False
        self._say(error)
        show_if(self._fields, False)
        show_if(self._buttons, False)
        self.other_button.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    # --- opening ------------------------------------------------------------------------------------------------

    def open(self, password: str = "") -> None:
        """Open the centre with what is typed, or with ``password``."""
        if self._busy or self._seconds:
            return
        self._login_row.set_error("" if self.login.text().strip() else _("Enter your login."))
        secret = password or self.password.text()
        self._password_row.set_error("" if secret else _("Enter your password."))
        for field_row in (self._login_row, self._password_row):
            if field_row.error:
                field_row.field.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        self.problem.set_text("")
        self._set_busy(True)
        folder, login, open_centre = self.folder, self.login.text().strip(), self._open_centre
        self._tasks.run(TaskKind.WRITE, lambda _work: open_centre(folder, login, secret), self._is_open, self._refused)

    def _is_open(self, centre: Centre) -> None:
        self.password.clear()
        self.opened.emit(centre)

    def _refused(self, error: Exception) -> bool:
        self._set_busy(False)
        if isinstance(error, MustWait):
            self._seconds = error.seconds
            self._waiting.start()
            self._say_wait()
            self.password.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        if isinstance(error, WrongPassword):
            self._password_row.set_error(render(error.message))
            self.password.setFocus(Qt.FocusReason.OtherFocusReason)
            self.password.selectAll()
            return True
        if isinstance(error, StorageFault):
            self._say(error)
            return True
        return False

    def _say(self, fault: StorageFault) -> None:
        """Say why the folder cannot be opened, with the way to a backup where that leads on."""
        self.problem.set_text(render(fault.message))
        show_if(self.restore_button, isinstance(fault, _LEAD_BACK) and not self._locked_by)

    def _second(self) -> None:
        self._seconds -= 1
        self._say_wait()

    def _say_wait(self) -> None:
        """Count down until the next try."""
        words = _("Too many wrong passwords. Wait {seconds} seconds, then try again.").format(seconds=self._seconds)
        self._password_row.set_error(words if self._seconds else "")
        self.open_button.setEnabled(not self._seconds)
        if not self._seconds:
            self._waiting.stop()
            self.password.setFocus(Qt.FocusReason.OtherFocusReason)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        for widget in (self.login, self.password, self.open_button, self.other_button, self.set_up_button):
            widget.setEnabled(not busy)
        self.demo_button.setEnabled(not busy)
        self.forgotten_link.setEnabled(not busy)
        self.open_button.set_label(_("Opening…") if busy else _("Open"))
        show_if(self._bar, busy)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        first = self.password if self.login.text() else self.login
        first.setFocus(Qt.FocusReason.OtherFocusReason)
