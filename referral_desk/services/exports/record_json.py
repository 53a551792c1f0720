"""Records as JSON: every field by its name, ids with their prefix (c-57), codes with their label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from enum import StrEnum
from typing import Any

from referral_desk.db.queries.ledger import Attempt, FollowUpHistory
from referral_desk.domain.benefit import Benefit
from referral_desk.domain.client import Client
from referral_desk.domain.closing import Closing
from referral_desk.domain.codes import CodeBook, CodeList
from referral_desk.domain.conference import Attendee, Conference, ConferenceEntry, Task, TaskDraft, TaskLine
from referral_desk.domain.consent import Consent, ConsentDraft, Receiver
from referral_desk.domain.contact import Contact, ContactDraft
from referral_desk.domain.disclosure import Disclosure
from referral_desk.domain.engagement import Engagement
from referral_desk.domain.handoff import Handoff
from referral_desk.domain.household import Household, Member
from referral_desk.domain.hsds_values import byday, freq, written_pauses
from referral_desk.domain.inbound import Inbound
from referral_desk.domain.institution import Institution
from referral_desk.domain.institution_parts import (
    InstitutionPerson,
    InstitutionPhone,
    InstitutionPlace,
    InstitutionService,
    ServedArea,
)
from referral_desk.domain.ledger_cells import in_list_order
from referral_desk.domain.referral import Referral
from referral_desk.domain.sbirts import Intervention, InterventionDraft, MeetingPlan, Path, PathDraft, PathStep
from referral_desk.domain.schedule import MeetingTime
from referral_desk.domain.schedule_text import write_schedule
from referral_desk.domain.screening import Screening, ScreeningDraft, profile_label, zone_label
from referral_desk.domain.supporter import Supporter

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]
Record = (
    Client
    | Institution
    | Engagement
    | Contact
    | Referral
    | Handoff
    | FollowUpHistory
    | Attempt
    | Benefit
    | Inbound
    | Consent
    | Receiver
    | Disclosure
    | Conference
    | Attendee
    | Task
    | Household
    | Member
    | Supporter
    | Closing
    | ContactDraft
    | ConsentDraft
    | ConferenceEntry
    | TaskDraft
    | TaskLine
    | Path
    | PathDraft
    | PathStep
    | Intervention
    | InterventionDraft
    | MeetingPlan
    | Screening
    | ScreeningDraft
    | InstitutionPlace
    | InstitutionService
    | InstitutionPerson
    | InstitutionPhone
    | ServedArea
)
"""What is stored, and drafts: what an earlier version of a record said."""

_PREFIX: Mapping[type[Record], str] = {
    Client: "c",
    Institution: "i",
    Engagement: "e",
    Contact: "t",
    Referral: "r",
    Handoff: "h",
    FollowUpHistory: "f",
    Benefit: "b",
    Inbound: "n",
    Consent: "cs",
    Disclosure: "ds",
    Conference: "m",
    Task: "k",
    TaskLine: "k",
    Household: "hh",
    Member: "hm",
    Supporter: "s",
    Closing: "cl",
    Screening: "sc",
    Path: "p",
    PathStep: "ps",
    Intervention: "bi",
}
_REFERENCES = {
    "client_id": "c",
    "institution_id": "i",
    "referral_id": "r",
    "consent_id": "cs",
    "document_id": "d",
    "conference_id": "m",
    "successor_id": "i",
    "path_id": "p",
    "screening_id": "sc",
    "intervention_id": "bi",
}
_CODE_LISTS: Mapping[type[Record], Mapping[str, str]] = {
    Client: {
        "sex": "sexes",
        "public_assistance": "public_assistance",
        "outpatient_support": "outpatient_support",
        "disability_certificate": "disability_certificates",
    },
    Institution: {
        "kind": "institution_kinds",
        "target": "targets",
        "attendees": "attendees",
        "anonymity": "anonymity",
        "operator": "operators",
        "openness": "openness",
        "capacity": "capacities",
    },
    Engagement: {
        "kind": "institution_kinds",
        "state": "engagement_states",
        "reported_by": "reporters",
        "strength": "strengths",
        "quality": "qualities",
        "direction": "directions",
    },
    Benefit: {"kind": "benefit_kinds"},
    Inbound: {"channel": "channels", "consent": "consents", "institution_kind": "institution_kinds"},
    Contact: {
        "service": "contact_services",
        "category": "contact_categories",
        "factors": "factors",
        "spoke_with": "spoke_with",
    },
    Referral: {
        "status": "referral_statuses",
        "consent": "consents",
        "urgency": "urgencies",
        "outcome": "outcomes",
        "reported_by": "reporters",
        "institution_kind": "institution_kinds",
        "mode": "handoff_modes",
    },
    Handoff: {"channel": "channels"},
    Consent: {"kind": "consents", "items": "disclosure_items"},
    Conference: {"kind": "conference_kinds", "basis": "legal_bases"},
    Member: {"sex": "sexes", "relation": "relations"},
    Supporter: {
        "kind": "supporter_kinds",
        "strength": "strengths",
        "quality": "qualities",
        "direction": "directions",
    },
    Closing: {"reason": "closing_reasons"},
    InstitutionService: {"programme": "programmes"},
    InstitutionPerson: {"role": "staff_roles"},
    InstitutionPhone: {"kind": "phone_kinds"},
    Attendee: {"institution_kind": "institution_kinds"},
    Screening: {"tool": "screening_tools"},
    Path: {"target": "targets", "ending": "path_endings"},
    PathStep: {"step": "sbirts_steps", "result": "step_results"},
    Intervention: {"target": "targets", "goal": "goals"},
    Disclosure: {"method": "disclosure_methods", "items": "disclosure_items", "basis": "legal_bases"},
}
_STORED_AS: Mapping[type[Record], type[Record]] = {
    ContactDraft: Contact,
    ConsentDraft: Consent,
    ConferenceEntry: Conference,
    ScreeningDraft: Screening,
    PathDraft: Path,
    InterventionDraft: Intervention,
}
"""Drafts have the codes of what is stored of them."""


def prefixed(record: Record) -> str:
    """Return a record's id as scripts use it, such as ``c-57``; "" for one without, such as an attempt or a draft."""
    number: object = getattr(record, "id", None)
    return "" if number is None else f"{_PREFIX[type(record)]}-{number}"


def record_json(record: Record, codes: CodeBook, language: str) -> dict[str, Json]:
    """Return every field of a record; a code as {"code", "label"} with the label in ``language`` ("ja" or "en")."""
    lists = _CODE_LISTS.get(_STORED_AS.get(type(record), type(record)), {})
    own_id = prefixed(record)
    written: dict[str, Json] = {"id": own_id} if own_id else {}
    if isinstance(record, Client | Institution | Referral):
        written["number"] = record.number
    for each in fields(record):
        value = getattr(record, each.name)
        if each.name in written:
            continue
        if each.name in _REFERENCES:
            written[each.name] = f"{_REFERENCES[each.name]}-{value}" if value is not None else None
        elif each.name in lists:
            written[each.name] = _coded(value, getattr(codes, lists[each.name]), language)
        elif isinstance(record, ScreeningDraft) and each.name in ("profile", "zone"):
            label = (zone_label if each.name == "zone" else profile_label)(record, codes, language)
            written[each.name] = {"code": value, "label": label} if value else None
        elif each.name == "schedule":
            written[each.name] = write_schedule(value)
            written["meeting_times"] = [_meeting_time(meeting) for meeting in value]
        else:
            written[each.name] = _plain(value, codes, language)
    return written


def _meeting_time(meeting: MeetingTime) -> Json:
    """Return a meeting time with all that its words leave out, in the terms of HSDS."""
    return {
        "freq": freq(meeting),
        "interval": meeting.interval,
        "byday": byday(meeting),
        "bymonthday": ",".join(map(str, meeting.month_days)),
        "begins": meeting.begins.isoformat() if meeting.begins else None,
        "ends": meeting.ends.isoformat() if meeting.ends else None,
        "start": f"{meeting.start:%H:%M}",
        "end": f"{meeting.end:%H:%M}" if meeting.end else None,
        "not_on_holidays": meeting.not_on_holidays,
        "pauses": written_pauses(meeting.pauses),
        "openness": meeting.openness.value if meeting.openness else None,
        "attendees": meeting.attendees.value if meeting.attendees else None,
        "venue": meeting.venue,
        "note": meeting.note,
    }


def referral_json(
    referral: Referral,
    follow_ups: Sequence[FollowUpHistory],
    plan: MeetingPlan | None,
    codes: CodeBook,
    language: str,
) -> dict[str, Json]:
    """Return a referral with its handoffs, its follow-ups, and the first meeting that was fixed."""
    follow_up_list: list[Json] = [record_json(each, codes, language) for each in follow_ups]
    return {
        **record_json(referral, codes, language),
        "follow_ups": follow_up_list,
        "first_meeting": record_json(plan, codes, language) if plan else None,
    }


def _coded(value: str | tuple[str, ...] | None, codes: CodeList[Any], language: str) -> Json:
    if isinstance(value, tuple):
        return [_coded(code, codes, language) for code in in_list_order(set(value), codes)]
    return {"code": str(value), "label": codes.label(value, language)} if value else None


def _plain(value: object, codes: CodeBook, language: str) -> Json:
    match value:
        case None | bool() | int() | float():
            return value
        case StrEnum():
            return value.value
        case str():
            return value
        case date():
            return value.isoformat()
        case tuple():
            return [each if isinstance(each, int) else record_json(each, codes, language) for each in value]
    raise TypeError(f"no JSON for {type(value).__name__}")
