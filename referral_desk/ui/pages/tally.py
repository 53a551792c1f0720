"""Tally: the month as it is submitted, every figure opening its names, last month and last year beside it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSettings

from referral_desk.domain.access import Action
from referral_desk.domain.audit import Handout
from referral_desk.domain.calendar import Period, fiscal_year_of
from referral_desk.domain.changes import ChangeSet, Kind
from referral_desk.domain.drafts import Draft
from referral_desk.domain.quality import CheckKind
from referral_desk.domain.tally import Figure
from referral_desk.domain.tally_beside import Beside, period_after, period_beside, whole_months
from referral_desk.i18n import Language, _, language
from referral_desk.services import audit
from referral_desk.ui.dates import fiscal_year, long_month, plain_date, short_date, short_month
from referral_desk.ui.dialogs.closings import ReopenMonthDialog
from referral_desk.ui.dialogs.period import PeriodDialog
from referral_desk.ui.dialogs.tally_print import TallyPrintDialog
from referral_desk.ui.files import ask_where, write_file
from referral_desk.ui.page import Page, Place
from referral_desk.ui.pages.quality_line import QualityLine
from referral_desk.ui.pages.tally_compare import BesideChips
from referral_desk.ui.pages.tally_filter import TallyFilterBar
from referral_desk.ui.pages.tally_head import TallyHead
from referral_desk.ui.pages.tally_lists import LIST, FigureLists
from referral_desk.ui.pages.tally_month import MonthEnd
from referral_desk.ui.pages.tally_quality import QualityView
from referral_desk.ui.pages.tally_reading import read_shown
from referral_desk.ui.pages.tally_view import Shown, TallyView, months_earlier
from referral_desk.ui.pages.tally_views import FORM, HANDOFFS, QUALITY, VIEWS
from referral_desk.ui.tasks import LatestOnly, TaskKind
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import EmptyState
from referral_desk.ui.widgets.current_only import CurrentOnly
from referral_desk.ui.widgets.layouts import FlowBox, column
from referral_desk.ui.widgets.text import ElidedLabel, Label, show_if
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips
from referral_desk.ui.workplace import Workplace


class TallyPage(Page):
    """The page *Tally*; opens at the month before this one, the one to be submitted next."""

    def __init__(self, work: Workplace, settings: QSettings | None = None) -> None:
        super().__init__()
        self._work = work
        today = work.centre.today()
        self._period = Period.month(*months_earlier((today.year, today.month), 1))
        self._shown: Shown | None = None
        self._due = ""
        self._reads = LatestOnly(work.tasks)
        self.lists = FigureLists(work, self, self.go.emit)
        self.header = TallyHead(_("Tally"))
        self._earlier = Button("", lambda: self._step(-1), compact=True)
        self._later = Button("", lambda: self._step(1), compact=True)
        printing = Button(_("PDF"), self._print, compact=True, icon="print", tooltip=_("Print, or save as PDF"))
        as_excel = Button(_("Excel…"), lambda: self._save("xlsx"), compact=True, tooltip=_("Save as Excel…"))
        as_csv = Button(_("CSV…"), lambda: self._save("csv"), compact=True, tooltip=_("Save as CSV…"))
        work.permit(Action.PRINT_DOCUMENT, printing)
        work.permit(Action.SAVE_DOCUMENT, as_excel, as_csv)
        self.month = MonthEnd(work, self)
        self.month.told.connect(self._tell_month)
        self.month.go.connect(self.go.emit)
        self.header.add(
            self._earlier,
            self._later,
            Button(_("Fiscal year"), self._to_fiscal_year, compact=True),
            Button(_("Period…"), self._ask_period, compact=True, tooltip=_("Other period…")),
            printing,
            as_excel,
            as_csv,
            self.month.closings_button,
            self.month.close_button,
        )
        self.chosen_view = ToggleChips(
            [Choice(view.id, view.label()) for view in VIEWS], name=_("Show"), first_number=0, chosen=[HANDOFFS]
        )
        self.chosen_view.changed.connect(self._show_view)
        self.beside = BesideChips(settings, work.centre.login)
        self.beside.changed.connect(self._show_beside)
        self.filter = TallyFilterBar(work)
        self.filter.changed.connect(self._read)
        self.filter_chip = ToggleChips([Choice("filter", _("Narrow…"))], name=_("Narrow the figures"), first_number=0)
        self.filter_chip.changed.connect(lambda: self.filter.show_choosers(bool(self.filter_chip.chosen())))
        self._pointed = ElidedLabel("", "hint")
        self._at: Figure | None = None
        self.quality = QualityLine(work)
        self.quality.asked.connect(self._show_check)
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
            self.month.late_panel,
            self.quality,
            self._empty,
            FlowBox(self.chosen_view, Label(_("Compare with"), "muted"), self.beside, self.filter_chip, gap=0.7),
            self.filter,
            self._pointed,
            self._below,
            margins=(1.7, 0.9, 1.7, 1.4),
            gap=0.4,
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
            known.asked.connect(self._who)
            known.pointed.connect(self._point)
            known.show_beside(self.beside.chosen())
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
        if self._below.currentWidget() is not view:
            self._below.setCurrentWidget(view)
            self._at = None
        self._point(self._at)

    def _show_check(self, kind: CheckKind | None) -> None:
        view = self.choose_view(QUALITY)
        if isinstance(view, QualityView):
            view.show_kind(kind)

    def _show_beside(self) -> None:
        for view in self._views.values():
            view.show_beside(self.beside.chosen())

    def _point(self, figure: Figure | None) -> None:
        """Say what stands beside the figure under the cursor."""
        self._at = figure
        told = self._told()
        words = self.lists.pointed(told, figure) if told is not None and figure is not None else ""
        self._pointed.setText(
            words or _("Choose a figure: what it was before, a year ago and in the year stands here.")
        )

    # --- the page -----------------------------------------------------------------------------------------------

    def title(self) -> str:
        return _("Tally")

    def help_text(self) -> str:
        return _(
            "The figures of one month, as they are submitted. Choose another month at the top, a fiscal year, or any "
            "run of days.\n\nClick a figure, or press Enter on it, to see who stands behind it: the list is searched, "
            "sorted, printed and saved there. Opening a record out of it and going back leads to the same row. The "
            "line over the tables says what the figure under the cursor was before, a year ago and in the fiscal year "
            "to date; the chips show these as columns.\n\nNarrow… counts only what belongs to a member of staff, a "
            "district, an institution, a content, an age or a sex. Narrowed figures are not the ones to be submitted."
            "\n\nA handoff is warm when the client was present and the receiver took part live. The warm rate leaves "
            "out handoffs still to come.\n\nPersons are counted once over the whole period: a year’s figure is not "
            "the sum of its months."
        )

    def open_place(self, place: Place) -> None:
        if place.month:
            year, month = map(int, place.month.split("-"))
            self._period = Period.month(year, month)
        if place.part == LIST:
            self.lists.come_back(self._shown)
        elif place.part:
            self.choose_view(place.part)
        if self._shown is None or self._shown.period != self._period:
            self._read()

    def refresh(self, changes: ChangeSet, initiator: object) -> None:  # noqa: ARG002
        if changes.touches(Kind.REFERRAL, Kind.CONTACT, Kind.ENGAGEMENT, Kind.CLIENT, Kind.INSTITUTION):
            self._read()

    def print_action(self) -> Callable[[], None] | None:
        if self._shown is None or not self._work.may(Action.PRINT_DOCUMENT):
            return None
        return self.view(self.chosen_view.value() or HANDOFFS).print_view() or self._print

    def resume(self, draft: Draft) -> None:
        if draft.form == ReopenMonthDialog.draft_form:
            self.month.resume(draft)
            return
        self.choose_view(QUALITY if draft.form in QualityView.draft_forms else FORM).resume(draft)

    def take_focus(self) -> None:
        self.view(self.chosen_view.value() or HANDOFFS).setFocus()

    @property
    def shown(self) -> Shown | None:
        """What is on show; None until it was counted."""
        return self._shown

    # --- reading ------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        period, narrowed, centre = self._period, self.filter.narrowed, self._work.centre
        self._name_buttons()
        self.month.show_period(period)
        self._reads.run(lambda work: read_shown(centre, period, narrowed, work), self._show)

    def _show(self, shown: Shown) -> None:
        if shown.period != self._period or shown.narrowed != self.filter.narrowed:
            return
        self._shown = shown
        tally = shown.tally
        self.header.set_text(self._name(shown.period), self._due)
        show_if(self._empty, not tally.contacts and not tally.handoffs.referrals)
        self.quality.show_period(shown.period, closed=tally.closed)
        self._show_view()
        self.state_changed.emit()

    # --- words --------------------------------------------------------------------------------------------------

    def _name(self, period: Period) -> str:
        if period == Period.fiscal_year(period.first.year):
            return _("Tally of {year}").format(year=fiscal_year(period.first.year))
        if not whole_months(period):
            return _("Tally of {first} to {last}").format(first=plain_date(period.first), last=plain_date(period.last))
        months = tuple(period.each_month())
        if len(months) == 1:
            return _("Tally of {month}").format(month=long_month(*months[0]))
        return _("Tally of {first} to {last}").format(first=long_month(*months[0]), last=long_month(*months[-1]))

    def _tell_month(self, due: str, state: str) -> None:
        self._due = due
        if self._shown is not None:
            self.header.set_text(self._name(self._shown.period), due)
        self.header.set_state(state)

    def _name_buttons(self) -> None:
        earlier, later = period_beside(self._period, Beside.BEFORE), period_after(self._period)
        self._earlier.set_label(f"◂ {self._name_short(earlier)}")
        self._later.set_label(f"{self._name_short(later)} ▸")
        self._earlier.setAccessibleName(self._name_short(earlier))
        self._later.setAccessibleName(self._name_short(later))

    def _name_short(self, period: Period) -> str:
        if period == Period.fiscal_year(period.first.year):
            return fiscal_year(period.first.year)
        if not whole_months(period):
            return f"{short_date(period.first)}–"
        months = tuple(period.each_month())
        if len(months) == 1:
            return short_month(*months[0])
        return f"{short_month(*months[0])}–{short_month(*months[-1])}"

    # --- going on -----------------------------------------------------------------------------------------------

    def _step(self, step: int) -> None:
        self._show_period(period_after(self._period) if step > 0 else period_beside(self._period, Beside.BEFORE))

    def _to_fiscal_year(self) -> None:
        self._show_period(Period.fiscal_year(fiscal_year_of(self._period.first)))

    def _show_period(self, period: Period) -> None:
        self._period = period
        self._read()

    def _ask_period(self) -> None:
        dialog = PeriodDialog(self._period, self)
        dialog.chosen.connect(self._show_period)
        dialog.open()

    def _who(self, figure: Figure, period: Period) -> None:
        told = self._told()
        if told is not None:
            self.lists.open(told, period, figure)

    def _told(self) -> Shown | None:
        """Return what the view in sight tells of its figures; nothing before the first month is counted."""
        return self.view(self.chosen_view.value() or HANDOFFS).told if self._shown is not None else None

    # --- paper and files ----------------------------------------------------------------------------------------

    def _file_name(self, ending: str) -> str:
        first, last = self._period.first, self._period.last
        if not whole_months(self._period):
            name = f"{first:%Y-%m-%d}_{last:%Y-%m-%d}"
        else:
            name = (
                f"{first:%Y-%m}"
                if (first.year, first.month) == (last.year, last.month)
                else f"{first:%Y-%m}_{last:%Y-%m}"
            )
        narrowed = "-narrowed" if self._shown is not None and self._shown.narrowed.narrows else ""
        return f"tally-{name}{narrowed}.{ending}"

    def _print(self) -> None:
        if self._shown is not None:
            TallyPrintDialog(self._work, self._shown.tally, file_name=self._file_name("pdf"), parent=self).open()

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
                else tally_tables.to_csv(shown.tally, centre, lang)
            )
            self._note(Action.SAVE_DOCUMENT)
            write_file(target, table)

        self._work.tasks.run(
            TaskKind.DOCUMENT,
            lambda _task: make(),
            lambda _done: self._work.says.saved(_("Saved as {name}").format(name=target.name)),
            label=_("Saving…"),
        )
