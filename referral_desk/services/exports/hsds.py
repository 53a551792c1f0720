"""The directory as Open Referral HSDS 3.0: one JSON document, a list of organizations (docs/adr/0029)."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, replace
from uuid import UUID

from referral_desk.db.queries import institution_exchange, ledger
from referral_desk.db.session import Session
from referral_desk.domain.access import Action
from referral_desk.domain.held_record import Json
from referral_desk.domain.hsds_terms import is_private, namespace, organization_id
from referral_desk.domain.hsds_writing import Outgoing, organization
from referral_desk.domain.institution import Institution
from referral_desk.domain.ledger import LedgerKind
from referral_desk.domain.messages import N_, Message, message
from referral_desk.services.centre import Centre

FORMAT = "hsds"

_UNLISTED = N_("Institutions that must not be listed ({count})")
_DEFUNCT = N_("Institutions that are no longer there ({count})")
_PEOPLE = N_("Contact persons of groups and residents, and their numbers ({count})")
_NOTES = N_("The centre’s own notes, and who verified an entry ({count})")


@dataclass(frozen=True)
class DirectoryExport:
    """The document's bytes, how many institutions it holds, and what it leaves out on purpose."""

    content: bytes
    count: int
    left_out: tuple[Message, ...]


def directory(centre: Centre, *, unlisted: bool = False, whole: bool = False) -> DirectoryExport:
    """Return the directory for others; ``unlisted`` takes in what must not be listed and what is no longer there.

    ``whole`` takes in persons and the centre's own notes: for another place of the same centre, never to be passed on.
    Raises NotAllowed.
    """
    more = {name: True for name, chosen in (("unlisted", unlisted), ("with_contacts", whole)) if chosen}
    centre.note(Action.EXPORT_LEDGER, record=LedgerKind.INSTITUTIONS.value, detail={"format": FORMAT, **more})
    left_out: Counter[str] = Counter()
    with centre.read() as session:
        every = tuple(ledger.all_institutions(session))
        ids = identifiers(session, every)
    written: list[Json] = []
    for one in every:
        if not unlisted and (one.defunct_on or not one.listed):
            left_out[_DEFUNCT if one.defunct_on else _UNLISTED] += 1
            continue
        if not whole:
            left_out[_PEOPLE] += is_private(one.kind, centre.codes) and bool(one.people or one.contact_name)
            left_out[_NOTES] += any((one.handoff_note, one.first_words, one.meet_at, one.note, one.verified_by))
        successor = str(ids.get(one.successor_id, "")) if one.successor_id else ""
        written.append(organization(Outgoing(one, str(ids[one.id]), whole, successor), centre.codes))
    content = json.dumps(written, ensure_ascii=False, indent=1, allow_nan=False).encode() + b"\n"
    phrases = (message(text, count=count) for text, count in left_out.items() if count)
    return DirectoryExport(content, len(written), tuple(phrases))


def identifiers(session: Session, institutions: tuple[Institution, ...]) -> dict[int, UUID]:
    """Return each institution's identifier; where two were read from one entry elsewhere, the later has its own."""
    own = namespace(institution_exchange.centre_since(session).isoformat())
    found: dict[int, UUID] = {}
    taken: set[UUID] = set()
    for one in institutions:
        known = organization_id(own, one)
        if known in taken:
            known = organization_id(own, replace(one, external_id=""))
        taken.add(known)
        found[one.id] = known
    return found
