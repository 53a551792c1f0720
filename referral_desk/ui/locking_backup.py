"""The backup of a window that locks: whoever always locks and never closes the program has one all the same."""

from __future__ import annotations

import logging

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from referral_desk.i18n import _
from referral_desk.services import backups
from referral_desk.services.centre import Centre
from referral_desk.ui.dialogs.first_start import WaitingPanel
from referral_desk.ui.tasks import Cancelled, Work
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.layouts import boxed, column
from referral_desk.ui.widgets.text import Label, show_if

AFTER_MS = 1_000
"""How long the backup may take before anybody hears of it."""

_log = logging.getLogger(__name__)


def back_up_before_locking(centre: Centre, work: Work) -> None:
    """Make the backup that is due; whatever goes wrong, the window locks, and the next backup tells of it."""
    try:
        backups.back_up_if_due(centre, closing=True, progress=work.progress)
    except Cancelled:
        pass
    except Exception as error:
        _log.error("the backup before locking: %s", type(error).__name__)


class LockingPanel(QWidget):
    """Says that the window locks and, after a while, why it takes longer; ``cancelled`` when nobody wants to wait."""

    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.words = Label(
            _("Everything is put away. A backup is being made; afterwards you can unlock again."), "muted", wrap=True
        )
        self.words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.cancel_button = Button(_("Lock without a backup"), self._cancel, compact=True)
        note = column(self.words, gap=0.7, margins=1.3)
        note.addWidget(self.cancel_button, alignment=Qt.AlignmentFlag.AlignHCenter)
        note.addStretch(1)
        self.note = boxed(note)
        show_if(self.note, False)
        whole = column(WaitingPanel(_("Locking…")), self.note)
        whole.setStretch(0, 1)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(lambda: show_if(self.note, True))
        self._patience.start(AFTER_MS)

    def _cancel(self) -> None:
        self.cancel_button.setEnabled(False)
        self.cancel_button.set_label(_("Stopping…"))
        self.cancelled.emit()
