"""A report form on paper, as it is submitted: its head, its figures, its notes, and which months are closed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from referral_desk.domain.calendar import (
    Period,
    english_fiscal_year_name,
    english_month,
    era_month,
    fiscal_year_name,
    fiscal_year_of,
)
from referral_desk.domain.centre import CentreSettings
from referral_desk.domain.closed_month import ClosedMonth
from referral_desk.domain.codes import CodeBook
from referral_desk.domain.documents.tally_page import period_name
from referral_desk.domain.documents.text import About, date_for
from referral_desk.domain.form_filling import FilledForm, LineKind
from referral_desk.domain.messages import Gettext
from referral_desk.domain.report_form import NOT_YET, Source, head_groups, not_gathered

_PORTRAIT_COLUMNS = 6
"""More columns than these, and the page lies on its side."""


@dataclass(frozen=True)
class PaperHead:
    """A head over columns beside each other; blank words: the columns' own heads go up to the top."""

    words: str
    first: int
    count: int


@dataclass(frozen=True)
class PaperLine:
    """A line of the form: its label and its figures as printed."""

    kind: LineKind
    label: str
    figures: tuple[str, ...]


@dataclass(frozen=True)
class ReportFormPage:
    """A filled form as it is printed. ``fields`` are what stands beside the head: a label and its words, or a blank.

    ``totals`` says of each column whether it is a total; ``again`` is the heading over the rows of factors.
    """

    about: About
    title: str
    period: str
    centre: str
    state: str
    fields: tuple[tuple[str, str], ...]
    corner: str
    heads: tuple[PaperHead, ...]
    columns: tuple[str, ...]
    totals: tuple[bool, ...]
    lines: tuple[PaperLine, ...]
    again: str
    notes: tuple[str, ...]
    made_on: str
    wide: bool


def shown_figure(value: float | None, *, percent: bool) -> str:
    """Return a figure as the form shows it: counts with separators, percentages with one decimal."""
    if value is None:
        return "—"
    return f"{value:.1f}%" if percent else f"{value:,}"


def cautions(form: FilledForm, codes: CodeBook, language: str, tr: Gettext) -> tuple[str, ...]:
    """Return what the reader of a form must know beside its own notes: what it leaves out, and another year's form."""
    profile = form.profile
    found = []
    missing = not_gathered(profile, codes)
    if form.left_out:
        book = codes.contact_categories if profile.source is Source.CONTACTS else codes.institution_kinds
        labels = tr(", ").join(book.label(code, language) for code in missing)
        words = (
            tr("{count} contacts of the period stand in no row and no column of this form.")
            if profile.source is Source.CONTACTS
            else tr("{count} referrals of the period stand in no row and no column of this form.")
        ).format(count=f"{form.left_out:,}")
        found.append(words + (tr(" No row gathers: {labels}.").format(labels=labels) if missing else ""))
    years = range(fiscal_year_of(form.first), fiscal_year_of(form.last) + 1)
    if not all(profile.valid_in(year) for year in years):
        found.append(tr("This form is meant for other fiscal years than the period’s."))
    return tuple(found)


def compose_report_form_page(
    *,
    form: FilledForm,
    closings: Sequence[ClosedMonth],
    centre: CentreSettings,
    codes: CodeBook,
    language: str,
    tr: Gettext,
    made_on: date,
) -> ReportFormPage:
    """Freeze a filled form as it is submitted; ``closings`` are those that hold of its months."""
    profile = form.profile
    title = profile.name.label(language)
    closed = tuple(_closing(each, language, tr) for each in closings)
    one_month = Period(form.first, form.last) == Period.month(form.first.year, form.first.month)
    state = tr("Closed: as submitted") if form.closed else tr("Not closed: figures may change")
    if closed and not one_month and not form.closed:
        state = tr("Partly closed: figures of open months may change")
    return ReportFormPage(
        about=About(language, title, centre.name),
        title=title,
        period=_period(form, language, tr),
        centre="\u3000".join(part for part in (centre.name, centre.department) if part),
        state=state,
        fields=(
            (tr("Submitted to"), ""),
            (tr("Submitted on"), ""),
            (tr("Prepared by"), ""),
            (tr("Phone"), _phone(centre, tr)),
        ),
        corner=tr("Item"),
        heads=tuple(
            PaperHead(group.words.label(language), group.first, group.count) for group in head_groups(profile.columns)
        ),
        columns=tuple(column.words.label(language) for column in profile.columns),
        totals=tuple(column.total for column in profile.columns),
        lines=tuple(
            PaperLine(
                line.kind,
                line.words.label(language),
                tuple(
                    shown_figure(value, percent=column.measure.percent)
                    for value, column in zip(line.cells, profile.columns, strict=True)
                ),
            )
            for line in form.lines
        ),
        again=tr("Stated again (not added to the total)"),
        notes=(*(note.label(language) for note in profile.notes), *cautions(form, codes, language, tr), *closed),
        made_on=tr("Made on {date}").format(date=date_for(made_on, language)),
        wide=len(profile.columns) > _PORTRAIT_COLUMNS,
    )


def _period(form: FilledForm, language: str, tr: Gettext) -> str:
    name = period_name(form.first, form.last, language, tr)
    year = fiscal_year_of(form.first)
    if form.first == form.last or year != fiscal_year_of(form.last) or name == _year(year, language):
        return name
    return tr("{period} ({year})").format(period=name, year=_year(year, language))


def _year(year: int, language: str) -> str:
    return english_fiscal_year_name(year) if language == "en" else fiscal_year_name(year)


def _closing(closed: ClosedMonth, language: str, tr: Gettext) -> str:
    month = english_month if language == "en" else era_month
    return tr("{month}: closed on {date} by {name}. End of the audit trail: {head}").format(
        month=month(closed.year, closed.month),
        date=date_for(closed.closed_at.astimezone().date(), language),
        name=closed.closed_by,
        head=closed.head,
    )


def _phone(centre: CentreSettings, tr: Gettext) -> str:
    extension = tr("ext. {number}").format(number=centre.extension) if centre.extension else ""
    return " ".join(part for part in (centre.phone, extension) if part)


def across_words(across: Iterable[str], source: Source, codes: CodeBook, language: str, tr: Gettext) -> str:
    """Return the services or modes of a column in words, "all" where it takes every one."""
    across = tuple(across)
    if not across:
        return tr("all")
    book = codes.contact_services if source is Source.CONTACTS else codes.handoff_modes
    words = (tr("Still to come") if code == NOT_YET else book.label(code, language) for code in across)
    return tr(", ").join(words)
