"""How clients were handed over: by kind of institution, what became of it by mode, and whether they got there."""

from __future__ import annotations

from typing import Any

from referral_desk.domain.chart_trend import trend_chart
from referral_desk.domain.chart_words import ChartWords
from referral_desk.domain.codes import HandoffMode
from referral_desk.domain.messages import N_
from referral_desk.domain.tally import Figure, FigureKind, HandoffRow, ModeRow
from referral_desk.domain.tally_charts import attended_of
from referral_desk.i18n import _, language
from referral_desk.ui.pages.tally_compare import beside_columns
from referral_desk.ui.pages.tally_view import (
    Shown,
    TallyView,
    decimal,
    figure_column,
    percent,
    plain_column,
)
from referral_desk.ui.quality_words import unknown_words
from referral_desk.ui.widgets.cards import Card, SectionHeader
from referral_desk.ui.widgets.cell import Tone
from referral_desk.ui.widgets.chart_view import ChartView
from referral_desk.ui.widgets.layouts import boxed, column
from referral_desk.ui.widgets.record_table import Column, RecordTable
from referral_desk.ui.widgets.side_by_side import SideBySide
from referral_desk.ui.widgets.text import Label
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


class HandoffsView(TallyView):
    """The handoff report."""

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        codes, lang = work.centre.codes, language()
        kinds = codes.institution_kinds
        self.handoffs: RecordTable[HandoffRow] = self.figures(
            _("Handoffs by kind of institution"),
            lambda row, key: Figure(FigureKind.HANDOFFS, row.code, key),
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
            *beside_columns(self._rate, 5.9),
        )
        self.modes: RecordTable[Any] = self.figures(
            _("What became of it, by mode of handoff"),
            lambda row, key: Figure(FigureKind.MODE, row.mode.value, key),
            Column("mode", _("Mode"), lambda row: codes.handoff_modes.label(row.mode, lang), width=10, stretch=True),
            figure_column("referrals", _("Referrals"), lambda row: str(row.referrals)),
            figure_column("attended", _("Attended"), lambda row: str(row.attended)),
            plain_column("rate", _("Attended (%)"), lambda row: percent(row.attended_rate), 6.4),
            figure_column("not_yet_checked", _("Not yet checked"), lambda row: str(row.not_yet_checked), 6.4),
            plain_column("days", _("Median days"), lambda row: decimal(row.median_days_to_attend), 7.0),
            *beside_columns(self._attended_rate, 5.9),
        )
        self.chart = ChartView(name=_("Attended after the handoff"))
        self.trend = ChartView(name=_("Warm rate over thirteen months"))
        for chart in (self.chart, self.trend):
            chart.opened.connect(self.follow)
        self._chart_note = Label("", "hint", wrap=True)
        self.unknown = Label("", "hint", wrap=True)
        head = SectionHeader(
            _("How clients were handed over"), _("by kind of institution; click a figure to see the names")
        )
        left = column(
            SectionHeader(_("What became of it"), _("by mode of handoff")), Card(self.modes, padding=0.1), self.unknown
        )
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
        outcomes = tally.outcomes
        unknown = outcomes.not_yet_checked + outcomes.unknown
        self.unknown.setText(unknown_words(unknown, outcomes.referrals, outcomes.unchecked_share))
        self._show_charts(shown)

    def _attended_rate(self, which: str, row: ModeRow) -> str:
        return percent(self.shown.mode(which, row.mode).attended_rate) if self.shown else ""

    def _rate(self, which: str, row: HandoffRow) -> str:
        return percent(self.shown.kind(which, row.code).warm_rate) if self.shown else ""

    def _show_charts(self, shown: Shown) -> None:
        words = ChartWords(self.work.centre.codes, language(), _)
        attended = attended_of(shown.twelve_months, words)
        self.chart.show_chart(attended)
        self._chart_note.setText(attended.says.note)
        self.trend.show_chart(trend_chart(shown.trend, words))


def _mode_column(mode: HandoffMode) -> Column[Any]:
    return figure_column(mode.value, _(_SHORT[mode]), lambda row: str(row.by_mode[mode]), 3.6)


def _rate_tone(row: HandoffRow) -> Tone:
    return "warm" if row.warm else ""
