"""Everything that is held about one person, section by section, as JSON: nothing of her record is left out.

What belongs to a client is found from the foreign keys by a test, which looks for every column of every such table
here; what it may leave out stands there, with the reason.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from referral_desk.db.queries import (
    benefits,
    clients,
    closings,
    conferences,
    consents,
    contacts,
    disclosures,
    documents,
    engagements,
    held,
    households,
    inbound,
    ledger,
    merges,
    quality,
    referrals,
    revisions,
    sbirts,
    screenings,
    supporters,
    tasks,
)
from referral_desk.db.queries.batches import batches
from referral_desk.db.queries.documents import IssuedDocument
from referral_desk.db.session import Session
from referral_desk.domain.client import Client
from referral_desk.domain.codes import CodeBook, CodeList
from referral_desk.domain.household import Household, Member, MemberDraft
from referral_desk.domain.messages import N_, message
from referral_desk.domain.quality import CHECKS, Waiver
from referral_desk.i18n import Language, translator
from referral_desk.services.exports.earlier_json import KEPT_KINDS, by_record, corrected_json, removed_json
from referral_desk.services.exports.record_json import Json, Record, record_json, referral_json
from referral_desk.services.lookup import found

_MOST = 1_000_000
"""Entries of one client: all of them."""

_FLAGS = ("anonymous", "birth_exact", "may_call", "may_leave_message", "may_say_who", "deceased", "lives_together")
_NO_CLIENT = message(N_("This client is no longer there."))


def sections(session: Session, client_id: int, codes: CodeBook, language: str) -> dict[str, Json]:
    """Return the sections of ``domain/held_record.py`` in their order. Raises NotFound, NotAllowed where restricted."""
    client = found(clients.get(session, client_id), _NO_CLIENT)

    def of(records: Iterable[Record]) -> list[Json]:
        return [record_json(each, codes, language) for each in records]

    history = _History(session, client_id, codes, language)
    household = households.of_client(session, client_id)
    return {
        "client": _client(session, client, codes, language),
        "former_records": _former_records(session, client_id, codes, language),
        "restriction": _restriction(session, client_id),
        "household": _household(household, client_id, codes, language) if household else None,
        "supporters": of(supporters.of_client(session, client_id)),
        "engagements": of(engagements.of_client(session, client_id)),
        "benefits": _benefits(session, client_id, codes, language),
        "inbound": of(inbound.of_client(session, client_id)),
        "contacts": history.of("contact", contacts.of_client(session, client_id, _MOST)),
        "removed_contacts": history.removed("contact"),
        "referrals": _referrals(session, client_id, codes, language),
        "documents": [_document(each, codes, language) for each in documents.of_client(session, client_id)],
        "consents": history.of("consent", consents.of_client(session, client_id)),
        "disclosures": of(disclosures.of_client(session, client_id)),
        "conferences": [
            _with_task_ids(each) for each in history.of("conference", conferences.of_client(session, client_id))
        ],
        "removed_conferences": history.removed("conference"),
        "tasks": history.of("task", tasks.of_client(session, client_id)),
        "removed_tasks": history.removed("task"),
        "screenings": history.of("screening", screenings.of_client(session, client_id)),
        "removed_screenings": history.removed("screening"),
        "paths": history.of("sbirts_path", sbirts.of_client(session, client_id)),
        "interventions": history.of("intervention", sbirts.interventions_of(session, client_id)),
        "removed_interventions": history.removed("intervention"),
        "closings": of(closings.of_client(session, client_id)),
        "disposal_proposal": _proposal(session, client_id),
        "points_set_aside": [_set_aside(each, language) for each in quality.waivers_of_client(session, client_id)],
    }


class _History:
    """The earlier versions of one client's records."""

    def __init__(self, session: Session, client_id: int, codes: CodeBook, language: str) -> None:
        self._kept = {kind: revisions.of_client(session, client_id, kind) for kind in KEPT_KINDS}
        self._codes, self._language = codes, language

    def of(self, kind: str, records: Iterable[Record]) -> list[Json]:
        """Return records of a kind, each with its corrections."""
        earlier = by_record(self._kept[kind])
        return [
            corrected_json(each, earlier.get(getattr(each, "id", 0), ()), self._codes, self._language)
            for each in records
        ]

    def removed(self, kind: str) -> list[Json]:
        """Return what was taken out of a kind of records."""
        return removed_json(self._kept[kind], self._codes, self._language)


def _client(session: Session, client: Client, codes: CodeBook, language: str) -> Json:
    entered, changed = held.stamps(session, client.id)
    former: list[Json] = list(merges.former_numbers(session, [client.id]).get(client.id, ()))
    return {
        **record_json(client, codes, language),
        "former_numbers": former,
        "entered_at": entered.isoformat(),
        "changed_at": changed.isoformat(),
    }


def _household(household: Household, client_id: int, codes: CodeBook, language: str) -> Json:
    """Return a household; each member says whether she is the client, and calls for a member by its id."""
    members: list[Json] = []
    for each in household.members:
        assert isinstance(each, Member)  # a household that was read to be shown
        written = record_json(each, codes, language)
        called = household.members[each.calls_for] if each.calls_for is not None else None
        written["calls_for"] = f"hm-{called.id}" if called else None
        members.append({**written, "own": each.client_id == client_id})
    return {**record_json(household, codes, language), "members": members}


def _benefits(session: Session, client_id: int, codes: CodeBook, language: str) -> list[Json]:
    """Return benefits; where the household's case number is shown, the one entered before stands beside it."""
    entered = held.case_numbers(session, client_id)
    return [
        {
            **record_json(each, codes, language),
            "case_number_entered": "" if entered[each.id] == each.case_number else entered[each.id],
        }
        for each in benefits.of_client(session, client_id, codes)
    ]


def _referrals(session: Session, client_id: int, codes: CodeBook, language: str) -> list[Json]:
    ids = [row.id for row in referrals.of_client(session, client_id, _MOST)]
    tried = {each: histories for some in batches(ids) for each, histories in _follow_ups(session, some).items()}
    plans = {each: plan for some in batches(ids) for each, plan in sbirts.plans_of(session, some).items()}
    return [
        referral_json(
            found(referrals.get(session, each), _NO_CLIENT), tried.get(each, ()), plans.get(each), codes, language
        )
        for each in ids
    ]


def _follow_ups(session: Session, ids: tuple[int, ...]) -> Mapping[int, list[ledger.FollowUpHistory]]:
    return ledger.follow_ups_of(session, ids)


def _with_task_ids(conference: Json) -> Json:
    """Let a conference name its tasks by their ids: they are a section of their own."""
    assert isinstance(conference, dict)
    agreed = conference["tasks"]
    ids = [each["id"] for each in agreed if isinstance(each, dict)] if isinstance(agreed, list) else []
    return {**conference, "tasks": ids}


def _document(document: IssuedDocument, codes: CodeBook, language: str) -> Json:
    """Return an issued paper with what it says, as it was frozen."""
    basis = document.basis
    return {
        "id": f"d-{document.id}",
        "number": document.number,
        "running": document.running,
        "kind": document.kind,
        "referral_id": f"r-{document.referral_id}" if document.referral_id is not None else None,
        "issued_on": document.issued_on.isoformat(),
        "language": document.language,
        "wording": document.wording,
        "basis": {"code": basis.value, "label": codes.legal_bases.label(basis, language)} if basis else None,
        "staff_name": document.staff_name,
        "revoked_on": document.revoked_on.isoformat() if document.revoked_on else None,
        "revoked_by": document.revoked_by,
        "revoked_why": document.revoked_why,
        "content": json.loads(document.content),
    }


def _restriction(session: Session, client_id: int) -> Json:
    restricted = held.restriction(session, client_id)
    if restricted is None:
        return None
    return {"since": restricted.since.isoformat(), "by": restricted.by, "readers": list(restricted.readers)}


def _proposal(session: Session, client_id: int) -> Json:
    proposed = held.proposal(session, client_id)
    return {"at": proposed.at.isoformat(), "staff_name": proposed.staff_name} if proposed else None


def _set_aside(waiver: Waiver, language: str) -> Json:
    """Return what was set aside before a month was submitted; ``record`` is the number of a contact or referral."""
    label = translator(Language(language))(CHECKS[waiver.kind].label)
    return {
        "kind": {"code": waiver.kind.value, "label": label},
        "record": waiver.record_id,
        "year": waiver.year,
        "month": waiver.month,
        "at": waiver.at.isoformat(),
        "staff_name": waiver.staff_name,
        "reason": waiver.reason,
    }


# --- records that were merged into hers -------------------------------------------------------------------------------


def _former_records(session: Session, client_id: int, codes: CodeBook, language: str) -> list[Json]:
    return [_former_record(each, codes, language) for each in held.former_records(session, client_id)]


def _former_record(former: held.FormerRecord, codes: CodeBook, language: str) -> Json:
    """Return a merge with what both records said before it, and the households as they stood."""
    content: Mapping[str, Any] = json.loads(former.content) if former.content else {}
    households_before: list[Json] = [
        _stored_row(row, MemberDraft, {"sex": codes.sexes, "relation": codes.relations}, language)
        for each in content.get("households", ())
        for row in each["before"]
    ]
    return {
        "number": former.number,
        "at": former.at.isoformat(),
        "staff_name": former.staff_name,
        "undone_at": former.undone_at.isoformat() if former.undone_at else None,
        "undone_by": former.undone_by,
        "merged_record": _stored_client(content.get("other"), codes, language),
        "kept_record": _stored_client(content.get("kept"), codes, language),
        "households": households_before,
    }


def _stored_client(row: Mapping[str, Any] | None, codes: CodeBook, language: str) -> Json:
    lists: Mapping[str, CodeList[Any]] = {
        "sex": codes.sexes,
        "public_assistance": codes.public_assistance,
        "outpatient_support": codes.outpatient_support,
        "disability_certificate": codes.disability_certificates,
    }
    return _stored_row(row, Client, lists, language) if row else None


def _stored_row(
    row: Mapping[str, Any],
    kind: type[Client] | type[MemberDraft],
    lists: Mapping[str, CodeList[Any]],
    language: str,
) -> dict[str, Json]:
    """Return a row as the database held it by the fields of its record: yes and no, and codes with their label."""
    written: dict[str, Json] = {}
    for each in fields(kind):
        value = row.get(each.name)
        if each.name in ("id", "client_id", "version", "calls_for"):
            continue  # numbers of rows that may be others' by now
        if each.name in lists:
            written[each.name] = {"code": value, "label": lists[each.name].label(value, language)} if value else None
        else:
            written[each.name] = bool(value) if each.name in _FLAGS and value is not None else value
    return written
