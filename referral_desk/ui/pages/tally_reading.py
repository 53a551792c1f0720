"""What the tally's page reads at once: the figures of a period and of those beside it."""

from __future__ import annotations

from referral_desk.domain.calendar import Period
from referral_desk.domain.tally import Tally
from referral_desk.domain.tally_beside import Beside, period_beside
from referral_desk.domain.tally_charts import year_up_to
from referral_desk.domain.tally_filter import TallyFilter
from referral_desk.services import tallies
from referral_desk.services.centre import Centre
from referral_desk.ui.pages.tally_view import Shown
from referral_desk.ui.tasks import Work


def read_shown(centre: Centre, period: Period, narrowed: TallyFilter, work: Work) -> Shown:
    """Count a period and what stands beside it, off the GUI thread; a period that two of them share is counted once."""
    known: dict[Period, Tally] = {}

    def counted(wanted: Period) -> Tally:
        if wanted not in known:
            work.check()
            known[wanted] = tallies.tally(centre, wanted, narrowed)
        return known[wanted]

    twelve = year_up_to(period, centre.today())
    return Shown(
        period=period,
        tally=counted(period),
        before=counted(period_beside(period, Beside.BEFORE)),
        year_ago=counted(period_beside(period, Beside.YEAR_AGO)),
        year_to_date=counted(period_beside(period, Beside.YEAR_TO_DATE)),
        twelve_months=counted(twelve),
        twelve_period=twelve,
        trend=tallies.warm_rates(centre, twelve.last.year, twelve.last.month, narrowed=narrowed),
        narrowed=narrowed,
    )
