"""A referral as FHIR: every status and mode, valid resources, and no more of the client than may be told.

``fhir.resources`` has R4B, which left the resources used here as they are in R4 (4.0.1).
"""

from __future__ import annotations

import json
import warnings
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_desk.domain.centre import CentreSettings
from referral_desk.domain.client import Client
from referral_desk.domain.codes import (
    Channel,
    ConsentKind,
    HandoffMode,
    LegalBasis,
    Outcome,
    ReferralStatus,
    Sex,
    Urgency,
)
from referral_desk.domain.consent import Consent
from referral_desk.domain.disclosing import Agreed, Permission
from referral_desk.domain.fhir import FhirBundle, FhirFacts, compose_bundle
from referral_desk.domain.fhir_terms import HANDOFF, HANDOFF_MODE, LOCAL, REQUEST_STATUS
from referral_desk.domain.handoff import Handoff, HandoffFacts, mode_of
from referral_desk.domain.hsds_terms import namespace
from referral_desk.domain.institution import Institution
from referral_desk.domain.referral import Referral
from referral_desk.i18n import Language, translator
from referral_desk.resources import code_book

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from fhir.resources.R4B.bundle import Bundle

CODES = code_book(())
HOSTILE = "𠮷田<b>&\"'\x01"
ITEMS = frozenset(each.code for each in CODES.disclosure_items.items)
AGREED = Permission(LegalBasis.CONSENT, ITEMS, agreed=Agreed(ConsentKind.WRITTEN, date(2026, 10, 1)))

FACTS: dict[HandoffMode, HandoffFacts] = {
    HandoffMode.ACCOMPANIED: HandoffFacts(client_present=True, receiver_live=True, channel=Channel.GOING_ALONG),
    HandoffMode.INTRODUCED_IN_PERSON: HandoffFacts(client_present=True, receiver_live=True, channel=Channel.IN_PERSON),
    HandoffMode.THREE_WAY_CALL: HandoffFacts(
        client_present=True, receiver_live=True, channel=Channel.TELEPHONE, receiver_name=HOSTILE, at="09:30"
    ),
    HandoffMode.STAFF_TO_STAFF: HandoffFacts(receiver_live=True, channel=Channel.TELEPHONE, note="内輪のメモ"),
    HandoffMode.LETTER_ONLY: HandoffFacts(channel=Channel.LETTER),
    HandoffMode.INFORMATION_ONLY: HandoffFacts(channel=Channel.LEAFLET),
}
REFERRAL = Referral(
    id=12,
    number="2026-0001",
    version=1,
    client_id=5,
    client_number="00012",
    client_name=HOSTILE,
    client_kana="ヨシダ",
    institution_id=3,
    institution_name="見本クリニック",
    institution_kind="medical_institution",
    on=date(2026, 10, 1),
    request=f"受診の調整 {HOSTILE}",
    background="3年前から飲酒",
    urgency=Urgency.HIGH,
    reason="満員",
    outcome=Outcome.FIRST_ATTENDED,
    outcome_on=date(2026, 10, 8),
    staff_name="見本 みどり",
    handoffs=(),
    mode=None,
)
CLIENT = Client(
    id=5,
    version=1,
    number="00012",
    name=HOSTILE,
    kana="ヨシダ",
    birth=date(1985, 4, 12),
    sex=Sex.FEMALE,
    postal_code="510-0088",
    address="架空市見本町1",
    phone="090-0000-0000",
    note="秘密の備考",
    registered_on=None,
    closed_on=None,
)
CLINIC = Institution(
    id=3, number="0003", version=1, name="見本クリニック", kind="medical_institution", phone="059-000-0001"
)


def facts(**changes: Any) -> FhirFacts:
    made = FhirFacts(
        referral=REFERRAL,
        client=CLIENT,
        institution=CLINIC,
        centre=CentreSettings(name="架空市保健所", department="精神保健係", phone="059-000-0000"),
        allowed=AGREED,
        consent=None,
        namespace=namespace("見本"),
        made_at=datetime(2026, 11, 24, 1, 2, 3, tzinfo=UTC),
    )
    return replace(made, **changes)


def composed(made: FhirFacts, language: Language = Language.JA) -> FhirBundle:
    return compose_bundle(made, CODES, language.value, translator(language))


def resources(made: FhirFacts, language: Language = Language.JA) -> dict[str, Any]:
    """Return the bundle's resources by kind, once the library took it and every narrative is XHTML."""
    text = json.dumps(composed(made, language).content, ensure_ascii=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        Bundle.model_validate_json(text)
    found: dict[str, Any] = {}
    for entry in json.loads(text)["entry"]:
        resource = entry["resource"]
        assert entry["fullUrl"] == f"urn:uuid:{resource['id']}"
        assert resource["text"]["status"] == "generated"
        div = ElementTree.fromstring(resource["text"]["div"])
        assert div.tag == "{http://www.w3.org/1999/xhtml}div"
        assert "".join(div.itertext()).strip()
        found.setdefault(resource["resourceType"], resource)
    known = {entry["fullUrl"] for entry in json.loads(text)["entry"]}
    assert set(referred(json.loads(text))) <= known
    return found


def referred(entry: object) -> list[str]:
    if isinstance(entry, list):
        return [one for each in entry for one in referred(each)]
    if isinstance(entry, dict):
        own = [entry["reference"]] if isinstance(entry.get("reference"), str) else []
        return own + [one for each in entry.values() for one in referred(each)]
    return []


@pytest.mark.parametrize("status", ReferralStatus)
def test_a_task_says_the_status_exactly_and_the_request_as_far_as_it_can(status: ReferralStatus) -> None:
    found = resources(facts(referral=replace(REFERRAL, status=status)))
    assert found["Task"]["status"] == status.value
    assert found["ServiceRequest"]["status"] == REQUEST_STATUS[status]


def test_every_status_has_one_of_a_request() -> None:
    assert set(REQUEST_STATUS) == set(ReferralStatus)


@pytest.mark.parametrize("mode", HandoffMode)
@pytest.mark.parametrize("language", Language)
def test_the_mode_is_an_extension_that_says_it_is_local(mode: HandoffMode, language: Language) -> None:
    happened = FACTS[mode]
    assert mode_of(happened) is mode
    handoff = Handoff(**vars(happened), id=1, referral_id=12, on=date(2026, 10, 2), staff_name="見本 みどり")
    task = resources(facts(referral=replace(REFERRAL, handoffs=(handoff,), mode=mode)), language)["Task"]
    first, second = task["extension"]
    parts = {each["url"]: each for each in first["extension"]}
    assert first["url"] == HANDOFF_MODE
    assert parts["mode"]["valueCoding"]["code"] == mode.value
    assert parts["mode"]["valueCoding"]["display"] == CODES.handoff_modes.label(mode, language.value)
    assert parts["warm"]["valueBoolean"] is mode.warm
    assert parts["local"]["valueString"] == LOCAL
    told = {each["url"]: each for each in second["extension"]}
    assert second["url"] == HANDOFF
    assert told["client-present"]["valueBoolean"] is happened.client_present
    assert told["channel"]["valueCoding"]["code"] == happened.channel
    assert "内輪のメモ" not in json.dumps(task, ensure_ascii=False)


def test_a_handoff_to_come_is_planned_and_has_neither_facts_nor_mode() -> None:
    planned = Handoff(channel=Channel.NOT_YET, id=1, referral_id=12, on=date(2026, 12, 1), staff_name="")
    task = resources(facts(referral=replace(REFERRAL, handoffs=(planned,))))["Task"]
    (only,) = task["extension"]
    assert [each["url"] for each in only["extension"]] == ["on", "planned", "channel", "local"]


@pytest.mark.parametrize("outcome", Outcome)
def test_the_outcome_is_the_tasks_business_status(outcome: Outcome) -> None:
    task = resources(facts(referral=replace(REFERRAL, outcome=outcome)))["Task"]
    assert task["businessStatus"]["coding"][0]["code"] == outcome.value


def test_who_asks_whom_for_whom() -> None:
    found = resources(facts())
    task, request = found["Task"], found["ServiceRequest"]
    assert task["focus"] == task["basedOn"][0] == {"reference": f"urn:uuid:{request['id']}"}
    assert task["for"] == request["subject"] == {"reference": f"urn:uuid:{found['Patient']['id']}"}
    assert task["owner"] == request["performer"][0]
    assert (task["authoredOn"], request["priority"], task["statusReason"]["text"]) == ("2026-10-01", "asap", "満員")


def test_a_hostile_name_comes_through_as_text_and_escaped_for_people() -> None:
    patient = resources(facts())["Patient"]
    assert patient["name"][0]["text"] == HOSTILE.replace("\x01", "")
    assert "<b>&" not in patient["text"]["div"]
    assert "𠮷田&lt;b&gt;&amp;" in patient["text"]["div"]


def test_nothing_is_told_that_is_not_permitted() -> None:
    referral = replace(REFERRAL, request="受診の調整")
    made = facts(allowed=replace(AGREED, items=frozenset({"request"})), referral=referral)
    text = json.dumps(composed(made).content, ensure_ascii=False)
    for word in ("𠮷田", "ヨシダ", "1985", "female", "見本町1", "090-", "飲酒", "満員", "秘密の備考"):
        assert word not in text
    assert composed(made).told == ("request",)
    patient = resources(made)["Patient"]
    assert set(patient) == {"resourceType", "id", "text", "identifier"}


@given(st.frozensets(st.sampled_from(sorted(ITEMS))))
def test_what_is_told_is_always_permitted(items: frozenset[str]) -> None:
    assert set(composed(facts(allowed=replace(AGREED, items=items))).told) <= items


@pytest.mark.parametrize("basis", [each for each in LegalBasis if each is not LegalBasis.CONSENT])
def test_without_consent_the_consent_is_not_in_force_and_names_the_basis(basis: LegalBasis) -> None:
    consent = resources(facts(allowed=Permission(basis, ITEMS)))["Consent"]
    assert consent["status"] == "inactive"
    assert "provision" not in consent
    assert consent["extension"][0]["valueCoding"]["code"] == basis.value


def test_a_recorded_consent_tells_its_items_and_its_end() -> None:
    recorded = Consent(
        client_id=5, on=date(2026, 10, 1), until=date(2027, 3, 31), items=("name",), id=9, version=1, staff_name=""
    )
    consent = resources(facts(consent=recorded, allowed=replace(AGREED, items=frozenset({"name"}), consent_id=9)))[
        "Consent"
    ]
    assert consent["status"] == "active"
    assert consent["dateTime"] == "2026-10-01"
    assert consent["provision"]["period"] == {"start": "2026-10-01", "end": "2027-03-31"}
    assert [each["coding"][0]["code"] for each in consent["provision"]["code"]] == ["name"]


def test_of_a_birth_of_which_only_the_year_is_known_only_the_year_is_told() -> None:
    client = replace(CLIENT, birth=date(1985, 1, 1), birth_exact=False)
    assert resources(facts(client=client))["Patient"]["birthDate"] == "1985"


def test_equal_records_make_equal_bundles() -> None:
    assert composed(facts()).content == composed(facts()).content


LINES = st.text(max_size=20)


@given(LINES, LINES, LINES, LINES, LINES)
def test_any_text_makes_a_valid_bundle(name: str, kana: str, request: str, address: str, receiver: str) -> None:
    client = replace(CLIENT, name=name, kana=kana, address=address, phone=address)
    referral = replace(REFERRAL, request=request, background=request, reason=request)
    institution = replace(CLINIC, name=receiver or "見本", address=address)
    resources(facts(client=client, referral=referral, institution=institution))
