"""``import`` and ``export``: an office's ledgers as files, and everything held about one client."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from referral_desk.cli import output
from referral_desk.cli.access import export_client
from referral_desk.cli.reading import choice
from referral_desk.cli.surroundings import surroundings
from referral_desk.cli.usage import WrongUsage
from referral_desk.domain.ledger import LedgerKind, OnDuplicate
from referral_desk.domain.messages import Message
from referral_desk.i18n import _, language, ngettext, render
from referral_desk.services.imports import ImportProblem
from referral_desk.services.imports.planning import check_usage

KINDS = tuple(kind.value for kind in LedgerKind)
FORMATS = ("csv", "xlsx", "json")
ONE_CLIENT = "client"


class ImportErrors(Exception):
    """A file with bad rows; nothing was written. ``lines`` say what is wrong, line by line."""

    def __init__(self, lines: tuple[str, ...]) -> None:
        super().__init__(f"{len(lines)} problems")
        self.lines = lines


def import_file(
    context: typer.Context,
    kind: Annotated[
        str, typer.Argument(metavar="KIND", help=_("clients, institutions, engagements, contacts or referrals"))
    ],
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("A CSV file (UTF-8 or CP932) or an XLSX file."))],
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Only say what would happen."))] = False,
    on_duplicate: Annotated[
        str, typer.Option(metavar="|".join(OnDuplicate), help=_("What to do with rows that are there already."))
    ] = OnDuplicate.REFUSE.value,
) -> None:
    """Import a ledger: every row, or none."""
    from referral_desk.services import imports

    choice(kind, KINDS, "KIND")
    rule = OnDuplicate(choice(on_duplicate, tuple(OnDuplicate), "--on-duplicate"))
    check_usage(LedgerKind(kind), rule)
    with surroundings(context).centre() as centre:
        with output.progress_of(_("Reading")) as progress:
            plan = imports.plan(centre, LedgerKind(kind), file.expanduser(), rule, progress=progress)
        for warning in plan.warnings:
            output.say(_line(warning))
        if not plan.possible:
            raise ImportErrors(tuple(map(_line, imports.problem_lines(plan))))
        counts = plan.counts
        if not dry_run:
            try:
                with output.progress_of(_("Writing")) as progress:
                    counts = imports.execute(centre, plan, progress=progress).record
            except imports.ImportRefused as refusal:
                raise ImportErrors(tuple(map(_line, imports.problem_lines(refusal.plan)))) from refusal
    if dry_run:
        output.say(_("This is what would happen; nothing was written."))
    output.give(
        _("New: {new}  changed: {updated}  unchanged: {unchanged}  left out: {skipped}").format(
            new=counts.new, updated=counts.updated, unchanged=counts.unchanged, skipped=counts.skipped
        )
    )


def export_file(
    context: typer.Context,
    kind: Annotated[
        str,
        typer.Argument(metavar="KIND", help=_("clients, institutions, engagements, contacts, referrals; or client")),
    ],
    format_: Annotated[str, typer.Option("--format", metavar="|".join((*FORMATS, "pdf")), help=_("The kind of file."))],
    record: Annotated[
        str, typer.Argument(metavar="[CLIENT]", show_default=False, help=_("With “client”: the client’s number or id."))
    ] = "",
    out: Annotated[Path | None, typer.Option(metavar="FILE", help=_("Where to write it."))] = None,
    without_third_party: Annotated[
        bool,
        typer.Option("--without-third-party", help=_("With “client”: leave out what is of others.")),
    ] = False,
    pdf_password_file: Annotated[
        str, typer.Option(metavar="FILE", help=_("Encrypt with the password in the first line of this file."))
    ] = "",
) -> None:
    """Export a ledger; CSV and XLSX can be imported again. Or everything held about one client."""
    from referral_desk.services import exports

    choice(kind, (*KINDS, ONE_CLIENT), "KIND")
    if kind == ONE_CLIENT:
        if not record:
            raise WrongUsage(_("Name the client: export client 00012 --format pdf --out FILE."))
        export_client(
            context, record, format_, out, third_party=not without_third_party, password_file=pdf_password_file
        )
        return
    if record or without_third_party or pdf_password_file:
        raise WrongUsage(_("A ledger is exported as a whole: write only its name, --format and --out."))
    choice(format_, FORMATS, "--format")
    with surroundings(context).centre() as centre, output.progress_of(_("Writing")) as progress:
        exported = exports.export(
            centre, LedgerKind(kind), exports.ExportFormat(format_), language(), progress=progress
        )
    output.give_bytes(exported.content, out, binary=format_ == "xlsx")
    _say_left_out(exported.left_out)


def _say_left_out(left_out: tuple[Message, ...]) -> None:
    if left_out:
        output.say(_("The file has no column for the following; use --format json to have everything:"))
    for each in left_out:
        output.say(f"  {render(each)}")


def _line(problem: ImportProblem) -> str:
    """Return a problem as a line: where it is, then what is wrong and what would be right."""
    place = _("line {line}").format(line=problem.line)
    return "  ".join(part for part in (place, problem.column, render(problem.message)) if part)


def refusal(errors: ImportErrors) -> str:
    """Return the first line of a refused import: what to do."""
    count = len(errors.lines)
    return ngettext(
        "Correct this in the file and import it again; nothing was written ({count} problem):",
        "Correct these in the file and import it again; nothing was written ({count} problems):",
        count,
    ).format(count=count)
