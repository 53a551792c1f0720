"""The presenter of the quick form that records a contact."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from referral_desk.domain.codes import ContactService, SpokeWith
from referral_desk.domain.contact import Contact, ContactDraft
from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, message
from referral_desk.ui.forms.presenter import DraftPresenter


@dataclass(frozen=True)
class TypedContact:
    """A contact as far as it is entered."""

    on: date | None
    service: ContactService | None = None
    category: str = ""
    factors: tuple[str, ...] = ()
    spoke_with: SpokeWith | None = None
    note: str = ""


class ContactPresenter(DraftPresenter[TypedContact]):
    """Records a contact of a client; category and factors begin as they were at the ``last`` contact."""

    def __init__(self, client_id: int, today: date, last: Contact | None = None) -> None:
        self.client_id = client_id
        self.as_last = last is not None
        super().__init__(
            TypedContact(today, category=last.category, factors=last.factors) if last else TypedContact(today)
        )

    def check(self) -> Iterable[Problem]:
        if self.draft.on is None:
            yield Problem("on", message(N_("Enter the day of the contact.")))
        if self.draft.service is None:
            yield Problem("service", message(N_("Choose how the contact took place.")))
        if not self.draft.category:
            yield Problem("category", message(N_("Choose what the contact was about.")))

    def contact(self) -> ContactDraft | None:
        """Return the contact to store, None while something is missing."""
        typed = self.draft
        if typed.on is None or typed.service is None or self.problems():
            return None
        return ContactDraft(
            client_id=self.client_id,
            on=typed.on,
            service=typed.service,
            category=typed.category,
            factors=typed.factors,
            spoke_with=typed.spoke_with,
            note=typed.note,
        )
