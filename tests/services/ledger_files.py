"""Small fictional ledgers, and how tests write files and read what a plan says about them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from referral_desk.domain.ledger import LEDGERS, LedgerKind, OnDuplicate
from referral_desk.services.centre import Centre
from referral_desk.services.exports import ExportFormat, export
from referral_desk.services.imports import ImportCounts, ImportPlan, execute, plan, problem_lines

LEDGER_FILES = Path(__file__).resolve().parents[1] / "data" / "ledgers"
GOOD = {
    LedgerKind.CLIENTS: LEDGER_FILES / "clients-cp932.csv",
    LedgerKind.INSTITUTIONS: LEDGER_FILES / "institutions.csv",
    LedgerKind.ENGAGEMENTS: LEDGER_FILES / "engagements.csv",
    LedgerKind.CONTACTS: LEDGER_FILES / "contacts.csv",
    LedgerKind.REFERRALS: LEDGER_FILES / "referrals.csv",
}
CLIENT_HEADER = tuple(column.ja for column in LEDGERS[LedgerKind.CLIENTS].columns)


def fill(centre: Centre) -> None:
    """Import the good files."""
    for kind, path in GOOD.items():
        taken(centre, kind, path)


def taken(centre: Centre, kind: LedgerKind, path: Path, on_duplicate: OnDuplicate = OnDuplicate.REFUSE) -> ImportCounts:
    """Plan and carry out an import that has nothing wrong."""
    planned = plan(centre, kind, path, on_duplicate)
    assert lines(planned) == []
    return execute(centre, planned).record


def lines(planned: ImportPlan) -> list[str]:
    """Return what is wrong as ``LINE COLUMN``."""
    return [f"{problem.line} {problem.column}" for problem in problem_lines(planned)]


def wrong(centre: Centre, kind: LedgerKind, path: Path, on_duplicate: OnDuplicate = OnDuplicate.REFUSE) -> list[str]:
    """Return what is wrong with a file as ``LINE COLUMN``."""
    return lines(plan(centre, kind, path, on_duplicate))


def exported(centre: Centre, kind: LedgerKind, file_format: ExportFormat = ExportFormat.CSV) -> bytes:
    """Return a ledger as a file."""
    return export(centre, kind, file_format).content


def rows(content: bytes) -> list[list[str]]:
    """Return the rows of a CSV file without its header."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))[1:]


def written(path: Path, *table: Sequence[str]) -> Path:
    """Write a CSV file of these rows, as any spreadsheet would."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(table)
    return path
