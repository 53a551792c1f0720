"""An Open Referral HSDS document read as institutions: this program's own files whole, others' as far as possible.

What a file says of an institution is ``given``; whatever it is silent on stays as it is here. What has no place here
is counted by its name in HSDS, so that nobody believes it was taken over.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from referral_desk.domain.codes import Anonymity, Attendees, Capacity, CodeBook, Openness, Operator, PhoneKind
from referral_desk.domain.held_record import Json
from referral_desk.domain.hsds_documents import Entry, objects, organizations, said
from referral_desk.domain.hsds_schedules import HeldSchedule, read_schedules
from referral_desk.domain.hsds_terms import CODES, EXTERNAL, FIELDS, MUNICIPALITY, PHONE_TYPES, as_uuid, day_of, part_id
from referral_desk.domain.institution_parts import (
    InstitutionPerson,
    InstitutionPhone,
    InstitutionPlace,
    InstitutionService,
    ServedArea,
)
from referral_desk.domain.names import canonical_kana

_STRUCTURE = frozenset(
    {
        "id", "link_id", "link_entity", "organization_id", "service_id", "location_id", "contact_id", "resource_id",
        "resource_type", "taxonomy_term_id", "service_at_location_id", "metadata", "cost_options", "status",
        "assured_date", "location_type", "address_type", "country", "wkst", "timezone", "organization",
    }
)  # fmt: skip
"""Fields that only hold a file together, or say again what another field says."""

_TAKEN: Mapping[str, frozenset[str]] = {
    "organization": frozenset(
        {"name", "alternate_name", "description", "email", "website", "contacts", "phones", "locations", "services"}
        | {"attributes", "organization_identifiers"}
    ),
    "service": frozenset(
        {"name", "alternate_name", "description", "eligibility_description", "fees_description", "schedules"}
        | {"service_areas", "service_at_locations", "attributes", "phones", "contacts"}
    ),
    "location": frozenset({"name", "transportation", "addresses", "schedules", "phones", "contacts"}),
    "address": frozenset({"address_1", "address_2", "city", "state_province", "region", "postal_code"}),
    "contact": frozenset({"name", "title", "phones", "attributes"}),
    "phone": frozenset({"number", "type", "description"}),
    "service_area": frozenset({"name", "uri"}),
    "service_at_location": frozenset({"location", "schedules", "phones", "contacts"}),
}
_FOREIGN_TYPES = {"cell": PhoneKind.MOBILE, "text": PhoneKind.MOBILE, "fax": PhoneKind.FAX, "voice": PhoneKind.VOICE}
_OWN_TYPES = {word: PhoneKind(kind) for kind, word in PHONE_TYPES.items()}

_KANA = re.compile("[\u3041-\u309f\u30a0-\u30ff\uff65-\uff9f\\s]+")


@dataclass(frozen=True)
class FromDirectory:
    """An organization of a file. ``given``: the fields of a draft that it says something of, with their values.

    ``id`` is its identifier, lower-case where it is a UUID; ``external_id`` what to keep of it where the entry is not
    the centre's own. ``left_out`` counts by HSDS's names what has no place here. ``gone``: all its services are.
    """

    place: int
    id: str
    external_id: str
    name: str
    given: Mapping[str, Any] = field(repr=False)
    left_out: Mapping[str, int] = field(repr=False)
    own: bool = False
    gone: bool = False
    defunct_on: date | None = None
    defunct_reason: str = ""
    successor: str = ""


def read_directory(document: Json, codes: CodeBook) -> tuple[FromDirectory, ...]:
    """Return the organizations of a document. Raises NotReadable where it holds none.

    Read are a list of organizations, the page of an API (``contents``), one organization alone, an object with a list
    ``organizations`` or ``organization`` and perhaps one of ``services``, and a list of services that name theirs.
    """
    return tuple(_Organization(each, codes).read(place) for place, each in enumerate(organizations(document), start=1))


class _Organization:
    """One organization being read."""

    def __init__(self, entry: Entry, codes: CodeBook) -> None:
        self._entry = entry
        self._codes = codes
        self._left_out: Counter[str] = Counter()
        self._given: dict[str, Any] = {}
        written = said(entry, "id").strip()
        known = as_uuid(written)
        self._id = str(known) if known else written
        self._own = self._attributes(entry, "organization")
        self._is_own = bool(known) and "kind" in self._own

    def read(self, place: int) -> FromDirectory:
        entry, own = self._entry, self._own
        self._count(entry, "organization")
        services = objects(entry, "services")
        self._give("name", self._said(entry, "name"))
        self._read_itself(services)
        self._read_codes()
        locations = self._read_locations(services)
        self._read_services(services, locations)
        self._read_phones(services, locations)
        self._read_contacts(services, locations)
        identifier = next(
            (
                said(each, "identifier")
                for each in objects(entry, "organization_identifiers")
                if said(each, "identifier_scheme") == EXTERNAL
            ),
            "",
        )
        others = len(objects(entry, "organization_identifiers")) - bool(identifier)
        self._left_out["organization.organization_identifiers"] += others
        states = [said(each, "status") for each in services]
        return FromDirectory(
            place,
            self._id,
            identifier or self._id,
            self._said(entry, "name"),
            self._given,
            +self._left_out,
            own=self._is_own,
            gone=bool(states) and all(state in ("defunct", "inactive") for state in states),
            defunct_on=day_of(own.get("defunct_on", "")),
            defunct_reason=own.get("defunct_reason", ""),
            successor=own.get("successor", ""),
        )

    # --- one value ----------------------------------------------------------------------------------------------

    def _said(self, entry: Entry, name: str) -> str:
        """Return a text; blanks around it are nobody's intention but in our own files."""
        value = said(entry, name)
        return value if self._is_own else value.strip()

    def _give(self, name: str, value: object) -> None:
        if value not in ("", None, ()):
            self._given[name] = value

    def _count(self, entry: Entry, kind: str) -> None:
        """Count what of an object has no place here."""
        for name, value in entry.items():
            if name not in _TAKEN[kind] and name not in _STRUCTURE and value not in ("", None, [], {}):
                self._left_out[f"{kind}.{name}"] += 1

    def _attributes(self, entry: Entry, kind: str) -> dict[str, str]:
        """Return what our own attributes say, by field; others' are counted."""
        found = {}
        for each in objects(entry, "attributes"):
            term = each.get("taxonomy_term")
            taxonomy = said(term, "taxonomy") if isinstance(term, dict) else ""
            if taxonomy == FIELDS or taxonomy.startswith(CODES):
                found[said(each, "link_type")] = said(each, "value")
            else:
                self._left_out[f"{kind}.attributes"] += 1
        return found

    # --- itself -------------------------------------------------------------------------------------------------

    def _read_itself(self, services: list[Entry]) -> None:
        entry, own = self._entry, self._own
        kana = self._said(entry, "alternate_name")
        if self._is_own or _KANA.fullmatch(kana):
            self._give("kana", kana)
        elif kana:
            self._left_out["organization.alternate_name"] += 1
        self._give("email", own.get("email") or self._said(entry, "email"))
        self._give("website", own.get("website") or self._said(entry, "website"))
        texts = ("operated_by", "capacity_note", "handoff_note", "first_words", "meet_at", "unlisted_reason")
        for name in (*texts, "verified_by", "verified_with", "note"):
            self._give(name, own.get(name, ""))
        self._give("capacity_on", day_of(own.get("capacity_on", "")))
        if own.get("listed"):
            self._given["listed"] = own["listed"] != "no"
        if not self._is_own:
            self._give("note", self._said(entry, "description"))
        checked = [day_of(said(each, "assured_date")) for each in services]
        self._give("verified_on", max((day for day in checked if day), default=None))

    def _read_codes(self) -> None:
        lists: tuple[tuple[str, Any, Callable[[str], object]], ...] = (
            ("kind", self._codes.institution_kinds, str),
            ("target", self._codes.targets, str),
            ("attendees", self._codes.attendees, Attendees),
            ("anonymity", self._codes.anonymity, Anonymity),
            ("openness", self._codes.openness, Openness),
            ("operator", self._codes.operators, Operator),
            ("capacity", self._codes.capacities, Capacity),
        )
        for name, known, make in lists:
            code = self._own.get(name, "")
            if code in known:
                self._given[name] = make(code)
            elif code:
                self._left_out[f"organization.{name}={code}"] += 1

    # --- places -------------------------------------------------------------------------------------------------

    def _read_locations(self, services: list[Entry]) -> dict[str, str]:
        """Read the places; return the name that each one's identifier stands for, "" for the entry's own."""
        found = [*objects(self._entry, "locations")]
        known = {said(each, "id") for each in found}
        for service in services:
            for at in objects(service, "service_at_locations"):
                inside = at.get("location")
                if isinstance(inside, dict) and said(inside, "id") not in known:
                    known.add(said(inside, "id"))
                    found.append(inside)
        main = part_id(self._id, "location", "main") if self._is_own else ""
        names: dict[str, str] = {}
        places = []
        for number, location in enumerate(found):
            self._count(location, "location")
            name = self._said(location, "name")
            itself = said(location, "id") == main if self._is_own else number == 0
            names[said(location, "id")] = "" if itself else name
            postal_code, address = self._address(location)
            access = self._said(location, "transportation")
            if itself:
                self._give("venue", name if name != self._given.get("name") or self._is_own else "")
                self._give("postal_code", postal_code)
                self._give("address", address)
                self._give("access", access)
            elif not self._only_a_venue(location):
                places.append(InstitutionPlace(name=name, postal_code=postal_code, address=address, access=access))
        self._give("places", tuple(places))
        return names

    def _only_a_venue(self, location: Entry) -> bool:
        name = said(location, "name")
        return self._is_own and said(location, "id") == part_id(self._id, "location", f"venue/{name}")

    def _address(self, location: Entry) -> tuple[str, str]:
        """Return post code and address; the parts of an address are put together as they are written here."""
        found = objects(location, "addresses")
        self._left_out["location.addresses"] += max(len(found) - 1, 0)
        if not found:
            return "", ""
        first = found[0]
        self._count(first, "address")
        names = ("state_province", "city", "address_1", "address_2")
        if said(first, "country") not in ("", "JP"):
            names = ("address_1", "address_2", "city", "state_province")
            return self._said(first, "postal_code"), ", ".join(filter(None, (self._said(first, x) for x in names)))
        return self._said(first, "postal_code"), "".join(self._said(first, name) for name in names)

    # --- services -----------------------------------------------------------------------------------------------

    def _read_services(self, services: list[Entry], locations: Mapping[str, str]) -> None:
        main = part_id(self._id, "service", "main") if self._is_own else ""
        offered, areas = [], []
        held: list[HeldSchedule] = []
        for service in services:
            self._count(service, "service")
            for at in objects(service, "service_at_locations"):
                self._count(at, "service_at_location")
            itself = bool(main) and said(service, "id") == main
            own = self._attributes(service, "service")
            if itself:
                self._give("fee", self._said(service, "fees_description"))
            else:
                offered.append(self._service(service, own))
            for each in objects(service, "service_areas"):
                self._count(each, "service_area")
                uri = said(each, "uri")
                code = uri.removeprefix(MUNICIPALITY) if uri.startswith(MUNICIPALITY) else ""
                areas.append(ServedArea(code=code, name=self._said(each, "name")))
                self._left_out["service_area.uri"] += bool(uri and not code)
            held += self._held(service, locations)
        for location in objects(self._entry, "locations"):
            held += [HeldSchedule(each, locations[said(location, "id")], {}) for each in objects(location, "schedules")]
        self._give("services", tuple(offered))
        self._give("areas", tuple(dict.fromkeys(areas)) if not self._is_own else tuple(areas))
        times, unread = read_schedules(held)
        self._left_out["schedule"] += unread
        if not unread or times:
            self._give("schedule", times)

    def _service(self, service: Entry, own: Mapping[str, str]) -> InstitutionService:
        programme = own.get("programme", "")
        if programme and programme not in self._codes.programmes:
            self._left_out[f"service.programme={programme}"] += 1
            programme = ""
        name = self._said(service, "name")
        if self._is_own:
            again = self._said(service, "alternate_name")
            label = self._codes.programmes.label(programme, "ja") if programme else self._given.get("name")
            name = again or ("" if name == label else name)
        elif self._said(service, "alternate_name"):
            self._left_out["service.alternate_name"] += 1
        return InstitutionService(
            programme=programme,
            name=name,
            eligibility=self._said(service, "eligibility_description"),
            fee=self._said(service, "fees_description"),
            note=self._said(service, "description"),
        )

    def _held(self, service: Entry, locations: Mapping[str, str]) -> Iterator[HeldSchedule]:
        for each in objects(service, "schedules"):
            venue = locations.get(said(each, "location_id"), "")
            yield HeldSchedule(each, venue, self._attributes(each, "schedule"))
        for at in objects(service, "service_at_locations"):
            where = said(at, "location_id")
            inside = at.get("location")
            if isinstance(inside, dict):
                where = said(inside, "id")
            for each in objects(at, "schedules"):
                yield HeldSchedule(each, locations.get(where, ""), self._attributes(each, "schedule"))

    # --- people and numbers -------------------------------------------------------------------------------------

    def _everywhere(self, name: str, services: list[Entry]) -> Iterator[Entry]:
        """Yield what is told of the organization, then of its services and places; each identifier once."""
        seen: set[str] = set()
        at = [each for service in services for each in objects(service, "service_at_locations")]
        for whose in (self._entry, *services, *objects(self._entry, "locations"), *at):
            for each in objects(whose, name):
                key = said(each, "id")
                if not key or key not in seen:
                    seen.add(key)
                    yield each

    def _read_phones(self, services: list[Entry], _locations: Mapping[str, str]) -> None:
        main = part_id(self._id, "phone", "main") if self._is_own else ""
        found = []
        for phone in self._everywhere("phones", services):
            self._count(phone, "phone")
            number, word = self._said(phone, "number"), said(phone, "type")
            note = self._said(phone, "description")
            if self._is_own:
                kind = _OWN_TYPES.get(word, PhoneKind.OTHER)
                itself = said(phone, "id") == main
            else:
                kind = _FOREIGN_TYPES.get(word, PhoneKind.VOICE if not word else PhoneKind.OTHER)
                itself = "phone" not in self._given and kind is PhoneKind.VOICE and not note
            if itself:
                self._give("phone", number)
            elif number or self._is_own:
                found.append(InstitutionPhone(number=number, kind=kind, note=note))
        self._give("phones", tuple(found))

    def _read_contacts(self, services: list[Entry], _locations: Mapping[str, str]) -> None:
        main = part_id(self._id, "contact", "main") if self._is_own else ""
        people = []
        for contact in self._everywhere("contacts", services):
            self._count(contact, "contact")
            own = self._attributes(contact, "contact")
            name, agreed = self._said(contact, "name"), day_of(own.get("agreed_on", ""))
            if bool(main) and said(contact, "id") == main:
                self._give("contact_name", name)
                self._give("contact_hours", own.get("hours", ""))
                self._give("contact_agreed_on", agreed)
                continue
            phones = objects(contact, "phones")
            role, title = own.get("role", ""), self._said(contact, "title")
            if not role and title:
                known = self._codes.staff_roles.find(title)
                role, title = (known.code, "") if known else ("", title)
            else:
                title = ""
            people.append(
                InstitutionPerson(
                    name=name,
                    kana=own.get("kana", ""),
                    role=role,
                    phone=self._said(phones[0], "number") if phones else "",
                    hours=own.get("hours", ""),
                    agreed_on=agreed,
                    note=own.get("note", "") or title,
                )
            )
            self._left_out["contact.phones"] += max(len(phones) - 1, 0)
        self._give("people", tuple(people))


def canonical_given(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return given fields in the form in which they are stored."""
    return {**given, "kana": canonical_kana(given["kana"])} if "kana" in given else dict(given)
