"""What a letter is about to tell, and to whom: looked at before it is issued for the first time."""

from __future__ import annotations

from dataclasses import dataclass

from referral_desk.db.queries import receivers
from referral_desk.db.session import Session
from referral_desk.domain.access import Action
from referral_desk.domain.codes import LegalBasis
from referral_desk.domain.disclosing import Permission
from referral_desk.domain.documents.freezing import thaw
from referral_desk.domain.documents.letter import Letter, letter_contents
from referral_desk.domain.documents.postage import Address
from referral_desk.domain.errors import NoGround
from referral_desk.domain.messages import N_, message
from referral_desk.domain.outgoing import (
    Confirmation,
    OutgoingItem,
    outgoing_items,
    receiver,
    unknown_items,
)
from referral_desk.i18n import Language, translator
from referral_desk.services import letter_wordings
from referral_desk.services.centre import Centre
from referral_desk.services.disclosures import letter_allowed
from referral_desk.services.documents import check_letter
from referral_desk.services.letter_facts import LetterFacts, read
from referral_desk.services.lookup import found

PART = "outgoing"

_GONE = message(N_("This referral is no longer there."))


@dataclass(frozen=True)
class Outgoing:
    """What the letter of a referral would tell to whom, and on which ground.

    ``unknown`` are items that the receiver needs and of which nothing is recorded. ``confirmed`` is the last look at
    the receiver's name and address, which may be of another day or of others than ``to``. ``before`` is what the letter
    told that was revoked, None where there was none.
    """

    referral_id: int
    institution_id: int
    items: tuple[OutgoingItem, ...]
    unknown: tuple[str, ...]
    allowed: Permission
    to: Address
    confirmed: Confirmation | None
    before: frozenset[str] | None = None


def outgoing(
    centre: Centre, referral_id: int, *, basis: LegalBasis | None = None, language: Language = Language.JA
) -> Outgoing | None:
    """Return what the letter of a referral would tell; None where it is issued already and would be printed again.

    Raises NotPossible, NoGround, NotFound and NotAllowed as issuing it would.
    """
    with centre.read() as session:
        facts = found(read(session, (referral_id,), centre.codes, language, centre.today()).get(referral_id), _GONE)
        check_letter(facts.referral, centre.codes)
        told = None if facts.printed_again else outgoing_in(session, centre, facts, basis, language)
    if told is not None:
        detail = {"part": PART}
        centre.note(Action.READ_REFERRAL, client=facts.referral.client_id, record=f"r-{referral_id}", detail=detail)
    return told


def outgoing_in(
    session: Session, centre: Centre, facts: LetterFacts, basis: LegalBasis | None, language: Language
) -> Outgoing:
    """As :func:`outgoing`, inside a unit of work, of a letter that may exist and is not issued. Raises NoGround."""
    codes, today = centre.codes, centre.today()
    referral, institution = facts.referral, facts.institution
    allowed = letter_allowed(codes, referral, facts.given, basis, today)
    if allowed.missing is not None:
        raise NoGround(allowed.missing)
    kind = codes.institution_kinds[institution.kind]
    wording, _name = letter_wordings.current(session, kind, language)
    minimal = codes.minimal_items.of(kind)
    contents = letter_contents(
        referral=referral,
        client=facts.client,
        institution=institution,
        centre=centre.settings,
        wording=wording,
        codes=codes,
        language=language,
        tr=translator(language),
        issued_on=today,
    )
    return Outgoing(
        referral.id,
        institution.id,
        outgoing_items(contents, minimal, allowed),
        unknown_items(contents, minimal, allowed),
        allowed,
        receiver(institution, wording),
        receivers.confirmed(session, institution.id),
        _told_before(facts),
    )


def _told_before(facts: LetterFacts) -> frozenset[str] | None:
    if facts.issued is None or facts.issued.revocation is None:
        return None
    revoked = thaw(facts.issued.content)
    return frozenset(revoked.told) if isinstance(revoked, Letter) else None
