"""``tally``: the figures of a month, a range of months, or a fiscal year."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from referral_desk.cli import narrowing, output, reading, report_forms
from referral_desk.cli.surroundings import surroundings
from referral_desk.cli.usage import WrongUsage
from referral_desk.domain.access import Action
from referral_desk.domain.audit import Handout
from referral_desk.domain.calendar import Period
from referral_desk.domain.tally import Tally
from referral_desk.i18n import _, language
from referral_desk.services.centre import Centre

FORMATS = ("text", "json", "csv", "xlsx", "pdf")


def tally(
    context: typer.Context,
    month: Annotated[str, typer.Argument(metavar="[YYYY-MM]", help=_("The month."))] = "",
    until: Annotated[str, typer.Option(metavar="YYYY-MM", help=_("The last month of a range."))] = "",
    fiscal_year: Annotated[str, typer.Option(metavar="YYYY", help=_("A fiscal year, from April to March."))] = "",
    format_: Annotated[str, typer.Option("--format", metavar="|".join(FORMATS), help=_("How to write it."))] = "text",
    out: Annotated[Path | None, typer.Option(metavar="FILE", help=_("Where to write it."))] = None,
    form: Annotated[str, typer.Option(metavar="ID", help=_("In a report form, such as community_12 or own_1."))] = "",
    all_figures: Annotated[
        bool, typer.Option("--all-figures", help=_("With --format json: every figure, not only those agreed on."))
    ] = False,
    staff: Annotated[str, typer.Option(metavar="NAME|LOGIN", help=_("Only what this member of staff wrote."))] = "",
    district: Annotated[str, typer.Option(metavar="TEXT", help=_("Only clients who live in this district."))] = "",
    institution: Annotated[
        str, typer.Option(metavar="INSTITUTION", help=_("Only referrals and engagements with this institution."))
    ] = "",
    category: Annotated[str, typer.Option(metavar="CODE", help=_("Only contacts about this."))] = "",
    sex: Annotated[str, typer.Option(metavar="CODE", help=_("Only clients of this sex."))] = "",
    age_group: Annotated[
        str, typer.Option(metavar="CODE", help=_("Only who was of this age on the day, such as 40-64."))
    ] = "",
) -> None:
    """Count a month, a range of months or a fiscal year."""
    asked = narrowing.Asked(staff, district, institution, category, sex, age_group)
    if form and asked:
        raise WrongUsage(_("A report form is filled from everything. Leave out --form, or the options that narrow."))
    choice = reading.choice(format_, FORMATS, "--format")
    period = _period(month, until, fiscal_year)
    from referral_desk.services import audit, tallies

    if out is not None:
        output.check_place(out)
    with surroundings(context).centre() as centre:
        if out is None:
            centre.require(Action.READ_FIGURES)
        if form:
            content = report_forms.content(centre, period, form, choice)
        else:
            counted = tallies.tally(centre, period, narrowing.narrowed(centre, asked))
            content = _content(centre, counted, choice, all_figures=all_figures)
            if asked:
                output.say(_("Narrowed figures: these are not the ones to be submitted."))
        if out is not None:
            audit.handed_out(centre, Action.SAVE_DOCUMENT, Handout("report_form" if form else "tally"))
    if choice == "text" and out is None:
        output.give_bytes(content, None, binary=False)
    else:
        output.give_bytes(content, out, binary=choice in {"xlsx", "pdf"})


def close_month(
    context: typer.Context,
    month: Annotated[str, typer.Argument(metavar="YYYY-MM", help=_("The month."))],
    reopen: Annotated[str, typer.Option(metavar="REASON", help=_("Open the closed month again, and say why."))] = "",
) -> None:
    """Freeze the figures of a month as they are submitted."""
    year, number = reading.month(month)
    from referral_desk.services import closed_months

    with surroundings(context).centre() as centre:
        if reopen:
            closed_months.reopen_month(centre, year, number, reopen)
            output.say(_("Opened {month} again. It counts live until it is closed anew.").format(month=month))
            return
        closed = closed_months.close_month(centre, year, number).record
    output.say(_("Closed {month}. Audit trail: {head}").format(month=month, head=closed.head))


def research_data(
    context: typer.Context,
    out: Annotated[Path, typer.Option(metavar="FILE", help=_("Where to write it."))],
    month: Annotated[str, typer.Argument(metavar="[YYYY-MM]", help=_("The month."))] = "",
    until: Annotated[str, typer.Option(metavar="YYYY-MM", help=_("The last month of a range."))] = "",
    fiscal_year: Annotated[str, typer.Option(metavar="YYYY", help=_("A fiscal year, from April to March."))] = "",
) -> None:
    """Write counts by codes as a workbook, with no cell that stands for fewer than five people."""
    period = _period(month, until, fiscal_year)
    from referral_desk.services import research_data as research

    output.check_place(out)
    with surroundings(context).centre() as centre:
        content = research.to_xlsx(research.research_data(centre, period), centre.codes, language())
    output.give_bytes(content, out, binary=True)


def _period(month: str, until: str, fiscal_year: str) -> Period:
    if bool(month) == bool(fiscal_year):
        raise WrongUsage(_("Name either a month, such as 2026-10, or --fiscal-year."))
    if fiscal_year:
        if until:
            raise WrongUsage(_("Write --until behind a month, not with --fiscal-year."))
        return Period.fiscal_year(reading.fiscal_year(fiscal_year))
    first = reading.month(month)
    last = reading.month(until) if until else first
    if last < first:
        raise WrongUsage(_("Write a month behind --until that does not lie before the first one."))
    return Period.months(first, last)


def _content(centre: Centre, counted: Tally, format_: str, *, all_figures: bool) -> bytes:
    from referral_desk.services import tallies
    from referral_desk.services.tally_json import as_agreed

    if format_ == "json":
        figures = tallies.as_json(counted, centre.codes, language())
        return (output.as_json_text(figures if all_figures else as_agreed(figures)) + "\n").encode()
    if format_ == "pdf":
        from referral_desk.services import documents

        return documents.tally_pdf(centre, counted, language=language())
    from referral_desk.services import tally_tables

    if format_ == "csv":
        return tally_tables.to_csv(counted, centre, language())
    if format_ == "xlsx":
        return tally_tables.to_xlsx(counted, centre, language())
    return _text(centre, counted).encode()


def _text(centre: Centre, counted: Tally) -> str:
    from referral_desk.services import tally_tables

    lines = [tally_tables.period_title(counted, language())]
    for table in tally_tables.tables(counted, centre.codes, language()):
        rows = [[_figure(cell) for cell in row] for row in table.rows]
        lines += ["", table.title, *output.table_lines(table.head, rows, right=range(1, len(table.head)))]
    return "\n".join(lines) + "\n"


def _figure(cell: str | int | float | None) -> str:
    if cell is None:
        return "-"
    return cell if isinstance(cell, str) else f"{cell:,}"
