"""The presenter of the small chooser behind a tile of the engagement board."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

from referral_desk.domain.codes import CodeBook, EngagementState
from referral_desk.domain.drafts import InWork, read_draft, write_draft
from referral_desk.domain.engagement import BoardEntry, BoardTile, Engagement, EngagementDraft, check_engagement
from referral_desk.domain.errors import Problem
from referral_desk.ui.forms.presenter import DraftPresenter


def draft_of(engagement: Engagement) -> EngagementDraft:
    """Return the words of a stored engagement; ``kind`` only where no institution is named."""
    draft = EngagementDraft(**{field.name: getattr(engagement, field.name) for field in fields(EngagementDraft)})
    return replace(draft, kind="") if draft.institution_id is not None else draft


def stored_in(tile: BoardTile, engagements: tuple[Engagement, ...]) -> tuple[Engagement, ...]:
    """Return the engagements that stand on ``tile``, the newest first."""
    return tuple(reversed([each for each in engagements if each.kind in tile.kinds]))


def referred_only(tile: BoardTile) -> BoardEntry | None:
    """Return the entry of the tile that an open referral alone put there."""
    return next((entry for entry in tile.entries if entry.referral_id and not entry.engagement_id), None)


@dataclass(frozen=True)
class MarkedTile:
    """What stands in the chooser: the code of its tile, the entry that is changed (None: a new one), and its draft."""

    tile: str
    engagement_id: int | None
    institution_name: str
    draft: EngagementDraft


class EngagementPresenter(DraftPresenter[EngagementDraft]):
    """Marks how a client stands with an institution of one tile: a new entry, or a change of ``engagement``."""

    def __init__(self, client_id: int, tile: BoardTile, engagement: Engagement | None, codes: CodeBook) -> None:
        self.tile = tile
        self.engagement = engagement
        self.institution_name = engagement.institution_name if engagement else ""
        self._codes = codes
        super().__init__(draft_of(engagement) if engagement else self._begin(client_id), stored=engagement is not None)

    def _begin(self, client_id: int) -> EngagementDraft:
        """A new entry: of the institution that was referred to, or of the tile's kind where it has only one."""
        referred = referred_only(self.tile)
        if referred is not None:
            self.institution_name = referred.institution_name
            return EngagementDraft(client_id=client_id, institution_id=referred.institution_id)
        kind = self.tile.kinds[0] if len(self.tile.kinds) == 1 else ""
        return EngagementDraft(client_id=client_id, kind=kind)

    def content(self) -> str | None:
        if not self.changed:
            return None
        first = self._marked(self._began_with) if self._stored else None
        return write_draft(InWork(self._marked(self.draft), self.unread_texts, first))

    def take(self, content: str) -> None:
        kept = read_draft(MarkedTile, content)
        self.institution_name = kept.draft.institution_name
        self.go_on(kept.draft.draft, kept.unread, kept.first.draft if kept.first else None)

    def _marked(self, draft: EngagementDraft) -> MarkedTile:
        engagement_id = self.engagement.id if self.engagement else None
        return MarkedTile(self.tile.code, engagement_id, self.institution_name, draft)

    def choose_institution(self, institution_id: int | None, name: str = "") -> None:
        """Name the institution, or (None) only its kind."""
        self.institution_name = name
        kind = self.tile.kinds[0] if institution_id is None and len(self.tile.kinds) == 1 else ""
        self.put(replace(self.draft, institution_id=institution_id, kind=kind))

    def choose_state(self, state: EngagementState | None) -> None:
        """Say how the client stands; a state taken back is *engaged* again."""
        self.put(replace(self.draft, state=state or EngagementState.ENGAGED))

    def check(self) -> Iterable[Problem]:
        return check_engagement(self.draft, self._codes)
