"""The list behind a figure of the tally on paper: by client's number, or with names for the office's own file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from referral_desk.domain.centre import CentreSettings
from referral_desk.domain.codes import CodeBook
from referral_desk.domain.documents.register import EntryTable, Register
from referral_desk.domain.documents.tally_page import period_name
from referral_desk.domain.documents.text import About, date_for, date_in_table
from referral_desk.domain.figure_cells import FigureCells
from referral_desk.domain.figure_list import Behind, FigureList, Shape
from referral_desk.domain.figure_words import FigureWords
from referral_desk.domain.messages import Gettext

_ACROSS = 8
"""How many numbers stand side by side where a list is nothing but numbers."""

_SHARES = {
    (Shape.PEOPLE, True): (0.2, 0.4, 0.4),
    (Shape.CONTACTS, False): (0.22, 0.2, 0.26, 0.32),
    (Shape.CONTACTS, True): (0.17, 0.12, 0.22, 0.22, 0.13, 0.14),
    (Shape.INBOUND, False): (0.22, 0.2, 0.58),
    (Shape.INBOUND, True): (0.17, 0.12, 0.22, 0.22, 0.27),
    (Shape.PATHS, False): (0.22, 0.2, 0.58),
    (Shape.PATHS, True): (0.17, 0.12, 0.22, 0.22, 0.27),
    (Shape.REFERRALS, False): (0.18, 0.14, 0.28, 0.21, 0.19),
    (Shape.REFERRALS, True): (0.14, 0.09, 0.145, 0.155, 0.16, 0.19, 0.12),
}


@dataclass(frozen=True)
class ListPaper:
    """How a list is wanted on paper: which ``rows`` of it, with names or not, and the words over narrowed figures."""

    listed: FigureList
    rows: Sequence[Behind]
    with_names: bool
    narrowed: str = ""


def compose_figure_list(
    paper: ListPaper, *, words: FigureWords, centre: CentreSettings, made_on: date, made_by: str
) -> Register:
    """Freeze what the list says, in the order in which the rows are given."""
    listed, tr, language, codes = paper.listed, words.tr, words.language, words.codes
    period = period_name(listed.period.first, listed.period.last, language, tr)
    name = words.name(listed.figure)
    counted = listed.counted if listed.counted is not None else len(listed.rows)
    title = tr("{name} {number}, {period}").format(
        name=name, number=words.number(listed.figure, counted), period=period
    )
    made = tr("Made on {date}").format(date=date_for(made_on, language))
    table, shares = _table(paper, codes, language, tr)
    return Register(
        about=About(language, tr("List behind a figure of the tally"), centre.name),
        title=title,
        centre="\u3000".join(part for part in (centre.name, centre.department) if part),
        made_on="\u3000".join(part for part in (made, made_by) if part),
        remark=_remark(paper, words),
        table=table,
        shares=shares,
        signatures_heading="",
        signatures=(),
        mark=tr("Handle with care") if paper.with_names else "",
    )


def _remark(paper: ListPaper, words: FigureWords) -> str:
    listed, tr = paper.listed, words.tr
    parts = [paper.narrowed]
    if len(paper.rows) < len(listed.rows):
        parts.append(
            tr("Only what a search in the list found: {count} of {all}.").format(
                count=f"{len(paper.rows):,}", all=f"{len(listed.rows):,}"
            )
        )
    if listed.cut:
        parts.append(cut_words(listed, tr))
    if listed.left_out:
        parts.append(
            tr("{number} of it may be seen by others only, and are not listed.").format(
                number=words.number(listed.figure, listed.left_out)
            )
        )
    return "\n".join(part for part in parts if part)


def cut_words(listed: FigureList, tr: Gettext) -> str:
    """Return how many of the counted entries a list holds that is too long to hold them all."""
    return tr("The list holds {count} of them. Choose a shorter period for the rest.").format(
        count=f"{len(listed.rows):,}"
    )


def _table(paper: ListPaper, codes: CodeBook, language: str, tr: Gettext) -> tuple[EntryTable, tuple[float, ...]]:
    shape = paper.listed.shape
    cells = FigureCells(shape, paper.with_names, codes, language, tr)
    heading = tr("Entries ({count})").format(count=f"{len(paper.rows):,}")
    none = tr("There were none.")

    def written(day: date) -> str:
        return date_in_table(day, language)

    rows = tuple(cells.row(row, written) for row in paper.rows)
    if shape is Shape.PEOPLE and not paper.with_names:
        numbers = [row[0] for row in rows]
        lines = tuple(_line(numbers, start) for start in range(0, len(numbers), _ACROSS))
        head = ("#", *(tr("Client No.") for _place in range(_ACROSS)))
        return EntryTable(heading, head, lines, none), (0.08, *(0.115 for _place in range(_ACROSS)))
    return EntryTable(heading, cells.columns(), rows, none), _SHARES[shape, paper.with_names]


def _line(numbers: Sequence[str], start: int) -> tuple[str, ...]:
    part = numbers[start : start + _ACROSS]
    return (f"{start + 1:,}", *part, *("" for _blank in range(_ACROSS - len(part))))
