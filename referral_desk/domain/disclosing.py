"""What may be told about a client to whom: by her consent, or on another legal basis; never more than that.

The rule is the Act on the Protection of Personal Information's (個人情報保護法 art. 69): beyond its own purpose a
public body tells only with the person's consent, or on a basis that the Act names. Which items are the least that a
kind of receiver needs is data (``resources/codes/minimal_items.json``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from referral_desk.domain.codes import CodeBook, ConsentKind, LegalBasis
from referral_desk.domain.consent import LINE_LIMIT, TEXT_LIMIT, Consent, ConsentState, state_on, valid_on
from referral_desk.domain.disclosure import DisclosureDraft
from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, Message, message
from referral_desk.domain.referral import Referral

NAME = "name"
"""The item without which no letter can be written."""

NO_CONSENT = message(
    N_("No consent to telling this institution is recorded. Record it, or name another legal basis."),
)
NO_NAME = message(
    N_(
        "The consent recorded for this institution does not cover the name, so it cannot carry a letter. Record one "
        "that does, or name another legal basis."
    )
)


@dataclass(frozen=True)
class Agreed:
    """How the client agreed, as a letter says it: in writing or orally, when, and who heard it.

    ``represented``: somebody agreed in her place.
    """

    kind: ConsentKind
    on: date
    heard_by: str = ""
    represented: bool = False


@dataclass(frozen=True)
class Permission:
    """What may be told, and on which ground; without a ``basis`` nothing, and ``missing`` says what to do.

    ``consent_id`` is the recorded consent it rests on; None where it rests on a referral's own note of consent, or on
    another basis than consent.
    """

    basis: LegalBasis | None
    items: frozenset[str] = frozenset()
    consent_id: int | None = None
    missing: Message | None = None
    agreed: Agreed | None = None


@dataclass(frozen=True)
class ReferralConsent:
    """A referral's own note of consent: how the client agreed (None: not recorded), on which day, who heard it."""

    kind: ConsentKind | None
    on: date
    heard_by: str = ""

    @staticmethod
    def of(referral: Referral) -> ReferralConsent:
        """Return the note of a stored referral; consent was given on its day."""
        return ReferralConsent(referral.consent, referral.on, referral.consent_by)


def permission(
    minimal: Collection[str],
    consents: Iterable[Consent],
    flag: ReferralConsent | None,
    basis: LegalBasis | None,
    day: date,
) -> Permission:
    """Return what may be told on ``day`` to one receiver.

    ``minimal`` are the items that this kind of receiver needs at least (``CodeBook.minimal_items``), ``consents`` those
    of the client that name it, ``flag`` the consent noted with a referral to it, ``basis`` another ground that somebody
    names. In this order: the newest consent that holds gives its items; a referral's note gives the minimal ones,
    unless a consent for this receiver was withdrawn on its day or later; then the named basis gives the minimal ones.
    """
    named = sorted(consents, key=lambda each: (each.on, each.id))
    valid = [each for each in named if valid_on(each, day)]
    if valid:
        last = valid[-1]
        agreed = Agreed(last.kind, last.on, last.heard_by, bool(last.representative.strip()))
        return Permission(LegalBasis.CONSENT, frozenset(last.items), last.id, agreed=agreed)
    if flag and flag.kind in (ConsentKind.WRITTEN, ConsentKind.ORAL) and not _withdrawn_since(named, flag.on, day):
        agreed = Agreed(flag.kind, flag.on, flag.heard_by)
        return Permission(LegalBasis.CONSENT, frozenset(minimal), agreed=agreed)
    if basis is not None and basis is not LegalBasis.CONSENT:
        return Permission(basis, frozenset(minimal))
    return Permission(None, missing=_missing(named, day))


def letter_permission(
    minimal: Collection[str],
    consents: Iterable[Consent],
    flag: ReferralConsent | None,
    basis: LegalBasis | None,
    day: date,
) -> Permission:
    """Return what a letter may say; as :func:`permission`, but a consent that leaves out the name carries none."""
    found = permission(minimal, consents, flag, basis, day)
    if found.basis is None or NAME in found.items:
        return found
    if basis is not None and basis is not LegalBasis.CONSENT and NAME in minimal:
        return Permission(basis, frozenset(minimal))
    return Permission(None, missing=NO_NAME)


def _withdrawn_since(consents: Iterable[Consent], since: date, day: date) -> bool:
    return any(each.withdrawn_on is not None and since <= each.withdrawn_on <= day for each in consents)


def _missing(named: list[Consent], day: date) -> Message:
    """Return why nothing may be told, and what to do."""
    withdrawn = [each.withdrawn_on for each in named if each.withdrawn_on and each.withdrawn_on <= day]
    ended = [each.until for each in named if each.until and state_on(each, day) is ConsentState.EXPIRED]
    if withdrawn and (not ended or max(withdrawn) >= max(ended)):
        return message(
            N_(
                "The consent to telling this institution was withdrawn on {day}. Tell nothing, unless a new consent "
                "is recorded or another legal basis is named."
            ),
            day=max(withdrawn),
        )
    if ended:
        return message(
            N_(
                "The consent to telling this institution ended on {day}. Record a new one, or name another legal basis."
            ),
            day=max(ended),
        )
    return NO_CONSENT


def exceeding(items: Collection[str], allowed: Permission) -> tuple[str, ...]:
    """Return those of ``items`` that ``allowed`` does not cover, in their order."""
    return tuple(item for item in items if item not in allowed.items)


def check_disclosure(draft: DisclosureDraft, today: date, codes: CodeBook) -> tuple[Problem, ...]:
    """Return what is wrong with an entry of the disclosure log, field by field.

    That more was told than was allowed is no mistake of the entry: it happened, and the log says so.
    """
    problems = []
    if draft.on > today:
        problems.append(Problem("on", message(N_("The day lies after today: record it once it was told."))))
    if draft.institution_id is None and not draft.receiver.strip():
        problems.append(Problem("receiver", message(N_("Say who was told."))))
    elif len(draft.receiver) > LINE_LIMIT:
        problems.append(_too_long("receiver", LINE_LIMIT))
    if draft.method not in codes.disclosure_methods:
        problems.append(Problem("method", message(N_("Choose how it was told."))))
    if not draft.items:
        problems.append(Problem("items", message(N_("Choose what was told."))))
    problems.extend(
        Problem("items", message(N_("There is no item “{value}”."), value=item))
        for item in draft.items
        if item not in codes.disclosure_items
    )
    if draft.basis is None:
        problems.append(Problem("basis", message(N_("Choose on which legal basis it was told."))))
    if len(draft.note) > TEXT_LIMIT:
        problems.append(_too_long("note", TEXT_LIMIT))
    return tuple(problems)


def check_strike(draft: DisclosureDraft, reason: str) -> tuple[Problem, ...]:
    """Return why an entry cannot be struck out for ``reason``."""
    if draft.struck:
        return (Problem("", message(N_("This entry is struck out already."))),)
    if not reason.strip():
        return (Problem("struck", message(N_("Say why the entry is void."))),)
    if len(reason) > TEXT_LIMIT:
        return (_too_long("struck", TEXT_LIMIT),)
    return ()


def resting_on(draft: DisclosureDraft, allowed: Permission) -> DisclosureDraft:
    """Return an entry with the recorded consent it rests on; none where it rests on another basis."""
    rests = draft.basis is LegalBasis.CONSENT and allowed.basis is LegalBasis.CONSENT
    return replace(draft, consent_id=allowed.consent_id if rests else None)


def _too_long(field: str, limit: int) -> Problem:
    return Problem(field, message(N_("This is too long: {limit} characters at most."), limit=limit))
