"""Tally: the month as it is submitted, every figure opening its names, last month and last year beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from PySide6.QtWidgets import QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.audit import Handout
from referral_desk.domain.calendar import Period, YearMonth, fiscal_year_of
from referral_desk.domain.changes import ChangeSet, Kind
from referral_desk.domain.codes import HandoffMode
from referral_desk.domain.messages import N_
from referral_desk.domain.tally import (
    BenefitRow,
    CountRow,
    Figure,
    FigureKind,
    HandoffRow,
    ModeRow,
    ServiceRow,
    ShareRow,
    Tally,
    attended_bars,
    persons_are_reported,
)
from referral_desk.i18n import Language, _, language
from referral_desk.services import audit, tallies
from referral_desk.ui.dates import fiscal_year, long_date, long_month, short_month
from referral_desk.ui.dialogs.period import PeriodDialog
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.dialogs.who import WhoDialog
from referral_desk.ui.files import ask_where, write_file
from referral_desk.ui.page import Page, Place
from referral_desk.ui.tasks import TaskKind
from referral_desk.ui.widgets.bar_chart import Bar, BarChart
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import Card, EmptyState, PageHeader, SectionHeader
from referral_desk.ui.widgets.cell import Tone
from referral_desk.ui.widgets.layouts import FlowBox, boxed, column
from referral_desk.ui.widgets.record_table import Column, RecordTable
from referral_desk.ui.widgets.side_by_side import SideBySide
from referral_desk.ui.widgets.text import Label, show_if
from referral_desk.ui.widgets.trend_chart import Point, TrendChart
from referral_desk.ui.workplace import Workplace

_NONE = "—"
_SHORT = {
    HandoffMode.ACCOMPANIED: N_("Along"),
    HandoffMode.INTRODUCED_IN_PERSON: N_("Present"),
    HandoffMode.THREE_WAY_CALL: N_("Call"),
    HandoffMode.STAFF_TO_STAFF: N_("Staff only"),
    HandoffMode.LETTER_ONLY: N_("Letter"),
    HandoffMode.INFORMATION_ONLY: N_("Info"),
}
"""The modes as narrow columns can hold them; the full word stands in the table below."""

_GROUPS = {"warm": N_("Warm handoff"), "contact": N_("Staff or letter"), "information": N_("Information only")}


@dataclass(frozen=True)
class Shown:
    """What the page shows: the period's tally and the ones beside it, the last twelve months, the trend."""

    period: Period
    tally: Tally
    before: Tally
    year_ago: Tally
    twelve_months: Tally
    twelve_period: Period
    trend: tuple[tuple[Period, float | None], ...]


def months_earlier(month: YearMonth, by: int) -> YearMonth:
    """Return the month ``by`` months earlier; later for a negative number."""
    months = month[0] * 12 + month[1] - 1 - by
    return months // 12, months % 12 + 1


def shifted(period: Period, months: int) -> Period:
    """Return the period of as many months that begins ``months`` months later."""
    each = tuple(period.each_month())
    return Period.months(months_earlier(each[0], -months), months_earlier(each[-1], -months))


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
        self._make_tables()
        self.chart = BarChart(name=_("Attended after the handoff"), clickable=True)
        self.chart.opened.connect(self._bar_opened)
        self.trend = TrendChart(name=_("Warm rate over thirteen months"))
        self.trend.opened.connect(lambda code: self._show_period(Period.month(*map(int, code.split("-")))))
        self._services_head = SectionHeader("")
        self._handoffs_head = SectionHeader("")
        self._chart_note = Label("", "hint", wrap=True)
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
            self._handoffs_head,
            Card(self.handoffs, padding=0.1),
            self._lay_out(),
            margins=(1.7, 1.1, 1.7, 1.4),
            gap=0.5,
        )
        whole.addStretch(1)
        self.setLayout(whole)

    # --- building -----------------------------------------------------------------------------------------------

    def _make_tables(self) -> None:
        codes, lang = self._work.centre.codes, language()

        def muted(_row: object) -> Tone:
            return "muted"

        kinds = codes.institution_kinds

        def table(name: str, opened: Callable[[Any, str], None], *columns: Column[Any]) -> RecordTable[Any]:
            made: RecordTable[Any] = RecordTable(columns, name=name, fit_rows=True, cells=True, row_height=2.1)
            made.cell_opened.connect(opened)
            return made

        def figure(key: str, label: str, display: Callable[[Any], str], width: float = 4.6) -> Column[Any]:
            return Column(key, label, display, width=width, figure=True, link=True)

        def plain(key: str, label: str, display: Callable[[Any], str], width: float = 5.6) -> Column[Any]:
            return Column(key, label, display, width=width, figure=True, tone=muted)

        def mode_column(mode: HandoffMode) -> Column[Any]:
            return figure(mode.value, _(_SHORT[mode]), lambda row: str(row.by_mode[mode]), 3.6)

        self.handoffs = table(
            _("Handoffs by kind of institution"),
            lambda row, key: self._open(Figure(FigureKind.HANDOFFS, row.code, key), row),
            Column(
                "code",
                _("Kind"),
                lambda row: kinds.label(row.code, lang) if row.code else _("Total"),
                width=10,
                stretch=True,
                tone=lambda row: "" if row.code else "strong",
            ),
            figure("referrals", _("Referrals"), lambda row: str(row.referrals), 4.0),
            figure("clients", _("Persons"), lambda row: str(row.clients), 4.0),
            *(mode_column(mode) for mode in HandoffMode),
            figure("not_yet_handed_over", _("To come"), lambda row: str(row.not_yet_handed_over), 4.0),
            Column("rate", _("Warm"), lambda row: percent(row.warm_rate), width=6.2, figure=True, tone=self._rate_tone),
            plain("before", _("Before"), lambda row: percent(self._kind(row.code, "before").warm_rate), 5.9),
            plain("year_ago", _("Year ago"), lambda row: percent(self._kind(row.code, "year_ago").warm_rate), 5.9),
        )
        self.modes = table(
            _("What became of it, by mode of handoff"),
            lambda row, key: self._open(Figure(FigureKind.MODE, row.mode, key), row),
            Column("mode", _("Mode"), lambda row: codes.handoff_modes.label(row.mode, lang), width=10, stretch=True),
            figure("referrals", _("Referrals"), lambda row: str(row.referrals)),
            figure("attended", _("Attended"), lambda row: str(row.attended)),
            plain("rate", _("Attended (%)"), lambda row: percent(row.attended_rate), 6.4),
            figure("not_yet_checked", _("Not yet checked"), lambda row: str(row.not_yet_checked), 6.4),
            plain("days", _("Median days"), lambda row: decimal(row.median_days_to_attend), 7.0),
        )
        self.services = table(
            _("Counselling by service"),
            lambda row, key: self._open(Figure(FigureKind.CONTACTS, row.code, key), row),
            Column(
                "code",
                _("Service"),
                lambda row: codes.contact_services.label(row.code, lang) if row.code else _("Total"),
                width=9,
                stretch=True,
                tone=lambda row: "" if row.code else "strong",
            ),
            figure("contacts", _("Contacts"), lambda row: str(row.contacts), 5.4),
            figure("persons", _("Persons"), self._persons, 5.4),
            plain("before", _("Before"), lambda row: str(self._service(row.code, "before"))),
            plain("year_ago", _("Year ago"), lambda row: str(self._service(row.code, "year_ago"))),
        )

        def shares(name: str, kind: FigureKind, label: Callable[[str], str], which: str) -> RecordTable[Any]:
            return table(
                name,
                lambda row, key: self._open(Figure(kind, row.code, key), row),
                Column("code", name, lambda row: label(row.code), width=9, stretch=True),
                figure("contacts", _("Contacts"), lambda row: str(row.contacts), 5.4),
                plain("share", _("Share (%)"), lambda row: percent(row.share)),
                plain("before", _("Before"), lambda row: str(self._share(which, row.code, "before"))),
                plain("year_ago", _("Year ago"), lambda row: str(self._share(which, row.code, "year_ago"))),
            )

        self.categories = shares(
            _("Content"), FigureKind.CATEGORY, lambda code: codes.contact_categories.label(code, lang), "by_category"
        )
        self.factors = shares(_("Factor"), FigureKind.FACTOR, lambda code: codes.factors.label(code, lang), "by_factor")
        self.engagements = table(
            _("Institutions engaged on the last day"),
            lambda row, key: self._open(Figure(FigureKind.ENGAGEMENTS, row.code, key), row),
            Column("code", _("Kind"), lambda row: kinds.label(row.code, lang), width=10, stretch=True),
            figure("clients", _("Persons"), lambda row: str(row.clients), 5.4),
        )
        self.benefits = table(
            _("Benefits and public assistance on the last day"),
            lambda row, key: self._open(Figure(FigureKind.BENEFITS, row.code, key), row),
            Column(
                "code",
                _("Benefit"),
                lambda r: codes.benefits.label(r.code, lang) if r.code else _("All clients"),
                width=10,
                stretch=True,
                tone=lambda row: "" if row.code else "strong",
            ),
            figure("clients", _("Persons"), lambda row: str(row.clients), 4.4),
            figure("public_assistance", _("Assisted"), lambda row: str(row.public_assistance), 4.8),
            plain("share", _("Share (%)"), lambda row: percent(row.share)),
        )

    def _lay_out(self) -> QWidget:
        left = column(
            SectionHeader(_("What became of it"), _("by mode of handoff")),
            Card(self.modes, padding=0.1),
            self._services_head,
            Card(self.services, padding=0.1),
            SectionHeader(_("By content")),
            Card(self.categories, padding=0.1),
            SectionHeader(_("By factor"), _("counted again, not added to totals")),
            Card(self.factors, padding=0.1),
        )
        left.addStretch(1)
        right = column(
            SectionHeader(_("Did they get there?"), _("last 12 months")),
            Card(self.chart, self._chart_note),
            SectionHeader(_("Thirteen months"), _("warm rate")),
            Card(self.trend),
            SectionHeader(_("Benefits"), _("on the last day")),
            Card(self.benefits, padding=0.1),
            SectionHeader(_("Institutions engaged"), _("on the last day")),
            Card(self.engagements, padding=0.1),
        )
        right.addStretch(1)
        return SideBySide(boxed(left), boxed(right), stretch=(66, 34), narrow=58, gap=1.2)

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
        self.handoffs.setFocus()

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
        self._handoffs_head.set_text(
            _("How clients were handed over"), _("by kind of institution; click a figure to see the names")
        )
        self._services_head.set_text(
            _("Counselling"),
            _("{contacts} contacts, {persons} persons").format(contacts=tally.contacts, persons=tally.persons_reported),
        )
        used = [row for row in tally.by_kind if row.referrals or self._kind(row.code, "before").referrals]
        self.handoffs.set_rows([*used, tally.handoffs])
        self.modes.set_rows(tally.by_mode)
        total = ServiceRow("", tally.persons_reported, tally.contacts)
        self.services.set_rows([*tally.by_service, total])
        self.categories.set_rows(tally.by_category)
        self.factors.set_rows(tally.by_factor)
        self.engagements.set_rows([row for row in tally.engagements if row.clients])
        everybody = BenefitRow("", tally.clients, tally.public_assistance, tally.public_assistance_share)
        self.benefits.set_rows([*tally.benefits, everybody])
        self._show_charts(shown)
        self.state_changed.emit()

    def _show_charts(self, shown: Shown) -> None:
        bars = attended_bars(shown.twelve_months.by_mode)
        styles = {"warm": "warm", "contact": "plain", "information": "hollow"}
        self.chart.set_bars(
            [
                Bar(
                    bar.code,
                    _(_GROUPS[bar.code]),
                    bar.share,
                    _NONE if bar.share is None else f"{bar.share}%",
                    f"n={bar.base}",
                    styles[bar.code],  # type: ignore[arg-type]
                )
                for bar in bars
            ]
        )
        unchecked = sum(row.not_yet_checked for row in shown.twelve_months.by_mode)
        self._chart_note.setText(
            _("Of all referrals of that kind; {count} outcomes are not checked yet.").format(count=unchecked)
        )
        self.trend.set_points(
            [
                Point(f"{period.first:%Y-%m}", short_month(period.first.year, period.first.month), share)
                for period, share in shown.trend
            ]
        )

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

    def _persons(self, row: ServiceRow) -> str:
        return str(row.persons) if not row.code or persons_are_reported(row.code) else _NONE

    def _rate_tone(self, row: HandoffRow) -> Tone:
        return "warm" if row.warm else ""

    def _kind(self, code: str, which: str) -> HandoffRow:
        tally: Tally = getattr(self._shown, which)
        return next(row for row in (*tally.by_kind, tally.handoffs) if row.code == code)

    def _service(self, code: str, which: str) -> int:
        tally: Tally = getattr(self._shown, which)
        return next((row.contacts for row in tally.by_service if row.code == code), tally.contacts)

    def _share(self, rows: str, code: str, which: str) -> int:
        tally: Tally = getattr(self._shown, which)
        found: tuple[ShareRow, ...] = getattr(tally, rows)
        return next(row.contacts for row in found if row.code == code)

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

    def _open(self, figure: Figure, row: HandoffRow | ModeRow | ServiceRow | ShareRow | CountRow | BenefitRow) -> None:
        if figure.kind is FigureKind.CONTACTS and figure.column == "persons" and not figure.code:
            figure = Figure(FigureKind.CONTACTS, "", "persons_reported")
        elif figure.kind is FigureKind.CONTACTS and figure.column == "persons" and not self._asked(row):
            return
        self._who(self._period, figure)

    def _asked(self, row: object) -> bool:
        return isinstance(row, ServiceRow) and persons_are_reported(row.code)

    def _bar_opened(self, code: str) -> None:
        modes = {
            "warm": "warm",
            "contact": "staff_or_letter",
            "information": HandoffMode.INFORMATION_ONLY.value,
        }
        if self._shown:
            self._who(self._shown.twelve_period, Figure(FigureKind.HANDOFFS, "", modes[code]))

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


def percent(share: float | None) -> str:
    """Return a percentage for a cell; a dash where there is no base."""
    return _NONE if share is None else f"{share:.1f}%"


def decimal(value: float | None) -> str:
    """Return a figure with one decimal; a dash where there is none."""
    return _NONE if value is None else f"{value:.1f}"
