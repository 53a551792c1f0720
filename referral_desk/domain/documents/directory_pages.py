"""The directory as pages for the shelf beside the telephone: kind by kind, how to reach each and hand over there.

It is for staff: it holds names of those who agreed to be called by us and our own notes. What is not to be listed or no
longer there is left out, and how many these are is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from referral_desk.domain.centre import CentreSettings
from referral_desk.domain.documents.institution_text import (
    Told,
    capacity_text,
    meant_for_text,
    part_texts,
    person_text,
    usual_times_text,
)
from referral_desk.domain.documents.text import About, address_line
from referral_desk.domain.institution import Institution, is_stale, may_be_referred_to


@dataclass(frozen=True)
class DirectoryEntry:
    """One institution. ``phone`` is the number with its hours, "" for none.

    ``verified`` says when the entry was last checked; ``stale``: it should be checked again.
    """

    name: str
    kana: str
    meant_for: str
    phone: str
    verified: str
    stale: bool
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class DirectorySection:
    """All entries of one kind, by kana; ``counted`` is how many, in words."""

    heading: str
    counted: str
    entries: tuple[DirectoryEntry, ...]


@dataclass(frozen=True)
class DirectoryPages:
    """What the pages say. ``remarks`` are lines below the title; ``none`` stands where there is no entry.

    ``continued`` with {kind} heads the further pages of a kind.
    """

    about: About
    mark: str
    remarks: tuple[str, ...]
    contents: str
    phone_label: str
    sections: tuple[DirectorySection, ...]
    none: str
    continued: str


def compose_directory_pages(
    *, institutions: Iterable[Institution], whole: bool, centre: CentreSettings, told: Told, today: date
) -> DirectoryPages:
    """Freeze what the pages say of these institutions; ``whole`` False: only some of the directory was chosen."""
    tr, kinds = told.tr, told.codes.institution_kinds
    known = tuple(institutions)
    shown = [each for each in known if each.listed and may_be_referred_to(each, today)]
    shown.sort(key=lambda each: (each.kana, each.number))
    days = centre.verify_after_days
    entries = [(each.kind, _entry(each, told, today, days)) for each in shown]
    old = sum(entry.stale for _kind, entry in entries)
    remarks = [tr("As of {day}; entries: {count}").format(day=told.day(today), count=len(shown))]
    if not whole:
        remarks.append(tr("Only what was looked for in the list; not the whole directory."))
    if len(shown) < len(known):
        left_out = tr("Left out, because not to be listed or no longer there: {count}")
        remarks.append(left_out.format(count=len(known) - len(shown)))
    if old:
        remarks.append(tr("△ To be verified again before you rely on it: {count}").format(count=old))
    sections = []
    for kind in dict.fromkeys((*(each.code for each in kinds.items), *(each.kind for each in shown))):
        of_kind = tuple(entry for of, entry in entries if of == kind)
        if of_kind:
            counted = tr("Entries: {count}").format(count=len(of_kind))
            sections.append(DirectorySection(kinds.label(kind, told.language), counted, of_kind))
    return DirectoryPages(
        about=About(told.language, tr("Directory of institutions"), centre.name),
        mark=tr("For staff only"),
        remarks=tuple(remarks),
        contents=tr("Contents"),
        phone_label=tr("Phone"),
        sections=tuple(sections),
        none="" if sections else tr("There is no entry to show."),
        continued=tr("{kind} (continued)"),
    )


def _entry(each: Institution, told: Told, today: date, days: int) -> DirectoryEntry:
    tr = told.tr
    stale = is_stale(each.verified_on, today, days)
    when = tr("verified {day}").format(day=told.day(each.verified_on)) if each.verified_on else tr("never verified")
    return DirectoryEntry(
        name=each.name.strip(),
        kana=each.kana.strip(),
        meant_for=meant_for_text(each, told.codes, told.language, kind=False),
        phone="  ".join(part for part in (each.phone, each.contact_hours.strip()) if part),
        verified=tr("△ check again ({when})").format(when=when) if stale else when,
        stale=stale,
        facts=tuple((label, text) for label, text in _facts(each, told, today, days) if text),
    )


def _facts(each: Institution, told: Told, today: date, days: int) -> Iterator[tuple[str, str]]:
    tr = told.tr
    agreed = (person_text(person, told) for person in each.people if person.agreed_on)
    yield tr("Ask for"), "\n".join(part for part in (each.contact_name.strip(), *agreed) if part)
    place = (address_line(each.postal_code, each.address), each.venue.strip(), each.access.strip())
    yield tr("The place"), "\n".join(part for part in place if part)
    yield tr("Meetings"), usual_times_text(each, told.language)
    yield tr("Fee"), each.fee.strip()
    yield tr("Capacity"), capacity_text(each, told, today, days)
    yield tr("Introducing somebody here"), each.handoff_note.strip()
    yield tr("What to say first"), each.first_words.strip()
    yield tr("Where to meet"), each.meet_at.strip()
    yield from part_texts(each, told)
    written = (each.email.strip(), each.website.strip())
    yield tr("In writing"), "\n".join(part for part in written if part)
