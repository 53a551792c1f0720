"""What the charts of a tally are made of beside it."""

from __future__ import annotations

from referral_desk.domain.calendar import Period
from referral_desk.domain.tally import Tally
from referral_desk.domain.tally_beside import Beside, period_beside
from referral_desk.domain.tally_charts import ChartFacts, year_up_to
from referral_desk.services import tallies
from referral_desk.services.centre import Centre


def chart_facts(centre: Centre, tally: Tally) -> ChartFacts:
    """Count what stands beside a tally in its charts, narrowed to the same."""
    narrowed = tally.narrowed
    period = Period(tally.first, tally.last)
    twelve = year_up_to(period, centre.today())
    return ChartFacts(
        tally,
        tallies.tally(centre, period_beside(period, Beside.BEFORE), narrowed),
        tallies.tally(centre, twelve, narrowed),
        tallies.warm_rates(centre, twelve.last.year, twelve.last.month, narrowed=narrowed),
    )
