"""The recovery code, shown once: large, in groups, printed on its sheet; one goes on only after it is kept.

A code that replaces another is stored only then: where the window is locked or the PC fails before, the old one opens
the centre still.
"""

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

PutInForce = Callable[[], object]
"""Lets the code on show open the centre instead of the one before; runs off the GUI thread."""


class RecoveryCodePanel(QWidget):
    """Shows ``code``, groups with dashes between; ``noted`` comes when the person says it is kept and goes on.

    It can be printed, but neither copied nor saved: what is on a clipboard or in a file is found by others. ``lead``
    says in a sentence what has happened. Before ``noted``, ``put_in_force`` is run for a code that opens nothing yet.
    """

    noted = Signal()

    def __init__(
        self, tasks: Tasks, code: str, make_sheet: MakeSheet, lead: str, put_in_force: PutInForce | None = None
    ) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._tasks = tasks
        self._make_sheet = make_sheet
        self._put_in_force = put_in_force
        self.busy = False
        self.tick = tick(_("The sheet is printed, or the code written down, and will be locked away"), on=False)
        self.go_on = Button(_("Go on"), self.confirm, kind="primary")
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

    def confirm(self) -> None:
        """The code is kept: put it in force where it is not yet, then go on."""
        put_in_force = self._put_in_force
        if put_in_force is None:
            self.noted.emit()
            return
        self.problem.set_text("")
        self._set_busy(True)
        self._tasks.run(TaskKind.WRITE, lambda _work: put_in_force(), self._in_force, self._not_in_force)

    def _in_force(self, _result: object) -> None:
        self.busy = False
        self._put_in_force = None
        self.noted.emit()

    def _not_in_force(self, error: Exception) -> bool:
        self._set_busy(False)
        words = in_words(error)
        self.problem.set_text(words)
        return bool(words)

    def _set_busy(self, busy: bool) -> None:
        self.busy = busy
        self.tick.setEnabled(not busy)
        self.go_on.setEnabled(not busy)

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


def may_leave(parent: QWidget, *, in_force: bool) -> bool:
    """Ask whether a code that nobody has noted may go for good; one not ``in_force`` leaves the old one valid."""
    if in_force:
        title = _("The recovery code is not noted")
        words = _("Without this code nobody can open the records when the password is lost. It is never shown again.")
        leave = _("Close without noting it")
    else:
        title = _("The new recovery code is not valid yet")
        words = _(
            "If you close now, the old code stays valid. The new one opens nothing and is never shown again: shred "
            "what you printed or wrote down of it."
        )
        leave = _("Close, and keep the old code")
    return ask(parent, title, words, leave, _("Back to the code"), danger=True)


class RecoveryCodeDialog(QDialog):
    """The panel in a window over the page, for a code that replaces another; ``accepted`` comes when it is in force.

    An ``example`` opens nothing, and closes without asking.
    """

    def __init__(
        self,
        tasks: Tasks,
        code: str,
        make_sheet: MakeSheet,
        put_in_force: PutInForce,
        parent: QWidget | None = None,
        *,
        example: bool = False,
    ) -> None:
        super().__init__(parent)
        self._example = example
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(_("The recovery code"))
        lead = _(
            "This is the new recovery code. It is valid from the moment you go on below; until then the old one is. "
            "Then shred the old sheet."
        )
        self.panel = RecoveryCodePanel(tasks, code, make_sheet, lead, put_in_force)
        self.panel.noted.connect(self.accept)
        area = QScrollArea()
        area.setWidget(self.panel)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setLayout(column(area))
        room = self.screen().availableGeometry()
        self.resize(min(px(56), room.width() - px(2)), min(px(42), room.height() - px(3)))

    def reject(self) -> None:
        if not self.panel.busy and (self._example or may_leave(self, in_force=False)):
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        # The frame's own × goes the same way as Esc.
        if self.isVisible():
            self.reject()
        event.setAccepted(not self.isVisible())
