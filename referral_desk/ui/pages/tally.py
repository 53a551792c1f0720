"""Tally: the month as it is submitted, every figure opening its names, last month and last year beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from referral_desk.domain.access import Action
from referral_desk.domain.audit import Handout
from referral_desk.domain.calendar import Period, fiscal_year_of
from referral_desk.domain.changes import ChangeSet, Kind
from referral_desk.domain.tally import Figure
from referral_desk.i18n import Language, _, language
from referral_desk.services import audit, tallies
from referral_desk.ui.dates import fiscal_year, long_date, long_month, short_month
from referral_desk.ui.dialogs.period import PeriodDialog
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.dialogs.who import WhoDialog
from referral_desk.ui.files import ask_where, write_file
from referral_desk.ui.page import Page, Place
from referral_desk.ui.pages.tally_view import Shown, TallyView, months_earlier, shifted
from referral_desk.ui.pages.tally_views import HANDOFFS, VIEWS
from referral_desk.ui.tasks import TaskKind
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import EmptyState, PageHeader
from referral_desk.ui.widgets.current_only import CurrentOnly
from referral_desk.ui.widgets.layouts import FlowBox, column
from referral_desk.ui.widgets.text import show_if
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips
from referral_desk.ui.workplace import Workplace


class TallyPage(Page):
    """The page *Tally*; opens at the month before this one, the one to be submitted next."""

    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self._work = work
        today = work.centre.today()
        self._period = Period.month(*months_earlier((today.year, today.month), 1))
        self._shown: Shown | None = None
        self.header = PageHeader(_("Tally"))
        self._earlier = Button("", lambda: self._step(-1), compact=True, icon="back")
        self._later = Button("", lambda: self._step(1), compact=True)
        self._buttons = FlowBox(gap=0.4)
        printing = Button(_("Print (PDF)"), self._preview, compact=True, icon="print")
        as_excel = Button(_("Save as Excel…"), lambda: self._save("xlsx"), compact=True)
        as_csv = Button(_("Save as CSV…"), lambda: self._save("csv"), compact=True)
        work.permit(Action.PRINT_DOCUMENT, printing)
        work.permit(Action.SAVE_DOCUMENT, as_excel, as_csv)
        for button in (
            self._earlier,
            self._later,
            Button(_("Fiscal year"), self._to_fiscal_year, compact=True),
            Button(_("Other period…"), self._ask_period, compact=True),
            printing,
            as_excel,
            as_csv,
        ):
            self._buttons.add(button)
        self.chosen_view = ToggleChips(
            [Choice(view.id, view.label()) for view in VIEWS], name=_("Show"), first_number=0, chosen=[HANDOFFS]
        )
        self.chosen_view.changed.connect(self._show_view)
        self._views: dict[str, TallyView] = {}
        self._below = CurrentOnly()
        self._empty = EmptyState(
            _("Nothing to count in this period"),
            _("Contacts and referrals that you record, or import from your ledger, are counted here."),
            icon="tally",
        )
        self._empty.hide()
        whole = column(
            self.header,
            self._buttons,
            self._empty,
            self.chosen_view,
            self._below,
            margins=(1.7, 1.1, 1.7, 1.4),
            gap=0.5,
        )
        whole.addStretch(1)
        self.setLayout(whole)

    # --- the views ----------------------------------------------------------------------------------------------

    def view(self, view_id: str) -> TallyView:
        """Return a view, built when it is first asked for."""
        known = self._views.get(view_id)
        if known is None:
            spec = next(each for each in VIEWS if each.id == view_id)
            known = self._views[view_id] = spec.build(self._work)
            known.asked.connect(lambda figure, period: self._who(period, figure))
            known.month_opened.connect(self._show_period)
            self._below.addWidget(known)
            if self._shown is not None:
                known.show_tally(self._shown)
        return known

    def choose_view(self, view_id: str) -> TallyView:
        """Show a view and return it."""
        self.chosen_view.set_chosen([view_id])
        self._show_view()
        return self.view(view_id)

    def _show_view(self) -> None:
        view = self.view(self.chosen_view.value() or HANDOFFS)
        if self._shown is not None and view.shown is not self._shown:
            view.show_tally(self._shown)
        self._below.setCurrentWidget(view)

    # --- the page -----------------------------------------------------------------------------------------------

    def title(self) -> str:
        return _("Tally")

    def help_text(self) -> str:
        return _(
            "The figures of one month, as they are submitted. Choose another month at the top, a fiscal year, or any "
            "run of months.\n\nClick a figure, or press Enter on it, to see who stands behind it.\n\nA handoff is "
            "warm when the client was present and the receiver took part live. The warm rate leaves out handoffs "
            "still to come.\n\nPersons are counted once over the whole period: a year’s figure is not the sum of "
            "its months."
        )

    def open_place(self, place: Place) -> None:
        if place.month:
            year, month = map(int, place.month.split("-"))
            self._period = Period.month(year, month)
        if self._shown is None or self._shown.period != self._period:
            self._read()

    def refresh(self, changes: ChangeSet, initiator: object) -> None:  # noqa: ARG002
        if changes.touches(Kind.REFERRAL, Kind.CONTACT, Kind.ENGAGEMENT, Kind.CLIENT, Kind.INSTITUTION):
            self._read()

    def print_action(self) -> Callable[[], None] | None:
        return self._preview if self._shown and self._work.may(Action.PRINT_DOCUMENT) else None

    def take_focus(self) -> None:
        self.view(self.chosen_view.value() or HANDOFFS).setFocus()

    @property
    def shown(self) -> Shown | None:
        """What is on show; None until it was counted."""
        return self._shown

    # --- reading ------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        period, centre = self._period, self._work.centre
        self._name_buttons()

        def count() -> Shown:
            last = (period.last.year, period.last.month)
            months = sum(1 for _month in period.each_month())
            twelve = Period.months(months_earlier(last, 11), last)
            return Shown(
                period,
                tallies.tally(centre, period),
                tallies.tally(centre, shifted(period, -months)),
                tallies.tally(centre, shifted(period, -12)),
                tallies.tally(centre, twelve),
                twelve,
                tallies.warm_rates(centre, *last),
            )

        self._work.read(count, self._show)

    def _show(self, shown: Shown) -> None:
        if shown.period != self._period:
            return
        self._shown = shown
        tally = shown.tally
        self.header.set_text(self._name(shown.period), self._due(shown.period))
        show_if(self._empty, not tally.contacts and not tally.handoffs.referrals)
        self._show_view()
        self.state_changed.emit()

    # --- words --------------------------------------------------------------------------------------------------

    def _name(self, period: Period) -> str:
        months = tuple(period.each_month())
        if len(months) == 1:
            return _("Tally of {month}").format(month=long_month(*months[0]))
        if period == Period.fiscal_year(period.first.year):
            return _("Tally of {year}").format(year=fiscal_year(period.first.year))
        return _("Tally of {first} to {last}").format(first=long_month(*months[0]), last=long_month(*months[-1]))

    def _due(self, period: Period) -> str:
        if len(tuple(period.each_month())) > 1:
            return ""
        after = period.last + timedelta(days=1)
        last_day = Period.month(after.year, after.month).last.day
        day = date(after.year, after.month, min(self._work.centre.settings.submission_day, last_day))
        return _("to be submitted by {day}").format(day=long_date(day))

    def _name_buttons(self) -> None:
        for button, step in ((self._earlier, -1), (self._later, 1)):
            button.set_label(self._name_short(shifted(self._period, step * self._months())))

    def _name_short(self, period: Period) -> str:
        months = tuple(period.each_month())
        if len(months) == 1:
            return short_month(*months[0])
        if period == Period.fiscal_year(period.first.year):
            return fiscal_year(period.first.year)
        return f"{short_month(*months[0])}–{short_month(*months[-1])}"

    # --- going on -----------------------------------------------------------------------------------------------

    def _months(self) -> int:
        return sum(1 for _month in self._period.each_month())

    def _step(self, step: int) -> None:
        self._show_period(shifted(self._period, step * self._months()))

    def _to_fiscal_year(self) -> None:
        self._show_period(Period.fiscal_year(fiscal_year_of(self._period.first)))

    def _show_period(self, period: Period) -> None:
        self._period = period
        self._read()

    def _ask_period(self) -> None:
        dialog = PeriodDialog(self._period, self)
        dialog.chosen.connect(self._show_period)
        dialog.open()

    def _who(self, period: Period, figure: Figure) -> None:
        dialog = WhoDialog(self._work, period, figure, self)
        dialog.go.connect(self.go.emit)
        dialog.open()

    # --- paper and files ----------------------------------------------------------------------------------------

    def _file_name(self, ending: str) -> str:
        first, last = self._period.first, self._period.last
        name = f"{first:%Y-%m}" if self._months() == 1 else f"{first:%Y-%m}_{last:%Y-%m}"
        return f"tally-{name}.{ending}"

    def _preview(self) -> None:
        shown = self._shown
        if shown is None:
            return

        def made(pdf: bytes) -> None:
            PreviewDialog(
                self._work.tasks,
                pdf,
                title=self._name(shown.period),
                file_name=self._file_name("pdf"),
                parent=self,
                note=self._note,
            ).open()

        def make() -> bytes:
            from referral_desk.services.documents import tally_pdf  # noqa: PLC0415 - ReportLab, only when printed

            return tally_pdf(self._work.centre, shown.tally, language=language())

        self._work.tasks.run(TaskKind.DOCUMENT, lambda _task: make(), made, label=_("Preparing the page…"))

    def _note(self, action: Action) -> None:
        """Note that the tally is printed or saved; on any thread."""
        audit.handed_out(self._work.centre, action, Handout("tally"))

    def _save(self, ending: str) -> None:
        shown = self._shown
        if shown is None:
            return
        target = ask_where(self, _("Save the tally"), self._file_name(ending))
        if target is None:
            return
        centre, lang = self._work.centre, Language(language())

        def make() -> None:
            from referral_desk.services import tally_tables  # noqa: PLC0415 - the workbook writer, only when saved

            table = (
                tally_tables.to_xlsx(shown.tally, centre, lang)
                if ending == "xlsx"
                else tally_tables.to_csv(shown.tally, centre.codes, lang)
            )
            self._note(Action.SAVE_DOCUMENT)
            write_file(target, table)

        self._work.tasks.run(
            TaskKind.DOCUMENT,
            lambda _task: make(),
            lambda _done: self._work.says.saved(_("Saved as {name}").format(name=target.name)),
            label=_("Saving…"),
        )
