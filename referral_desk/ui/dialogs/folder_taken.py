"""A centre that another window shows already: who has it open, since when, and what to do about it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from referral_desk.db.presence import WindowHolder, this_account
from referral_desk.i18n import _
from referral_desk.ui.dates import long_date
from referral_desk.ui.look import px
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import Card, WarningPanel
from referral_desk.ui.widgets.layouts import boxed, column, in_the_middle, row
from referral_desk.ui.widgets.text import ElidedLabel, Label


class FolderTakenPanel(QWidget):
    """Says that ``holder`` has the centre in ``folder`` open (None: it cannot be told who).

    ``again`` asks to look once more, ``other_folder`` for another centre.
    """

    again = Signal()
    other_folder = Signal()

    def __init__(self, folder: Path, holder: WindowHolder | None) -> None:
        super().__init__()
        self.setProperty("role", "page")
        where = ElidedLabel(str(folder), "hint")
        where.setAccessibleName(_("Data folder: {folder}").format(folder=folder))
        self.said = WarningPanel(_who(holder))
        self.again_button = Button(_("Try again"), self.again.emit, kind="primary", keys="Enter")
        self.other_button = Button(_("Open another folder…"), self.other_folder.emit)
        buttons = row(self.other_button, self.again_button, gap=0.8)
        buttons.insertStretch(0, 1)
        card = Card(
            boxed(column(Label(_("Open in another window"), "title"), where, gap=0.5)),
            self.said,
            Label(_what_to_do(holder), wrap=True),
            boxed(buttons),
            padding=1.6,
            gap=0.9,
        )
        card.setMinimumWidth(px(24))
        card.setMaximumWidth(px(38))
        self.setLayout(in_the_middle(card))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.again_button.setFocus(Qt.FocusReason.OtherFocusReason)


def _who(holder: WindowHolder | None) -> str:
    if holder is None:
        return _("Another window on this PC shows this centre.")
    since = holder.since.astimezone()
    day, time = long_date(since.date()), since.strftime("%H:%M")
    if holder.account == this_account():
        return _("You have had this centre open since {day}, {time}, but that window does not answer.").format(
            day=day, time=time
        )
    return _("{who} has had this centre open since {day}, {time}.").format(who=holder.who, day=day, time=time)


def _what_to_do(holder: WindowHolder | None) -> str:
    if holder is not None and holder.account == this_account():
        return _("Wait a moment, then try again. If nothing changes, restart the PC; what was saved is safe.")
    return _(
        "Only one window at a time shows a centre. Switch to that user of the PC and close Referral Desk there, "
        "or ask the person to do so. Then try again."
    )
