"""The presenter of the form that records what was told to somebody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from referral_desk.domain.codes import CodeBook, LegalBasis
from referral_desk.domain.disclosing import check_disclosure
from referral_desk.domain.disclosure import DisclosureDraft
from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, message
from referral_desk.ui.forms.presenter import DraftPresenter


@dataclass(frozen=True, kw_only=True)
class TypedDisclosure:
    """What was told, as far as it is entered; ``receiver`` is the institution's name, or that of somebody else."""

    on: date | None = None
    institution_id: int | None = None
    receiver: str = ""
    method: str = ""
    items: tuple[str, ...] = ()
    basis: LegalBasis | None = LegalBasis.CONSENT
    note: str = ""


class DisclosurePresenter(DraftPresenter[TypedDisclosure]):
    """Records what was told about a client, mostly by telephone and on her consent."""

    def __init__(self, client_id: int, today: date, codes: CodeBook) -> None:
        self.client_id = client_id
        self._today = today
        self._codes = codes
        super().__init__(TypedDisclosure(on=today, method="telephone"))

    def disclosure(self) -> DisclosureDraft:
        """Return the entry as far as it goes; a day that is missing is today."""
        typed = self.draft
        return DisclosureDraft(
            client_id=self.client_id,
            on=typed.on or self._today,
            institution_id=typed.institution_id,
            receiver=typed.receiver,
            method=typed.method,
            items=typed.items,
            basis=typed.basis,
            note=typed.note,
        )

    def check(self) -> Iterable[Problem]:
        if self.draft.on is None:
            yield Problem("on", message(N_("Enter the day.")))
        yield from check_disclosure(self.disclosure(), self._today, self._codes)
