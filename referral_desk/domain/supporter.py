"""Informal supporters: people around a client who are neither clients nor institutions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from referral_desk.domain.client import NAME_LIMIT, NOTE_LIMIT
from referral_desk.domain.codes import CodeBook, Direction, Quality, Strength
from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, message


@dataclass(frozen=True, kw_only=True)
class SupporterDraft:
    """Somebody who helps a client: family elsewhere, a friend, a neighbour, a volunteer, a peer supporter.

    ``kind`` is a code of the list supporter_kinds; ``relation`` says it in words (姉, 大家さん). ``may_contact``:
    whether the client agrees that we call, None where nobody asked yet.
    """

    client_id: int
    kind: str = ""
    relation: str = ""
    name: str = ""
    kana: str = ""
    phone: str = ""
    may_contact: bool | None = None
    strength: Strength | None = None
    quality: Quality | None = None
    direction: Direction | None = None
    since: date | None = None
    until: date | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Supporter(SupporterDraft):
    """A stored supporter."""

    id: int
    version: int


def is_current(supporter: SupporterDraft, day: date) -> bool:
    """Say whether somebody supports the client on ``day``: begun by then, or without a start, and not ended by then."""
    begun = supporter.since is None or supporter.since <= day
    return begun and (supporter.until is None or supporter.until > day)


def check_supporter(draft: SupporterDraft, codes: CodeBook) -> tuple[Problem, ...]:
    """Return what is wrong with ``draft``, field by field; a name need not be known where the relation is."""
    problems = []
    if not draft.kind:
        problems.append(Problem("kind", message(N_("Choose who supports the client."))))
    elif draft.kind not in codes.supporter_kinds:
        problems.append(Problem("kind", message(N_("There is no kind “{value}”."), value=draft.kind)))
    if not draft.name.strip() and not draft.relation.strip():
        problems.append(Problem("name", message(N_("Enter the name, or what this person is to the client."))))
    if draft.since and draft.until and draft.until < draft.since:
        problems.append(Problem("until", message(N_("The end lies before the start."))))
    limits = (("name", NAME_LIMIT), ("kana", NAME_LIMIT), ("relation", NAME_LIMIT), ("note", NOTE_LIMIT))
    problems.extend(
        Problem(field, message(N_("This is too long: {limit} characters at most."), limit=limit))
        for field, limit in limits
        if len(getattr(draft, field)) > limit
    )
    return tuple(problems)
