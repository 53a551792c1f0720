"""Case conferences (個別支援会議・支援会議): who sat together, what was shared and agreed, who does what by when.

What must be known of one, and on which ground a client's data may be shared there: she sits at the table herself, or
a legal ground is named. A 支援会議 under 生活困窮者自立支援法 may share without her consent, because art. 9 of that act
binds everybody there to secrecy.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from referral_desk.domain.codes import CodeBook, HandoffMode, LegalBasis
from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, Message, message
from referral_desk.domain.referral import OPEN, ReferralRow

LIVELIHOOD_SUPPORT = "livelihood_support"
"""The kind of conference whose law lets it share: 支援会議, 生活困窮者自立支援法 art. 9."""

TEXT_LIMIT = 20_000
LINE_LIMIT = 200
MOST_ATTENDEES = 60
MOST_TASKS = 60

_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True)
class Attendee:
    """Somebody at the table: an institution of the directory may stand behind her.

    The institution's name and kind are the directory's; they are not stored with the attendee. A name without an id
    is what was typed and not chosen yet.
    """

    name: str = ""
    role: str = ""
    institution_id: int | None = None
    institution_name: str = ""
    institution_kind: str = ""

    @property
    def blank(self) -> bool:
        """Whether nothing was entered."""
        written = self.name.strip() or self.role.strip() or self.institution_name.strip()
        return not (written or self.institution_id is not None)


@dataclass(frozen=True)
class PersonAround:
    """Somebody of the household (``relation`` is a code of the list relations) or a supporter (``said`` in words)."""

    name: str
    relation: str = ""
    said: str = ""


@dataclass(frozen=True, kw_only=True)
class TaskDraft:
    """Something that somebody does for a client by a day, agreed in a conference or noted by itself.

    ``attempts``: how often somebody tried and could not.
    """

    client_id: int
    conference_id: int | None = None
    who: str = ""
    what: str = ""
    due_on: date | None = None
    done_on: date | None = None
    result: str = ""
    attempts: int = 0


@dataclass(frozen=True, kw_only=True)
class Task(TaskDraft):
    """A stored task."""

    id: int
    version: int


@dataclass(frozen=True)
class TaskRow:
    """An open task on the desk. ``due_on`` None: nobody set a day.

    ``days_over`` is positive when overdue, 0 today or without a day, negative when to come. The kind and the day of
    the conference are "" and None for a task that was noted by itself.
    """

    task_id: int
    client_id: int
    client_number: str
    client_name: str
    client_kana: str
    client_birth: date | None
    conference_id: int | None
    conference_kind: str
    conference_on: date | None
    who: str
    what: str
    due_on: date | None
    days_over: int
    attempts: int


@dataclass(frozen=True)
class TaskLine:
    """A task as it stands in the record of a conference; ``id`` None for one that is not stored yet.

    Saving a conference changes who, what and by when. That a task is done is said at the task.
    """

    id: int | None = None
    who: str = ""
    what: str = ""
    due_on: date | None = None
    done_on: date | None = None
    result: str = ""

    @property
    def blank(self) -> bool:
        """Whether nothing was entered."""
        return self.id is None and not (self.who.strip() or self.what.strip() or self.due_on)


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
class ConferenceEntry(ConferenceDraft):
    """A conference with its tasks, as it is entered and stored in one piece."""

    tasks: tuple[TaskLine, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Conference(ConferenceDraft):
    """A stored conference with its tasks."""

    id: int
    version: int
    staff_name: str
    tasks: tuple[Task, ...]


def entry_of(conference: Conference) -> ConferenceEntry:
    """Return a stored conference as it would be entered."""
    own = {name: getattr(conference, name) for name in ConferenceDraft.__dataclass_fields__}
    lines = tuple(
        TaskLine(task.id, task.who, task.what, task.due_on, task.done_on, task.result) for task in conference.tasks
    )
    return ConferenceEntry(**own, tasks=lines)


def tidy(entry: ConferenceEntry) -> ConferenceEntry:
    """Leave out lines that were opened and never filled."""
    own = {name: getattr(entry, name) for name in ConferenceEntry.__dataclass_fields__}
    own["attendees"] = tuple(each for each in entry.attendees if not each.blank)
    own["tasks"] = tuple(each for each in entry.tasks if not each.blank)
    return ConferenceEntry(**own)


def proposed_basis(kind: str, *, client_present: bool) -> LegalBasis | None:
    """Return the ground that is proposed for a kind of conference; None where staff have to judge, or need none."""
    if client_present:
        return None
    return LegalBasis.BY_LAW if kind == LIVELIHOOD_SUPPORT else None


def check_conference(entry: ConferenceEntry, codes: CodeBook) -> tuple[Problem, ...]:
    """Return what is wrong with ``entry``, in the order of the form; empty when it may be stored.

    A day to come is right: a conference may be prepared, and its sheet taken to the table.
    """
    return tuple(_conference_problems(entry, codes))


def _conference_problems(entry: ConferenceEntry, codes: CodeBook) -> Iterator[Problem]:
    if entry.kind not in codes.conference_kinds:
        yield Problem("kind", message(N_("Choose which kind of conference it is.")))
    if entry.at and not _TIME.fullmatch(entry.at):
        yield Problem("at", message(N_("Write the time like 10:30.")))
    if len(entry.place) > LINE_LIMIT:
        yield _too_long("place", LINE_LIMIT)
    if not entry.client_present and entry.basis is None:
        yield Problem(
            "basis",
            message(N_("The client did not take part: choose on which ground her data is shared.")),
        )
    yield from _attendee_problems(entry.attendees)
    for field in ("shared", "issues", "plan", "note"):
        if len(getattr(entry, field)) > TEXT_LIMIT:
            yield _too_long(field, TEXT_LIMIT)
    yield from _line_problems(entry.tasks, entry.on)
    if entry.next_on and entry.next_on <= entry.on:
        yield Problem("next_on", message(N_("The next conference lies after this one.")))


def _attendee_problems(attendees: Iterable[Attendee]) -> Iterator[Problem]:
    present = [each for each in attendees if not each.blank]
    if len(present) > MOST_ATTENDEES:
        yield Problem("attendees", message(N_("At most {count} people can be entered here."), count=MOST_ATTENDEES))
    for place, each in enumerate(present, start=1):
        if each.institution_name.strip() and each.institution_id is None:
            words = N_("Line {line}: choose the institution from the list, or write it into the field of the role.")
            yield Problem("attendees", message(words, line=place))
        elif not each.name.strip() and each.institution_id is None:
            yield Problem("attendees", message(N_("Line {line}: enter a name or choose an institution."), line=place))
        if max(len(each.name), len(each.role)) > LINE_LIMIT:
            yield _too_long("attendees", LINE_LIMIT)


def _line_problems(tasks: Iterable[TaskLine], on: date) -> Iterator[Problem]:
    lines = [each for each in tasks if not each.blank]
    if len(lines) > MOST_TASKS:
        yield Problem("tasks", message(N_("At most {count} tasks can be entered here."), count=MOST_TASKS))
    for place, line in enumerate(lines, start=1):
        for problem in _task_problems(line.who, line.what, line.due_on, on):
            yield Problem("tasks", message(N_("Line {line}: {problem}"), line=place, problem=problem.message))


def check_task(draft: TaskDraft, conference_on: date | None = None) -> tuple[Problem, ...]:
    """Return what is wrong with a task; ``conference_on`` is the day of the conference that agreed it."""
    problems = list(_task_problems(draft.who, draft.what, draft.due_on, conference_on))
    if len(draft.result) > TEXT_LIMIT:
        problems.append(_too_long("result", TEXT_LIMIT))
    return tuple(problems)


def check_done(on: date, today: date, conference_on: date | None) -> tuple[Problem, ...]:
    """Return what is wrong with the day on which a task is said to be done."""
    if on > today:
        return (Problem("done_on", message(N_("This day is still to come."))),)
    if conference_on and on < conference_on:
        return (Problem("done_on", message(N_("This day lies before the conference."))),)
    return ()


def _task_problems(who: str, what: str, due_on: date | None, conference_on: date | None) -> Iterator[Problem]:
    if not what.strip():
        yield Problem("what", message(N_("Enter what is to be done.")))
    elif len(what) > TEXT_LIMIT:
        yield _too_long("what", TEXT_LIMIT)
    if len(who) > LINE_LIMIT:
        yield _too_long("who", LINE_LIMIT)
    if due_on and conference_on and due_on < conference_on:
        yield Problem("due_on", message(N_("The day lies before the conference.")))


def _too_long(field: str, limit: int) -> Problem:
    return Problem(field, message(N_("This is too long: {limit} characters at most."), limit=limit))


def ground_words(conference: ConferenceDraft, codes: CodeBook, language: str) -> Message:
    """Return on which ground the client's data was shared: she was there, or the legal ground."""
    if conference.client_present:
        return message(N_("The client took part"))
    if conference.basis is None:
        return message(N_("The client did not take part"))
    return message(
        N_("The client did not take part ({ground})"), ground=codes.legal_bases.label(conference.basis, language)
    )


@dataclass(frozen=True)
class HandoffThere:
    """An open referral whose receiver sat at a conference with the client: a warm handoff that may be recorded."""

    referral: ReferralRow
    receiver: Attendee


_WARMER_ALREADY = (HandoffMode.ACCOMPANIED, HandoffMode.INTRODUCED_IN_PERSON)


def handoffs_at(conference: ConferenceDraft, referrals: Iterable[ReferralRow], today: date) -> tuple[HandoffThere, ...]:
    """Return the referrals that this conference handed over warmly, and that do not say so yet.

    The client was there, somebody of the receiving institution too, and the referral was made by then: the three in
    one room count as introduced in person (同席紹介).
    """
    if not conference.client_present or conference.on > today:
        return ()
    there: dict[int, Attendee] = {}
    for each in conference.attendees:
        if each.institution_id is not None and (
            each.institution_id not in there or not there[each.institution_id].name
        ):
            there[each.institution_id] = each
    return tuple(
        HandoffThere(row, there[row.institution_id])
        for row in referrals
        if row.institution_id in there
        and row.status in OPEN
        and row.on <= conference.on
        and row.mode not in _WARMER_ALREADY
    )
