"""The disclosure log: what may be told to whom, and what was told; entries are struck out, never deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from referral_desk.db.queries import clients, consents, disclosures, institutions, referrals
from referral_desk.db.queries.restrictions import check_visible
from referral_desk.db.session import Session
from referral_desk.domain.access import Action
from referral_desk.domain.changes import ChangeSet, Saved
from referral_desk.domain.codes import CodeBook, ConsentKind, LegalBasis
from referral_desk.domain.consent import Consent, covers
from referral_desk.domain.disclosing import (
    Permission,
    ReferralConsent,
    check_disclosure,
    check_strike,
    letter_permission,
    permission,
    resting_on,
)
from referral_desk.domain.disclosure import Disclosure, DisclosureDraft
from referral_desk.domain.errors import Rejected
from referral_desk.domain.messages import N_, message
from referral_desk.domain.referral import UNCOUNTED, Referral
from referral_desk.services.centre import Centre, about
from referral_desk.services.consents import PART
from referral_desk.services.lookup import found

_NO_CLIENT = message(N_("This client is no longer there."))
_NO_INSTITUTION = message(N_("This institution is no longer there."))
_NO_ENTRY = message(N_("This entry is no longer there."))


@dataclass(frozen=True)
class Told:
    """To whom something is told: an institution of the directory, or somebody who is only named."""

    institution_id: int | None = None
    name: str = ""


def allowed(
    centre: Centre, client_id: int, told: Told, *, basis: LegalBasis | None = None, day: date | None = None
) -> Permission:
    """Return what may be told about a client on ``day`` (None: today): on the phone, in person, in writing.

    Raises NotFound, NotAllowed for a restricted client.
    """
    with centre.read() as session:
        found(clients.get(session, client_id), _NO_CLIENT)
        may = _allowed(session, centre, client_id, told, basis, day or centre.today())
    centre.note(Action.READ_CLIENT, client=client_id, detail={"part": PART})
    return may


def recorded(centre: Centre, client_id: int, institution_id: int, day: date) -> Permission:
    """Return what the client's recorded consents allow an institution to be told, for a referral being entered.

    A note of consent with an earlier referral does not count for a new one. Raises NotFound, NotAllowed.
    """
    with centre.read() as session:
        found(clients.get(session, client_id), _NO_CLIENT)
        institution = found(institutions.get(session, institution_id), _NO_INSTITUTION)
        given = consents.naming(session, client_id, institution_id, institution.name)
    if not given:  # that there is nothing to read is no reading of her record
        return permission((), (), None, None, day)
    centre.note(Action.READ_CLIENT, client=client_id, detail={"part": PART})
    return permission((), given, None, None, day)


def letter_allowed(
    codes: CodeBook, referral: Referral, given: Sequence[Consent], basis: LegalBasis | None, day: date
) -> Permission:
    """Return what the letter of a referral may say on ``day``.

    ``given`` are the client's consents, the newest first, read in the unit of work of who issues it.
    """
    return letter_permission(
        codes.minimal_items.of(codes.institution_kinds[referral.institution_kind]),
        tuple(each for each in given if covers(each, referral.institution_id, referral.institution_name)),
        ReferralConsent.of(referral),
        basis,
        day,
    )


def record(centre: Centre, draft: DisclosureDraft) -> Saved[Disclosure]:
    """Write into the log what was told, on the consent that held on that day; Raises Rejected, NotFound.

    More than was allowed is written as well: the log says what happened.
    """
    with centre.write(Action.RECORD_DISCLOSURE) as session:
        stored = record_in(session, centre, draft)
        about(session, client=stored.client_id, detail={"new": True})
    return Saved(stored, _changes(stored))


def record_in(session: Session, centre: Centre, draft: DisclosureDraft) -> Disclosure:
    """As :func:`record`, inside the unit of work of what was told together."""
    draft = replace(draft, receiver=draft.receiver.strip(), note=draft.note.strip(), struck="")
    problems = check_disclosure(draft, centre.today(), centre.codes)
    if problems:
        raise Rejected(problems)
    found(clients.get(session, draft.client_id), _NO_CLIENT)
    if draft.institution_id is not None:
        draft = replace(draft, receiver=found(institutions.get(session, draft.institution_id), _NO_INSTITUTION).name)
    told = Told(draft.institution_id, draft.receiver)
    draft = resting_on(draft, _allowed(session, centre, draft.client_id, told, draft.basis, draft.on))
    return disclosures.add(session, draft, centre.staff_name)


def strike(centre: Centre, disclosure_id: int, reason: str) -> Saved[Disclosure]:
    """Strike an entry out; it stays legible in the log, with the reason. Raises Rejected, NotFound."""
    with centre.write(Action.RECORD_DISCLOSURE) as session:
        entry = found(disclosures.get(session, disclosure_id), _NO_ENTRY)
        check_visible(session, entry.client_id)
        problems = check_strike(entry, reason)
        if problems:
            raise Rejected(problems)
        stored = found(disclosures.strike(session, disclosure_id, reason.strip()), _NO_ENTRY)
        about(session, client=stored.client_id, detail={"struck": True})
    return Saved(stored, _changes(stored))


def _allowed(
    session: Session, centre: Centre, client_id: int, told: Told, basis: LegalBasis | None, day: date
) -> Permission:
    codes = centre.codes
    minimal = codes.minimal_items.by_address_form["private"]
    name, flag = told.name, None
    if told.institution_id is not None:
        institution = found(institutions.get(session, told.institution_id), _NO_INSTITUTION)
        minimal, name = codes.minimal_items.of(codes.institution_kinds[institution.kind]), institution.name
        flag = _noted(session, client_id, told.institution_id, day)
    return permission(minimal, consents.naming(session, client_id, told.institution_id, name), flag, basis, day)


def _noted(session: Session, client_id: int, institution_id: int, day: date) -> ReferralConsent | None:
    """Return the newest note of consent that a referral to the institution bears."""
    for row in referrals.between(session, client_id, institution_id):
        given = row.consent in (ConsentKind.WRITTEN, ConsentKind.ORAL)
        if given and row.on <= day and row.status not in UNCOUNTED:
            return ReferralConsent(row.consent, row.on)
    return None


def _changes(disclosure: Disclosure) -> ChangeSet:
    return ChangeSet.of(disclosure=disclosure.id, client=disclosure.client_id)
