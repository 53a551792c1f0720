"""The presenter of the form that records a consent, or corrects one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date

from referral_desk.domain.codes import CodeBook, ConsentKind
from referral_desk.domain.consent import Consent, ConsentDraft, Receiver, check_consent, named_form
from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, message
from referral_desk.ui.forms.presenter import DraftPresenter


@dataclass(frozen=True, kw_only=True)
class TypedConsent:
    """A consent as far as it is entered; ``consent_id`` and ``version`` are of the one that is corrected, if any."""

    consent_id: int | None = None
    version: int | None = None
    kind: ConsentKind | None = ConsentKind.WRITTEN
    on: date | None = None
    heard_by: str = ""
    purpose: str = ""
    method: str = ""
    representative: str = ""
    representative_relation: str = ""
    until: date | None = None
    withdrawn_on: date | None = None
    withdrawal: str = ""
    note: str = ""
    receivers: tuple[Receiver, ...] = ()
    items: tuple[str, ...] = ()
    reason: str = ""


_SHARED = tuple(each.name for each in fields(ConsentDraft) if each.name not in ("client_id", "kind", "on"))


class ConsentPresenter(DraftPresenter[TypedConsent]):
    """Records a consent of a client, or corrects ``consent``; ``staff_name`` is proposed as who heard an oral one.

    ``offered`` are the institutions whose chips stand there to be chosen.
    """

    def __init__(
        self,
        client_id: int,
        today: date,
        staff_name: str,
        codes: CodeBook,
        consent: Consent | None = None,
        offered: tuple[Receiver, ...] = (),
    ) -> None:
        self.client_id = client_id
        self._today = today
        self._staff_name = staff_name
        self._codes = codes
        first = TypedConsent(on=today)
        if consent is not None:
            shared = {name: getattr(consent, name) for name in _SHARED}
            first = TypedConsent(
                consent_id=consent.id, version=consent.version, kind=consent.kind, on=consent.on, **shared
            )
        self._offered = offered
        super().__init__(first)

    @property
    def corrects(self) -> bool:
        """Whether it is a recorded consent that is changed."""
        return self.draft.consent_id is not None

    @property
    def candidates(self) -> tuple[Receiver, ...]:
        """Return the receivers whose chips are shown: those in question, and those that were added."""
        return tuple(dict.fromkeys((*self._offered, *self.draft.receivers)))

    def choose_kind(self, kind: ConsentKind | None) -> None:
        """Take over how it was given; who hears an oral consent is mostly who records it."""
        heard = self.draft.heard_by or (self._staff_name if kind is ConsentKind.ORAL else "")
        self.put(replace(self.draft, kind=kind, heard_by=heard))

    def add(self, receiver: Receiver) -> None:
        """Name one more institution; one that is named already is not named twice."""
        receiver = replace(receiver, name=receiver.name.strip())
        if not receiver.name:
            return
        same = [
            each
            for each in self.candidates
            if (each.institution_id is not None and each.institution_id == receiver.institution_id)
            or named_form(each.name) == named_form(receiver.name)
        ]
        self.choose(dict.fromkeys((*self.draft.receivers, same[0] if same else receiver)))

    def choose(self, receivers: Iterable[Receiver]) -> None:
        """Take over which receivers are chosen."""
        self._offered = self.candidates  # a chip that is taken back stays, to be chosen again
        self.put(replace(self.draft, receivers=tuple(receivers)))

    def consent(self) -> ConsentDraft:
        """Return the consent as far as it goes, for the form to be printed; a day that is missing is today."""
        typed = self.draft
        heard = typed.heard_by if typed.kind is ConsentKind.ORAL else ""
        shared = {name: getattr(typed, name) for name in _SHARED if name != "heard_by"}
        return ConsentDraft(
            client_id=self.client_id,
            kind=typed.kind or ConsentKind.NONE,
            on=typed.on or self._today,
            heard_by=heard,
            **shared,
        )

    def check(self) -> Iterable[Problem]:
        if self.draft.on is None:
            yield Problem("on", message(N_("Enter the day of the consent.")))
        yield from check_consent(self.consent(), self._today, self._codes.disclosure_items)
        if self.corrects and not self.draft.reason.strip():
            yield Problem("reason", message(N_("Say why it is corrected.")))
