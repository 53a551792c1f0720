"""The centre form's presenter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from referral_desk.domain.centre import CentreSettings, StaffMember, check_settings
from referral_desk.domain.errors import Problem
from referral_desk.ui.forms.presenter import DraftPresenter


class CentrePresenter(DraftPresenter[CentreSettings]):
    """Holds the centre's particulars while they are typed. Lines of the staff list that are blank are left out."""

    def put_staff(self, staff: Iterable[StaffMember]) -> None:
        """Take over the staff list as typed."""
        written = tuple(
            replace(member, name=member.name.strip(), job_title=member.job_title.strip())
            for member in staff
            if member.name.strip() or member.job_title.strip() or member.login
        )
        self.put(replace(self.draft, staff=written))

    def check(self) -> Iterable[Problem]:
        return check_settings(self.draft)
