"""An institution as an Open Referral HSDS 3.0 organization, with everything nested that belongs to it.

What HSDS has a field for goes there; everything else of ours goes into attributes with terms of local taxonomies, so
that a file read by this program again loses nothing. Labels are Japanese, as in all tables that leave the office.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from referral_desk.domain.codes import Capacity, CodeBook
from referral_desk.domain.held_record import Json
from referral_desk.domain.hsds_terms import (
    CODES,
    CONTACT_FIELDS,
    EXTERNAL,
    FIELDS,
    MUNICIPALITY,
    ORGANIZATION_FIELDS,
    PHONE_TYPES,
    SCHEDULE_FIELDS,
    SERVICE_FIELDS,
    TOKYO,
    OwnField,
    as_uuid,
    is_private,
    part_id,
    taxonomy_id,
    term_id,
)
from referral_desk.domain.hsds_values import (
    byday,
    freq,
    is_email,
    is_mobile,
    is_uri,
    split_address,
    written_pauses,
    yen,
)
from referral_desk.domain.institution import Institution
from referral_desk.domain.institution_parts import InstitutionPerson, InstitutionPhone
from referral_desk.domain.schedule import MeetingTime
from referral_desk.domain.schedule_text import write_schedule

Entry = dict[str, Json]
UPDATED_BY = "職員"
"""Who checked an entry, in general terms: nobody of the staff is named to others."""


@dataclass(frozen=True)
class Outgoing:
    """An institution on its way out under ``id``; ``successor`` is the identifier of what took its place, or "".

    ``whole``: with the persons and the centre's own notes, for another place of the same centre; without, only what an
    office may show to others.
    """

    institution: Institution
    id: str
    whole: bool
    successor: str = ""


def organization(outgoing: Outgoing, codes: CodeBook) -> Entry:
    """Return the organization of an institution, nested as HSDS's compiled schema has it."""
    return _Writer(outgoing.institution, outgoing.id, outgoing.whole, outgoing.successor, codes).organization()


@dataclass(frozen=True)
class _Writer:
    institution: Institution
    id: str
    whole: bool
    successor: str
    codes: CodeBook

    def organization(self) -> Entry:
        one = self.institution
        kind = self.codes.institution_kinds.label(one.kind, "ja")
        target = self.codes.targets.label(one.target, "ja") if one.target else ""
        return _filled(
            {"id": self.id, "name": one.name},
            {"description": f"{kind}({target})" if target else kind},
            {
                "alternate_name": one.kana,
                "email": one.email if is_email(one.email) else "",
                "website": one.website if is_uri(one.website) else "",
                "organization_identifiers": self._identifiers(),
                "contacts": self._contacts(),
                "phones": self._phones(),
                "locations": self._locations(),
                "services": self._services(),
                "attributes": self._attributes("organization", self.id, ORGANIZATION_FIELDS, self._own_values()),
                "metadata": self._metadata(),
            },
        )

    # --- the organization's own ---------------------------------------------------------------------------------

    def _own_values(self) -> Entry:
        one = self.institution
        kind = self.codes.institution_kinds.get(one.kind)
        written = {own.name: _text(getattr(one, own.name, "")) for own in ORGANIZATION_FIELDS}
        return {
            **written,
            "life_domain": kind.domain if kind else "",
            "capacity": "" if one.capacity is Capacity.UNKNOWN and not one.capacity_on else one.capacity.value,
            "email": "" if is_email(one.email) else one.email,
            "website": "" if is_uri(one.website) else one.website,
            "unlisted_reason": one.unlisted_reason,
            "defunct_on": _text(one.defunct_on),
            "successor": self.successor,
        }

    def _attributes(self, entity: str, owner: str, fields: Sequence[OwnField], values: Entry) -> list[Json]:
        found: list[Json] = [
            self._attribute(entity, owner, own, str(values[own.name]))
            for own in fields
            if values.get(own.name) and (self.whole or not own.inward)
        ]
        if entity == "organization" and not self.institution.listed:
            found.append(self._attribute(entity, owner, OwnField("listed", "掲載", "Listed"), "no"))
        return found

    def _attribute(self, entity: str, owner: str, own: OwnField, value: str) -> Entry:
        taxonomy = f"{CODES}{own.codes}" if own.codes else FIELDS
        code, ja, en = (value, *self._labels(own.codes, value)) if own.codes else (own.name, own.ja, own.en)
        return {
            "id": part_id(owner, "attribute", own.name),
            "link_id": owner,
            "link_entity": entity,
            "link_type": own.name,
            "taxonomy_term_id": term_id(taxonomy, code),
            "value": value,
            "taxonomy_term": {
                "id": term_id(taxonomy, code),
                "code": code,
                "name": ja,
                "description": en,
                "taxonomy": taxonomy,
                "taxonomy_id": taxonomy_id(taxonomy),
                "language": "ja",
            },
        }

    def _labels(self, name: str, code: str) -> tuple[str, str]:
        listed = getattr(self.codes, name)
        return listed.label(code, "ja"), listed.label(code, "en")

    def _identifiers(self) -> list[Json]:
        external = self.institution.external_id
        if not external.strip() or as_uuid(external):
            return []
        return [
            {
                "id": part_id(self.id, "identifier"),
                "organization_id": self.id,
                "identifier_scheme": EXTERNAL,
                "identifier_type": "external_id",
                "identifier": external,
            }
        ]

    def _metadata(self) -> list[Json]:
        day = self.institution.verified_on
        if day is None:
            return []
        return [
            {
                "id": part_id(self.id, "metadata", "verified"),
                "resource_id": self.id,
                "resource_type": "organization",
                "last_action_date": day.isoformat(),
                "last_action_type": "verify",
                "field_name": "assured_date",
                "previous_value": "",
                "replacement_value": day.isoformat(),
                "updated_by": UPDATED_BY,
            }
        ]

    # --- people and numbers -------------------------------------------------------------------------------------

    @property
    def _private(self) -> bool:
        return not self.whole and is_private(self.institution.kind, self.codes)

    def _contacts(self) -> list[Json]:
        one = self.institution
        if self._private:
            return []
        found: list[Json] = []
        if one.contact_name or one.contact_hours or one.contact_agreed_on:
            who = InstitutionPerson(
                name=one.contact_name, hours=one.contact_hours, agreed_on=one.contact_agreed_on if self.whole else None
            )
            found.append(self._contact("main", who))
        found += (self._contact(place, person) for place, person in enumerate(one.people))
        return found

    def _contact(self, place: object, person: InstitutionPerson) -> Entry:
        contact = part_id(self.id, "contact", place)
        own = not self.whole and is_mobile(person.phone)  # her own number is nobody else's
        phone: list[Json] = [{"id": part_id(contact, "phone"), "contact_id": contact, "number": person.phone}]
        values: Entry = {
            "kana": person.kana,
            "role": person.role,
            "hours": person.hours,
            "agreed_on": _text(person.agreed_on) if self.whole else "",
            "note": person.note if self.whole else "",
        }
        return _filled(
            {"id": contact, "organization_id": self.id},
            {},
            {
                "name": person.name,
                "title": self.codes.staff_roles.label(person.role, "ja") if person.role else "",
                "phones": phone if person.phone and not own else [],
                "attributes": self._attributes("contact", contact, CONTACT_FIELDS, values),
            },
        )

    def _phones(self) -> list[Json]:
        one = self.institution
        found: list[Json] = []
        theirs = bool(one.contact_name) or is_mobile(one.phone)
        if one.phone and not (self._private and theirs):
            found.append(self._phone("main", InstitutionPhone(number=one.phone)))
        if not (self._private and any(each.kind == "mobile" or is_mobile(each.number) for each in one.phones)):
            found += (self._phone(place, phone) for place, phone in enumerate(one.phones))
        return found

    def _phone(self, place: object, phone: InstitutionPhone) -> Entry:
        return _filled(
            {"id": part_id(self.id, "phone", place), "organization_id": self.id, "number": phone.number},
            {},
            {"type": PHONE_TYPES.get(phone.kind, ""), "description": phone.note},
        )

    # --- places -------------------------------------------------------------------------------------------------

    @property
    def _main_location(self) -> str:
        """The identifier of the place of the entry itself, "" where it names none."""
        one = self.institution
        there = one.venue or one.postal_code or one.address or one.access
        return part_id(self.id, "location", "main") if there else ""

    def _locations(self) -> list[Json]:
        one = self.institution
        found: list[Json] = []
        if self._main_location:
            found.append(self._location("main", one.venue, one.postal_code, one.address, one.access))
        for place, each in enumerate(one.places):
            found.append(self._location(place, each.name, each.postal_code, each.address, each.access))
        for venue in self._venues():
            found.append(self._location(f"venue/{venue}", venue, "", "", ""))
        return found

    def _venues(self) -> tuple[str, ...]:
        """The places that only a meeting names, in their order."""
        known = {each.name for each in self.institution.places}
        return tuple(dict.fromkeys(each.venue for each in self.institution.schedule if each.venue not in {"", *known}))

    def _location(self, place: object, name: str, postal_code: str, address: str, access: str) -> Entry:
        location = part_id(self.id, "location", place)
        state, city, rest = split_address(address)
        addresses: list[Json] = [
            {
                "id": part_id(location, "address"),
                "location_id": location,
                "address_1": rest,
                "city": city,
                "state_province": state,
                "postal_code": postal_code,
                "country": "JP",
                "address_type": "physical",
            }
        ]
        return _filled(
            {"id": location, "location_type": "physical", "organization_id": self.id},
            {},
            {"name": name, "transportation": access, "addresses": addresses if postal_code or address else []},
        )

    # --- services -----------------------------------------------------------------------------------------------

    def _services(self) -> list[Json]:
        one = self.institution
        found: list[Json] = [self._main_service()]
        for place, each in enumerate(one.services):
            service = part_id(self.id, "service", place)
            programme = self.codes.programmes.label(each.programme, "ja") if each.programme else ""
            found.append(
                _filled(
                    {"id": service, "organization_id": self.id, "status": self._status()},
                    {"name": each.name or programme or one.name},
                    {
                        "alternate_name": each.name if each.name in (programme, one.name) else "",
                        "description": each.note,
                        "eligibility_description": each.eligibility,
                        "fees_description": each.fee,
                        "cost_options": self._costs(service, each.fee),
                        "assured_date": _text(one.verified_on),
                        "service_at_locations": self._at_locations(service, only_main=True),
                        "attributes": self._attributes(
                            "service", service, SERVICE_FIELDS, {"programme": each.programme}
                        ),
                    },
                )
            )
        return found

    def _main_service(self) -> Entry:
        one = self.institution
        service = part_id(self.id, "service", "main")
        areas: list[Json] = [
            _filled(
                {"id": part_id(service, "area", place), "service_id": service},
                {},
                {"name": area.name, "uri": f"{MUNICIPALITY}{area.code}" if area.code else ""},
            )
            for place, area in enumerate(one.areas)
        ]
        schedules: list[Json] = [self._schedule(service, place, each) for place, each in enumerate(one.schedule)]
        return _filled(
            {"id": service, "organization_id": self.id, "name": one.name, "status": self._status()},
            {},
            {
                "eligibility_description": self._eligibility(),
                "fees_description": one.fee,
                "cost_options": self._costs(service, one.fee),
                "assured_date": _text(one.verified_on),
                "schedules": schedules,
                "service_areas": areas,
                "service_at_locations": self._at_locations(service),
            },
        )

    def _status(self) -> str:
        return "defunct" if self.institution.defunct_on else "active"

    def _eligibility(self) -> str:
        one, codes = self.institution, self.codes
        said = (
            codes.targets.label(one.target, "ja") if one.target else "",
            codes.attendees.label(one.attendees, "ja") if one.attendees else "",
            codes.openness.label(one.openness, "ja") if one.openness else "",
            codes.anonymity.label(one.anonymity, "ja") if one.anonymity else "",
        )
        return "、".join(each for each in said if each)

    def _costs(self, service: str, fee: str) -> list[Json]:
        """Return the fee as an amount where it is nothing but one."""
        amount = yen(fee)
        if amount is None:
            return []
        cost: Entry = {"id": part_id(service, "cost"), "service_id": service, "currency": "JPY", "amount": amount}
        return [cost]

    def _at_locations(self, service: str, *, only_main: bool = False) -> list[Json]:
        locations = [self._main_location] if self._main_location else []
        if not only_main:
            locations += (part_id(self.id, "location", place) for place in range(len(self.institution.places)))
            locations += (part_id(self.id, "location", f"venue/{venue}") for venue in self._venues())
        return [
            {
                "id": part_id(service, "at", location),
                "service_id": service,
                "location_id": location,
                "location": {"id": location, "location_type": "physical"},
            }
            for location in locations
        ]

    # --- when ---------------------------------------------------------------------------------------------------

    def _schedule(self, service: str, place: int, meeting: MeetingTime) -> Entry:
        schedule = part_id(self.id, "schedule", place)
        values: Entry = {
            "attendees": _text(meeting.attendees),
            "openness": _text(meeting.openness),
            "not_on_holidays": "yes" if meeting.not_on_holidays else "",
            "pauses": written_pauses(meeting.pauses),
        }
        return _filled(
            {"id": schedule, "service_id": service},
            {},
            {
                "location_id": self._place_of(meeting.venue),
                "freq": freq(meeting),
                "interval": meeting.interval,
                "wkst": "MO",
                "byday": byday(meeting),
                "bymonthday": ",".join(map(str, meeting.month_days)),
                "dtstart": _text(meeting.begins),
                "until": _text(meeting.ends),
                "timezone": 9,
                "opens_at": f"{meeting.start:%H:%M}{TOKYO}",
                "closes_at": f"{meeting.end:%H:%M}{TOKYO}" if meeting.end else "",
                "description": write_schedule([meeting]),
                "notes": meeting.note,
                "attributes": self._attributes("schedule", schedule, SCHEDULE_FIELDS, values),
            },
        )

    def _place_of(self, venue: str) -> str:
        if not venue:
            return self._main_location
        names = [each.name for each in self.institution.places]
        return part_id(self.id, "location", names.index(venue) if venue in names else f"venue/{venue}")


def _text(value: object) -> str:
    """Return a value as the text it is in the file, "" for none."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def _filled(first: Entry, required: Entry, others: Entry) -> Entry:
    """Return one object of what must be there and of what is not empty."""
    return {**first, **required, **{name: value for name, value in others.items() if value not in ("", None, [])}}
