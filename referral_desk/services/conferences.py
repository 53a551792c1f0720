"""Conferences of a client: recorded with attendees and tasks in one piece; what was corrected or taken back is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from referral_desk.db.queries import clients, conferences, engagements, institutions, people_around, restrictions, tasks
from referral_desk.db.session import Session
from referral_desk.domain.access import Action
from referral_desk.domain.changes import ChangeSet, Saved
from referral_desk.domain.codes import EngagementState
from referral_desk.domain.conference import (
    Attendee,
    Conference,
    ConferenceEntry,
    PersonAround,
    Task,
    check_conference,
    entry_of,
    tidy,
)
from referral_desk.domain.engagement import Engagement
from referral_desk.domain.errors import Problem, Rejected
from referral_desk.domain.messages import N_, message
from referral_desk.domain.revision import Correction
from referral_desk.services import revisions
from referral_desk.services.centre import Centre, about
from referral_desk.services.clients import CHANGED_ELSEWHERE
from referral_desk.services.lookup import found

KIND = "conference"
"""Under which earlier versions are kept."""

GONE = message(N_("This conference is no longer there."))
_NO_CLIENT = message(N_("This client is no longer there."))
_OTHER_CLIENT = Problem("client_id", message(N_("A conference stays with its client.")))
_NO_REASON = Problem("reason", message(N_("Say why it is taken back.")))


@dataclass(frozen=True)
class ConferencesOfClient:
    """What the page shows: conferences newest first, every task, and by conference how it was corrected."""

    conferences: tuple[Conference, ...]
    tasks: tuple[Task, ...]
    corrections: Mapping[int, tuple[Correction, ...]]


@dataclass(frozen=True)
class Proposed:
    """Who may sit at a table about a client: institutions engaged with her, and the people around her."""

    institutions: tuple[Attendee, ...]
    people: tuple[PersonAround, ...]


def of_client(centre: Centre, client_id: int) -> ConferencesOfClient:
    """Return a client's conferences and tasks. Raises NotFound, NotAllowed."""
    with centre.read() as session:
        found(clients.get(session, client_id), _NO_CLIENT)
        held = conferences.of_client(session, client_id)
        page = ConferencesOfClient(
            held,
            tasks.of_client(session, client_id),
            {each.id: revisions.of_record(session, KIND, each.id, entry_of(each)) for each in held},
        )
    centre.note(Action.READ_CLIENT, client=client_id, detail={"part": "conferences"})
    return page


def proposed(centre: Centre, client_id: int) -> Proposed:
    """Return who may be asked to the table, each institution with its contact person. Raises NotFound, NotAllowed."""
    with centre.read() as session:
        found(clients.get(session, client_id), _NO_CLIENT)
        there: dict[int, Attendee] = {}
        for engaged in engagements.of_client(session, client_id):
            if engaged.state is EngagementState.ENGAGED and engaged.institution_id not in there:
                attendee = _from(session, engaged)
                if attendee is not None and attendee.institution_id is not None:
                    there[attendee.institution_id] = attendee
        around = people_around.around(session, client_id)
    centre.note(Action.READ_CLIENT, client=client_id, detail={"part": "conferences"})
    return Proposed(tuple(there.values()), around)


def _from(session: Session, engaged: Engagement) -> Attendee | None:
    if engaged.institution_id is None:
        return None
    institution = institutions.get(session, engaged.institution_id)
    if institution is None:
        return None
    return Attendee(
        name=engaged.contact_person or institution.contact_name,
        institution_id=institution.id,
        institution_name=institution.name,
        institution_kind=institution.kind,
    )


def save(
    centre: Centre,
    entry: ConferenceEntry,
    *,
    conference_id: int | None = None,
    version: int | None = None,
    reason: str = "",
) -> Saved[Conference]:
    """Store a new conference (``conference_id`` None) or a correction of one, with attendees and tasks, or nothing.

    What a corrected one said before is kept, with the ``reason``. Raises Rejected: rules broken, an institution that
    is gone, or (with ``version``) a record that another window changed meanwhile; NotFound, NotAllowed.
    """
    entry = tidy(entry)
    problems = check_conference(entry, centre.codes)
    if problems:
        raise Rejected(problems)
    with centre.write(Action.SAVE_CONFERENCE) as session:
        found(clients.get(session, entry.client_id), _NO_CLIENT)
        _check_institutions(session, entry)
        before: frozenset[int] = frozenset()
        if conference_id is None:
            stored_id = conferences.add(session, entry, centre.staff_name)
        else:
            row = found(conferences.row_of(session, conference_id), GONE)
            restrictions.check_visible(session, row.client_id)
            if row.client_id != entry.client_id:
                raise Rejected([_OTHER_CLIENT])
            if version is not None and row.version != version:
                raise Rejected([CHANGED_ELSEWHERE])
            earlier = found(conferences.get(session, conference_id), GONE)
            before = frozenset(task.id for task in earlier.tasks)
            if entry_of(earlier) != entry:
                revisions.keep(centre, session, KIND, conference_id, row.client_id, entry_of(earlier), reason=reason)
            conferences.update(session, row, entry)
            stored_id = conference_id
        stored = found(conferences.get(session, stored_id), GONE)
        about(session, client=stored.client_id, record=f"m-{stored.id}", detail={"new": conference_id is None})
    return Saved(stored, _changes(stored, before))


def remove(centre: Centre, conference_id: int, reason: str, *, version: int | None = None) -> Saved[Conference]:
    """Take back a conference that was recorded by mistake, with its tasks; the record returned is what it was.

    What it said is kept. Raises Rejected where no reason is given, or where another window changed it, or one of its
    tasks, since ``version``; NotFound, NotAllowed.
    """
    if not reason.strip():
        raise Rejected([_NO_REASON])
    with centre.write(Action.SAVE_CONFERENCE) as session:
        row = found(conferences.row_of(session, conference_id), GONE)
        restrictions.check_visible(session, row.client_id)
        if version is not None and row.version != version:
            raise Rejected([CHANGED_ELSEWHERE])
        removed = found(conferences.get(session, conference_id), GONE)
        revisions.keep(
            centre, session, KIND, conference_id, row.client_id, entry_of(removed), reason=reason, removed=True
        )
        conferences.remove(session, row)
        about(session, client=removed.client_id, record=f"m-{conference_id}", detail={"removed": True})
    return Saved(removed, _changes(removed, frozenset()))


def _check_institutions(session: Session, entry: ConferenceEntry) -> None:
    gone = [
        Problem("attendees", message(N_("Line {line}: this institution is no longer there."), line=line))
        for line, each in enumerate(entry.attendees, start=1)
        if each.institution_id is not None and institutions.get(session, each.institution_id) is None
    ]
    if gone:
        raise Rejected(gone)


def _changes(conference: Conference, before: frozenset[int]) -> ChangeSet:
    touched = before | {task.id for task in conference.tasks}
    changes = ChangeSet.of(conference=conference.id, client=conference.client_id)
    return changes | ChangeSet.of(task=touched) if touched else changes
