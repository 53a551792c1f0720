"""Rows against what is stored: which are new, which change a record, which are there already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import TypeVar

from referral_desk.db.queries import benefits, ledger
from referral_desk.db.queries.restrictions import hidden_ids
from referral_desk.db.session import Session
from referral_desk.domain.benefit import STATED_KINDS, Benefit, standing
from referral_desk.domain.client import Client, ClientDraft
from referral_desk.domain.codes import CodeBook
from referral_desk.domain.institution import Institution, InstitutionDraft, draft_of, is_there
from referral_desk.domain.institution_changes import changes
from referral_desk.domain.ledger import Header, LedgerKind, OnDuplicate
from referral_desk.domain.ledger_cells import in_list_order
from referral_desk.domain.ledger_entries import (
    ClientEntry,
    ContactEntry,
    EngagementEntry,
    InstitutionEntry,
    LedgerEntry,
    ReferralEntry,
)
from referral_desk.domain.messages import N_, message
from referral_desk.domain.schedule_text import write_schedule
from referral_desk.services.imports.planning import Difference, ImportCounts, ImportProblem, PlannedRow, in_chunks

Dated = ContactEntry | ReferralEntry
Unkeyed = ContactEntry | EngagementEntry | ReferralEntry
K = TypeVar("K", ClientEntry, InstitutionEntry)


@dataclass(frozen=True)
class Matched:
    """What is to be written: ``new`` rows in the order of the file, and changed records as (id, [number,] draft).

    ``clients`` and ``institutions`` give the ids behind the numbers and names of the new rows.
    """

    new: tuple[PlannedRow, ...]
    counts: ImportCounts
    errors: tuple[ImportProblem, ...]
    changed_clients: tuple[tuple[int, ClientDraft], ...] = ()
    changed_institutions: tuple[tuple[int, str, InstitutionDraft], ...] = ()
    clients: dict[str, int] = field(default_factory=dict)
    institutions: dict[str, int] = field(default_factory=dict)
    differences: tuple[Difference, ...] = ()


def match_rows(
    session: Session,
    header: Header,
    rows: Sequence[PlannedRow],
    on_duplicate: OnDuplicate,
    codes: CodeBook,
    today: date,
    language: str = "ja",
) -> Matched:
    """Compare rows, all of one ledger, with the records of the centre; ``today`` is when dated benefits are judged.

    Differences are said in ``language``.
    """
    if header.ledger.key:
        return _match_by_key(session, header, rows, on_duplicate, codes, today, language)
    return _match_as_multiset(session, header, rows, on_duplicate, codes)


# --- ledgers with a key ----------------------------------------------------------------------------------------------


def _match_by_key(
    session: Session,
    header: Header,
    rows: Sequence[PlannedRow],
    on_duplicate: OnDuplicate,
    codes: CodeBook,
    today: date,
    language: str,
) -> Matched:
    new: list[PlannedRow] = []
    errors: list[ImportProblem] = []
    clients: list[tuple[int, ClientDraft]] = []
    institutions: list[tuple[int, str, InstitutionDraft]] = []
    differences: list[Difference] = []
    unchanged = skipped = 0
    closed = hidden_ids(session)
    for chunk in in_chunks(rows):
        stored = _stored(session, header.ledger.kind, [_key(row.entry) for row in chunk])
        held = _benefits(session, stored.values(), codes)
        for row in chunk:
            record = stored.get(_key(row.entry))
            if record is None:
                new.append(row)
            elif on_duplicate is OnDuplicate.SKIP:
                skipped += 1
            elif on_duplicate is not OnDuplicate.UPDATE:
                errors.append(ImportProblem(row.line, header.title(header.ledger.key), _key(row.entry), _TAKEN))
            elif isinstance(record, Client) and record.number != _key(row.entry):
                errors.append(ImportProblem(row.line, header.title(header.ledger.key), _key(row.entry), _MERGED))
            elif isinstance(record, Client) and record.id in closed:
                errors.append(ImportProblem(row.line, header.title(header.ledger.key), _key(row.entry), _RESTRICTED))
            elif isinstance(record, Client) and isinstance(row.entry, ClientEntry):
                dated = held.get(record.id, ())
                against = list(_against_dates(record, dated, row, header, today, codes))
                errors += against
                draft = None if against else _changed_client(record, dated, row.entry, row.given)
                unchanged += draft is None
                clients += [(record.id, draft)] if draft else []
            elif isinstance(record, Institution) and isinstance(row.entry, InstitutionEntry):
                place = _changed_institution(record, row.entry, row.given)
                unchanged += place is None
                if place is not None:
                    institutions.append((record.id, record.number, place))
                    told = changes(draft_of(record), place, codes, language)
                    differences.append(Difference(row.line, record.number, record.name, told))
    counts = ImportCounts(len(new), len(clients) + len(institutions), unchanged, skipped)
    return Matched(
        tuple(new), counts, tuple(errors), tuple(clients), tuple(institutions), differences=tuple(differences)
    )


_TAKEN = message(
    N_("There is a record with this key already. Remove the row, or choose to skip or to update existing records.")
)


_MERGED = message(
    N_("The record with this number was merged into another one. Write that one’s number, or leave the row out.")
)


_RESTRICTED = message(
    N_("This client’s record is restricted to named staff. Leave the row out, or let one of them import it.")
)


def _key(entry: LedgerEntry) -> str:
    return entry.name if isinstance(entry, InstitutionEntry) else entry.client_no


def _stored(session: Session, kind: LedgerKind, keys: Sequence[str]) -> dict[str, Client] | dict[str, Institution]:
    keys = [key for key in keys if key]
    return ledger.clients_of(session, keys) if kind is LedgerKind.CLIENTS else ledger.institutions_of(session, keys)


def _merged(before: K, row: K, given: frozenset[str]) -> K:
    """Return ``before`` with the cells of the row that are not blank."""
    return replace(before, **{name: getattr(row, name) for name in given})


def _benefits(
    session: Session, stored: Iterable[Client | Institution], codes: CodeBook
) -> dict[int, tuple[Benefit, ...]]:
    """Return the dated benefits of those ``stored`` that are clients, by id."""
    ids = [record.id for record in stored if isinstance(record, Client)]
    return benefits.of_clients(session, ids, codes) if ids else {}


def _against_dates(
    client: Client, dated: Sequence[Benefit], row: PlannedRow, header: Header, today: date, codes: CodeBook
) -> Iterator[ImportProblem]:
    """Yield a problem for each cell that says otherwise than entries with dates do; a cell could not outweigh them."""
    holds = standing(client, dated, today)
    lists = (codes.public_assistance, codes.outpatient_support, codes.disability_certificates)
    for kind, answers in zip(STATED_KINDS, lists, strict=True):
        if kind in row.given and any(each.kind == kind for each in dated):
            cell = getattr(row.entry, kind)
            if cell != getattr(holds, kind):
                yield ImportProblem(row.line, header.title(kind), answers.label(cell or "", "ja"), _DATED)


_DATED = message(
    N_("This benefit is recorded with its dates and says otherwise. Correct it at the client, or leave the cell blank.")
)


def _changed_client(
    client: Client, dated: Sequence[Benefit], row: ClientEntry, given: frozenset[str]
) -> ClientDraft | None:
    """Return the client as the row changes it, None where it changes nothing; what has no column stays.

    The cell of a benefit with dates was written from them, and is no statement of its own.
    """
    given = given - {each.kind for each in dated if each.kind in STATED_KINDS}
    before = ClientEntry.of(client)
    after = _merged(before, row, given)
    if after == before:
        return None
    stored = {each.name: getattr(client, each.name) for each in fields(ClientDraft)}
    written = after.draft()
    columns = {name: getattr(written, name) for name in _CLIENT_FIELDS}
    anonymous = client.anonymous if after.name == before.name else written.anonymous
    return ClientDraft(**{**stored, **columns, "anonymous": anonymous})


def _changed_institution(
    institution: Institution, row: InstitutionEntry, given: frozenset[str]
) -> InstitutionDraft | None:
    """Return the institution as the row changes it, None where it changes nothing; what has no column stays.

    Meeting times that the cell says in the same words stay as they are: they hold more than a cell can say.
    """
    before = InstitutionEntry.of(institution)
    if "schedule" in given and write_schedule(row.schedule) == write_schedule(before.schedule):
        given = given - {"schedule"}
    after = _merged(before, row, given)
    if after == before:
        return None
    written, blank = after.draft(), InstitutionDraft()
    columns = {
        each.name: getattr(written, each.name)
        for each in fields(InstitutionDraft)
        if getattr(written, each.name) != getattr(blank, each.name)
    }
    return replace(draft_of(institution), **columns)


_CLIENT_FIELDS = (
    "number",
    "name",
    "kana",
    "birth",
    "birth_exact",
    "sex",
    "postal_code",
    "address",
    "phone",
    "contact_caution",
    "public_assistance",
    "outpatient_support",
    "disability_certificate",
    "note",
)


# --- ledgers without a key -------------------------------------------------------------------------------------------


def _match_as_multiset(
    session: Session, header: Header, rows: Sequence[PlannedRow], on_duplicate: OnDuplicate, codes: CodeBook
) -> Matched:
    clients = ledger.client_ids(session, (_unkeyed(row).client_no for row in rows))
    institutions = _institutions(session, rows)
    closed = hidden_ids(session)
    known: list[PlannedRow] = []
    errors: list[ImportProblem] = []
    for row in rows:
        entry = _unkeyed(row)
        if entry.client_no not in clients:
            errors.append(ImportProblem(row.line, header.title("client_no"), entry.client_no, _NO_CLIENT))
        elif clients[entry.client_no] in closed:
            errors.append(ImportProblem(row.line, header.title("client_no"), entry.client_no, _RESTRICTED))
        if not isinstance(entry, ContactEntry) and entry.institution.strip():
            name = entry.institution if entry.institution in institutions else entry.institution.strip()
            if name not in institutions:
                errors.append(ImportProblem(row.line, header.title("institution"), entry.institution, _NO_INSTITUTION))
            elif name != entry.institution:
                row = replace(row, entry=replace(entry, institution=name))  # noqa: PLW2901 - the name as it is stored
        known.append(row)
    if errors:
        return Matched((), ImportCounts(), tuple(errors))
    if on_duplicate is OnDuplicate.ADD:
        refused = tuple(_to_defunct(session, header, known, institutions))
        return Matched(tuple(known), ImportCounts(len(known)), refused, clients=clients, institutions=institutions)
    wanted = {_unkeyed(row) for row in known}
    there = Counter(entry for entry in _stored_entries(session, header, known, clients, codes) if entry in wanted)
    new: list[PlannedRow] = []
    for row in known:
        entry = _unkeyed(row)
        if there[entry] > 0:
            there[entry] -= 1
            errors.append(ImportProblem(row.line, "", "", _THERE_ALREADY))
        else:
            new.append(row)
    skipped = len(errors)
    refused = (
        *(errors if on_duplicate is OnDuplicate.REFUSE else ()),
        *_to_defunct(session, header, new, institutions),
    )
    return Matched(
        tuple(new), ImportCounts(len(new), skipped=skipped), refused, clients=clients, institutions=institutions
    )


def _to_defunct(
    session: Session, header: Header, new: Sequence[PlannedRow], institutions: dict[str, int]
) -> Iterator[ImportProblem]:
    """Yield a problem for each new referral to an institution that was no longer there on its day."""
    defunct = ledger.defunct_days(session, institutions.values())
    for row in new:
        entry = row.entry
        if not isinstance(entry, ReferralEntry) or entry.institution not in institutions:
            continue  # a file without the column has been told of that
        if not is_there(defunct.get(institutions[entry.institution]), entry.date):
            yield ImportProblem(row.line, header.title("institution"), entry.institution, _DEFUNCT)


_NO_CLIENT = message(N_("There is no client with this number. Import the client first, or correct the number."))
_NO_INSTITUTION = message(
    N_("There is no institution with this name. Import it first, or write the name exactly as it is recorded.")
)
_DEFUNCT = message(N_("This institution was no longer there on that day. Correct the day or the institution."))
_THERE_ALREADY = message(
    N_("This record is there already. Choose to skip such rows (only new ones are taken) or to add them all the same.")
)


def _unkeyed(row: PlannedRow) -> Unkeyed:
    entry = row.entry
    assert not isinstance(entry, ClientEntry | InstitutionEntry)
    return entry


def _institutions(session: Session, rows: Sequence[PlannedRow]) -> dict[str, int]:
    entries = (_unkeyed(row) for row in rows)
    names = {entry.institution for entry in entries if not isinstance(entry, ContactEntry)}
    return ledger.institution_ids(session, [name for name in names | {name.strip() for name in names} if name])


def _stored_entries(
    session: Session, header: Header, rows: Sequence[PlannedRow], clients: dict[str, int], codes: CodeBook
) -> Iterator[Unkeyed]:
    """Yield the stored records that rows of this file might equal: of the same clients and dates."""
    ids = sorted(set(clients.values()))
    if header.ledger.kind is LedgerKind.ENGAGEMENTS:
        for client_no, engagement in ledger.engagements_of(session, ids):
            yield EngagementEntry.of(engagement, client_no)
        return
    first, last = _dates(rows)
    if header.ledger.kind is LedgerKind.CONTACTS:
        for client_no, contact in ledger.contacts_between(session, ids, first, last):
            yield ContactEntry.of(contact, client_no, in_list_order(set(contact.factors), codes.factors))
    else:
        for referral in ledger.referrals_between(session, ids, first, last):
            yield ReferralEntry.of(referral)


def _dates(rows: Sequence[PlannedRow]) -> tuple[date, date]:
    days = [row.entry.date for row in rows if isinstance(row.entry, Dated)]
    return min(days, default=date.max), max(days, default=date.min)
