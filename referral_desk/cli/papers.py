"""``letter``, ``card``, ``summary``, ``consent`` and ``letters``: what is printed, as PDF files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from referral_desk.cli import output, reading
from referral_desk.cli.passwords import first_line
from referral_desk.cli.surroundings import surroundings
from referral_desk.cli.usage import OutputFault, PasswordMissing
from referral_desk.domain.access import Action
from referral_desk.domain.codes import LegalBasis
from referral_desk.i18n import _, language, ngettext, render
from referral_desk.services import audit, lookup


def letter(
    context: typer.Context,
    ref: Annotated[str, typer.Argument(metavar="REF", help=_("The referral’s number or id."))],
    out: Annotated[Path, typer.Option(metavar="FILE", help=_("Where to write it."))],
    basis: Annotated[str, typer.Option(metavar="CODE", help=_("The legal basis where there is no consent."))] = "",
    pdf_password_file: Annotated[
        str, typer.Option(metavar="FILE", help=_("Encrypt with the password in the first line of this file."))
    ] = "",
) -> None:
    """Issue the referral letter as PDF, or write the issued one again."""
    from referral_desk.services import documents

    output.check_place(out)
    secret = pdf_password(pdf_password_file)
    with surroundings(context).centre() as centre:
        ground = LegalBasis(reading.code(basis, centre.codes.legal_bases, "--basis")) if basis else None
        issued = documents.letter(centre, lookup.referral_id(centre, ref), basis=ground, language=language())
        audit.handed_out(centre, Action.SAVE_DOCUMENT, issued.handout)
    output.write_file(out, encrypted(issued.pdf, secret))
    if issued.reprint:
        output.say(_("Note: this letter was issued before; it is written as it was issued."))
    if issued.caution is not None:
        output.say(_("Do not send it again: {reason}").format(reason=render(issued.caution)))


def card(
    context: typer.Context,
    ref: Annotated[str, typer.Argument(metavar="REF", help=_("The referral’s number or id."))],
    out: Annotated[Path, typer.Option(metavar="FILE", help=_("Where to write it."))],
    pdf_password_file: Annotated[
        str, typer.Option(metavar="FILE", help=_("Encrypt with the password in the first line of this file."))
    ] = "",
) -> None:
    """Make the card that the client holds as PDF."""
    from referral_desk.domain.documents.card import CardLanguage
    from referral_desk.services import documents

    output.check_place(out)
    secret = pdf_password(pdf_password_file)
    with surroundings(context).centre() as centre:
        issued = documents.card(centre, lookup.referral_id(centre, ref), language=CardLanguage(language()))
        audit.handed_out(centre, Action.SAVE_DOCUMENT, issued.handout)
    output.write_file(out, encrypted(issued.pdf, secret))


def summary(
    context: typer.Context,
    client: Annotated[str, typer.Argument(metavar="CLIENT", help=_("The client’s number or id."))],
    out: Annotated[Path, typer.Option(metavar="FILE", help=_("Where to write it."))],
    pdf_password_file: Annotated[
        str, typer.Option(metavar="FILE", help=_("Encrypt with the password in the first line of this file."))
    ] = "",
) -> None:
    """Make the summary of a client as PDF."""
    from referral_desk.services import documents

    output.check_place(out)
    secret = pdf_password(pdf_password_file)
    with surroundings(context).centre() as centre:
        issued = documents.summary(centre, lookup.client_id(centre, client), language=language())
        audit.handed_out(centre, Action.SAVE_DOCUMENT, issued.handout)
    output.write_file(out, encrypted(issued.pdf, secret))


def consent(
    context: typer.Context,
    client: Annotated[str, typer.Argument(metavar="CLIENT", help=_("The client’s number or id."))],
    out: Annotated[Path, typer.Option(metavar="FILE", help=_("Where to write it."))],
    pdf_password_file: Annotated[
        str, typer.Option(metavar="FILE", help=_("Encrypt with the password in the first line of this file."))
    ] = "",
) -> None:
    """Make the consent form for a client to sign as PDF."""
    from referral_desk.services import consent_papers

    output.check_place(out)
    secret = pdf_password(pdf_password_file)
    with surroundings(context).centre() as centre:
        issued = consent_papers.consent_form(centre, lookup.client_id(centre, client), language=language())
        audit.handed_out(centre, Action.SAVE_DOCUMENT, issued.handout)
    output.write_file(out, encrypted(issued.pdf, secret))


def letters(
    context: typer.Context,
    month: Annotated[str, typer.Option(metavar="YYYY-MM", help=_("The month of the referrals."))],
    out: Annotated[Path, typer.Option(metavar="DIR", help=_("The folder to write them to."))],
    pdf_password_file: Annotated[
        str, typer.Option(metavar="FILE", help=_("Encrypt with the password in the first line of this file."))
    ] = "",
) -> None:
    """Issue a month's letters; those that may not be issued are left out and listed."""
    from referral_desk.services import documents

    year_and_month = reading.month(month)
    secret = pdf_password(pdf_password_file)
    written = 0

    with surroundings(context).centre() as centre, output.progress_of(_("Letters")) as progress:
        folder = output.make_folder(out)

        def deliver(each: documents.BatchLetter) -> None:
            nonlocal written
            audit.handed_out(centre, Action.SAVE_DOCUMENT, each.handout)
            output.write_file(folder / each.file_name, encrypted(each.pdf, secret))
            written += 1

        skipped = documents.letters_of_month(centre, *year_and_month, deliver, progress=progress, language=language())
    output.give(ngettext("{count} letter written", "{count} letters written", written).format(count=written))
    if skipped:
        output.say(_("These were left out:"))
    for each in skipped:
        output.say(f"  {each.referral_number}  {render(each.reason)}")


def pdf_password(password_file: str) -> str:
    """Return the PDF's password, "" for none. Raises OutputFault for a file without one."""
    if not password_file:
        return ""
    try:
        return first_line(Path(password_file).expanduser())
    except PasswordMissing as error:
        raise OutputFault(str(error)) from error


def encrypted(pdf: bytes, secret: str) -> bytes:
    """Return the PDF encrypted with ``secret``, as it is for ""."""
    if not secret:
        return pdf
    from referral_desk.reports.render import encrypt

    return encrypt(pdf, secret)
