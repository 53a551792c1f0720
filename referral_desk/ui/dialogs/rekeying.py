"""Renewing the keys, with how far it is; afterwards a backup under the new keys is offered."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QProgressBar, QWidget

from referral_desk.db.errors import StorageFault
from referral_desk.domain.access import Action
from referral_desk.i18n import _
from referral_desk.services import backups, recovery, rekeying
from referral_desk.services.centre import Centre
from referral_desk.ui.dialogs.renew_code import renew_code
from referral_desk.ui.dialogs.telling import in_words
from referral_desk.ui.forms.fields import stacked
from referral_desk.ui.look import px
from referral_desk.ui.tasks import Task, TaskKind, Work
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import WarningPanel
from referral_desk.ui.widgets.layouts import boxed, row, scrolling
from referral_desk.ui.widgets.text import Label, show_if
from referral_desk.ui.workplace import Workplace


class RekeyDialog(QDialog):
    """Renews the keys when it is told to, or ``at_once``; ``done`` is called when they are renewed.

    It cannot be closed while it works, only stopped: then all is as before.
    """

    def __init__(
        self, work: Workplace, done: Callable[[], None], parent: QWidget | None = None, *, at_once: bool = False
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(_("Renew the keys"))
        self._work = work
        self._done = done
        self._task: Task[object] | None = None
        self.heading = Label(_("Renew the keys"), "title", wrap=True)
        self.words = Label(
            _(
                "All records are copied under a new key and the copy is checked; only then does it take the place of "
                "the old file. Everyone who works here goes on with the same password, and the recovery code stays the "
                "same. Whoever has left can then open nothing any more, even with a copy of the old key.\n\n"
                "Nobody else may have the centre open meanwhile. It takes seconds, for very many records a few minutes."
            ),
            wrap=True,
        )
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("Renewing the keys…"))
        show_if(self.bar, False)
        self.problem = WarningPanel(danger=True)
        self.old_backups = WarningPanel(
            _(
                "Backups made until now stay under the old keys: the old passwords still open them, also that of "
                "somebody who has left. Make a new backup now, and destroy or lock away the old ones, the second place "
                "included, as soon as you can do without them.\n\nThe recovery sheet stays valid."
            )
        )
        self.known_code = WarningPanel(icon="lock")
        self.code_button = self.known_code.add_button(_("New recovery code…"), self.renew_code)
        self.start_button = Button(_("Renew them now"), self.start, kind="primary")
        self.stop_button = Button(_("Stop"), self.stop)
        self.backup_button = Button(_("Make a backup now"), self.back_up, kind="primary")
        self.close_button = Button(_("Later"), self.reject, kind="quiet", keys="Esc")
        buttons = row(gap=0.6)
        buttons.addStretch(1)
        for button in (self.close_button, self.stop_button, self.start_button, self.backup_button):
            buttons.addWidget(button)
        parts = (self.heading, self.words, self.bar, self.problem, self.old_backups, self.known_code)
        self.setLayout(scrolling(stacked(*parts, gap=0.8), boxed(buttons)))
        self.setMinimumWidth(px(34))
        room = self.screen().availableGeometry()
        self.resize(min(px(46), room.width() - px(2)), min(px(27), room.height() - px(3)))
        self._offer(self.start_button)
        if at_once:
            self.start()

    @property
    def busy(self) -> bool:
        """Whether something is under way."""
        return self._task is not None

    def start(self) -> None:
        """Renew the keys."""
        centre = self._work.centre

        def renew(work: Work) -> bool:
            rekeying.rekey(centre, progress=work.progress)
            return _code_may_be_known(centre)

        self.heading.setText(_("Renewing the keys…"))
        self._run(renew, self._renewed)

    def stop(self) -> None:
        """Ask to stop; all is as before unless it has ended meanwhile."""
        if self._task is not None:
            self.stop_button.setEnabled(False)
            self._task.cancel()

    def back_up(self) -> None:
        """Make a backup, which is under the new keys."""
        centre = self._work.centre
        self.heading.setText(_("Making a backup…"))
        self._run(lambda work: backups.back_up(centre, progress=work.progress), self._backed_up)

    def _run(self, function: Callable[[Work], object], done: Callable[[object], None]) -> None:
        self.problem.set_text("")
        self._offer(self.stop_button)
        self.stop_button.setEnabled(True)
        self.bar.setRange(0, 0)
        show_if(self.bar, True)
        tasks = self._work.tasks
        tasks.progressed.connect(self._advance)
        tasks.ended.connect(self._ended)
        self._task = tasks.run(TaskKind.WRITE, function, done, self._failed)

    def _advance(self, task: Task[object], done: int, total: int) -> None:
        if task is self._task:
            self.bar.setRange(0, 1000 if total else 0)
            self.bar.setValue(1000 * done // total if total else 0)

    def _ended(self, task: Task[object]) -> None:
        if task is not self._task:
            return
        self._task = None
        tasks = self._work.tasks
        tasks.progressed.disconnect(self._advance)
        tasks.ended.disconnect(self._ended)
        show_if(self.bar, False)
        if task.token.cancelled:  # where it was too late to stop, what was done is told afterwards
            self.heading.setText(_("Stopped. All is as it was before."))
            self._offer(self.start_button)

    def renew_code(self) -> None:
        """Make a new recovery code, so that the sheet is void that somebody may have seen."""
        renew_code(self._work, self, lambda: self.known_code.set_text(""))

    def _renewed(self, known: object) -> None:
        self.heading.setText(_("The keys are renewed."))
        show_if(self.words, False)
        self.close_button.set_label(_("Close"))
        if known and self._work.may(Action.RENEW_RECOVERY_CODE):
            self.known_code.set_text(
                _(
                    "Whoever has left may have seen the sheet with the recovery code, and that still opens the centre. "
                    "Make a new code now, so that the sheet is void."
                )
            )
        self._offer(self.backup_button)
        self._done()

    def _backed_up(self, _made: object) -> None:
        self.heading.setText(_("The keys are renewed, and a backup under the new keys is made."))
        self.old_backups.set_text(
            _(
                "The backups from before stay under the old keys: the old passwords still open them, also that of "
                "somebody who has left. Destroy or lock them away, the second place included, as soon as you can do "
                "without them.\n\nThe recovery sheet stays valid."
            )
        )
        self._offer(self.close_button)

    def _failed(self, error: Exception) -> bool:
        words = in_words(error)
        self.problem.set_text(words)
        renewed = self.words.isHidden()
        self.heading.setText(_("The backup was not made.") if renewed else _("The keys were not renewed."))
        self._offer(self.backup_button if renewed else self.start_button)
        return bool(words)

    def _offer(self, button: Button) -> None:
        for each in (self.start_button, self.stop_button, self.backup_button):
            show_if(each, each is button)
        show_if(self.close_button, button is not self.stop_button)
        button.setFocus(Qt.FocusReason.OtherFocusReason)

    def reject(self) -> None:
        if not self.busy:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        # The frame's own × goes the same way as Esc.
        if self.busy:
            event.ignore()
            return
        super().closeEvent(event)


def _code_may_be_known(centre: Centre) -> bool:
    """Ask for it after the renewal, which stays done whatever comes of this."""
    try:
        return recovery.may_be_known(centre)
    except StorageFault:
        return False
