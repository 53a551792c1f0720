"""The charts of the tally, each with what is to be seen in it, and its table behind it."""

from __future__ import annotations

from referral_desk.domain.chart_words import ChartWords
from referral_desk.domain.charts import Chart
from referral_desk.domain.tally_charts import ChartFacts, tally_charts
from referral_desk.i18n import _, language
from referral_desk.ui.pages.tally_view import Shown, TallyView
from referral_desk.ui.widgets.chart_card import ChartCard
from referral_desk.ui.widgets.layouts import boxed, column
from referral_desk.ui.widgets.side_by_side import SideBySide
from referral_desk.ui.workplace import Workplace


class ChartsView(TallyView):
    """Five charts; every mark and every figure of their tables opens its names, a month opens that month."""

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self._words = ChartWords(work.centre.codes, language(), _)
        self.trend = ChartCard(_("Warm rate month by month"))
        self.attended = ChartCard(_("Did they get there?"))
        self.outcomes = ChartCard(_("What became of it, by mode of handoff"))
        self.categories = ChartCard(_("What it was about"))
        self.flow = ChartCard(_("To and from kinds of institution"))
        left = column(self.trend, self.outcomes, gap=0.5)
        right = column(self.attended, self.categories, gap=0.5)
        for side in (left, right):
            side.addStretch(1)
        whole = column(SideBySide(boxed(left), boxed(right), narrow=58, gap=1.2), self.flow, gap=0.5)
        whole.addStretch(1)
        self.setLayout(whole)
        for card in self.cards():
            card.opened.connect(self.follow)
        self.setFocusProxy(self.trend.view)

    def cards(self) -> tuple[ChartCard, ...]:
        """Return the charts in the order in which Tab goes through them."""
        return self.trend, self.outcomes, self.attended, self.categories, self.flow

    def show_tally(self, shown: Shown) -> None:
        self.shown = shown
        facts = ChartFacts(shown.tally, shown.before, shown.twelve_months, shown.trend)
        charts = tally_charts(facts, self._words)
        shows: tuple[tuple[ChartCard, Chart], ...] = (
            (self.trend, charts.trend),
            (self.attended, charts.attended),
            (self.outcomes, charts.outcomes),
            (self.categories, charts.categories),
            (self.flow, charts.flow),
        )
        for card, chart in shows:
            card.show_chart(chart)
