"""What a client's course tells of contacts, screenings, conferences, papers, benefits, consents, and the record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from sqlalchemy import func, select

from referral_desk.db.models import (
    AttendeeTable,
    BenefitTable,
    ClosingTable,
    ConferenceTable,
    ConsentReceiverTable,
    ConsentTable,
    ContactFactorTable,
    ContactTable,
    DisclosureTable,
    DocumentTable,
    InstitutionTable,
    MergeTable,
    PathStepTable,
    PathTable,
    ReferralTable,
    ScreeningTable,
    TaskTable,
)
from referral_desk.db.queries.course_reading import Column, CourseReading, entries_of, referral_first
from referral_desk.domain.course import CourseEntry, EntryKind
from referral_desk.domain.course_facts import (
    BenefitFacts,
    ClosingFacts,
    ConferenceFacts,
    ConsentFacts,
    ContactFacts,
    DisclosureFacts,
    MergeFacts,
    PaperFacts,
    ReopeningFacts,
    ScreeningFacts,
    StepFacts,
    TaskFacts,
    WithdrawalFacts,
)


def contacts(read: CourseReading) -> list[CourseEntry]:
    table = ContactTable
    rows = read.rows(
        EntryKind.CONTACT,
        table.on,
        table.id,
        (
            table.service,
            table.category,
            table.spoke_with,
            table.with_name,
            table.client_unmet,
            table.minutes,
            table.note,
            table.staff_name,
        ),
        table.client_id == read.client_id,
    )
    factors: defaultdict[int, list[str]] = defaultdict(list)
    if rows:
        factor = ContactFactorTable
        query = (
            select(factor.contact_id, factor.factor)
            .join(table, table.id == factor.contact_id)
            .where(table.client_id == read.client_id, table.on.between(rows[-1][1], rows[0][1]))
            .order_by(factor.factor)
        )
        for contact_id, code in read.session.execute(query):
            factors[contact_id].append(code)
    return [
        CourseEntry(kind=EntryKind.CONTACT, id=row[0], on=row[1], facts=ContactFacts(tuple(factors[row[0]]), *row[3:]))
        for row in rows
    ]


def conferences(read: CourseReading) -> list[CourseEntry]:
    table = ConferenceTable
    rows = read.rows(
        EntryKind.CONFERENCE,
        table.on,
        table.id,
        (
            table.kind,
            table.place,
            table.client_present,
            table.shared,
            table.issues,
            table.plan,
            table.note,
            table.staff_name,
        ),
        table.client_id == read.client_id,
        at=table.at,
    )
    people: defaultdict[int, list[str]] = defaultdict(list)
    if rows:
        attendee = AttendeeTable
        query = (
            select(attendee.conference_id, attendee.name, InstitutionTable.name)
            .join(table, table.id == attendee.conference_id)
            .outerjoin(InstitutionTable, InstitutionTable.id == attendee.institution_id)
            .where(table.client_id == read.client_id, table.on.between(rows[-1][1], rows[0][1]))
            .order_by(attendee.conference_id, attendee.position)
        )
        for conference_id, name, institution in read.session.execute(query):
            people[conference_id].append(" ".join(part for part in (institution, name) if part))
    return [
        CourseEntry(
            kind=EntryKind.CONFERENCE,
            id=row[0],
            on=row[1],
            at=row[2],
            facts=ConferenceFacts(tuple(people[row[0]]), *row[3:]),
        )
        for row in rows
    ]


def tasks(read: CourseReading) -> list[CourseEntry]:
    table = TaskTable
    rows = read.rows(
        EntryKind.TASK,
        table.done_on,
        table.id,
        (table.who, table.what, table.result),
        table.client_id == read.client_id,
        table.done_on.is_not(None),
    )
    return entries_of(EntryKind.TASK, rows, TaskFacts)


# --- papers, and what was told -------------------------------------------------------------------------------------


def screenings(read: CourseReading) -> list[CourseEntry]:
    table = ScreeningTable
    rows = read.rows(
        EntryKind.SCREENING,
        table.on,
        table.id,
        (table.tool, table.profile, table.total, table.zone, table.note, table.staff_name),
        table.client_id == read.client_id,
    )
    return entries_of(EntryKind.SCREENING, rows, ScreeningFacts)


def steps(read: CourseReading) -> list[CourseEntry]:
    """Return steps of SBIRTS that left no record of their own in the course: no screening and no referral."""
    table, path = PathStepTable, PathTable
    rows = read.rows(
        EntryKind.STEP,
        table.on,
        table.id,
        (table.step, table.result, path.target, path.for_family, table.note, table.staff_name),
        path.client_id == read.client_id,
        table.screening_id.is_(None),
        table.referral_id.is_(None),
        joins=((path, path.id == table.path_id),),
    )
    return entries_of(EntryKind.STEP, rows, StepFacts)


def documents(read: CourseReading) -> list[CourseEntry]:
    table = DocumentTable
    rows = read.rows(
        EntryKind.DOCUMENT,
        table.issued_on,
        table.id,
        (
            table.referral_id,
            table.kind,
            table.number,
            func.coalesce(InstitutionTable.name, ""),
            table.staff_name,
            func.coalesce(table.revoked_why, ""),
        ),
        table.client_id == read.client_id,
        outer=[
            (ReferralTable, ReferralTable.id == table.referral_id),
            (InstitutionTable, InstitutionTable.id == ReferralTable.institution_id),
        ],
    )
    return entries_of(EntryKind.DOCUMENT, rows, PaperFacts, referral_first)


def disclosures(read: CourseReading) -> list[CourseEntry]:
    table = DisclosureTable
    rows = read.rows(
        EntryKind.DISCLOSURE,
        table.on,
        table.id,
        (table.referral_id, table.receiver, table.method, table.basis, table.note, table.struck, table.staff_name),
        table.client_id == read.client_id,
    )
    return entries_of(EntryKind.DISCLOSURE, rows, DisclosureFacts, referral_first)


# --- benefits and consents -----------------------------------------------------------------------------------------


def benefits(kind: EntryKind, on: Column) -> Callable[[CourseReading], list[CourseEntry]]:
    def source(read: CourseReading) -> list[CourseEntry]:
        table = BenefitTable
        rows = read.rows(
            kind,
            on,
            table.id,
            (
                table.kind,
                table.grade,
                table.until,
                func.coalesce(InstitutionTable.name, ""),
                table.caseworker,
                table.note,
            ),
            table.client_id == read.client_id,
            on.is_not(None),
            outer=[(InstitutionTable, InstitutionTable.id == table.institution_id)],
        )
        return entries_of(kind, rows, BenefitFacts)

    return source


def _receivers(read: CourseReading) -> dict[int, tuple[str, ...]]:
    """Return the names of those who may be told, by consent; a client gives few of these."""
    receiver = ConsentReceiverTable
    query = (
        select(receiver.consent_id, receiver.name, InstitutionTable.name)
        .join(ConsentTable, ConsentTable.id == receiver.consent_id)
        .outerjoin(InstitutionTable, InstitutionTable.id == receiver.institution_id)
        .where(ConsentTable.client_id == read.client_id)
        .order_by(receiver.consent_id, receiver.position)
    )
    found: defaultdict[int, list[str]] = defaultdict(list)
    for consent_id, name, institution in read.session.execute(query):
        found[consent_id].append(institution or name)
    return {consent_id: tuple(names) for consent_id, names in found.items()}


def consents(read: CourseReading) -> list[CourseEntry]:
    table = ConsentTable
    rows = read.rows(
        EntryKind.CONSENT,
        table.on,
        table.id,
        (table.kind, table.until, table.heard_by, table.purpose, table.note, table.staff_name),
        table.client_id == read.client_id,
    )
    receivers = _receivers(read) if rows else {}
    return [
        CourseEntry(
            kind=EntryKind.CONSENT,
            id=row[0],
            on=row[1],
            facts=ConsentFacts(receivers.get(row[0], ()), *row[3:]),
        )
        for row in rows
    ]


def withdrawals(read: CourseReading) -> list[CourseEntry]:
    table = ConsentTable
    rows = read.rows(
        EntryKind.WITHDRAWAL,
        table.withdrawn_on,
        table.id,
        (table.withdrawal,),
        table.client_id == read.client_id,
        table.withdrawn_on.is_not(None),
    )
    receivers = _receivers(read) if rows else {}
    return [
        CourseEntry(
            kind=EntryKind.WITHDRAWAL,
            id=row[0],
            on=row[1],
            facts=WithdrawalFacts(row[3], receivers.get(row[0], ())),
        )
        for row in rows
    ]


# --- the record itself ---------------------------------------------------------------------------------------------


def closings(read: CourseReading) -> list[CourseEntry]:
    table = ClosingTable
    rows = read.rows(
        EntryKind.CLOSING,
        table.on,
        table.id,
        (table.reason, table.note, table.staff_name),
        table.client_id == read.client_id,
    )
    return entries_of(EntryKind.CLOSING, rows, ClosingFacts)


def reopenings(read: CourseReading) -> list[CourseEntry]:
    table = ClosingTable
    rows = read.rows(
        EntryKind.REOPENING,
        table.reopened_on,
        table.id,
        (table.reopened_reason, table.reopened_by),
        table.client_id == read.client_id,
        table.reopened_on.is_not(None),
    )
    return entries_of(EntryKind.REOPENING, rows, ReopeningFacts)


def merges(read: CourseReading) -> list[CourseEntry]:
    """Return merges and their undoing, on the day they have by this PC's clock; there is hardly ever more than one."""
    table = MergeTable
    query = select(table.id, table.merged_number, table.at, table.staff_name, table.undone_at, table.undone_by).where(
        table.kept_id == read.client_id
    )
    found = []
    for merge_id, number, at, staff_name, undone_at, undone_by in read.session.execute(query):
        for kind, moment, by in (
            (EntryKind.MERGE, at, staff_name),
            (EntryKind.MERGE_UNDONE, undone_at, undone_by),
        ):
            if moment is not None:
                here = moment.astimezone()
                facts = MergeFacts(number, by)
                found.append(CourseEntry(kind=kind, id=merge_id, on=here.date(), at=f"{here:%H:%M}", facts=facts))
    return [entry for entry in found if read.before is None or entry.place < read.before]
