"""A referral as FHIR R4: who asks whom for what (ServiceRequest), where it stands (Task), on which consent (Consent).

It says nothing about the client but what its :class:`Permission` covers; ``told`` names those items, for the
disclosure log. How she was handed over stands in local extensions of the Task, which say that they are local.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from referral_desk.domain import fhir_terms as terms
from referral_desk.domain.centre import CentreSettings
from referral_desk.domain.client import Client
from referral_desk.domain.codes import Channel, CodeBook, LegalBasis
from referral_desk.domain.consent import Consent
from referral_desk.domain.disclosing import NAME, Permission
from referral_desk.domain.fhir_terms import Entry, clean, coding, concept, extension, filled, narrative, reference
from referral_desk.domain.handoff import Handoff, mode_of
from referral_desk.domain.held_record import Json
from referral_desk.domain.institution import Institution
from referral_desk.domain.messages import Gettext
from referral_desk.domain.referral import Referral

_CLOCK = re.compile("(?:[01][0-9]|2[0-3]):[0-5][0-9]")


@dataclass(frozen=True)
class FhirFacts:
    """The records a bundle is made of. ``namespace`` is the centre's; ``consent`` the recorded one it rests on."""

    referral: Referral
    client: Client
    institution: Institution
    centre: CentreSettings
    allowed: Permission
    consent: Consent | None
    namespace: UUID
    made_at: datetime


@dataclass(frozen=True)
class FhirBundle:
    """The bundle, and the codes of disclosure_items of what it really tells of the client, in the list's order."""

    content: Entry
    told: tuple[str, ...]


def compose_bundle(facts: FhirFacts, codes: CodeBook, language: str, tr: Gettext) -> FhirBundle:
    """Return the bundle of a referral (type collection), labels in ``language`` ("ja" or "en").

    Whether it may be handed out at all is not decided here.
    """
    writer = _Writer(facts, codes, language, tr, set())
    content = writer.bundle()
    return FhirBundle(content, tuple(each.code for each in codes.disclosure_items.items if each.code in writer.told))


@dataclass(frozen=True)
class _Writer:
    facts: FhirFacts
    codes: CodeBook
    language: str
    tr: Gettext
    told: set[str]

    def bundle(self) -> Entry:
        centre, receiver, patient = self._centre(), self._receiver(), self._patient()
        consent = self._consent(patient, centre, receiver)
        request = self._request(patient, centre, receiver, consent)
        task = self._task(patient, centre, receiver, request)
        resources = (request, task, consent, patient, centre, receiver)
        entries: list[Json] = [{"fullUrl": f"urn:uuid:{each['id']}", "resource": each} for each in resources]
        return {
            "resourceType": "Bundle",
            "id": self._id("bundle", self.facts.referral.id),
            "type": "collection",
            "timestamp": self.facts.made_at.isoformat(timespec="seconds"),
            "entry": entries,
        }

    def _id(self, *path: object) -> str:
        return terms.resource_id(self.facts.namespace, *path)

    def _may(self, item: str, content: object) -> bool:
        """Whether an item may be told; that it is told is noted where it has content."""
        if item not in self.facts.allowed.items or not content:
            return False
        self.told.add(item)
        return True

    def _label(self, name: str, code: str) -> str:
        return str(getattr(self.codes, name).label(code, self.language))

    # --- who ----------------------------------------------------------------------------------------------------

    def _patient(self) -> Entry:
        client, tr = self.facts.client, self.tr
        name = clean(client.name) if self._may(NAME, clean(client.name)) else ""
        kana = clean(client.kana) if name else ""
        names: list[Json] = [_name(name, "IDE")] if name else []
        names += [_name(kana, "SYL")] if kana else []
        birth = gender = ""
        if self._may("birth_and_sex", client.birth or client.sex):
            gender = terms.GENDER[client.sex] if client.sex else ""
            if client.birth:
                birth = client.birth.isoformat() if client.birth_exact else f"{client.birth.year:04}"
        address, telecom = [], []
        if self._may("address_and_phone", clean(client.address) or client.postal_code or client.phone):
            address = _addresses(client.postal_code, client.address)
            telecom = _phones(client.phone)
        return filled(
            {
                "resourceType": "Patient",
                "id": self._id("client", client.id),
                "text": narrative([(tr("Number"), client.number), (tr("Name"), name), (tr("Birth date"), birth)]),
                "identifier": [{"system": terms.CLIENT_NUMBER, "value": clean(client.number)}],
                "name": names,
                "telecom": telecom,
                "gender": gender,
                "birthDate": birth,
                "address": address,
            }
        )

    def _centre(self) -> Entry:
        centre = self.facts.centre
        name = " ".join(filter(None, (clean(centre.name), clean(centre.department))))
        return filled(
            {
                "resourceType": "Organization",
                "id": self._id("centre"),
                "text": narrative([(self.tr("Sender"), name)]),
                "name": name,
                "telecom": [*_phones(centre.phone), *_phones(centre.fax, "fax")],
                "address": _addresses(centre.postal_code, centre.address),
            }
        )

    def _receiver(self) -> Entry:
        one = self.facts.institution
        kind = self._label("institution_kinds", one.kind)
        return filled(
            {
                "resourceType": "Organization",
                "id": self._id("institution", one.id),
                "text": narrative([(self.tr("Receiver"), one.name), (self.tr("Kind"), kind)]),
                "type": [concept(coding("institution_kinds", one.kind, kind))],
                "name": clean(one.name),
                "telecom": _phones(one.phone),
                "address": _addresses(one.postal_code, one.address),
            }
        )

    # --- what is asked ------------------------------------------------------------------------------------------

    def _request(self, patient: Entry, centre: Entry, receiver: Entry, consent: Entry) -> Entry:
        referral, tr = self.facts.referral, self.tr
        asked = clean(referral.request) if self._may("request", True) else ""
        background = clean(referral.background) if self._may("history", clean(referral.background)) else ""
        kind = self._label("institution_kinds", referral.institution_kind)
        lines = [(tr("Referral"), referral.number), (tr("Date"), referral.on.isoformat()), (tr("Request"), asked)]
        return filled(
            {
                "resourceType": "ServiceRequest",
                "id": self._id("referral", referral.id, "request"),
                "text": narrative(lines),
                "identifier": [{"system": terms.REFERRAL_NUMBER, "value": clean(referral.number)}],
                "status": terms.REQUEST_STATUS[referral.status],
                "intent": "order",
                "priority": terms.PRIORITY[referral.urgency] if "request" in self.told else "",
                "code": concept(
                    coding("institution_kinds", referral.institution_kind, kind),
                    text=tr("Referral to: {kind}").format(kind=kind),
                ),
                "orderDetail": [concept(text=asked)] if asked else [],
                "subject": reference(patient),
                "authoredOn": referral.on.isoformat(),
                "requester": reference(centre),
                "performer": [reference(receiver)],
                "supportingInfo": [reference(consent)],
                "note": [{"text": background}] if background else [],
            }
        )

    # --- where it stands ----------------------------------------------------------------------------------------

    def _task(self, patient: Entry, centre: Entry, receiver: Entry, request: Entry) -> Entry:
        referral, tr = self.facts.referral, self.tr
        status = self._label("referral_statuses", referral.status)
        outcome = self._label("outcomes", referral.outcome)
        mode = self._label("handoff_modes", referral.mode) if referral.mode else ""
        reason = clean(referral.reason) if self._may("history", clean(referral.reason)) else ""
        lines = [
            (tr("Referral"), referral.number),
            (tr("Status"), status),
            (tr("Outcome"), outcome),
            (tr("Handoff"), mode),
            (tr("Reason"), reason),
        ]
        extensions: list[Json] = [self._mode(mode)] if mode else []
        extensions += (self._handoff(each) for each in referral.handoffs)
        period: Entry = {"end": referral.outcome_on.isoformat()} if referral.outcome_on else {}
        return filled(
            {
                "resourceType": "Task",
                "id": self._id("referral", referral.id, "task"),
                "text": narrative(lines),
                "extension": extensions,
                "identifier": [{"system": terms.REFERRAL_NUMBER, "value": clean(referral.number)}],
                "basedOn": [reference(request)],
                "status": referral.status.value,
                "statusReason": concept(text=reason) if reason else {},
                "businessStatus": concept(coding("outcomes", referral.outcome.value, outcome)),
                "intent": "order",
                "code": concept(coding(terms.TASK_CODE, "fulfill")),
                "focus": reference(request),
                "for": reference(patient),
                "executionPeriod": period,
                "authoredOn": referral.on.isoformat(),
                "requester": reference(centre),
                "owner": reference(receiver),
            }
        )

    def _mode(self, label: str) -> Entry:
        mode = self.facts.referral.mode
        assert mode is not None
        parts: list[Json] = [
            extension("mode", "Coding", coding("handoff_modes", mode.value, label)),
            extension("warm", "Boolean", mode.warm),
            extension("local", "String", terms.LOCAL),
        ]
        return {"url": terms.HANDOFF_MODE, "extension": parts}

    def _handoff(self, handoff: Handoff) -> Entry:
        """Return the facts of a handoff; what was noted of it is the centre's own."""
        mode = mode_of(handoff)
        parts: list[Json] = [extension("on", "Date", handoff.on.isoformat())]
        if handoff.channel is Channel.NOT_YET:  # nothing has happened yet: no fact of it is false
            parts.append(extension("planned", "Boolean", True))
        else:
            parts.append(extension("client-present", "Boolean", handoff.client_present))
            parts.append(extension("receiver-live", "Boolean", handoff.receiver_live))
        if _CLOCK.fullmatch(handoff.at):
            parts.append(extension("at", "Time", f"{handoff.at}:00"))
        if handoff.channel:
            label = self._label("channels", handoff.channel)
            parts.append(extension("channel", "Coding", coding("channels", handoff.channel.value, label)))
        if clean(handoff.receiver_name):
            parts.append(extension("receiver-name", "String", clean(handoff.receiver_name)))
        if mode:
            label = self._label("handoff_modes", mode)
            parts.append(extension("mode", "Coding", coding("handoff_modes", mode.value, label)))
        parts.append(extension("local", "String", terms.LOCAL))
        return {"url": terms.HANDOFF, "extension": parts}

    # --- on which ground ----------------------------------------------------------------------------------------

    def _consent(self, patient: Entry, centre: Entry, receiver: Entry) -> Entry:
        """Return the consent that this rests on; on another basis, one that is not in force and says so."""
        allowed, referral, recorded, tr = self.facts.allowed, self.facts.referral, self.facts.consent, self.tr
        basis = allowed.basis or LegalBasis.CONSENT
        label = self._label("legal_bases", basis)
        given = allowed.agreed if basis is LegalBasis.CONSENT else None
        kind = self._label("consents", given.kind) if given else ""
        day = (given.on if given else referral.on).isoformat()
        items = [each for each in self.codes.disclosure_items.items if each.code in allowed.items]
        provision: Entry = filled(
            {
                "type": "permit",
                "period": filled(
                    {"start": day, "end": recorded.until.isoformat() if recorded and recorded.until else ""}
                ),
                "actor": [
                    {
                        "role": concept(coding(terms.PARTICIPATION, "IRCP", "information recipient")),
                        "reference": reference(receiver),
                    }
                ],
                "action": [concept(coding(terms.CONSENT_ACTION, "disclose"))],
                "code": [concept(coding("disclosure_items", each.code, each.label(self.language))) for each in items],
            }
        )
        if given is None:
            said = tr("No consent; another legal basis: {basis}").format(basis=label)
        else:
            said = tr("Consent: {kind}").format(kind=kind)
        return filled(
            {
                "resourceType": "Consent",
                "id": self._id("referral", referral.id, "consent"),
                "text": narrative([(tr("Basis"), said), (tr("Date"), day)]),
                "extension": [extension(terms.LEGAL_BASIS, "Coding", coding("legal_bases", basis.value, label))],
                "status": "active" if given else "inactive",
                "scope": concept(coding(terms.CONSENT_SCOPE, "patient-privacy")),
                "category": [concept(coding(terms.ACT_CODE, "IDSCL"))],
                "patient": reference(patient),
                "dateTime": day,
                "organization": [reference(centre)],
                "policyRule": concept(text=f"{terms.LAW} {label}"),
                "provision": provision if given else {},
            }
        )


def _name(text: str, representation: str) -> Entry:
    """Return a name, written (IDE) or as it is read (SYL)."""
    return {"extension": [extension(terms.REPRESENTATION, "Code", representation)], "text": text}


def _phones(number: str, system: str = "phone") -> list[Json]:
    return [{"system": system, "value": clean(number)}] if clean(number) else []


def _addresses(postal_code: str, address: str) -> list[Json]:
    found: Entry = filled({"text": clean(address), "postalCode": clean(postal_code)})
    return [{**found, "country": "JP"}] if found else []
