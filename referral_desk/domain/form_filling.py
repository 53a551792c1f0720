"""Filling a report form from counted contacts or referrals.

People are distinct in every cell: a total of persons is counted over everything it gathers, never added up from the
rows or columns, and a period's persons never from its months.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, partial
from typing import NamedTuple

from referral_desk.domain.codes import HandoffMode
from referral_desk.domain.report_form import NOT_YET, FormColumn, Measure, ReportProfile, Words
from referral_desk.domain.tally import Figure, FigureKind, FormCell
from referral_desk.domain.tally_counts import rate

_TOTAL = -1
_WARM = frozenset(mode.value for mode in HandoffMode if mode.warm)


@dataclass(frozen=True)
class Counted:
    """Contacts (or referrals) of one person that are alike: how many of one service (mode), category (kind), factors.

    ``year`` is the fiscal year they lie in. ``before``: they lie in that year, but before the period; they tell who is
    new in it, and are counted nowhere.
    """

    person: str
    across: str
    along: str
    factors: frozenset[str]
    count: int
    year: int
    before: bool = False


@dataclass(frozen=True)
class CountedRows:
    """What a period gives to fill a form with; ``closed``: all of it is of closed months."""

    rows: tuple[Counted, ...]
    closed: bool


class LineKind(StrEnum):
    """What a line of a filled form is."""

    ROW = "row"
    TOTAL = "total"
    AGAIN = "again"


@dataclass(frozen=True)
class FilledLine:
    """A line: its figures in the order of the columns. A percentage has one decimal, None where it has no base."""

    kind: LineKind
    words: Words
    cells: tuple[int | float | None, ...]
    along: tuple[str, ...]
    factors: tuple[str, ...] = ()


@dataclass(frozen=True)
class FilledForm:
    """A form with its figures. ``left_out``: contacts or referrals of the period that no row or no column takes."""

    profile: ReportProfile
    first: date
    last: date
    closed: bool
    lines: tuple[FilledLine, ...]
    left_out: int

    def of(self, kind: LineKind) -> tuple[FilledLine, ...]:
        """Return the lines of a kind, in their order."""
        return tuple(line for line in self.lines if line.kind is kind)

    def figure(self, line: FilledLine, place: int) -> Figure:
        """Return the figure of a line in the column ``place``, to ask who stands behind it."""
        column = self.profile.columns[place]
        across = column.codes
        if column.measure is Measure.WARM_RATE:
            across = tuple(code for code in column.codes or tuple(HandoffMode) if code in _WARM)
        cell = FormCell(self.profile.source.value, across, line.along, line.factors)
        return Figure(FigureKind.FORM, self.profile.id, column.measure.value, cell)

    def value(self, figure: Figure) -> int | None:
        """Return what a figure counts in this form; None for a percentage, and for a figure of another form."""
        for line in self.lines:
            for place, value in enumerate(line.cells):
                if not self.profile.columns[place].measure.percent and self.figure(line, place) == figure:
                    return int(value or 0)
        return None


@dataclass(frozen=True)
class FormsBeside:
    """The same form for the period on show (``tally``) and for those beside it, by the names of ``Beside``."""

    tally: FilledForm
    before: FilledForm
    year_ago: FilledForm
    year_to_date: FilledForm

    def value(self, which: str, figure: Figure) -> int | None:
        """Return what a figure counts in the period named ``which``."""
        form: FilledForm = getattr(self, which)
        return form.value(figure)


TOTAL_WORDS = Words("計", "Total")


class _Alike(NamedTuple):
    """What contacts have in common that stand in the same cells."""

    across: str
    along: str
    factors: frozenset[str]
    before: bool


class _Cell:
    """What one cell has seen so far."""

    __slots__ = ("before", "events", "happened", "people", "warm")

    def __init__(self) -> None:
        self.events = self.happened = self.warm = 0
        self.people: set[tuple[str, int]] = set()
        self.before: set[tuple[str, int]] = set()

    def add(self, alike: _Alike, people: set[tuple[str, int]], events: int) -> None:
        if alike.before:
            self.before |= people
            return
        self.people |= people
        self.events += events
        if alike.across != NOT_YET:
            self.happened += events
        if alike.across in _WARM:
            self.warm += events

    def value(self, measure: Measure, base: int) -> int | float | None:
        match measure:
            case Measure.PERSONS:
                return len({person for person, _year in self.people})
            case Measure.FIRST_IN_YEAR:
                return len(self.people - self.before)
            case Measure.CONTACTS | Measure.REFERRALS:
                return self.events
            case Measure.SHARE:
                return rate(self.events, base)
            case Measure.WARM_RATE:
                return rate(self.warm, self.happened)


def fill(profile: ReportProfile, first: date, last: date, counted: CountedRows) -> FilledForm:
    """Fill a form with what was counted from ``first`` to ``last``, both included."""
    cells: defaultdict[tuple[int, int], _Cell] = defaultdict(_Cell)
    columns_of = cache(partial(_places, profile.columns))
    counts_events = _counting_everything(profile.columns)
    row_of = {code: number for number, row in enumerate(profile.rows) for code in row.codes}
    left_out = 0
    for alike, (people, events) in _gathered(counted.rows).items():
        row = row_of.get(alike.along)
        columns = columns_of(alike.across)
        if not alike.before and (row is None or not any(counts_events[place] for place in columns)):
            left_out += events
        if row is None:
            continue
        for line in (row, _TOTAL, *_again(profile, alike.factors)):
            for place in columns:
                cells[line, place].add(alike, people, events)
    gathered = profile.gathered
    lines = [
        FilledLine(LineKind.ROW, row.words, _figures(profile, cells, number), row.codes)
        for number, row in enumerate(profile.rows)
    ]
    if profile.total:
        lines.append(FilledLine(LineKind.TOTAL, TOTAL_WORDS, _figures(profile, cells, _TOTAL), gathered))
    lines += [
        FilledLine(LineKind.AGAIN, row.words, _figures(profile, cells, _line_of(number)), gathered, row.codes)
        for number, row in enumerate(profile.again)
    ]
    return FilledForm(profile, first, last, counted.closed, tuple(lines), left_out)


def _gathered(rows: Iterable[Counted]) -> dict[_Alike, tuple[set[tuple[str, int]], int]]:
    """Return who (in which fiscal year) and how many stand behind contacts that are alike: these are few."""
    people: defaultdict[tuple[str, str, frozenset[str], bool], set[tuple[str, int]]] = defaultdict(set)
    events: defaultdict[tuple[str, str, frozenset[str], bool], int] = defaultdict(int)
    for each in rows:
        key = (each.across, each.along, each.factors, each.before)  # a plain tuple: a year may have 100,000 of them
        people[key].add((each.person, each.year))
        events[key] += each.count
    return {_Alike(*key): (who, events[key]) for key, who in people.items()}


def _line_of(again: int) -> int:
    return _TOTAL - 1 - again


def _again(profile: ReportProfile, factors: frozenset[str]) -> Iterator[int]:
    """Yield the lines of factors that take contacts with ``factors``: each takes a contact once, whatever it shares."""
    for number, row in enumerate(profile.again):
        if not factors.isdisjoint(row.codes):
            yield _line_of(number)


def _places(columns: tuple[FormColumn, ...], across: str) -> tuple[int, ...]:
    """Return the columns that take a service or mode."""
    return tuple(place for place, column in enumerate(columns) if not column.codes or across in column.codes)


def _counting_everything(columns: Iterable[FormColumn]) -> tuple[bool, ...]:
    """Return by column whether a contact that stands in it is on the form: percentages alone do not show it."""
    return tuple(not column.measure.percent for column in columns)


def _figures(
    profile: ReportProfile, cells: Mapping[tuple[int, int], _Cell], line: int
) -> tuple[int | float | None, ...]:
    empty = _Cell()
    return tuple(
        cells.get((line, place), empty).value(column.measure, cells.get((_TOTAL, place), empty).events)
        for place, column in enumerate(profile.columns)
    )
