"""When the window locks by itself, and whether a PIN may unlock it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from referral_desk.domain.centre import LOCK_MINUTES, SafetySettings, check_safety
from referral_desk.i18n import _
from referral_desk.services.centre import save_safety
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.forms.centre import NumberField
from referral_desk.ui.forms.fields import stacked, tick
from referral_desk.ui.widgets.form import Form
from referral_desk.ui.widgets.text import Label
from referral_desk.ui.workplace import Workplace


class SafetyDialog(FormDialog):
    """Changes how the windows of this centre lock; ``saved`` gets the stored settings."""

    def __init__(
        self, work: Workplace, *, saved: Callable[[SafetySettings], None], parent: QWidget | None = None
    ) -> None:
        remark = _("A locked window shows nothing of any client. What was being typed comes back after unlocking.")
        super().__init__(work, _("Locking"), remark, parent)
        self._saved = saved
        before = work.centre.safety
        self.minutes = NumberField(before.lock_after_minutes)
        self.pin = tick(_("Allow unlocking with a PIN of six digits"), before.quick_unlock)
        form = Form()
        form.add_row(
            "lock_after_minutes",
            _("Lock after"),
            self.minutes,
            beside=Label(_("minutes")),
            hint=_("{first} to {last} minutes without a key press or a movement of the mouse").format(
                first=LOCK_MINUTES.start, last=LOCK_MINUTES.stop - 1
            ),
        )
        form.add_row(
            "quick_unlock",
            _("PIN"),
            self.pin,
            hint=_(
                "Everyone may then choose a PIN for the day. It works only until the program is closed, and after five "
                "wrong tries the password is asked for."
            ),
        )
        self.furnish(stacked(form), (form,), size=(46, 24))

    @property
    def draft(self) -> SafetySettings:
        """The settings as entered; where backups go stays as it is."""
        return replace(
            self.work.centre.safety, lock_after_minutes=self.minutes.value, quick_unlock=self.pin.isChecked()
        )

    def first_field(self) -> QWidget:
        return self.minutes

    def unsaved(self) -> bool:
        return self.draft != self.work.centre.safety

    def save(self) -> None:
        draft, centre = self.draft, self.work.centre
        problems = check_safety(draft)
        self.show_problems(problems)
        if not problems:
            self.store(lambda: save_safety(centre, draft), self._saved)
