"""A document before it is printed: in a window of its own over the page."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QWidget

from referral_desk.i18n import _
from referral_desk.ui.dialogs.pdf_password import ask_passwords_for
from referral_desk.ui.look import px
from referral_desk.ui.printing import Note
from referral_desk.ui.tasks import Tasks
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.layouts import boxed, column, row
from referral_desk.ui.widgets.pdf_preview import PdfPreview


class PreviewDialog(QDialog):
    """Shows one PDF; Ctrl+P prints it, Esc closes. ``file_name`` and ``title`` never hold a person's name.

    Without ``saves`` it goes onto paper and into no file. ``note`` notes in the audit trail that it went. ``kind``
    is the kind of document, for which the choices of the print dialog are remembered.
    """

    def __init__(
        self,
        tasks: Tasks,
        pdf: bytes,
        *,
        title: str,
        file_name: str = "document.pdf",
        saves: bool = True,
        parent: QWidget | None = None,
        printed: Callable[[], None] | None = None,
        note: Note | None = None,
        kind: str = "",
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.preview = PdfPreview(tasks, title=title, file_name=file_name, saves=saves, note=note, kind=kind)
        ask_passwords_for(self.preview, tasks)
        close = Button(_("Close"), self.accept, keys="Esc")
        buttons = row(close)
        buttons.insertStretch(0, 1)
        layout = column(self.preview, boxed(buttons), margins=0.9, gap=0.6)
        layout.setStretch(0, 1)
        self.setLayout(layout)
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Print), self)
        shortcut.activated.connect(self.preview.print_document)
        if printed is not None:
            self.preview.printed.connect(printed)
        self.preview.show_pdf(pdf)
        self.preview.setFocus(Qt.FocusReason.OtherFocusReason)
        room = self.screen().availableGeometry()
        self.resize(min(px(72), room.width() - px(2)), min(px(54), room.height() - px(3)))
