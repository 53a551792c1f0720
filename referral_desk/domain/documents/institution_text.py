"""What an entry of the directory says in words, on paper and in the window: how full, how fresh, who is there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from referral_desk.domain.codes import Capacity, CodeBook
from referral_desk.domain.institution import Institution, InstitutionDraft, capacity_fades, is_stale
from referral_desk.domain.institution_parts import InstitutionPerson
from referral_desk.domain.messages import Gettext
from referral_desk.domain.schedule_english import english_schedule
from referral_desk.domain.schedule_text import write_schedule


@dataclass(frozen=True)
class Told:
    """In which words it is said: code lists, language ("ja" or "en"), its translations, how a day is written."""

    codes: CodeBook
    language: str
    tr: Gettext
    day: Callable[[date], str]


def capacity_text(institution: InstitutionDraft, told: Told, today: date, after_days: int) -> str:
    """Return how full it is and when that was told, with a remark where it is old; "" where nothing is known."""
    tr = told.tr
    if institution.capacity is Capacity.UNKNOWN:
        return ""
    words = told.codes.capacities.label(institution.capacity, told.language)
    if institution.capacity_note.strip():
        words = f"{words} {institution.capacity_note.strip()}"
    if institution.capacity_on is not None:
        words = tr("{capacity} (told on {day})").format(capacity=words, day=told.day(institution.capacity_on))
    if capacity_fades(institution.capacity_on, today, after_days):
        words = tr("{capacity}: old, ask again").format(capacity=words)
    return words


def stale_text(
    verified_on: date | None, today: date, after_days: int, tr: Gettext, written: Callable[[date], str]
) -> str:
    """Return why the entry should be verified again; "" if it is fresh. ``written`` is how a day is written."""
    if not is_stale(verified_on, today, after_days):
        return ""
    if verified_on is None:
        return tr("This entry has never been verified. Check with the institution that it is right.")
    months = (today - verified_on) // timedelta(days=30)
    return tr("Last verified about {months} months ago, on {day}. Check with the institution that it is right.").format(
        months=months, day=written(verified_on)
    )


def person_text(person: InstitutionPerson, told: Told) -> str:
    """Return somebody there on one line: role, name, number, when, whether she agreed to be called."""
    tr = told.tr
    parts = [told.codes.staff_roles.label(person.role, told.language), person.name, person.phone, person.hours]
    if person.agreed_on:
        parts.append(tr("agreed to be called"))
    parts.append(person.note)
    return "  ".join(part for part in parts if part)


def part_texts(institution: InstitutionDraft, told: Told) -> tuple[tuple[str, str], ...]:
    """Return services, places, further numbers and areas, each with its label."""
    codes, lang, tr = told.codes, told.language, told.tr
    services = [
        "  ".join(
            part
            for part in (codes.programmes.label(each.programme, lang), each.name, each.eligibility, each.fee, each.note)
            if part
        )
        for each in institution.services
    ]
    places = ["  ".join(part for part in (each.name, each.address, each.access) if part) for each in institution.places]
    phones = [
        "  ".join(part for part in (codes.phone_kinds.label(each.kind, lang), each.number, each.note) if part)
        for each in institution.phones
    ]
    areas = "・".join(each.name or each.code for each in institution.areas)
    return (
        (tr("What it offers"), "\n".join(services)),
        (tr("Further places"), "\n".join(places)),
        (tr("Further numbers"), "\n".join(phones)),
        (tr("Areas served"), areas),
    )


def meant_for_text(institution: Institution, codes: CodeBook, language: str, *, kind: bool = True) -> str:
    """Return for whom it is: its ``kind``, what it is about, who can come, whether without a real name."""
    meant = [codes.institution_kinds.label(institution.kind, language)] if kind else []
    if institution.target and institution.target != "other":
        meant.append(codes.targets.label(institution.target, language))
    if institution.attendees:
        meant.append(codes.attendees.label(institution.attendees, language))
    if institution.anonymity:
        meant.append(codes.anonymity.label(institution.anonymity, language))
    return (" ・ " if language == "ja" else " · ").join(meant)


def usual_times_text(institution: InstitutionDraft, language: str) -> str:
    """Return its regular times, one a line."""
    usual = (english_schedule if language == "en" else write_schedule)(institution.schedule)
    return usual.replace("；", "\n").replace("; ", "\n")
