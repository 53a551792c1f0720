"""The institution form's presenter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from referral_desk.domain.calendar import IsHoliday
from referral_desk.domain.codes import CodeBook
from referral_desk.domain.errors import NotReadable, Problem
from referral_desk.domain.institution import Institution, InstitutionDraft, check_institution, draft_of
from referral_desk.domain.schedule import next_meeting
from referral_desk.domain.schedule_text import parse_schedule, write_schedule
from referral_desk.i18n import _
from referral_desk.ui.forms.presenter import DraftPresenter
from referral_desk.ui.institution_words import meeting_words, schedule_words


class InstitutionPresenter(DraftPresenter[InstitutionDraft]):
    """Enters a new institution (``institution`` None) or changes one."""

    def __init__(self, institution: Institution | None, codes: CodeBook, now: datetime, is_holiday: IsHoliday) -> None:
        super().__init__(draft_of(institution) if institution else InstitutionDraft(), stored=institution is not None)
        self.institution = institution
        self._codes = codes
        self._now = now
        self._is_holiday = is_holiday

    @property
    def schedule_text(self) -> str:
        """The meeting times as they are written in the field."""
        return write_schedule(self.draft.schedule)

    def put_schedule(self, text: str) -> None:
        """Read the meeting times while they are typed; what cannot be read keeps the times read before."""
        try:
            self.put(replace(self.draft, schedule=parse_schedule(text)))
        except NotReadable as error:
            self.unread("schedule", text, error.message)
        else:
            self.unread("schedule", text, None)

    def put_verified(self, on: date | None) -> None:
        """Take over the day of the last check; the name beside the former day does not stay beside another one."""
        stored = self.institution
        with_whom = self.draft.verified_with
        if stored is not None and with_whom in ("", stored.verified_with):
            with_whom = stored.verified_with if on == stored.verified_on else ""
        self.put(replace(self.draft, verified_on=on, verified_with=with_whom))

    @property
    def schedule_understood(self) -> str:
        """What was understood of the meeting times, with the next one; "" for none."""
        times = self.draft.schedule
        upcoming = next_meeting(times, self._now, self._is_holiday)
        if not times or upcoming is None:
            return ""
        return _("{times}. Next: {meeting}").format(times=schedule_words(times), meeting=meeting_words(upcoming))

    def check(self) -> Iterable[Problem]:
        return check_institution(self.draft, self._codes)
