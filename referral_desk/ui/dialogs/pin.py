"""A PIN of six digits: choosing one for this session, and unlocking with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QRegularExpression, Qt, Signal
from PySide6.QtGui import QRegularExpressionValidator, QShowEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from referral_desk.db.errors import StorageFault
from referral_desk.domain.access import PIN_DIGITS, PIN_TRIES, check_pin
from referral_desk.i18n import _, render
from referral_desk.services.centre import Centre
from referral_desk.services.locking import QuickUnlock, set_pin
from referral_desk.ui.look import px
from referral_desk.ui.tasks import TaskKind, Tasks
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import Card, WarningPanel
from referral_desk.ui.widgets.form import FormRow
from referral_desk.ui.widgets.layouts import boxed, column, in_the_middle, row
from referral_desk.ui.widgets.text import Label


class PinField(QLineEdit):
    """Takes digits, shown as dots; full-width ones are taken too."""

    def __init__(self) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhSensitiveData)
        self.setMaxLength(PIN_DIGITS)
        self.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9０-９]*"), self))

    @property
    def pin(self) -> str:
        """The digits typed, in ASCII."""
        return "".join(str(int(digit)) for digit in self.text())


class PinDialog(QDialog):
    """Chooses the PIN that unlocks this session; ``chosen`` gets what it unlocks with."""

    def __init__(
        self, tasks: Tasks, centre: Centre, chosen: Callable[[QuickUnlock], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(_("A PIN for today"))
        self._tasks = tasks
        self._centre = centre
        self._chosen = chosen
        self.pin = PinField()
        self.again = PinField()
        self._pin_row = FormRow(_("PIN of six digits"), self.pin)
        self._again_row = FormRow(_("The same PIN again"), self.again)
        self.save_button = Button(_("Use this PIN"), self.save, kind="primary", keys="Enter")
        cancel = Button(_("Cancel"), self.reject, kind="quiet", keys="Esc")
        words = _(
            "Until you close the program, this PIN unlocks the window. After {tries} wrong tries only the password "
            "does. It is kept nowhere: tomorrow you choose one again."
        ).format(tries=PIN_TRIES)
        buttons = row(gap=0.6)
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.save_button)
        parts: tuple[QWidget, ...] = (
            Label(_("A PIN for today"), "title"),
            Label(words, "muted", wrap=True),
            self._pin_row.label,
            self._pin_row,
            self._again_row.label,
            self._again_row,
            boxed(buttons),
        )
        self.setLayout(column(*parts, margins=1.2, gap=0.6))
        self.setMinimumWidth(px(30))
        self.pin.returnPressed.connect(self.again.setFocus)
        self.again.returnPressed.connect(self.save)

    def save(self) -> None:
        """Take the PIN if it is a good one, typed twice."""
        problem = check_pin(self.pin.pin)
        self._pin_row.set_error(render(problem) if problem else "")
        differs = not problem and self.pin.pin != self.again.pin
        self._again_row.set_error(_("The two PINs differ. Type the same one twice.") if differs else "")
        if problem or differs:
            (self.pin if problem else self.again).setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.save_button.setEnabled(False)
        centre, pin = self._centre, self.pin.pin
        self._tasks.run(TaskKind.READ, lambda _work: set_pin(centre, pin), self._done)

    def _done(self, quick: QuickUnlock) -> None:
        self.accept()
        self._chosen(quick)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.pin.setFocus(Qt.FocusReason.OtherFocusReason)


class PinPanel(QWidget):
    """Asks for the PIN of a locked window. ``opened`` carries the open centre.

    ``password`` asks for that instead, and says why where the PIN does not unlock any more.
    """

    opened = Signal(object)
    password = Signal(str)

    def __init__(self, tasks: Tasks, quick: QuickUnlock, open_centre: Callable[[str], Centre], who: str) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._tasks = tasks
        self._quick = quick
        self._open_centre = open_centre
        self.pin = PinField()
        self._row = FormRow(_("PIN of six digits"), self.pin)
        self.problem = WarningPanel(danger=True)
        self.password_button = Button(
            _("Use the password"), partial(self.password.emit, ""), kind="quiet", compact=True
        )
        card = Card(
            boxed(column(Label(_("Locked"), "title"), Label(who, "hint"), gap=0.5)),
            self.problem,
            boxed(column(self._row.label, self._row, gap=0.45)),
            self.password_button,
            padding=1.6,
            gap=0.9,
        )
        card.setMinimumWidth(px(24))
        self.setLayout(in_the_middle(card, 0))
        self.pin.textEdited.connect(self._typed)

    @property
    def error(self) -> str:
        """What stands under the PIN."""
        return self._row.error

    def _typed(self, _text: str) -> None:
        pin = self.pin.pin
        if len(pin) < PIN_DIGITS:
            return
        self.pin.setEnabled(False)
        self._tasks.run(TaskKind.WRITE, lambda _work: self._open_centre(pin), self._is_open, self._refused)

    def _is_open(self, centre: Centre) -> None:
        self.pin.clear()
        self.opened.emit(centre)

    def _refused(self, error: Exception) -> bool:
        if not isinstance(error, StorageFault):
            return False
        self.pin.clear()
        if not self._quick.tries:
            self.password.emit(render(error.message))
            return True
        self.pin.setEnabled(True)
        self._row.set_error(render(error.message))
        self.pin.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.pin.setFocus(Qt.FocusReason.OtherFocusReason)
