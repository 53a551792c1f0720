"""Where a second copy of each backup goes, such as a USB stick."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from referral_desk.domain.centre import SafetySettings
from referral_desk.i18n import _
from referral_desk.services.backups import choose_second_place, same_disk
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.forms.fields import TextField, stacked
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import WarningPanel
from referral_desk.ui.widgets.form import Form
from referral_desk.ui.workplace import Workplace


class SecondPlaceDialog(FormDialog):
    """Chooses the folder; blank for none. ``saved`` gets the stored settings."""

    def __init__(
        self, work: Workplace, *, saved: Callable[[SafetySettings], None], parent: QWidget | None = None
    ) -> None:
        remark = _(
            "Each backup is copied there as well: if this PC breaks or is stolen, the records are less easily lost. "
            "The copies are encrypted. While the disk is not plugged in work goes on, and a copy follows later."
        )
        super().__init__(work, _("Second place for backups"), remark, parent)
        self._saved = saved
        self.folder = TextField(work.centre.safety.second_place)
        self.folder.textChanged.connect(lambda _text: self._say())
        choose = Button(_("Choose…"), self.choose, compact=True)
        form = Form()
        form.add_row(
            "second_place",
            _("Folder"),
            self.folder,
            beside=choose,
            hint=_("On a USB stick or another disk. Blank for no second place."),
        )
        self.warning = WarningPanel()
        self.furnish(stacked(form), (form,), below=self.warning, size=(52, 22))
        self._say()

    @property
    def place(self) -> Path | None:
        """The folder entered, None for none."""
        text = self.folder.text().strip()
        return Path(text).expanduser() if text else None

    def choose(self) -> None:
        """Ask for the folder."""
        start = self.folder.text() or str(Path.home())
        chosen = QFileDialog.getExistingDirectory(self, _("Choose a folder for the second copies"), start)
        if chosen:
            self.folder.setText(str(Path(chosen)))

    def _say(self) -> None:
        place = self.place
        same = place is not None and same_disk(self.work.centre, place)
        self.warning.set_text(
            _("This folder is on the disk of the records. It does not help when that disk breaks or is stolen.")
            if same
            else ""
        )

    def first_field(self) -> QWidget:
        return self.folder

    def unsaved(self) -> bool:
        return self.folder.text().strip() != self.work.centre.safety.second_place

    def save(self) -> None:
        centre, place = self.work.centre, self.place
        self.store(lambda: choose_second_place(centre, place), self._saved)
