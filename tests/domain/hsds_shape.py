"""What HSDS 3.0 asks of each object: required fields, types, formats and enumerations, from its published schemas.

A table of facts of our own, not the schemas' text (those are CC BY-SA): docs.openreferral.org, "Schema reference".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

UUID_FORMAT, URI, EMAIL, DATE, TIME, TEXT, NUMBER = "uuid", "uri", "email", "date", "time", "text", "number"


@dataclass(frozen=True)
class Shape:
    """An object: its required fields, the form of each field, the shape of the objects in it, its enumerations."""

    required: tuple[str, ...]
    forms: dict[str, str]
    nested: dict[str, str] = field(default_factory=dict)
    one: dict[str, str] = field(default_factory=dict)
    enums: dict[str, tuple[str, ...]] = field(default_factory=dict)


def _texts(*names: str) -> dict[str, str]:
    return dict.fromkeys(names, TEXT)


def _ids(*names: str) -> dict[str, str]:
    return dict.fromkeys(("id", *names), UUID_FORMAT)


_ALL = {"attributes": "attribute", "metadata": "metadata"}

SHAPES = {
    "organization": Shape(
        ("id", "name", "description"),
        {
            **_ids("parent_organization_id"),
            **_texts("name", "alternate_name", "description", "legal_status", "logo"),
            "email": EMAIL,
            "website": URI,
            "uri": URI,
            "year_incorporated": NUMBER,
        },
        {
            **_ALL,
            "contacts": "contact",
            "phones": "phone",
            "locations": "location",
            "organization_identifiers": "organization_identifier",
            "services": "service",
        },
    ),
    "organization_identifier": Shape(
        ("id", "identifier_type", "identifier"),
        {**_ids("organization_id"), **_texts("identifier_scheme", "identifier_type", "identifier")},
        _ALL,
    ),
    "service": Shape(
        ("id", "name", "status"),
        {
            **_ids("organization_id", "program_id"),
            **_texts("name", "alternate_name", "description", "status", "interpretation_services"),
            **_texts("application_process", "fees_description", "accreditations", "eligibility_description", "alert"),
            "url": URI,
            "email": EMAIL,
            "minimum_age": NUMBER,
            "maximum_age": NUMBER,
            "assured_date": DATE,
            "assurer_email": EMAIL,
        },
        {
            **_ALL,
            "phones": "phone",
            "schedules": "schedule",
            "service_areas": "service_area",
            "service_at_locations": "service_at_location",
            "cost_options": "cost_option",
            "contacts": "contact",
        },
        enums={"status": ("active", "inactive", "defunct", "temporarily closed")},
    ),
    "cost_option": Shape(
        ("id",),
        {
            **_ids("service_id"),
            "valid_from": DATE,
            "valid_to": DATE,
            **_texts("option", "currency", "amount_description"),
            "amount": NUMBER,
        },
        _ALL,
    ),
    "service_at_location": Shape(
        ("id",),
        {**_ids("service_id", "location_id"), **_texts("description")},
        {**_ALL, "contacts": "contact", "phones": "phone", "schedules": "schedule", "service_areas": "service_area"},
        one={"location": "location"},
    ),
    "location": Shape(
        ("id", "location_type"),
        {
            **_ids("organization_id"),
            **_texts("location_type", "name", "alternate_name", "description", "transportation"),
            **_texts("external_identifier", "external_identifier_type"),
            "url": URI,
            "latitude": NUMBER,
            "longitude": NUMBER,
        },
        {**_ALL, "addresses": "address", "contacts": "contact", "phones": "phone", "schedules": "schedule"},
        enums={"location_type": ("physical", "postal", "virtual")},
    ),
    "address": Shape(
        ("id", "address_1", "city", "state_province", "postal_code", "country", "address_type"),
        {
            **_ids("location_id"),
            **_texts("attention", "address_1", "address_2", "city", "region", "state_province", "postal_code"),
            **_texts("country", "address_type"),
        },
        _ALL,
        enums={"address_type": ("physical", "postal", "virtual"), "country": ("JP",)},
    ),
    "schedule": Shape(
        ("id",),
        {
            **_ids("service_id", "location_id", "service_at_location_id"),
            **dict.fromkeys(("valid_from", "valid_to", "dtstart", "until"), DATE),
            **dict.fromkeys(("timezone", "count", "interval"), NUMBER),
            **_texts("wkst", "freq", "byday", "byweekno", "bymonthday", "byyearday", "description", "notes"),
            **_texts("attending_type"),
            "opens_at": TIME,
            "closes_at": TIME,
            "schedule_link": URI,
        },
        _ALL,
        enums={"freq": ("WEEKLY", "MONTHLY"), "wkst": ("MO", "TU", "WE", "TH", "FR", "SA", "SU")},
    ),
    "contact": Shape(
        ("id",),
        {
            **_ids("organization_id", "service_id", "service_at_location_id", "location_id"),
            **_texts("name", "title", "department"),
            "email": EMAIL,
        },
        {**_ALL, "phones": "phone"},
    ),
    "phone": Shape(
        ("id", "number"),
        {
            **_ids("location_id", "service_id", "organization_id", "contact_id", "service_at_location_id"),
            **_texts("number", "type", "description"),
            "extension": NUMBER,
        },
        _ALL,
        enums={"type": ("text", "voice", "fax", "cell", "video", "pager", "textphone")},
    ),
    "service_area": Shape(
        ("id",),
        {
            **_ids("service_id", "service_at_location_id"),
            **_texts("name", "description", "extent", "extent_type", "uri"),
        },
        _ALL,
    ),
    "attribute": Shape(
        ("id",),
        {**_ids("link_id", "taxonomy_term_id"), **_texts("link_type", "link_entity", "value")},
        {"metadata": "metadata"},
        one={"taxonomy_term": "taxonomy_term"},
    ),
    "taxonomy_term": Shape(
        ("id", "name", "description"),
        {
            **_ids("parent_id", "taxonomy_id"),
            **_texts("code", "name", "description", "taxonomy", "language"),
            "term_uri": URI,
        },
        {"metadata": "metadata"},
    ),
    "metadata": Shape(
        (
            *("id", "last_action_date", "last_action_type", "field_name"),
            *("previous_value", "replacement_value", "updated_by"),
        ),
        {
            **_ids("resource_id"),
            **_texts("resource_type", "last_action_type", "field_name", "previous_value", "replacement_value"),
            **_texts("updated_by"),
            "last_action_date": DATE,
        },
    ),
}


def violations(entry: object, kind: str = "organization", path: str = "") -> Iterator[str]:
    """Yield what of an object is not as HSDS asks, and fields that it does not know."""
    shape = SHAPES[kind]
    path = f"{path}/{kind}"
    if not isinstance(entry, dict):
        yield f"{path}: no object"
        return
    yield from (f"{path}: lacks {name}" for name in shape.required if name not in entry)
    for name, value in entry.items():
        if name in shape.nested:
            if not isinstance(value, list):
                yield f"{path}.{name}: no list"
                continue
            for each in value:
                yield from violations(each, shape.nested[name], path)
        elif name in shape.one:
            yield from violations(value, shape.one[name], path)
        elif name not in shape.forms:
            yield f"{path}: unknown {name}"
        elif not _fits(value, shape.forms[name]):
            yield f"{path}.{name}: {value!r} is no {shape.forms[name]}"
        elif name in shape.enums and value not in shape.enums[name]:
            yield f"{path}.{name}: {value!r} is none of {shape.enums[name]}"


def _fits(value: object, form: str) -> bool:
    if form == NUMBER:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if not isinstance(value, str):
        return False
    match form:
        case "uuid":
            return str(UUID(value)) == value
        case "date":
            return date.fromisoformat(value).isoformat() == value
        case "time":
            return re.fullmatch(r"[0-2][0-9]:[0-5][0-9](?::[0-5][0-9])?(?:Z|[+-][0-9]{2}:[0-9]{2})?", value) is not None
        case "uri":
            return re.fullmatch(r"[a-z][a-z0-9+.-]*:[!-~]+", value) is not None
        case "email":
            return re.fullmatch(r"[!-~]+@[A-Za-z0-9.-]+", value) is not None
    return True


def identifiers(entry: object) -> Iterator[str]:
    """Yield the ``id`` of every object that stands in a document, but for terms, which recur, and links."""
    if isinstance(entry, list):
        for each in entry:
            yield from identifiers(each)
    elif isinstance(entry, dict):
        if isinstance(entry.get("id"), str):
            yield entry["id"]
        for name, value in entry.items():
            if name not in ("taxonomy_term", "location"):
                yield from identifiers(value)
