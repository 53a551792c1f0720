"""Case conferences (個別支援会議・支援会議): who sat together, what was shared and agreed, who does what by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from referral_desk.domain.codes import LegalBasis


@dataclass(frozen=True)
class Attendee:
    """Somebody at the table: an institution of the directory may stand behind her."""

    name: str = ""
    role: str = ""
    institution_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class TaskDraft:
    """Something that somebody does for a client by a day, agreed in a conference or noted by itself."""

    client_id: int
    conference_id: int | None = None
    who: str = ""
    what: str = ""
    due_on: date | None = None
    done_on: date | None = None
    result: str = ""


@dataclass(frozen=True, kw_only=True)
class Task(TaskDraft):
    """A stored task."""

    id: int
    version: int


@dataclass(frozen=True, kw_only=True)
class ConferenceDraft:
    """One conference about a client. ``kind`` is a code of the list conference_kinds, ``at`` "HH:MM" or blank.

    ``basis``: on which ground her data was shared there; None where the client was there herself.
    """

    client_id: int
    kind: str = ""
    on: date
    at: str = ""
    place: str = ""
    client_present: bool = False
    basis: LegalBasis | None = None
    shared: str = ""
    issues: str = ""
    plan: str = ""
    next_on: date | None = None
    note: str = ""
    attendees: tuple[Attendee, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Conference(ConferenceDraft):
    """A stored conference with its tasks."""

    id: int
    version: int
    staff_name: str
    tasks: tuple[Task, ...]
