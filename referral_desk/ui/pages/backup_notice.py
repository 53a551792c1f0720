"""What stands at the head of Today where the backups need somebody: red where records could be lost."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QWidget

from referral_desk.domain.backups import BackupState
from referral_desk.i18n import _
from referral_desk.ui.backup_watch import BackupWatch
from referral_desk.ui.backup_words import danger, reminder
from referral_desk.ui.widgets.cards import WarningPanel
from referral_desk.ui.widgets.layouts import column
from referral_desk.ui.widgets.text import show_if


class BackupNotice(QWidget):
    """Hidden while all is well."""

    def __init__(self, watch: BackupWatch) -> None:
        super().__init__()
        self.banner = WarningPanel(danger=True)
        self.backup_button = self.banner.add_button(_("Back up now"), watch.back_up_now)
        self.reminder = WarningPanel(icon="info")
        self.setLayout(column(self.banner, self.reminder, gap=0.4))
        show_if(self, False)
        watch.changed.connect(self._show)
        if watch.state is not None:
            self._show(watch.state)

    def _show(self, state: BackupState) -> None:
        now = datetime.now().astimezone()
        self.banner.set_text(danger(state, now))
        self.reminder.set_text(reminder(state, now))
        show_if(self, bool(self.banner.text or self.reminder.text))
