"""What letters are made from: referrals with everything around them, read in a few statements for many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from referral_desk.db.models import FollowUpTable
from referral_desk.db.queries import benefits, clients, consents, documents, follow_ups, institutions, referrals
from referral_desk.db.queries.documents import IssuedDocument
from referral_desk.db.session import Session
from referral_desk.domain.benefit import standing
from referral_desk.domain.client import Client
from referral_desk.domain.codes import CodeBook
from referral_desk.domain.consent import Consent
from referral_desk.domain.followup import FollowUpKind
from referral_desk.domain.institution import Institution
from referral_desk.domain.referral import Referral
from referral_desk.i18n import Language

LETTER = "letter"


@dataclass(frozen=True)
class LetterFacts:
    """A referral and what its letter rests on, as they stand in one unit of work.

    ``client`` has what she has on the day for which they were read, ``given`` are all her consents, the newest first.
    ``issued`` is the newest letter in the language, revoked or not. ``waiting`` are the open follow-ups, the first due
    first.
    """

    referral: Referral
    issued: IssuedDocument | None
    given: tuple[Consent, ...]
    client: Client
    institution: Institution
    waiting: tuple[FollowUpTable, ...]

    @property
    def printed_again(self) -> IssuedDocument | None:
        """The letter that is shown when it is asked for: one that was issued and not revoked."""
        return self.issued if self.issued is not None and self.issued.revocation is None else None

    @property
    def next_follow_up(self) -> date | None:
        """When the next follow-up is due."""
        return self.waiting[0].due_on if self.waiting else None

    def reply_due(self, after: date) -> date | None:
        """Return the day after ``after`` on which we look whether a reply came, None where none is set."""
        return next(
            (each.due_on for each in self.waiting if each.kind is FollowUpKind.REPLY and each.due_on > after), None
        )


def read(
    session: Session, referral_ids: Sequence[int], codes: CodeBook, language: Language, day: date
) -> dict[int, LetterFacts]:
    """Return the facts of those of the referrals that there are, by id in the order asked for: some hundreds at most.

    Raises NotAllowed where the client of one is restricted to others.
    """
    found = referrals.of_ids(session, referral_ids)
    whose = sorted({each.client_id for each in found.values()})
    where = sorted({each.institution_id for each in found.values()})
    people = clients.of_ids(session, whose)
    receives = benefits.of_clients(session, whose, codes)
    given = consents.of_clients(session, whose)
    places = {each.id: each for each in institutions.of_ids(session, where)}
    issued = documents.issued_each(session, LETTER, referral_ids, language)
    waiting = follow_ups.open_of_each(session, referral_ids)
    return {
        each: LetterFacts(
            referral,
            issued.get(each),
            given.get(referral.client_id, ()),
            standing(people[referral.client_id], receives.get(referral.client_id, ()), day),
            places[referral.institution_id],
            waiting.get(each, ()),
        )
        for each in referral_ids
        if (referral := found.get(each)) is not None
    }
