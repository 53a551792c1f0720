"""The presenter of the form that records a conference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from referral_desk.domain.codes import CodeBook, LegalBasis
from referral_desk.domain.conference import (
    Attendee,
    Conference,
    ConferenceEntry,
    TaskLine,
    check_conference,
    entry_of,
    proposed_basis,
)
from referral_desk.domain.errors import NotReadable, Problem
from referral_desk.domain.messages import N_, Message, message
from referral_desk.ui.forms.handoff_entry import read_time
from referral_desk.ui.forms.presenter import DraftPresenter

DUE = "task_due_"
"""Under this and its line the text of a task's day is kept that is no day."""


@dataclass(frozen=True)
class TypedConference:
    """A conference as far as it is entered; ``conference_id`` None for a new one, ``at`` as typed.

    ``client_present`` None: nobody said yet. ``reason`` is why a stored one is corrected.
    """

    conference_id: int | None = None
    kind: str = ""
    on: date | None = None
    at: str = ""
    place: str = ""
    client_present: bool | None = None
    basis: LegalBasis | None = None
    attendees: tuple[Attendee, ...] = ()
    shared: str = ""
    issues: str = ""
    plan: str = ""
    tasks: tuple[TaskLine, ...] = ()
    next_on: date | None = None
    note: str = ""
    reason: str = ""


class ConferencePresenter(DraftPresenter[TypedConference]):
    """Records a conference of a client, or corrects one."""

    def __init__(self, client_id: int, conference: Conference | None, today: date, codes: CodeBook) -> None:
        self.client_id = client_id
        self.conference = conference
        self._codes = codes
        super().__init__(_typed(conference) if conference else TypedConference(on=today), stored=conference is not None)

    def choose_kind(self, kind: str) -> None:
        """Take over the kind; one whose law lets it share proposes this ground where none is named."""
        self.put(replace(self.draft, kind=kind))
        self._propose_basis()

    def choose_presence(self, present: bool | None) -> None:
        """Take over whether the client was there; where she was no ground is needed."""
        self.put(replace(self.draft, client_present=present, basis=None if present else self.draft.basis))
        self._propose_basis()

    def _propose_basis(self) -> None:
        typed = self.draft
        if typed.client_present is False and typed.basis is None:
            self.put(replace(typed, basis=proposed_basis(typed.kind, client_present=False)))

    def put_text(self, name: str, text: str) -> None:
        """Take over one of the long texts: shared, issues, plan or note."""
        texts = {each: getattr(self.draft, each) for each in _TEXTS}
        texts[name] = text
        self.put(replace(self.draft, **texts))

    def put_task_days(self, days: Iterable[tuple[str, Message | None]]) -> None:
        """Note by line the texts that are no day of a task, and why."""
        for field, _text in self.unread_texts:
            if field.startswith(DUE):
                self.unread(field, "", None)
        for line, (text, why) in enumerate(days):
            self.unread(f"{DUE}{line}", text, why)

    def check(self) -> Iterator[Problem]:
        typed = self.draft
        found = list(self._problems(typed))
        if typed.client_present is None:
            found = [problem for problem in found if problem.field != "basis"]
        return iter(sorted(found, key=lambda problem: _ORDER.index(problem.field)))

    def _problems(self, typed: TypedConference) -> Iterable[Problem]:
        if typed.on is None:
            yield Problem("on", message(N_("Enter the day of the conference.")))
        if typed.client_present is None:
            yield Problem("client_present", message(N_("Say whether the client takes part.")))
        try:
            read_time(typed.at)
        except NotReadable as error:
            yield Problem("at", error.message)
        entry = self.entry(typed.on or date.max)
        yield from (
            problem
            for problem in check_conference(entry, self._codes)
            if typed.on is not None or problem.field != "tasks"
        )

    def entry(self, on: date) -> ConferenceEntry:
        """Return the conference to store, held ``on`` that day; a time that is none is left out."""
        typed = self.draft
        try:
            at = read_time(typed.at)
        except NotReadable:
            at = ""
        return ConferenceEntry(
            client_id=self.client_id,
            kind=typed.kind,
            on=on,
            at=at,
            place=typed.place.strip(),
            client_present=bool(typed.client_present),
            basis=typed.basis,
            shared=typed.shared,
            issues=typed.issues,
            plan=typed.plan,
            next_on=typed.next_on,
            note=typed.note,
            attendees=typed.attendees,
            tasks=typed.tasks,
        )


_TEXTS = ("shared", "issues", "plan", "note")
_ORDER = (
    *("kind", "on", "at", "place", "attendees", "client_present", "basis", "shared", "issues", "plan", "tasks"),
    *("next_on", "note", "reason", "client_id", ""),
)


def _typed(conference: Conference) -> TypedConference:
    entry = entry_of(conference)
    own = {name: getattr(entry, name) for name in TypedConference.__dataclass_fields__ if hasattr(entry, name)}
    return TypedConference(conference_id=conference.id, **own)
