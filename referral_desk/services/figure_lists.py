"""The list behind a figure of the tally: read, printed and saved, by client's number or with names."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence

from referral_desk.db.queries import institutions
from referral_desk.db.queries.restrictions import hidden
from referral_desk.domain.audit import Handout
from referral_desk.domain.calendar import Period
from referral_desk.domain.documents.figure_list import ListPaper, compose_figure_list
from referral_desk.domain.figure_cells import FigureCells
from referral_desk.domain.figure_list import LIST_LIMIT, FigureList
from referral_desk.domain.figure_words import FigureWords
from referral_desk.domain.tally import Figure, FigureKind
from referral_desk.domain.tally_figures import value_of
from referral_desk.domain.tally_filter import EVERYTHING, TallyFilter
from referral_desk.domain.tally_filter_words import FilterNames, narrowed_words
from referral_desk.i18n import Language, translator
from referral_desk.reports.registers import register_pdf
from referral_desk.services import tallies
from referral_desk.services.centre import Centre
from referral_desk.services.exports.csv_file import write_csv
from referral_desk.services.exports.xlsx_file import write_xlsx

NUMBERS, NAMES = "figure_list", "figure_list_names"
"""What the audit trail calls a list that goes onto paper or into a file, without names and with them."""

Progress = Callable[[int, int], None]

_STEP = 500


def _quietly(_done: int, _total: int) -> None:
    """Tell nobody how far it is."""


def read(
    centre: Centre,
    period: Period,
    figure: Figure,
    narrowed: TallyFilter = EVERYTHING,
    *,
    counted: int | None = None,
) -> FigureList:
    """Return who stands behind a figure; ``counted`` is the figure itself, where it is known.

    Where it is not, and somebody may be seen by others only, it is counted: the list alone would say too little.
    """
    rows = tallies.names_behind(centre, period, figure, narrowed)
    in_tally = figure.kind is not FigureKind.FORM
    if counted is None and in_tally and (len(rows) == LIST_LIMIT or _is_somebody_hidden(centre)):
        counted = value_of(tallies.tally(centre, period, narrowed), figure)
    return FigureList(figure, period, rows, counted, narrowed)


def _is_somebody_hidden(centre: Centre) -> bool:
    with centre.read() as session:
        return session.scalar(hidden(session).limit(1)) is not None


def figure_words(centre: Centre, language: Language) -> FigureWords:
    """Return what words the figures of a centre, its staff by name."""
    staff = {str(member.id): member.name for member in centre.settings.staff if member.id is not None}
    return FigureWords(centre.codes, language, translator(language), staff)


def narrowed_sentence(centre: Centre, narrowed: TallyFilter, language: Language) -> str:
    """Return the sentence that stands over narrowed figures, "" for those of everything."""
    return narrowed_words(narrowed, _names(centre, narrowed), centre.codes, language, translator(language))


def _names(centre: Centre, narrowed: TallyFilter) -> FilterNames:
    staff = next((member.name for member in centre.settings.staff if member.id == narrowed.staff), "")
    if narrowed.institution_id is None:
        return FilterNames(staff)
    with centre.read() as session:
        found = institutions.get(session, narrowed.institution_id)
    return FilterNames(staff, found.name if found else "")


# --- out --------------------------------------------------------------------------------------------------------------


def handout(*, with_names: bool) -> Handout:
    """Return what is noted when a list goes out."""
    return Handout(NAMES if with_names else NUMBERS)


def to_pdf(
    centre: Centre, paper: ListPaper, *, language: Language = Language.JA, progress: Progress = _quietly
) -> bytes:
    """Return a list on paper; ``progress`` is told (done, total) and may raise to stop. Raises MissingGlyphs."""
    content = compose_figure_list(
        paper,
        words=figure_words(centre, language),
        centre=centre.settings,
        made_on=centre.today(),
        made_by=centre.staff_name,
    )
    return register_pdf(content, progress)


def to_csv(
    centre: Centre, paper: ListPaper, *, language: Language = Language.JA, progress: Progress = _quietly
) -> bytes:
    """Return a list as CSV, no cell of it a formula; ``progress`` may raise to stop."""
    stream = io.BytesIO()
    write_csv(stream, _table(centre, paper, language, progress))
    return stream.getvalue()


def to_xlsx(
    centre: Centre, paper: ListPaper, *, language: Language = Language.JA, progress: Progress = _quietly
) -> bytes:
    """Return a list as a workbook in which every cell is text. Raises NotPossible where a sheet cannot hold it."""
    stream = io.BytesIO()
    columns = len(_cells(centre, paper, language).columns())
    write_xlsx(stream, _table(centre, paper, language, progress), translator(language)("List"), columns)
    return stream.getvalue()


def _cells(centre: Centre, paper: ListPaper, language: Language) -> FigureCells:
    return FigureCells(paper.listed.shape, paper.with_names, centre.codes, language, translator(language))


def _table(centre: Centre, paper: ListPaper, language: Language, progress: Progress) -> Iterator[Sequence[str]]:
    cells = _cells(centre, paper, language)
    yield cells.columns()
    for number, row in enumerate(paper.rows):
        if number % _STEP == 0:
            progress(number, len(paper.rows))
        yield cells.row(row, lambda day: day.isoformat())
