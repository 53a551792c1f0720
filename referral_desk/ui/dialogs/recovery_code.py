"""The recovery code, shown once: large, in groups, printed on its sheet; one goes on only after it is kept."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QScrollArea, QWidget

from referral_desk.i18n import _
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.dialogs.telling import ask, in_words
from referral_desk.ui.forms.fields import tick
from referral_desk.ui.look import px, space
from referral_desk.ui.tasks import TaskKind, Tasks
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import Card, WarningPanel
from referral_desk.ui.widgets.layouts import column, in_the_middle, row
from referral_desk.ui.widgets.text import Label, show_if

_ACROSS = 4

MakeSheet = Callable[[], bytes]
"""Makes the sheet as PDF, and keeps it nowhere; runs off the GUI thread."""


class RecoveryCodePanel(QWidget):
    """Shows ``code``, groups with dashes between; ``noted`` comes when the person says it is kept and goes on.

    It can be printed, but neither copied nor saved: what is on a clipboard or in a file is found by others. ``lead``
    says in a sentence what has happened.
    """

    noted = Signal()

    def __init__(self, tasks: Tasks, code: str, make_sheet: MakeSheet, lead: str) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._tasks = tasks
        self._make_sheet = make_sheet
        self.tick = tick(_("The sheet is printed, or the code written down, and will be locked away"), on=False)
        self.go_on = Button(_("Go on"), self.noted.emit, kind="primary")
        self.go_on.setEnabled(False)
        self.tick.toggled.connect(self.go_on.setEnabled)
        self.print_button = Button(_("Print the sheet…"), self.print_sheet, icon="print", keys="Ctrl P")
        self.print_button.setShortcut("Ctrl+P")
        self.problem = WarningPanel(danger=True)
        self.printed = Label(_("The sheet was handed to the printer."), "hint")
        show_if(self.printed, False)
        warning = WarningPanel(
            _("Whoever loses the password and this code can never open the records again. Nobody else can, either.")
        )
        printing = row(self.print_button, self.printed, gap=0.9)
        printing.addStretch(1)
        going_on = row(self.tick, gap=0.9)
        going_on.addStretch(1)
        going_on.addWidget(self.go_on)
        middle = column(
            Label(_("The recovery code"), "title"),
            Label(
                "\n".join(
                    (
                        lead,
                        _(
                            "With this code the records can be opened when a password is forgotten. It is shown only "
                            "now: print the sheet, or write the code down group by group."
                        ),
                    )
                ),
                wrap=True,
            ),
            _sheet_of(code),
            self.problem,
            gap=0.9,
        )
        middle.addLayout(printing)
        middle.addWidget(warning)
        middle.addLayout(going_on)
        self.setLayout(in_the_middle(middle, 8))
        self.setMinimumWidth(px(24))
        self.print_button.setFocus()

    def print_sheet(self) -> None:
        """Make the sheet and show it as it will be on paper."""
        self.print_button.setEnabled(False)
        self.problem.set_text("")
        make_sheet = self._make_sheet
        self._tasks.run(TaskKind.DOCUMENT, lambda _work: make_sheet(), self._show, self._not_made)

    def _show(self, pdf: bytes) -> None:
        self.print_button.setEnabled(True)
        preview = PreviewDialog(
            self._tasks,
            pdf,
            title=_("Recovery sheet"),
            saves=False,
            parent=self.window(),
            printed=lambda: show_if(self.printed, True),
        )
        preview.setWindowModality(Qt.WindowModality.WindowModal)
        preview.open()

    def _not_made(self, error: Exception) -> bool:
        self.print_button.setEnabled(True)
        words = in_words(error)
        self.problem.set_text(words)
        return bool(words)


def _sheet_of(code: str) -> Card:
    """Return the code as it stands on the sheet: eight numbered groups, four in a row."""
    grid = QGridLayout()
    space(grid, 0.0, 1.1)
    for index, group in enumerate(code.split("-")):
        number, words = Label(f"{index + 1}", "hint"), Label(group, "code")
        for label in (number, words):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        cell = column(number, words, gap=0.15)
        grid.addLayout(cell, index // _ACROSS, index % _ACROSS)
    sheet = Card(padding=1.5)
    sheet.add(grid)
    sheet.setAccessibleName(_("Recovery code: {code}").format(code=code))
    return sheet


def may_leave(parent: QWidget) -> bool:
    """Ask whether a code that nobody has noted may go for good."""
    return ask(
        parent,
        _("The recovery code is not noted"),
        _("Without this code nobody can open the records when the password is lost. It is never shown again."),
        _("Close without noting it"),
        _("Back to the code"),
        danger=True,
    )


class RecoveryCodeDialog(QDialog):
    """The panel in a window over the page, for a code that was renewed; ``accepted`` comes when it is kept."""

    def __init__(self, tasks: Tasks, code: str, make_sheet: MakeSheet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(_("The recovery code"))
        lead = _("This is the new recovery code. The sheet with the old one is void: shred it.")
        self.panel = RecoveryCodePanel(tasks, code, make_sheet, lead)
        self.panel.noted.connect(self.accept)
        area = QScrollArea()
        area.setWidget(self.panel)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setLayout(column(area))
        room = self.screen().availableGeometry()
        self.resize(min(px(56), room.width() - px(2)), min(px(42), room.height() - px(3)))

    def reject(self) -> None:
        if self.panel.tick.isChecked() or may_leave(self):
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        # The frame's own × goes the same way as Esc.
        if self.isVisible():
            self.reject()
        event.setAccepted(not self.isVisible())
