"""The correction sheet of a closed month: the figures that change, and the entries, by number without names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from referral_desk.domain.calendar import english_month, era_month
from referral_desk.domain.centre import CentreSettings
from referral_desk.domain.closed_month import ClosedMonth
from referral_desk.domain.codes import CodeBook
from referral_desk.domain.correction import CorrectedFigure
from referral_desk.domain.documents.register import EntryTable, Signature
from referral_desk.domain.documents.text import About, date_for, date_in_table
from referral_desk.domain.late_entries import LateEntries, LateEntry
from referral_desk.domain.late_words import LATE_WORDS, PART_WORDS, SOURCE_WORDS, LateWords
from referral_desk.domain.messages import Gettext

_SIGN = "+"
_MINUS = "−"


@dataclass(frozen=True)
class CorrectionSheet:
    """What the sheet says. The columns of ``figures`` from ``first_figure`` on are numbers."""

    about: About
    title: str
    centre: str
    made_on: str
    closing: tuple[str, ...]
    figures: EntryTable
    first_figure: int
    entries: EntryTable
    notes: tuple[str, ...]
    signatures_heading: str
    signatures: tuple[Signature, ...]


def compose_correction_sheet(
    *,
    closed: ClosedMonth,
    late: LateEntries,
    figures: Sequence[CorrectedFigure],
    centre: CentreSettings,
    codes: CodeBook,
    language: str,
    tr: Gettext,
    made_on: date,
    made_by: str,
) -> CorrectionSheet:
    """Freeze what the sheet says of a closing, on the day of printing."""
    month = (english_month if language == "en" else era_month)(closed.year, closed.month)
    title = tr("Correction sheet, {month}").format(month=month)
    made = tr("Made on {date}").format(date=date_for(made_on, language))
    words = LateWords(codes, language, tr)
    return CorrectionSheet(
        about=About(language, title, centre.name),
        title=title,
        centre="\u3000".join(part for part in (centre.name, centre.department) if part),
        made_on="\u3000".join(part for part in (made, made_by) if part),
        closing=closing_words(closed, language, tr),
        figures=_figures(figures, words),
        first_figure=3,
        entries=_entries(late, words),
        notes=tuple(_notes(late, tr)),
        signatures_heading=tr("Looked through"),
        signatures=(
            Signature(tr("Person in charge of the report"), tr("Date")),
            Signature(tr("Head of the centre"), tr("Date")),
        ),
    )


def closing_words(closed: ClosedMonth, language: str, tr: Gettext) -> tuple[str, str]:
    """Return who closed a month and when, and where the audit trail ended then."""
    at = closed.closed_at.astimezone()
    return (
        tr("Closed on {date} at {time} by {name}").format(
            date=date_for(at.date(), language), time=f"{at:%H:%M}", name=closed.closed_by
        ),
        tr("End of the audit trail at the closing: {head}").format(head=closed.head),
    )


def _figures(figures: Sequence[CorrectedFigure], words: LateWords) -> EntryTable:
    tr = words.tr
    return EntryTable(
        tr("Figures that change ({count})").format(count=len(figures)),
        (
            tr("Table"),
            tr("Line of the form"),
            tr("What is counted"),
            tr("As submitted"),
            tr("Corrected"),
            tr("Difference"),
        ),
        tuple(
            (
                tr(PART_WORDS[each.key.part]),
                words.line(each.key),
                words.measure(each.key),
                f"{each.old:,}",
                f"{each.new:,}",
                signed(each.difference),
            )
            for each in figures
        ),
        tr("No figure changes."),
    )


def _entries(late: LateEntries, words: LateWords) -> EntryTable:
    tr = words.tr
    return EntryTable(
        tr("Entries after the closing ({count})").format(count=len(late.entries)),
        (tr("Record"), tr("Kind of change"), tr("Client No."), tr("Day"), tr("What"), tr("Last change")),
        tuple(
            (
                _record(each, words),
                tr(LATE_WORDS[each.late]),
                each.client_number or "—",
                date_in_table(each.on, words.language),
                words.what(each),
                _last(each, words.language),
            )
            for each in late.entries
        ),
        tr("There were none."),
    )


def _record(entry: LateEntry, words: LateWords) -> str:
    return " ".join(part for part in (words.tr(SOURCE_WORDS[entry.source]), entry.number) if part)


def _last(entry: LateEntry, language: str) -> str:
    if entry.at is None:
        return "—"
    return date_in_table(entry.at.astimezone().date(), language)


def _notes(late: LateEntries, tr: Gettext) -> list[str]:
    notes = []
    if late.unseen:
        notes.append(
            tr("{count} more entries are of restricted records and are not listed; the figures hold them.").format(
                count=late.unseen
            )
        )
    if late.merges:
        notes.append(
            tr("Records of one person merged since the closing: {count}. Persons are counted once for them.").format(
                count=late.merges
            )
        )
    notes.append(
        tr(
            "Engagements and benefits are as they were on the day of the closing and are not corrected here; shares "
            "and rates follow from the counts."
        )
    )
    return notes


def signed(difference: int) -> str:
    """Return a difference with its sign: +2, −1."""
    return f"{_SIGN if difference > 0 else _MINUS if difference < 0 else ''}{abs(difference):,}"
