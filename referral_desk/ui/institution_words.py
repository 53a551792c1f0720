"""How the window words an institution: meeting times, the next meeting, when its entry was verified. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from referral_desk.domain.calendar import IsHoliday
from referral_desk.domain.codes import CodeBook
from referral_desk.domain.documents.institution_text import Told, capacity_text, part_texts, person_text, stale_text
from referral_desk.domain.institution import Institution, InstitutionDraft, may_be_referred_to
from referral_desk.domain.institution_changes import FIELD_WORDS, value_words
from referral_desk.domain.institution_merging import MergedInstitution
from referral_desk.domain.institution_parts import InstitutionPerson
from referral_desk.domain.revision import Correction
from referral_desk.domain.schedule import MeetingTime, next_meeting
from referral_desk.domain.schedule_english import english_schedule
from referral_desk.domain.schedule_text import write_schedule
from referral_desk.i18n import Language, _, language, render
from referral_desk.ui import correction_words
from referral_desk.ui.correction_words import TellCorrection
from referral_desk.ui.dates import short_date
from referral_desk.ui.widgets.facts import NONE

_LONG_TEXTS = frozenset({"access", "handoff_note", "first_words", "capacity_note", "note"})
"""Fields of which only the lines that differ are shown."""


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


def verified_words(verified_on: date | None, by: str = "", with_whom: str = "") -> str:
    """Return when the entry was verified, and by and with whom where that is asked for."""
    words = short_date(verified_on) if verified_on else _("never")
    if by:
        words = _("{day} by {name}").format(day=words, name=by)
    return _("{words}, with {name}").format(words=words, name=with_whom) if with_whom else words


def capacity_words(institution: InstitutionDraft, codes: CodeBook, today: date, verify_after_days: int) -> str:
    """Return how full it is and when that was told, with a remark where it is old; "" where nothing is known."""
    return capacity_text(institution, _told(codes), today, verify_after_days)


def merged_words(institution: Institution, merges: Sequence[MergedInstitution], names: Mapping[int, str]) -> str:
    """Return into which entry this one was merged, "" for none; ``names`` are those of institutions by id."""
    for each in merges:
        if each.other_id == institution.id:
            day = short_date(each.at.astimezone().date())
            return _("Merged into {name} on {day}.").format(name=names.get(each.kept_id, NONE), day=day)
    return ""


def standing_words(institution: Institution, today: date) -> str:
    """Return why it is not to be proposed: no longer there, soon to be gone, or not listed; "" where it may be."""
    if institution.defunct_on is not None:
        ahead = may_be_referred_to(institution, today)
        words = _("No longer there from {day} on.") if ahead else _("No longer there since {day}.")
        return f"{words.format(day=short_date(institution.defunct_on))} {institution.defunct_reason}".strip()
    if not institution.listed:
        return _("Not listed: {reason}").format(reason=institution.unlisted_reason)
    return ""


def told(history: Iterable[Correction], codes: CodeBook, names: Mapping[int, str]) -> tuple[TellCorrection, ...]:
    """Return the changes of an entry in words, in their order; ``names`` are those of other institutions by id."""

    def value(field: str, stored: object) -> str:
        if field == "successor_id" and isinstance(stored, int):
            return names.get(stored, NONE)
        words = value_words(field, stored, codes, language())
        return (words if isinstance(words, str) else render(words)) or NONE

    return correction_words.told(history, lambda field: _(FIELD_WORDS[field]), value, _LONG_TEXTS)


def person_words(person: InstitutionPerson, codes: CodeBook) -> str:
    """Return somebody there on one line: role, name, number, when, whether she agreed to be called."""
    return person_text(person, _told(codes))


def part_lines(institution: InstitutionDraft, codes: CodeBook) -> tuple[tuple[str, str], ...]:
    """Return services, places, further numbers and areas, each with its label."""
    return part_texts(institution, _told(codes))


def stale_words(verified_on: date | None, today: date, after_days: int) -> str:
    """Return why the entry should be verified again; "" if it is fresh."""
    return stale_text(verified_on, today, after_days, _, short_date)


def stale_question(institution: Institution) -> str:
    """Return what is asked about an entry that is stale, before somebody is referred there."""
    if institution.verified_on is None:
        return _("This entry has never been verified. Is it right?")
    return _("Last verified on {day}. Is it still so?").format(day=short_date(institution.verified_on))


def _told(codes: CodeBook) -> Told:
    return Told(codes, language(), _, short_date)
