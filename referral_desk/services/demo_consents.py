"""The demo centre's consents and its disclosure log: of the clients who have a story, for the offices in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from referral_desk.db.queries import consents, disclosures
from referral_desk.db.session import Session
from referral_desk.domain.codes import CodeBook, ConsentKind, LegalBasis, Paper
from referral_desk.domain.consent import ConsentDraft, Receiver
from referral_desk.domain.disclosure import DisclosureDraft
from referral_desk.services.demo_records import Ledger

_TOLD = 6
_NEWEST = 3
_A_YEAR = timedelta(days=364)


def tell_consents(session: Session, ledger: Ledger, codes: CodeBook) -> None:
    """Write a consent for the told and the newest referrals that had one, and what was told by telephone on it."""
    kinds = {each.id: codes.institution_kinds[each.draft.kind] for each in ledger.institutions}
    names = {each.id: each.draft.name for each in ledger.institutions}
    agreed = [
        each
        for each in ledger.stories
        if each.draft.consent in (ConsentKind.WRITTEN, ConsentKind.ORAL)
        and kinds[each.draft.institution_id].paper is Paper.LETTER
    ]
    newest = sorted(agreed, key=lambda each: each.draft.on)[-_NEWEST:]
    one_each = {each.draft.client_id: each for each in (*agreed[:_TOLD], *newest)}
    for place, story in enumerate(one_each.values()):
        draft = story.draft
        items = codes.minimal_items.of(kinds[draft.institution_id])
        consent = ConsentDraft(
            client_id=draft.client_id,
            kind=draft.consent or ConsentKind.WRITTEN,
            on=draft.on,
            heard_by=draft.consent_by,
            until=ledger.today + timedelta(days=21) if place == 1 else draft.on + _A_YEAR,
            receivers=(Receiver(draft.institution_id),),
            items=items,
        )
        stored = consents.add(session, consent, ledger.staff_name)
        entry = DisclosureDraft(
            client_id=draft.client_id,
            on=draft.on,
            institution_id=draft.institution_id,
            receiver=names[draft.institution_id],
            method="telephone",
            items=tuple(item for item in items if item in ("name", "wish", "request", "history")),
            basis=LegalBasis.CONSENT,
            consent_id=stored.id,
            note="来所の日時を調整するため、電話で概要を伝えた。",
        )
        disclosures.add(session, entry, ledger.staff_name)
        twice = disclosures.add(session, replace(entry, note=""), ledger.staff_name)
        disclosures.strike(session, twice.id, "同じ電話を二重に記録したため")
        _tell_a_withdrawal(session, ledger, draft.client_id)


def _tell_a_withdrawal(session: Session, ledger: Ledger, client_id: int) -> None:
    """Write a consent that the client took back: the neighbours were to know, and then they were not."""
    consents.add(
        session,
        ConsentDraft(
            client_id=client_id,
            kind=ConsentKind.ORAL,
            on=ledger.ago(200),
            heard_by=ledger.staff_name,
            receivers=(Receiver(None, "見本町自治会(架空)"),),
            items=("nickname", "contact_time"),
            withdrawn_on=ledger.ago(160),
            withdrawal="近所には知られたくないと本人から電話で申出があった。",
        ),
        ledger.staff_name,
    )
