"""The sheet of a conference: for the table before it, with room to write, and as its record after it.

Kind, time and place, who sits there, the client's presence and consent or the legal ground, what was shared, issues,
plan, who does what by when, the next one; the office's own note is not for the table. The form without names takes
the same pseudonym throughout.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from referral_desk.domain.calendar import age_on
from referral_desk.domain.centre import CentreSettings
from referral_desk.domain.client import Client
from referral_desk.domain.codes import CodeBook
from referral_desk.domain.conference import Attendee, Conference
from referral_desk.domain.documents.text import About, birth_and_age, clock, date_in_table, date_with_weekday
from referral_desk.domain.messages import Gettext
from referral_desk.domain.redaction import Decisions, Part, Person, Redacted, pseudonym_words, redact
from referral_desk.domain.redaction_patterns import names_of_workers

LINES_TO_WRITE = 4
"""Blank lines under a heading of which nothing is known yet."""
ROWS_TO_WRITE = 3
"""Blank rows of a table before the conference; after it a table ends where it ends."""


@dataclass(frozen=True)
class SheetSection:
    """A heading with its text, or with so many lines to write on."""

    heading: str
    text: str
    lines: int = 0


@dataclass(frozen=True)
class SheetTable:
    """A table with its heading; ``shares`` are the widths of its columns, ``blank`` rows to write in follow."""

    heading: str
    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[float, ...]
    blank: int = 0


@dataclass(frozen=True)
class ConferenceSheet:
    """What the sheet says. ``remark`` stands under its title: handle with care, or that it bears no names."""

    about: About
    confidential: str
    remark: str
    facts: tuple[tuple[str, str], ...]
    attendees: SheetTable
    sections: tuple[SheetSection, ...]
    tasks: SheetTable
    last: tuple[SheetSection, ...]
    none: str
    made_on: str
    centre: str


def compose_conference_sheet(
    *,
    conference: Conference,
    client: Client,
    centre: CentreSettings,
    codes: CodeBook,
    language: str,
    tr: Gettext,
    today: date,
    called: str | None = None,
) -> ConferenceSheet:
    """Freeze the sheet of a conference. Before its day it has room to write wherever nothing is known yet.

    ``called``: what the client is called on a sheet without names; the texts of ``conference`` and its attendees bear
    none already (:func:`without_names`). None: the sheet is the full one.
    """
    before = conference.on >= today and not conference.plan.strip()
    lines = LINES_TO_WRITE if before else 0
    rows = ROWS_TO_WRITE if before else 0
    return ConferenceSheet(
        about=About(language, tr("Conference sheet"), centre.name),
        confidential=tr("Handle with care"),
        remark=tr("Names are replaced by pseudonyms, the same throughout.") if called is not None else "",
        facts=tuple(_facts(conference, client, codes, language, tr, called)),
        attendees=_attendees(conference, tr, rows),
        sections=(
            _section(tr("What is shared"), conference.shared, lines),
            _section(tr("Issues at hand"), conference.issues, lines),
            _section(tr("Plan"), conference.plan, lines),
        ),
        tasks=_tasks(conference, language, tr, rows),
        last=tuple(_last(conference, language, tr, before)),
        none=tr("None"),
        made_on=tr("as of {date}").format(date=date_with_weekday(today, language)),
        centre="\u3000".join(part for part in (centre.name, centre.department) if part),
    )


def _section(heading: str, text: str, lines: int) -> SheetSection:
    return SheetSection(heading, text.strip(), 0 if text.strip() else lines)


def _facts(
    conference: Conference, client: Client, codes: CodeBook, language: str, tr: Gettext, called: str | None
) -> Iterator[tuple[str, str]]:
    at = f" {clock(conference.at, language)}" if conference.at else ""
    yield tr("Kind"), codes.conference_kinds.label(conference.kind, language)
    yield tr("Date and time"), date_with_weekday(conference.on, language) + at
    yield tr("Where it takes place"), conference.place.strip()
    yield tr("The client"), _who(client, conference.on, language, tr, called)
    present = tr("present") if conference.client_present else tr("not present")
    yield tr("Presence of the client"), present
    if conference.client_present:
        yield tr("Ground for sharing"), tr("The client takes part")
    elif conference.basis is not None:
        yield tr("Ground for sharing"), _ground(conference, codes, language, tr)


def _ground(conference: Conference, codes: CodeBook, language: str, tr: Gettext) -> str:
    words = codes.legal_bases.label(conference.basis or "", language)
    if conference.kind == "livelihood_support" and conference.basis == "by_law":
        return tr("{ground} (art. 9 of the act: everybody here is bound to secrecy)").format(ground=words)
    return words


def _who(client: Client, on: date, language: str, tr: Gettext, called: str | None) -> str:
    if called is not None:
        return called
    kana = f" ({client.kana})" if client.kana.strip() and not client.anonymous else ""
    number = tr("No. {number}").format(number=client.number)
    return "\u3000".join(
        part for part in (f"{client.name}{kana}", birth_and_age(client, on, tr, language), number) if part
    )


def _attendees(conference: Conference, tr: Gettext, blank: int) -> SheetTable:
    rows = tuple((each.institution_name, each.name, each.role) for each in conference.attendees)
    titles = (tr("Institution"), tr("Name"), tr("Role"))
    return SheetTable(tr("Who takes part"), titles, rows, (0.42, 0.3, 0.28), blank)


def _tasks(conference: Conference, language: str, tr: Gettext, blank: int) -> SheetTable:
    rows = []
    for task in conference.tasks:
        due = date_in_table(task.due_on, language) if task.due_on else ""
        done = tr("done {day}").format(day=date_in_table(task.done_on, language)) if task.done_on else ""
        what = "\n".join(part for part in (task.what.strip(), task.result.strip()) if part)
        rows.append((task.who.strip(), what, "\n".join(part for part in (due, done) if part)))
    titles = (tr("Who"), tr("Does what"), tr("By when"))
    return SheetTable(tr("Who does what by when"), titles, tuple(rows), (0.25, 0.53, 0.22), blank)


def _last(conference: Conference, language: str, tr: Gettext, before: bool) -> Iterator[SheetSection]:
    following = date_with_weekday(conference.next_on, language) if conference.next_on else ""
    if following or before:
        yield _section(tr("Next conference"), following, 1 if before else 0)
    if conference.staff_name.strip():
        yield SheetSection(tr("Recorded by"), conference.staff_name.strip())


# --- without names --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Unnamed:
    """A conference without names, what the client is called there, and what somebody must look at."""

    conference: Conference
    called: str
    redacted: Redacted


def without_names(
    conference: Conference,
    client: Client,
    people: Sequence[Person],
    codes: CodeBook,
    language: str,
    tr: Gettext,
    decided: Decisions,
    institutions: Sequence[str] = (),
    workers: Sequence[str] = (),
) -> Unnamed:
    """Return ``conference`` with pseudonyms in every text. ``people`` begin with the client.

    Institutions at the table are named by a letter with their kind; ``institutions`` are others of her life, and
    ``workers`` who works for her there, as it was written: the texts may bear their names.
    """
    words = pseudonym_words(tr)
    there = [Person(Part.ATTENDEE, each.name) for each in conference.attendees if each.name.strip()]
    writer = [Person(Part.ATTENDEE, conference.staff_name)] if conference.staff_name.strip() else []
    places = [each.institution_name for each in conference.attendees if each.institution_name.strip()]
    elsewhere = [Person(Part.WORKER, name) for name in names_of_workers(workers)]
    everybody = [*people, *there, *writer, *elsewhere]
    redacted = redact(_texts(conference), everybody, (*places, *institutions), words, conference.on, decided)
    names = iter(redacted.people[len(people) :])
    called = iter(redacted.institutions)
    attendees = tuple(
        replace(
            each,
            name=next(names) if each.name.strip() else "",
            role=redacted.texts[f"role {index}"],
            institution_name=_kind_of(next(called), each, codes, language, tr) if each.institution_name.strip() else "",
        )
        for index, each in enumerate(conference.attendees)
    )
    texts = redacted.texts
    tasks = tuple(
        replace(task, who=texts[f"who {index}"], what=texts[f"what {index}"], result=texts[f"result {index}"])
        for index, task in enumerate(conference.tasks)
    )
    unnamed = replace(
        conference,
        place=texts["place"],
        shared=texts["shared"],
        issues=texts["issues"],
        plan=texts["plan"],
        note="",
        attendees=attendees,
        tasks=tasks,
        staff_name=next(names) if writer else "",
    )
    return Unnamed(unnamed, _called(redacted.people[0], client, conference.on, codes, language, tr), redacted)


_LONG = ("place", "shared", "issues", "plan")


def _texts(conference: Conference) -> Mapping[str, str]:
    texts = {name: str(getattr(conference, name)) for name in _LONG}
    for index, attendee in enumerate(conference.attendees):
        texts[f"role {index}"] = attendee.role
    for index, task in enumerate(conference.tasks):
        texts[f"who {index}"], texts[f"what {index}"], texts[f"result {index}"] = task.who, task.what, task.result
    return texts


def _kind_of(pseudonym: str, attendee: Attendee, codes: CodeBook, language: str, tr: Gettext) -> str:
    kind = codes.institution_kinds.label(attendee.institution_kind, language) if attendee.institution_kind else ""
    return tr("{name} ({kind})").format(name=pseudonym, kind=kind) if kind else pseudonym


def _called(pseudonym: str, client: Client, on: date, codes: CodeBook, language: str, tr: Gettext) -> str:
    decade = ""
    if client.birth is not None:
        age = max(0, age_on(client.birth, on))
        decade = tr("in the {age}s").format(age=age // 10 * 10) if age >= 10 else tr("under ten")
    sex = codes.sexes.label(client.sex, language) if client.sex else ""
    return "\u3000".join(part for part in (pseudonym, decade, sex) if part)
