"""Export a ledger: CSV and XLSX that import again to the same, and JSON that holds everything."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import BinaryIO, TypeVar

from referral_desk.db.queries import (
    benefits,
    conferences,
    consents,
    disclosures,
    households,
    inbound,
    ledger,
    revisions,
    sbirts,
    screenings,
    supporters,
    tasks,
)
from referral_desk.db.queries.batches import batches
from referral_desk.db.queries.restrictions import hidden_ids
from referral_desk.db.session import Session
from referral_desk.domain import ledger_left_out
from referral_desk.domain.access import Action
from referral_desk.domain.benefit import Benefit, standing
from referral_desk.domain.client import Client
from referral_desk.domain.codes import CodeBook
from referral_desk.domain.errors import NotPossible
from referral_desk.domain.inbound import Inbound
from referral_desk.domain.ledger import LEDGERS, LedgerKind, write_row
from referral_desk.domain.ledger_cells import in_list_order
from referral_desk.domain.ledger_entries import (
    ClientEntry,
    ContactEntry,
    EngagementEntry,
    InstitutionEntry,
    LedgerEntry,
    ReferralEntry,
)
from referral_desk.domain.messages import N_, Message, message
from referral_desk.domain.referral import Referral
from referral_desk.domain.sbirts import MeetingPlan
from referral_desk.services.centre import Centre
from referral_desk.services.contacts import KIND as CONTACT
from referral_desk.services.exports.csv_file import write_csv
from referral_desk.services.exports.earlier_json import by_record, corrected_json
from referral_desk.services.exports.record_json import Json, record_json, referral_json

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]

_REPORT_EVERY = 500

T = TypeVar("T")


class ExportFormat(StrEnum):
    """The forms of a file."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


class ExportCancelled(Exception):
    """Stopping was asked for; what was written so far is of no use."""


@dataclass(frozen=True)
class Export:
    """A file's content, and what of the records it leaves out for want of a column."""

    content: bytes
    left_out: tuple[Message, ...]


def export(
    centre: Centre,
    kind: LedgerKind,
    format: ExportFormat,  # noqa: A002 - the option of the command line
    lang: str = "ja",
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Export:
    """Return a ledger as a file. ``lang`` ("ja" or "en") is the language of JSON labels; tables are Japanese always.

    Raises NotPossible for what a workbook cannot hold, ExportCancelled, StorageFault.
    """
    stream = io.BytesIO()
    left_out = write_export(centre, kind, format, stream, lang, progress=progress, cancelled=cancelled)
    return Export(stream.getvalue(), left_out)


def write_export(
    centre: Centre,
    kind: LedgerKind,
    format: ExportFormat,  # noqa: A002
    stream: BinaryIO,
    lang: str = "ja",
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> tuple[Message, ...]:
    """Write a ledger to ``stream``, a record at a time; return what it leaves out. See :func:`export`."""
    codes = centre.codes
    centre.note(Action.EXPORT_LEDGER, record=kind.value, detail={"format": format.value})
    with centre.read() as session:
        total = ledger.count(session, kind)
        left_out: Counter[str] = Counter()
        restricted = 0 if kind is LedgerKind.INSTITUTIONS else len(hidden_ids(session))
        if restricted:
            left_out[ledger_left_out.RESTRICTED] = restricted
        if format is ExportFormat.JSON:
            records = _reported(_json_records(session, kind, codes, lang), total, progress, cancelled)
            _write_json(stream, kind, records)
            return ledger_left_out.phrases(left_out)
        entries = _reported(_entries(session, kind, codes, centre.today(), left_out), total, progress, cancelled)
        columns = LEDGERS[kind].columns
        rows = _rows(kind, entries, codes)
        if format is ExportFormat.CSV:
            write_csv(stream, rows)
        else:
            if total > WORKBOOK_ROWS:
                raise NotPossible(message(N_("A sheet does not hold so many rows. Export as CSV instead.")))
            from referral_desk.services.exports.xlsx_file import write_xlsx  # noqa: PLC0415 - most starts do without

            write_xlsx(stream, rows, SHEET_NAMES[kind], len(columns))
    return ledger_left_out.phrases(left_out)


WORKBOOK_ROWS = 200_000
"""The most rows written as a workbook, which is packed in memory: about 600 MB then."""

SHEET_NAMES = {
    LedgerKind.CLIENTS: "利用者",
    LedgerKind.INSTITUTIONS: "機関",
    LedgerKind.ENGAGEMENTS: "関わり",
    LedgerKind.CONTACTS: "相談記録",
    LedgerKind.REFERRALS: "紹介",
}


def _rows(kind: LedgerKind, entries: Iterable[LedgerEntry], codes: CodeBook) -> Iterator[Sequence[str]]:
    yield tuple(column.ja for column in LEDGERS[kind].columns)
    for entry in entries:
        yield write_row(LEDGERS[kind], entry, codes)


def _entries(
    session: Session, kind: LedgerKind, codes: CodeBook, today: date, left_out: Counter[str]
) -> Iterator[LedgerEntry]:
    match kind:
        case LedgerKind.CLIENTS:
            agreed, told = consents.counts(session), disclosures.counts(session)
            held_there, to_do = conferences.counts(session), tasks.counts(session)
            together, helped = households.in_one(session), supporters.counts(session)
            walked = sbirts.clients(session)
            for client, held, sent in _with_benefits(session, codes):
                if client.id in walked:
                    left_out[ledger_left_out.SBIRTS] += 1
                if client.id in together:
                    left_out[ledger_left_out.HOUSEHOLDS] += 1
                if client.id in helped:
                    left_out[ledger_left_out.SUPPORTERS] += helped[client.id]
                left_out.update(ledger_left_out.of_client(client))
                if client.id in agreed:
                    left_out[ledger_left_out.CONSENTS] += agreed[client.id]
                if client.id in told:
                    left_out[ledger_left_out.DISCLOSURES] += told[client.id]
                if client.id in held_there:
                    left_out[ledger_left_out.CONFERENCES] += held_there[client.id]
                if client.id in to_do:
                    left_out[ledger_left_out.TASKS] += to_do[client.id]
                if held:
                    left_out[ledger_left_out.DATED_BENEFITS] += len(held)
                if sent:
                    left_out[ledger_left_out.SENT_TO_US] += len(sent)
                yield ClientEntry.of(standing(client, held, today))
        case LedgerKind.INSTITUTIONS:
            for institution in ledger.all_institutions(session):
                left_out.update(ledger_left_out.of_institution(institution))
                yield InstitutionEntry.of(institution)
        case LedgerKind.ENGAGEMENTS:
            for client_no, engagement in ledger.all_engagements(session):
                left_out.update(ledger_left_out.of_engagement(engagement))
                yield EngagementEntry.of(engagement, client_no)
        case LedgerKind.CONTACTS:
            for client_no, contact in ledger.all_contacts(session):
                left_out.update(ledger_left_out.of_contact(contact))
                yield ContactEntry.of(contact, client_no, in_list_order(set(contact.factors), codes.factors))
        case LedgerKind.REFERRALS:
            for referral, follow_ups, plan in _with_what_follows(session):
                left_out.update(ledger_left_out.of_referral(referral))
                if plan:
                    left_out[ledger_left_out.FIRST_MEETINGS] += 1
                if follow_ups:
                    left_out[ledger_left_out.FOLLOW_UPS] += len(follow_ups)
                yield ReferralEntry.of(referral)


def _json_records(session: Session, kind: LedgerKind, codes: CodeBook, lang: str) -> Iterator[dict[str, Json]]:
    match kind:
        case LedgerKind.CLIENTS:
            agreed, told = consents.counts(session), disclosures.counts(session)
            held_there, to_do = conferences.counts(session), tasks.counts(session)
            together, helped = households.in_one(session), supporters.counts(session)
            walked = sbirts.clients(session)
            for client, held, sent in _with_benefits(session, codes):
                household = households.of_client(session, client.id) if client.id in together else None
                helping = supporters.of_client(session, client.id) if client.id in helped else ()
                agreements = consents.of_client(session, client.id) if client.id in agreed else ()
                entries = disclosures.of_client(session, client.id) if client.id in told else ()
                tables = conferences.of_client(session, client.id) if client.id in held_there else ()
                work = tasks.of_client(session, client.id) if client.id in to_do else ()
                paths = sbirts.of_client(session, client.id) if client.id in walked else ()
                agreed_goals = sbirts.interventions_of(session, client.id) if client.id in walked else ()
                screened = screenings.of_client(session, client.id) if client.id in walked else ()
                yield {
                    **record_json(client, codes, lang),
                    "benefits": [record_json(each, codes, lang) for each in held],
                    "inbound": [record_json(each, codes, lang) for each in sent],
                    "consents": [record_json(each, codes, lang) for each in agreements],
                    "disclosures": [record_json(each, codes, lang) for each in entries],
                    "conferences": [record_json(each, codes, lang) for each in tables],
                    "tasks": [record_json(each, codes, lang) for each in work],
                    "screenings": [record_json(each, codes, lang) for each in screened],
                    "interventions": [record_json(each, codes, lang) for each in agreed_goals],
                    "paths": [record_json(each, codes, lang) for each in paths],
                    "household_record": record_json(household, codes, lang) if household else None,
                    "supporters": [record_json(each, codes, lang) for each in helping],
                }
        case LedgerKind.INSTITUTIONS:
            for institution in ledger.all_institutions(session):
                yield record_json(institution, codes, lang)
        case LedgerKind.ENGAGEMENTS:
            for client_no, engagement in ledger.all_engagements(session):
                yield {**record_json(engagement, codes, lang), "client_number": client_no}
        case LedgerKind.CONTACTS:
            corrected = by_record(revisions.of_kind(session, CONTACT))
            for client_no, contact in ledger.all_contacts(session):
                written = corrected_json(contact, corrected.get(contact.id, ()), codes, lang)
                yield {**written, "client_number": client_no}
        case LedgerKind.REFERRALS:
            for referral, follow_ups, plan in _with_what_follows(session):
                yield referral_json(referral, follow_ups, plan, codes, lang)


def _with_benefits(
    session: Session, codes: CodeBook
) -> Iterator[tuple[Client, tuple[Benefit, ...], tuple[Inbound, ...]]]:
    """Yield each client with her benefits and who sent her, by number."""
    for batch in batches(ledger.all_clients(session)):
        ids = [client.id for client in batch]
        held, sent = benefits.of_clients(session, ids, codes), inbound.of_clients(session, ids)
        for client in batch:
            yield client, held.get(client.id, ()), sent.get(client.id, ())


def _with_what_follows(
    session: Session,
) -> Iterator[tuple[Referral, Sequence[ledger.FollowUpHistory], MeetingPlan | None]]:
    for batch in batches(ledger.all_referrals(session)):
        ids = [referral.id for referral in batch]
        follow_ups, plans = ledger.follow_ups_of(session, ids), sbirts.plans_of(session, ids)
        for referral in batch:
            yield referral, follow_ups.get(referral.id, []), plans.get(referral.id)


def _write_json(stream: BinaryIO, kind: LedgerKind, records: Iterable[dict[str, Json]]) -> None:
    stream.write(f'{{"{kind}": ['.encode())
    between = "\n"
    for record in records:
        stream.write((between + json.dumps(record, ensure_ascii=False)).encode())
        between = ",\n"
    stream.write(b"\n]}\n")


def _reported(records: Iterable[T], total: int, progress: Progress | None, cancelled: Cancelled | None) -> Iterator[T]:
    for done, record in enumerate(records):
        if done % _REPORT_EVERY == 0:
            if cancelled and cancelled():
                raise ExportCancelled
            if progress:
                progress(done, total)
        yield record
