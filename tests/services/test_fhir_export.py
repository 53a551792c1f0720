"""Handing out a referral as FHIR: on consent or another basis, told no more than that covers, and in the log."""

from __future__ import annotations

import json
from typing import Any

import pytest

from referral_desk.db.queries import disclosures
from referral_desk.domain.codes import ConsentKind, LegalBasis, ReferralStatus
from referral_desk.domain.disclosure import Disclosure
from referral_desk.domain.errors import NoGround, NotFound
from referral_desk.services import consents
from referral_desk.services.centre import Centre
from referral_desk.services.exports import fhir
from tests.making import add_client, add_consent, add_institution, add_referral


def resources(centre: Centre, referral_id: int = 1, **choices: Any) -> dict[str, Any]:
    document = json.loads(fhir.bundle(centre, referral_id, **choices).content)
    return {entry["resource"]["resourceType"]: entry["resource"] for entry in reversed(document["entry"])}


def logged(centre: Centre) -> tuple[Disclosure, ...]:
    with centre.read() as session:
        return disclosures.of_client(session, 1)


@pytest.fixture
def client(centre: Centre) -> Centre:
    add_client(centre, address="架空市見本町1", note="秘密")
    add_institution(centre)
    return centre


def test_a_note_of_consent_lets_the_least_out_and_it_is_logged(client: Centre) -> None:
    add_referral(client, 1, 1)
    found = resources(client)
    assert found["Patient"]["name"][0]["text"] == "見本 花子"
    assert found["Consent"]["status"] == "active"
    (entry,) = logged(client)
    assert (entry.method, entry.basis, entry.referral_id) == ("data_file", LegalBasis.CONSENT, 1)
    assert set(entry.items) == {"name", "birth_and_sex", "address_and_phone", "request"}


def test_a_recorded_consent_says_which_items(client: Centre) -> None:
    add_referral(client, 1, 1, consent=None)
    stored = add_consent(client)
    found = resources(client)
    assert "birthDate" not in found["Patient"]
    assert logged(client)[0].consent_id == stored.id


@pytest.mark.parametrize("consent", [None, ConsentKind.NONE])
def test_without_consent_it_is_refused_and_nothing_is_logged(client: Centre, consent: ConsentKind | None) -> None:
    add_referral(client, 1, 1, consent=consent)
    with pytest.raises(NoGround):
        fhir.bundle(client, 1)
    assert logged(client) == ()
    assert resources(client, basis=LegalBasis.PUBLIC_BODY)["Consent"]["status"] == "inactive"
    assert logged(client)[0].basis is LegalBasis.PUBLIC_BODY


def test_a_withdrawn_consent_carries_nothing(client: Centre) -> None:
    add_referral(client, 1, 1, consent=None)
    stored = add_consent(client)
    consents.withdraw(client, stored.id, client.today(), "電話で")
    with pytest.raises(NoGround):
        fhir.bundle(client, 1)


def test_a_group_is_told_no_name(client: Centre) -> None:
    group = add_institution(client, name="架空断酒会", kind="self_help_group")
    add_referral(client, 1, group.id)
    document = fhir.bundle(client, 1).content.decode()
    assert "花子" not in document
    assert "090-0000-0000" not in document


@pytest.mark.parametrize("status", [ReferralStatus.DRAFT, ReferralStatus.ENTERED_IN_ERROR, ReferralStatus.REJECTED])
def test_any_status_goes_out(client: Centre, status: ReferralStatus) -> None:
    add_referral(client, 1, 1, status=status, reason="理由")
    assert resources(client)["Task"]["status"] == status.value


def test_a_referral_that_is_not_there_is_not_found(client: Centre) -> None:
    with pytest.raises(NotFound):
        fhir.bundle(client, 9)
