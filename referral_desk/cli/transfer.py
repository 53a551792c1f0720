"""``import`` and ``export``: an office's ledgers as files, and everything held about one client."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from referral_desk.cli import output
from referral_desk.cli.access import export_client
from referral_desk.cli.reading import choice, code
from referral_desk.cli.surroundings import surroundings
from referral_desk.cli.usage import WrongUsage
from referral_desk.domain.codes import LegalBasis
from referral_desk.domain.ledger import LedgerKind, OnDuplicate
from referral_desk.domain.messages import Message
from referral_desk.i18n import _, language, ngettext, render
from referral_desk.services import lookup
from referral_desk.services.imports import Difference, ImportProblem
from referral_desk.services.imports.planning import check_usage

KINDS = tuple(kind.value for kind in LedgerKind)
FORMATS = ("csv", "xlsx", "json")
HSDS = "hsds"
ONE_CLIENT = "client"
ONE_REFERRAL = "referral"


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
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help=_("A CSV file (UTF-8 or CP932) or an XLSX file; for institutions also HSDS.")
        ),
    ],
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
            plan = imports.plan(
                centre, LedgerKind(kind), file.expanduser(), rule, progress=progress, language=language()
            )
        line = _entry if plan.directory is not None else _line
        for warning in plan.warnings:
            output.say(line(warning))
        if not plan.possible:
            raise ImportErrors(tuple(map(line, imports.problem_lines(plan))))
        counts = plan.counts
        if not dry_run:
            try:
                with output.progress_of(_("Writing")) as progress:
                    counts = imports.execute(centre, plan, progress=progress).record
            except imports.ImportRefused as refusal:
                raise ImportErrors(tuple(map(line, imports.problem_lines(refusal.plan)))) from refusal
    if dry_run:
        output.say(_("This is what would happen; nothing was written."))
    output.give(
        _("New: {new}  changed: {updated}  unchanged: {unchanged}  left out: {skipped}").format(
            new=counts.new, updated=counts.updated, unchanged=counts.unchanged, skipped=counts.skipped
        )
    )
    if dry_run:
        for difference in plan.differences:
            give_difference(difference)


def give_difference(difference: Difference) -> None:
    """Write what updating would change in one institution, a field a line."""
    output.give(output.one_line(f"{difference.number}  {difference.name}"))
    for change in difference.changes:
        before, after = (render(each) if isinstance(each, Message) else each for each in (change.before, change.after))
        words = _("{field}: {before} → {after}").format(
            field=render(change.label), before=before or _("(blank)"), after=after or _("(blank)")
        )
        output.give(f"  {output.one_line(words)}")


def export_file(
    context: typer.Context,
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND", help=_("clients, institutions, engagements, contacts, referrals; or client, referral")
        ),
    ],
    format_: Annotated[
        str, typer.Option("--format", metavar="|".join((*FORMATS, HSDS, "pdf", "fhir")), help=_("The kind of file."))
    ],
    record: Annotated[
        str,
        typer.Argument(
            metavar="[RECORD]", show_default=False, help=_("With “client” or “referral”: its number or id.")
        ),
    ] = "",
    out: Annotated[Path | None, typer.Option(metavar="FILE", help=_("Where to write it."))] = None,
    without_third_party: Annotated[
        bool,
        typer.Option("--without-third-party", help=_("With “client”: leave out what is of others.")),
    ] = False,
    pdf_password_file: Annotated[
        str, typer.Option(metavar="FILE", help=_("Encrypt with the password in the first line of this file."))
    ] = "",
    include_unlisted: Annotated[
        bool,
        typer.Option("--include-unlisted", help=_("With hsds: also what must not be listed, or is no longer there.")),
    ] = False,
    with_contacts: Annotated[
        bool,
        typer.Option("--with-contacts", help=_("With hsds: also persons and own notes; never to be passed on.")),
    ] = False,
    basis: Annotated[
        str, typer.Option(metavar="CODE", help=_("With “referral”: the legal basis where there is no consent."))
    ] = "",
) -> None:
    """Export a ledger; CSV, XLSX and HSDS can be imported again. Or all held about a client, or a referral as FHIR."""
    from referral_desk.services import exports

    choice(kind, (*KINDS, ONE_CLIENT, ONE_REFERRAL), "KIND")
    if (include_unlisted or with_contacts) and (kind, format_) != (LedgerKind.INSTITUTIONS, HSDS):
        raise WrongUsage(_("--include-unlisted and --with-contacts go with: export institutions --format hsds."))
    if basis and kind != ONE_REFERRAL:
        raise WrongUsage(_("--basis goes with: export referral REF --format fhir --out FILE."))
    if kind == ONE_REFERRAL:
        if without_third_party or pdf_password_file:
            raise WrongUsage(_("--without-third-party and --pdf-password-file go with: export client CLIENT."))
        export_referral(context, record, format_, out, basis)
        return
    if kind == ONE_CLIENT:
        if not record:
            raise WrongUsage(_("Name the client: export client 00012 --format pdf --out FILE."))
        export_client(
            context, record, format_, out, third_party=not without_third_party, password_file=pdf_password_file
        )
        return
    if record or without_third_party or pdf_password_file:
        raise WrongUsage(_("A ledger is exported as a whole: write only its name, --format and --out."))
    if kind == LedgerKind.INSTITUTIONS and format_ == HSDS:
        _export_directory(context, out, unlisted=include_unlisted, whole=with_contacts)
        return
    choice(format_, (*FORMATS, HSDS) if kind == LedgerKind.INSTITUTIONS else FORMATS, "--format")
    with surroundings(context).centre() as centre, output.progress_of(_("Writing")) as progress:
        exported = exports.export(
            centre, LedgerKind(kind), exports.ExportFormat(format_), language(), progress=progress
        )
    output.give_bytes(exported.content, out, binary=format_ == "xlsx")
    _say_left_out(exported.left_out)


def _export_directory(context: typer.Context, out: Path | None, *, unlisted: bool, whole: bool) -> None:
    from referral_desk.services.exports import hsds

    if out is not None:
        output.check_place(out)
    with surroundings(context).centre() as centre:
        exported = hsds.directory(centre, unlisted=unlisted, whole=whole)
    output.give_bytes(exported.content, out, binary=False)
    if exported.left_out:
        output.say(_("The following is not in the file, because others may read it:"))
    for each in exported.left_out:
        output.say(f"  {render(each)}")
    if whole:
        output.say(_("The file names persons and holds the centre’s own notes: do not pass it on."))


def export_referral(context: typer.Context, record: str, format_: str, out: Path | None, basis: str) -> None:
    """Write one referral as FHIR: it is written into the disclosure log before the file is."""
    from referral_desk.services.exports import fhir

    if not record:
        raise WrongUsage(_("Name the referral: export referral 2026-0001 --format fhir --out FILE."))
    choice(format_, ("fhir",), "--format")
    if out is not None:
        output.check_place(out)
    with surroundings(context).centre() as centre:
        ground = LegalBasis(code(basis, centre.codes.legal_bases, "--basis")) if basis else None
        exported = fhir.bundle(centre, lookup.referral_id(centre, record), basis=ground, language=language())
    output.give_bytes(exported.content, out, binary=False)


def _say_left_out(left_out: tuple[Message, ...]) -> None:
    if left_out:
        output.say(_("The file has no column for the following; use --format json to have everything:"))
    for each in left_out:
        output.say(f"  {render(each)}")


def _line(problem: ImportProblem) -> str:
    """Return a problem as a line: where it is, then what is wrong and what would be right."""
    return _placed(_("line {line}").format(line=problem.line), problem)


def _entry(problem: ImportProblem) -> str:
    """As :func:`_line`, in a directory, which has entries instead of lines."""
    return _placed(_("entry {number}").format(number=problem.line), problem)


def _placed(place: str, problem: ImportProblem) -> str:
    return "  ".join(part for part in (place, problem.column, render(problem.message)) if part)


def refusal(errors: ImportErrors) -> str:
    """Return the first line of a refused import: what to do."""
    count = len(errors.lines)
    return ngettext(
        "Correct this in the file and import it again; nothing was written ({count} problem):",
        "Correct these in the file and import it again; nothing was written ({count} problems):",
        count,
    ).format(count=count)
