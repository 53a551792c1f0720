"""One record with everything that belongs to it, as JSON."""

from __future__ import annotations

from referral_desk.db.queries import (
    benefits,
    closings,
    conferences,
    consents,
    contacts,
    disclosures,
    documents,
    engagements,
    households,
    inbound,
    ledger,
    referrals,
    revisions,
    sbirts,
    supporters,
    tasks,
)
from referral_desk.db.queries.documents import IssuedDocument
from referral_desk.domain.codes import CodeBook
from referral_desk.domain.handoff import mode_of
from referral_desk.domain.referral import Referral, ReferralRow
from referral_desk.services import clients, institutions
from referral_desk.services.centre import Centre
from referral_desk.services.contacts import KIND as CONTACT
from referral_desk.services.exports.earlier_json import by_record, corrected_json, removed_json
from referral_desk.services.exports.record_json import Json, record_json, referral_json
from referral_desk.services.exports.row_json import row_json
from referral_desk.services.referrals import get as get_referral

_MOST = 10_000
"""Entries of one client; more than anyone's life at a centre holds."""


def client_with_all(centre: Centre, client_id: int, language: str) -> dict[str, Json]:
    """Return a client with everything that belongs to her, referrals and documents as rows. NotFound."""
    codes = centre.codes
    client = clients.get(centre, client_id)
    with centre.read() as session:
        engaged = engagements.of_client(session, client_id)
        referred = referrals.of_client(session, client_id, _MOST)
        contacted = contacts.of_client(session, client_id, _MOST)
        earlier = revisions.of_client(session, client_id, CONTACT)
        issued = documents.of_client(session, client_id)
        held = benefits.of_client(session, client_id, codes)
        sent = inbound.of_client(session, client_id)
        agreed = consents.of_client(session, client_id)
        told = disclosures.of_client(session, client_id)
        sat_together = conferences.of_client(session, client_id)
        to_do = tasks.of_client(session, client_id)
        household = households.of_client(session, client_id)
        supported = supporters.of_client(session, client_id)
        closed = closings.of_client(session, client_id)
    corrected = by_record(earlier)
    return {
        **record_json(client, codes, language),
        "engagements": [record_json(each, codes, language) for each in engaged],
        "referrals": _rows(referred, codes, language),
        "contacts": [corrected_json(each, corrected.get(each.id, ()), codes, language) for each in contacted],
        "removed_contacts": removed_json(earlier, codes, language),
        "documents": [_document(each) for each in issued],
        "benefits": [record_json(each, codes, language) for each in held],
        "inbound": [record_json(each, codes, language) for each in sent],
        "consents": [record_json(each, codes, language) for each in agreed],
        "disclosures": [record_json(each, codes, language) for each in told],
        "conferences": [record_json(each, codes, language) for each in sat_together],
        "tasks": [record_json(each, codes, language) for each in to_do],
        "household_record": record_json(household, codes, language) if household else None,
        "supporters": [record_json(each, codes, language) for each in supported],
        "closings": [record_json(each, codes, language) for each in closed],
    }


def institution_with_all(centre: Centre, institution_id: int, language: str) -> dict[str, Json]:
    """Return an institution with the newest referrals to it. NotFound."""
    page = institutions.page(centre, institution_id)
    return {
        **record_json(page.institution, centre.codes, language),
        "referrals": _rows(page.referrals, centre.codes, language),
        "inbound": [row_json(row, centre.codes, language, "n") for row in page.inbound],
    }


def referral_with_all(centre: Centre, referral_id: int, language: str) -> dict[str, Json]:
    """Return a referral with its handoffs, each with its mode, its follow-ups, and its documents. NotFound."""
    referral = get_referral(centre, referral_id)
    with centre.read() as session:
        follow_ups = ledger.follow_ups_of(session, [referral_id]).get(referral_id, [])
        plan = sbirts.plans_of(session, [referral_id]).get(referral_id)
        issued = documents.of_client(session, referral.client_id)
    return {
        **referral_json(referral, follow_ups, plan, centre.codes, language),
        "warm": bool(referral.mode and referral.mode.warm),
        "handoffs": _handoffs(referral, centre.codes, language),
        "documents": [_document(each) for each in issued if each.referral_id == referral_id],
    }


def _rows(rows: tuple[ReferralRow, ...], codes: CodeBook, language: str) -> list[Json]:
    return [row_json(row, codes, language, "r") for row in rows]


def _handoffs(referral: Referral, codes: CodeBook, language: str) -> list[Json]:
    found: list[Json] = []
    for handoff in referral.handoffs:
        mode = mode_of(handoff)
        named: Json = {"code": mode.value, "label": codes.handoff_modes.label(mode, language)} if mode else None
        found.append({**record_json(handoff, codes, language), "mode": named})
    return found


def _document(document: IssuedDocument) -> dict[str, Json]:
    return {
        "id": f"d-{document.id}",
        "number": document.number,
        "kind": document.kind,
        "issued_on": document.issued_on.isoformat(),
        "language": document.language,
        "basis": document.basis.value if document.basis else None,
        "staff_name": document.staff_name,
        "revoked_on": document.revoked_on.isoformat() if document.revoked_on else None,
        "revoked_by": document.revoked_by,
        "revoked_why": document.revoked_why,
    }
