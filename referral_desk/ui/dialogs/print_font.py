"""Which font prints the characters that the bundled fonts lack."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from referral_desk.domain.changes import Saved
from referral_desk.i18n import _
from referral_desk.print_font import print_font
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.forms.fields import TextField, stacked
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.form import Form
from referral_desk.ui.workplace import Workplace


class PrintFontDialog(FormDialog):
    """Chooses the font file; blank for none. ``saved`` is called when it is remembered."""

    def __init__(self, work: Workplace, *, saved: Callable[[], None], parent: QWidget | None = None) -> None:
        remark = _(
            "Papers are set in the bundled fonts. A character that they lack, such as a rare kanji of a name, is "
            "printed in the font you name here, if that has it. The choice holds for your account on this PC."
        )
        super().__init__(work, _("Font for rare characters"), remark, parent)
        self._saved = saved
        self._before = str(print_font() or "")
        self.file = TextField(self._before)
        choose = Button(_("Choose…"), self.choose, compact=True)
        form = Form()
        form.add_row(
            "font",
            _("Font file"),
            self.file,
            beside=choose,
            hint=_("A TrueType font (.ttf or .ttc), such as IPAmj Mincho. Blank for none."),
        )
        self.furnish(stacked(form), (form,), size=(52, 20))

    def choose(self) -> None:
        """Ask for the file."""
        start = self.file.text() or str(Path.home())
        chosen, _kind = QFileDialog.getOpenFileName(
            self, _("Choose a font"), start, _("TrueType fonts") + " (*.ttf *.ttc)"
        )
        if chosen:
            self.file.setText(str(Path(chosen)))

    def first_field(self) -> QWidget:
        return self.file

    def unsaved(self) -> bool:
        return self.file.text().strip() != self._before

    def save(self) -> None:
        typed = self.file.text().strip()
        file = Path(typed).expanduser() if typed else None

        def choose() -> Saved[Path | None]:
            from referral_desk.services.print_fonts import choose_print_font  # noqa: PLC0415 - ReportLab, only here

            return choose_print_font(file)

        self.store(choose, lambda _file: self._saved())
