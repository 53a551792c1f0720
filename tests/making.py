"""Fictional centres and records for tests: each maker fills in what a test does not care about."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from referral_desk.db.slots import DataKey, KdfCost
from referral_desk.domain.centre import CentreSettings, StaffMember
from referral_desk.domain.client import Client, ClientDraft
from referral_desk.domain.codes import Channel, ConsentKind, ContactService
from referral_desk.domain.consent import Consent, ConsentDraft, Receiver
from referral_desk.domain.contact import Contact, ContactDraft
from referral_desk.domain.handoff import HandoffFacts
from referral_desk.domain.institution import Institution, InstitutionDraft
from referral_desk.domain.referral import Referral, ReferralDraft
from referral_desk.services import clients, consents, contacts, institutions, referrals
from referral_desk.services.centre import Centre, create_centre, open_with_key

CHEAP = KdfCost(memory_kib=8, time_cost=1, lanes=1)
LOGIN = "midori"
PASSWORD = "みほんのとても長い合言葉。"
TODAY = date(2026, 11, 24)
"""A Tuesday after a holiday Monday."""

SETTINGS = CentreSettings(
    name="架空市保健所",
    department="精神保健係",
    postal_code="510-0000",
    address="架空市見本町一丁目1番1号",
    phone="059-000-0000",
    sender_title="所長",
    sender_name="見本 茂",
    document_prefix="架健精",
    staff=(StaffMember(name="見本 みどり", job_title="保健師", login=LOGIN),),
)

CALL = HandoffFacts(client_present=True, receiver_live=True, channel=Channel.TELEPHONE, receiver_name="例田 一朗")
LEAFLET = HandoffFacts(channel=Channel.LEAFLET)
LETTER = HandoffFacts(channel=Channel.LETTER)
NOT_YET = HandoffFacts(channel=Channel.NOT_YET)


def today() -> date:
    """Return the day on which the tests take place."""
    return TODAY


@dataclass(frozen=True)
class NewCentre:
    """A centre as set-up leaves it: closed."""

    folder: Path
    key: DataKey
    recovery_code: str

    def open(self, day: date = TODAY) -> Centre:
        """Open it on ``day``; whoever does closes it."""
        return open_with_key(self.folder, LOGIN, self.key, today=lambda: day)

    def copied_to(self, folder: Path) -> NewCentre:
        """Copy it while nobody has it open."""
        shutil.copytree(self.folder, folder)
        return replace(self, folder=folder)


def new_centre(folder: Path) -> NewCentre:
    """Set up a centre with the cheapest key derivation there is, and close it."""
    from referral_desk.db import vault

    centre, code = create_centre(folder, SETTINGS, LOGIN, PASSWORD, cost=CHEAP, today=today)
    centre.close()
    return NewCentre(folder, vault.unlock(folder, LOGIN, PASSWORD, minimum=CHEAP), code)


def client_draft(**changes: object) -> ClientDraft:
    """Return a client as staff type one."""
    draft = ClientDraft(name="見本 花子", kana="ミホン ハナコ", birth=date(1985, 4, 12), phone="090-0000-0000")
    return replace(draft, **changes)  # type: ignore[arg-type]


def add_client(centre: Centre, **changes: object) -> Client:
    """Store a client."""
    return clients.save(centre, client_draft(**changes)).record


def institution_draft(**changes: object) -> InstitutionDraft:
    """Return an institution as staff type one."""
    draft = InstitutionDraft(name="架空市福祉事務所", kana="カクウシフクシジムショ", kind="welfare_office")
    return replace(draft, **changes)  # type: ignore[arg-type]


def add_institution(centre: Centre, **changes: object) -> Institution:
    """Store an institution."""
    return institutions.save(centre, institution_draft(**changes)).record


def contact_draft(client_id: int, on: date = TODAY, **changes: object) -> ContactDraft:
    """Return a contact as staff record one."""
    draft = ContactDraft(client_id=client_id, on=on, service=ContactService.CONSULTATION, category="alcohol")
    return replace(draft, **changes)  # type: ignore[arg-type]


def add_contact(centre: Centre, client_id: int, on: date = TODAY, **changes: object) -> Contact:
    """Store a contact."""
    return contacts.add(centre, contact_draft(client_id, on, **changes)).record


def consent_draft(client_id: int = 1, institution_id: int = 1, **changes: object) -> ConsentDraft:
    """Return a consent in writing to telling an institution name and request."""
    draft = ConsentDraft(
        client_id=client_id, on=TODAY, receivers=(Receiver(institution_id),), items=("name", "request")
    )
    return replace(draft, **changes)  # type: ignore[arg-type]


def add_consent(centre: Centre, client_id: int = 1, institution_id: int = 1, **changes: object) -> Consent:
    """Store a consent."""
    return consents.save(centre, consent_draft(client_id, institution_id, **changes)).record


def referral_draft(client_id: int = 1, institution_id: int = 1, **changes: object) -> ReferralDraft:
    """Return a referral as staff type one, with the client's consent."""
    draft = ReferralDraft(client_id=client_id, institution_id=institution_id, on=TODAY, consent=ConsentKind.ORAL)
    return replace(draft, **changes)  # type: ignore[arg-type]


def add_referral(
    centre: Centre,
    client_id: int,
    institution_id: int,
    facts: HandoffFacts = CALL,
    *,
    follow_up_on: date | None = None,
    **changes: object,
) -> Referral:
    """Store a referral with its handoff."""
    draft = referral_draft(client_id, institution_id, **changes)
    return referrals.refer(centre, draft, facts, follow_up_on=follow_up_on).record
