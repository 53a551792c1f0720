"""The five ledgers as files: their columns, declared once for reading and writing, and the rules of a row.

The columns, their order and both headers are the contract for files ("Import columns").
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Any

from referral_desk.domain.codes import (
    Anonymity,
    Attendees,
    Channel,
    CodeBook,
    ConsentKind,
    ContactService,
    DisabilityCertificate,
    EngagementState,
    Operator,
    Outcome,
    OutpatientSupport,
    PublicAssistance,
    ReferralStatus,
    Reporter,
    Sex,
    SpokeWith,
    written_form,
)
from referral_desk.domain.errors import NotReadable
from referral_desk.domain.ledger_cells import (
    AnyForm,
    Birth,
    Choice,
    Choices,
    Day,
    Kana,
    Number,
    OpenChoice,
    Phone,
    PostalCode,
    Reading,
    Schedule,
    Text,
    YesNo,
)
from referral_desk.domain.ledger_entries import (
    ClientEntry,
    ContactEntry,
    EngagementEntry,
    InstitutionEntry,
    LedgerEntry,
    ReferralEntry,
    check_entry,
)
from referral_desk.domain.messages import N_, Message, message


class LedgerKind(StrEnum):
    """The ledgers that are imported and exported."""

    CLIENTS = "clients"
    INSTITUTIONS = "institutions"
    ENGAGEMENTS = "engagements"
    CONTACTS = "contacts"
    REFERRALS = "referrals"


class OnDuplicate(StrEnum):
    """What to do with rows that are there already.

    Refuse the file; skip them; update what is there from cells that are not blank (ledgers with a key); add them
    all the same (ledgers without one).
    """

    REFUSE = "refuse"
    SKIP = "skip"
    UPDATE = "update"
    ADD = "add"


@dataclass(frozen=True)
class Column:
    """One column: its field (and English header), its Japanese header, the form of its cells.

    ``required``: the column must be there and no cell blank. ``blank`` is what a blank cell means where that is not
    the form's own.
    """

    field: str
    ja: str
    form: AnyForm
    required: bool = False
    blank: object = None

    @property
    def of_blank(self) -> object:
        """The value of a blank cell."""
        return self.form.blank if self.blank is None else self.blank


@dataclass(frozen=True)
class Ledger:
    """A ledger's columns in their order; ``key`` is the field that names a record, "" where there is none.

    ``one_of`` are fields of which one must be there although neither is required by itself.
    """

    kind: LedgerKind
    entry: Callable[..., LedgerEntry]
    columns: tuple[Column, ...]
    key: str = ""
    one_of: tuple[str, ...] = ()

    @cached_property
    def by_header(self) -> Mapping[str, Column]:
        """Columns by either header, in the form in which headers are compared."""
        return MappingProxyType(
            {written_form(text): column for column in self.columns for text in (column.field, column.ja)}
        )

    @cached_property
    def blanks(self) -> Mapping[str, object]:
        """The values of a row of blank cells."""
        return MappingProxyType({column.field: column.of_blank for column in self.columns})

    def column(self, field: str) -> Column:
        """Return the column of a field."""
        return next(column for column in self.columns if column.field == field)

    def allows(self, on_duplicate: OnDuplicate) -> bool:
        """Say whether this rule for duplicates makes sense here: ``update`` needs a key, ``add`` needs none."""
        return on_duplicate is not (OnDuplicate.ADD if self.key else OnDuplicate.UPDATE)


_REPORTED_BY = Column("reported_by", "情報源", Choice("reporters", Reporter))
_NOTE = Column("note", "備考", Text())

LEDGERS: Mapping[LedgerKind, Ledger] = MappingProxyType(
    {
        LedgerKind.CLIENTS: Ledger(
            LedgerKind.CLIENTS,
            ClientEntry,
            (
                Column("client_no", "利用者番号", Number()),
                Column("name", "氏名", Text(), required=True),
                Column("kana", "フリガナ", Kana(), required=True),
                Column("birth_date", "生年月日", Birth()),
                Column("sex", "性別", Choice("sexes", Sex)),
                Column("postal_code", "郵便番号", PostalCode()),
                Column("address", "住所", Text()),
                Column("phone", "電話番号", Phone()),
                Column("contact_caution", "連絡時の注意", Text()),
                Column("public_assistance", "生活保護", Choice("public_assistance", PublicAssistance)),
                Column("outpatient_support", "自立支援医療", Choice("outpatient_support", OutpatientSupport)),
                Column("disability_certificate", "手帳", Choice("disability_certificates", DisabilityCertificate)),
                _NOTE,
            ),
            key="client_no",
        ),
        LedgerKind.INSTITUTIONS: Ledger(
            LedgerKind.INSTITUTIONS,
            InstitutionEntry,
            (
                Column("name", "機関名", Text(), required=True),
                Column("kana", "フリガナ", Kana()),
                Column("kind", "種別", OpenChoice("institution_kinds"), required=True),
                Column("target", "対象", OpenChoice("targets")),
                Column("attendees", "参加", Choice("attendees", Attendees)),
                Column("anonymous", "匿名", Choice("anonymity", Anonymity)),
                Column("operator", "運営", Choice("operators", Operator)),
                Column("postal_code", "郵便番号", PostalCode()),
                Column("address", "住所", Text()),
                Column("phone", "電話番号", Phone()),
                Column("contact_name", "担当者", Text()),
                Column("contact_hours", "連絡できる時間", Text()),
                Column("schedule", "開催", Schedule()),
                Column("venue", "会場", Text()),
                Column("handoff_note", "つなぎ方", Text()),
                Column("verified_on", "最終確認日", Day()),
                _NOTE,
            ),
            key="name",
        ),
        LedgerKind.ENGAGEMENTS: Ledger(
            LedgerKind.ENGAGEMENTS,
            EngagementEntry,
            (
                Column("client_no", "利用者番号", Number(), required=True),
                Column("institution", "機関名", Text(verbatim=False)),
                Column("kind", "種別", OpenChoice("institution_kinds")),
                Column("state", "状態", Choice("engagement_states", EngagementState), required=True),
                Column("since", "開始日", Day()),
                Column("until", "終了日", Day()),
                _REPORTED_BY,
                _NOTE,
            ),
            one_of=("institution", "kind"),
        ),
        LedgerKind.CONTACTS: Ledger(
            LedgerKind.CONTACTS,
            ContactEntry,
            (
                Column("client_no", "利用者番号", Number(), required=True),
                Column("date", "日付", Day(), required=True),
                Column("service", "方法", Choice("contact_services", ContactService), required=True),
                Column("category", "相談内容", OpenChoice("contact_categories"), required=True),
                Column("factors", "要因", Choices("factors")),
                Column("spoke_with", "相談者", Choice("spoke_with", SpokeWith)),
                Column("note", "記録", Text()),
            ),
        ),
        LedgerKind.REFERRALS: Ledger(
            LedgerKind.REFERRALS,
            ReferralEntry,
            (
                Column("client_no", "利用者番号", Number(), required=True),
                Column("institution", "機関名", Text(verbatim=False), required=True),
                Column("date", "依頼日", Day(), required=True),
                Column("client_present", "本人同席", YesNo()),
                Column("receiver_live", "相手と直接", YesNo()),
                Column("channel", "経路", Choice("channels", Channel)),
                Column("receiver_name", "相手の氏名", Text()),
                Column("consent", "同意", Choice("consents", ConsentKind)),
                Column("status", "状態", Choice("referral_statuses", ReferralStatus), blank=ReferralStatus.REQUESTED),
                Column("outcome", "結果", Choice("outcomes", Outcome), blank=Outcome.NOT_YET_CHECKED),
                Column("outcome_date", "結果日", Day()),
                _REPORTED_BY,
                Column("reason", "理由", Text()),
            ),
        ),
    }
)

# A rule is asked only when every cell that it looks at could be read: else it would accuse the wrong cell.
_RULE_LOOKS_AT: Mapping[LedgerKind, Mapping[str, frozenset[str]]] = {
    LedgerKind.ENGAGEMENTS: {
        "institution": frozenset({"institution", "kind"}),
        "kind": frozenset({"institution", "kind"}),
        "until": frozenset({"since", "until"}),
    },
    LedgerKind.REFERRALS: {
        "channel": frozenset({"client_present", "receiver_live", "channel", "receiver_name"}),
        "reason": frozenset({"status", "reason"}),
        "outcome_date": frozenset({"date", "outcome_date"}),
    },
}


@dataclass(frozen=True)
class CellProblem:
    """One thing wrong, or to be looked at: the field ("" for the row), the header as the file has it, the value."""

    field: str
    title: str
    value: str
    message: Message


@dataclass(frozen=True)
class Header:
    """A file's header understood: the column under each title, None where it has none."""

    ledger: Ledger
    titles: tuple[str, ...]
    columns: tuple[Column | None, ...]
    problems: tuple[CellProblem, ...]

    @property
    def known(self) -> bool:
        """Whether any column is one of the ledger's."""
        return any(self.columns)

    @cached_property
    def missing(self) -> frozenset[str]:
        """Required fields without a column."""
        return frozenset(
            column.field for column in self.ledger.columns if column.required and column not in self.columns
        )

    def title(self, field: str) -> str:
        """Return the header of a field as the file has it, the Japanese one where the file lacks it."""
        for title, column in zip(self.titles, self.columns, strict=True):
            if column and column.field == field:
                return title
        fallback = next((other for other in self.ledger.one_of if other != field), "")
        if field in self.ledger.one_of and any(column and column.field == fallback for column in self.columns):
            return self.title(fallback)
        return self.ledger.column(field).ja if field else ""


def read_header(ledger: Ledger, cells: Sequence[str]) -> Header:
    """Understand a header in either language and any order; its problems name what is unknown, missing or double."""
    titles = tuple(cell.strip() for cell in cells)
    columns: list[Column | None] = []
    problems = []
    for title in titles:
        column = ledger.by_header.get(written_form(title))
        if column and column in columns:
            twice = message(N_("The column is there twice. Remove one of them."))
            problems.append(CellProblem(column.field, title, title, twice))
            column = None
        elif column is None and title:
            unknown = message(
                N_("This column is unknown. Remove it, or rename it to one of: {choices}"),
                choices="、".join(each.ja for each in ledger.columns),
            )
            problems.append(CellProblem("", title, title, unknown))
        columns.append(column)
    there = {column.field for column in columns if column}
    missing = [column for column in ledger.columns if column.required and column.field not in there]
    if ledger.one_of and not there & set(ledger.one_of):
        missing.append(ledger.column(ledger.one_of[0]))
    lacks = message(N_("The column is missing. Add it to the first line."))
    problems += [CellProblem(column.field, column.ja, "", lacks) for column in missing]
    return Header(ledger, titles, tuple(columns), tuple(problems))


def looks_like_a_table(cells: Sequence[str]) -> bool:
    """Say whether a first line can be a header: no control characters, as files that are no text have."""
    return not any(unicodedata.category(each) == "Cc" and each not in "\t\r\n" for cell in cells for each in cell)


@dataclass(frozen=True)
class RowReading:
    """A row understood: its entry, None where ``problems`` say why not; ``given`` are the fields that are not blank."""

    entry: LedgerEntry | None
    given: frozenset[str]
    problems: tuple[CellProblem, ...]
    warnings: tuple[CellProblem, ...]


def read_row(header: Header, cells: Sequence[str], reading: Reading) -> RowReading:
    """Read one row and check its rules; every bad cell is named. Cells that a short row lacks are blank."""
    ledger = header.ledger
    values: dict[str, Any] = dict(ledger.blanks)
    texts: dict[str, str] = {}
    problems: list[CellProblem] = []
    warnings: list[CellProblem] = []
    if len(cells) < len(header.titles):
        cells = (*cells, *[""] * (len(header.titles) - len(cells)))
    for title, column, cell in zip(header.titles, header.columns, cells, strict=False):
        if column is None:
            if cell.strip() and not title:
                problems.append(CellProblem("", "", cell, message(N_("This cell has no column. Remove it."))))
            continue
        texts[column.field] = cell
        try:
            values[column.field] = _read_cell(column, cell, reading)
        except NotReadable as error:
            problems.append(CellProblem(column.field, title, cell, error.message))
            continue
        if isinstance(values[column.field], date) and values[column.field] > reading.today:
            future = message(N_("The date lies in the future."))
            warnings.append(CellProblem(column.field, title, cell, future))
    if any(cell.strip() for cell in cells[len(header.titles) :]):
        too_many = N_("This row has {count} cells, the header has {columns}. Remove what is too much.")
        problems.append(CellProblem("", "", "", message(too_many, count=len(cells), columns=len(header.titles))))
    bad = {problem.field for problem in problems}
    bad |= header.missing
    entry = _entry(ledger, values, bad)
    problems += _broken_rules(header, entry, texts, bad, reading)
    given = frozenset(field for field, text in texts.items() if text.strip())
    return RowReading(None if problems else entry, given, tuple(problems), tuple(warnings))


def write_row(ledger: Ledger, entry: LedgerEntry, codes: CodeBook) -> tuple[str, ...]:
    """Return the cells of an entry in the ledger's order, Japanese and canonical."""
    return tuple(column.form.write(getattr(entry, column.field), codes) for column in ledger.columns)


_BLANK = message(N_("This cell must not be blank."))
_NUL = message(N_("The cell holds a character that is no text (NUL). Type the cell anew."))


def _read_cell(column: Column, cell: str, reading: Reading) -> object:
    if "\0" in cell:
        raise NotReadable(_NUL)
    if cell.strip():
        return column.form.read(cell, reading)
    if column.required:
        raise NotReadable(_BLANK)
    return cell if column.form.verbatim else column.of_blank


def _entry(ledger: Ledger, values: dict[str, Any], bad: set[str]) -> LedgerEntry:
    """Make an entry to check the rules on; fields that could not be read hold something harmless."""
    harmless: dict[str, object] = {"date": date.min, "state": EngagementState.ENGAGED}
    for field in bad & harmless.keys():
        if values.get(field) is None:
            values[field] = harmless[field]
    return ledger.entry(**values)


def _broken_rules(
    header: Header, entry: LedgerEntry, texts: Mapping[str, str], bad: set[str], reading: Reading
) -> list[CellProblem]:
    looks_at = _RULE_LOOKS_AT.get(header.ledger.kind, {})
    return [
        CellProblem(problem.field, header.title(problem.field), texts.get(problem.field, ""), problem.message)
        for problem in check_entry(entry, reading.today, reading.codes)
        if not bad & looks_at.get(problem.field, frozenset({problem.field}))
    ]
