"""How clients were handed over: by kind of institution, what became of it by mode, and whether they got there."""

from __future__ import annotations

from typing import Any

from referral_desk.domain.calendar import Period
from referral_desk.domain.codes import HandoffMode
from referral_desk.domain.messages import N_
from referral_desk.domain.tally import Figure, FigureKind, HandoffRow, attended_bars
from referral_desk.i18n import _, language
from referral_desk.ui.dates import short_month
from referral_desk.ui.pages.tally_view import (
    NONE,
    Shown,
    TallyView,
    decimal,
    figure_column,
    percent,
    plain_column,
    table,
)
from referral_desk.ui.widgets.bar_chart import Bar, BarChart
from referral_desk.ui.widgets.cards import Card, SectionHeader
from referral_desk.ui.widgets.cell import Tone
from referral_desk.ui.widgets.layouts import boxed, column
from referral_desk.ui.widgets.record_table import Column, RecordTable
from referral_desk.ui.widgets.side_by_side import SideBySide
from referral_desk.ui.widgets.text import Label
from referral_desk.ui.widgets.trend_chart import Point, TrendChart
from referral_desk.ui.workplace import Workplace

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


class HandoffsView(TallyView):
    """The handoff report."""

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        codes, lang = work.centre.codes, language()
        kinds = codes.institution_kinds
        self.handoffs: RecordTable[HandoffRow] = table(
            _("Handoffs by kind of institution"),
            lambda row, key: self.ask(Figure(FigureKind.HANDOFFS, row.code, key)),
            Column(
                "code",
                _("Kind"),
                lambda row: kinds.label(row.code, lang) if row.code else _("Total"),
                width=10,
                stretch=True,
                tone=lambda row: "" if row.code else "strong",
            ),
            figure_column("referrals", _("Referrals"), lambda row: str(row.referrals), 4.0),
            figure_column("clients", _("Persons"), lambda row: str(row.clients), 4.0),
            *(_mode_column(mode) for mode in HandoffMode),
            figure_column("not_yet_handed_over", _("To come"), lambda row: str(row.not_yet_handed_over), 4.0),
            Column("rate", _("Warm"), lambda row: percent(row.warm_rate), width=6.2, figure=True, tone=_rate_tone),
            plain_column("before", _("Before"), lambda row: self._rate("before", row), 5.9),
            plain_column("year_ago", _("Year ago"), lambda row: self._rate("year_ago", row), 5.9),
        )
        self.modes: RecordTable[Any] = table(
            _("What became of it, by mode of handoff"),
            lambda row, key: self.ask(Figure(FigureKind.MODE, row.mode, key)),
            Column("mode", _("Mode"), lambda row: codes.handoff_modes.label(row.mode, lang), width=10, stretch=True),
            figure_column("referrals", _("Referrals"), lambda row: str(row.referrals)),
            figure_column("attended", _("Attended"), lambda row: str(row.attended)),
            plain_column("rate", _("Attended (%)"), lambda row: percent(row.attended_rate), 6.4),
            figure_column("not_yet_checked", _("Not yet checked"), lambda row: str(row.not_yet_checked), 6.4),
            plain_column("days", _("Median days"), lambda row: decimal(row.median_days_to_attend), 7.0),
        )
        self.chart = BarChart(name=_("Attended after the handoff"), clickable=True)
        self.chart.opened.connect(self._bar_opened)
        self.trend = TrendChart(name=_("Warm rate over thirteen months"))
        self.trend.opened.connect(lambda code: self.month_opened.emit(Period.month(*map(int, code.split("-")))))
        self._chart_note = Label("", "hint", wrap=True)
        head = SectionHeader(
            _("How clients were handed over"), _("by kind of institution; click a figure to see the names")
        )
        left = column(SectionHeader(_("What became of it"), _("by mode of handoff")), Card(self.modes, padding=0.1))
        left.addStretch(1)
        right = column(
            SectionHeader(_("Did they get there?"), _("last 12 months")),
            Card(self.chart, self._chart_note),
            SectionHeader(_("Thirteen months"), _("warm rate")),
            Card(self.trend),
        )
        right.addStretch(1)
        below = SideBySide(boxed(left), boxed(right), stretch=(66, 34), narrow=58, gap=1.2)
        whole = column(head, Card(self.handoffs, padding=0.1), below, gap=0.5)
        whole.addStretch(1)
        self.setLayout(whole)
        self.setFocusProxy(self.handoffs)

    def show_tally(self, shown: Shown) -> None:
        self.shown = shown
        tally = shown.tally
        used = [row for row in tally.by_kind if row.referrals or shown.kind("before", row.code).referrals]
        self.handoffs.set_rows([*used, tally.handoffs])
        self.modes.set_rows(tally.by_mode)
        self._show_charts(shown)

    def _rate(self, which: str, row: HandoffRow) -> str:
        return percent(self.shown.kind(which, row.code).warm_rate) if self.shown else ""

    def _show_charts(self, shown: Shown) -> None:
        bars = attended_bars(shown.twelve_months.by_mode)
        styles = {"warm": "warm", "contact": "plain", "information": "hollow"}
        self.chart.set_bars(
            [
                Bar(
                    bar.code,
                    _(_GROUPS[bar.code]),
                    bar.share,
                    NONE if bar.share is None else f"{bar.share}%",
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

    def _bar_opened(self, code: str) -> None:
        modes = {"warm": "warm", "contact": "staff_or_letter", "information": HandoffMode.INFORMATION_ONLY.value}
        if self.shown:
            self.asked.emit(Figure(FigureKind.HANDOFFS, "", modes[code]), self.shown.twelve_period)


def _mode_column(mode: HandoffMode) -> Column[Any]:
    return figure_column(mode.value, _(_SHORT[mode]), lambda row: str(row.by_mode[mode]), 3.6)


def _rate_tone(row: HandoffRow) -> Tone:
    return "warm" if row.warm else ""
