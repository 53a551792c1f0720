"""Report forms as data: which rows and columns a report asks for, and what each of them gathers.

Sources of the shipped ones: 地域保健・健康増進事業報告 (mental health counselling) and 衛生行政報告例, by fiscal year.
How a form is filled stands in :mod:`referral_desk.domain.form_filling`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from referral_desk.domain.codes import CodeBook
from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, Message, message

NOT_YET = "not_yet"
"""Beside the modes: a referral whose handoff is still to come."""

NAME_LIMIT = 60
LABEL_LIMIT = 40
NOTE_LIMIT = 300
ROWS_LIMIT = 60
COLUMNS_LIMIT = 24
YEARS = range(2000, 2101)


class Source(StrEnum):
    """What a form counts."""

    CONTACTS = "contacts"
    HANDOFFS = "handoffs"


class Measure(StrEnum):
    """What a column says of the contacts or referrals in it.

    PERSONS are distinct people (実人員), CONTACTS and REFERRALS count events (延人員, 件数). FIRST_IN_YEAR are the
    persons of a cell who were not in that cell earlier in the fiscal year, so that the months add up to the year.
    SHARE is percent of the events of the form's total, WARM_RATE percent of the handoffs that happened.
    """

    PERSONS = "persons"
    FIRST_IN_YEAR = "first_in_year"
    CONTACTS = "contacts"
    REFERRALS = "referrals"
    SHARE = "share"
    WARM_RATE = "warm_rate"

    @property
    def percent(self) -> bool:
        """Whether the figure is a percentage."""
        return self in (Measure.SHARE, Measure.WARM_RATE)

    @property
    def of_people(self) -> bool:
        """Whether the figure counts people."""
        return self in (Measure.PERSONS, Measure.FIRST_IN_YEAR)


MEASURES: Mapping[Source, tuple[Measure, ...]] = MappingProxyType(
    {
        Source.CONTACTS: (Measure.PERSONS, Measure.FIRST_IN_YEAR, Measure.CONTACTS, Measure.SHARE),
        Source.HANDOFFS: (Measure.REFERRALS, Measure.PERSONS, Measure.SHARE, Measure.WARM_RATE),
    }
)
"""What may be asked of each source, in the order of a choice."""

MEASURE_WORDS: Mapping[Measure, str] = MappingProxyType(
    {
        Measure.PERSONS: N_("Persons"),
        Measure.FIRST_IN_YEAR: N_("First in the fiscal year"),
        Measure.CONTACTS: N_("Number of contacts"),
        Measure.REFERRALS: N_("Number of referrals"),
        Measure.SHARE: N_("Share (%)"),
        Measure.WARM_RATE: N_("Warm rate (%)"),
    }
)


@dataclass(frozen=True)
class Words:
    """A label in both languages; where one is blank the other stands in for it."""

    ja: str = ""
    en: str = ""

    def label(self, language: str) -> str:
        """Return the label in ``language`` ("ja" or "en")."""
        return (self.en or self.ja) if language == "en" else (self.ja or self.en)

    @property
    def blank(self) -> bool:
        """Whether neither language has a word."""
        return not (self.ja.strip() or self.en.strip())


@dataclass(frozen=True)
class FormRow:
    """A row: its label, and the categories, kinds of institution or factors that it gathers."""

    words: Words = Words()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class FormColumn:
    """A column: its label, what it measures, of which services or modes (none: of all).

    Columns beside each other with the same ``group`` share a head. ``total`` sets it apart as a total.
    """

    words: Words = Words()
    measure: Measure = Measure.CONTACTS
    codes: tuple[str, ...] = ()
    group: Words = Words()
    total: bool = False


@dataclass(frozen=True)
class ReportProfile:
    """A form. ``again`` are the rows of factors (再掲): never added to the total, which gathers all other rows.

    ``first_year`` and ``last_year`` are fiscal years; None: open on that side. ``id`` is the code by which the centre
    and the command line name it.
    """

    id: str
    name: Words
    source: Source = Source.CONTACTS
    first_year: int | None = None
    last_year: int | None = None
    rows: tuple[FormRow, ...] = ()
    columns: tuple[FormColumn, ...] = ()
    again: tuple[FormRow, ...] = ()
    total: bool = True
    notes: tuple[Words, ...] = ()

    def valid_in(self, year: int) -> bool:
        """Say whether the report asks for this form in a fiscal year."""
        return (self.first_year is None or self.first_year <= year) and (
            self.last_year is None or year <= self.last_year
        )

    @property
    def gathered(self) -> tuple[str, ...]:
        """The categories or kinds that any row gathers, in the order of the rows."""
        return tuple(dict.fromkeys(code for row in self.rows for code in row.codes))


@dataclass(frozen=True)
class OwnProfile:
    """A form of the centre's own as it is stored: ``content`` is what :func:`write_record` makes of the profile."""

    id: int
    code: str
    name: str
    content: str
    version: int


@dataclass(frozen=True)
class HeadGroup:
    """Columns that share a head: its words, which column is the first, how many there are."""

    words: Words
    first: int
    count: int


def head_groups(columns: Sequence[FormColumn]) -> tuple[HeadGroup, ...]:
    """Return the heads over ``columns``; a column without a group has one of its own with blank words."""
    groups: list[HeadGroup] = []
    for place, column in enumerate(columns):
        last = groups[-1] if groups else None
        if last is not None and not column.group.blank and last.words == column.group:
            groups[-1] = replace(last, count=last.count + 1)
        else:
            groups.append(HeadGroup(column.group, place, 1))
    return tuple(groups)


def row_codes(source: Source, codes: CodeBook) -> tuple[str, ...]:
    """Return what the rows of a form can gather."""
    book = codes.contact_categories if source is Source.CONTACTS else codes.institution_kinds
    return tuple(item.code for item in book.items)


def column_codes(source: Source, codes: CodeBook) -> tuple[str, ...]:
    """Return what the columns of a form can be about."""
    if source is Source.CONTACTS:
        return tuple(item.code for item in codes.contact_services.items)
    return (*(item.code for item in codes.handoff_modes.items), NOT_YET)


def not_gathered(profile: ReportProfile, codes: CodeBook) -> tuple[str, ...]:
    """Return the categories or kinds that no row gathers: what is recorded so does not appear on the form."""
    gathered = set(profile.gathered)
    return tuple(code for code in row_codes(profile.source, codes) if code not in gathered)


def with_every_kind(profile: ReportProfile, codes: CodeBook) -> ReportProfile:
    """Return a shipped form on handoffs with a row for each kind of institution that the centre added itself."""
    if profile.source is not Source.HANDOFFS:
        return profile
    kinds = codes.institution_kinds
    own = tuple(FormRow(Words(kinds[code].ja, kinds[code].en), (code,)) for code in not_gathered(profile, codes))
    return replace(profile, rows=profile.rows + own)


def check_profile(profile: ReportProfile, codes: CodeBook) -> tuple[Problem, ...]:
    """Return what is wrong with a form, by the field of the profile it stands in.

    Whatever is counted must be counted once: no category in two rows.
    """
    return (
        *_check_words("name", message(N_("Name")), profile.name, NAME_LIMIT),
        *_check_years(profile),
        *_check_rows(profile, codes),
        *_check_columns(profile, codes),
        *_check_again(profile, codes),
        *(
            problem
            for number, note in enumerate(profile.notes, start=1)
            for problem in _check_words("notes", message(N_("Note {number}"), number=number), note, NOTE_LIMIT)
        ),
    )


def _check_words(field: str, what: Message, words: Words, limit: int, *, optional: bool = False) -> Iterator[Problem]:
    if words.blank and not optional:
        yield Problem(field, message(N_("{what}: enter a label."), what=what))
    if max(len(words.ja), len(words.en)) > limit:
        yield Problem(field, message(N_("{what}: {limit} characters at most."), what=what, limit=limit))
    if not (words.ja + words.en).isprintable():
        yield Problem(field, message(N_("{what}: write it on one line, without control characters."), what=what))


def _check_years(profile: ReportProfile) -> Iterator[Problem]:
    for field in ("first_year", "last_year"):
        year = getattr(profile, field)
        if year is not None and year not in YEARS:
            yield Problem(
                field, message(N_("Enter a year from {low} to {high}."), low=str(YEARS.start), high=str(YEARS.stop - 1))
            )
    if profile.first_year is not None and profile.last_year is not None and profile.last_year < profile.first_year:
        yield Problem("last_year", message(N_("The last fiscal year lies before the first one.")))


def _check_rows(profile: ReportProfile, codes: CodeBook) -> Iterator[Problem]:
    known = set(row_codes(profile.source, codes))
    if not 1 <= len(profile.rows) <= ROWS_LIMIT:
        yield Problem("rows", message(N_("A form has 1 to {limit} rows."), limit=ROWS_LIMIT))
    for number, row in enumerate(profile.rows, start=1):
        what = message(N_("Row {number}"), number=number)
        yield from _check_words("rows", what, row.words, LABEL_LIMIT)
        yield from _check_codes("rows", what, row.codes, known)
        if not row.codes:
            yield Problem("rows", message(N_("{what}: choose what it counts."), what=what))
    book = codes.contact_categories if profile.source is Source.CONTACTS else codes.institution_kinds
    for code, count in Counter(code for row in profile.rows for code in set(row.codes)).items():
        item = book.get(code)
        if count > 1 and item is not None:
            twice = N_("“{ja}” ({en}) stands in {count} rows: it would be counted more than once.")
            yield Problem("rows", message(twice, ja=item.ja, en=item.en, count=count))


def _check_columns(profile: ReportProfile, codes: CodeBook) -> Iterator[Problem]:
    known = set(column_codes(profile.source, codes))
    if not 1 <= len(profile.columns) <= COLUMNS_LIMIT:
        yield Problem("columns", message(N_("A form has 1 to {limit} columns."), limit=COLUMNS_LIMIT))
    for number, column in enumerate(profile.columns, start=1):
        what = message(N_("Column {number}"), number=number)
        yield from _check_words("columns", what, column.words, LABEL_LIMIT)
        yield from _check_words("columns", what, column.group, LABEL_LIMIT, optional=True)
        yield from _check_codes("columns", what, column.codes, known)
        if column.measure not in MEASURES[profile.source]:
            yield Problem("columns", message(N_("{what}: this form cannot measure that."), what=what))


def _check_again(profile: ReportProfile, codes: CodeBook) -> Iterator[Problem]:
    if profile.again and profile.source is not Source.CONTACTS:
        yield Problem("again", message(N_("A form on handoffs has no rows of factors.")))
        return
    if len(profile.again) > ROWS_LIMIT:
        yield Problem("again", message(N_("A form has at most {limit} rows of factors."), limit=ROWS_LIMIT))
    known = {item.code for item in codes.factors.items}
    for number, row in enumerate(profile.again, start=1):
        what = message(N_("Row of factors {number}"), number=number)
        yield from _check_words("again", what, row.words, LABEL_LIMIT)
        yield from _check_codes("again", what, row.codes, known)
        if not row.codes:
            yield Problem("again", message(N_("{what}: choose what it counts."), what=what))


def _check_codes(field: str, what: Message, codes: Iterable[str], known: set[str]) -> Iterator[Problem]:
    codes = tuple(codes)
    for code in codes:
        if code not in known:
            yield Problem(field, message(N_("{what}: “{code}” is not known here."), what=what, code=code[:40]))
    if len(set(codes)) < len(codes):
        yield Problem(field, message(N_("{what}: the same thing stands in it twice."), what=what))
