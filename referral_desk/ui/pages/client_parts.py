"""The parts of a client's page, in the order of their chips."""

from __future__ import annotations

from referral_desk.i18n import _
from referral_desk.ui.page import BENEFITS
from referral_desk.ui.pages.client_benefits import ClientBenefits
from referral_desk.ui.pages.client_course import ClientCourse
from referral_desk.ui.pages.client_part import PartSpec

COURSE = "course"

PARTS: tuple[PartSpec, ...] = (
    PartSpec(COURSE, lambda: _("Course"), ClientCourse, ClientCourse.draft_forms),
    PartSpec(BENEFITS, lambda: _("Benefits, who sent"), ClientBenefits, ClientBenefits.draft_forms),
)
