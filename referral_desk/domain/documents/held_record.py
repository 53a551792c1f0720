"""Everything held about one person, on paper: her record, and after it what others said and what is known of others.

It is composed from the same sections that the JSON holds, field by field, so that neither can forget something.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from referral_desk.domain.centre import CentreSettings
from referral_desk.domain.documents.text import About, clock, date_for, date_with_weekday
from referral_desk.domain.held_record import APART, SECTIONS, Entry, HeldRecord, Json, is_apart, is_blank
from referral_desk.domain.held_record_words import (
    DAYS,
    HEADINGS,
    LONGEST_IN_HEADING,
    MARKS,
    MOMENTS,
    SECTION_WORDS,
    VALUE_WORDS,
    is_silent,
    same_as,
    word_of,
)
from referral_desk.domain.messages import Gettext

_SPANS = ("Plain", "NameWithReading", "HandoffBadge")
_AS_PARENT = ("before", "was")
_RECORDS = {"merged_record": "client", "kept_record": "client", "households": "members"}


@dataclass(frozen=True)
class HeldFact:
    """One field with its label; ``apart``: it stands in the second part."""

    label: str
    text: str
    apart: bool = False


@dataclass(frozen=True)
class HeldEntry:
    """One entry: its heading, "" where it has none, its fields, and the lists within it."""

    heading: str
    facts: tuple[HeldFact, ...]
    lists: tuple[HeldSection, ...] = ()


@dataclass(frozen=True)
class HeldSection:
    """Entries of one kind."""

    heading: str
    entries: tuple[HeldEntry, ...]


@dataclass(frozen=True)
class HeldPart:
    """A part of the paper, which begins on a page of its own; ``none`` names the sections without entries."""

    heading: str
    remark: str
    sections: tuple[HeldSection, ...]
    none: str


@dataclass(frozen=True)
class HeldPaper:
    """The paper. ``whose`` is number and name, ``foot`` stands on each page and names nobody."""

    about: About
    confidential: str
    whose: str
    centre: str
    made: str
    foot: str
    parts: tuple[HeldPart, ...]


def compose_held_record(
    *,
    held: HeldRecord,
    third_party: bool,
    centre: CentreSettings,
    language: str,
    tr: Gettext,
    made_on: date,
    made_by: str,
) -> HeldPaper:
    """Freeze what the paper says; without ``third_party`` the second part is left out, and the first says so."""
    writer = _Writer(language, tr, third_party)
    parts = [writer.first_part(held)]
    if third_party:
        parts.append(writer.second_part(held))
    title = tr("Everything held about you")
    client = held.own["client"]
    assert isinstance(client, dict)
    name = str(client["name"])
    if client["kana"] and not client["anonymous"]:
        name = f"{name} ({client['kana']})"
    made = tr("Made on {date}").format(date=date_for(made_on, language))
    office = "\u3000".join(part for part in (centre.name, centre.department) if part)
    return HeldPaper(
        about=About(language, title, centre.name),
        confidential=tr("Confidential"),
        whose="\u3000".join((tr("No. {number}").format(number=client["number"]), name)),
        centre=office,
        made="\u3000".join(part for part in (made, made_by) if part),
        foot="\u3000".join((tr("Confidential"), office, title)),
        parts=tuple(parts),
    )


@dataclass
class _Writer:
    """Words one record in one language; ``headings`` are those of the entries written so far, by their id."""

    language: str
    tr: Gettext
    third_party: bool
    headings: dict[str, str] = field(default_factory=dict)

    def remark(self) -> str:
        """Return what the first part says of itself."""
        if self.third_party:
            return self.tr(
                "What others said, and what is known of others, stands in part 2 under the number that is given in its "
                "place. Fields without an entry are left out."
            )
        return self.tr(
            "What others said, and what is known of others, is not in this paper; its place says so. Fields without an "
            "entry are left out."
        )

    def first_part(self, held: HeldRecord) -> HeldPart:
        """Return the record, section by section."""
        sections = [self.section(name, held.own.get(name)) for name in SECTIONS]
        between = ", " if self.language == "en" else "、"
        empty = between.join(each.heading for each in sections if not each.entries)
        none = self.tr("Nothing is held on: {sections}").format(sections=empty) if empty else ""
        filled = tuple(each for each in sections if each.entries)
        return HeldPart(self.tr("Part 1: The record"), self.remark(), filled, none)

    def section(self, name: str, value: Json) -> HeldSection:
        """Return a section with its entries."""
        entries = value if isinstance(value, list) else [] if value is None else [value]
        return HeldSection(self.tr(SECTION_WORDS[name]), tuple(self.entry(name, each) for each in entries))

    def entry(self, section: str, value: Json, parent: str = "") -> HeldEntry:
        """Return an entry of a section; ``parent`` is the section within which a list of corrections stands."""
        if not isinstance(value, dict):
            return HeldEntry("", (HeldFact("", str(value)),))
        if is_apart(value):
            return HeldEntry("", (HeldFact("", self.apart(value), apart=True),))
        heading, said = self.heading(section, value)
        own_id = value.get("id")
        if isinstance(own_id, str):
            self.headings[own_id] = heading
            heading = f"{heading}  ({own_id})" if heading else ""
        facts, lists = [], []
        for name, held in value.items():
            if is_silent(section, name) or name in said or is_blank(held) or (name in MARKS and not held):
                continue
            if section == "documents" and name == "content" and not is_apart(held):
                facts.append(HeldFact(self.label(section, name), "\n".join(document_lines(held))))
            elif _holds_entries(held):
                lists.append(self.inner(parent or section, name, held))
            else:
                text = self.birth(value) if name == "birth" else self.text(section, name, held)
                facts.append(HeldFact(self.label(section, name), text, is_apart(held)))
        return HeldEntry(heading, tuple(facts), tuple(lists))

    def inner(self, section: str, name: str, held: Json) -> HeldSection:
        """Return a list within an entry of ``section``."""
        context = same_as(section) if name in _AS_PARENT else _RECORDS.get(name, name)
        parent = section if name == "corrections" else ""
        items = held if isinstance(held, list) else [held]
        return HeldSection(self.tr(SECTION_WORDS[name]), tuple(self.entry(context, each, parent) for each in items))

    def heading(self, section: str, value: Entry) -> tuple[str, frozenset[str]]:
        """Return the heading of an entry, and which fields it says."""
        parts, said = [], set()
        for name in HEADINGS.get(section, ()):
            held = value.get(name)
            if is_blank(held) or is_apart(held):
                continue
            text = self.text(section, name, held)
            if len(text) <= LONGEST_IN_HEADING and "\n" not in text:
                parts.append(text)
                said.add(name)
        return "  ".join(parts), frozenset(said)

    def label(self, section: str, name: str) -> str:
        """Return the label of a field; the field's own name rather than nothing."""
        return self.tr(word_of(section, name) or name)

    def text(self, section: str, name: str, value: Json) -> str:
        """Return the value of a field in words."""
        if is_apart(value):
            return self.apart(value)
        match value:
            case bool():
                return self.tr("Yes") if value else self.tr("No")
            case dict():
                return str(value.get("label", ""))
            case list():
                between = ", " if self.language == "en" else "、"
                return between.join(self.text(section, name, each) for each in value)
            case str():
                return self.written(section, name, value)
        return str(value)

    def written(self, section: str, name: str, value: str) -> str:
        """Return a text: a day in the era's years, a moment by this PC's clock, anything else as it was typed."""
        words = VALUE_WORDS.get(f"{same_as(section)}.{name}", {})
        if value in words:
            return self.tr(words[value])
        try:
            if (f"{section}.{name}" in MOMENTS or name in MOMENTS) and "T" in value:
                here = datetime.fromisoformat(value).astimezone()
                return f"{date_with_weekday(here.date(), self.language)} {here:%H:%M}"
            if name in DAYS:
                return date_with_weekday(date.fromisoformat(value), self.language)
        except ValueError:
            return value
        return clock(value, self.language) if name == "at" else value

    def birth(self, value: Entry) -> str:
        """Return a birth date; only the year where no more is known."""
        try:
            day = date.fromisoformat(str(value["birth"]))
        except ValueError:
            return str(value["birth"])
        if value.get("birth_exact", True):
            return date_for(day, self.language)
        year = str(day.year) if self.language == "en" else date_for(day, self.language).partition("年")[0] + "年"
        return self.tr("about {year}").format(year=year)

    def apart(self, value: Json) -> str:
        """Return what stands in the place of something of a third party."""
        number = value.get(APART) if isinstance(value, dict) else ""
        if self.third_party:
            return self.tr("Kept apart: part 2, no. {number}").format(number=number)
        return self.tr("Kept apart: a matter of third parties")

    # --- the second part ------------------------------------------------------------------------------------------

    def second_part(self, held: HeldRecord) -> HeldPart:
        """Return what others said and what is known of others, by section, each under its number."""
        sections = []
        for name in SECTIONS:
            entries = tuple(self.of_others(each) for each in held.third_party if each["section"] == name)
            if entries:
                sections.append(HeldSection(self.tr(SECTION_WORDS[name]), entries))
        none = "" if sections else self.tr("Nothing is held.")
        remark = self.tr(
            "Whether these may be shown to the person is decided case by case. The number is the one given in part 1."
        )
        return HeldPart(self.tr("Part 2: Statements of third parties"), remark, tuple(sections), none)

    def of_others(self, taken: Entry) -> HeldEntry:
        """Return something of a third party with its number and where it was taken from."""
        section, value, own_id = str(taken["section"]), taken["value"], str(taken["id"] or "")
        number = self.tr("No. {number}").format(number=taken["no"])
        if taken["field"] is None:
            whole = self.entry("members" if section == "household" else section, value)
            return HeldEntry("  ".join(part for part in (number, whole.heading) if part), whole.facts, whole.lists)
        name = str(taken["field"])
        of = self.headings.get(own_id, "")
        earlier = ""
        if isinstance(taken["corrected_at"], str):
            at = self.written("corrections", "at", taken["corrected_at"])
            earlier = self.tr("as it was until {moment}").format(moment=at)
        where = f"({own_id})" if own_id else ""
        heading = "  ".join(part for part in (number, of, where, earlier) if part)
        if _holds_entries(value) and name != "content":
            return HeldEntry(heading, (), (self.inner(section, name, value),))
        text = "\n".join(document_lines(value)) if name == "content" else self.text(section, name, value)
        return HeldEntry(heading, (HeldFact(self.label(section, name), text),))


def _holds_entries(value: Json) -> bool:
    """Whether a field holds a record, or a list of records, and not a code or codes."""
    first = value[0] if isinstance(value, list) and value else value
    return (isinstance(first, dict) and not is_apart(first) and set(first) != {"code", "label"}) or (
        isinstance(value, list) and any(is_apart(each) or _holds_entries(each) for each in value)
    )


def document_lines(content: Json) -> Iterator[str]:
    """Yield every text of a frozen document (``documents/freezing.py``) in its order, a paragraph a line."""
    match content:
        case str():
            if content.strip():
                yield content
        case list():
            if content and all(isinstance(each, dict) and each.get("is") in _SPANS for each in content):
                yield "".join(line for each in content for line in document_lines(each))
            else:
                for each in content:
                    yield from document_lines(each)
        case dict():
            kind = content.get("is")
            if kind == "NameWithReading":
                yield f"{content.get('name')} ({content.get('reading')})"
            elif kind != "About":
                for name, value in content.items():
                    if name != "is":
                        yield from document_lines(value)


def labelled(held: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    """Yield (section, field) of every field that a record in ``held`` has and paper does not leave out."""

    def walk(section: str, value: Json, parent: str = "") -> Iterator[tuple[str, str]]:
        for each in value if isinstance(value, list) else [value]:
            if not isinstance(each, dict) or is_apart(each):
                continue
            for name, inside in each.items():
                if is_silent(section, name):
                    continue
                yield section, name
                if _holds_entries(inside) and (section, name) != ("documents", "content"):
                    of = parent or section
                    context = same_as(of) if name in _AS_PARENT else _RECORDS.get(name, name)
                    yield from walk(context, inside, of if name == "corrections" else "")

    for name, value in held.items():
        yield from walk(name, value)
