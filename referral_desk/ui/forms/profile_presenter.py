"""The presenter of a report form's editor: its name and years, and its rows and columns, line by line. No Qt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from referral_desk.domain.codes import Code, CodeBook
from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, message
from referral_desk.domain.report_form import (
    MEASURES,
    NOT_YET,
    FormColumn,
    FormRow,
    Measure,
    ReportProfile,
    Source,
    Words,
    check_profile,
    column_codes,
    not_gathered,
)
from referral_desk.services.report_profiles import KnownProfile
from referral_desk.ui.forms.presenter import DraftPresenter

NOT_YET_CODE = Code(NOT_YET, "未実施", "Still to come")
_NO_YEAR = message(N_("Write the fiscal year as a number, such as 2026, or leave it blank."))


class Part(StrEnum):
    """Which lines of a form are edited; the values are the profile's field names."""

    ROWS = "rows"
    COLUMNS = "columns"
    AGAIN = "again"
    NOTES = "notes"


@dataclass(frozen=True)
class TypedProfile:
    """What stands in the editor: which stored form it changes (None: a new one), the form as typed, and where one is.

    ``line`` is the chosen one of ``part``, counted from 0.
    """

    profile_id: int | None
    version: int | None
    profile: ReportProfile
    part: Part = Part.ROWS
    line: int = 0


class ProfilePresenter(DraftPresenter[TypedProfile]):
    """Edits a form in the language of the window.

    A label that is changed is new in both languages, for nobody may submit a form whose English still says something
    else; one that is known, such as a category's own, keeps its other half.
    """

    def __init__(self, known: KnownProfile, codes: CodeBook, language: str) -> None:
        super().__init__(TypedProfile(known.id, known.version, known.profile), stored=known.own)
        self._codes = codes
        self._language = language
        self._known = self._known_words(known.profile)

    def go_on(self, draft: TypedProfile, unread: tuple[tuple[str, str], ...], first: TypedProfile | None) -> None:
        super().go_on(draft, unread, first)
        self._known = self._known_words(draft.profile)

    def _known_words(self, profile: ReportProfile) -> Mapping[str, Words]:
        codes = self._codes
        lists = (codes.contact_categories, codes.factors, codes.contact_services, codes.institution_kinds)
        words = [Words(item.ja, item.en) for book in lists for item in book.items]
        words += [profile.name, *profile.notes, *(line.words for line in (*profile.rows, *profile.again))]
        words += [each for column in profile.columns for each in (column.words, column.group)]
        return {each.label(self._language): each for each in words if not each.blank}

    @property
    def changed(self) -> bool:
        """Whether something would be lost; where one looks is nothing."""
        return self._draft.profile != self._first.profile or bool(self._unread)

    def look_at(self, part: Part, line: int = 0) -> None:
        """Note where one is, for a form that comes back."""
        self.put(replace(self.draft, part=part, line=max(0, line)))

    def line_of(self, part: Part) -> int:
        """Return the line where one was."""
        return self.draft.line if self.draft.part is part else 0

    @property
    def profile(self) -> ReportProfile:
        """The form as typed so far."""
        return self.draft.profile

    def check(self) -> Iterable[Problem]:
        return check_profile(self.profile, self._codes)

    def put_profile(self, profile: ReportProfile) -> None:
        """Take over what was typed."""
        self.put(replace(self.draft, profile=profile))

    def words(self, text: str) -> Words:
        """Return a label as typed; one that is known in both languages as it is."""
        return self._known.get(text) or (Words("", text) if self._language == "en" else Words(text, ""))

    def label(self, words: Words) -> str:
        """Return a label as it stands in its field."""
        return words.label(self._language)

    # --- the whole ----------------------------------------------------------------------------------------------

    def put_name(self, text: str) -> None:
        """Take over the form's name."""
        self.put_profile(replace(self.profile, name=self.words(text)))

    def put_total(self, on: bool) -> None:
        """Say whether the form has a row of totals."""
        self.put_profile(replace(self.profile, total=on))

    def put_year(self, field: str, text: str) -> None:
        """Take over ``first_year`` or ``last_year``; blank: open."""
        plain = text.strip()
        readable = not plain or plain.isdecimal()
        self.unread(field, text, None if readable else _NO_YEAR)
        if readable:
            year = int(plain[:9]) if plain else None
            changed = replace(self.profile, first_year=year) if field == "first_year" else None
            self.put_profile(changed or replace(self.profile, last_year=year))

    def put_notes(self, text: str) -> None:
        """Take over the notes, a line each; blank lines are none."""
        self.put_profile(
            replace(self.profile, notes=tuple(self.words(line.strip()) for line in text.splitlines() if line.strip()))
        )

    @property
    def notes(self) -> str:
        """The notes, a line each."""
        return "\n".join(self.label(note) for note in self.profile.notes)

    # --- what can be chosen -------------------------------------------------------------------------------------

    def row_choices(self, part: Part) -> tuple[Code, ...]:
        """Return what a row can gather."""
        if part is Part.AGAIN:
            return tuple(self._codes.factors.items)
        if self.profile.source is Source.CONTACTS:
            return tuple(self._codes.contact_categories.items)
        return tuple(self._codes.institution_kinds.items)

    def column_choices(self) -> tuple[Code, ...]:
        """Return what a column can be about."""
        if self.profile.source is Source.CONTACTS:
            return tuple(self._codes.contact_services.items)
        return (*self._codes.handoff_modes.items, NOT_YET_CODE)

    def measures(self) -> tuple[Measure, ...]:
        """Return what a column can measure."""
        return MEASURES[self.profile.source]

    def missing(self) -> str:
        """Return the labels of what no row gathers."""
        labels = {code.code: code.label(self._language) for code in self.row_choices(Part.ROWS)}
        comma = ", " if self._language == "en" else "、"
        return comma.join(labels[code] for code in not_gathered(self.profile, self._codes))

    def gathers(self, line: FormRow | FormColumn) -> str:
        """Return in words what a line gathers; "" for nothing chosen."""
        known = (*self.row_choices(Part.ROWS), *self.row_choices(Part.AGAIN), *self.column_choices())
        labels = {code.code: code.label(self._language) for code in known}
        comma = ", " if self._language == "en" else "、"
        return comma.join(labels.get(code, code) for code in line.codes)

    # --- lines --------------------------------------------------------------------------------------------------

    def lines(self, part: Part) -> tuple[FormRow, ...] | tuple[FormColumn, ...]:
        """Return the rows, columns, or rows of factors."""
        match part:
            case Part.ROWS:
                return self.profile.rows
            case Part.AGAIN:
                return self.profile.again
            case Part.COLUMNS:
                return self.profile.columns
            case Part.NOTES:
                raise ValueError("notes have no lines")

    def add(self, part: Part, after: int) -> int:
        """Add a blank line behind ``after``; return its place. A new column has the head of the one before it."""
        place = min(after + 1, len(self.lines(part)))
        if part is Part.COLUMNS:
            columns = self.profile.columns
            group = columns[place - 1].group if place else Words()
            measure = self.measures()[0]
            new = FormColumn(Words(), measure, (), group)
            self.put_profile(replace(self.profile, columns=(*columns[:place], new, *columns[place:])))
        else:
            rows = self._rows(part)
            self._put_rows(part, (*rows[:place], FormRow(), *rows[place:]))
        return place

    def remove(self, part: Part, place: int) -> None:
        """Take a line away."""
        if part is Part.COLUMNS:
            columns = self.profile.columns
            self.put_profile(replace(self.profile, columns=columns[:place] + columns[place + 1 :]))
        else:
            rows = self._rows(part)
            self._put_rows(part, rows[:place] + rows[place + 1 :])

    def move(self, part: Part, place: int, by: int) -> int:
        """Move a line up (-1) or down (1); return where it stands then."""
        to = place + by
        if not 0 <= to < len(self.lines(part)):
            return place
        if part is Part.COLUMNS:
            columns = list(self.profile.columns)
            columns.insert(to, columns.pop(place))
            self.put_profile(replace(self.profile, columns=tuple(columns)))
        else:
            rows = list(self._rows(part))
            rows.insert(to, rows.pop(place))
            self._put_rows(part, tuple(rows))
        return to

    def put_row(self, part: Part, place: int, *, text: str, codes: Iterable[str]) -> None:
        """Take over a row's label and what it gathers, in the order of the list."""
        rows = self._rows(part)
        chosen = set(codes)
        order = tuple(code.code for code in self.row_choices(part) if code.code in chosen)
        self._put_rows(part, (*rows[:place], FormRow(self.words(text), order), *rows[place + 1 :]))

    def put_column(
        self, place: int, *, group: str, text: str, measure: Measure, codes: Iterable[str], total: bool
    ) -> None:
        """Take over a column; all of the list chosen is as good as none, and is kept as it was chosen."""
        columns = self.profile.columns
        chosen = set(codes)
        order = tuple(code for code in column_codes(self.profile.source, self._codes) if code in chosen)
        head = self.words(group) if group.strip() else Words()
        changed = FormColumn(self.words(text), measure, order, head, total)
        self.put_profile(replace(self.profile, columns=(*columns[:place], changed, *columns[place + 1 :])))

    def _rows(self, part: Part) -> tuple[FormRow, ...]:
        return self.profile.again if part is Part.AGAIN else self.profile.rows

    def _put_rows(self, part: Part, rows: tuple[FormRow, ...]) -> None:
        again = part is Part.AGAIN
        self.put_profile(replace(self.profile, again=rows) if again else replace(self.profile, rows=rows))
