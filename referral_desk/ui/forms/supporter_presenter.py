"""The presenter of a supporter's form: somebody new, or a change of one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from referral_desk.domain.codes import CodeBook
from referral_desk.domain.drafts import read_draft
from referral_desk.domain.errors import Problem
from referral_desk.domain.supporter import Supporter, SupporterDraft, check_supporter
from referral_desk.services.supporters import draft_of
from referral_desk.ui.forms.presenter import DraftPresenter


@dataclass(frozen=True)
class TypedSupporter:
    """What stands in the form, and which supporter it changes, None for somebody new."""

    supporter_id: int | None
    draft: SupporterDraft


def changed_by(content: str, known: Iterable[Supporter]) -> Supporter | None:
    """Return the supporter whom a kept form changes, None where it enters somebody new, or she is gone."""
    wanted = read_draft(TypedSupporter, content).draft.supporter_id
    return next((each for each in known if each.id == wanted), None)


class SupporterPresenter(DraftPresenter[TypedSupporter]):
    """Enters a supporter of a client, or changes ``supporter``."""

    def __init__(self, client_id: int, supporter: Supporter | None, codes: CodeBook) -> None:
        self.client_id = client_id
        self.stored_one = supporter
        self._codes = codes
        begin = draft_of(supporter) if supporter else SupporterDraft(client_id=client_id)
        super().__init__(TypedSupporter(supporter.id if supporter else None, begin), stored=supporter is not None)

    @property
    def supporter(self) -> SupporterDraft:
        """The supporter as typed so far."""
        return self.draft.draft

    def change(self, **values: object) -> None:
        """Take over what was entered in some fields."""
        self.put(replace(self.draft, draft=replace(self.supporter, **values)))  # type: ignore[arg-type]

    def check(self) -> Iterable[Problem]:
        return check_supporter(self.supporter, self._codes)
