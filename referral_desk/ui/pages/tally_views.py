"""The views of the tally, in the order of their chips."""

from __future__ import annotations

from referral_desk.i18n import _
from referral_desk.ui.pages.tally_breakdown import BreakdownView
from referral_desk.ui.pages.tally_charts import ChartsView
from referral_desk.ui.pages.tally_form import FormView
from referral_desk.ui.pages.tally_handoffs import HandoffsView
from referral_desk.ui.pages.tally_people import PeopleView
from referral_desk.ui.pages.tally_quality import QualityView
from referral_desk.ui.pages.tally_services import ServicesView
from referral_desk.ui.pages.tally_view import ViewSpec

HANDOFFS, SERVICES, PEOPLE, CHARTS, FORM = "handoffs", "services", "people", "charts", "form"
QUALITY, BREAKDOWN = "quality", "breakdown"

VIEWS: tuple[ViewSpec, ...] = (
    ViewSpec(HANDOFFS, lambda: _("How clients were handed over"), HandoffsView),
    ViewSpec(SERVICES, lambda: _("Counselling"), ServicesView),
    ViewSpec(BREAKDOWN, lambda: _("Breakdown"), BreakdownView),
    ViewSpec(PEOPLE, lambda: _("Institutions and benefits"), PeopleView),
    ViewSpec(CHARTS, lambda: _("Charts"), ChartsView),
    ViewSpec(FORM, lambda: _("Report form"), FormView),
    ViewSpec(QUALITY, lambda: _("Before submitting"), QualityView),
)
