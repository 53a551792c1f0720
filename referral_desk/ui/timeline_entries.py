"""A client's course: contacts, referrals, outcomes and documents as one list, newest first. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from referral_desk.domain.codes import CodeBook, Outcome
from referral_desk.domain.names import search_key
from referral_desk.domain.referral import OPEN, ReferralRow
from referral_desk.i18n import _, language
from referral_desk.services.clients import ClientPage
from referral_desk.ui.dates import short_date
from referral_desk.ui.widgets.handoff_badge import Warmness


class EntryKind(StrEnum):
    """What an entry tells of; the filter chips go by it."""

    CONTACT = "contact"
    REFERRAL = "referral"
    OUTCOME = "outcome"
    DOCUMENT = "document"


@dataclass(frozen=True)
class TimelineEntry:
    """One entry. ``badge`` is a handoff's mode with its warmth, ``heading`` bold words, ``beside`` plain ones
    after them, ``text`` what was noted; ``record_id`` is what Enter opens.
    """

    kind: EntryKind
    on: date
    record_id: int
    heading: str
    beside: str = ""
    text: str = ""
    badge: str = ""
    warmness: Warmness | None = None

    @property
    def spoken(self) -> str:
        """Everything it says, for a screen reader."""
        parts = (short_date(self.on), kind_label(self.kind), self.badge, self.heading, self.beside, self.text)
        return ", ".join(part for part in parts if part)


def kind_label(kind: EntryKind) -> str:
    """Return what a kind of entry is called."""
    return {
        EntryKind.CONTACT: _("Talks"),
        EntryKind.REFERRAL: _("Referrals"),
        EntryKind.OUTCOME: _("Checks"),
        EntryKind.DOCUMENT: _("Papers"),
    }[kind]


def warmness_of(row: ReferralRow) -> Warmness:
    """Return how the badge of a referral looks."""
    if row.mode is None:
        return Warmness.TO_COME
    return Warmness.WARM if row.mode.warm else Warmness.COLD


def mode_words(row: ReferralRow, codes: CodeBook) -> str:
    """Return the mode of a referral, or that its handoff is still to come."""
    return codes.handoff_modes.label(row.mode, language()) if row.mode else _("Still to come")


def timeline(page: ClientPage, codes: CodeBook) -> tuple[TimelineEntry, ...]:
    """Return the course of a client, newest first; on one day outcomes stand above what led to them."""
    order = {EntryKind.OUTCOME: 0, EntryKind.DOCUMENT: 1, EntryKind.REFERRAL: 2, EntryKind.CONTACT: 3}
    entries = [*_contacts(page, codes), *_referrals(page, codes), *_documents(page)]
    return tuple(sorted(entries, key=lambda entry: (-entry.on.toordinal(), order[entry.kind], -entry.record_id)))


def _contacts(page: ClientPage, codes: CodeBook) -> Iterator[TimelineEntry]:
    lang = language()
    for contact in page.contacts:
        words = [codes.contact_categories.label(contact.category, lang)]
        words += [codes.factors.label(factor, lang) for factor in contact.factors]
        if contact.spoke_with:
            words.append(codes.spoke_with.label(contact.spoke_with, lang))
        yield TimelineEntry(
            EntryKind.CONTACT,
            contact.on,
            contact.id,
            codes.contact_services.label(contact.service, lang),
            "  ".join(words),
            contact.note.strip(),
        )


def _referrals(page: ClientPage, codes: CodeBook) -> Iterator[TimelineEntry]:
    lang = language()
    for row in page.referrals:
        words = [codes.institution_kinds.label(row.institution_kind, lang)]
        if row.status not in OPEN:
            words.append(codes.referral_statuses.label(row.status, lang))
        yield TimelineEntry(
            EntryKind.REFERRAL,
            row.on,
            row.id,
            row.institution_name,
            "  ".join(words),
            badge=mode_words(row, codes),
            warmness=warmness_of(row),
        )
        if row.outcome is not Outcome.NOT_YET_CHECKED and row.outcome_on:
            outcome = codes.outcomes.label(row.outcome, lang)
            yield TimelineEntry(
                EntryKind.OUTCOME,
                row.outcome_on,
                row.id,
                _("Checked: {outcome}").format(outcome=outcome),
                row.institution_name,
            )


def document_name(kind: str, number: str) -> str:
    """Return what an issued paper is called: its kind and, where it has one, its number."""
    name = _("Card for the client") if kind == "card" else _("Letter")
    return f"{name} {number}".strip()


def _documents(page: ClientPage) -> Iterator[TimelineEntry]:
    receivers = {row.id: row.institution_name for row in page.referrals}
    for document in page.documents:
        yield TimelineEntry(
            EntryKind.DOCUMENT,
            document.issued_on,
            document.id,
            document_name(document.kind, document.number),
            receivers.get(document.referral_id or 0, ""),
        )


def narrowed(entries: Iterable[TimelineEntry], kinds: Iterable[str], text: str) -> tuple[TimelineEntry, ...]:
    """Return the entries of ``kinds`` (all for none) in which every word of ``text`` occurs."""
    wanted = set(kinds)
    words = [search_key(word) for word in text.split()]
    return tuple(
        entry
        for entry in entries
        if (not wanted or entry.kind in wanted) and all(word in search_key(entry.spoken) for word in words)
    )
