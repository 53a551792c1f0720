"""The forms in which a directory in HSDS comes: as organizations, or as services that name theirs."""

from __future__ import annotations

from collections.abc import Mapping

from referral_desk.domain.errors import NotReadable
from referral_desk.domain.held_record import Json
from referral_desk.domain.messages import N_, message

Entry = Mapping[str, Json]

NO_DIRECTORY = message(
    N_("This is no directory in HSDS. Choose a JSON file with organizations, as Open Referral HSDS 3.0 describes it.")
)


def organizations(document: Json) -> list[Entry]:
    """Return the organizations of a document with their services in them. Raises NotReadable where it holds none."""
    loose: list[Entry] = []
    if isinstance(document, dict):
        if isinstance(document.get("contents"), list):
            return organizations(document["contents"])
        for name in ("organizations", "organization"):
            if isinstance(document.get(name), list):
                loose = [*objects(document, "services"), *objects(document, "service")]
                document = document[name]
                break
        else:
            document = [document]
    if not isinstance(document, list) or not document:
        raise NotReadable(NO_DIRECTORY)
    if any(not isinstance(each, dict) for each in document):
        raise NotReadable(NO_DIRECTORY)
    entries = [each for each in document if isinstance(each, dict)]
    if any(isinstance(each.get("organization"), dict) for each in entries):
        entries = _by_organization(entries)
    entries = [_with_services(each, loose) for each in entries] if loose else entries
    if not any(said(each, "name") for each in entries):
        raise NotReadable(NO_DIRECTORY)
    return [*entries]


def _by_organization(services: list[dict[str, Json]]) -> list[dict[str, Json]]:
    """Return the organizations of a list of services, each with its own; services without one are left alone."""
    found: dict[str, dict[str, Json]] = {}
    for service in services:
        whose = service.get("organization")
        if isinstance(whose, dict):
            key = said(whose, "id") or said(whose, "name")
            one = found.setdefault(key, {**whose, "services": []})
            theirs = one["services"]
            assert isinstance(theirs, list)
            theirs.append({name: value for name, value in service.items() if name != "organization"})
    return list(found.values())


def _with_services(organization: dict[str, Json], loose: list[Entry]) -> dict[str, Json]:
    theirs: list[Json] = [dict(each) for each in loose if said(each, "organization_id") == said(organization, "id")]
    return {**organization, "services": [*_listed(organization, "services"), *theirs]}


def said(entry: Entry, name: str) -> str:
    """Return the text of a field, "" where it holds none."""
    value = entry.get(name)
    return value if isinstance(value, str) else ""


def _listed(entry: Entry, name: str) -> list[Json]:
    value = entry.get(name)
    return value if isinstance(value, list) else []


def objects(entry: Entry, name: str) -> list[Entry]:
    """Return the objects of a list, none where it is no list."""
    return [each for each in _listed(entry, name) if isinstance(each, dict)]
