"""Consents of a client: record, change, take back; the original of every change is kept."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TypeVar

from referral_desk.db.queries import clients, consents, disclosures, engagements, institutions, referrals
from referral_desk.db.queries.restrictions import check_visible
from referral_desk.db.session import Session
from referral_desk.domain.access import Action
from referral_desk.domain.changes import ChangeSet, Saved
from referral_desk.domain.codes import CodeBook, EngagementState
from referral_desk.domain.consent import Consent, ConsentDraft, ConsentState, Receiver, check_consent, state_on
from referral_desk.domain.disclosure import Disclosure
from referral_desk.domain.errors import Problem, Rejected
from referral_desk.domain.ledger_cells import in_list_order
from referral_desk.domain.messages import N_, message
from referral_desk.domain.revision import Correction
from referral_desk.services import revisions
from referral_desk.services.centre import Centre, about
from referral_desk.services.clients import CHANGED_ELSEWHERE
from referral_desk.services.lookup import found

KIND = "consent"
"""What revisions call a consent."""

PART = "consents"
D = TypeVar("D", bound=ConsentDraft)

_GONE = message(N_("This consent is no longer there."))
_NO_CLIENT = message(N_("This client is no longer there."))


@dataclass(frozen=True)
class ConsentPage:
    """What a client agreed to and what was told about her, the newest first; ``corrections`` by the consent's id.

    ``in_question``: whom a new consent would name first.
    """

    consents: tuple[Consent, ...]
    disclosures: tuple[Disclosure, ...]
    corrections: dict[int, tuple[Correction, ...]]
    in_question: tuple[Receiver, ...] = ()


def page(centre: Centre, client_id: int) -> ConsentPage:
    """Return a client's consents and her disclosure log. Raises NotFound, NotAllowed for a restricted client."""
    with centre.read() as session:
        found(clients.get(session, client_id), _NO_CLIENT)
        given = tuple(_in_order(each, centre.codes) for each in consents.of_client(session, client_id))
        told = disclosures.of_client(session, client_id)
        asked = in_question(session, client_id)
        changed = {each.id: revisions.of_record(session, KIND, each.id, draft_of(each)) for each in given}
    centre.note(Action.READ_CLIENT, client=client_id, detail={"part": PART})
    return ConsentPage(given, told, {consent_id: each for consent_id, each in changed.items() if each}, asked)


def save(
    centre: Centre, draft: ConsentDraft, *, consent_id: int | None = None, version: int | None = None, reason: str = ""
) -> Saved[Consent]:
    """Store a new consent, or a correction of one (for ``reason``); what it said before is kept.

    Raises Rejected: rules broken, or (with ``version``) another window changed it meanwhile; NotFound.
    """
    draft = _tidy(draft, centre.codes)
    problems = check_consent(draft, centre.today(), centre.codes.disclosure_items)
    if problems:
        raise Rejected(problems)
    with centre.write(Action.SAVE_CONSENT) as session:
        found(clients.get(session, draft.client_id), _NO_CLIENT)
        _check_receivers(session, draft.receivers)
        if consent_id is None:
            stored = consents.add(session, draft, centre.staff_name)
        else:
            stored = _change(centre, session, consent_id, draft, version, reason)
        about(session, client=stored.client_id, detail={"new": consent_id is None})
    return Saved(stored, _changes(stored))


def withdraw(
    centre: Centre, consent_id: int, on: date, reason: str = "", *, version: int | None = None
) -> Saved[Consent]:
    """Note that the client takes a consent back from ``on`` (that day included). Raises Rejected, NotFound."""
    with centre.write(Action.SAVE_CONSENT) as session:
        before = found(consents.get(session, consent_id), _GONE)
        check_visible(session, before.client_id)
        if before.withdrawn_on is not None:
            raise Rejected([Problem("", message(N_("This consent was withdrawn already.")))])
        draft = replace(draft_of(before), withdrawn_on=on, withdrawal=reason.strip())
        problems = check_consent(draft, centre.today(), centre.codes.disclosure_items)
        if problems:
            raise Rejected(problems)
        stored = _change(centre, session, consent_id, draft, version, reason)
        about(session, client=stored.client_id, detail={"consent_withdrawn": True})
    return Saved(stored, _changes(stored))


def draft_of(consent: Consent) -> ConsentDraft:
    """Return what a stored consent says, as it can be changed."""
    return ConsentDraft(**{each.name: getattr(consent, each.name) for each in fields(ConsentDraft)})


def still_valid_elsewhere(page: ConsentPage, taken_back: Consent, day: date) -> tuple[Receiver, ...]:
    """Return the receivers of a consent to be withdrawn that another valid consent names as well."""
    others = [
        receiver
        for each in page.consents
        if each.id != taken_back.id and state_on(each, day) is ConsentState.VALID
        for receiver in each.receivers
    ]
    return tuple(each for each in taken_back.receivers if each in others)


def in_question(session: Session, client_id: int) -> tuple[Receiver, ...]:
    """Return whom a new consent would name first: institutions of open referrals, then of current engagements."""
    referred = (
        Receiver(each.institution_id, each.institution_name) for each in referrals.open_of_client(session, client_id)
    )
    engaged = (
        Receiver(each.institution_id, each.institution_name)
        for each in engagements.of_client(session, client_id)
        if each.institution_id is not None and each.state is EngagementState.ENGAGED
    )
    return tuple(dict.fromkeys((*referred, *engaged)))


def _change(
    centre: Centre, session: Session, consent_id: int, draft: ConsentDraft, version: int | None, reason: str
) -> Consent:
    before = found(consents.get(session, consent_id), _GONE)
    check_visible(session, before.client_id)
    if before.client_id != draft.client_id:
        raise Rejected([Problem("", message(N_("A consent stays with the client who gave it.")))])
    kept = draft_of(_in_order(before, centre.codes))
    revisions.keep(centre, session, KIND, consent_id, before.client_id, kept, reason=reason)
    changed = consents.change(session, consent_id, draft, version)
    if changed is None:
        raise Rejected([CHANGED_ELSEWHERE])
    return changed


def _check_receivers(session: Session, receivers: tuple[Receiver, ...]) -> None:
    for each in receivers:
        if each.institution_id is not None:
            found(institutions.get(session, each.institution_id), message(N_("This institution is no longer there.")))


def _tidy(draft: ConsentDraft, codes: CodeBook) -> ConsentDraft:
    """Take blanks off the names; who heard it belongs to an oral consent only."""
    named = (replace(each, name=each.name.strip()) for each in draft.receivers)
    texts = ("heard_by", "purpose", "method", "representative", "representative_relation", "withdrawal", "note")
    tidy = {name: getattr(draft, name).strip() for name in texts}
    return _in_order(replace(draft, receivers=tuple(dict.fromkeys(named)), **tidy), codes)


def _in_order(consent: D, codes: CodeBook) -> D:
    return replace(consent, items=tuple(in_list_order(set(consent.items), codes.disclosure_items)))


def _changes(consent: Consent) -> ChangeSet:
    return ChangeSet.of(consent=consent.id, client=consent.client_id)
