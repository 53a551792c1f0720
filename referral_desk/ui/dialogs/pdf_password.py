"""The password under which a PDF is saved: typed twice, with its strength beside it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QScrollArea, QWidget

from referral_desk.i18n import _
from referral_desk.ui.forms.password import NewPasswordFields
from referral_desk.ui.look import px
from referral_desk.ui.tasks import Tasks
from referral_desk.ui.widgets.buttons import Button, press_with
from referral_desk.ui.widgets.layouts import boxed, column, row, topped
from referral_desk.ui.widgets.pdf_preview import PdfPreview
from referral_desk.ui.widgets.text import Label


def ask_passwords_for(preview: PdfPreview, tasks: Tasks) -> None:
    """Ask for a password whenever what ``preview`` shows is to be saved with one."""
    preview.password_wanted.connect(lambda: PdfPasswordDialog(tasks, preview.save_as, preview).open())


class PdfPasswordDialog(QDialog):
    """Asks for a new password and hands it to ``chosen``; it is kept nowhere."""

    def __init__(self, tasks: Tasks, chosen: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(_("Save with a password"))
        self._chosen = chosen
        self.passwords = NewPasswordFields(tasks, label=_("Password of the PDF"))
        self.save_button = Button(_("Choose where to save…"), self.save, kind="primary", keys="Ctrl Enter")
        press_with(self, self.save_button, "Ctrl+Return", "Ctrl+Enter")
        buttons = row(Button(_("Cancel"), self.reject, keys="Esc", kind="quiet"), self.save_button, gap=0.6)
        buttons.insertStretch(0, 1)
        remark = _(
            "The PDF is encrypted (AES-256) and opens with this password only. Tell it to the receiver another way "
            "than you send the file. Whoever forgets it saves the document again."
        )
        body = boxed(
            column(Label(remark, "muted", wrap=True), topped(self.passwords.form), margins=(0, 0, 0.7, 0), gap=0.7)
        )
        body.setProperty("role", "page")
        scroll = QScrollArea()
        scroll.setWidget(body)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = column(Label(_("Save with a password"), "title"), scroll, boxed(buttons), margins=1.2, gap=0.7)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        room = self.screen().availableGeometry()
        self.resize(min(px(38), room.width() - px(2)), min(px(29), room.height() - px(3)))
        self.passwords.password.setFocus()

    def save(self) -> None:
        """Hand the password on, or say what is wrong with it."""
        problems = self.passwords.problems()
        self.passwords.form.show_problems(problems)
        if problems:
            return
        password = self.passwords.text
        self.accept()
        self._chosen(password)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter alone never saves: in Japanese it also ends a conversion.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
            return
        super().keyPressEvent(event)
