"""Closing a month: what it means, what the checks still find, and then the page that is submitted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QDialog, QProgressBar, QWidget

from referral_desk.domain.closed_month import ClosedMonth
from referral_desk.domain.quality import QualitySummary
from referral_desk.i18n import _
from referral_desk.services import closed_months, quality
from referral_desk.services.month_end import MonthState
from referral_desk.ui.dates import long_date, long_month
from referral_desk.ui.dialogs.telling import in_words
from referral_desk.ui.look import px
from referral_desk.ui.month_words import closing_words, open_checks
from referral_desk.ui.widgets.buttons import Button, press_with
from referral_desk.ui.widgets.cards import WarningPanel
from referral_desk.ui.widgets.layouts import boxed, column, row
from referral_desk.ui.widgets.text import Label, show_if
from referral_desk.ui.workplace import Workplace


class CloseMonthDialog(QDialog):
    """Asks once, closes off the GUI thread, and offers the page. ``printed`` is asked to show that page.

    One transaction writes everything: while it runs there is nothing to cancel, and the window stays.
    """

    def __init__(
        self, work: Workplace, state: MonthState, printed: Callable[[], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        title = _("Close {month}").format(month=long_month(state.year, state.month))
        self.setWindowTitle(title)
        self._work = work
        self._state = state
        self._printed = printed
        self._busy = False
        self.heading = Label(title, "title", wrap=True)
        self.words = Label(
            _(
                "The figures are kept as they are submitted. What is entered, changed or taken out for this month "
                "later no longer changes them: it is listed apart and goes onto a correction sheet.\n\nA manager can "
                "open the month again, with a reason."
            ),
            wrap=True,
        )
        self.due = Label(_("To be submitted by {day}.").format(day=long_date(state.due_on)), "muted", wrap=True)
        self.checks = WarningPanel()
        self.problem = WarningPanel(danger=True)
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(_("Closing the month…"))
        self.busy_words = Label(_("Closing the month… A large month takes some seconds."), "muted", wrap=True)
        self.close_button = Button(_("Close the month"), self.close_month, kind="primary", keys="Ctrl Enter")
        self.print_button = Button(_("Print the page (PDF)…"), self._print, kind="primary", icon="print")
        self.cancel_button = Button(_("Cancel"), self.reject, kind="quiet", keys="Esc")
        buttons = row(self.cancel_button, self.close_button, self.print_button, gap=0.6)
        buttons.insertStretch(0, 1)
        for hidden in (self.progress, self.busy_words, self.print_button):
            show_if(hidden, False)
        layout = column(
            self.heading,
            self.problem,
            self.words,
            self.due,
            self.checks,
            self.busy_words,
            self.progress,
            margins=1.2,
            gap=0.7,
        )
        layout.addStretch(1)
        layout.addWidget(boxed(buttons))
        self.setLayout(layout)
        room = self.screen().availableGeometry()
        self.resize(min(px(46), room.width() - px(2)), min(px(24), room.height() - px(3)))
        press_with(self, self.close_button, "Ctrl+Return", "Ctrl+Enter")
        self.close_button.setFocus()
        centre = work.centre
        checking = work.read(lambda: quality.summary(centre, state.period), self._show_checks, lambda _error: True)
        self.finished.connect(lambda _result: checking.cancel())

    @property
    def busy(self) -> bool:
        """Whether the month is being closed."""
        return self._busy

    def _show_checks(self, summary: QualitySummary) -> None:
        self.checks.set_text(open_checks(summary))

    def close_month(self) -> None:
        """Close the month; what was refused stands in the window."""
        if self._busy:
            return
        self._set_busy(busy=True)
        centre, state = self._work.centre, self._state
        self._work.write(
            lambda: closed_months.close_month(centre, state.year, state.month), self._closed, self._refused
        )

    def _closed(self, closed: ClosedMonth) -> None:
        self._set_busy(busy=False)
        self.heading.setText(_("{month} is closed").format(month=long_month(closed.year, closed.month)))
        self.words.setText(
            _(
                "Closed {closing}.\n\nEnd of the audit trail: {head}\nIt stands on the printed page, too: kept on "
                "paper it shows later that nobody wrote the trail anew."
            ).format(closing=closing_words(closed), head=closed.head)
        )
        for gone in (self.due, self.checks, self.problem, self.close_button):
            show_if(gone, False)
        show_if(self.print_button, True)
        self.cancel_button.set_label(_("Close"))
        self.print_button.setFocus()

    def _refused(self, error: Exception) -> bool:
        self._set_busy(busy=False)
        words = in_words(error)
        self.problem.set_text(words)
        return bool(words)

    def _set_busy(self, *, busy: bool) -> None:
        self._busy = busy
        show_if(self.progress, busy)
        show_if(self.busy_words, busy)
        for button in (self.close_button, self.cancel_button):
            button.setEnabled(not busy)

    def _print(self) -> None:
        self.accept()
        self._printed()

    def reject(self) -> None:
        if not self._busy:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._busy:
            event.ignore()
            return
        super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter alone closes no month.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            if focused in (self.cancel_button, self.print_button) and isinstance(focused, Button):
                focused.click()
            event.accept()
            return
        super().keyPressEvent(event)
