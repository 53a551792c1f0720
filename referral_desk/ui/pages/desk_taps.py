"""What the buttons of Today do: store at once with Undo, or open the small window that asks first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.changes import ChangeSet, Saved
from referral_desk.domain.codes import Outcome, Reporter
from referral_desk.domain.followup import FollowUpRow, OutcomeReport
from referral_desk.domain.referral import Referral
from referral_desk.domain.reply import TAKES_REPLY
from referral_desk.i18n import _, language
from referral_desk.services import followups
from referral_desk.services.followups import Undo
from referral_desk.ui.dates import clock, short_date
from referral_desk.ui.forms.handoff_words import mode_word
from referral_desk.ui.forms.row_choices import Tap, TapKind
from referral_desk.ui.page import Place
from referral_desk.ui.tasks import TaskKind
from referral_desk.ui.workplace import Workplace


class DeskTaps(QObject):
    """Carries out taps on follow-ups; ``go`` asks to open a place. ``page`` is the parent of the windows."""

    go = Signal(object)

    def __init__(self, workplace: Workplace, page: QWidget) -> None:
        super().__init__(page)
        self._work = workplace
        self._centre = workplace.centre
        self._page = page

    def tap(self, record: FollowUpRow, tap: Tap, failed: Callable[[], None]) -> bool:
        """Do what a tap means; True if it stores at once (``failed`` is called if that does not succeed)."""
        if tap.kind is TapKind.OUTCOME and tap.outcome is not None:
            self._store_outcome(record, tap.outcome, failed)
            return True
        if tap.kind is TapKind.ATTEMPT and record.follow_up_id is not None:
            self._log_attempt(record, record.follow_up_id, failed)
            return True
        if tap.kind is TapKind.REPLY:
            self.ask_reply(record)
        elif tap.kind is TapKind.HAND_OVER:
            self.ask_handoff(record)
        else:
            self.ask_day(record)
        return False

    def _store_outcome(self, record: FollowUpRow, outcome: Outcome, failed: Callable[[], None]) -> None:
        report = OutcomeReport(outcome, self._centre.today(), Reporter.CLIENT)
        label = self._centre.codes.outcomes.label(outcome, language())
        self._write(
            lambda: followups.report_outcome(self._centre, record.referral_id, report),
            lambda undo: self._said_outcome(record, undo, label),
            failed,
        )

    def _log_attempt(self, record: FollowUpRow, follow_up_id: int, failed: Callable[[], None]) -> None:
        words = _("{name}: logged that nobody was reached. The day has moved on.").format(name=record.client_name)
        self._write(
            lambda: followups.log_attempt(self._centre, follow_up_id), lambda undo: self._said(words, undo), failed
        )

    def _write(
        self, function: Callable[[], Saved[Undo]], done: Callable[[Undo], None], failed: Callable[[], None]
    ) -> None:
        def told_by_the_window(_error: Exception) -> bool:
            failed()
            return False

        self._work.write(function, done, told_by_the_window, initiator=self._page)

    # --- windows that ask first ---------------------------------------------------------------------------------

    def ask_reply(self, record: FollowUpRow) -> None:
        """Ask what the receiver answered."""
        from referral_desk.ui.dialogs.receiver_reply import ReceiverReplyDialog  # noqa: PLC0415 - as below

        ReceiverReplyDialog(
            self._work,
            record.referral_id,
            _heading(record),
            lambda undo, label: self._said_outcome(record, undo, label),
            parent=self._page.window(),
        ).open()

    def ask_outcome(self, record: FollowUpRow, outcome: Outcome | None) -> None:
        """Ask for any outcome of a row's referral, with who told it and when."""
        from referral_desk.ui.dialogs.outcome import OutcomeDialog  # noqa: PLC0415 - the start does without

        OutcomeDialog(
            self._work,
            record.referral_id,
            _heading(record),
            lambda undo, label: self._said_outcome(record, undo, label),
            outcome=outcome,
            parent=self._page.window(),
        ).open()

    def ask_handoff(self, record: FollowUpRow) -> None:
        """Ask how a handoff went, such as one that was still to come."""

        def done(referral: Referral) -> None:
            words = _("Saved {number} ({mode})").format(number=referral.number, mode=mode_word(referral.mode))
            self._work.says.saved(words)

        from referral_desk.ui.dialogs.handoff import HandoffDialog  # noqa: PLC0415 - the start does without

        HandoffDialog(
            self._work, record.referral_id, _heading(record), done, now=clock(), parent=self._page.window()
        ).open()

    def ask_day(self, record: FollowUpRow) -> None:
        """Ask for another day."""

        def done(undo: Undo, day: date) -> None:
            words = _("{name}: next check on {day}").format(name=record.client_name, day=short_date(day))
            self._said(words, undo)

        day = record.due_on if record.days_over < 0 else None
        from referral_desk.ui.dialogs.postpone import PostponeDialog  # noqa: PLC0415 - the start does without

        PostponeDialog(
            self._work,
            record.referral_id,
            _heading(record),
            day,
            done,
            note=record.note,
            parent=self._page.window(),
        ).open()

    def menu(self, record: FollowUpRow, button: QWidget) -> None:
        """Offer every outcome, a handoff, another day, and the referral itself."""
        menu = QMenu(button)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        for code in self._centre.codes.outcomes.items:
            if code.code != Outcome.NOT_YET_CHECKED:
                label = _("{outcome}…").format(outcome=code.label(language()))
                action = menu.addAction(label, partial(self.ask_outcome, record, Outcome(code.code)))
                self._work.permit(Action.SAVE_OUTCOME, action)
        menu.addSeparator()
        if record.status in TAKES_REPLY:
            reply = menu.addAction(_("Reply of the receiver…"), lambda: self.ask_reply(record))
            self._work.permit(Action.SAVE_OUTCOME, reply)
        handoff = menu.addAction(_("Record a handoff…"), lambda: self.ask_handoff(record))
        other_day = menu.addAction(_("Choose another day…"), lambda: self.ask_day(record))
        self._work.permit(Action.SAVE_HANDOFF, handoff)
        self._work.permit(Action.SAVE_OUTCOME, other_day)
        menu.addSeparator()
        referral = Place("referrals", referral=record.referral_id, client=record.client_id)
        menu.addAction(_("Open the referral"), lambda: self.go.emit(referral))
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    # --- telling and taking back --------------------------------------------------------------------------------

    def _said_outcome(self, record: FollowUpRow, undo: Undo, label: str) -> None:
        self._said(_("{name}: {outcome} saved").format(name=record.client_name, outcome=label), undo)

    def _said(self, words: str, undo: Undo) -> None:
        self._work.says.saved(words, lambda: self._undo(undo))

    def _undo(self, undo: Undo) -> None:
        self._work.tasks.run(TaskKind.WRITE, lambda _work: followups.undo(self._centre, undo), self._undone)

    def _undone(self, changes: ChangeSet) -> None:
        self._work.publish(changes, self._page)
        self._work.says.saved(_("Taken back"))


def _heading(record: FollowUpRow) -> str:
    return f"{record.client_name}  →  {record.institution_name}"
