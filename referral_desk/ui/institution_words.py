"""How the window words an institution: meeting times, the next meeting, when its entry was verified. Plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from referral_desk.domain.calendar import IsHoliday
from referral_desk.domain.institution import is_stale
from referral_desk.domain.schedule import MeetingTime, next_meeting
from referral_desk.domain.schedule_english import english_schedule
from referral_desk.domain.schedule_text import write_schedule
from referral_desk.i18n import Language, _, language
from referral_desk.ui.dates import short_date


def schedule_words(times: Sequence[MeetingTime]) -> str:
    """Return meeting times in words: 毎週火 19:00-21:00."""
    return write_schedule(times) if language() is Language.JA else english_schedule(times)


def meeting_words(meeting: datetime) -> str:
    """Return one meeting as day and time: R8.11.24(火) 19:00."""
    return f"{short_date(meeting.date())} {meeting.hour}:{meeting.minute:02}"


def coming_meetings(
    times: Sequence[MeetingTime], after: datetime, count: int, is_holiday: IsHoliday
) -> tuple[datetime, ...]:
    """Return the next ``count`` meetings after ``after``."""
    found: list[datetime] = []
    while len(found) < count:
        upcoming = next_meeting(times, found[-1] if found else after, is_holiday)
        if upcoming is None:
            break
        found.append(upcoming)
    return tuple(found)


def verified_words(verified_on: date | None) -> str:
    """Return when the entry was verified, for a table."""
    return short_date(verified_on) if verified_on else _("never")


def stale_words(verified_on: date | None, today: date, after_days: int) -> str:
    """Return why the entry should be verified again; "" if it is fresh."""
    if not is_stale(verified_on, today, after_days):
        return ""
    if verified_on is None:
        return _("This entry has never been verified. Check with the institution that it is right.")
    months = (today - verified_on) // timedelta(days=30)
    return _("Last verified about {months} months ago, on {day}. Check with the institution that it is right.").format(
        months=months, day=short_date(verified_on)
    )
