"""The recovery code, shown once: large, in groups, and gone on only after it was written down."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from referral_desk.i18n import _
from referral_desk.ui.forms.fields import tick
from referral_desk.ui.look import px, space
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import Card, WarningPanel
from referral_desk.ui.widgets.layouts import column, row
from referral_desk.ui.widgets.text import Label

_ACROSS = 4


class RecoveryCodePanel(QWidget):
    """Shows ``code``, groups with dashes between; ``noted`` comes when the person says it is written down and goes on.

    It can be neither copied nor saved: what is on a clipboard or in a file is found by others.
    """

    noted = Signal()

    def __init__(self, code: str) -> None:
        super().__init__()
        self.setProperty("role", "page")
        grid = QGridLayout()
        space(grid, 0.0, 1.1)
        groups = code.split("-")
        for index, group in enumerate(groups):
            number = Label(f"{index + 1}", "hint")
            words = Label(group, "code")
            words.setAlignment(Qt.AlignmentFlag.AlignCenter)
            cell = column(number, words, gap=0.15)
            grid.addLayout(cell, index // _ACROSS, index % _ACROSS)
        sheet = Card(padding=1.5)
        sheet.add(grid)
        sheet.setAccessibleName(_("Recovery code: {code}").format(code=code))
        self.tick = tick(_("I have written it down and put it where it can be locked away"), on=False)
        self.go_on = Button(_("Go on"), self.noted.emit, kind="primary")
        self.go_on.setEnabled(False)
        self.tick.toggled.connect(self.go_on.setEnabled)
        warning = WarningPanel(
            _("Whoever loses the password and this code can never open the records again. Nobody else can, either.")
        )
        buttons = row(self.tick, gap=0.9)
        buttons.addStretch(1)
        buttons.addWidget(self.go_on)
        middle = column(
            Label(_("The recovery code"), "title"),
            Label(
                _(
                    "The centre is set up. With this code the records can be opened when the password is forgotten. "
                    "It is shown only now: write it down by hand, group by group."
                ),
                wrap=True,
            ),
            sheet,
            warning,
            gap=0.9,
        )
        middle.addLayout(buttons)
        line = row(margins=(1.5, 1.0, 1.5, 1.2))
        line.addStretch(1)
        line.addLayout(middle, 8)
        line.addStretch(1)
        whole = column()
        whole.addStretch(1)
        whole.addLayout(line)
        whole.addStretch(2)
        self.setLayout(whole)
        self.setMinimumWidth(px(24))
        self.tick.setFocus()
