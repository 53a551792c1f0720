"""Carry out an import: all of it in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

from referral_desk.db.queries import clients, institutions, ledger, referrals
from referral_desk.db.queries.bulk import BulkWriter, NewInstitution, NewReferral
from referral_desk.db.session import Session
from referral_desk.domain.access import Action
from referral_desk.domain.calendar import fiscal_year_of
from referral_desk.domain.changes import ChangeSet, Saved
from referral_desk.domain.client import running_number
from referral_desk.domain.codes import CodeBook
from referral_desk.domain.hsds_reading import FromDirectory
from referral_desk.domain.ledger import LedgerKind, OnDuplicate
from referral_desk.domain.ledger_entries import (
    ClientEntry,
    ContactEntry,
    EngagementEntry,
    InstitutionEntry,
    ReferralEntry,
)
from referral_desk.services import institution_history
from referral_desk.services.centre import Centre, about
from referral_desk.services.exports.hsds import FORMAT
from referral_desk.services.imports.directory import match_directory, store_directory
from referral_desk.services.imports.directory_file import is_directory, read_directory_file
from referral_desk.services.imports.matching import Matched, match_rows
from referral_desk.services.imports.planning import (
    Cancelled,
    ImportCounts,
    ImportPlan,
    PlannedRow,
    Progress,
    check_usage,
    in_chunks,
    read_file,
    report,
)

Report = Callable[[int], None]
Prepared = Mapping[int, ledger.PreparedClient]
"""New clients by the lines of their rows."""

_BATCH = 2_000


class ImportRefused(Exception):
    """The import cannot be carried out; ``plan`` has errors. Nothing was written."""

    def __init__(self, plan: ImportPlan) -> None:
        super().__init__(f"{len(plan.errors)} problems")
        self.plan = plan


def plan(
    centre: Centre,
    kind: LedgerKind,
    path: Path,
    on_duplicate: OnDuplicate = OnDuplicate.REFUSE,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    language: str = "ja",
) -> ImportPlan:
    """Read a file and say what importing it would do; nothing is written.

    Institutions may come as a directory in HSDS, too. ``language`` is that of the differences an update makes.

    Whatever is wrong with the file is in the plan's errors. Raises WrongUsage (before the file is looked at),
    NotFound and NotPossible where the file cannot be read at all, ImportCancelled.
    """
    centre.require(Action.IMPORT_LEDGER)
    check_usage(kind, on_duplicate)
    if kind is LedgerKind.INSTITUTIONS and is_directory(path):
        return _plan_directory(centre, path, on_duplicate, language)
    read = read_file(centre, kind, path, progress, cancelled)
    if read.header is None or not read.header.known:
        return ImportPlan(kind, on_duplicate, read.header, (), ImportCounts(), read.warnings, read.errors)
    with centre.read() as session:
        matched = match_rows(session, read.header, read.rows, on_duplicate, centre.codes, centre.today(), language)
    errors = tuple(sorted((*read.errors, *matched.errors), key=lambda each: each.line))
    counts, told = matched.counts, matched.differences
    return ImportPlan(kind, on_duplicate, read.header, read.rows, counts, read.warnings, errors, told)


def _plan_directory(centre: Centre, path: Path, on_duplicate: OnDuplicate, language: str) -> ImportPlan:
    read = read_directory_file(path, centre.codes)
    kind = LedgerKind.INSTITUTIONS
    if read.errors:
        return ImportPlan(kind, on_duplicate, None, (), ImportCounts(), read.warnings, read.errors, directory=())
    with centre.read() as session:
        matched = match_directory(session, read.entries, on_duplicate, centre.codes, language)
    return ImportPlan(
        kind,
        on_duplicate,
        None,
        (),
        matched.counts,
        (*read.warnings, *matched.warnings),
        matched.errors,
        matched.differences,
        read.entries,
    )


def execute(
    centre: Centre, plan: ImportPlan, *, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> Saved[ImportCounts]:
    """Write what was planned, in one transaction; what another window wrote meanwhile is looked at again.

    Raises ImportRefused where the plan has errors or gets some by what was written meanwhile, ImportCancelled,
    StorageFault; after any of them nothing was written.
    """
    if plan.errors or (plan.header is None and plan.directory is None):
        raise ImportRefused(plan)
    codes = centre.codes
    if plan.directory is not None:
        return _execute_directory(centre, plan, plan.directory)
    assert plan.header is not None

    written = 0

    def done(rows: int) -> None:
        nonlocal written
        written += rows
        report(written, len(plan.rows), progress, cancelled)

    prepared = _prepared(plan)
    with centre.write(Action.IMPORT_LEDGER) as session:
        matched = match_rows(session, plan.header, plan.rows, plan.on_duplicate, codes, centre.today())
        if matched.errors:
            raise ImportRefused(replace(plan, counts=ImportCounts(), errors=matched.errors))
        _store(centre, session, plan.kind, matched, prepared, done)
        about(session, record=plan.kind.value, detail=asdict(matched.counts))
    return Saved(matched.counts, ChangeSet.all())


def _execute_directory(centre: Centre, plan: ImportPlan, entries: tuple[FromDirectory, ...]) -> Saved[ImportCounts]:
    with centre.write(Action.IMPORT_LEDGER) as session:
        matched = match_directory(session, entries, plan.on_duplicate, centre.codes)
        if matched.errors:
            raise ImportRefused(replace(plan, counts=ImportCounts(), errors=matched.errors, differences=()))
        store_directory(centre, session, matched)
        about(session, record=plan.kind.value, detail={**asdict(matched.counts), "format": FORMAT})
    return Saved(matched.counts, ChangeSet.all())


def _prepared(plan: ImportPlan) -> Prepared:
    """Compute what takes long before the lock is taken, so that other windows hardly wait: for a ledger taken over."""
    if plan.kind is not LedgerKind.CLIENTS or plan.counts.new < len(plan.rows):
        return {}
    return {row.line: ledger.prepared(_client(row).draft()) for row in plan.rows}


def _client(row: PlannedRow) -> ClientEntry:
    assert isinstance(row.entry, ClientEntry)
    return row.entry


def _store(
    centre: Centre, session: Session, kind: LedgerKind, matched: Matched, prepared: Prepared, done: Report
) -> None:
    writer = BulkWriter(session, datetime.now(UTC))
    ledger.update_clients(session, matched.changed_clients)
    institution_history.update_all(centre, session, matched.changed_institutions)
    match kind:
        case LedgerKind.CLIENTS:
            _store_clients(session, matched.new, prepared, done)
        case LedgerKind.INSTITUTIONS:
            _store_institutions(session, writer, matched.new, centre.codes)
        case LedgerKind.ENGAGEMENTS:
            _store_engagements(writer, matched, done)
        case LedgerKind.CONTACTS:
            _store_contacts(session, writer, matched, done)
        case LedgerKind.REFERRALS:
            _store_referrals(session, writer, matched, done)


def _store_clients(session: Session, rows: Sequence[PlannedRow], prepared: Prepared, done: Report) -> None:
    """Store new clients; a blank number becomes the one after the highest, of the file's as well as of the centre's."""
    numbers = (_client(row).client_no for row in rows)
    number = max((*(running_number(each) or 0 for each in numbers), ledger.highest_client_number(session)))
    client_id = ledger.highest_id(session, LedgerKind.CLIENTS)
    moment = datetime.now(UTC)
    for chunk in in_chunks(rows, _BATCH):
        new = []
        for row in chunk:
            client_id += 1
            given = _client(row).client_no
            if not given:
                number += 1
                given = str(number).zfill(clients.NUMBER_DIGITS)
            new.append((client_id, given, prepared.get(row.line) or ledger.prepared(_client(row).draft())))
        ledger.insert_clients(session, new, moment)
        done(len(chunk))


def _store_institutions(session: Session, writer: BulkWriter, rows: Sequence[PlannedRow], codes: CodeBook) -> None:
    number = ledger.highest_institution_number(session)
    institution_id = ledger.highest_id(session, LedgerKind.INSTITUTIONS)
    writer.institutions(
        [
            NewInstitution(
                institution_id + place, str(number + place).zfill(institutions.NUMBER_DIGITS), row.entry.draft()
            )
            for place, row in enumerate(rows, start=1)
            if isinstance(row.entry, InstitutionEntry)
        ],
        codes,
    )


def _store_engagements(writer: BulkWriter, matched: Matched, done: Report) -> None:
    entries = [row.entry for row in matched.new if isinstance(row.entry, EngagementEntry)]
    for chunk in in_chunks(entries, _BATCH):
        writer.engagements(
            [
                entry.draft(
                    matched.clients[entry.client_no],
                    matched.institutions[entry.institution] if entry.institution.strip() else None,
                )
                for entry in chunk
            ]
        )
        done(len(chunk))


def _store_contacts(session: Session, writer: BulkWriter, matched: Matched, done: Report) -> None:
    contact_id = ledger.highest_id(session, LedgerKind.CONTACTS)
    entries = [row.entry for row in matched.new if isinstance(row.entry, ContactEntry)]
    for chunk in in_chunks(entries, _BATCH):
        new = []
        for entry in chunk:
            contact_id += 1
            new.append((contact_id, entry.draft(matched.clients[entry.client_no])))
        writer.contacts(new)
        done(len(chunk))


def _store_referrals(session: Session, writer: BulkWriter, matched: Matched, done: Report) -> None:
    """Store new referrals, numbered on in the fiscal year of each one's date, with the handoff of their row."""
    referral_id = ledger.highest_id(session, LedgerKind.REFERRALS)
    numbers: dict[int, int] = {}
    entries = [row.entry for row in matched.new if isinstance(row.entry, ReferralEntry)]
    for chunk in in_chunks(entries, _BATCH):
        new = []
        for entry in chunk:
            referral_id += 1
            year = fiscal_year_of(entry.date)
            if year not in numbers:
                numbers[year] = referrals.highest_running(session, year)
            numbers[year] += 1
            number = referrals.number_of(year, numbers[year])
            draft = entry.draft(matched.clients[entry.client_no], matched.institutions[entry.institution])
            new.append(NewReferral(referral_id, number, draft, ((entry.facts(), entry.date),)))
        writer.referrals(new)
        done(len(chunk))
