"""The parts of a client's page, in the order of their chips."""

from __future__ import annotations

from referral_desk.i18n import _
from referral_desk.ui.page import BENEFITS, CONFERENCES, CONSENTS, ECOMAP, HOUSEHOLD, SBIRTS
from referral_desk.ui.pages.client_benefits import ClientBenefits
from referral_desk.ui.pages.client_conferences import ClientConferences
from referral_desk.ui.pages.client_consents import ClientConsents
from referral_desk.ui.pages.client_course import ClientCourse
from referral_desk.ui.pages.client_ecomap import ClientEcoMap
from referral_desk.ui.pages.client_household import ClientHousehold
from referral_desk.ui.pages.client_part import PartSpec
from referral_desk.ui.pages.client_sbirts import ClientSbirts

COURSE = "course"

PARTS: tuple[PartSpec, ...] = (
    PartSpec(COURSE, lambda: _("Course"), ClientCourse, ClientCourse.draft_forms),
    PartSpec(ECOMAP, lambda: _("Eco-map"), ClientEcoMap, ClientEcoMap.draft_forms),
    PartSpec(HOUSEHOLD, lambda: _("Household, supporters"), ClientHousehold, ClientHousehold.draft_forms),
    PartSpec(BENEFITS, lambda: _("Benefits, who sent"), ClientBenefits, ClientBenefits.draft_forms),
    PartSpec(SBIRTS, lambda: _("SBIRTS, screenings"), ClientSbirts, ClientSbirts.draft_forms),
    PartSpec(CONSENTS, lambda: _("Consents, disclosures"), ClientConsents, ClientConsents.draft_forms),
    PartSpec(CONFERENCES, lambda: _("Conferences and tasks"), ClientConferences, ClientConferences.draft_forms),
)
