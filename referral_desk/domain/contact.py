"""A contact: one consultation, visit, call or mail, as the national report counts it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date

from referral_desk.domain.codes import CodeBook, ContactService, SpokeWith
from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, message

NOTE_LIMIT = 20_000
WITH_NAME_LIMIT = 100
REASON_LIMIT = 500
LONGEST_MINUTES = 24 * 60


@dataclass(frozen=True, kw_only=True)
class ContactDraft:
    """One contact: exactly one service and one category; factors are any number and never added to totals.

    ``with_name`` says who it was where it was not the client (母, 担当CW). ``client_unmet``: nobody of us has met the
    client yet (本人未接触). ``minutes`` it took, None where not noted.
    """

    client_id: int
    on: date
    service: ContactService
    category: str
    factors: tuple[str, ...] = ()
    spoke_with: SpokeWith | None = None
    with_name: str = ""
    client_unmet: bool = False
    minutes: int | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Contact(ContactDraft):
    """A stored contact."""

    id: int
    version: int
    staff_name: str


def draft_of(contact: Contact) -> ContactDraft:
    """Return what staff wrote of a stored contact."""
    return ContactDraft(**{field.name: getattr(contact, field.name) for field in fields(ContactDraft)})


def check_contact(draft: ContactDraft, codes: CodeBook, today: date) -> tuple[Problem, ...]:
    """Return what is wrong with ``draft``, field by field; empty when it may be stored.

    ``today`` is this centre's date: a contact is what has taken place. Ledgers are taken over without asking here.
    """
    return tuple(_problems(draft, codes, today))


def _problems(draft: ContactDraft, codes: CodeBook, today: date) -> Iterator[Problem]:
    if draft.on > today:
        yield Problem("on", message(N_("The day of the contact lies after today.")))
    if draft.category not in codes.contact_categories:
        yield Problem("category", message(N_("Choose what the contact was about.")))
    for factor in draft.factors:
        if factor not in codes.factors:
            yield Problem("factors", message(N_("There is no factor “{value}”."), value=factor))
    if len(draft.with_name) > WITH_NAME_LIMIT:
        yield _too_long("with_name", WITH_NAME_LIMIT)
    if draft.client_unmet and draft.spoke_with is SpokeWith.CLIENT:
        yield Problem(
            "client_unmet",
            message(N_("You spoke with the client, so take this mark off, or choose whom you spoke with.")),
        )
    if draft.minutes is not None and not 1 <= draft.minutes <= LONGEST_MINUTES:
        yield Problem(
            "minutes", message(N_("Enter between 1 and {limit} minutes, or leave it blank."), limit=LONGEST_MINUTES)
        )
    if len(draft.note) > NOTE_LIMIT:
        yield _too_long("note", NOTE_LIMIT)


def check_reason(reason: str, *, required: bool = False) -> tuple[Problem, ...]:
    """Return what is wrong with the reason of a correction, which may be left out, or of a removal, which may not."""
    if required and not reason.strip():
        return (Problem("reason", message(N_("Write why the record is taken out."))),)
    return (_too_long("reason", REASON_LIMIT),) if len(reason) > REASON_LIMIT else ()


def tells_of_meeting(contact: ContactDraft) -> bool:
    """Whether a contact says if the client has been met: it was with her, or is marked as not."""
    return contact.client_unmet or contact.spoke_with is SpokeWith.CLIENT


def not_yet_met(contacts: Iterable[ContactDraft]) -> bool:
    """Whether nobody has met the client yet (本人未接触), from her ``contacts``, the newest first.

    It is so from a contact that is marked until one with the client herself; those that say neither, such as a call
    to the welfare office in between, change nothing.
    """
    return next((contact.client_unmet for contact in contacts if tells_of_meeting(contact)), False)


def may_take_back(contact: Contact, written_on: date, staff_name: str, today: date) -> bool:
    """Whether a contact may be taken back without a reason: an undo on the day, by who wrote it, unchanged since."""
    return contact.version == 1 and contact.staff_name == staff_name and written_on == today


def _too_long(field: str, limit: int) -> Problem:
    return Problem(field, message(N_("This is too long: {limit} characters at most."), limit=limit))


@dataclass(frozen=True)
class ContactOfDay:
    """A contact in the list of a day: without its notes."""

    client_number: str
    client_name: str
    service: str
    category: str
    staff_name: str
