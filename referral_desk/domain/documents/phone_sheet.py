"""The sheet for the phone: whom to call and when, what to say first, and boxes to tick while the client is there.

Staff write on it during the call and enter it afterwards. It never leaves the office, but it lies on a table: of a
client it says no more than the receiver may be told. A group is told how she wants to be called and nothing else, so
her name is not on it; another receiver's sheet has the name only where a consent that covers it is recorded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from referral_desk.domain.calendar import ENGLISH_MONTHS, ENGLISH_WEEKDAYS, WEEKDAYS, IsHoliday
from referral_desk.domain.centre import CentreSettings
from referral_desk.domain.client import ANONYMOUS_NAME, Client
from referral_desk.domain.codes import Paper
from referral_desk.domain.disclosing import NAME, Permission
from referral_desk.domain.documents.institution_text import (
    Told,
    capacity_text,
    meant_for_text,
    person_text,
    stale_text,
    usual_times_text,
)
from referral_desk.domain.documents.text import About, birth_and_age
from referral_desk.domain.institution import Institution, gets_card
from referral_desk.domain.phone_script import phone_steps, shared_with
from referral_desk.domain.schedule import occurrences
from referral_desk.domain.schedule_text import clock_span

MEETINGS_OFFERED = 4
_LOOK_AHEAD = timedelta(days=62)
"""A monthly meeting is there twice."""


@dataclass(frozen=True)
class Tick:
    """A box to tick with its words; with ``line`` there is room to write behind it."""

    text: str
    line: bool = False


@dataclass(frozen=True)
class Asked:
    """One thing to agree on: boxes to tick; none: a line to write on."""

    label: str
    ticks: tuple[Tick, ...] = ()


@dataclass(frozen=True)
class SheetClient:
    """What it says of a client. ``facts`` are labelled, "" is a line to write on; ``may`` is what may be told."""

    heading: str
    facts: tuple[tuple[str, str], ...]
    may: str
    ask: tuple[Tick, ...]


@dataclass(frozen=True)
class PhoneSheet:
    """What the sheet says, from top to bottom. ``warning`` is why the entry may be old, "" where it is fresh.

    ``facts`` are labelled; ``first_words`` is what to say first, ``steps`` how the call goes. ``client`` None: for
    nobody in particular. ``note_label`` stands over lines to write on.
    """

    about: About
    mark: str
    institution: str
    meant_for: str
    warning: str
    phone_label: str
    phone: str
    facts: tuple[tuple[str, str], ...]
    script_label: str
    first_words: str
    steps: tuple[str, ...]
    client: SheetClient | None
    agreed_label: str
    agreed: tuple[Asked, ...]
    note_label: str
    after: str


def compose_phone_sheet(
    *,
    institution: Institution,
    client: Client | None,
    permission: Permission | None,
    centre: CentreSettings,
    staff_name: str,
    told: Told,
    now: datetime,
    is_holiday: IsHoliday,
) -> PhoneSheet:
    """Freeze what the sheet says; ``now`` is local time. ``permission`` is what recorded consents allow to tell."""
    tr, today, days = told.tr, now.date(), centre.verify_after_days
    paper = _paper(institution, told)
    said_first = institution.first_words.strip()
    return PhoneSheet(
        about=About(told.language, tr("Sheet for the phone"), centre.name),
        mark=tr("Office only: shred after use"),
        institution=institution.name,
        meant_for=meant_for_text(institution, told.codes, told.language),
        warning=stale_text(institution.verified_on, today, days, tr, told.day),
        phone_label=tr("Phone"),
        phone=institution.phone,
        facts=tuple((label, text) for label, text in _facts(institution, told, now, days) if text),
        script_label=tr("What to say, with the client beside you"),
        first_words=tr("Say first: {words}").format(words=said_first) if said_first else "",
        steps=tuple(step.render(tr) for step in phone_steps(paper, centre.name, staff_name)),
        client=_client(client, paper, permission, told, today_words=told.day(today), now=now) if client else None,
        agreed_label=tr("Agreed on the phone"),
        agreed=tuple(_agreed(institution, paper, told, now, is_holiday)),
        note_label=tr("Notes of the call"),
        after=tr("Afterwards enter it as a new referral (Ctrl+R), and shred this sheet."),
    )


def _paper(institution: Institution, told: Told) -> Paper:
    kind = told.codes.institution_kinds.get(institution.kind)
    return Paper.CARD if kind is not None and gets_card(kind) else Paper.LETTER


def _facts(each: Institution, told: Told, now: datetime, days: int) -> Iterator[tuple[str, str]]:
    tr = told.tr
    agreed = each.contact_name.strip()
    if agreed and each.contact_agreed_on:
        agreed = tr("{name} (agreed to be called, since {day})").format(
            name=agreed, day=told.day(each.contact_agreed_on)
        )
    yield tr("Ask for"), agreed
    yield tr("Can be called"), each.contact_hours.strip()
    yield tr("Others there"), "\n".join(person_text(person, told) for person in each.people if person.agreed_on)
    yield tr("Introducing somebody here"), each.handoff_note.strip()
    yield tr("Capacity"), capacity_text(each, told, now.date(), days)
    yield tr("Usually"), usual_times_text(each, told.language)
    yield tr("The place"), "\n".join(part for part in (each.venue, each.address, each.access) if part.strip())
    yield tr("Fee"), each.fee.strip()


# --- the client -------------------------------------------------------------------------------------------------------


def _client(
    client: Client, paper: Paper, permission: Permission | None, told: Told, *, today_words: str, now: datetime
) -> SheetClient:
    tr = told.tr
    known = permission is not None and permission.basis is not None
    items = permission.items if permission is not None and known else frozenset()
    may = [shared.render(tr)] if paper is Paper.CARD and (shared := shared_with(paper)) is not None else []
    if permission is not None and known and permission.agreed is not None:
        labels = (each.label(told.language) for each in told.codes.disclosure_items.items if each.code in items)
        may.append(
            tr("Agreed on {day} to telling: {items}").format(
                day=told.day(permission.agreed.on), items=("・" if told.language == "ja" else ", ").join(labels)
            )
        )
    elif permission is not None and permission.missing is not None:
        may.append(permission.missing.render(tr, told.day))
    facts = _to_a_group(client, told) if paper is Paper.CARD else _to_others(client, items, told, now)
    return SheetClient(
        heading=tr("The client (our number {number})").format(number=client.number),
        facts=(*facts, *_caution(client, told)),
        may="\n".join(may),
        ask=() if known else (Tick(tr("Agrees now, orally ({day}); heard by").format(day=today_words), line=True),),
    )


def _to_a_group(client: Client, told: Told) -> tuple[tuple[str, str], ...]:
    """Return what a group is told: how she wants to be called, which is a name only where it is no real one."""
    tr = told.tr
    nickname = client.name.strip() if client.anonymous and client.name.strip() != ANONYMOUS_NAME else ""
    return (tr("Wants to be called"), nickname), (tr("Her wish"), ""), (tr("How to be reached"), "")


def _to_others(client: Client, items: frozenset[str], told: Told, now: datetime) -> tuple[tuple[str, str], ...]:
    tr = told.tr
    facts = []
    if NAME in items:
        kana = f"（{client.kana.strip()}）" if client.kana.strip() else ""
        facts.append((tr("Name"), f"{client.name}{kana}"))
    else:
        facts.append((tr("Name, if she agrees"), ""))
    if "birth_and_sex" in items:
        facts.append((tr("Birth"), birth_and_age(client, now.date(), tr, told.language)))
    if "address_and_phone" in items and client.phone:
        facts.append((tr("Phone"), client.phone))
    return (*facts, (tr("What we ask for"), ""))


def _caution(client: Client, told: Told) -> tuple[tuple[str, str], ...]:
    """Return what must not be done when she is called back; why not stays in the record."""
    tr = told.tr
    flags = (
        (client.may_call, tr("Please do not phone")),
        (client.may_leave_message, tr("Please leave no message")),
        (client.may_say_who, tr("Please do not say which office is calling")),
    )
    words = [text for may, text in flags if may is False]
    return ((tr("Careful"), ("、" if told.language == "ja" else "; ").join(words)),) if words else ()


# --- what is agreed ---------------------------------------------------------------------------------------------------


def _agreed(each: Institution, paper: Paper, told: Told, now: datetime, is_holiday: IsHoliday) -> Iterator[Asked]:
    tr = told.tr
    yield Asked(tr("Who answered, when"))
    yield Asked(
        tr("Handing over the phone"),
        (Tick(tr("The client was beside me")), Tick(tr("They spoke with each other themselves"))),
    )
    meetings = tuple(Tick(words) for words in _meetings(each, told, now, is_holiday))
    another = Tick(tr("Another day and time"), line=True)
    yield Asked(tr("Which meeting"), (*meetings, another)) if meetings else Asked(tr("When"))
    where = Tick(each.meet_at.strip() or tr("At the place itself"))
    yield Asked(tr("Where to meet"), (where, Tick(tr("Elsewhere, when"), line=True)))
    theirs = tr("A member of the group") if paper is Paper.CARD else tr("Somebody of theirs")
    along = (tr("Staff"), theirs, tr("Family"), tr("Nobody"))
    yield Asked(tr("Who comes along"), (*(Tick(words) for words in along), Tick(tr("Name"), line=True)))
    if paper is not Paper.CARD:
        yield Asked(tr("What to bring"))
    yield Asked(tr("Next check"))


def _meetings(each: Institution, told: Told, now: datetime, is_holiday: IsHoliday) -> Iterator[str]:
    """Yield the next meetings in words: day, time, and the place where it is not the usual one."""
    first = now.date()
    shown = 0
    for day, held in occurrences(each.schedule, first, first + _LOOK_AHEAD, is_holiday):
        if shown == MEETINGS_OFFERED or (each.defunct_on is not None and day >= each.defunct_on):
            return
        if datetime.combine(day, held.start, now.tzinfo) <= now:
            continue
        shown += 1
        yield "  ".join(part for part in (_day(day, told.language), clock_span(held, "–"), held.venue.strip()) if part)


def _day(day: date, language: str) -> str:
    """Return a day so near that nobody asks for its year: 11月24日(火), or Tue 24 Nov."""
    if language == "en":
        return f"{ENGLISH_WEEKDAYS[day.weekday()]} {day.day} {ENGLISH_MONTHS[day.month - 1]}"
    return f"{day.month}月{day.day}日({WEEKDAYS[day.weekday()]})"
