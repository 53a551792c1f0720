"""An engagement: that an institution is, was, or was not to be part of a client's life."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from referral_desk.domain.codes import (
    CodeBook,
    Direction,
    EngagementState,
    Quality,
    ReferralStatus,
    Reporter,
    Strength,
)
from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, message

HEADLINE_KINDS = ("welfare_office", "livelihood_consultation", "self_help_group")
HEADLINE = "headline"
NAME_LIMIT = 100
NOTE_LIMIT = 20_000


@dataclass(frozen=True, kw_only=True)
class EngagementDraft:
    """One institution, or only a kind where the name is not known, in one state, perhaps dated.

    ``contact_person`` is whom we speak to there about the client. ``strength``, ``quality`` and ``direction`` tell of
    the tie between her and them; None where nobody said.
    """

    client_id: int
    institution_id: int | None = None
    kind: str = ""
    state: EngagementState = EngagementState.ENGAGED
    since: date | None = None
    until: date | None = None
    reported_by: Reporter | None = None
    strength: Strength | None = None
    quality: Quality | None = None
    direction: Direction | None = None
    contact_person: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Engagement(EngagementDraft):
    """A stored engagement; ``kind`` is the institution's own where one is named."""

    id: int
    version: int
    institution_name: str


def check_engagement(draft: EngagementDraft, codes: CodeBook) -> tuple[Problem, ...]:
    """Return what is wrong with ``draft``; empty when it may be stored."""
    problems = []
    if draft.institution_id is None and not draft.kind:
        problems.append(Problem("institution_id", message(N_("Choose an institution or a kind."))))
    elif draft.institution_id is None and draft.kind not in codes.institution_kinds:
        problems.append(Problem("kind", message(N_("There is no kind “{value}”."), value=draft.kind)))
    if draft.since and draft.until and draft.until < draft.since:
        problems.append(Problem("until", message(N_("The end lies before the start."))))
    for field, limit in (("contact_person", NAME_LIMIT), ("note", NOTE_LIMIT)):
        if len(getattr(draft, field)) > limit:
            too_long = message(N_("This is too long: {limit} characters at most."), limit=limit)
            problems.append(Problem(field, too_long))
    return tuple(problems)


def is_current(engagement: EngagementDraft, day: date) -> bool:
    """Say whether the client is engaged on ``day``: engaged since then or before, or ended with a later end.

    An engagement without a start is current from the beginning; one that ended without a date is over. The state
    outweighs the end: an entry that says "engaged" counts whatever end it carries.
    """
    if engagement.since and engagement.since > day:
        return False
    if engagement.state is EngagementState.ENGAGED:
        return True
    return engagement.state is EngagementState.ENDED and engagement.until is not None and engagement.until > day


class BoardState(StrEnum):
    """What the engagement board shows for a kind, an institution or a domain; the first that applies, in order."""

    ENGAGED = "engaged"
    REFERRED = "referred"
    DECLINED = "declined"
    ENDED = "ended"
    NOT_YET = "not_yet"


@dataclass(frozen=True)
class BoardEntry:
    """One institution (or a kind without a name) on the board."""

    institution_id: int | None
    institution_name: str
    kind: str
    state: BoardState
    engagement_id: int | None
    referral_id: int | None
    since: date | None
    warm: bool
    contact_person: str = ""


@dataclass(frozen=True)
class BoardTile:
    """One tile: a headline kind, or a domain of life, with what stands there."""

    code: str
    label_ja: str
    label_en: str
    kinds: tuple[str, ...]
    state: BoardState
    entries: tuple[BoardEntry, ...]

    def label(self, language: str) -> str:
        """Return the tile's name in ``language``."""
        return self.label_en if language == "en" else self.label_ja


@dataclass(frozen=True)
class OpenReferral:
    """What the board needs to know of a referral."""

    referral_id: int
    institution_id: int
    institution_name: str
    kind: str
    status: ReferralStatus
    on: date
    warm: bool


_RANK = {state: rank for rank, state in enumerate(BoardState)}


def engagement_board(
    engagements: tuple[Engagement, ...], open_referrals: tuple[OpenReferral, ...], codes: CodeBook, today: date
) -> tuple[BoardTile, ...]:
    """Lay out the engagement board: the three headline kinds first, then the domains of life.

    *Referred* is not stored: an open referral to an institution where the client is not engaged shows it.
    """
    entries: dict[tuple[str, int | None], BoardEntry] = {}
    for engagement in engagements:
        state = _state_of(engagement, today)
        entry = BoardEntry(
            engagement.institution_id,
            engagement.institution_name,
            engagement.kind,
            state,
            engagement.id,
            None,
            engagement.since,
            warm=False,
            contact_person=engagement.contact_person,
        )
        key = (engagement.kind, engagement.institution_id)
        known = entries.get(key)
        if known is None or _RANK[state] < _RANK[known.state]:
            entries[key] = entry
    for referral in open_referrals:
        key = (referral.kind, referral.institution_id)
        known = entries.get(key)
        if known is None or known.state is not BoardState.ENGAGED:
            entries[key] = BoardEntry(
                referral.institution_id,
                referral.institution_name,
                referral.kind,
                BoardState.REFERRED,
                known.engagement_id if known else None,
                referral.referral_id,
                referral.on,
                referral.warm,
                known.contact_person if known else "",
            )
    tiles = [
        _tile(kind.code, kind.ja, kind.en, (kind.code,), entries)
        for code in HEADLINE_KINDS
        for kind in [codes.institution_kinds[code]]
    ]
    for domain in codes.life_domains.items:
        kinds = tuple(
            kind.code
            for kind in codes.institution_kinds.items
            if kind.domain == domain.code and kind.code not in HEADLINE_KINDS
        )
        if kinds:
            tiles.append(_tile(domain.code, domain.ja, domain.en, kinds, entries))
    return tuple(tiles)


def _state_of(engagement: Engagement, today: date) -> BoardState:
    if engagement.state is EngagementState.DECLINED:
        return BoardState.DECLINED
    if is_current(engagement, today):
        return BoardState.ENGAGED
    if engagement.state is EngagementState.ENGAGED and engagement.since and engagement.since > today:
        return BoardState.NOT_YET
    return BoardState.ENDED


def _tile(
    code: str, ja: str, en: str, kinds: tuple[str, ...], entries: dict[tuple[str, int | None], BoardEntry]
) -> BoardTile:
    mine = sorted(
        (entry for (kind, _), entry in entries.items() if kind in kinds),
        key=lambda entry: (_RANK[entry.state], entry.institution_name),
    )
    return BoardTile(code, ja, en, kinds, mine[0].state if mine else BoardState.NOT_YET, tuple(mine))
