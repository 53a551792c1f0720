"""The words of FHIR R4 that a referral is told in, and our own where it has none: local, and registered nowhere."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID, uuid5

from referral_desk.domain.codes import ReferralStatus, Sex, Urgency
from referral_desk.domain.held_record import Json
from referral_desk.domain.hsds_terms import CODES, OWN

Entry = dict[str, Json]

HANDOFF_MODE = f"{OWN}fhir:handoff-mode"
HANDOFF = f"{OWN}fhir:handoff"
LEGAL_BASIS = f"{OWN}fhir:legal-basis"
LOCAL = "A local extension of Referral Desk: it is registered nowhere."
REFERRAL_NUMBER = f"{OWN}referral-number"
CLIENT_NUMBER = f"{OWN}client-number"
LAW = "個人情報の保護に関する法律 第69条"

XHTML = "http://www.w3.org/1999/xhtml"
REPRESENTATION = "http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation"
TASK_CODE = "http://hl7.org/fhir/CodeSystem/task-code"
CONSENT_SCOPE = "http://terminology.hl7.org/CodeSystem/consentscope"
CONSENT_ACTION = "http://terminology.hl7.org/CodeSystem/consentaction"
ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
PARTICIPATION = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"

REQUEST_STATUS: Mapping[ReferralStatus, str] = MappingProxyType(
    {
        ReferralStatus.DRAFT: "draft",
        ReferralStatus.REQUESTED: "active",
        ReferralStatus.ACCEPTED: "active",
        ReferralStatus.IN_PROGRESS: "active",
        ReferralStatus.ON_HOLD: "on-hold",
        ReferralStatus.COMPLETED: "completed",
        ReferralStatus.REJECTED: "revoked",
        ReferralStatus.CANCELLED: "revoked",
        ReferralStatus.FAILED: "revoked",
        ReferralStatus.ENTERED_IN_ERROR: "entered-in-error",
    }
)
"""What a ServiceRequest can say of a referral's status; the Task says it exactly."""

PRIORITY: Mapping[Urgency, str] = MappingProxyType(
    {Urgency.NORMAL: "routine", Urgency.SOON: "urgent", Urgency.HIGH: "asap"}
)
GENDER: Mapping[Sex, str] = MappingProxyType(
    {Sex.MALE: "male", Sex.FEMALE: "female", Sex.OTHER: "other", Sex.UNKNOWN: "unknown"}
)

_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """Return ``text`` without what no FHIR string and no XHTML may hold, and without blanks around it."""
    return _NO_TEXT.sub("", text).strip()


def resource_id(namespace: UUID, *path: object) -> str:
    """Return a resource's identifier, the same in every bundle."""
    return str(uuid5(namespace, "fhir/" + "/".join(map(str, path))))


def reference(resource: Entry) -> Entry:
    """Return a reference to a resource of the same bundle."""
    return {"reference": f"urn:uuid:{resource['id']}"}


def coding(system: str, code: str, display: str = "") -> Entry:
    """Return a coding; ours where ``system`` is the name of one of our code lists."""
    found: Entry = {"system": system if ":" in system else f"{CODES}{system}", "code": code}
    return {**found, "display": display} if display else found


def concept(*codings: Entry, text: str = "") -> Entry:
    """Return a concept of codings and text."""
    return filled({"coding": list(codings), "text": clean(text)})


def extension(url: str, value: str, content: Json) -> Entry:
    """Return an extension; ``value`` names its type: String, Boolean, Date, Time, Coding."""
    return {"url": url, f"value{value}": content}


def filled(entry: Entry) -> Entry:
    """Return what of an object is not empty: FHIR allows no empty value."""
    return {name: value for name, value in entry.items() if value not in ("", None, [], {})}


def narrative(lines: list[tuple[str, str]]) -> Entry:
    """Return the text of a resource for people: labels and values, escaped."""
    rows = "".join(
        f"<p><b>{html.escape(label)}</b>: {html.escape(clean(value))}</p>" for label, value in lines if clean(value)
    )
    return {"status": "generated", "div": f'<div xmlns="{XHTML}">{rows or "<p>-</p>"}</div>'}
