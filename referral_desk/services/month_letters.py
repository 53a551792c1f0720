"""The letters of a month's referrals before they are issued: which will be, which are, which may not be and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from referral_desk.db.queries import referrals
from referral_desk.db.queries.batches import batches
from referral_desk.db.session import Session
from referral_desk.domain.access import Action
from referral_desk.domain.calendar import Period
from referral_desk.domain.documents.postage import Address
from referral_desk.domain.errors import NotPossible
from referral_desk.domain.messages import Message
from referral_desk.domain.outgoing import Choice, narrowed, told_at_first
from referral_desk.i18n import Language
from referral_desk.reports.render import joined
from referral_desk.services.centre import Centre
from referral_desk.services.documents import BatchLetter, check_letter, consent_ended
from referral_desk.services.letter_facts import LetterFacts, read
from referral_desk.services.outgoing import outgoing_in

LIST = "letters"


class LetterState(StrEnum):
    """Where the letter of a referral stands."""

    TO_ISSUE = "to_issue"
    ISSUED = "issued"
    NOT_POSSIBLE = "not_possible"


@dataclass(frozen=True)
class MonthLetter:
    """The letter of one referral of a month.

    One to be issued has the ``choice`` that it would be issued with: the least, to the receiver as it stands now
    (``confirmed``: somebody looked at it today). An issued one has its ``number``. ``reason`` says why one may not be
    issued, or not be sent again.
    """

    referral_id: int
    referral_number: str
    on: date
    client_id: int
    client_name: str
    client_kana: str
    institution_name: str
    state: LetterState
    choice: Choice | None = None
    items: frozenset[str] = frozenset()
    confirmed: bool = False
    number: str = ""
    reason: Message | None = None

    @property
    def to(self) -> Address | None:
        """To whom and where it would go."""
        return self.choice.to if self.choice else None

    @property
    def printable(self) -> bool:
        """Whether it is issued and may be printed and sent."""
        return self.state is LetterState.ISSUED and self.reason is None


def month_letters(
    centre: Centre, year: int, month: int, *, language: Language = Language.JA
) -> tuple[MonthLetter, ...]:
    """Return the letters of a month's referrals, in order of date and entry; nothing is issued.

    Referrals that never have a letter (to groups, drafts, entries made in error) are among them, with the reason.
    """
    period = Period.month(year, month)
    with centre.read() as session:
        letters = tuple(
            _letter(session, centre, facts, language)
            for wanted in batches(referrals.of_month(session, period.first, period.last))
            for facts in read(session, wanted, centre.codes, language, centre.today()).values()
        )
    centre.note(Action.LIST_RECORDS, record=LIST, detail={"month": f"{year:04}-{month:02}", "shown": len(letters)})
    return letters


def in_one(letters: Sequence[BatchLetter]) -> bytes:
    """Return letters one after the other in one PDF; ValueError for none."""
    if not letters:
        raise ValueError("there is no letter to put together")
    first, *more = (letter.pdf for letter in letters)
    return joined(first, *more) if more else first


def _letter(session: Session, centre: Centre, facts: LetterFacts, language: Language) -> MonthLetter:
    codes, today, referral = centre.codes, centre.today(), facts.referral
    letter = MonthLetter(
        referral.id,
        referral.number,
        referral.on,
        referral.client_id,
        referral.client_name,
        referral.client_kana,
        referral.institution_name,
        LetterState.NOT_POSSIBLE,
    )
    issued = facts.printed_again
    if issued is not None:
        ended = consent_ended(codes, issued, referral, facts.given, today)
        return replace(letter, state=LetterState.ISSUED, number=issued.number, reason=ended)
    try:
        check_letter(referral, codes)
        seen = outgoing_in(session, centre, facts, None, language)
    except NotPossible as refusal:
        return replace(letter, reason=refusal.message)
    choice = Choice(told_at_first(seen.items, seen.before), seen.to)
    return replace(
        letter,
        state=LetterState.TO_ISSUE,
        choice=choice,
        items=narrowed(seen.allowed, choice.items).items,
        confirmed=seen.confirmed is not None and seen.confirmed.holds(seen.to, today),
    )
