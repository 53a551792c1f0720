"""What an import would do: every row read and checked, nothing written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from referral_desk.domain.errors import NotPossible, NotReadable
from referral_desk.domain.hsds_reading import FromDirectory
from referral_desk.domain.institution_changes import FieldChange
from referral_desk.domain.ledger import (
    LEDGERS,
    CellProblem,
    Header,
    Ledger,
    LedgerKind,
    OnDuplicate,
    looks_like_a_table,
    read_header,
    read_row,
)
from referral_desk.domain.ledger_cells import Reading, unquoted
from referral_desk.domain.ledger_entries import LedgerEntry
from referral_desk.domain.messages import N_, Message, message
from referral_desk.services.centre import Centre
from referral_desk.services.imports.open_file import open_table
from referral_desk.services.imports.table_file import Record, TableFile
from referral_desk.services.phones import canonical

Progress = Callable[[int, int], None]
"""Told (done, total) now and then, in lines of the file; total 0 means unknown. It may raise to stop the work."""
Cancelled = Callable[[], bool]

_REPORT_EVERY = 500

R = TypeVar("R")


class WrongUsage(Exception):
    """The rule for duplicates makes no sense for this ledger; ``message`` says which ones do."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.text)
        self.message = message


class ImportCancelled(Exception):
    """Stopping was asked for; nothing was written."""


@dataclass(frozen=True)
class ImportProblem:
    """One thing wrong, or to be looked at.

    ``line`` is where the record begins (the header being 1; the row of a workbook), ``column`` the header as the file
    has it, "" for the row or the file as a whole; ``value`` what the cell holds.
    """

    line: int
    column: str
    value: str = field(repr=False)
    message: Message


@dataclass(frozen=True)
class ImportCounts:
    """What becomes of the rows: new records, changed ones, ones that say what is stored, ones left out."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0


@dataclass(frozen=True)
class Difference:
    """What updating changes in one institution; ``line`` is the row's, or its place in a directory."""

    line: int
    number: str
    name: str
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A good row; ``given`` are the fields whose cells are not blank."""

    line: int
    entry: LedgerEntry
    given: frozenset[str]


@dataclass(frozen=True)
class ImportPlan:
    """A file read and checked against the centre. It can be carried out when ``errors`` is empty.

    The counts are of the moment of planning; carrying out counts anew.
    """

    kind: LedgerKind
    on_duplicate: OnDuplicate
    header: Header | None = field(repr=False)
    rows: tuple[PlannedRow, ...] = field(repr=False)
    counts: ImportCounts
    warnings: tuple[ImportProblem, ...]
    errors: tuple[ImportProblem, ...]
    differences: tuple[Difference, ...] = ()
    """For institutions that are updated, what changes in each, in the order of the file."""
    directory: tuple[FromDirectory, ...] | None = field(default=None, repr=False)
    """The organizations of a directory in HSDS; None for a table, which has ``rows``."""

    @property
    def size(self) -> int:
        """How many records the file holds."""
        return len(self.rows if self.directory is None else self.directory)

    @property
    def possible(self) -> bool:
        """Whether nothing stands against carrying it out."""
        return not self.errors


@dataclass(frozen=True)
class FileReading:
    """A file's rows by themselves, before anything stored is looked at."""

    header: Header | None
    rows: tuple[PlannedRow, ...]
    warnings: tuple[ImportProblem, ...] = ()
    errors: tuple[ImportProblem, ...] = ()


def check_usage(kind: LedgerKind, on_duplicate: OnDuplicate) -> None:
    """Raise WrongUsage where this rule for duplicates makes no sense for this ledger."""
    if LEDGERS[kind].allows(on_duplicate):
        return
    if on_duplicate is OnDuplicate.ADD:
        raise WrongUsage(message(N_("These records have a key and cannot be added twice. Use refuse, skip or update.")))
    raise WrongUsage(message(N_("These records have no key to update by. Use refuse, skip or add.")))


def read_file(
    centre: Centre, kind: LedgerKind, path: Path, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> FileReading:
    """Read and check all rows of a file. Raises NotFound, NotPossible (see ``open_table``), ImportCancelled."""
    try:
        table = open_table(path)
        first = next((record for record in table.records if not record.blank), None)
        if first is None:
            raise NotReadable(message(N_("The file is empty. Choose a file with a header and rows.")))
        if first.fault:
            raise NotReadable(first.fault)
        header = _header(LEDGERS[kind], first, table)
        rows = _Rows(header, Reading(centre.codes, centre.today(), canonical), table.quotes)
        rows.errors += (_problem(first.line, each) for each in header.problems)
        rows.warnings += (ImportProblem(first.line, "", "", note) for note in table.notes)
        if header.known:
            for number, record in enumerate(table.records):
                if number % _REPORT_EVERY == 0:
                    report(record.line, max(table.lines, record.line), progress, cancelled)
                rows.add(record)
    except OSError:
        raise NotPossible(message(N_("The file can no longer be read. Check where it is, and try again."))) from None
    except NotReadable as error:
        return FileReading(None, (), errors=(ImportProblem(1, "", "", error.message),))
    return FileReading(header, tuple(rows.good), tuple(rows.warnings), tuple(rows.errors))


def report(done: int, total: int, progress: Progress | None, cancelled: Cancelled | None) -> None:
    """Tell how far the work is; raise ImportCancelled where stopping was asked for."""
    if cancelled and cancelled():
        raise ImportCancelled
    if progress:
        progress(done, total)


def _header(ledger: Ledger, record: Record, table: TableFile) -> Header:
    cells = _cells(record, table.quotes)
    header = read_header(ledger, cells)
    if not header.known and len(cells) == 1:
        for separator, name in (("\t", N_("tabs")), (";", N_("semicolons"))):
            if separator in cells[0]:
                between = N_("The cells are separated by {separators}. Save the file with commas between the cells.")
                raise NotReadable(message(between, separators=message(name)))
    if not looks_like_a_table(cells) or (not header.known and len(cells) == 1):
        raise NotReadable(message(N_("This is not a table. Choose a CSV or XLSX file with a header and rows.")))
    return header


def _cells(record: Record, quotes: bool) -> tuple[str, ...]:
    return tuple(map(unquoted, record.cells)) if quotes else record.cells


class _Rows:
    """Collects rows one by one: good ones, what is wrong, what is to be looked at."""

    def __init__(self, header: Header, reading: Reading, quotes: bool) -> None:
        self.good: list[PlannedRow] = []
        self.errors: list[ImportProblem] = []
        self.warnings: list[ImportProblem] = []
        self._header = header
        self._reading = reading
        self._quotes = quotes
        self._first_lines: dict[str, int] = {}
        key = header.ledger.key
        self._key = header.ledger.column(key) if key else None
        self._key_place = header.columns.index(self._key) if self._key in header.columns else None
        self._given: dict[frozenset[str], frozenset[str]] = {}

    def add(self, record: Record) -> None:
        """Read one record; blank ones are nothing."""
        if record.blank:
            return
        if record.fault:
            self.errors.append(ImportProblem(record.line, "", "", record.fault))
            return
        cells = _cells(record, self._quotes)
        found = read_row(self._header, cells, self._reading)
        faulty = {self._title(place): fault for place, fault in record.faults.items()}
        problems = [each for each in found.problems if each.title not in faulty]
        self.errors += (ImportProblem(record.line, title, "", fault) for title, fault in faulty.items())
        self.errors += (_problem(record.line, each) for each in problems)
        self.warnings += (_problem(record.line, each) for each in found.warnings)
        twice = self._twice(record.line, cells)
        self.errors += twice
        if found.entry and not faulty and not twice:
            given = self._given.setdefault(found.given, found.given)
            self.good.append(PlannedRow(record.line, found.entry, given))

    def _title(self, place: int) -> str:
        return self._header.titles[place] if place < len(self._header.titles) else ""

    def _twice(self, line: int, cells: Sequence[str]) -> list[ImportProblem]:
        """Return a problem where another row of the file has this row's key; bad rows hold their key, too."""
        if self._key is None or self._key_place is None or self._key_place >= len(cells):
            return []
        text = cells[self._key_place]
        value = text if self._key.form.verbatim else text.strip()
        if not value.strip():
            return []
        first = self._first_lines.setdefault(value, line)
        if first == line:
            return []
        again = message(N_("Line {line} has the same. Keep one of the two rows."), line=first)
        return [ImportProblem(line, self._header.titles[self._key_place], text, again)]


def _problem(line: int, problem: CellProblem) -> ImportProblem:
    return ImportProblem(line, problem.title, problem.value, problem.message)


def problem_lines(plan: ImportPlan) -> tuple[ImportProblem, ...]:
    """Return what is wrong, by line and then by column in the order of the file."""
    titles = plan.header.titles if plan.header else ()
    places = {title: place for place, title in enumerate(titles)}
    return tuple(sorted(plan.errors, key=lambda each: (each.line, places.get(each.column, len(places)))))


def in_chunks(rows: Sequence[R], size: int = _REPORT_EVERY) -> Iterator[Sequence[R]]:
    """Yield ``rows`` in slices of at most ``size``."""
    return (rows[start : start + size] for start in range(0, len(rows), size))
