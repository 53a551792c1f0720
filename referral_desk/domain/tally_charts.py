"""The five charts of the tally, composed from what was counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from referral_desk.domain.calendar import Period
from referral_desk.domain.chart_attended import AttendedChart, AttendedCount, attended_chart
from referral_desk.domain.chart_categories import Beside, CategoriesChart, categories_chart
from referral_desk.domain.chart_flow import FlowChart, FlowCount, flow_chart
from referral_desk.domain.chart_outcomes import OutcomesChart, outcomes_chart
from referral_desk.domain.chart_trend import MonthOfHandoffs, TrendChart, trend_chart
from referral_desk.domain.chart_words import ChartWords
from referral_desk.domain.charts import Chart
from referral_desk.domain.tally import Tally
from referral_desk.domain.tally_parts import NOT_IN_DIRECTORY


@dataclass(frozen=True)
class ChartFacts:
    """What the charts of a period are made of: its tally and that of as many months before, the twelve months up to
    its end, and those months one by one.
    """

    tally: Tally
    before: Tally
    twelve_months: Tally
    months: tuple[MonthOfHandoffs, ...]


@dataclass(frozen=True)
class TallyCharts:
    """The charts in their order on the page."""

    trend: TrendChart
    attended: AttendedChart
    outcomes: OutcomesChart
    categories: CategoriesChart
    flow: FlowChart

    def all(self) -> tuple[Chart, ...]:
        """Return them in their order."""
        return self.trend, self.attended, self.outcomes, self.categories, self.flow


def year_up_to(period: Period, today: date) -> Period:
    """Return the twelve months that the charts of a period look back over: up to its end, or up to the month of
    ``today`` where it is not over, since months to come would only be gaps.
    """
    last = min(period.last, max(today, period.first))
    first = (last.year - 1, last.month + 1) if last.month < 12 else (last.year, 1)
    return Period.months(first, (last.year, last.month))


def tally_charts(facts: ChartFacts, words: ChartWords) -> TallyCharts:
    """Compose the charts. Trend and attendance look back a year, the others are of the period alone."""
    tr = words.tr
    tally, before = facts.tally, facts.before
    period = Period(tally.first, tally.last)
    one_month = period == Period.month(tally.first.year, tally.first.month)
    about = "" if one_month else tr("whole period")
    beside = Beside(
        tr("Month before") if one_month else tr("Period before"),
        Period(before.first, before.last),
        {row.code: row.contacts for row in before.by_category},
    )
    return TallyCharts(
        trend_chart(facts.months, words),
        attended_of(facts.twelve_months, words),
        outcomes_chart(tally.by_mode, words, about=about, period=period),
        categories_chart(tally.by_category, beside, words, about=about, period=period),
        flow_chart(_flow(tally, words), words, about=about, period=period),
    )


def attended_of(twelve_months: Tally, words: ChartWords) -> AttendedChart:
    """Return who got there in the last twelve months."""
    counts = [
        AttendedCount(row.code, row.attended, row.referrals, row.unchecked) for row in twelve_months.attended_after
    ]
    period = Period(twelve_months.first, twelve_months.last)
    return attended_chart(counts, words, about=words.tr("last 12 months"), period=period)


def _flow(tally: Tally, words: ChartWords) -> list[FlowCount]:
    kinds = words.codes.institution_kinds
    came = {row.code: row.referrals for row in tally.inbound_by_kind}
    counts = [
        FlowCount(row.code, kinds.label(row.code, words.language), row.referrals, came.get(row.code, 0))
        for row in tally.by_kind
    ]
    outside = FlowCount(NOT_IN_DIRECTORY, words.tr("Not in the directory"), 0, came.get(NOT_IN_DIRECTORY, 0))
    return [*counts, outside]
