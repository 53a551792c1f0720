"""Everything held about one person, for when she asks to see it (開示): what is hers, and what is of third parties.

The person may see her own record. What others said in confidence, and what is known of others, is not hers alone: the
office decides about it case by case. So it is moved out of its place into a list of its own, and its place says where
it went. Which fields that are is data here, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field

from referral_desk.domain.codes import Reporter, SpokeWith

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]
Entry = dict[str, Json]

SECTIONS = (
    "client",
    "former_records",
    "restriction",
    "household",
    "supporters",
    "engagements",
    "benefits",
    "inbound",
    "contacts",
    "removed_contacts",
    "referrals",
    "documents",
    "consents",
    "disclosures",
    "conferences",
    "removed_conferences",
    "tasks",
    "removed_tasks",
    "screenings",
    "removed_screenings",
    "paths",
    "interventions",
    "removed_interventions",
    "closings",
    "disposal_proposal",
    "points_set_aside",
)
"""The sections of a record in their order. Each holds a list of entries, one entry, or null."""

APART = "separate"
"""The one key of what stands in the place of something of a third party; its value is the number in the list."""

_VERSIONS = ("before", "was")
_NOT_HERSELF = frozenset({SpokeWith.FAMILY.value, SpokeWith.INSTITUTION.value})
_SAID_BY_OTHERS = frozenset({Reporter.FAMILY.value, Reporter.RECEIVER.value})


@dataclass(frozen=True)
class Separation:
    """What is of third parties in the entries of a section.

    ``fields`` are moved out, without any the whole entry. ``inside`` names the list within an entry whose items are
    meant instead. ``when``: only entries one of whose fields has one of these values, now or in an earlier version:
    what was said by the mother does not become the client's by a correction. ``item``: likewise for items inside.
    """

    section: str
    fields: tuple[str, ...] = ()
    inside: str = ""
    when: Mapping[str, frozenset[str | bool]] = field(default_factory=dict)
    item: Mapping[str, frozenset[str | bool]] = field(default_factory=dict)


_WITH_OTHERS: Mapping[str, frozenset[str | bool]] = {
    "spoke_with": _NOT_HERSELF,
    "client_unmet": frozenset({True}),
}
SEPARATIONS = (
    Separation("former_records", ("households",)),
    Separation("household", ("note",)),
    Separation("household", inside="members", item={"own": frozenset({False})}),
    Separation("supporters"),
    Separation("engagements", ("note",), when={"reported_by": _SAID_BY_OTHERS}),
    Separation("inbound", ("request", "sender_name", "note")),
    Separation("contacts", ("note", "with_name"), when=_WITH_OTHERS),
    Separation("removed_contacts", ("note", "with_name"), when=_WITH_OTHERS),
    Separation("referrals", ("note",), inside="follow_ups", when={"reported_by": _SAID_BY_OTHERS}),
    Separation("documents", ("content",), when={"kind": frozenset({"conference_sheet"})}),
    Separation("conferences", ("shared", "note")),
    Separation("removed_conferences", ("shared", "note")),
)
"""What others said, and what is known of others. The names of receivers and of who sat at a table stay: facts."""


@dataclass(frozen=True)
class HeldRecord:
    """A record in two parts: ``own`` by section, and ``third_party``, numbered from 1 in the order of the sections.

    An entry of ``third_party`` has "no", "section", "id" of the record it was taken from, "field" (null: the whole
    entry), "corrected_at" (null: as it stands now) and "value".
    """

    own: Mapping[str, Json]
    third_party: tuple[Entry, ...]


def separate(sections: Mapping[str, Json]) -> HeldRecord:
    """Move what is of third parties out of its place; the place holds {"separate": number} instead."""
    own = deepcopy(dict(sections))
    taken = _Taken([])
    for section in SECTIONS:
        for rule in SEPARATIONS:
            if rule.section == section:
                _apply(rule, own, taken)
    return HeldRecord(own, tuple(taken.entries))


def is_apart(value: Json) -> bool:
    """Whether something of a third party stood here."""
    return isinstance(value, dict) and set(value) == {APART}


def is_blank(value: Json) -> bool:
    """Whether a field holds nothing; an answer "no" is something."""
    return value is None or value in ("", [], {})


@dataclass(frozen=True)
class _Taken:
    """What was moved out so far."""

    entries: list[Entry]

    def add(self, section: str, own_id: Json, name: str | None, at: Json, value: Json) -> Entry:
        """Take a value and return what stands in its place."""
        number = len(self.entries) + 1
        self.entries.append(
            {"no": number, "section": section, "id": own_id, "field": name, "corrected_at": at, "value": value}
        )
        return {APART: number}


def _apply(rule: Separation, own: dict[str, Json], taken: _Taken) -> None:
    found = own.get(rule.section)
    entries = found if isinstance(found, list) else [found]
    for place, entry in enumerate(entries):
        if not isinstance(entry, dict) or is_apart(entry):
            continue
        versions = tuple(_versions(entry))
        if rule.when and not any(_meets(version, rule.when) for version, _at in versions):
            continue
        own_id = entry.get("id")
        if not rule.fields and not rule.inside:
            entries[place] = taken.add(rule.section, own_id, None, None, entry)
            continue
        for version, at in versions:
            if rule.inside:
                _apply_inside(rule, version.get(rule.inside), taken)
            else:
                _move(rule, version, own_id, at, taken)


def _apply_inside(rule: Separation, items: Json, taken: _Taken) -> None:
    for place, item in enumerate(items if isinstance(items, list) else []):
        if not isinstance(item, dict) or is_apart(item) or (rule.item and not _meets(item, rule.item)):
            continue
        if rule.fields:
            _move(rule, item, item.get("id"), None, taken)
        elif isinstance(items, list):
            items[place] = taken.add(rule.section, item.get("id"), None, None, item)


def _move(rule: Separation, entry: Entry, own_id: Json, at: Json, taken: _Taken) -> None:
    for name in rule.fields:
        value = entry.get(name)
        if not is_blank(value) and not is_apart(value):
            entry[name] = taken.add(rule.section, own_id, name, at, value)


def _versions(entry: Entry) -> Iterator[tuple[Entry, Json]]:
    """Yield an entry and what it said earlier, each with when that was corrected; None for what stands now."""
    yield entry, None
    corrections = entry.get("corrections")
    for holder in (entry, *(corrections if isinstance(corrections, list) else ())):
        if isinstance(holder, dict):
            for name in _VERSIONS:
                version = holder.get(name)
                if isinstance(version, dict):
                    yield version, holder.get("at")


def _meets(entry: Entry, wanted: Mapping[str, frozenset[str | bool]]) -> bool:
    return any(_code(entry.get(name)) in values for name, values in wanted.items())


def _code(value: Json) -> str | bool | None:
    if isinstance(value, dict):
        value = value.get("code")
    return value if isinstance(value, str | bool) else None
