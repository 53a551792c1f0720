"""The end of a month on the tally's page: whether it is closed, what came late, and the commands that go with it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.calendar import Period
from referral_desk.domain.closed_month import ClosedMonth
from referral_desk.domain.drafts import Draft, read_draft
from referral_desk.domain.tally import Tally
from referral_desk.i18n import _, render
from referral_desk.services import month_end, tallies
from referral_desk.services.month_end import MonthState
from referral_desk.ui.dates import long_month
from referral_desk.ui.dialogs.close_month import CloseMonthDialog
from referral_desk.ui.dialogs.closings import ClosingsDialog, ReopenMonthDialog, TypedMonthReopening
from referral_desk.ui.dialogs.late_entries import LateEntriesDialog
from referral_desk.ui.dialogs.tally_print import TallyPrintDialog
from referral_desk.ui.month_words import due_words, late_summary, state_words
from referral_desk.ui.tasks import LatestOnly
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import WarningPanel
from referral_desk.ui.widgets.text import set_tooltip, show_if
from referral_desk.ui.workplace import Workplace


class MonthEnd(QObject):
    """Reads how it stands with the month on show; nothing for other periods.

    ``late_panel``, ``close_button`` and ``closings_button`` have their places on the page; ``told`` carries (due,
    state) in words for its head, and ``go`` a Place to open.
    """

    told = Signal(str, str)
    go = Signal(object)

    def __init__(self, work: Workplace, page: QWidget) -> None:
        super().__init__(page)
        self._work = work
        self._page = page
        self._reads = LatestOnly(work.tasks)
        self.state: MonthState | None = None
        self.close_button = Button(_("Close this month…"), self.ask_close, kind="primary", compact=True)
        self.closings_button = Button(_("Closings…"), self.show_closings, compact=True)
        self.late_panel = WarningPanel(icon="info")
        self.late_panel.add_button(_("Look at them…"), self.show_late)
        show_if(self.close_button, False)
        show_if(self.closings_button, False)

    # --- what is on show ----------------------------------------------------------------------------------------

    def show_period(self, period: Period) -> None:
        """Read how it stands with a period, if it is one month."""
        if period != Period.month(period.first.year, period.first.month):
            self._reads.drop()
            self._show(None)
            return
        centre, month = self._work.centre, (period.first.year, period.first.month)
        if self.state is not None and self.state.period != period:
            self._show(None)
        self._reads.run(lambda _work: month_end.state(centre, *month), self._show)

    def _show(self, state: MonthState | None) -> None:
        self.state = state
        closed = state is not None and state.closed is not None
        show_if(self.close_button, state is not None and not closed)
        show_if(self.closings_button, state is not None and bool(state.history))
        self.late_panel.set_text(late_summary(state.late) if state is not None else "")
        if state is None:
            self.told.emit("", "")
            return
        allowed = self._work.may(Action.CLOSE_MONTH)
        why_not = render(state.stays_open) if state.stays_open is not None and not closed else ""
        if allowed:
            self.close_button.setEnabled(not why_not)
            set_tooltip(self.close_button, why_not)
            self.close_button.setAccessibleDescription(why_not)
        else:
            self._work.permit(Action.CLOSE_MONTH, self.close_button)
        self.told.emit(due_words(state), state_words(state))

    # --- commands -----------------------------------------------------------------------------------------------

    def ask_close(self) -> None:
        """Ask whether the month on show is to be closed."""
        if self.state is not None and self.state.closed is None:
            period = self.state.period
            CloseMonthDialog(self._work, self.state, partial(self.print_page, period), self._window()).open()

    def show_closings(self) -> None:
        """Show who closed the month when, and offer to open it again."""
        state = self.state
        if state is not None:
            ClosingsDialog(
                self._work,
                state,
                reopen=partial(self._ask_reopen, state.year, state.month),
                printed=partial(self.print_page, state.period),
                parent=self._window(),
            ).open()

    def show_late(self) -> None:
        """Show what came late."""
        if self.state is not None:
            dialog = LateEntriesDialog(self._work, self.state.year, self.state.month, self._window())
            dialog.go.connect(self.go.emit)
            dialog.open()

    def resume(self, draft: Draft) -> None:
        """Open the form for opening a month again, as it was left."""
        typed = read_draft(TypedMonthReopening, draft.content).draft
        self._ask_reopen(typed.year, typed.month, draft)

    def _ask_reopen(self, year: int, month: int, draft: Draft | None = None) -> None:
        ReopenMonthDialog(self._work, year, month, self._reopened, self._window(), draft=draft).open()

    def _reopened(self, closed: ClosedMonth) -> None:
        words = _("{month} is open again. It counts live until it is closed anew.")
        self._work.says.saved(words.format(month=long_month(closed.year, closed.month)))

    def print_page(self, period: Period) -> None:
        """Show the page of a month as it is submitted, counted anew: it was closed perhaps a moment ago."""
        centre = self._work.centre

        def show(tally: Tally) -> None:
            name = f"tally-{period.first:%Y-%m}.pdf"
            TallyPrintDialog(self._work, tally, file_name=name, parent=self._window()).open()

        self._work.read(lambda: tallies.tally(centre, period), show)

    def _window(self) -> QWidget:
        return self._page.window()
