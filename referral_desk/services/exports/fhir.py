"""A referral as a FHIR R4 bundle: told only what the client agreed to, or another legal basis covers, and logged."""

from __future__ import annotations

import json
from dataclasses import dataclass

from referral_desk.db.queries import clients, consents, disclosures, institution_exchange, institutions, referrals
from referral_desk.domain.access import Action
from referral_desk.domain.changes import ChangeSet
from referral_desk.domain.codes import LegalBasis
from referral_desk.domain.disclosing import ReferralConsent, permission
from referral_desk.domain.disclosure import DisclosureDraft
from referral_desk.domain.errors import NoGround
from referral_desk.domain.fhir import FhirFacts, compose_bundle
from referral_desk.domain.hsds_terms import namespace
from referral_desk.domain.messages import N_, message
from referral_desk.i18n import Language, translator
from referral_desk.services.centre import Centre, about
from referral_desk.services.lookup import found

KIND = "fhir"
"""What the audit trail calls it."""

METHOD = "data_file"
"""The code of the list disclosure_methods."""

_GONE = message(N_("This referral is no longer there."))


@dataclass(frozen=True)
class FhirExport:
    """The bundle's bytes; ``file_name`` comes from the referral's number, never from a person's data."""

    content: bytes
    file_name: str
    changes: ChangeSet


def bundle(
    centre: Centre, referral_id: int, *, basis: LegalBasis | None = None, language: Language = Language.JA
) -> FhirExport:
    """Return a referral for the receiver's system; that it is handed out is in the disclosure log before it is.

    A group is told no name, as it is in no letter. Raises NotFound, NotAllowed; NoGround: without consent it needs
    another legal ``basis``.
    """
    codes, today = centre.codes, centre.today()
    with centre.write(Action.ISSUE_DOCUMENT) as session:
        referral = found(referrals.get(session, referral_id), _GONE)
        about(session, client=referral.client_id, record=f"r-{referral_id}", detail={"kind": KIND})
        agreed = consents.naming(session, referral.client_id, referral.institution_id, referral.institution_name)
        minimal = codes.minimal_items.of(codes.institution_kinds[referral.institution_kind])
        allowed = permission(minimal, agreed, ReferralConsent.of(referral), basis, today)
        if allowed.missing is not None:
            raise NoGround(allowed.missing)
        facts = FhirFacts(
            referral=referral,
            client=found(clients.get(session, referral.client_id), _GONE),
            institution=found(institutions.get(session, referral.institution_id), _GONE),
            centre=centre.settings,
            allowed=allowed,
            consent=next((each for each in agreed if each.id == allowed.consent_id), None),
            namespace=namespace(institution_exchange.centre_since(session).isoformat()),
            made_at=centre.clock(),
        )
        composed = compose_bundle(facts, codes, language.value, translator(language))
        told = disclosures.add(
            session,
            DisclosureDraft(
                client_id=referral.client_id,
                on=today,
                institution_id=referral.institution_id,
                receiver=referral.institution_name,
                method=METHOD,
                items=composed.told,
                basis=allowed.basis,
                consent_id=allowed.consent_id,
                referral_id=referral_id,
            ),
            centre.staff_name,
        )
    content = json.dumps(composed.content, ensure_ascii=False, indent=2, allow_nan=False).encode() + b"\n"
    changes = ChangeSet.of(disclosure=told.id, client=referral.client_id)
    return FhirExport(content, f"referral-{referral.number}.fhir.json", changes)
