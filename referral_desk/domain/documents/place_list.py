"""A list of places for a client's hand: when, where, whom to ask for, with codes for the phone's camera.

It says nothing about the client, for it may lie on any table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from referral_desk.domain.calendar import IsHoliday
from referral_desk.domain.centre import CentreSettings
from referral_desk.domain.codes import CodeBook
from referral_desk.domain.documents.institution_text import meant_for_text, usual_times_text
from referral_desk.domain.documents.text import About, date_with_weekday
from referral_desk.domain.institution import Institution
from referral_desk.domain.messages import Gettext
from referral_desk.domain.schedule import next_meeting


@dataclass(frozen=True)
class PlaceEntry:
    """One place. ``facts`` are labelled; ``call`` and ``map`` are what the codes hold ("tel:…", an address), or ""."""

    name: str
    meant_for: str
    facts: tuple[tuple[str, str], ...]
    call: str
    map: str


@dataclass(frozen=True)
class PlaceList:
    """What the list says. ``call_label`` and ``map_label`` stand below the codes."""

    about: About
    lead: str
    call_label: str
    map_label: str
    entries: tuple[PlaceEntry, ...]
    help_label: str
    help_text: str


def compose_place_list(
    *,
    institutions: Sequence[Institution],
    centre: CentreSettings,
    codes: CodeBook,
    language: str,
    tr: Gettext,
    now: datetime,
    is_holiday: IsHoliday,
) -> PlaceList:
    """Freeze what the list says of these places, in their order; ``now`` is local time."""
    helper = "\u3000".join(part for part in (centre.name, centre.department) if part)
    phone = tr("Phone {number}").format(number=centre.phone) if centre.phone else ""
    return PlaceList(
        about=About(language, tr("Places to go to"), centre.name),
        lead=tr("You need not go alone: tell us, and we phone there together or come along."),
        call_label=tr("Call there"),
        map_label=tr("See the map"),
        entries=tuple(_entry(each, codes, language, tr, now, is_holiday) for each in institutions),
        help_label=tr("If it is hard to go, call us"),
        help_text="\n".join(part for part in (helper, phone) if part),
    )


def _entry(
    each: Institution, codes: CodeBook, language: str, tr: Gettext, now: datetime, is_holiday: IsHoliday
) -> PlaceEntry:
    upcoming = next_meeting(each.schedule, now, is_holiday)
    place = "\n".join(part for part in (each.venue.strip(), each.address.strip(), each.access.strip()) if part)
    meeting = ""
    if upcoming is not None:
        meeting = f"{date_with_weekday(upcoming.date(), language)} {upcoming.hour}:{upcoming.minute:02}"
    facts = (
        (tr("Next meeting"), meeting),
        (tr("Usually"), usual_times_text(each, language)),
        (tr("The place"), place),
        (tr("Ask for"), each.contact_name.strip()),
        (tr("Phone"), "  ".join(part for part in (each.phone, each.contact_hours.strip()) if part)),
        (tr("Fee"), each.fee.strip()),
    )
    return PlaceEntry(
        name=each.name,
        meant_for=meant_for_text(each, codes, language),
        facts=tuple((label, text) for label, text in facts if text),
        call=f"tel:{each.phone}" if each.phone else "",
        map=each.address.strip() or each.venue.strip(),
    )
