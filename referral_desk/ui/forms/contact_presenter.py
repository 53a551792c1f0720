"""The presenters of the forms that record and correct a contact."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from referral_desk.domain.codes import CodeBook, ContactService, SpokeWith
from referral_desk.domain.contact import Contact, ContactDraft, check_contact, check_reason
from referral_desk.domain.errors import Problem
from referral_desk.domain.ledger_cells import in_list_order
from referral_desk.domain.messages import N_, message
from referral_desk.domain.soap import Soap, as_soap, parse_soap, write_soap
from referral_desk.ui.forms.presenter import DraftPresenter

_NO_MINUTES = message(N_("Enter the minutes as a number, such as 40."))
_MOST_DIGITS = 6


@dataclass(frozen=True)
class TypedContact:
    """A contact as far as it is entered.

    ``soap`` is the note while it is written in sections; ``note`` is then what it was before that. ``contact_id`` is
    the stored contact that is corrected, None for a new one; ``reason`` why it is corrected.
    """

    on: date | None
    service: ContactService | None = None
    category: str = ""
    factors: tuple[str, ...] = ()
    spoke_with: SpokeWith | None = None
    note: str = ""
    with_name: str = ""
    client_unmet: bool = False
    minutes: int | None = None
    soap: Soap | None = None
    reason: str = ""
    contact_id: int | None = None

    @property
    def text(self) -> str:
        """The note as it would be stored; one that says the same in sections stays as it was typed."""
        if self.soap is None or self.soap.tidy == as_soap(self.note).tidy:
            return self.note
        return write_soap(self.soap)

    @property
    def plain(self) -> TypedContact:
        """The same with the note as text, so that turning it into sections and back is no change."""
        return replace(self, note=self.text, soap=None)

    @property
    def in_detail(self) -> bool:
        """Whether something is entered that only the long form shows."""
        return bool(self.with_name or self.client_unmet or self.minutes is not None or self.soap)


class ContactPresenter(DraftPresenter[TypedContact]):
    """Records a contact of a client; category and factors begin as they were at the ``last`` contact."""

    def __init__(
        self,
        client_id: int,
        codes: CodeBook,
        today: date,
        last: Contact | None = None,
        *,
        begin: TypedContact | None = None,
    ) -> None:
        self.client_id = client_id
        self.codes = codes
        self.as_last = begin is None and last is not None
        self._today = today
        if begin is None:
            begin = TypedContact(today, category=last.category, factors=last.factors) if last else TypedContact(today)
        super().__init__(begin, stored=begin.contact_id is not None)

    @property
    def changed(self) -> bool:
        return self._draft.plain != self._first.plain or bool(self._unread)

    def put_minutes(self, text: str) -> None:
        """Take over the minutes as typed, in any width of digits; blank: not noted."""
        figures = unicodedata.normalize("NFKC", text).strip()
        number = figures.isascii() and figures.isdecimal() and len(figures) <= _MOST_DIGITS
        self.put(replace(self.draft, minutes=int(figures) if number else None))
        self.unread("minutes", text, None if number or not figures else _NO_MINUTES)

    def put_note(self, text: str) -> None:
        """Take over the note as free text."""
        self.put(replace(self.draft, note=text))

    def write_in_sections(self, on: bool) -> None:
        """Go on with the note in its four sections, or as free text; nothing of it is lost."""
        draft = self.draft
        if on and draft.soap is None:
            self.put(replace(draft, soap=as_soap(draft.note)))
        elif not on and draft.soap is not None:
            self.put(draft.plain)

    def put_section(self, section: str, text: str) -> None:
        """Take over one section of the note; ``section`` is the name of a field of :class:`Soap`."""
        soap = self.draft.soap or Soap()
        self.put(replace(self.draft, soap=Soap(**{**_texts(soap), section: text})))

    def check(self) -> Iterable[Problem]:
        typed = self.draft
        if typed.on is None:
            yield Problem("on", message(N_("Enter the day of the contact.")))
        if typed.service is None:
            yield Problem("service", message(N_("Choose how the contact took place.")))
        entered = self._as_far_as_entered(typed.on or self._today, typed.service or ContactService.CONSULTATION)
        for problem in check_contact(entered, self.codes, self._today):
            in_sections = problem.field == "note" and typed.soap is not None
            yield replace(problem, field="subjective") if in_sections else problem

    def contact(self) -> ContactDraft | None:
        """Return the contact to store, None while something is missing."""
        typed = self.draft
        if typed.on is None or typed.service is None or self.problems():
            return None
        return self._as_far_as_entered(typed.on, typed.service)

    def _as_far_as_entered(self, on: date, service: ContactService) -> ContactDraft:
        typed = self.draft
        return ContactDraft(
            client_id=self.client_id,
            on=on,
            service=service,
            category=typed.category,
            factors=typed.factors,
            spoke_with=typed.spoke_with,
            with_name=typed.with_name,
            client_unmet=typed.client_unmet,
            minutes=typed.minutes,
            note=typed.text,
        )


class CorrectionPresenter(ContactPresenter):
    """Corrects a stored contact, in sections where its note is written so."""

    def __init__(self, contact: Contact, codes: CodeBook, today: date) -> None:
        begin = TypedContact(
            contact.on,
            contact.service,
            contact.category,
            in_list_order(set(contact.factors), codes.factors),
            contact.spoke_with,
            contact.note,
            contact.with_name,
            contact.client_unmet,
            contact.minutes,
            parse_soap(contact.note),
            contact_id=contact.id,
        )
        super().__init__(contact.client_id, codes, today, begin=begin)
        self.stored_contact = contact

    @property
    def corrects(self) -> bool:
        """Whether anything of the contact itself differs from what is stored."""
        return replace(self._draft.plain, reason="") != replace(self._first.plain, reason="")

    def put_reason(self, reason: str) -> None:
        """Take over why the contact is corrected or taken out."""
        self.put(replace(self.draft, reason=reason))

    def check(self) -> Iterable[Problem]:
        yield from super().check()
        yield from check_reason(self.draft.reason)


def _texts(soap: Soap) -> dict[str, str]:
    return {
        "lead": soap.lead,
        "subjective": soap.subjective,
        "objective": soap.objective,
        "assessment": soap.assessment,
        "plan": soap.plan,
    }
