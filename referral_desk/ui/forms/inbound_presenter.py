"""The presenter of the form that records who sent a client to us."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from referral_desk.domain.errors import Problem
from referral_desk.domain.inbound import Inbound, InboundDraft, check_inbound
from referral_desk.domain.messages import N_, message
from referral_desk.services.inbound import draft_of
from referral_desk.ui.forms.presenter import DraftPresenter


@dataclass(frozen=True)
class TypedInbound:
    """What stands in the form. ``on`` None: the day is not entered; the one in ``draft`` says nothing then."""

    inbound_id: int | None
    institution_name: str
    on: date | None
    draft: InboundDraft


@dataclass(frozen=True)
class Sender:
    """The institution that a form begins with."""

    institution_id: int | None = None
    name: str = ""


class InboundPresenter(DraftPresenter[TypedInbound]):
    """Records a referral to us (``stored`` None), from ``sender`` where one is known, or changes one."""

    def __init__(self, client_id: int, stored: Inbound | None, sender: Sender, today: date) -> None:
        self.client_id = client_id
        self.stored = stored
        self._today = today
        if stored is not None:
            typed = TypedInbound(stored.id, stored.institution_name, stored.on, draft_of(stored))
        else:
            draft = InboundDraft(client_id=client_id, institution_id=sender.institution_id, on=today)
            typed = TypedInbound(None, sender.name, today, draft)
        super().__init__(typed, stored=stored is not None)

    @property
    def inbound(self) -> InboundDraft:
        """The referral to us as typed so far, on the day that is entered, or today."""
        return replace(self.draft.draft, on=self.draft.on or self._today)

    def put_inbound(self, draft: InboundDraft) -> None:
        """Take over what was typed."""
        self.put(replace(self.draft, draft=draft))

    def put_on(self, day: date | None) -> None:
        """Take over the day on which the client was sent."""
        self.put(replace(self.draft, on=day))

    def choose_institution(self, institution_id: int, name: str) -> None:
        """Name an institution of the directory."""
        changed = replace(self.draft.draft, institution_id=institution_id, sender="")
        self.put(replace(self.draft, institution_name=name, draft=changed))

    def write_sender(self, text: str) -> None:
        """Name somebody whom the directory does not hold."""
        changed = replace(self.draft.draft, institution_id=None, sender=text)
        self.put(replace(self.draft, institution_name="", draft=changed))

    def check(self) -> Iterable[Problem]:
        if self.draft.on is None:
            yield Problem("on", message(N_("Enter the day on which the client was sent.")))
        yield from check_inbound(self.inbound, self._today)
