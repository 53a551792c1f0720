"""What Administration shows of the backups, and what can be done about them."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.backups import BackupState
from referral_desk.domain.centre import SafetySettings
from referral_desk.i18n import _
from referral_desk.ui.backup_watch import BackupWatch
from referral_desk.ui.backup_words import facts
from referral_desk.ui.dialogs.restore import RestoreDialog
from referral_desk.ui.dialogs.second_place import SecondPlaceDialog
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import Card, SectionHeader
from referral_desk.ui.widgets.facts import Facts
from referral_desk.ui.widgets.layouts import FlowBox, column
from referral_desk.ui.workplace import Workplace


class BackupCard(QWidget):
    """The last good backup, where copies lie, and the way back."""

    def __init__(self, work: Workplace, watch: BackupWatch) -> None:
        super().__init__()
        self._work = work
        self._watch = watch
        self.facts = Facts(name=_("Backups"))
        self.backup_button = Button(_("Back up now"), watch.back_up_now, icon="save")
        self.place_button = Button(_("Second place…"), self.choose_place, icon="folder")
        self.restore_button = Button(_("Restore…"), self.restore, icon="undo")
        work.permit(Action.CHANGE_SAFETY, self.place_button)
        work.permit(Action.RESTORE, self.restore_button)
        head = SectionHeader(_("Backups"), _("made by themselves while you work"))
        buttons = FlowBox(self.backup_button, self.place_button, self.restore_button)
        self.setLayout(column(head, Card(self.facts, buttons, gap=0.8), gap=0.5))
        watch.changed.connect(self._show)

    def read(self) -> None:
        """Read anew how it stands."""
        self._watch.look()

    def _show(self, state: BackupState) -> None:
        self.facts.show_facts(*facts(state))

    def choose_place(self) -> None:
        """Choose where a second copy of each backup goes."""

        def saved(settings: SafetySettings) -> None:
            words = _("Saved the second place.") if settings.second_place else _("There is no second place any more.")
            self._work.says.saved(words)
            self._watch.look()
            if settings.second_place:
                self._watch.back_up_now()  # a place that was chosen and holds nothing yet protects nothing

        SecondPlaceDialog(self._work, saved=saved, parent=self.window()).open()

    def restore(self) -> None:
        """Open the steps that lead from a backup to a restored centre."""
        RestoreDialog(self._work, parent=self.window()).open()
