"""The client form's presenter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import date

from referral_desk.domain.calendar import PartialDate
from referral_desk.domain.client import Client, ClientDraft, check_client
from referral_desk.domain.errors import Problem
from referral_desk.services.clients import tidy
from referral_desk.ui.client_words import age_words
from referral_desk.ui.forms.presenter import DraftPresenter


def draft_of(client: Client | None) -> ClientDraft:
    """Return what the form begins with: a stored client's own words, or nothing."""
    if client is None:
        return ClientDraft()
    return ClientDraft(**{field.name: getattr(client, field.name) for field in fields(ClientDraft)})


class ClientPresenter(DraftPresenter[ClientDraft]):
    """Logs a new client (``client`` None) or changes one."""

    def __init__(self, client: Client | None, today: date) -> None:
        super().__init__(draft_of(client), stored=client is not None)
        self.client = client
        self._today = today

    def put_birth(self, birth: PartialDate | None) -> None:
        """Take over the birth date as far as it is known."""
        self.put(
            replace(self.draft, birth=birth.day if birth else None, birth_exact=birth.exact if birth else True),
        )

    @property
    def birth(self) -> PartialDate | None:
        """The birth date as far as it is known."""
        return PartialDate(self.draft.birth, self.draft.birth_exact) if self.draft.birth else None

    @property
    def age(self) -> str:
        """The age as it stands beside the birth date; "" while unknown or in the future."""
        if self.draft.birth is None or self.draft.birth > self._today:
            return ""
        return age_words(self.draft.birth, self._today, exact=self.draft.birth_exact)

    def check(self) -> Iterable[Problem]:
        return check_client(tidy(self.draft), self._today)
